import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.refusal import explain_refusal
from ..tools.wording import format_coverage
from .cooperation_funding_obstacle_mixin import COMMITTED_STATES, is_covering


class CooperationFundingAllocation(models.Model):
    """The part of a funding line that covers a mission, in days and euros [R1].

    It counts when its funder is a third party and when its line and its agreement
    cover the dates of the mission; it is taken once the mission is funded.
    """

    _name = "cooperation.funding.allocation"
    _description = "Funding Allocation"
    _inherit = [
        "cooperation.funding.share.mixin",
        "cooperation.part.mixin",
        "cooperation.derived.mixin",
        "cooperation.funding.obstacle.mixin",
    ]
    _file_field = "mission_id"
    _parts_field = "allocation_ids"
    _order = "mission_id, id"

    agreement_id = fields.Many2one(related="funding_line_id.agreement_id")
    funder_id = fields.Many2one(related="funding_line_id.funder_id")
    line_days_left = fields.Float(related="funding_line_id.days_left")
    line_amount_left = fields.Monetary(related="funding_line_id.amount_left")
    is_committed = fields.Boolean(
        compute="_compute_is_committed",
        store=True,
        help="The mission is funded or beyond: these days are taken.",
    )

    _line_uniq = models.Constraint(
        "UNIQUE(mission_id, funding_line_id)",
        "This funding line already covers the mission: change its days instead.",
    )

    @api.depends("mission_id.state")
    def _compute_is_committed(self):
        for allocation in self:
            allocation.is_committed = allocation.mission_id.state in COMMITTED_STATES

    # ------------------------------------------------------------
    # Never more than the line holds
    # ------------------------------------------------------------

    def _get_overdraft_blockers(self):
        """Say which lines hold less than what these allocations still have to take."""
        for allocation in self.filtered(lambda a: not a.is_committed):
            line = allocation.funding_line_id
            days, amount = line.days_left, line.amount_left
            if allocation.days > days or allocation.amount_held > amount:
                yield self._get_overdraft_sentence(line, days, amount)

    @api.model
    def _get_overdraft_sentence(self, line, days, amount):
        return self.env._(
            "“%(line)s” of “%(agreement)s” has only %(left)s left.",
            line=line.name,
            agreement=line.agreement_id.display_name,
            left=format_coverage(self.env, days, amount, line.currency_id),
        )

    @api.model
    def _explain_overdraft(self, lines):
        """Name the lines that would be overdrawn when the database refuses it."""

        def explain(env):
            return "\n".join(
                self._get_overdraft_sentence(line, line.days_left, line.amount_left)
                for line in lines.with_env(env)
            )

        return explain_refusal(
            self.env,
            psycopg2.errors.CheckViolation,
            "cooperation_funding_line_not_over_committed",
            explain,
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = self.env["cooperation.funding.line"].browse(
            {vals["funding_line_id"] for vals in vals_list if "funding_line_id" in vals}
        )
        with self._explain_overdraft(lines):
            return super().create(vals_list)

    def write(self, vals):
        missions = self.mission_id
        with self._explain_overdraft(self.funding_line_id):
            result = super().write(vals)
        # What was moved to another mission does not cover the former one any more.
        (missions - self.mission_id)._check_still_covered()
        return result

    @api.constrains("mission_id", "funding_line_id", "days", "cost", "amount")
    def _check_mission_still_covered(self):
        self.mission_id._check_still_covered()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_committed(self):
        for allocation in self:
            if allocation.is_committed and not is_covering(self.env):
                raise UserError(
                    self.env._(
                        "“%(mission)s” is funded by “%(line)s”: reopen the mission to "
                        "take this funding away.",
                        mission=allocation.mission_id.display_name,
                        line=allocation.funding_line_id.name,
                    )
                )
