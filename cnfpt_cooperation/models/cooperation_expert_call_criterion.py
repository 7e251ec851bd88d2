from odoo import fields, models


class CooperationExpertCallCriterion(models.Model):
    """What candidates are chosen by, and how much it weighs.

    Fixed when the call opens: candidates know what they are judged by.
    """

    _name = "cooperation.expert.call.criterion"
    _description = "Criterion of a Call"
    _inherit = ["cooperation.part.mixin"]
    _file_field = "call_id"
    _parts_field = "criterion_ids"
    _order = "sequence, id"

    call_id = fields.Many2one(
        "cooperation.expert.call", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    weight = fields.Integer(default=10, required=True)

    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "A criterion weighs at least 1."
    )
