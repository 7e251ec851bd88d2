from odoo import fields, models


class CooperationMissionCoverLine(models.TransientModel):
    """What is taken from one funding line to cover a mission."""

    _name = "cooperation.mission.cover.line"
    _description = "Line That Could Cover a Mission"

    cover_id = fields.Many2one(
        "cooperation.mission.cover", required=True, ondelete="cascade"
    )
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", required=True, readonly=True, ondelete="cascade"
    )
    agreement_id = fields.Many2one(related="funding_line_id.agreement_id")
    funder_id = fields.Many2one(related="funding_line_id.funder_id")
    date_cover_end = fields.Date(related="agreement_id.date_cover_end")
    currency_id = fields.Many2one(related="cover_id.currency_id")
    days_held = fields.Float(string="Days Left", digits=(16, 1), readonly=True)
    cost_held = fields.Monetary(
        string="Can Pay",
        readonly=True,
        help="What it may pay of this mission and still holds, without overheads.",
    )
    days = fields.Float(string="Days to Take", digits=(16, 1))
    cost = fields.Monetary(string="Cost to Take")

    _positive = models.Constraint(
        "CHECK (days >= 0 AND cost >= 0)", "Nothing negative can be taken."
    )
