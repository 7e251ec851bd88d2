from odoo import fields, models


class CooperationExpertSuspension(models.Model):
    """A time during which an accreditation does not run: dates only [R16].

    Which of the leaves of [003 Q36] it was is nobody's business: no reason is kept.
    """

    _name = "cooperation.expert.suspension"
    _description = "Accreditation Suspension"
    _order = "date_start desc, id desc"

    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="cascade"
    )
    date_start = fields.Date(required=True)
    date_end = fields.Date()

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A suspension cannot end before it starts."
    )
