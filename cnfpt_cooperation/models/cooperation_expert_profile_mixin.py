from odoo import api, fields, models

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"


class CooperationExpertProfileMixin(models.AbstractModel):
    """What an expert can do, where they have worked, and what they wish for."""

    _name = "cooperation.expert.profile.mixin"
    _description = "Profile of an Expert"

    job_title = fields.Char(string="Position Held")
    skill_ids = fields.One2many("cooperation.expert.skill", "expert_id")
    theme_ids = fields.Many2many(
        "cooperation.theme",
        string="Themes",
        compute="_compute_theme_ids",
        store=True,
        relation="cooperation_expert_theme_rel",
    )
    language_ids = fields.One2many("cooperation.expert.language", "expert_id")
    country_ids = fields.Many2many(
        "res.country",
        string="Countries Declared",
        help="Countries that the expert says to know; those of their missions stand "
        "beside them.",
    )
    worked_country_ids = fields.Many2many(
        "res.country",
        relation="cooperation_expert_worked_country_rel",
        string="Countries Worked In",
        compute="_compute_worked_country_ids",
        store=True,
        help="Countries of the missions that are done.",
    )
    cv_file = fields.Binary(string="CV", attachment=True, groups=_COORDINATOR)
    cv_filename = fields.Char(string="CV File Name", groups=_COORDINATOR)
    availability_ids = fields.One2many("cooperation.expert.availability", "expert_id")
    wish_theme_ids = fields.Many2many(
        "cooperation.theme",
        relation="cooperation_expert_wish_theme_rel",
        string="Wished Themes",
    )
    wish_country_ids = fields.Many2many(
        "res.country",
        relation="cooperation_expert_wish_country_rel",
        string="Wished Countries",
    )
    wish_modality = fields.Selection(
        [("any", "Either"), ("on_site", "On site only"), ("remote", "Remote only")],
        string="On Site or Remote",
        required=True,
        default="any",
    )
    wish_days = fields.Float(
        string="Days Offered a Year",
        digits=(16, 1),
        help="How many days a year the expert gives at most; 0 when not said.",
    )
    is_over_wish = fields.Boolean(
        string="More Days Than Offered", compute="_compute_is_over_wish"
    )
    wish_note = fields.Text(string="Wishes")

    _wish_days_positive = models.Constraint(
        "CHECK (wish_days >= 0 AND wish_days <= 366)",
        "The days offered a year lie between 0 and 366.",
    )

    @api.depends("skill_ids.theme_id")
    def _compute_theme_ids(self):
        for expert in self:
            expert.theme_ids = expert.skill_ids.theme_id

    @api.depends("assignment_ids.state", "assignment_ids.mission_id.country_id")
    def _compute_worked_country_ids(self):
        for expert in self:
            done = expert.assignment_ids.filtered(lambda a: a.state == "done")
            expert.worked_country_ids = done.mission_id.country_id

    @api.depends("wish_days", "days_this_year")
    def _compute_is_over_wish(self):
        for expert in self:
            expert.is_over_wish = 0 < expert.wish_days < expert.days_this_year
