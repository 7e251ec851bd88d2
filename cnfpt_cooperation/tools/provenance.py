"""The rows of the activity report behind a figure, as SQL."""

from odoo.tools import SQL

# What a row is worth telling about itself, in the order in which it is told.
DIMENSIONS = (
    "date",
    "zone_id",
    "country_id",
    "theme_id",
    "origin",
    "initiative",
    "programme_id",
    "partner_id",
)
# The file that a row is about, by its reference: nobody's name. A day and a
# mobilisation are named by their mission. CASE lets PostgreSQL join by hash.
_FILES = SQL(
    """LEFT JOIN cooperation_expert_day d
              ON d.id = CASE WHEN r.res_model = 'cooperation.expert.day'
                             THEN r.res_id END
       LEFT JOIN cooperation_assignment a
              ON a.id = CASE WHEN r.res_model = 'cooperation.assignment'
                             THEN r.res_id ELSE d.assignment_id END
       LEFT JOIN cooperation_mission m
              ON m.id = CASE WHEN r.res_model = 'cooperation.mission'
                             THEN r.res_id ELSE a.mission_id END
       LEFT JOIN cooperation_visit v
              ON v.id = CASE WHEN r.res_model = 'cooperation.visit'
                             THEN r.res_id END
       LEFT JOIN cooperation_internship i
              ON i.id = CASE WHEN r.res_model = 'cooperation.internship'
                             THEN r.res_id END
       LEFT JOIN cooperation_training_session t
              ON t.id = CASE WHEN r.res_model = 'cooperation.training.session'
                             THEN r.res_id END
       LEFT JOIN cooperation_agreement g
              ON g.id = CASE WHEN r.res_model = 'cooperation.agreement'
                             THEN r.res_id END
       LEFT JOIN cooperation_opening_figure o
              ON o.id = CASE WHEN r.res_model = 'cooperation.opening.figure'
                             THEN r.res_id END"""
)
_LABEL = SQL(
    "COALESCE(m.reference, v.reference, i.reference, t.reference, g.reference, o.code)"
)


def get_contribution_sql(measure, column, person):
    """Return what each row adds to the total, so that the rows add up to it.

    A person counts once: in the first of their rows.

    :param measure: the `Measure` of the figure
    :param column: SQL of its column
    :param person: SQL of the row’s id, by which the first row is told
    """
    if measure.aggregate != "count_distinct":
        return SQL("%s", column)
    return SQL(
        "CASE WHEN row_number() OVER (PARTITION BY %s ORDER BY %s) = 1 "
        "THEN 1 ELSE 0 END",
        column,
        person,
    )


def get_rows_sql(report, domain, measure):
    """Return the SELECT of the rows of `domain`, each with what it adds.

    Columns: id, kind, res_model, res_id, person, contribution, dimensions (JSON).

    :param report: the activity report, with the rights of who asks
    """
    query = report._search(domain, order="id")
    query.order = None
    table = query.table

    def get(name):
        return report._field_to_sql(table, name, query)

    pairs = [SQL("%s, %s", name, get(name)) for name in DIMENSIONS]
    return query.select(
        SQL("%s AS id", get("id")),
        SQL("%s AS kind", get("kind")),
        SQL("%s AS res_model", get("res_model")),
        SQL("%s AS res_id", get("res_id")),
        SQL("%s AS person", get("expert_id")),
        SQL(
            "(%s)::numeric AS contribution",
            get_contribution_sql(measure, get(measure.field), get("id")),
        ),
        SQL(
            "jsonb_strip_nulls(jsonb_build_object(%s)) AS dimensions",
            SQL(", ").join(pairs),
        ),
    )


def get_named_rows_sql(rows):
    """Return the SELECT of the same rows with `label`, the reference of the file."""
    return SQL("SELECT r.*, %s AS label FROM (%s) r %s", _LABEL, rows, _FILES)


def get_changes_sql(snapshot_id, rows, measure):
    """Return the SELECT of the rows that are not what they were when published.

    The differences between `after` and `before` add up to the live value less the
    published one. A person who stays is nobody’s difference, whichever of their rows
    came or went; one who came or left is told by all of theirs and counts in the first.

    :param snapshot_id: the publication
    :param rows: SELECT of `get_rows_sql` of the live rows
    """
    old = SQL(
        "SELECT * FROM cooperation_figure_snapshot_row WHERE snapshot_id = %s",
        snapshot_id,
    )
    new = get_named_rows_sql(rows)
    is_changed = SQL("o.contribution IS DISTINCT FROM n.contribution")
    if measure.aggregate == "count_distinct":
        is_changed = SQL(
            """NOT EXISTS (SELECT FROM published p JOIN live l ON l.person = p.person
                            WHERE p.person = COALESCE(o.person, n.person))"""
        )
    return SQL(
        """WITH published AS MATERIALIZED (%s), live AS MATERIALIZED (%s)
         SELECT COALESCE(o.kind, n.kind) AS kind,
                COALESCE(o.res_model, n.res_model) AS res_model,
                COALESCE(o.res_id, n.res_id) AS res_id,
                COALESCE(o.report_row_id, n.id) AS report_row_id,
                COALESCE(o.label, n.label) AS label,
                CASE WHEN o.id IS NULL THEN 'entered' WHEN n.id IS NULL THEN 'left'
                     ELSE 'changed' END AS change,
                COALESCE(o.contribution, 0) AS value_before,
                COALESCE(n.contribution, 0) AS value_after,
                COALESCE(n.contribution, 0) - COALESCE(o.contribution, 0)
                     AS difference,
                o.dimensions AS scope_before
           FROM published o
      FULL JOIN live n ON n.id = o.report_row_id
          WHERE %s""",
        old,
        new,
        is_changed,
    )
