from odoo import api, fields, models


class CooperationInternshipPiece(models.Model):
    """A piece of an internship's file [R17]."""

    _name = "cooperation.internship.piece"
    _description = "Internship Piece"
    _inherit = ["cooperation.required.piece"]

    internship_id = fields.Many2one(
        "cooperation.internship", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        pieces = super().create(vals_list)
        pieces._check_file_open()
        return pieces

    def write(self, vals):
        self._check_file_open()
        if vals.get("internship_id"):
            self.internship_id.browse(vals["internship_id"])._check_pieces_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cleared(self):
        self._check_file_open()

    def _check_file_open(self):
        self.internship_id._check_pieces_open()
