from odoo import fields, models


class CooperationExpertAvailability(models.Model):
    """When an expert is free, or is not."""

    _name = "cooperation.expert.availability"
    _description = "Expert Availability"
    _order = "date_start desc, id desc"

    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("free", "Free"), ("busy", "Not available")], required=True, default="busy"
    )
    date_start = fields.Date(required=True)
    date_end = fields.Date(required=True)
    note = fields.Char()

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A period cannot end before it starts."
    )
    _dates_idx = models.Index("(kind, date_end, date_start, expert_id)")
