from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_round

from ..tools.wording import format_coverage, format_days
from .cooperation_funding_obstacle_mixin import COMMITTED_STATES, is_covering


class CooperationFundedMixin(models.AbstractModel):
    """A plan in days and euros, and the third-party funding that covers it [R1].

    "L'expertise du CNFPT est uniquement mobilisée sur des financements tiers" [004]:
    what counts is the funding of third parties, under agreements and lines that are
    in force on all the dates. Planned and covered stand side by side from the first
    day; the gate refuses when they differ, and keeps watching once it was passed.
    """

    _name = "cooperation.funded.mixin"
    _description = "Covered by Third-Party Funding"
    _inherit = [
        "cooperation.covered.mixin",
        "cooperation.mission.candidate.mixin",
        "cooperation.funding.balance.mixin",
    ]

    allocation_ids = fields.One2many(
        "cooperation.funding.allocation", "mission_id", string="Funding"
    )
    funding_line_ids = fields.Many2many(
        "cooperation.funding.line", compute="_compute_funding_line_ids"
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    planned_days = fields.Float(digits=(16, 1), tracking=True)
    planned_cost = fields.Monetary(tracking=True)
    covered_days = fields.Float(
        compute="_compute_coverage",
        digits=(16, 1),
        help="Days of third-party funding in force at the dates.",
    )
    covered_cost = fields.Monetary(
        compute="_compute_coverage",
        help="Amount of third-party funding in force at the dates.",
    )
    missing_days = fields.Float(
        string="Days Not Covered", compute="_compute_coverage", digits=(16, 1)
    )
    missing_cost = fields.Monetary(
        string="Cost Not Covered", compute="_compute_coverage"
    )

    @api.depends("allocation_ids.funding_line_id")
    def _compute_funding_line_ids(self):
        for record in self:
            record.funding_line_ids = record.allocation_ids.funding_line_id

    @api.depends(
        "planned_days",
        "planned_cost",
        "allocation_ids.days",
        "allocation_ids.cost",
        "allocation_ids.obstacle",
    )
    def _compute_coverage(self):
        for record in self:
            counting = record.allocation_ids.filtered(lambda a: not a.obstacle)
            record.covered_days = sum(counting.mapped("days"))
            record.covered_cost = sum(counting.mapped("cost"))
            missing = float_round(
                record.planned_days - record.covered_days, precision_digits=1
            )
            record.missing_days = max(missing, 0)
            missing = record.currency_id.round(
                record.planned_cost - record.covered_cost
            )
            record.missing_cost = max(missing, 0)

    def _get_coverage_blockers(self):
        """Name what third-party funding in force at the dates does not cover [R1]."""
        self.ensure_one()
        name = self.display_name
        if not self.agreement_id:
            yield self.env._(
                "Choose the agreement under which “%(mission)s” takes place.",
                mission=name,
            )
        reasons = "; ".join(self._get_funding_obstacles())
        if self.missing_days or self.missing_cost:
            missing = format_coverage(
                self.env, self.missing_days, self.missing_cost, self.currency_id
            )
            yield self.env._(
                "%(missing)s of “%(mission)s” are not covered by third-party funding: "
                "%(reasons)s.",
                missing=missing,
                mission=name,
                reasons=reasons
                or self.env._("add funding lines, or take more from those it has"),
            )
            yield from self._get_candidate_sentences()
        elif reasons:
            yield self.env._(
                "“%(mission)s” has funding that does not count: %(reasons)s.",
                mission=name,
                reasons=reasons,
            )

    def _get_funding_obstacles(self):
        """Return, each once, the clauses that say what does not count and why."""
        clauses = []
        if self.agreement_id:
            clauses += self.allocation_ids._get_agreement_obstacles(
                self.agreement_id, self
            )
        for allocation in self.allocation_ids:
            clauses += allocation._get_obstacles()
        return list(dict.fromkeys(clauses))

    @api.constrains(
        "date_start",
        "date_end",
        "kind_id",
        "planned_days",
        "currency_id",
        "agreement_id",
        "allocation_ids",
    )
    def _check_still_covered(self):
        """Once the gate is passed, nothing changes that it would have refused.

        The planned cost, which may be reckoned, is looked at when somebody writes it.
        Records of past years are spared: they came in without their funding.
        """
        if is_covering(self.env):
            return
        for record in self:
            if record.state in COMMITTED_STATES and not record.is_imported:
                blockers = [
                    *record._get_coverage_blockers(),
                    *record._get_worked_blockers(),
                ]
                if blockers:
                    raise ValidationError("\n".join(blockers))

    def _get_worked_blockers(self):
        """Days that were worked stay planned, hence covered [R1]."""
        self.ensure_one()
        done, planned = self.days_done, self.planned_days
        if done > planned:
            yield self.env._(
                "“%(mission)s” has %(done)s done: it cannot plan %(planned)s only.",
                done=format_days(self.env, done),
                mission=self.display_name,
                planned=format_days(self.env, planned),
            )
