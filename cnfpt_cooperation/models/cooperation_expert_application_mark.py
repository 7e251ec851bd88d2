from odoo import api, fields, models
from odoo.exceptions import ValidationError

BEST_MARK = 5


class CooperationExpertApplicationMark(models.Model):
    """What a candidate is worth by one criterion, and why."""

    _name = "cooperation.expert.application.mark"
    _description = "Mark of an Application"
    _inherit = ["cooperation.part.mixin", "cooperation.derived.mixin"]
    _file_field = "application_id"
    _parts_field = "mark_ids"
    _order = "criterion_sequence, id"

    application_id = fields.Many2one(
        "cooperation.expert.application", required=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one(
        "cooperation.expert.call.criterion", required=True, ondelete="restrict"
    )
    criterion_sequence = fields.Integer(related="criterion_id.sequence", store=True)
    weight = fields.Integer(related="criterion_id.weight")
    mark = fields.Selection(
        [
            ("0", "0 – Nothing"),
            ("1", "1 – Weak"),
            ("2", "2 – Insufficient"),
            ("3", "3 – Sufficient"),
            ("4", "4 – Good"),
            ("5", "5 – Excellent"),
        ],
        help="Out of 5.",
    )
    note = fields.Char(string="Why")

    _criterion_uniq = models.Constraint(
        "UNIQUE(application_id, criterion_id)",
        "This candidate has a mark for this criterion already.",
    )

    @api.constrains("application_id", "criterion_id")
    def _check_same_call(self):
        for mark in self:
            if mark.criterion_id.call_id != mark.application_id.call_id:
                raise ValidationError(
                    self.env._(
                        "“%(criterion)s” is a criterion of another call.",
                        criterion=mark.criterion_id.name,
                    )
                )
