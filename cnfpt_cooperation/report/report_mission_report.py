from odoo import api, models
from odoo.tools import html2plaintext

from . import wording
from .directions import guess_direction


class ReportMissionReport(models.AbstractModel):
    """The report of a mission, as its experts wrote it, in the language of papers."""

    _name = "report.cnfpt_cooperation.report_mission_report"
    _description = "Mission Report"
    _inherit = ["cooperation.paper.mixin"]
    _paper_model = "cooperation.mission"

    @api.model
    def _prepare_paper(self, mission):
        code = mission._get_lang()
        country = mission.country_id.with_context(lang=code).name
        return {
            **super()._prepare_paper(mission),
            "mission": mission,
            "lang": code,
            "dir": "rtl" if wording.is_right_to_left(code) else "ltr",
            # Experts may write in another language than that of the papers.
            "body_dir": guess_direction(html2plaintext(mission.report_body or "")),
            "place": ", ".join(filter(None, (mission.city, country))),
            "dates": wording.format_period(mission.date_start, mission.date_end, code),
            "experts": ", ".join(mission.expert_ids.mapped("name")),
        }

    @api.model
    def _get_page_identity(self, mission):
        return " · ".join((mission.reference, mission.name))
