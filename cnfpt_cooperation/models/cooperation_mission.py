from odoo import fields, models

from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"
_COORDINATION = f"{_COORDINATOR},{_DIRECTION}"


class CooperationMission(models.Model):
    """Experts mobilised for a partner, on third-party money only [R1].

    A mission is funded when funding lines of agreements in force at its dates cover
    all its planned days and cost; its zone is frozen from then on.
    """

    _name = "cooperation.mission"
    _description = "Expert Mission"
    _inherit = ["cooperation.record.mixin"]
    _order = "date_start desc, id desc"
    _closed_states = ("closed", "cancelled")
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
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
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
    agreement_id = fields.Many2one(
        "cooperation.agreement",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    allocation_ids = fields.One2many(
        "cooperation.funding.allocation", "mission_id", string="Funding"
    )
    funding_line_ids = fields.Many2many(
        "cooperation.funding.line", compute="_compute_funding_line_ids"
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    date_start = fields.Date(string="Starts On", tracking=True, index=True)
    date_end = fields.Date(string="Ends On", tracking=True)
    city = fields.Char()
    terms_of_reference = fields.Html()
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
    planned_days = fields.Float(digits=(16, 1))
    planned_cost = fields.Monetary()
    covered_days = fields.Float(compute="_compute_coverage", digits=(16, 1))
    covered_cost = fields.Monetary(compute="_compute_coverage")
    deliverable_ids = fields.One2many("cooperation.mission.deliverable", "mission_id")
    assignment_ids = fields.One2many("cooperation.assignment", "mission_id")
    expert_ids = fields.Many2many(
        "cooperation.expert", compute="_compute_expert_ids", string="Experts"
    )
    day_ids = fields.One2many("cooperation.expert.day", "mission_id")
    days_done = fields.Float(compute="_compute_days_done", digits=(16, 1))
    safety_advice = fields.Selection(
        [
            ("green", "Ordinary vigilance"),
            ("yellow", "Increased vigilance"),
            ("orange", "Advised against unless imperative"),
            ("red", "Formally advised against"),
        ],
        tracking=True,
        help="Advice to travellers of the ministry of foreign affairs.",
    )
    report_file = fields.Binary(attachment=True, copy=False)
    report_filename = fields.Char(copy=False)
    outcome = fields.Html(copy=False)
    cancel_reason = fields.Text(copy=False)
    visit_id = fields.Many2one(
        "cooperation.visit", string="Born From Visit", index="btree_not_null"
    )

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A mission cannot end before it starts."
    )
    _planned_positive = models.Constraint(
        "CHECK (planned_days >= 0 AND planned_cost >= 0)",
        "Planned days and cost cannot be negative.",
    )
