from odoo import fields, models


class CooperationInternshipPiece(models.Model):
    """A piece of an internship's file [R17]."""

    _name = "cooperation.internship.piece"
    _description = "Internship Piece"
    _inherit = ["cooperation.required.piece"]

    internship_id = fields.Many2one(
        "cooperation.internship", required=True, index=True, ondelete="cascade"
    )
