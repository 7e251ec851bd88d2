from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

from ..tools.actions import open_list
from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_ACTIVITY = "mail.mail_activity_data_todo"


class CooperationExpertCall(models.Model):
    """A call for experts: what is asked, until when, and who is chosen [R17].

    A file of required pieces is complete at the deadline or refused; those that are
    admissible are marked by weighted criteria that were known from the start; each
    candidate who is not taken is told why.
    """

    _name = "cooperation.expert.call"
    _description = "Call for Experts"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.period.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "date_deadline desc, id desc"
    _period = ("date_open", "date_deadline")
    _closed_states = ("decided", "cancelled")
    _transitions = {
        "action_open": Transition(
            ("draft",), "open", _COORDINATOR, "_get_open_blockers"
        ),
        "action_close_entries": Transition(
            ("open",), "selection", _COORDINATOR, "_get_close_entries_blockers"
        ),
        "action_decide": Transition(
            ("selection",), "decided", _COORDINATOR, "_get_decide_blockers"
        ),
        "action_cancel": Transition(
            ("draft", "open", "selection"),
            "cancelled",
            _COORDINATOR,
            "_get_cancel_blockers",
            main=False,
        ),
    }

    name = fields.Char(string="Title", required=True, tracking=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("selection", "Selection"),
            ("decided", "Decided"),
            ("cancelled", "Called Off"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    description = fields.Html(string="What Is Looked For")
    theme_ids = fields.Many2many("cooperation.theme", string="Skills")
    language_ids = fields.Many2many("cooperation.language", string="Languages")
    country_ids = fields.Many2many("res.country", string="Countries")
    places = fields.Integer(default=1, required=True, tracking=True)
    threshold = fields.Integer(
        string="Lowest Score",
        help="In percent: whoever has less is not proposed, even if a place is left.",
    )
    date_open = fields.Date(string="Opens On", copy=False)
    date_deadline = fields.Date(
        string="Applications Until",
        copy=False,
        tracking=True,
        help="A file that is not complete by the end of this day is refused.",
    )
    piece_ids = fields.One2many(
        "cooperation.expert.call.piece", "call_id", string="Pieces Asked", copy=True
    )
    criterion_ids = fields.One2many(
        "cooperation.expert.call.criterion", "call_id", string="Criteria", copy=True
    )
    application_ids = fields.One2many(
        "cooperation.expert.application",
        "call_id",
        string="Candidates",
        groups=_COORDINATOR,
    )
    application_count = fields.Integer(
        string="Applications", compute="_compute_counts", store=True
    )
    admissible_count = fields.Integer(
        string="Admissible",
        compute="_compute_counts",
        store=True,
        help="Complete at the deadline, whatever was decided afterwards.",
    )
    selected_count = fields.Integer(
        string="Taken", compute="_compute_counts", store=True
    )
    cancel_reason = fields.Char(string="Reason", copy=False)

    _places_positive = models.Constraint(
        "CHECK (places > 0)", "A call offers at least one place."
    )
    _threshold_percent = models.Constraint(
        "CHECK (threshold >= 0 AND threshold <= 100)",
        "The lowest score lies between 0 and 100 percent.",
    )

    @api.depends("application_ids.state")
    def _compute_counts(self):
        """Stored: two who give the last place at once write the same row."""
        admitted = ("admissible", "selected", "not_selected")
        for call in self:
            states = call.application_ids.mapped("state")
            call.application_count = len(states)
            call.admissible_count = sum(state in admitted for state in states)
            call.selected_count = states.count("selected")

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Open each call with the pieces and criteria that are usually asked for."""
        calls = super().create(vals_list)
        for call in calls:
            if not call.piece_ids:
                call.piece_ids = [
                    Command.create({"name": name, "sequence": n, "is_cv": n == 1})
                    for n, name in enumerate(call._get_usual_pieces(), start=1)
                ]
            if not call.criterion_ids:
                call.criterion_ids = [
                    Command.create({"name": name, "weight": weight, "sequence": n})
                    for n, (name, weight) in enumerate(call._get_usual_criteria())
                ]
        return calls

    def _get_usual_pieces(self):
        return [
            self.env._("Curriculum vitae"),
            self.env._("Letter of motivation"),
            self.env._("Agreement of the employer"),
        ]

    def _get_usual_criteria(self):
        return [
            (self.env._("Expertise in the field"), 40),
            (self.env._("Experience abroad"), 25),
            (self.env._("Languages"), 20),
            (self.env._("Teaching and facilitation"), 15),
        ]

    def _get_frozen_fields(self):
        """What candidates were told does not change under them; a day more may be."""
        frozen = super()._get_frozen_fields()
        if self.state != "draft":
            frozen |= {"piece_ids", "criterion_ids", "date_open", "threshold"}
        if self.state == "selection":
            frozen |= {"date_deadline"}
        return frozen

    @api.constrains("date_deadline")
    def _check_deadline_not_brought_forward(self):
        """Nobody learns that their time is over on the day after."""
        today = fields.Date.context_today(self)
        for call in self.filtered(lambda c: c.state == "open" and not c.is_imported):
            if not call.date_deadline or call.date_deadline < today:
                raise ValidationError(
                    self.env._(
                        "“%(call)s” is open: its deadline is today or later.",
                        call=call.display_name,
                    )
                )

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def action_open(self):
        """Open the call: applications may come in until the deadline.

        :raise UserError: what is looked for, deadline, pieces or criteria are missing
        """
        today = fields.Date.context_today(self)
        self._check_transition("action_open")
        self.filtered(lambda call: not call.date_open).date_open = today
        self._take_transition("action_open")
        for call in self.filtered("user_id.active"):
            call.activity_schedule(
                _ACTIVITY,
                date_deadline=call.date_deadline + timedelta(days=1),
                user_id=call.user_id.id,
                summary=call.with_context(lang=call.user_id.lang).env._(
                    "Close the entries"
                ),
            )
        return True

    def action_close_entries(self):
        """Close the entries: what is not complete is refused, and told why [R17].

        :raise UserError: the deadline is not over
        """
        self._take_transition("action_close_entries")
        self.activity_unlink([_ACTIVITY])
        received = self.application_ids.filtered(lambda a: a.state == "received")
        complete = received.filtered(lambda a: not list(a._get_piece_blockers()))
        complete.action_admit()
        (received - complete).action_refuse()
        self.application_ids._tell()
        return True

    def action_select_best(self):
        """Take the best by score as far as there are places; tell the others why.

        A proposal: each decision may be changed until the call is decided. Equal
        scores at the last place are left to people.

        :raise UserError: marks are missing, or two are equal where one is taken
        """
        self.ensure_one()
        self.check_access("write")
        return self.application_ids._select_best(self)

    def action_decide(self):
        """Decide the call: who is taken joins the roster, everybody is told.

        :raise UserError: a candidate has no decision yet
        """
        self._check_transition("action_decide")
        for call in self:
            selected = call.application_ids.filtered(lambda a: a.state == "selected")
            selected._join_roster()
        self._take_transition("action_decide")
        self.application_ids._tell()
        return True

    def action_cancel(self):
        """Call the call off, for a reason that its candidates are told."""
        self._check_transition("action_cancel")
        waiting = self.application_ids.filtered(
            lambda a: a.state in ("received", "admissible", "selected", "not_selected")
        )
        for application in waiting:
            application._guarded_write(
                {
                    "state": "refused",
                    "refusal_reason": application._word(
                        lambda env, a: env._(
                            "The call was cancelled: %(reason)s",
                            reason=a.call_id.cancel_reason,
                        )
                    ),
                }
            )
        self._take_transition("action_cancel")
        self.activity_unlink([_ACTIVITY])
        self.application_ids._tell()
        return True

    def action_open_applications(self):
        """Open the candidates of this call, the best first."""
        self.ensure_one()
        return {
            **open_list(
                self.env._("Candidates of “%(call)s”", call=self.name),
                "cooperation.expert.application",
                [("call_id", "=", self.id)],
                default_call_id=self.id,
            ),
            "view_mode": "list,kanban,form",
        }

    # ------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------

    def _get_open_blockers(self):
        self.ensure_one()
        name = self.display_name
        if is_html_empty(self.description):
            yield self.env._("Say what “%(call)s” looks for.", call=name)
        if not self.date_deadline:
            yield self.env._("Give the deadline of “%(call)s”.", call=name)
        elif self.date_deadline < fields.Date.context_today(self):
            yield self.env._(
                "The deadline of “%(call)s”, %(date)s, is over.",
                call=name,
                date=self._format_date(self.date_deadline),
            )
        if not any(self.piece_ids.mapped("is_required")):
            yield self.env._("Ask at least one required piece.")
        if not self.criterion_ids:
            yield self.env._("Give the criteria by which candidates are chosen.")

    def _get_close_entries_blockers(self):
        self.ensure_one()
        if self.date_deadline >= fields.Date.context_today(self):
            yield self.env._(
                "Applications for “%(call)s” come in until %(date)s.",
                call=self.display_name,
                date=self._format_date(self.date_deadline),
            )

    def _get_decide_blockers(self):
        self.ensure_one()
        waiting = self.sudo().application_ids.filtered(
            lambda a: a.state in ("received", "admissible")
        )
        if waiting and not waiting.sudo(False).has_access("read"):
            # The direction reads how a call is going, not who answers it.
            yield self.env._(
                "Candidates of “%(call)s” who wait for a decision: %(count)s.",
                count=len(waiting),
                call=self.display_name,
            )
            return
        for application in waiting:
            yield self.env._(
                "“%(candidate)s” is in the state “%(state)s”: take them or not, with "
                "the reason.",
                candidate=application.partner_id.name,
                state=application._get_state_label(application.state),
            )

    def _get_cancel_blockers(self):
        self.ensure_one()
        if not (self.cancel_reason or "").strip():
            yield self.env._(
                "Say in “Reason” why “%(call)s” is called off: candidates are told.",
                call=self.display_name,
            )
