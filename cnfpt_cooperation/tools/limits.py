"""How much a person can type or paste into one field."""

from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

# Characters; a page of text has some 3,000.
LONGEST_TEXT = 1_000_000
LONGEST_LINE = 1_000


def check_lengths(record, values):
    """Refuse a paste that no page would show, before anything is written.

    :raise UserError: names the field, what it holds and what it may hold
    """
    for name, value in values.items():
        field = record._fields.get(name)
        if not (field and isinstance(value, str)):
            continue
        limit = {"char": LONGEST_LINE, "text": LONGEST_TEXT, "html": LONGEST_TEXT}
        allowed = limit.get(field.type)
        if allowed and len(value) > allowed:
            raise UserError(
                record.env._(
                    "“%(field)s” holds %(length)s characters, and may hold %(limit)s: "
                    "shorten it, and attach the document itself to the file.",
                    field=field._description_string(record.env),
                    length=formatLang(record.env, len(value), digits=0),
                    limit=formatLang(record.env, allowed, digits=0),
                )
            )
