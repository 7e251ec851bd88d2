from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, sql

from odoo.addons.cnfpt_cooperation.tools.provenance import get_named_rows_sql

# The rows of the snapshots made so far: a list of their ids was all that was kept.
_ROWS = SQL(
    """SELECT s.id AS snapshot_id, r.id, r.kind, r.res_model, r.res_id,
              r.expert_id AS person,
              CASE WHEN f.measure <> 'persons'
                   THEN (to_jsonb(r) ->> f.measure)::numeric
                   WHEN row_number() OVER (
                       PARTITION BY s.id, r.expert_id ORDER BY r.id) = 1
                   THEN 1 ELSE 0 END AS contribution,
              jsonb_strip_nulls(jsonb_build_object(
                  'date', r.date, 'zone_id', r.zone_id, 'country_id', r.country_id,
                  'theme_id', r.theme_id, 'origin', r.origin,
                  'initiative', r.initiative, 'programme_id', r.programme_id,
                  'partner_id', r.partner_id)) AS dimensions
         FROM cooperation_figure_snapshot s
         JOIN cooperation_figure f ON f.id = s.figure_id
   CROSS JOIN LATERAL (
              SELECT value::integer AS id
                FROM jsonb_array_elements_text(s.report_ids_json)) kept
         JOIN cooperation_activity_report r ON r.id = kept.id
        WHERE NOT EXISTS (SELECT FROM cooperation_figure_snapshot_row old
                           WHERE old.snapshot_id = s.id)"""
)


def migrate(cr, version):
    """Give what a new database has to one that is older."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.flush_all()
    _keep_rows(cr)
    env["cooperation.figure"]._publish_opening()
    # Comes with this release, and writes to everybody unless told otherwise.
    env["digest.digest"]._silence_default_digest()


def _keep_rows(cr):
    """Make rows of the ids that stood behind a published value.

    What each row added was not kept: it is what the row adds now. Where that is not
    the value that was published, one more row, of no file, says how much.
    """
    if not sql.column_exists(cr, "cooperation_figure_snapshot", "report_ids_json"):
        return
    cr.execute(
        SQL(
            """INSERT INTO cooperation_figure_snapshot_row
                      (snapshot_id, report_row_id, kind, res_model, res_id, person,
                       contribution, dimensions, label)
               SELECT snapshot_id, id, kind, res_model, res_id, person, contribution,
                      dimensions, label
                 FROM (%s) named""",
            get_named_rows_sql(_ROWS),
        )
    )
    cr.execute(
        """INSERT INTO cooperation_figure_snapshot_row
                  (snapshot_id, report_row_id, contribution)
           SELECT s.id, 0, s.value - COALESCE(SUM(r.contribution), 0)
             FROM cooperation_figure_snapshot s
        LEFT JOIN cooperation_figure_snapshot_row r ON r.snapshot_id = s.id
         GROUP BY s.id
           HAVING s.value <> COALESCE(SUM(r.contribution), 0)"""
    )
