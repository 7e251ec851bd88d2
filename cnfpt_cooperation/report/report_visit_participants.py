from odoo import api, models

from . import wording


class ReportVisitParticipants(models.AbstractModel):
    """Who takes part in a visit: the delegation, then those who receive it."""

    _name = "report.cnfpt_cooperation.report_visit_participants"
    _description = "List of Participants"
    _inherit = ["cooperation.visit.sheet.mixin"]

    @api.model
    def _prepare_paper(self, visit):
        return {
            **super()._prepare_paper(visit),
            "dates": wording.format_period(
                visit.date_start, visit.date_end, wording.FRENCH
            ),
        }

    @api.model
    def _get_page_identity(self, visit):
        paper = self._in(wording.FRENCH)
        day = wording.format_date(self._get_today(visit), wording.FRENCH)
        return " · ".join((visit.reference, paper.env._("List of participants"), day))
