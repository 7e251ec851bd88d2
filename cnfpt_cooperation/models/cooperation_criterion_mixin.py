from odoo import fields, models


class CooperationCriterionMixin(models.AbstractModel):
    """A line of a score: what is looked at, and how much it weighs.

    The model that inherits declares `code`, which names what is looked at. A criterion
    that is archived or weighs nothing does not count.
    """

    _name = "cooperation.criterion.mixin"
    _description = "Weighted Criterion"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    weight = fields.Integer(default=20, required=True)
    threshold = fields.Float(digits=(16, 1))
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This criterion already exists.")
    _weight_positive = models.Constraint(
        "CHECK (weight >= 0 AND threshold >= 0)",
        "A weight or a threshold cannot be negative.",
    )
