from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CooperationRenewalMixin(models.AbstractModel):
    """A written request to stay, dated by the day on which it came in [R16].

    The model that inherits names the many2one that leads to what is valid. A request
    that comes before the year in which it is due, or after the day on which the
    validity lapsed, would change nothing: it is refused with the days between which it
    counts.
    """

    _name = "cooperation.renewal.mixin"
    _description = "Written Request to Stay"
    _order = "date_asked desc, id desc"
    _rec_name = "date_asked"

    _valid_field = ""

    date_asked = fields.Date(
        string="Came In On", required=True, default=fields.Date.context_today
    )
    request_file = fields.Binary(string="Letter", attachment=True)
    request_filename = fields.Char(string="Letter File Name")
    note = fields.Char(help="Where the writing is, or its words.")

    @api.constrains("date_asked")
    def _check_counts(self):
        for renewal in self:
            valid = renewal[self._valid_field]
            validity = valid._get_validity()
            if not validity:
                raise ValidationError(
                    self.env._(
                        "“%(record)s” is not accredited: there is nothing to ask for "
                        "again.",
                        record=valid.display_name,
                    )
                )
            day = renewal.date_asked
            if day > fields.Date.context_today(self):
                raise ValidationError(
                    self.env._(
                        "%(date)s is still to come: note the request when it is there.",
                        date=format_date(self.env, day),
                    )
                )
            if validity.get_term(day) is None:
                raise ValidationError(renewal._explain_useless(validity))

    def _explain_useless(self, validity):
        """Return why a request counts for nothing, and when it would."""
        self.ensure_one()
        open_terms = [term for term in validity.terms if term.opens]
        windows = " / ".join(
            f"{format_date(self.env, term.opens)} – "
            + (format_date(self.env, term.closes) if term.closes else "…")
            for term in open_terms
        )
        return self.env._(
            "A request of %(date)s changes nothing for “%(record)s”: it counts when it "
            "comes in between %(windows)s, and before the accreditation has lapsed.",
            date=format_date(self.env, self.date_asked),
            record=self[self._valid_field].display_name,
            windows=windows or "…",
        )
