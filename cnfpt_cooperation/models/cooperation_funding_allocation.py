from odoo import fields, models


class CooperationFundingAllocation(models.Model):
    """The part of a funding line that covers a mission, in days and euros [R1]."""

    _name = "cooperation.funding.allocation"
    _description = "Funding Allocation"
    _order = "mission_id, id"

    mission_id = fields.Many2one(
        "cooperation.mission", required=True, index=True, ondelete="cascade"
    )
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", required=True, index=True, ondelete="restrict"
    )
    agreement_id = fields.Many2one(related="funding_line_id.agreement_id")
    funder_id = fields.Many2one(related="funding_line_id.funder_id")
    currency_id = fields.Many2one(related="funding_line_id.currency_id")
    days = fields.Float(digits=(16, 1))
    amount = fields.Monetary()
    is_committed = fields.Boolean(
        compute="_compute_is_committed",
        store=True,
        help="The mission is funded or beyond: these days are taken.",
    )

    _line_uniq = models.Constraint(
        "UNIQUE(mission_id, funding_line_id)",
        "This funding line already covers the mission: change its days instead.",
    )
    _positive = models.Constraint(
        "CHECK (days >= 0 AND amount >= 0)", "An allocation cannot be negative."
    )
