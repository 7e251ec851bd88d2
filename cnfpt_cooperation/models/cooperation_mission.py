from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools.actions import open_dialog
from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"
_COORDINATION = f"{_COORDINATOR},{_DIRECTION}"
# Kinds of missions that are another act than a collaboration [R13].
_ACTS = {
    "experience_exchange": "exchange",
    "elearning_coproduction": "co_production",
}


class CooperationMission(models.Model):
    """Experts mobilised for a partner, on third-party money only [R1].

    Its plan is that of `cooperation.mission.cost.mixin`, what covers it that of
    `cooperation.funded.mixin`. Its zone is frozen once it is funded; its experts are
    frozen with their order.
    """

    _name = "cooperation.mission"
    _description = "Expert Mission"
    _inherit = [
        "cooperation.mission.evaluation.mixin",
        "cooperation.review.mixin",
        "cooperation.correspondence.mixin",
        "cooperation.mission.safety.mixin",
        "cooperation.mission.paper.mixin",
        "cooperation.record.mixin",
        "cooperation.mission.cover.mixin",
        "cooperation.mission.cost.mixin",
        "cooperation.ledger.mixin",
        "cooperation.mission.terms.mixin",
        "cooperation.mission.report.mixin",
        "cooperation.mission.preparation.mixin",
        "cooperation.mission.guard.mixin",
        "cooperation.mission.ranking.mixin",
    ]
    _ledger_field = "mission_id"
    _act_fields = ("kind_id",)
    _order = "date_start desc, id desc"
    _closed_states = ("closed", "cancelled")
    _review_months = (6, 12)
    _zone_frozen_states = (
        "funded",
        "staffed",
        "ordered",
        "ongoing",
        "reported",
        "closed",
        "cancelled",
    )
    _transitions = {
        "action_scope": Transition(
            ("draft",), "scoped", _COORDINATOR, "_get_scope_blockers"
        ),
        "action_fund": Transition(
            ("scoped",), "funded", _COORDINATOR, "_get_fund_blockers"
        ),
        "action_staff": Transition(
            ("funded",), "staffed", _COORDINATOR, "_get_staff_blockers"
        ),
        "action_order": Transition(
            ("staffed",), "ordered", _COORDINATION, "_get_order_blockers"
        ),
        "action_start": Transition(
            ("ordered",), "ongoing", _COORDINATOR, "_get_start_blockers"
        ),
        "action_report": Transition(
            ("ongoing",), "reported", _COORDINATOR, "_get_report_blockers"
        ),
        "action_close": Transition(
            ("reported",), "closed", _COORDINATOR, "_get_close_blockers"
        ),
        "action_recall": Transition(("ordered",), "staffed", _COORDINATION, main=False),
        "action_reopen": Transition(
            ("scoped", "funded", "staffed"), "draft", _COORDINATOR, main=False
        ),
        "action_cancel": Transition(
            ("draft", "scoped", "funded", "staffed", "ordered"),
            "cancelled",
            _COORDINATOR,
            "_get_cancel_blockers",
            main=False,
        ),
    }

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("scoped", "Scoped"),
            ("funded", "Funded"),
            ("staffed", "Staffed"),
            ("ordered", "Ordered"),
            ("ongoing", "Ongoing"),
            ("reported", "Reported"),
            ("closed", "Closed"),
            ("cancelled", "Called Off"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    partner_id = fields.Many2one(string="Beneficiary")
    kind_id = fields.Many2one(
        "cooperation.mission.kind", string="Kind", index=True, ondelete="restrict"
    )
    kind = fields.Char(related="kind_id.code", string="Kind Code")
    modality = fields.Selection(
        [("on_site", "On site"), ("remote", "Remote")],
        required=True,
        default="on_site",
    )
    beneficiary_ids = fields.Many2many("res.partner", string="Other Beneficiaries")
    date_start = fields.Date(string="Starts On", tracking=True, index=True)
    date_end = fields.Date(string="Ends On", tracking=True)
    city = fields.Char()
    need_theme_ids = fields.Many2many(
        "cooperation.theme",
        "cooperation_mission_need_theme_rel",
        "mission_id",
        "theme_id",
        string="Needed Skills",
    )
    need_language_ids = fields.Many2many(
        "cooperation.language", string="Needed Languages"
    )
    language_ids = fields.Many2many(
        "cooperation.language",
        "cooperation_mission_beneficiary_language_rel",
        "mission_id",
        "language_id",
        string="Languages of the Beneficiary",
    )
    assignment_ids = fields.One2many(
        "cooperation.assignment", "mission_id", string="Assignments"
    )
    assignment_count = fields.Integer(compute="_compute_assignment_count")
    expert_ids = fields.Many2many(
        "cooperation.expert", compute="_compute_expert_ids", string="Experts"
    )
    day_ids = fields.One2many("cooperation.expert.day", "mission_id")
    cancel_reason = fields.Text(copy=False)
    visit_id = fields.Many2one(
        "cooperation.visit", string="Born From Visit", index="btree_not_null"
    )

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A mission cannot end before it starts."
    )
    _dated_when_firm = models.Constraint(
        "CHECK (state IN ('draft', 'cancelled') OR is_imported IS TRUE "
        "OR (date_start IS NOT NULL AND date_end IS NOT NULL))",
        "A mission that has left the draft keeps its dates.",
    )
    _planned_positive = models.Constraint(
        "CHECK (planned_days >= 0 AND planned_cost >= 0)",
        "Planned days and cost cannot be negative.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    def _get_usual_act(self):
        return _ACTS.get(self.kind_id.code) or super()._get_usual_act()

    @api.depends("assignment_ids")
    def _compute_assignment_count(self):
        for mission in self:
            mission.assignment_count = len(mission.assignment_ids)

    @api.depends("assignment_ids.expert_id", "assignment_ids.state")
    def _compute_expert_ids(self):
        for mission in self:
            mission.expert_ids = mission._get_firm_assignments().expert_id

    def _get_firm_assignments(self):
        """Return the assignments that hold their expert or have held them."""
        return self.assignment_ids.filtered(
            lambda assignment: assignment.state in ("confirmed", "ordered", "done")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_staffed(self):
        for mission in self:
            if any(a.state != "proposed" for a in mission.assignment_ids):
                raise UserError(
                    self.env._(
                        "Experts have been called for “%(mission)s”: cancel it instead "
                        "of deleting it.",
                        mission=mission.display_name,
                    )
                )

    @api.model
    def _prepare_born_values(self, parent):
        """What the other file was about is what the experts are looked for by."""
        themes = parent.theme_id | parent.theme_ids
        values = {"need_theme_ids": [Command.set(themes.ids)]}
        if "language_ids" in parent._fields:
            values["need_language_ids"] = [Command.set(parent.language_ids.ids)]
        return super()._prepare_born_values(parent) | values

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def action_scope(self):
        """Fix what the mission is for; the next step is its funding.

        :raise UserError: request, country, kind, dates, terms or days are missing
        """
        return self._take_transition("action_scope")

    def action_fund(self):
        """Take the funding of the mission from its lines: the gate of [R1].

        :raise UserError: what is not covered by third-party funding in force, or a
            line that holds less, even when another mission took it this instant
        """
        with self.allocation_ids._explain_overdraft(self.funding_line_ids):
            return self._take_transition("action_fund")

    def action_staff(self):
        """Note that confirmed experts hold all the planned days."""
        return self._take_transition("action_staff")

    def action_order(self):
        """Order the mission, and with it all its confirmed assignments [R7].

        :raise UserError: an assignment cannot be ordered, or the funding is not in
            force any more
        """
        self._hold_safety_advice()
        self._check_transition("action_order")
        self._get_assignments("confirmed").action_order()
        self._take_transition("action_order", {"is_safety_reopened": False})
        self._close_safety_review()
        self._plan_briefing()
        return True

    def action_start(self):
        """Note that the mission has begun; not before its first day."""
        self._take_transition("action_start")
        self._plan_debrief()
        return True

    def action_report(self):
        """Note that the mission has been reported: a file or an outcome."""
        return self._take_transition("action_report")

    def action_close(self):
        """Close the mission; its ordered assignments are done with it [R9].

        :raise UserError: days still planned, briefing or debrief missing, experts
            that were neither ordered nor cancelled
        """
        self._check_transition("action_close")
        self._get_assignments("ordered").action_done()
        self._take_transition("action_close")
        self._drop_preparation()
        self._plan_review()
        return True

    def action_open_close(self):
        """Open the dialog that asks all that closing a mission needs."""
        self.ensure_one()
        return open_dialog(
            self.env._("Close %(mission)s", mission=self.display_name),
            "cooperation.mission.close",
            default_mission_id=self.id,
        )

    def action_reopen(self):
        """Take the mission back to draft; its funding returns to the lines.

        Nobody is mobilised without funding [R1]: its experts are accepted again, and
        confirmed anew once it is funded. Orders given already are taken back.
        """
        self._check_transition("action_reopen")
        self._get_assignments("ordered").action_recall()
        self._get_assignments("confirmed").action_release()
        return self._take_transition("action_reopen")

    def action_cancel(self):
        """Cancel the mission, its assignments and its planned days.

        :raise UserError: no reason is given, or days have been done
        """
        self._check_transition("action_cancel")
        self._get_assignments(
            "proposed", "invited", "accepted", "confirmed", "ordered"
        ).action_cancel()
        self._take_transition("action_cancel")
        self._drop_preparation()
        self._settle_late_deliverables()
        return True

    def _get_assignments(self, *states):
        return self.assignment_ids.filtered(lambda a: a.state in states)

    # ------------------------------------------------------------
    # Experts
    # ------------------------------------------------------------

    def action_generate_days(self):
        """Plan the days of all ordered or confirmed assignments of this mission."""
        self._get_assignments("confirmed", "ordered").action_generate_days()
        return True
