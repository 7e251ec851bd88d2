"""The rows of the activity report that follow from a record, as SQL."""

from odoo.tools import SQL

_DAYS = "SELECT id FROM cooperation_expert_day WHERE assignment_id"
# Which rows a record decides on: its own, and those of what hangs on it.
_FAMILIES = {
    "cooperation.mission": (
        (
            "cooperation.assignment",
            "SELECT id FROM cooperation_assignment WHERE mission_id = ANY(%(ids)s)",
        ),
        (
            "cooperation.expert.day",
            f"{_DAYS} IN (SELECT id FROM cooperation_assignment "
            "WHERE mission_id = ANY(%(ids)s))",
        ),
    ),
    "cooperation.assignment": (("cooperation.expert.day", f"{_DAYS} = ANY(%(ids)s)"),),
    "cooperation.funding.line": (
        (
            "cooperation.agreement",
            "SELECT agreement_id FROM cooperation_funding_line WHERE id = ANY(%(ids)s)",
        ),
    ),
}


def get_family(model, ids):
    """Return the models and the SELECT of the ids of the rows that a record decides on.

    :param model: name of the model of the records
    :param ids: numbers of the records
    """
    family = [(model, SQL("SELECT unnest(%s)", list(ids)))]
    for name, select in _FAMILIES.get(model, ()):
        family.append((name, SQL(select, ids=list(ids))))
    return family


def get_counted_sql(columns, model, ids):
    """Return the SELECT of the rows of the report that these records decide on.

    One branch a model: PostgreSQL reads no other branch of the view.
    """
    columns = SQL(", ").join(map(SQL.identifier, columns))
    return SQL(" UNION ALL ").join(
        SQL(
            "SELECT %s FROM cooperation_activity_report "
            "WHERE res_model = %s AND res_id IN (%s)",
            columns,
            name,
            select,
        )
        for name, select in get_family(model, ids)
    )


def get_traces_sql(model, ids, user_id):
    """Return the INSERT that keeps who deletes what stands behind published figures."""
    return SQL(
        """INSERT INTO cooperation_figure_deletion
                  (res_model, res_id, kind, label, user_id, deleted_on)
           SELECT DISTINCT r.res_model, r.res_id, r.kind, r.label, %s,
                  now() AT TIME ZONE 'UTC'
             FROM cooperation_figure_snapshot_row r
             JOIN (%s) family
               ON family.model = r.res_model AND family.id = r.res_id""",
        user_id,
        SQL(" UNION ALL ").join(
            SQL("SELECT %s AS model, f.id FROM (%s) AS f(id)", name, select)
            for name, select in get_family(model, ids)
        ),
    )
