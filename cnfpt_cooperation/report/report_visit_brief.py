from odoo import api, models

from . import wording


class ReportVisitBrief(models.AbstractModel):
    """The page that a host reads before a delegation comes; always French."""

    _name = "report.cnfpt_cooperation.report_visit_brief"
    _description = "Brief for the Host"
    _inherit = ["cooperation.visit.sheet.mixin"]

    @api.model
    def _prepare_paper(self, visit):
        visit = visit.with_context(lang=wording.FRENCH)
        return {
            **super()._prepare_paper(visit),
            "parts": visit.env["cooperation.visit.brief"]._get_parts(visit),
            "dates": wording.format_period(
                visit.date_start, visit.date_end, wording.FRENCH
            ),
            "printed": wording.format_date(self._get_today(visit), wording.FRENCH),
        }

    @api.model
    def _get_page_identity(self, visit):
        paper = self._in(wording.FRENCH)
        day = wording.format_date(self._get_today(visit), wording.FRENCH)
        return " · ".join((visit.reference, paper.env._("Brief for the host"), day))
