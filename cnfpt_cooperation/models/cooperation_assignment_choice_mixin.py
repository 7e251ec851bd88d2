from odoo import fields, models

from ..tools.letters import LETTER_LAYOUT
from ..tools.ranking import CODES

# How far behind in a criterion, in points, an expert must be for it to be a reason.
_NOTICEABLE = 1
_NAMED = 2


class CooperationAssignmentChoiceMixin(models.AbstractModel):
    """Why this expert was proposed, and why not chosen: kept with the file."""

    _name = "cooperation.assignment.choice.mixin"
    _description = "Why an Expert Was Chosen or Not"

    ranking_score = fields.Float(
        string="Score When Proposed",
        readonly=True,
        copy=False,
        digits=(4, 1),
        aggregator="avg",
        help="Out of 100, in the ranking from which the expert was proposed.",
    )
    ranking_explanation = fields.Html(
        string="Reasons for the Score", readonly=True, copy=False
    )
    not_chosen_reason = fields.Text(
        readonly=True,
        copy=False,
        help="Why others were chosen, as the expert was told.",
    )
    not_chosen_on = fields.Date(readonly=True, copy=False)

    _country_worked_idx = models.Index("(country_id, expert_id) WHERE state = 'done'")
    _firm_dates_idx = models.Index(
        "(date_end, date_start, expert_id) WHERE state IN ('confirmed', 'ordered')"
    )

    # ------------------------------------------------------------
    # Not chosen
    # ------------------------------------------------------------

    def _regret(self, reason):
        """Free the expert for others to go, and keep the reason with the file."""
        self.ensure_one()
        self._check_transition("action_cancel")
        self._guarded_write(
            {
                "not_chosen_reason": reason.strip(),
                "not_chosen_on": fields.Date.context_today(self),
            }
        )
        return self.action_cancel()

    def _tell_regret(self):
        """Write to those who were not chosen; the letter stays in their file."""
        template = self.env.ref("cnfpt_cooperation.letter_assignment_regret")
        for assignment in self:
            template.sudo().send_mail(assignment.id, email_layout_xmlid=LETTER_LAYOUT)

    def _get_regret_lang(self):
        return self.expert_id.partner_id.lang or self.env.lang

    def _get_regrets(self):
        """Return, for each assignment, why others were chosen: a proposal in words.

        What keeps the expert away says it; else the criteria in which those who are
        firm on the mission are furthest ahead. No name and no score is told.
        """
        regrets = {}
        ranking = self.env["cooperation.expert.ranking"]
        for mission, waiting in self.grouped("mission_id").items():
            chosen = ranking._get_rows(mission, mission._get_firm_assignments())
            rows = ranking._get_rows(mission, waiting)
            points = {
                code: sum(chosen.mapped(f"{code}_points")) / (len(chosen) or 1)
                for code in CODES
            }
            for assignment in waiting:
                row = rows.filtered(lambda r, a=assignment: r.expert_id == a.expert_id)
                translated = assignment.with_context(lang=assignment._get_regret_lang())
                regrets[assignment] = translated._get_regret(
                    row.with_env(translated.env), points
                )
        return regrets

    def _get_regret(self, row, points):
        """Return why others were chosen, given the average points of these."""
        mission = self.mission_id
        obstacles = row._get_obstacles(mission, is_kept=True)
        if own := obstacles.get(row.expert_id):
            return " ".join(own)
        behind = {code: points[code] - row[f"{code}_points"] for code in CODES if row}
        reasons = sorted(
            (code for code in behind if behind[code] >= _NOTICEABLE),
            key=lambda code: -behind[code],
        )
        sentences = self._get_regret_sentences()
        if not reasons:
            return self.env._(
                "Several profiles suited, and this mission needs fewer experts."
            )
        return " ".join(sentences[code] for code in reasons[:_NAMED])

    def _get_regret_sentences(self):
        return {
            "skills": self.env._(
                "The experts chosen have more of the skills that this mission needs."
            ),
            "languages": self.env._(
                "The experts chosen work more easily in the languages needed."
            ),
            "country": self.env._("The experts chosen know the country better."),
            "availability": self.env._(
                "The experts chosen had told us that they were free on these dates."
            ),
            "rotation": self.env._(
                "The experts chosen have waited longer for a mission: we take turns."
            ),
            "freshness": self.env._(
                "The experts chosen have confirmed their profile more recently."
            ),
            "evaluation": self.env._(
                "The evaluations of past missions counted in favour of the experts "
                "chosen."
            ),
            "employer": self.env._(
                "The employers of the experts chosen give their agreement sooner."
            ),
        }
