from odoo import fields, models


class CooperationMissionCloseDeliverable(models.TransientModel):
    """A deliverable of which the mission that is being closed says nothing yet."""

    _name = "cooperation.mission.close.deliverable"
    _description = "Deliverable of a Mission to Close"

    close_id = fields.Many2one(
        "cooperation.mission.close", required=True, ondelete="cascade"
    )
    deliverable_id = fields.Many2one(
        "cooperation.mission.deliverable", required=True, ondelete="cascade"
    )
    date_due = fields.Date(related="deliverable_id.date_due")
    date_delivered = fields.Date(string="Delivered On")
    waiver = fields.Char(string="Reason for None")

    def _write_down(self):
        """Write what was said on the deliverables, of their own mission only."""
        for line in self:
            own = line.close_id.mission_id.deliverable_ids
            (line.deliverable_id & own).write(
                {"date_delivered": line.date_delivered, "waiver": line.waiver}
            )
