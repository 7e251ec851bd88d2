from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount


class CooperationFundingShareMixin(models.AbstractModel):
    """What a funding line pays of a mission, in both currencies, and its overheads.

    The cost is a part of the mission's, in the mission's currency: co-financing
    shares are shares of it. The amount is that cost in the currency of the line, at
    the rate of the line. With its overheads it is what the line holds for the mission.
    """

    _name = "cooperation.funding.share.mixin"
    _description = "Share of a Mission's Cost"

    mission_id = fields.Many2one(
        "cooperation.mission", required=True, index=True, ondelete="cascade"
    )
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", required=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="funding_line_id.currency_id")
    mission_currency_id = fields.Many2one(
        related="mission_id.currency_id", string="Currency of the Mission"
    )
    days = fields.Float(
        compute="_compute_share",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 1),
    )
    cost = fields.Monetary(
        string="Cost Covered",
        currency_field="mission_currency_id",
        compute="_compute_share",
        store=True,
        readonly=False,
        precompute=True,
        help="The part of the mission's cost that this line pays.",
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="The cost covered, in the currency of the funding line.",
    )
    overhead = fields.Monetary(
        string="Overheads",
        compute="_compute_overhead",
        store=True,
        precompute=True,
        help="What the funder pays on top of the cost, at the rate of the line.",
    )
    amount_held = fields.Monetary(
        string="Taken from the Line",
        compute="_compute_overhead",
        store=True,
        precompute=True,
        help="The amount and its overheads.",
    )
    cost_share = fields.Float(
        string="Share of the Cost (%)",
        compute="_compute_cost_share",
        digits=(5, 1),
        help="The part of the planned cost of the mission that this line pays.",
    )

    _positive = models.Constraint(
        "CHECK (days >= 0 AND amount >= 0 AND cost >= 0)",
        "An allocation cannot be negative.",
    )

    @api.depends("funding_line_id")
    def _compute_share(self):
        """Propose what the mission lacks, as far as the line may and can pay it."""
        for share in self:
            line, mission = share.funding_line_id, share.mission_id
            days, cost = share.days, share.cost
            if line and not (days or cost):
                days = min(mission.missing_days, max(line.days_left, 0))
                cost = min(
                    mission.missing_cost,
                    line._get_most(line.amount_left, mission.currency_id),
                    line._get_most_share(mission),
                )
            share.days, share.cost = days, cost

    @api.depends("cost", "mission_id.currency_id", "funding_line_id.currency_rate")
    def _compute_amount(self):
        for share in self:
            share.amount = share._get_amount()

    def _get_amount(self):
        """Return the cost in the currency of the line, at the rate of the line."""
        self.ensure_one()
        line, mission = self.funding_line_id, self.mission_id
        if not line:
            return 0
        amount = line._convert(self.cost, mission.currency_id, line.currency_id)
        return line.currency_id.round(amount)

    @api.depends("amount", "funding_line_id.overhead_rate")
    def _compute_overhead(self):
        for share in self:
            line = share.funding_line_id
            overhead = share.amount * line.overhead_rate / 100
            share.overhead = line and line.currency_id.round(overhead)
            share.amount_held = share.amount + share.overhead

    @api.depends("cost", "mission_id.planned_cost")
    def _compute_cost_share(self):
        for share in self:
            planned = share.mission_id.planned_cost
            share.cost_share = planned and 100 * share.cost / planned

    @api.constrains("cost", "amount")
    def _check_amount(self):
        """What covers a mission is what is taken from the line, and no less."""
        for share in self:
            if share.currency_id.compare_amounts(share.amount, share._get_amount()):
                raise ValidationError(
                    self.env._(
                        "%(cost)s of “%(mission)s” is %(amount)s at the rate of "
                        "“%(line)s”: give one of the two amounts only.",
                        cost=format_amount(
                            self.env, share.cost, share.mission_currency_id
                        ),
                        mission=share.mission_id.display_name,
                        amount=format_amount(
                            self.env, share._get_amount(), share.currency_id
                        ),
                        line=share.funding_line_id.name,
                    )
                )

    # ------------------------------------------------------------
    # An amount may be given in place of its cost
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._take_amount(vals) for vals in vals_list])

    def write(self, vals):
        if "amount" not in vals or "cost" in vals:
            return super().write(vals)
        for share in self:
            super(CooperationFundingShareMixin, share).write(share._take_amount(vals))
        return True

    def _take_amount(self, vals):
        """Return `vals` with the cost that their amount pays, where they give none."""
        if "amount" not in vals or "cost" in vals:
            return vals
        line, mission = (
            self.env[self._fields[name].comodel_name].browse(
                vals.get(name, self[name].id)
            )
            for name in ("funding_line_id", "mission_id")
        )
        if not (line and mission):
            return vals
        amount = vals["amount"] or 0
        cost = line._convert(amount, line.currency_id, mission.currency_id)
        values = {name: value for name, value in vals.items() if name != "amount"}
        return {**values, "cost": mission.currency_id.round(cost)}
