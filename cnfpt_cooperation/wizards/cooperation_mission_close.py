from odoo import Command, api, fields, models


class CooperationMissionClose(models.TransientModel):
    """What one has to say to close a mission, asked in one dialog."""

    _name = "cooperation.mission.close"
    _description = "Closing of a Mission"
    _inherit = ["cooperation.close.mixin"]
    _file_field = "mission_id"

    mission_id = fields.Many2one(
        "cooperation.mission", required=True, ondelete="cascade"
    )
    expert_ids = fields.One2many(
        "cooperation.mission.close.expert", "close_id", string="Experts"
    )
    deliverable_ids = fields.One2many(
        "cooperation.mission.close.deliverable", "close_id", string="Still to Come"
    )
    lessons = fields.Html(
        string="Lessons Learnt", help="What the debrief taught us [R9]."
    )

    @api.model
    def default_get(self, fields):
        """Propose what the mission already says, and ask for the rest."""
        defaults = super().default_get(fields)
        mission = self.env["cooperation.mission"].browse(defaults.get("mission_id"))
        known = {
            "lessons": mission.lessons,
            "expert_ids": [
                Command.create(
                    {
                        "assignment_id": assignment.id,
                        "briefing_date": assignment.briefing_date,
                        "debrief_date": assignment.debrief_date,
                        "debrief_waiver": assignment.debrief_waiver,
                        "evaluation": assignment.evaluation,
                    }
                )
                for assignment in mission._get_assignments("ordered", "done")
            ],
            "deliverable_ids": [
                Command.create({"deliverable_id": deliverable.id})
                for deliverable in mission.deliverable_ids
                if deliverable._is_open()
            ],
        }
        return defaults | {name: known[name] for name in known if name in fields}

    def _write_down(self):
        self.ensure_one()
        self.expert_ids._write_down()
        self.deliverable_ids._write_down()
        self.mission_id.lessons = self.lessons
