from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..tools import clock
from ..tools.actions import open_dialog
from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"


class CooperationVisit(models.Model):
    """A foreign delegation received: hosting, study visit or courtesy visit [R10].

    A visit counts once, in the zone of its country as it was when it was confirmed;
    it is closed with its outcome and the number of people who came.
    """

    _name = "cooperation.visit"
    _description = "Delegation Visit"
    _inherit = [
        "cooperation.visit.calendar.mixin",
        "cooperation.visit.evaluation.mixin",
        "cooperation.review.mixin",
        "cooperation.visit.delegation.mixin",
        "cooperation.visit.programme.mixin",
        "cooperation.visit.invitation.mixin",
        "cooperation.visit.checklist.mixin",
        "cooperation.visit.clash.mixin",
        "cooperation.visit.paper.mixin",
        "cooperation.visit.letter.mixin",
        "cooperation.correspondence.mixin",
        "cooperation.covered.mixin",
        "cooperation.record.mixin",
    ]
    _order = "date_start desc, id desc"
    _act_fields = ("kind",)
    _default_initiative = "hosting"
    _closed_states = ("closed", "declined", "cancelled")
    _cover_states = _cover_kept_states = ("draft", "planned", "confirmed", "ongoing")
    _zone_frozen_states = (
        "confirmed",
        "ongoing",
        "done",
        "closed",
        "declined",
        "cancelled",
    )
    _transitions = {
        "action_plan": Transition(
            ("draft",), "planned", _OFFICER, "_get_plan_blockers"
        ),
        "action_confirm": Transition(
            ("planned",), "confirmed", _OFFICER, "_get_confirm_blockers"
        ),
        # A short visit goes straight from confirmed to done.
        "action_start": Transition(
            ("confirmed",), "ongoing", _OFFICER, "_get_start_blockers", main=False
        ),
        "action_done": Transition(
            ("confirmed", "ongoing"), "done", _OFFICER, "_get_done_blockers"
        ),
        "action_close": Transition(
            ("done",), "closed", _OFFICER, "_get_close_blockers"
        ),
        "action_reopen": Transition(
            ("planned", "confirmed", "declined", "cancelled"),
            "draft",
            _OFFICER,
            main=False,
        ),
        "action_decline": Transition(
            ("draft", "planned"),
            "declined",
            _OFFICER,
            "_get_reason_blockers",
            main=False,
        ),
        "action_cancel": Transition(
            ("draft", "planned", "confirmed"),
            "cancelled",
            _OFFICER,
            "_get_reason_blockers",
            main=False,
        ),
    }

    kind = fields.Selection(
        [
            ("delegation", "Delegation"),
            ("study_visit", "Study visit"),
            ("courtesy", "Courtesy visit"),
        ],
        required=True,
        default="delegation",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("confirmed", "Confirmed"),
            ("ongoing", "Ongoing"),
            ("done", "Done"),
            ("closed", "Closed"),
            ("declined", "Turned Down"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    partner_id = fields.Many2one(string="Leading Body")
    user_id = fields.Many2one(string="Officer")
    visiting_body_ids = fields.Many2many(
        "res.partner",
        "cooperation_visit_visiting_body_rel",
        "visit_id",
        "partner_id",
        string="Visiting Bodies",
        compute="_compute_visiting_body_ids",
        store=True,
        readonly=False,
    )
    head_delegate_id = fields.Many2one(
        "cooperation.visit.delegate",
        string="Head of Delegation",
        domain="[('visit_id', '=', id)]",
    )
    delegate_ids = fields.One2many(
        "cooperation.visit.delegate", "visit_id", string="Delegates"
    )
    date_start = fields.Date(
        string="Arrives On", tracking=True, index=True, help="In the place's own time."
    )
    date_end = fields.Date(string="Leaves On", tracking=True)
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default="Europe/Paris",
        help="The time zone of the place; the programme is written in it.",
    )
    host_id = fields.Many2one(
        "res.partner",
        string="Host Structure",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "cnfpt_cooperation.partner_inet", raise_if_not_found=False
        ),
    )
    headcount_declared = fields.Integer(string="People Declared")
    headcount_actual = fields.Integer(
        string="People Received",
        help="Who really came: asked when the visit closes.",
        tracking=True,
    )
    headcount = fields.Integer(
        string="People",
        compute="_compute_headcount",
        store=True,
        help="People received, or declared as long as it has not taken place; none "
        "when it was declined or cancelled.",
    )
    visits = fields.Integer(
        compute="_compute_headcount",
        store=True,
        help="One, or none when it was declined or cancelled: what lists add up.",
    )
    interpreter_ids = fields.Many2many(
        "res.partner",
        "cooperation_visit_interpreter_rel",
        "visit_id",
        "partner_id",
        string="Interpreters",
    )
    outcome = fields.Selection(
        [
            ("none", "None"),
            ("exchange", "Exchange of information"),
            ("follow_up", "Follow-up agreed"),
            ("project", "Project born"),
        ],
        copy=False,
        tracking=True,
    )
    outcome_note = fields.Text(string="What Came of It", copy=False)
    cancel_reason = fields.Text(
        string="Reason",
        copy=False,
        tracking=True,
        help="Why the visit is declined or cancelled.",
    )

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A visit cannot end before it starts."
    )
    _headcount_positive = models.Constraint(
        "CHECK (headcount_declared >= 0 AND headcount_actual >= 0)",
        "A number of people cannot be negative.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("headcount_declared", "headcount_actual", "state")
    def _compute_headcount(self):
        for visit in self:
            visit.visits = visit.state not in ("declined", "cancelled")
            if not visit.visits:
                visit.headcount = 0
            elif visit.state in ("done", "closed"):
                visit.headcount = visit.headcount_actual or visit.headcount_declared
            else:
                visit.headcount = visit.headcount_declared

    @api.depends("partner_id")
    def _compute_visiting_body_ids(self):
        """The leading body is always one of the visiting bodies."""
        for visit in self:
            visit.visiting_body_ids |= visit.partner_id

    def _get_usual_act(self):
        return "study_visit" if self.kind == "study_visit" else "exchange"

    @api.constrains("head_delegate_id", "delegate_ids")
    def _check_head_delegate(self):
        for visit in self:
            if visit.head_delegate_id.visit_id - visit:
                raise ValidationError(
                    self.env._(
                        "“%(delegate)s” does not belong to the delegation of "
                        "“%(visit)s” and cannot lead it.",
                        delegate=visit.head_delegate_id.name,
                        visit=visit.display_name,
                    )
                )

    # ------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------

    def _get_plan_blockers(self):
        self.ensure_one()
        yield from self._get_origin_blockers()
        yield from self._get_country_blockers()
        if self.country_id and self.country_id._is_french():
            yield self.env._(
                "“%(country)s” is not a foreign country: no foreign delegation comes "
                "from there. Give “%(visit)s” a foreign country.",
                country=self.country_id.name,
                visit=self.display_name,
            )
        if not (self.date_start and self.date_end):
            yield self.env._(
                "Say on which days “%(visit)s” arrives and leaves.",
                visit=self.display_name,
            )
        if not self.host_id:
            yield self.env._(
                "Say which structure hosts “%(visit)s”.", visit=self.display_name
            )
        if not self.user_id:
            yield self.env._(
                "Name the officer in charge of “%(visit)s”.", visit=self.display_name
            )

    def _get_confirm_blockers(self):
        self.ensure_one()
        yield from self._get_plan_blockers()
        if not self.visiting_body_ids:
            yield self.env._(
                "Name at least one visiting body of “%(visit)s”.",
                visit=self.display_name,
            )
        if not self.headcount_declared:
            yield self.env._(
                "Say how many people “%(visit)s” declares.", visit=self.display_name
            )
        if not self.session_ids.filtered("active"):
            yield self.env._(
                "Write at least one session in the programme of “%(visit)s”.",
                visit=self.display_name,
            )

    def _get_start_blockers(self):
        self.ensure_one()
        today = clock.to_local(fields.Datetime.now(), self.tz).date()
        if self.date_start and today < self.date_start:
            yield self.env._(
                "“%(visit)s” arrives on %(date)s only.",
                visit=self.display_name,
                date=self._format_date(self.date_start),
            )

    def _get_done_blockers(self):
        self.ensure_one()
        yield from self._get_start_blockers()
        yield from self._get_headcount_blockers()

    def _get_close_blockers(self):
        self.ensure_one()
        yield from self._get_headcount_blockers()
        if not self.outcome:
            yield self.env._(
                "Say what came of “%(visit)s” in “Outcome”.", visit=self.display_name
            )
        elif self.outcome == "none" and not (self.outcome_note or "").strip():
            yield self.env._(
                "Nothing came of “%(visit)s”: say why in “What Came of It”.",
                visit=self.display_name,
            )
        elif self.outcome == "project" and not (
            self.born_count or (self.outcome_note or "").strip()
        ):
            yield self.env._(
                "A project was born of “%(visit)s”: open its file from “Chain”, or say "
                "which project in “What Came of It”.",
                visit=self.display_name,
            )

    def _get_headcount_blockers(self):
        if not self.headcount_actual:
            yield self.env._(
                "Say how many people of “%(visit)s” really came in “People Received”.",
                visit=self.display_name,
            )

    def _get_reason_blockers(self):
        self.ensure_one()
        if not (self.cancel_reason or "").strip():
            yield self.env._(
                "Write in “Reason” why “%(visit)s” does not take place.",
                visit=self.display_name,
            )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_plan(self):
        """Say that country, dates, host and officer are known; origin too [R3]."""
        self._take_transition("action_plan")
        self._apply_checklist()
        return True

    def action_confirm(self):
        """Make the visit firm with its programme; its zone is frozen [R5]."""
        return self._take_transition("action_confirm")

    def action_start(self):
        """Say that the delegation is there, from its first day on."""
        return self._take_transition("action_start")

    def action_done(self):
        """Say that the visit took place and how many people came."""
        return self._take_transition("action_done")

    def action_close(self):
        """Close the file with what came of it, and plan the review of what is left."""
        self._take_transition("action_close")
        self._plan_review()
        return True

    def action_open_close(self):
        """Open the dialog that asks all that closing a visit needs."""
        self.ensure_one()
        return open_dialog(
            self.env._("Close %(visit)s", visit=self.display_name),
            "cooperation.visit.close",
            default_visit_id=self.id,
        )

    def action_decline(self):
        """Refuse the visit, with the reason; its programme leaves the calendar."""
        self._take_transition("action_decline")
        self._drop_checklist()
        return self._set_programme_active(False)

    def action_cancel(self):
        """Cancel the visit, with the reason; its programme leaves the calendar."""
        self._take_transition("action_cancel")
        self._drop_checklist()
        return self._set_programme_active(False)

    def action_reopen(self):
        """Take the file up again: programme and zone come back to life with it."""
        self._take_transition("action_reopen", {"cancel_reason": False})
        return self._set_programme_active(True)

    def action_open_request(self):
        """Open the request that the visit answers."""
        self.ensure_one()
        return self.request_id.get_formview_action()
