from odoo import api, fields, models


class CooperationRequiredPiece(models.AbstractModel):
    """One piece of a file: its name, its file, and the day on which it came."""

    _name = "cooperation.required.piece"
    _description = "Required Piece"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean(default=True)
    piece_file = fields.Binary(string="File", attachment=True)
    piece_filename = fields.Char(string="File Name")
    date_received = fields.Date(
        string="Received On",
        compute="_compute_date_received",
        store=True,
        readonly=False,
        precompute=True,
        help="The day on which the file was attached, or the paper received.",
    )
    is_provided = fields.Boolean(compute="_compute_is_provided", store=True)

    @api.depends("piece_file")
    def _compute_date_received(self):
        today = fields.Date.context_today(self)
        for piece in self:
            piece.date_received = piece.date_received or (piece.piece_file and today)

    @api.depends("piece_file", "date_received")
    def _compute_is_provided(self):
        """A piece is there when its file is, or when it was received on paper."""
        for piece in self:
            piece.is_provided = bool(piece.piece_file or piece.date_received)
