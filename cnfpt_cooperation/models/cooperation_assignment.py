from odoo import fields, models

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
        "cooperation.transition.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["expert_id.name", "mission_id.name", "mission_id.reference"]
    _guarded_fields = frozenset(
        {"state", "is_imported", "origin", "employer_id", "position", "order_date"}
    )
    _closed_states = ("declined", "cancelled")
    _transitions = {
        "action_invite": Transition(
            ("proposed",), "invited", _COORDINATOR, "_get_invite_blockers"
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
            ("accepted", "Accepted"),
            ("confirmed", "Confirmed"),
            ("ordered", "Ordered"),
            ("done", "Done"),
            ("declined", "Declined"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="proposed",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    role = fields.Selection(
        [("lead", "Head of mission"), ("expert", "Expert"), ("support", "Support")],
        required=True,
        default="expert",
    )
    date_start = fields.Date(
        compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    date_end = fields.Date(
        compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    country_id = fields.Many2one(related="mission_id.country_id", store=True)
    zone_id = fields.Many2one(related="mission_id.zone_id", store=True)
    mission_state = fields.Selection(
        related="mission_id.state", string="State of the Mission"
    )
    planned_days = fields.Float(digits=(16, 1))
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", index="btree_not_null", ondelete="restrict"
    )
    origin = fields.Selection(ORIGINS, readonly=True, copy=False)
    employer_id = fields.Many2one(
        "res.partner", readonly=True, copy=False, index="btree_not_null"
    )
    position = fields.Selection(POSITIONS, readonly=True, copy=False)
    expert_consent_date = fields.Date(string="Expert Agreed On", copy=False)
    employer_consent_date = fields.Date(string="Employer Agreed On", copy=False)
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
    days_done = fields.Float(compute="_compute_days_done", digits=(16, 1))
    conflict_ids = fields.Many2many(
        "cooperation.assignment",
        compute="_compute_conflict_ids",
        string="Overlapping Assignments",
    )

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
    _dated_when_firm = models.Constraint(
        "CHECK (state NOT IN ('confirmed', 'ordered', 'done') "
        "OR (date_start IS NOT NULL AND date_end IS NOT NULL))",
        "A confirmed assignment has its dates.",
    )
