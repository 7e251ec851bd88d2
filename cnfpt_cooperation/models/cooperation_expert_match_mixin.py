from odoo import api, fields, models

from ..tools.ranking import LANGUAGE_STEPS

_COUNTED_STATES = ("confirmed", "ordered", "done")


class CooperationExpertMatchMixin(models.AbstractModel):
    """What an expert can do and has done, kept ready for the ranking.

    The ranking reads the whole roster at once: what it needs of skills, languages and
    years of missions stands on each expert, so that it joins no table. An average over
    no mission is 0 with a count of 0.
    """

    _name = "cooperation.expert.match.mixin"
    _inherit = ["cooperation.mean.mixin"]
    _description = "What the Ranking Knows of an Expert"
    _weights = {"evaluation_average": "evaluation_count"}

    skill_levels = fields.Json(
        compute="_compute_skill_levels",
        store=True,
        exportable=False,
        export_string_translation=False,
        help="The best level in each theme and in all that it lies under, by its id.",
    )
    language_levels = fields.Json(
        compute="_compute_language_levels",
        store=True,
        exportable=False,
        export_string_translation=False,
        help="How far the expert works in each language, in quarters, by its id.",
    )
    last_mission_end = fields.Date(
        string="Last Mission Until",
        compute="_compute_last_mission_end",
        store=True,
        help="The last day of the last mission confirmed, ordered or done.",
    )
    evaluation_count = fields.Integer(
        string="Evaluations", compute="_compute_evaluation", store=True
    )
    evaluation_average = fields.Float(
        compute="_compute_evaluation",
        store=True,
        aggregator="avg",
        help="From 1, poor, to 4, very good.",
    )
    employer_answer_count = fields.Integer(
        string="Answers of the Employer", compute="_compute_employer_answer", store=True
    )
    employer_answer_days = fields.Float(
        string="Employer’s Answer Time",
        compute="_compute_employer_answer",
        store=True,
        aggregator=None,
        help="Days that the employer took on average to consent, for all its experts.",
    )

    @api.depends("skill_ids.level", "skill_ids.theme_id.parent_path")
    def _compute_skill_levels(self):
        """Who knows local budgets to some level knows local finance to that level."""
        for expert in self:
            levels = {}
            for skill in expert.skill_ids:
                for theme_id in (skill.theme_id.parent_path or "").split("/")[:-1]:
                    best = levels.get(theme_id, skill.level)
                    levels[theme_id] = max(best, skill.level)
            expert.skill_levels = levels

    @api.depends("language_ids.language_id", "language_ids.level")
    def _compute_language_levels(self):
        for expert in self:
            expert.language_levels = {
                str(known.language_id.id): str(LANGUAGE_STEPS[known.level])
                for known in expert.language_ids
            }

    @api.depends("assignment_ids.state", "assignment_ids.date_end")
    def _compute_last_mission_end(self):
        ends = dict(
            self.env["cooperation.assignment"]._read_group(
                [("expert_id", "in", self.ids), ("state", "in", _COUNTED_STATES)],
                ["expert_id"],
                ["date_end:max"],
            )
        )
        for expert in self:
            expert.last_mission_end = ends.get(expert._origin, False)

    @api.depends("assignment_ids.evaluation")
    def _compute_evaluation(self):
        evaluated = self.env["cooperation.assignment"]._read_group(
            [("expert_id", "in", self.ids), ("evaluation", "!=", False)],
            ["expert_id", "evaluation"],
            ["__count"],
        )
        marks = {}
        for expert, evaluation, count in evaluated:
            marks.setdefault(expert, []).extend([int(evaluation)] * count)
        for expert in self:
            own = marks.get(expert._origin, [])
            expert.evaluation_count = len(own)
            expert.evaluation_average = sum(own) / len(own) if own else 0

    @api.depends(
        "employer_id.cooperation_expert_ids.assignment_ids.employer_asked_on",
        "employer_id.cooperation_expert_ids.assignment_ids.employer_consent_date",
    )
    def _compute_employer_answer(self):
        """One employer answers alike for all its agents."""
        answered = self.env["cooperation.assignment"].search_fetch(
            [
                ("expert_id.employer_id", "in", self.employer_id.ids),
                ("employer_asked_on", "!=", False),
                ("employer_consent_date", "!=", False),
            ],
            ["expert_id", "employer_asked_on", "employer_consent_date"],
        )
        waits = {}
        for assignment in answered:
            wait = assignment.employer_consent_date - assignment.employer_asked_on
            employer = assignment.expert_id.employer_id
            waits.setdefault(employer, []).append(max(wait.days, 0))
        for expert in self:
            own = waits.get(expert.employer_id._origin, [])
            expert.employer_answer_count = len(own)
            expert.employer_answer_days = sum(own) / len(own) if own else 0
