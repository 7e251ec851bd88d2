from odoo import api, fields, models

# Common European Framework of Reference for Languages.
CEFR_LEVELS = [(level, level) for level in ("A1", "A2", "B1", "B2", "C1", "C2")]


class CooperationExpertLanguage(models.Model):
    """A language that an expert works in, with its CEFR level."""

    _name = "cooperation.expert.language"
    _description = "Expert Language"
    _order = "level desc, id"
    _rec_name = "language_id"

    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="cascade"
    )
    language_id = fields.Many2one(
        "cooperation.language", required=True, index=True, ondelete="restrict"
    )
    level = fields.Selection(
        CEFR_LEVELS, string="CEFR Level", required=True, default="C1"
    )

    _language_uniq = models.Constraint(
        "UNIQUE(expert_id, language_id)", "This expert has this language already."
    )

    @api.depends("language_id.name", "level")
    def _compute_display_name(self):
        for known in self:
            known.display_name = f"{known.language_id.name} {known.level}"
