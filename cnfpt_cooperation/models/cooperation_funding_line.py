from odoo import fields, models


class CooperationFundingLine(models.Model):
    """What a funder grants under an agreement, in euros and in expert days [R1].

    granted ≥ committed: the database refuses what two confirmations at once would
    overspend.
    """

    _name = "cooperation.funding.line"
    _description = "Funding Line"
    _order = "agreement_id, id"

    name = fields.Char(required=True)
    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, index=True, ondelete="cascade"
    )
    funder_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    is_third_party = fields.Boolean(
        compute="_compute_is_third_party",
        store=True,
        help="The funder is neither CNFPT nor one of its structures [R1].",
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary(string="Granted Amount")
    days = fields.Float(string="Granted Days", digits=(16, 1))
    date_start = fields.Date(string="Eligible From")
    date_end = fields.Date(string="Eligible Until")
    tranche_ids = fields.One2many("cooperation.funding.tranche", "funding_line_id")
    allocation_ids = fields.One2many(
        "cooperation.funding.allocation", "funding_line_id"
    )
    amount_received = fields.Monetary(compute="_compute_amount_received", store=True)
    days_planned = fields.Float(compute="_compute_ledger", store=True, digits=(16, 1))
    days_committed = fields.Float(compute="_compute_ledger", store=True, digits=(16, 1))
    days_done = fields.Float(compute="_compute_days_done", digits=(16, 1))
    days_left = fields.Float(compute="_compute_ledger", store=True, digits=(16, 1))
    amount_planned = fields.Monetary(compute="_compute_ledger", store=True)
    amount_committed = fields.Monetary(compute="_compute_ledger", store=True)
    amount_left = fields.Monetary(compute="_compute_ledger", store=True)

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A grant cannot end before it starts."
    )
    _granted_positive = models.Constraint(
        "CHECK (amount >= 0 AND days >= 0)", "A grant cannot be negative."
    )
    _not_over_committed = models.Constraint(
        "CHECK (days_committed <= days AND amount_committed <= amount)",
        "This funding line does not hold that many days or euros.",
    )
