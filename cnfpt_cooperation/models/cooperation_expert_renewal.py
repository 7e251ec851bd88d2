from odoo import fields, models


class CooperationExpertRenewal(models.Model):
    """A written request of an expert to stay on the roster [R16]."""

    _name = "cooperation.expert.renewal"
    _description = "Request to Stay on the Roster"
    _inherit = ["cooperation.renewal.mixin"]
    _valid_field = "expert_id"

    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="cascade"
    )
