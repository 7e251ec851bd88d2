from odoo import fields, models

from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"


class CooperationTrainingSession(models.Model):
    """A course on international action, its trainees and its days [F5, F6]."""

    _name = "cooperation.training.session"
    _description = "Training Session"
    _inherit = ["cooperation.record.mixin"]
    _order = "date_start desc, id desc"
    _default_initiative = "training"
    _closed_states = ("cancelled",)
    _transitions = {
        "action_plan": Transition(
            ("draft",), "planned", _OFFICER, "_get_plan_blockers"
        ),
        "action_done": Transition(
            ("planned",), "done", _OFFICER, "_get_done_blockers"
        ),
        "action_cancel": Transition(
            ("draft", "planned"), "cancelled", _OFFICER, main=False
        ),
    }

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    partner_id = fields.Many2one(string="Organised By")
    module = fields.Char(help="The module of a route, such as 1 of 3.")
    date_start = fields.Date(tracking=True, index=True)
    date_end = fields.Date(tracking=True)
    days = fields.Float(digits=(16, 1), default=3.0)
    place = fields.Char()
    seats = fields.Integer()
    trainee_count = fields.Integer(string="Trainees", tracking=True)
    trainer_ids = fields.Many2many("res.partner", string="Trainers")

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A session cannot end before it starts."
    )
    _counts_positive = models.Constraint(
        "CHECK (trainee_count >= 0 AND seats >= 0 AND days >= 0)",
        "Trainees, seats and days cannot be negative.",
    )
