from odoo import api, fields, models
from odoo.tools import format_date


class CooperationRequiredPieceMixin(models.AbstractModel):
    """A file of required pieces, complete at a deadline or refused [R17].

    The model that inherits declares `piece_ids`, records of a model that inherits
    `cooperation.required.piece`.
    """

    _name = "cooperation.required.piece.mixin"
    _description = "File of Required Pieces"

    pieces_deadline = fields.Date(
        string="Pieces Due On", help="A piece that comes later is refused."
    )
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
        """Name each piece that is missing or came after the deadline [R17]."""
        self.ensure_one()
        if not self.pieces_deadline:
            yield self.env._(
                "Give the day on which the pieces of “%(record)s” are due.",
                record=self.display_name,
            )
        for piece in self._get_missing_pieces():
            yield self.env._(
                "The required piece “%(piece)s” is missing.", piece=piece.name
            )
        for piece in self._get_late_pieces():
            yield self.env._(
                "The required piece “%(piece)s” came on %(date)s, after the deadline "
                "of %(deadline)s: refuse the file or put the deadline off.",
                piece=piece.name,
                date=format_date(self.env, piece.date_received),
                deadline=format_date(self.env, self.pieces_deadline),
            )

    def _get_late_pieces(self):
        """Return the required pieces that came after the deadline."""
        self.ensure_one()
        return self.piece_ids.filtered(
            lambda piece: (
                piece.is_required
                and piece.date_received
                and self.pieces_deadline
                and piece.date_received > self.pieces_deadline
            )
        )
