from odoo import fields, models


class CooperationExpertApplicationPiece(models.Model):
    """A piece of a candidate's file; fixed once the file is judged [R17]."""

    _name = "cooperation.expert.application.piece"
    _description = "Piece of an Application"
    _inherit = [
        "cooperation.required.piece",
        "cooperation.part.mixin",
        "cooperation.derived.mixin",
    ]
    _file_field = "application_id"
    _parts_field = "piece_ids"

    application_id = fields.Many2one(
        "cooperation.expert.application", required=True, index=True, ondelete="cascade"
    )
    is_cv = fields.Boolean(string="Is the CV")
