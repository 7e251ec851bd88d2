from odoo.tools import sql

_TABLE = "cooperation_mission"


def migrate(cr, version):
    """Leave the planned costs alone: they were all written by hand.

    From now on an open mission follows its estimate unless it says otherwise, and
    Odoo would reckon it anew while it makes the new fields.
    """
    if not version or sql.column_exists(cr, _TABLE, "is_cost_by_hand"):
        return
    sql.create_column(cr, _TABLE, "is_cost_by_hand", "boolean")
    cr.execute("UPDATE cooperation_mission SET is_cost_by_hand = TRUE")
