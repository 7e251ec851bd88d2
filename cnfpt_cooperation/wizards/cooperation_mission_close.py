from odoo import Command, api, fields, models


class CooperationMissionClose(models.TransientModel):
    """What one has to say to close a mission, asked in one dialog.

    The mission's own guards decide; nothing is written unless it closes.
    """

    _name = "cooperation.mission.close"
    _description = "Closing of a Mission"

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
    people_to_ask = fields.Char(compute="_compute_people_to_ask")
    is_evaluation_sent = fields.Boolean(
        string="Send the Evaluation",
        compute="_compute_is_evaluation_sent",
        store=True,
        readonly=False,
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

    @api.depends("mission_id")
    def _compute_people_to_ask(self):
        for dialog in self:
            people = dialog.mission_id._get_people_to_ask()
            dialog.people_to_ask = ", ".join(people.mapped("name"))

    @api.depends("mission_id")
    def _compute_is_evaluation_sent(self):
        for dialog in self:
            dialog.is_evaluation_sent = bool(dialog.people_to_ask)

    def action_close(self):
        """Write what the dialog says, close the mission, and ask the beneficiary.

        :raise UserError: the mission cannot be closed; nothing was written
        """
        self.ensure_one()
        mission = self.mission_id
        # The sentences of the guard read what is written here; Odoo undoes it all
        # when they refuse.
        self.expert_ids._write_down()
        self.deliverable_ids._write_down()
        mission.lessons = self.lessons
        mission.action_close()
        if self.is_evaluation_sent:
            mission.action_send_evaluation()
        return {"type": "ir.actions.act_window_close"}
