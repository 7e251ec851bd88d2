from odoo import fields, models


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

    _theme_uniq = models.Constraint(
        "UNIQUE(expert_id, theme_id)", "This expert has this skill already."
    )
