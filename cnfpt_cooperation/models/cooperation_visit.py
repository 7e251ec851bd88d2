from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get

from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"


class CooperationVisit(models.Model):
    """A foreign delegation received: hosting, study visit or courtesy visit [R10].

    A visit counts once, in the zone of its country as it was when it was confirmed;
    it is closed with its outcome and the number of people who came.
    """

    _name = "cooperation.visit"
    _description = "Delegation Visit"
    _inherit = ["cooperation.record.mixin"]
    _order = "date_start desc, id desc"
    _default_initiative = "hosting"
    _closed_states = ("closed", "declined", "cancelled")
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
        "action_start": Transition(
            ("confirmed",), "ongoing", _OFFICER, "_get_start_blockers"
        ),
        "action_done": Transition(
            ("confirmed", "ongoing"), "done", _OFFICER, "_get_done_blockers"
        ),
        "action_close": Transition(
            ("done",), "closed", _OFFICER, "_get_close_blockers"
        ),
        "action_reopen": Transition(
            ("planned", "confirmed"), "draft", _OFFICER, main=False
        ),
        "action_decline": Transition(
            ("draft", "planned"),
            "declined",
            _OFFICER,
            "_get_decline_blockers",
            main=False,
        ),
        "action_cancel": Transition(
            ("draft", "planned", "confirmed"),
            "cancelled",
            _OFFICER,
            "_get_cancel_blockers",
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
            ("declined", "Declined"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
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
    delegate_ids = fields.One2many("cooperation.visit.delegate", "visit_id")
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
        string="People Received", help="Who really came: asked when the visit closes."
    )
    headcount = fields.Integer(
        string="People",
        compute="_compute_headcount",
        store=True,
        help="People received, or declared as long as it has not taken place.",
    )
    language_ids = fields.Many2many("cooperation.language", string="Languages")
    interpreter_ids = fields.Many2many(
        "res.partner",
        "cooperation_visit_interpreter_rel",
        "visit_id",
        "partner_id",
        string="Interpreters",
    )
    agreement_id = fields.Many2one(
        "cooperation.agreement", index="btree_not_null", ondelete="restrict"
    )
    session_ids = fields.One2many(
        "cooperation.visit.session", "visit_id", string="Sessions"
    )
    session_count = fields.Integer(compute="_compute_session_count")
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
    cancel_reason = fields.Text(string="Reason", copy=False)

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A visit cannot end before it starts."
    )
    _headcount_positive = models.Constraint(
        "CHECK (headcount_declared >= 0 AND headcount_actual >= 0)",
        "A number of people cannot be negative.",
    )

    @api.depends("headcount_declared", "headcount_actual", "state")
    def _compute_headcount(self):
        for visit in self:
            is_over = visit.state in ("done", "closed")
            visit.headcount = (is_over and visit.headcount_actual) or (
                visit.headcount_declared
            )

    @api.depends("partner_id")
    def _compute_visiting_body_ids(self):
        """The leading body is always one of the visiting bodies."""
        for visit in self:
            visit.visiting_body_ids |= visit.partner_id

    def action_plan(self):
        return self._take_transition("action_plan")
