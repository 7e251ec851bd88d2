from odoo import api, models
from odoo.tools import format_amount

from . import wording


class PaperMissionOrder(models.AbstractModel):
    """The order by which the direction sends an expert on a mission.

    Until it is given, and when it has been taken back, it says so across its head.
    """

    _name = "report.cnfpt_cooperation.paper_mission_order"
    _description = "Mission Order"
    _inherit = ["cooperation.expertise.sheet.mixin"]
    _paper_model = "cooperation.assignment"

    @api.model
    def _prepare_paper(self, assignment):
        mission = assignment.mission_id
        facts = self._describe_mission(mission)
        lines = assignment.funding_line_id
        return {
            **super()._prepare_paper(assignment),
            "status": assignment._get_order_status(),
            "expert": self._describe_expert(assignment),
            "mission": {
                **facts,
                "lines": self._describe_lines(lines) if lines else facts["lines"],
            },
            "dates": self._word_period(assignment),
            "days": self._word_days(assignment.planned_days),
            "costs": self._describe_costs(assignment),
            "safety": self._describe_safety(mission),
            "signatory": self._describe_person(assignment._get_order_signatory()),
            "consents": [
                wording.format_date(day, wording.FRENCH) if day else ""
                for day in (
                    assignment.expert_consent_date,
                    assignment.employer_consent_date,
                )
            ],
        }

    @api.model
    def _get_dated(self, assignment):
        return assignment.order_date or super()._get_dated(assignment)

    @api.model
    def _describe_costs(self, assignment):
        """Return what the order allows for, as it was reckoned; empty when nothing."""
        amounts = ("per_diem_rate", "per_diem_amount", "travel_cost", "other_cost")
        if not assignment.cost:
            return {}
        return {
            **{
                name: format_amount(self.env, assignment[name], assignment.currency_id)
                if assignment[name]
                else ""
                for name in (*amounts, "cost")
            },
            **{
                name: assignment[name]
                for part in ("night", "midday", "evening")
                for name in (f"{part}_count", f"{part}_provided_count")
            },
        }

    @api.model
    def _describe_safety(self, mission):
        """Return the advice under which the mission is ordered, if it travels."""
        if not mission._get_country_travelled_to() or not mission.safety_advice:
            return {}
        return {
            "advice": self._label(mission, "safety_advice"),
            "day": wording.format_date(mission.safety_date, wording.FRENCH)
            if mission.safety_date
            else "",
            "source": mission.safety_source or "",
            "reason": mission.safety_reason or "",
        }
