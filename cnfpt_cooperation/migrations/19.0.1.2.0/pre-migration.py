from odoo.tools import sql

_TABLE = "cooperation_mission"


def migrate(cr, version):
    """Leave alone what was written by hand and is reckoned from now on."""
    if not version:
        return
    _keep_planned_costs(cr)
    _keep_safety_advice(cr)


def _keep_planned_costs(cr):
    """From now on an open mission follows its estimate unless it says otherwise.

    Odoo would reckon it anew while it makes the new fields.
    """
    if sql.column_exists(cr, _TABLE, "is_cost_by_hand"):
        return
    sql.create_column(cr, _TABLE, "is_cost_by_hand", "boolean")
    cr.execute("UPDATE cooperation_mission SET is_cost_by_hand = TRUE")


def _keep_safety_advice(cr):
    """Put aside the advice typed on missions to come: the last one of each country.

    From now on a mission that is not ordered follows the history of its country,
    which nobody has written yet; it is made of these.
    """
    if sql.column_exists(cr, _TABLE, "safety_date"):
        return
    cr.execute(
        """CREATE TABLE cooperation_safety_advice_kept AS
           SELECT DISTINCT ON (country_id) country_id, safety_advice AS level,
                  write_date::date AS date, CONCAT('Mission ', reference) AS source
             FROM cooperation_mission
            WHERE safety_advice IS NOT NULL AND country_id IS NOT NULL
              AND modality = 'on_site'
              AND state IN ('draft', 'scoped', 'funded', 'staffed')
            ORDER BY country_id, write_date DESC, id DESC"""
    )
