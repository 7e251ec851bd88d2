"""What happened to the records behind the rows of a figure, by whom and when.

Asked of what Odoo keeps: tracked changes of the file and of the files that it hangs on,
who wrote it last, and the traces that a deletion leaves. A handful of queries for a
whole page of rows.
"""

from collections import defaultdict
from dataclasses import dataclass

from odoo.tools import format_date

from .provenance import DIMENSIONS

_NUMBERS = ("integer", "float", "monetary")
_REPORT = "cooperation.activity.report"


@dataclass
class History:
    """What is known of one row."""

    what: str = ""
    user_id: object = False
    when: object = False
    is_deleted: bool = False


def get_histories(lines):
    """Return {line id: History} of rows that entered, left or changed.

    :param lines: `cooperation.figure.explain.line`
    """
    env = lines.env
    keys = [(line.res_model, line.res_id) for line in lines if line.res_model in env]
    alive = _browse_alive(env, keys)
    deletions = _find_deletions(env, [key for key in keys if key not in alive])
    since = min(filter(None, lines.explain_id.mapped("published_on")), default=None)
    trackings = _find_trackings(env, alive.values(), since)
    rows = env[_REPORT].sudo().search([("id", "in", lines.mapped("report_row_id"))])
    rows = {row.id: row for row in rows}
    histories = {}
    for line in lines:
        record = alive.get((line.res_model, line.res_id))
        if record is None:
            deletion = deletions.get((line.res_model, line.res_id))
            histories[line.id] = _tell_deleted(env, line, deletion)
        else:
            found = trackings[line.res_model, line.res_id]
            histories[line.id] = _tell(line, record, found, rows)
    return histories


def _browse_alive(env, keys):
    """Return the records that exist by their key, in as many queries as models."""
    ids_by_model = defaultdict(list)
    for model, res_id in keys:
        ids_by_model[model].append(res_id)
    return {
        (model, record.id): record
        for model, ids in ids_by_model.items()
        for record in env[model].sudo().browse(ids).exists()
    }


def _find_deletions(env, keys):
    if not keys:
        return {}
    found = (
        env["cooperation.figure.deletion"]
        .sudo()
        .search([("res_id", "in", [res_id for __, res_id in keys])], order="id")
    )
    return {(trace.res_model, trace.res_id): trace for trace in found}


def _get_files(record):
    """Return the record and what it is counted under: their messages tell its story."""
    if record._name == "cooperation.expert.day":
        return [record.assignment_id, record.mission_id]
    if record._name == "cooperation.assignment":
        return [record, record.mission_id]
    return [record] if "message_ids" in record._fields else []


def _find_trackings(env, records, since):
    """Return the changes since a day of what decides on the rows, oldest first."""
    heirs = defaultdict(list)
    for record in records:
        for file in _get_files(record):
            heirs[file._name, file.id].append((record._name, record.id))
    found = defaultdict(list)
    if not heirs or not since:
        return found
    ids_by_model = defaultdict(list)
    for model, res_id in heirs:
        ids_by_model[model].append(res_id)
    for model, ids in ids_by_model.items():
        values = (
            env["mail.tracking.value"]
            .sudo()
            .search(
                [
                    ("mail_message_id.model", "=", model),
                    ("mail_message_id.res_id", "in", ids),
                    ("create_date", ">=", since),
                ],
                order="id",
            )
        )
        for value in values:
            name = value.field_id.name
            if name and env[model]._decides_on_count([name]):
                for key in heirs[model, value.mail_message_id.res_id]:
                    found[key].append(value)
    return found


def _tell_deleted(env, line, deletion):
    """Tell what is known of a record that does not exist any more."""
    if not line.res_model:
        what = env._("Published before rows were kept: what it was is not known.")
        return History(what=what)
    history = History(what=env._("Deleted"), is_deleted=True)
    if deletion:
        history.user_id, history.when = deletion.user_id, deletion.deleted_on
    return history


def _tell(line, record, trackings, rows):
    env = line.env
    if line.change == "changed":  # in what it adds: a number was written
        trackings = [v for v in trackings if v.field_id.ttype in _NUMBERS]
    told = {}
    for value in trackings:
        label = value.field_id.sudo().field_description
        old = told.get(label, (_format(env, value, "old"),))[0]
        told[label] = (old, _format(env, value, "new"))
    for label, pair in _compare_scope(line, rows.get(line.report_row_id)).items():
        # The row’s date is the file’s first day: what was told is not told twice.
        if pair not in told.values():
            told.setdefault(label, pair)
    parts = [
        env._("%(field)s: %(old)s → %(new)s", field=label, old=old, new=new)
        for label, (old, new) in told.items()
    ]
    history = History(user_id=record.write_uid, when=record.write_date)
    if trackings:
        message = trackings[-1].mail_message_id
        history.user_id = message.author_id.user_ids[:1] or message.create_uid
        history.when = message.date
    elif line.change == "entered" and _is_newer(record, line.explain_id):
        history.user_id, history.when = record.create_uid, record.create_date
        parts.insert(0, env._("Entered since"))
    elif not parts and (found := _tell_theme(line, rows.get(line.report_row_id))):
        return found
    history.what = "\n".join(parts) or _tell_state(line, record)
    return history


def _is_newer(record, explanation):
    return record.create_date and record.create_date >= explanation.published_on


def _tell_theme(line, row):
    """Tell that nothing happened to a row: its theme has another place in the tree."""
    theme = line.explain_id.figure_id.theme_id
    if not theme or not row or line.change == "changed":
        return None
    what = line.env._(
        "“%(theme)s” moved in the tree of themes", theme=row.theme_id.display_name
    )
    return History(what, row.theme_id.write_uid, row.theme_id.write_date)


def _tell_state(line, record):
    """Tell what is seen of a record of which no story was kept: its number is another,
    or the state in which it counts or does not.
    """
    if line.change == "changed":
        return line.env._("Its number was corrected")
    if "state" not in record._fields:
        return ""
    field = record._fields["state"]
    return line.env._(
        "%(field)s: %(value)s",
        field=field._description_string(line.env),
        value=dict(field._description_selection(line.env)).get(record.state),
    )


def _compare_scope(line, row):
    """Return the dimensions of the row that are not what they were, in words."""
    if not row or not line.scope_before:
        return {}
    env, changes = line.env, {}
    for name in DIMENSIONS:
        field = row._fields[name]
        old, new = line.scope_before.get(name), row[name]
        if field.type == "many2one":
            new, old = new.display_name, env[field.comodel_name].sudo().browse(old)
            old = old.exists().display_name
        elif field.type == "selection":
            options = dict(field._description_selection(env))
            old, new = options.get(old), options.get(new)
        elif field.type == "date":
            old, new = (date and format_date(env, date) for date in (old, new))
        if (old or "") != (new or ""):
            changes[field._description_string(env)] = (old or "–", new or "–")
    return changes


def _format(env, value, side):
    """Return the old or the new value of a tracked change, as people read it."""
    kind = value.field_id.ttype
    if kind in ("date", "datetime"):
        return format_date(env, value[f"{side}_value_datetime"]) or "–"
    if kind in ("integer", "boolean"):
        return str(value[f"{side}_value_integer"])
    if kind in ("float", "monetary"):
        return str(value[f"{side}_value_float"])
    text = value[f"{side}_value_char"] or value[f"{side}_value_text"] or "–"
    return _translate(env, value.field_id, text) if kind == "selection" else text


def _translate(env, field, label):
    """Return a label in the reader’s language: it was kept in the writer’s."""
    field = env[field.model]._fields[field.name]
    for code, __ in env["res.lang"].get_installed():
        options = field._description_selection(env(context={"lang": code}))
        for key, known in options:
            if known == label:
                return dict(field._description_selection(env))[key]
    return label
