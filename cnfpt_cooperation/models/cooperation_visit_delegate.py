from odoo import fields, models


class CooperationVisitDelegate(models.Model):
    """A member of a visiting delegation; protocol data stays in its own sheet."""

    _name = "cooperation.visit.delegate"
    _description = "Delegate"
    _order = "sequence, id"

    visit_id = fields.Many2one(
        "cooperation.visit", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    function = fields.Char(string="Position Held")
    body_id = fields.Many2one(
        "res.partner", string="Body", index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index="btree_not_null", ondelete="restrict"
    )
    email = fields.Char()
    language_id = fields.Many2one("cooperation.language")
    is_present = fields.Boolean(string="Came", copy=False)
    protocol_ids = fields.One2many(
        "cooperation.visit.protocol",
        "delegate_id",
        string="Protocol Sheet",
        groups="cnfpt_cooperation.cnfpt_cooperation_group_protocol",
    )
