from odoo.tools import sql

_SHARES = "cooperation_funding_allocation"
_TRANCHES = "cooperation_funding_tranche"


def migrate(cr, version):
    """Keep what was allocated and received, which is reckoned from now on."""
    if not version:
        return
    _keep_costs(cr)
    _keep_receipts(cr)


def _keep_costs(cr):
    """An allocation was in the currency of its mission: its amount is its cost.

    Odoo would propose it anew while it makes the field.
    """
    if sql.column_exists(cr, _SHARES, "cost"):
        return
    sql.create_column(cr, _SHARES, "cost", "numeric")
    cr.execute("UPDATE cooperation_funding_allocation SET cost = amount")


def _keep_receipts(cr):
    """What had been received so far had been received whole."""
    if sql.column_exists(cr, _TRANCHES, "amount_received"):
        return
    sql.create_column(cr, _TRANCHES, "amount_received", "numeric")
    cr.execute(
        "UPDATE cooperation_funding_tranche SET amount_received = "
        "CASE WHEN date_received IS NULL THEN 0 ELSE amount END"
    )
