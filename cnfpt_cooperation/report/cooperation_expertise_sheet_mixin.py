from odoo import api, models

from ..tools.wording import format_days
from . import wording

_CNFPT = "cnfpt_cooperation.partner_cnfpt"
_UNIT = "cnfpt_cooperation.partner_mission_europe_international"


class CooperationExpertiseSheetMixin(models.AbstractModel):
    """What the papers of missions and of their experts have in common.

    They go to agents and their employers, in French; nothing private stands on them,
    nor the statutory position, which those who sign do not see.
    """

    _name = "cooperation.expertise.sheet.mixin"
    _description = "Paper on Expertise"
    _inherit = ["cooperation.paper.mixin"]

    @api.model
    def _prepare_paper(self, record):
        issuer, unit = (
            self.env.ref(name, raise_if_not_found=False) or self.env["res.partner"]
            for name in (_CNFPT, _UNIT)
        )
        paper = super()._prepare_paper(record)
        day = self._get_dated(record)
        city = unit.city or self.env.company.city
        return {
            **paper,
            "issuer": issuer.name or paper["issuer"],
            "unit": unit.name or "",
            "day": wording.format_date(day, wording.FRENCH),
            "dated": self._in(wording.FRENCH)._word_place_and_date(city, day),
            "signatory": self._describe_person(record._get_signatory()),
        }

    @api.model
    def _get_page_identity(self, record):
        day = wording.format_date(self._get_dated(record), wording.FRENCH)
        return " · ".join((self._get_reference(record), self._get_report_title(), day))

    @api.model
    def _get_reference(self, record):
        return record._get_paper_reference()

    @api.model
    def _get_dated(self, record):
        """Return the day that the paper bears."""
        return self._get_today(record)

    @api.model
    def _describe_person(self, partner):
        """Return how somebody is named on a paper, or nothing."""
        partner = partner.sudo()
        return (
            {"name": partner.name, "function": partner.function or ""}
            if partner
            else {}
        )

    @api.model
    def _describe_expert(self, assignment):
        """Return who goes, as what, and for whom they work."""
        expert = assignment.expert_id
        return {
            "name": expert.name,
            "job_title": expert.job_title or "",
            "employer": assignment._get_paper_employer().name or "",
            "origin": self._label(assignment, "origin")
            or self._label(expert, "origin"),
            "role": self._label(assignment, "role"),
        }

    @api.model
    def _describe_mission(self, mission):
        """Return what a mission is, where, and who pays for it."""
        bodies = mission.partner_id | mission.beneficiary_ids
        contact = mission.user_id.sudo().partner_id
        return {
            "name": mission.name,
            "reference": mission.reference,
            "kind": mission.kind_id.name or "",
            "bodies": ", ".join(bodies.mapped("name")),
            "is_remote": mission.modality == "remote",
            "place": ", ".join(filter(None, (mission.city, mission.country_id.name))),
            "dates": self._word_period(mission),
            "days": self._word_days(mission.planned_days),
            "agreement": mission.agreement_id.display_name or "",
            "lines": self._describe_lines(mission.funding_line_ids),
            "contact": "\n".join(
                filter(None, (contact.name, contact.phone, contact.email))
            ),
        }

    @api.model
    def _describe_lines(self, lines):
        return "\n".join(f"{line.name} ({line.funder_id.name})" for line in lines)

    @api.model
    def _word_period(self, record):
        return wording.format_period(record.date_start, record.date_end, wording.FRENCH)

    @api.model
    def _word_days(self, days):
        return format_days(self.env, days)

    @api.model
    def _label(self, record, name):
        """Return the label of the value of a selection."""
        selection = record._fields[name]._description_selection(record.env)
        return dict(selection).get(record[name], "")
