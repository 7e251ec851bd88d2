from odoo import fields, models


class CooperationInternshipPiece(models.Model):
    """A piece of an internship's file, fixed once the departure is cleared [R17]."""

    _name = "cooperation.internship.piece"
    _description = "Internship Piece"
    _inherit = [
        "cooperation.required.piece",
        "cooperation.part.mixin",
        "cooperation.derived.mixin",
    ]
    _file_field = "internship_id"
    _parts_field = "piece_ids"

    internship_id = fields.Many2one(
        "cooperation.internship", required=True, index=True, ondelete="cascade"
    )
