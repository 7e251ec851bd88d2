from odoo import fields, models


class CooperationCostRate(models.Model):
    """What one unit of hosting costs the Mission, as of a date, and who says so."""

    _name = "cooperation.cost.rate"
    _description = "Cost Rate"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        [
            ("session", "An hour of session"),
            ("person", "A person"),
            ("interpreter", "An interpreter"),
        ],
        string="Unit",
        required=True,
    )
    sequence = fields.Integer(default=10)
    amount = fields.Monetary(required=True, aggregator=None)
    per_day = fields.Float(
        string="Units a Day",
        default=1.0,
        required=True,
        digits=(16, 1),
        aggregator=None,
        help="How many of them one day of hosting takes; for a person, each of them.",
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    date = fields.Date(string="As Of", required=True, default=fields.Date.context_today)
    source = fields.Char(required=True, help="Who gave this figure.")

    _code_uniq = models.Constraint("UNIQUE(code)", "This unit already has its rate.")
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0 AND per_day >= 0)", "A rate cannot be negative."
    )
