from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .cooperation_expert_application_mark import BEST_MARK
from .cooperation_transition_mixin import CooperationTransitionMixin, Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"


class CooperationExpertApplication(models.Model):
    """Somebody who answers a call for experts [R17].

    The file is complete at the deadline or refused; marked by the criteria of the
    call; and taken or not, for a reason that the candidate is told.
    """

    _name = "cooperation.expert.application"
    _description = "Application to a Call"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.transition.mixin",
        "cooperation.required.piece.mixin",
        "cooperation.expert.application.guard.mixin",
        "cooperation.expert.selection.mixin",
    ]
    _order = "score desc, date_received, id"
    _rec_names_search = ["partner_id.name", "call_id.name"]
    _guarded_fields = CooperationTransitionMixin._guarded_fields | {
        "told_on",
        "expert_id",
    }
    _closed_states = ("withdrawn",)
    _transitions = {
        "action_admit": Transition(
            ("received",), "admissible", _COORDINATOR, "_get_admit_blockers"
        ),
        "action_select": Transition(
            ("admissible", "not_selected"),
            "selected",
            _COORDINATOR,
            "_get_select_blockers",
        ),
        "action_turn_down": Transition(
            ("admissible", "selected"),
            "not_selected",
            _COORDINATOR,
            "_get_turn_down_blockers",
            main=False,
        ),
        "action_refuse": Transition(
            ("received",),
            "refused",
            _COORDINATOR,
            "_get_refuse_blockers",
            main=False,
        ),
        "action_withdraw": Transition(
            ("received", "admissible"), "withdrawn", _COORDINATOR, main=False
        ),
    }

    call_id = fields.Many2one(
        "cooperation.expert.call", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Candidate",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
    )
    email = fields.Char(related="partner_id.email", readonly=False)
    employer_id = fields.Many2one(
        "res.partner", domain="[('is_company', '=', True)]", ondelete="restrict"
    )
    job_title = fields.Char(string="Position Held")
    user_id = fields.Many2one(related="call_id.user_id", string="In Charge")
    state = fields.Selection(
        [
            ("received", "Received"),
            ("admissible", "Admissible"),
            ("selected", "Taken"),
            ("not_selected", "Not taken"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="received",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    date_received = fields.Date(
        string="Came In On", required=True, default=fields.Date.context_today
    )
    pieces_deadline = fields.Date(related="call_id.date_deadline", store=True)
    piece_ids = fields.One2many(
        "cooperation.expert.application.piece", "application_id", string="Pieces"
    )
    mark_ids = fields.One2many(
        "cooperation.expert.application.mark", "application_id", string="Marks"
    )
    score = fields.Float(
        compute="_compute_score",
        store=True,
        digits=(16, 1),
        aggregator="avg",
        help="In percent: the marks by the weights of their criteria.",
    )
    is_marked = fields.Boolean(
        string="Fully Marked", compute="_compute_score", store=True
    )
    rank = fields.Integer(compute="_compute_rank")
    refusal_reason = fields.Text(
        string="Reason Told", copy=False, help="The candidate reads these words."
    )
    told_on = fields.Date(readonly=True, copy=False, tracking=True)
    expert_id = fields.Many2one(
        "cooperation.expert", string="On the Roster As", readonly=True, copy=False
    )

    _candidate_uniq = models.Constraint(
        "UNIQUE(call_id, partner_id)", "This person has applied to this call already."
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("partner_id.name", "call_id.name")
    def _compute_display_name(self):
        for application in self:
            parts = (application.partner_id.name, application.call_id.name)
            application.display_name = " · ".join(filter(None, parts))

    @api.depends("mark_ids.mark", "call_id.criterion_ids.weight")
    def _compute_score(self):
        for application in self:
            criteria = application.call_id.criterion_ids
            given = application.mark_ids.filtered("mark")
            total = sum(criteria.mapped("weight")) * BEST_MARK
            points = sum(m.criterion_id.weight * int(m.mark) for m in given)
            application.score = 100 * points / total if total else 0
            application.is_marked = bool(criteria) and given.criterion_id == criteria

    @api.depends("score", "state", "call_id.application_ids.score")
    def _compute_rank(self):
        """One and those before: equal scores share a rank."""
        ranked = self.search(
            [
                ("call_id", "in", self.call_id.ids),
                ("state", "in", ("admissible", "selected", "not_selected")),
            ]
        ).grouped("call_id")
        for application in self:
            others = ranked.get(application.call_id, self.browse())
            own = application._origin in others
            better = others.filtered(lambda o, a=application: o.score > a.score)
            application.rank = len(better) + 1 if own else 0

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Open each file with the pieces that the call asks for [R17]."""
        applications = super().create(vals_list)
        for application in applications.filtered(lambda a: not a.is_imported):
            application._check_call_open()
            if not application.piece_ids:
                application.piece_ids = [
                    Command.create(
                        {
                            "name": piece.name,
                            "sequence": piece.sequence,
                            "is_required": piece.is_required,
                            "is_cv": piece.is_cv,
                        }
                    )
                    for piece in application.call_id.piece_ids
                ]
        return applications

    def _check_call_open(self):
        """Files come in from the opening until the end of the last day [R17]."""
        call = self.call_id
        late = call.date_deadline and self.date_received > call.date_deadline
        if call.state != "open" or late:
            raise UserError(
                self.env._(
                    "“%(call)s” takes no application that came in on %(date)s: it is "
                    "in the state “%(state)s”, and its deadline is %(deadline)s.",
                    call=call.display_name,
                    date=self._format_date(self.date_received),
                    state=call._get_state_label(call.state),
                    deadline=self._format_date(call.date_deadline),
                )
            )

    def _get_frozen_fields(self):
        """What is judged does not change; the marks do until it is decided."""
        frozen = super()._get_frozen_fields()
        frozen |= {"call_id"}
        if self.state != "received":
            frozen |= {"piece_ids", "partner_id", "date_received"}
        if self.state != "admissible":
            frozen |= {"mark_ids"}
        if self.told_on:
            frozen |= {"refusal_reason"}
        return frozen

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def action_admit(self):
        """Note that the file is complete; it can be marked now.

        :raise UserError: a required piece is missing, or came too late
        """
        self._take_transition("action_admit")
        for application in self:
            application.mark_ids = [
                Command.create({"criterion_id": criterion.id})
                for criterion in application.call_id.criterion_ids
            ]
        return True

    def action_refuse(self):
        """Refuse files that are not complete, or for the reason that is given.

        :raise UserError: no reason is given and pieces may still come
        """
        self._check_transition("action_refuse")
        for application in self:
            reason = application.refusal_reason or application._word(
                lambda env, a: " ".join(a._get_piece_blockers())
            )
            application._take_transition("action_refuse", {"refusal_reason": reason})
        return True

    def action_select(self):
        """Take the candidates; they join the roster when the call is decided.

        One after the other: the last place is given once.
        """
        for application in self:
            application._take_transition("action_select", {"refusal_reason": False})
        return True

    def action_turn_down(self):
        """Do not take the candidates, for the reason that they will be told."""
        return self._take_transition("action_turn_down")

    def action_withdraw(self):
        """Note that the candidates do not wish to be considered any more."""
        return self._take_transition("action_withdraw")

    def _word(self, write):
        """Return words in the candidate's language."""
        self.ensure_one()
        application = self.with_context(lang=self._get_letter_lang())
        return write(application.env, application)

    def _get_letter_lang(self):
        """Return the language in which one writes to the candidate."""
        self.ensure_one()
        links = self.env["cooperation.personal.link.mixin"]
        return links._get_agent_lang(self.partner_id)
