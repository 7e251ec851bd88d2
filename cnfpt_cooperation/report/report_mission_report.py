from odoo import api, models

from . import wording


class ReportMissionReport(models.AbstractModel):
    """The report of a mission, as its experts wrote it, in the language of papers."""

    _name = "report.cnfpt_cooperation.report_mission_report"
    _description = "Mission Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template prints, for the missions it is about.

        :raise AccessError: the user may not read one of them
        """
        missions = self.env["cooperation.mission"].browse(docids)
        missions.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": missions._name,
            "docs": missions,
            "company": self.env.company,
            "papers": [self._prepare_paper(mission) for mission in missions],
        }

    @api.model
    def _prepare_paper(self, mission):
        code = mission._get_lang()
        worded = mission.with_context(lang=code)
        return {
            "mission": worded,
            "lang": code,
            "dir": "rtl" if wording.is_right_to_left(code) else "ltr",
            "place": ", ".join(filter(None, (mission.city, worded.country_id.name))),
            "dates": wording.format_period(mission.date_start, mission.date_end, code),
            "experts": ", ".join(mission.expert_ids.mapped("name")),
        }

    @api.model
    def _get_page_identity(self, mission):
        """Return what the foot of each page says."""
        return " · ".join((mission.reference, mission.name))
