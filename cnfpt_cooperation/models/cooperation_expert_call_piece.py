from odoo import fields, models


class CooperationExpertCallPiece(models.Model):
    """A piece that a call asks of every candidate [R17]."""

    _name = "cooperation.expert.call.piece"
    _description = "Piece Asked by a Call"
    _inherit = ["cooperation.part.mixin"]
    _file_field = "call_id"
    _parts_field = "piece_ids"
    _order = "sequence, id"

    call_id = fields.Many2one(
        "cooperation.expert.call", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean(default=True)
    is_cv = fields.Boolean(
        string="Is the CV", help="Becomes the CV of those who join the roster."
    )
