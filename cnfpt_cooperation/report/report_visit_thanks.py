from odoo import api, models

from . import wording


class ReportVisitThanks(models.AbstractModel):
    """The letter that thanks a delegation, in its own language."""

    _name = "report.cnfpt_cooperation.report_visit_thanks"
    _description = "Thank-You Letter"
    _inherit = ["cooperation.visit.sheet.mixin"]

    @api.model
    def _prepare_paper(self, visit):
        lang = self._get_langs(visit)[-1]
        dated = self.env["report.cnfpt_cooperation.report_visit_certificate"]
        return {
            **super()._prepare_paper(visit),
            "lang": lang,
            "head": visit.head_delegate_id,
            "recipient": visit.partner_id,
            "country": visit.country_id.with_context(lang=lang["code"]).name,
            "host": visit.host_id.name or self.env.company.name,
            "dates": wording.format_period(
                visit.date_start, visit.date_end, lang["code"]
            ),
            "dated": dated._in(lang["code"])._word_place_and_day(visit),
            "signatory": visit._get_signatory(),
            "has_certificates": any(visit.delegate_ids.mapped("is_present")),
        }
