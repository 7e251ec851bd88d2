from dateutil.relativedelta import relativedelta

from odoo import fields, models


class CooperationMissionTemplateDeliverable(models.Model):
    """What missions of a template hand over, and how long after their end."""

    _name = "cooperation.mission.template.deliverable"
    _description = "Deliverable of a Mission Template"
    _order = "days_after, id"

    template_id = fields.Many2one(
        "cooperation.mission.template", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    days_after = fields.Integer(
        string="Days after the End", default=15, help="Negative: before the end."
    )

    _days_range = models.Constraint(
        "CHECK (days_after BETWEEN -365 AND 730)",
        "A deliverable is due from a year before to two years after the end.",
    )

    def _prepare_deliverable(self, date_end):
        """Return the values of the deliverable of a mission that ends on `date_end`."""
        self.ensure_one()
        due = date_end and date_end + relativedelta(days=self.days_after)
        return {"name": self.name, "date_due": due}
