from odoo import fields, models


class CooperationMissionDeliverable(models.Model):
    """Something a mission must hand over, by a date."""

    _name = "cooperation.mission.deliverable"
    _description = "Mission Deliverable"
    _inherit = ["cooperation.part.mixin"]
    _file_field = "mission_id"
    _parts_field = "deliverable_ids"
    _order = "date_due, id"

    name = fields.Char(required=True)
    mission_id = fields.Many2one(
        "cooperation.mission", required=True, index=True, ondelete="cascade"
    )
    date_due = fields.Date(string="Due On")
    date_delivered = fields.Date(string="Delivered On")
