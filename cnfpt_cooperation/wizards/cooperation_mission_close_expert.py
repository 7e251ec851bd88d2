from odoo import api, fields, models


class CooperationMissionCloseExpert(models.TransientModel):
    """How one expert of the mission that is being closed was prepared, and did."""

    _name = "cooperation.mission.close.expert"
    _description = "Expert of a Mission to Close"

    close_id = fields.Many2one(
        "cooperation.mission.close", required=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        "cooperation.assignment", required=True, ondelete="cascade"
    )
    expert_id = fields.Many2one(related="assignment_id.expert_id")
    days_done = fields.Float(related="assignment_id.days_done")
    briefing_date = fields.Date()
    debrief_date = fields.Date()
    debrief_waiver = fields.Char(string="Reason for No Debrief")
    evaluation = fields.Selection(
        selection="_selection_evaluation",
        help="Counts when experts are ranked for the next missions.",
    )

    @api.model
    def _selection_evaluation(self):
        return (
            self.env["cooperation.assignment"]
            ._fields["evaluation"]
            ._description_selection(self.env)
        )

    def _write_down(self):
        """Write what was said on the assignments, of their own mission only."""
        for line in self:
            assignment = line.assignment_id & line.close_id.mission_id.assignment_ids
            said = {
                name: line[name]
                for name in (
                    "briefing_date",
                    "debrief_date",
                    "debrief_waiver",
                    "evaluation",
                )
            }
            assignment.write(
                {name: said[name] for name in said if said[name] != assignment[name]}
            )
