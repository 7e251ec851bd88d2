from odoo import api, models

from . import wording


class PaperExpertStatement(models.AbstractModel):
    """What an expert did in a calendar year: missions, and days by kind."""

    _name = "report.cnfpt_cooperation.paper_expert_statement"
    _description = "Yearly Statement"
    _inherit = ["cooperation.expertise.sheet.mixin"]
    _paper_model = "cooperation.expert.statement"

    @api.model
    def _prepare_paper(self, statement):
        days = statement._get_days()
        return {
            **super()._prepare_paper(statement),
            "year": str(statement.year),
            "expert": {
                "name": statement.expert_id.name,
                "job_title": statement.expert_id.job_title or "",
                "employer": statement.expert_id.employer_id.name or "",
                "origin": "",
                "role": "",
            },
            "kinds": self._get_kinds(days),
            "missions": [
                self._describe_year(assignment, own)
                for assignment, own in days.grouped("assignment_id").items()
            ],
            "sums": self._add_up(days),
            "total": self._word_days(sum(days.mapped("fraction"))),
        }

    @api.model
    def _get_kinds(self, days):
        """Return the kinds of day that the year has, in the order of the ledger."""
        kinds = days._fields["kind"]._description_selection(days.env)
        return [kind for kind in kinds if kind[0] in days.mapped("kind")]

    @api.model
    def _describe_year(self, assignment, days):
        mission = assignment.mission_id
        return {
            "name": mission.name,
            "reference": mission.reference,
            "bodies": mission.partner_id.name or "",
            "country": mission.country_id.name or "",
            "role": self._label(assignment, "role"),
            "dates": wording.format_period(
                min(days.mapped("date")), max(days.mapped("date")), wording.FRENCH
            ),
            "sums": self._add_up(days),
        }

    @api.model
    def _add_up(self, days):
        """Return the days of each kind and all together, as they are written."""
        sums = {
            kind: sum(own.mapped("fraction"))
            for kind, own in days.grouped("kind").items()
        }
        sums["total"] = sum(days.mapped("fraction"))
        return {
            kind: wording.format_number(number, wording.FRENCH)
            for kind, number in sums.items()
        }
