from odoo import api, fields, models

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"


class CooperationExpertSkill(models.Model):
    """What an expert knows, how well, and what shows it."""

    _name = "cooperation.expert.skill"
    _description = "Expert Skill"
    _order = "level desc, id"
    _rec_name = "theme_id"

    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="cascade"
    )
    theme_id = fields.Many2one(
        "cooperation.theme", required=True, index=True, ondelete="restrict"
    )
    level = fields.Selection(
        [("1", "Notions"), ("2", "Practice"), ("3", "Mastery"), ("4", "Reference")],
        required=True,
        default="2",
    )
    evidence = fields.Char(help="Diploma, position held, publication, mission…")
    evidence_file = fields.Binary(string="Proof", attachment=True, groups=_COORDINATOR)
    evidence_filename = fields.Char(string="Proof File Name", groups=_COORDINATOR)
    mission_count = fields.Integer(
        string="Missions on It",
        compute="_compute_mission_count",
        help="Missions done that needed this theme or one below it.",
    )
    is_shown = fields.Boolean(
        string="With Evidence",
        compute="_compute_mission_count",
        help="Something shows it: words, a file, or a mission done.",
    )

    _theme_uniq = models.Constraint(
        "UNIQUE(expert_id, theme_id)", "This expert has this skill already."
    )

    @api.depends(
        "theme_id",
        "evidence",
        "evidence_filename",
        "expert_id.assignment_ids.state",
        "expert_id.assignment_ids.mission_id.need_theme_ids",
    )
    def _compute_mission_count(self):
        done = self.env["cooperation.assignment"].search(
            [("expert_id", "in", self.expert_id.ids), ("state", "=", "done")]
        )
        by_expert = done.grouped("expert_id")
        for skill in self:
            path = skill.theme_id.parent_path or "-"
            missions = by_expert.get(skill.expert_id._origin, done.browse()).mission_id
            skill.mission_count = sum(
                any(theme.parent_path.startswith(path) for theme in needed)
                for needed in (mission.need_theme_ids for mission in missions)
            )
            # Whether a proof is attached is known to all, what it says is not.
            has_file = bool(skill.sudo().evidence_filename)
            skill.is_shown = bool(skill.evidence or skill.mission_count or has_file)
