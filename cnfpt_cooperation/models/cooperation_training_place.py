from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CooperationTrainingPlace(models.Model):
    """Seats of a training session kept for those who asked to take part [R10].

    A session never has more seats taken than it has: the database decides between
    two officers who take the last one.
    """

    _name = "cooperation.training.place"
    _description = "Training Place"
    _inherit = ["cooperation.part.mixin"]
    _file_field = "session_id"
    _parts_field = "place_ids"
    _order = "session_id, id"
    _rec_name = "partner_id"

    session_id = fields.Many2one(
        "cooperation.training.session", required=True, index=True, ondelete="cascade"
    )
    request_id = fields.Many2one(
        "cooperation.request",
        readonly=True,
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        help="The request that these seats answer.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Who Takes Part",
        required=True,
        index=True,
        ondelete="restrict",
    )
    contact_id = fields.Many2one("res.partner", string="Contact Person")
    seats = fields.Integer(required=True, default=1)

    _seats_positive = models.Constraint(
        "CHECK (seats > 0)", "A place has one seat at least."
    )
    _request_uniq = models.Constraint(
        "UNIQUE(session_id, request_id)",
        "This request has its seats in this session already.",
    )

    @api.constrains("session_id", "seats")
    def _check_seats_left(self):
        for session in self.session_id:
            if session.seats and session.seats_taken > session.seats:
                raise ValidationError(session._get_full_sentence())

    @api.constrains("session_id", "request_id")
    def _check_no_cycle(self):
        """A request that a session gave birth to does not take seats in it."""
        self.request_id._check_no_cycle()
