from odoo import fields, models

from .cooperation_transition_mixin import Transition

_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"


class CooperationFigure(models.Model):
    """The definition of a figure: what counts, in which scope and period.

    Publishing freezes the value in a snapshot, with the rows behind it.
    """

    _name = "cooperation.figure"
    _description = "Figure"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "code, id"
    _rec_names_search = ["name", "code"]
    _transitions = {
        "action_publish": Transition(
            ("draft",), "published", _DIRECTION, "_get_publish_blockers"
        ),
        "action_supersede": Transition(
            ("published",), "superseded", _DIRECTION, main=False
        ),
    }

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    measure = fields.Selection(
        [
            ("visits", "Delegations hosted"),
            ("visitors", "Visitors"),
            ("missions", "Expert missions"),
            ("mobilisations", "Mobilisations"),
            ("days", "Expert days"),
            ("internships", "Internships"),
            ("training_sessions", "Training sessions"),
            ("trainees", "Trainees"),
            ("agreements", "Agreements signed"),
        ],
        required=True,
        default="visits",
    )
    definition = fields.Text(
        translate=True, help="What counts and what does not, in words."
    )
    zone_id = fields.Many2one("cooperation.zone")
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="Until")
    live_value = fields.Float(compute="_compute_live_value", digits=(16, 1))
    snapshot_ids = fields.One2many("cooperation.figure.snapshot", "figure_id")

    _code_uniq = models.Constraint("UNIQUE(code)", "This code already exists.")
    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A period cannot end before it starts."
    )
