from odoo import fields, models

from .cooperation_transition_mixin import Transition

ORIGINS = [
    ("cnfpt", "CNFPT agent"),
    ("local_authority", "Agent of a local authority"),
    ("other", "Other"),
]
_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_PRIVATE = "cnfpt_cooperation.cnfpt_cooperation_group_private"


class CooperationExpert(models.Model):
    """Somebody on the roster: a contact with an employer, skills and languages [R7].

    Never deleted once known: an expert who has left stays, inactive, because past
    missions count them.
    """

    _name = "cooperation.expert"
    _description = "Expert"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.transition.mixin",
        "cooperation.validity.mixin",
    ]
    _order = "name, id"
    _rec_names_search = ["name", "employer_id.complete_name"]
    _transitions = {
        "action_activate": Transition(
            ("candidate", "suspended", "left"),
            "active",
            _COORDINATOR,
            "_get_activate_blockers",
        ),
        "action_suspend": Transition(
            ("active",), "suspended", _COORDINATOR, main=False
        ),
        "action_leave": Transition(
            ("candidate", "active", "suspended"),
            "left",
            _COORDINATOR,
            "_get_leave_blockers",
            main=False,
        ),
    }

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(related="partner_id.name", store=True, index="trigram")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("candidate", "Candidate"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("left", "Left"),
        ],
        required=True,
        default="candidate",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Followed By", default=lambda self: self.env.user
    )
    employer_id = fields.Many2one(
        "res.partner",
        domain="[('is_company', '=', True)]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    origin = fields.Selection(
        ORIGINS,
        compute="_compute_origin",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Experts are CNFPT agents or agents of local authorities [R7].",
    )
    job_title = fields.Char(string="Position Held")
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    skill_ids = fields.One2many("cooperation.expert.skill", "expert_id")
    theme_ids = fields.Many2many(
        "cooperation.theme",
        string="Themes",
        compute="_compute_theme_ids",
        store=True,
        relation="cooperation_expert_theme_rel",
    )
    language_ids = fields.One2many("cooperation.expert.language", "expert_id")
    country_ids = fields.Many2many("res.country", string="Countries Known")
    availability_ids = fields.One2many("cooperation.expert.availability", "expert_id")
    position_ids = fields.One2many("cooperation.expert.position", "expert_id")
    suspension_ids = fields.One2many("cooperation.expert.suspension", "expert_id")
    cv_file = fields.Binary(string="CV", attachment=True)
    cv_filename = fields.Char(string="CV File Name")
    is_consent_given = fields.Boolean(
        string="Consents to Be Listed", help="The expert agreed to be on the roster."
    )
    date_confirmed = fields.Date(
        string="Profile Confirmed On", help="The day the expert last checked it."
    )
    is_stale = fields.Boolean(
        string="To Refresh",
        compute="_compute_is_stale",
        search="_search_is_stale",
        help="Not confirmed for twelve months.",
    )
    assignment_ids = fields.One2many("cooperation.assignment", "expert_id")
    day_ids = fields.One2many("cooperation.expert.day", "expert_id")
    mission_count = fields.Integer(compute="_compute_activity_counts")
    days_done = fields.Float(compute="_compute_activity_counts", digits=(16, 1))
    private_phone = fields.Char(groups=_PRIVATE)
    private_email = fields.Char(groups=_PRIVATE)
    birth_date = fields.Date(groups=_PRIVATE)
    passport_expiry = fields.Date(groups=_PRIVATE)
    private_note = fields.Text(groups=_PRIVATE)

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)", "This contact is on the roster already."
    )
