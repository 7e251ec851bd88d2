from odoo import api, models
from odoo.tools import split_every

from . import wording

_BADGES_PER_ROW = 2
_ROWS_PER_PAGE = 4


class ReportVisitBadges(models.AbstractModel):
    """Badges of 85 × 55 mm, eight a page, with the lines along which to cut."""

    _name = "report.cnfpt_cooperation.report_visit_badges"
    _description = "Badges"
    _inherit = ["cooperation.visit.sheet.mixin"]

    @api.model
    def _prepare_paper(self, visit):
        paper = super()._prepare_paper(visit)
        people = paper["people"]["delegation"] + paper["people"]["hosts"]
        rows = list(split_every(_BADGES_PER_ROW, people, list))
        return {
            **paper,
            "pages": list(split_every(_ROWS_PER_PAGE, rows, list)),
            "dates": wording.format_period(
                visit.date_start, visit.date_end, wording.FRENCH
            ),
        }
