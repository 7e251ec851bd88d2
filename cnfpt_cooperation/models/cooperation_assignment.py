from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.wording import format_period
from .cooperation_expert import ORIGINS
from .cooperation_expert_position import POSITIONS
from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"


class CooperationAssignment(models.Model):
    """One expert on one mission: a mobilisation.

    The database refuses two confirmed or ordered assignments of one expert whose
    dates overlap. Origin, employer and position are frozen when it is ordered [R7].
    """

    _name = "cooperation.assignment"
    _description = "Expert Assignment"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.assignment.days.mixin",
        "cooperation.assignment.cost.mixin",
        "cooperation.assignment.consent.mixin",
        "cooperation.assignment.grid.mixin",
        "cooperation.assignment.cover.mixin",
        "cooperation.counted.mixin",
        "cooperation.transition.mixin",
        "cooperation.assignment.clash.mixin",
        "cooperation.booking.mixin",
        "cooperation.ledger.mixin",
        "cooperation.assignment.guard.mixin",
        "cooperation.assignment.consent.guard.mixin",
        "cooperation.assignment.paper.mixin",
        "cooperation.assignment.choice.mixin",
    ]
    _ledger_field = "assignment_id"
    _order = "date_start desc, id desc"
    _rec_names_search = ["expert_id.name", "mission_id.name", "mission_id.reference"]
    _guarded_fields = frozenset(
        {
            *("state", "is_imported"),
            *("origin", "employer_id", "position", "order_date"),
            *("invited_on", "answered_on", "employer_asked_on"),
            *("ranking_score", "ranking_explanation"),
            *("not_chosen_reason", "not_chosen_on"),
        }
    )
    _closed_states = ("declined", "cancelled")
    _transitions = {
        "action_invite": Transition(
            ("proposed",), "invited", _COORDINATOR, "_get_invite_blockers"
        ),
        "action_invite_again": Transition(
            ("invited", "accepted"),
            "invited",
            _COORDINATOR,
            "_get_invite_blockers",
            main=False,
        ),
        "action_accept": Transition(("proposed", "invited"), "accepted", _COORDINATOR),
        "action_confirm": Transition(
            ("accepted",), "confirmed", _COORDINATOR, "_get_confirm_blockers"
        ),
        "action_order": Transition(
            ("confirmed",),
            "ordered",
            f"{_COORDINATOR},{_DIRECTION}",
            "_get_order_blockers",
        ),
        "action_done": Transition(
            ("ordered",), "done", _COORDINATOR, "_get_done_blockers"
        ),
        "action_release": Transition(
            ("confirmed",), "accepted", _COORDINATOR, main=False
        ),
        "action_recall": Transition(
            ("ordered",),
            "confirmed",
            f"{_COORDINATOR},{_DIRECTION}",
            "_get_recall_blockers",
            main=False,
        ),
        "action_decline": Transition(
            ("proposed", "invited"), "declined", _COORDINATOR, main=False
        ),
        "action_cancel": Transition(
            ("proposed", "invited", "accepted", "confirmed", "ordered"),
            "cancelled",
            _COORDINATOR,
            "_get_cancel_blockers",
            main=False,
        ),
    }

    mission_id = fields.Many2one(
        "cooperation.mission", required=True, index=True, ondelete="cascade"
    )
    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("invited", "Invited"),
            ("accepted", "Agreed"),
            ("confirmed", "Confirmed"),
            ("ordered", "Ordered"),
            ("done", "Done"),
            ("declined", "Turned Down"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="proposed",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    role = fields.Selection(
        [("lead", "Head of mission"), ("expert", "Expert"), ("support", "Support")],
        required=True,
        default="expert",
    )
    date_start = fields.Date(
        string="Starts On",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_end = fields.Date(
        string="Ends On",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    country_id = fields.Many2one(related="mission_id.country_id", store=True)
    zone_id = fields.Many2one(related="mission_id.zone_id", store=True)
    mission_state = fields.Selection(
        related="mission_id.state", string="State of the Mission"
    )
    mission_modality = fields.Selection(
        related="mission_id.modality", string="On Site or Remote"
    )
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", index="btree_not_null", ondelete="restrict"
    )
    origin = fields.Selection(ORIGINS, readonly=True, copy=False)
    employer_id = fields.Many2one(
        "res.partner", readonly=True, copy=False, index="btree_not_null"
    )
    position = fields.Selection(
        POSITIONS, readonly=True, copy=False, groups=_COORDINATOR
    )
    order_date = fields.Date(string="Ordered On", readonly=True, copy=False)
    briefing_date = fields.Date(copy=False, help="Prepared for departure [R9].")
    debrief_date = fields.Date(copy=False, help="Prepared for return [R9].")
    debrief_waiver = fields.Char(
        string="Reason for No Debrief", copy=False, help="Instead of both [R9]."
    )
    evaluation = fields.Selection(
        [("1", "Poor"), ("2", "Fair"), ("3", "Good"), ("4", "Very good")], copy=False
    )
    day_ids = fields.One2many("cooperation.expert.day", "assignment_id")
    _expert_mission_uniq = models.Constraint(
        "UNIQUE(mission_id, expert_id)", "This expert is on this mission already."
    )
    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An assignment cannot end before it starts."
    )
    _no_double_booking = models.Constraint(
        "EXCLUDE USING gist (expert_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) "
        "WHERE (state IN ('confirmed', 'ordered'))",
        "This expert is on another confirmed mission at these dates.",
    )
    _days_positive = models.Constraint(
        "CHECK (travel_days_out >= 0 AND travel_days_back >= 0 "
        "AND preparation_days >= 0 AND report_days >= 0)",
        "Days of travel, preparation and report cannot be negative.",
    )
    _dated_when_firm = models.Constraint(
        "CHECK (state NOT IN ('confirmed', 'ordered', 'done') "
        "OR (date_start IS NOT NULL AND date_end IS NOT NULL))",
        "A confirmed assignment has its dates.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("expert_id.name", "mission_id.reference")
    def _compute_display_name(self):
        for assignment in self:
            parts = (assignment.expert_id.name, assignment.mission_id.reference)
            assignment.display_name = " · ".join(filter(None, parts))

    @api.depends("mission_id.date_start", "mission_id.date_end")
    def _compute_dates(self):
        """Follow the mission when the dates do not lie in it; never when firm."""
        for assignment in self:
            mission = assignment.mission_id
            is_held = assignment.state not in ("proposed", "invited", "accepted")
            keeps = is_held or assignment._is_within_mission()
            start = assignment.date_start if keeps else mission.date_start
            end = assignment.date_end if keeps else mission.date_end
            assignment.date_start, assignment.date_end = start, end

    def _is_within_mission(self):
        self.ensure_one()
        mission, start, end = self.mission_id, self.date_start, self.date_end
        if not (start and end and mission.date_start and mission.date_end):
            return False
        return mission.date_start <= start and end <= mission.date_end

    @api.constrains("date_start", "date_end", "mission_id")
    def _check_within_mission(self):
        """Runs when the mission moves too: who is firm does not move with it."""
        for assignment in self:
            if assignment.state in self._closed_states:
                continue
            mission = assignment.mission_id
            has_dates = mission.date_start and mission.date_end
            if has_dates and not assignment._is_within_mission():
                raise ValidationError(
                    self.env._(
                        "“%(assignment)s” runs %(period)s, outside “%(mission)s” "
                        "(%(mission_period)s): change its dates first, or cancel it.",
                        assignment=assignment.display_name,
                        period=format_period(
                            self.env, assignment.date_start, assignment.date_end
                        ),
                        mission=mission.display_name,
                        mission_period=format_period(
                            self.env, mission.date_start, mission.date_end
                        ),
                    )
                )
            assignment.day_ids._check_within_assignment()

    @api.constrains("mission_id")
    def _check_mission_open(self):
        """Nobody joins a finished mission; past mobilisations come as they were."""
        for mission in self.filtered(lambda a: not a.is_imported).mission_id:
            mission._check_not_frozen({"assignment_ids"})

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def action_confirm(self):
        """Hold the experts for these dates; the database lets one mission win.

        :raise UserError: the mission is not funded [R1], the expert is not on the
            roster, is away, or is held by another mission, which is named
        """
        return self._take_transition("action_confirm")

    def action_release(self):
        """Free the dates of experts whose mission is planned anew; they stay agreed."""
        return self._take_transition("action_release")

    def action_order(self):
        """Order the experts: origin, employer and position are frozen here [R7].

        :raise UserError: no position at the dates, one that keeps them away [R15],
            no agreement of the employer, or the funding is not in force any more
        """
        self.mission_id._hold_safety_advice()
        self._check_transition("action_order")
        for assignment in self:
            assignment._take_transition("action_order", assignment._get_order_values())
            assignment._freeze_position()
        return True

    def action_recall(self):
        """Take the orders back until they are given again; the dates stay held.

        What was frozen at the order is forgotten: it will be that of the new one.

        :raise UserError: days have been done under the order
        """
        names = ("origin", "employer_id", "order_date", "signatory_id")
        self._take_transition("action_recall", dict.fromkeys(names))
        return self.sudo()._guarded_write({"position": False})

    def action_done(self):
        """Close the mobilisation: days logged, prepared for departure and return.

        :raise UserError: what is still missing [R9]
        """
        return self._take_transition("action_done")

    def action_cancel(self):
        """Free the experts, and take their planned days out of the ledger.

        :raise UserError: days have been done
        """
        self._check_transition("action_cancel")
        self.day_ids.unlink()
        return self._take_transition("action_cancel")

    def _freeze_position(self):
        """Keep the position of the first day, which whoever orders may not read."""
        self.ensure_one()
        held = self.expert_id._get_positions_between(self.date_start, self.date_start)
        self.sudo()._guarded_write({"position": held.position})

    def _get_order_values(self):
        self.ensure_one()
        return {
            "origin": self.expert_id.origin,
            "employer_id": self._get_employer().id,
            "order_date": fields.Date.context_today(self),
            "signatory_id": self._choose_order_signatory().id,
        }

    def _is_somebody_asked(self):
        """Whoever was asked, or agreed, did so for this expert and this mission."""
        self.ensure_one()
        return bool(
            self.state != "proposed"
            or self.consent_ids
            or self.expert_consent_date
            or self.employer_consent_date
        )

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self._is_somebody_asked():
            frozen |= {"expert_id", "mission_id"}
        if self.state in ("ordered", "done"):
            frozen |= {"role", "date_start", "date_end", "planned_days"}
            frozen |= {"funding_line_id", "employer_consent_date"}
            frozen |= {"expert_consent_date", "employer_contact_id"}
        if self.state == "done" or self.mission_state in ("closed", "cancelled"):
            frozen |= {"briefing_date", "debrief_date", "debrief_waiver"}
        return frozen
