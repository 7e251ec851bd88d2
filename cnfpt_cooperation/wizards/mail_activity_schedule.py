from odoo import models


class MailActivitySchedule(models.TransientModel):
    _inherit = "mail.activity.schedule"

    def _compute_plan_date(self):
        """A plan launched by hand on one visit counts from its arrival."""
        result = super()._compute_plan_date()
        for scheduler in self.filtered(lambda s: s.res_model == "cooperation.visit"):
            visits = scheduler._get_applied_on_records()
            if len(visits) == 1 and visits.date_start:
                scheduler.plan_date = visits.date_start
        return result
