from odoo import api, models

from . import wording


class PaperEmployerLetter(models.AbstractModel):
    """The letter that asks an employer for an agent, or thanks for having one."""

    _name = "report.cnfpt_cooperation.paper_employer_letter"
    _description = "Letter to the Employer"
    _inherit = ["cooperation.expertise.sheet.mixin"]
    _paper_model = "cooperation.assignment"

    @api.model
    def _prepare_paper(self, assignment):
        employer = assignment._get_paper_employer()
        agreed = assignment.employer_consent_date
        return {
            **super()._prepare_paper(assignment),
            "expert": self._describe_expert(assignment),
            "mission": self._describe_mission(assignment.mission_id),
            "dates": self._word_period(assignment),
            "days": self._word_days(assignment.planned_days),
            "addressee": self._word_address(employer, assignment),
            "agreed": wording.format_date(agreed, wording.FRENCH) if agreed else "",
            "is_ordered": assignment._get_order_status() == "valid",
        }

    @api.model
    def _word_address(self, employer, assignment):
        """Return the lines of an address: the body, who answers there, the place."""
        contact = assignment._get_paper_contact()
        place = " ".join(filter(None, (employer.zip, employer.city)))
        lines = (
            employer.name,
            contact.name if contact != employer else "",
            contact.function if contact != employer else "",
            employer.street,
            employer.street2,
            place,
        )
        return "\n".join(filter(None, lines))

    @api.model
    def _get_page_identity(self, record):
        """A letter has no foot."""
        return ""
