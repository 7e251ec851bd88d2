from odoo import api, models
from odoo.tools import is_html_empty

from . import wording


class PaperMissionTerms(models.AbstractModel):
    """What is expected of a mission, of whom, and by when."""

    _name = "report.cnfpt_cooperation.paper_mission_terms"
    _description = "Terms of Reference"
    _inherit = ["cooperation.expertise.sheet.mixin"]
    _paper_model = "cooperation.mission"

    @api.model
    def _prepare_paper(self, mission):
        terms = mission.terms_of_reference
        return {
            **super()._prepare_paper(mission),
            "mission": self._describe_mission(mission),
            "is_draft": mission.state == "draft",
            "terms": "" if is_html_empty(terms) else terms,
            "skills": ", ".join(mission.need_theme_ids.mapped("name")),
            "languages": ", ".join(
                wording.get_language_name(language.code, wording.FRENCH)
                for language in mission.need_language_ids
            ),
            "deliverables": [
                {
                    "name": deliverable.name,
                    "due": wording.format_date(deliverable.date_due, wording.FRENCH)
                    if deliverable.date_due
                    else "",
                }
                for deliverable in mission.deliverable_ids
            ],
            "experts": [
                self._describe_expert(assignment)
                for assignment in mission._get_firm_assignments()
            ],
        }
