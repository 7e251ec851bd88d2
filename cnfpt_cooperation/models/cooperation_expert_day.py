from odoo import fields, models

from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"


class CooperationExpertDay(models.Model):
    """The ledger: one expert, one date, a whole day or half of one.

    An expert never has more than one day a date: two partial unique indexes let a
    morning stand beside an afternoon, and nothing beside a whole day.
    """

    _name = "cooperation.expert.day"
    _description = "Expert Day"
    _inherit = ["cooperation.transition.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"
    _transitions = {
        "action_done": Transition(
            ("planned",), "done", _COORDINATOR, "_get_done_blockers"
        ),
        "action_replan": Transition(("done",), "planned", _COORDINATOR, main=False),
    }

    assignment_id = fields.Many2one(
        "cooperation.assignment", required=True, index=True, ondelete="restrict"
    )
    mission_id = fields.Many2one(
        related="assignment_id.mission_id", store=True, precompute=True, index=True
    )
    expert_id = fields.Many2one(
        related="assignment_id.expert_id", store=True, precompute=True, index=True
    )
    date = fields.Date(required=True, index=True)
    kind = fields.Selection(
        [
            ("preparation", "Preparation"),
            ("travel", "Travel"),
            ("field", "Field"),
            ("report", "Report"),
        ],
        required=True,
        default="field",
    )
    fraction = fields.Float(
        string="Days", digits=(2, 1), required=True, default=1.0, aggregator="sum"
    )
    half = fields.Selection(
        [("morning", "Morning"), ("afternoon", "Afternoon")],
        compute="_compute_half",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done")],
        required=True,
        default="planned",
        copy=False,
        index=True,
    )
    funding_line_id = fields.Many2one(
        "cooperation.funding.line",
        compute="_compute_funding_line_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Char()

    _fraction_value = models.Constraint(
        "CHECK ((fraction = 1.0 AND half IS NULL) "
        "OR (fraction = 0.5 AND half IS NOT NULL))",
        "An expert day is a whole day or half of one.",
    )
    _morning_uniq = models.UniqueIndex(
        "(expert_id, date) WHERE half IS DISTINCT FROM 'afternoon'",
        "This expert has no more than one day a date.",
    )
    _afternoon_uniq = models.UniqueIndex(
        "(expert_id, date) WHERE half IS DISTINCT FROM 'morning'",
        "This expert has no more than one day a date.",
    )
