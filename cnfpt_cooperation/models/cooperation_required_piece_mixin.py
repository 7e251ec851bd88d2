from odoo import api, fields, models


class CooperationRequiredPieceMixin(models.AbstractModel):
    """A file of required pieces, complete at a deadline or refused [R17].

    The model that inherits declares `piece_ids`, records of a model that inherits
    `cooperation.required.piece`.
    """

    _name = "cooperation.required.piece.mixin"
    _description = "File of Required Pieces"

    pieces_deadline = fields.Date(string="Pieces Due On")
    missing_piece_count = fields.Integer(
        string="Missing Pieces", compute="_compute_missing_piece_count", store=True
    )

    @api.depends("piece_ids.is_required", "piece_ids.is_provided")
    def _compute_missing_piece_count(self):
        for record in self:
            record.missing_piece_count = len(record._get_missing_pieces())

    def _get_missing_pieces(self):
        """Return the required pieces that are not there."""
        self.ensure_one()
        return self.piece_ids.filtered(
            lambda piece: piece.is_required and not piece.is_provided
        )

    def _get_piece_blockers(self):
        """Name each missing piece in a sentence."""
        for piece in self._get_missing_pieces():
            yield self.env._(
                "The required piece “%(piece)s” is missing.", piece=piece.name
            )
