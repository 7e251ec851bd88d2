from odoo import fields, models


class CooperationFundingTranche(models.Model):
    """A payment of a grant: due at a date, received at another."""

    _name = "cooperation.funding.tranche"
    _description = "Funding Tranche"
    _order = "date_due, id"

    name = fields.Char(required=True)
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="funding_line_id.currency_id")
    amount = fields.Monetary(required=True)
    date_due = fields.Date(required=True)
    date_received = fields.Date()

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A tranche is a positive amount."
    )
