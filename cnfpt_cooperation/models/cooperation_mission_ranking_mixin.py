from odoo import api, fields, models

from ..tools.ranking import Wanted

# What a mission must say before a criterion counts.
_ASKED_BY = {
    "skills": "need_theme_ids",
    "languages": "need_language_ids",
    "country": "country_id",
    "availability": "date_end",
}


class CooperationMissionRankingMixin(models.AbstractModel):
    """A mission looks for its experts: what counts, who is proposed, and why."""

    _name = "cooperation.mission.ranking.mixin"
    _description = "Mission That Looks for Experts"

    waiting_count = fields.Integer(
        compute="_compute_waiting_count",
        help="Experts who wait for an answer while others are confirmed.",
    )

    @api.depends("assignment_ids.state")
    def _compute_waiting_count(self):
        for mission in self:
            waiting = mission._get_assignments("proposed", "invited", "accepted")
            chosen = mission._get_firm_assignments()
            mission.waiting_count = len(waiting) if chosen else 0

    def action_find_experts(self):
        """Open the roster ranked for this mission."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "cnfpt_cooperation.cooperation_expert_ranking_action"
            ),
            "context": {"cooperation_mission_id": self.id},
        }

    def _get_criteria_points(self):
        """Return what each criterion that counts here is worth out of 100."""
        self.ensure_one()
        criteria = self.env["cooperation.expert.criterion"].search([("weight", ">", 0)])
        criteria = criteria.filtered(
            lambda c: c.code not in _ASKED_BY or self[_ASKED_BY[c.code]]
        )
        total = sum(criteria.mapped("weight"))
        return {criterion: 100 * criterion.weight / total for criterion in criteria}

    def _get_wanted_experts(self):
        """Return what this mission looks for, in plain values."""
        self.ensure_one()
        points = self._get_criteria_points()
        return Wanted(
            mission_id=self.id,
            today=fields.Date.context_today(self),
            start=self.date_start or None,
            end=self.date_end or None,
            country_id=self.country_id.id,
            themes=tuple(self.need_theme_ids.ids),
            languages=tuple(self.need_language_ids.ids),
            points={criterion.code: worth for criterion, worth in points.items()},
            thresholds={criterion.code: criterion.threshold for criterion in points},
        )

    def _propose_experts(self, rows):
        """Propose the experts of these rows, and keep their score with its reasons.

        :param rows: records of `cooperation.expert.ranking` for this mission
        """
        self.ensure_one()
        assignments = self.env["cooperation.assignment"].create(
            [{"mission_id": self.id, "expert_id": row.expert_id.id} for row in rows]
        )
        for assignment, row in zip(assignments, rows, strict=True):
            assignment._guarded_write(
                {
                    "ranking_score": row.score,
                    "ranking_explanation": row.explanation,
                }
            )
