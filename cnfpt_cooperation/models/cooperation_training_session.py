from odoo import api, fields, models
from odoo.tools import format_date

from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"


class CooperationTrainingSession(models.Model):
    """A course on international action, its trainees and its days [F5, F6]."""

    _name = "cooperation.training.session"
    _description = "Training Session"
    _inherit = ["cooperation.covered.mixin", "cooperation.record.mixin"]
    _order = "date_start desc, id desc"
    _default_initiative = "training"
    _closed_states = ("cancelled",)
    _cover_states = _cover_kept_states = ("draft", "planned")
    _zone_frozen_states = ("done",)
    _transitions = {
        "action_plan": Transition(
            ("draft",), "planned", _OFFICER, "_get_plan_blockers"
        ),
        "action_done": Transition(("planned",), "done", _OFFICER, "_get_done_blockers"),
        "action_reopen": Transition(("planned",), "draft", _OFFICER, main=False),
        "action_cancel": Transition(
            ("draft", "planned"),
            "cancelled",
            _OFFICER,
            "_get_cancel_blockers",
            main=False,
        ),
    }

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Scheduled"),
            ("done", "Held"),
            ("cancelled", "Called Off"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    partner_id = fields.Many2one(string="Organised By")
    module = fields.Char(help="The module of a route, such as 1 of 3.")
    date_start = fields.Date(tracking=True, index=True)
    date_end = fields.Date(tracking=True)
    days = fields.Float(digits=(16, 1), default=3.0)
    place = fields.Char()
    seats = fields.Integer(
        help="How many people the session takes; 0 when not limited."
    )
    place_ids = fields.One2many(
        "cooperation.training.place", "session_id", string="Places", copy=False
    )
    seats_taken = fields.Integer(
        compute="_compute_seats_taken",
        store=True,
        help="Seats kept for those who asked to take part.",
    )
    trainee_count = fields.Integer(string="Trainees", tracking=True)
    trainer_ids = fields.Many2many("res.partner", string="Trainers")
    trainee_days = fields.Float(
        compute="_compute_trainee_days",
        store=True,
        digits=(16, 1),
        help="Trainees multiplied by days.",
    )
    cancel_reason = fields.Text(string="Reason", copy=False)

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A session cannot end before it starts."
    )
    _counts_positive = models.Constraint(
        "CHECK (trainee_count >= 0 AND seats >= 0 AND days >= 0)",
        "Trainees, seats and days cannot be negative.",
    )

    _seats_enough = models.Constraint(
        "CHECK (COALESCE(seats, 0) = 0 OR COALESCE(seats_taken, 0) <= seats)",
        "More seats are taken than the training session has.",
    )

    @api.depends("place_ids.seats")
    def _compute_seats_taken(self):
        for session in self:
            session.seats_taken = sum(session.place_ids.mapped("seats"))

    @api.depends("trainee_count", "days")
    def _compute_trainee_days(self):
        for session in self:
            session.trainee_days = session.trainee_count * session.days

    def _get_frozen_fields(self):
        # Nobody joins a session that was held, whichever way one comes in.
        frozen = super()._get_frozen_fields()
        return frozen | {"place_ids"} if self.state == "done" else frozen

    # ------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------

    def _get_plan_blockers(self):
        self.ensure_one()
        if not self.date_start or not self.date_end:
            yield self.env._(
                "Give the first and the last day of “%(session)s”.",
                session=self.display_name,
            )
        if not self.partner_id:
            yield self.env._(
                "Say which body organises “%(session)s”.", session=self.display_name
            )

    def _get_done_blockers(self):
        """Counted once it is over, with the people who came [F5]."""
        self.ensure_one()
        if self.date_end and fields.Date.context_today(self) < self.date_end:
            yield self.env._(
                "“%(session)s” ends on %(date)s: it is not over.",
                session=self.display_name,
                date=format_date(self.env, self.date_end),
            )
        if not self.trainee_count:
            yield self.env._(
                "Give the number of trainees who came to “%(session)s”.",
                session=self.display_name,
            )

    def _get_cancel_blockers(self):
        self.ensure_one()
        if not self.cancel_reason:
            yield self.env._(
                "Say in “%(field)s” why “%(session)s” is cancelled.",
                field=self._get_field_label("cancel_reason"),
                session=self.display_name,
            )

    def _get_join_blockers(self, seats):
        """Give the sentences that say why `seats` more people cannot take part."""
        self.ensure_one()
        if self.state not in ("draft", "planned"):
            yield self.env._(
                "“%(session)s” is in the state “%(state)s”: nobody can join it any "
                "more.",
                session=self.display_name,
                state=self._get_state_label(self.state),
            )
        elif self.seats and self.seats_taken + seats > self.seats:
            yield self._get_full_sentence()

    def _get_full_sentence(self):
        self.ensure_one()
        return self.env._(
            "“%(session)s” has %(seats)s seats, of which %(taken)s are taken: raise "
            "the number of seats or choose another session.",
            session=self.display_name,
            seats=self.seats,
            taken=self.seats_taken,
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_plan(self):
        """Announce the session, with its dates and its organiser."""
        return self._take_transition("action_plan")

    def action_done(self):
        """Count the session and its trainees."""
        return self._take_transition("action_done")

    def action_reopen(self):
        """Take the session back to draft."""
        return self._take_transition("action_reopen")

    def action_cancel(self):
        """Cancel a session that does not take place, for a reason."""
        return self._take_transition("action_cancel")
