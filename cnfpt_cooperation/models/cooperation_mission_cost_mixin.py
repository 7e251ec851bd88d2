from odoo import api, fields, models
from odoo.tools.misc import format_amount, format_date

from ..tools.per_diem import SHARES, compute_allowance, count_stay

# Assignments whose expert is going, or has gone.
_GOING_STATES = ("accepted", "confirmed", "ordered", "done")
# States in which the plan follows the estimate; later, it is what was funded.
_OPEN_STATES = ("draft", "scoped")


class CooperationMissionCostMixin(models.AbstractModel):
    """What a mission will cost, reckoned from its dates, its country and its experts.

    Those who agreed count with their own stay; those still to be found count with the
    dates of the mission. The planned cost follows the estimate until it is written by
    hand or funded, and the estimate stays beside it.
    """

    _name = "cooperation.mission.cost.mixin"
    _description = "Cost of a Mission"
    _inherit = ["cooperation.funded.mixin"]

    planned_cost = fields.Monetary(
        compute="_compute_planned_cost",
        inverse="_inverse_planned_cost",
        store=True,
        help="Follows the estimate until another amount is written here.",
    )
    is_cost_by_hand = fields.Boolean(string="Cost by Hand", copy=True)
    cost_estimate = fields.Monetary(
        string="Estimate",
        compute="_compute_cost_estimate",
        help="Allowances, travel and other costs of all experts; see the page “Cost”.",
    )
    planned_expert_count = fields.Integer(string="Experts Needed", default=1)
    travel_cost = fields.Monetary(
        string="Travel per Expert", help="There and back, for one expert."
    )
    is_night_provided = fields.Boolean(
        string="Nights Provided", help="The host lodges the experts free of charge."
    )
    is_midday_provided = fields.Boolean(string="Midday Meals Provided")
    is_evening_provided = fields.Boolean(string="Evening Meals Provided")
    cost_html = fields.Html(
        string="How It Is Reckoned", compute="_compute_cost_html", sanitize=False
    )

    _cost_parts_positive = models.Constraint(
        "CHECK (planned_expert_count BETWEEN 0 AND 999 AND travel_cost >= 0)",
        "The number of experts and the price of travel cannot be negative.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("is_cost_by_hand", "state", "cost_estimate")
    def _compute_planned_cost(self):
        for mission in self:
            follows = mission.state in _OPEN_STATES and not mission.is_cost_by_hand
            mission.planned_cost = (
                mission.cost_estimate if follows else mission.planned_cost
            )

    def _inverse_planned_cost(self):
        for mission in self:
            difference = mission.planned_cost - mission.cost_estimate
            mission.is_cost_by_hand = not mission.currency_id.is_zero(difference)
        self._check_still_covered()

    @api.depends(
        "assignment_ids.cost",
        "assignment_ids.state",
        "planned_expert_count",
        "travel_cost",
        "is_night_provided",
        "is_midday_provided",
        "is_evening_provided",
        "modality",
        "date_start",
        "date_end",
        "currency_id",
        "country_id.cooperation_per_diem_ids.euro_amount",
        "country_id.cooperation_per_diem_ids.date_start",
    )
    def _compute_cost_estimate(self):
        for mission in self:
            going = mission._get_going_assignments()
            missing = max(mission.planned_expert_count - len(going), 0)
            mission.cost_estimate = sum(
                going.mapped("cost")
            ) + missing * mission._get_usual_cost(mission._get_usual_allowance())

    def _get_going_assignments(self):
        return self.assignment_ids.filtered(lambda a: a.state in _GOING_STATES)

    def _get_usual_stay(self):
        """Return the nights and meals of who stays from the first to the last day."""
        self.ensure_one()
        is_away = self.modality == "on_site"
        return count_stay(is_away and self.date_start, self.date_end)

    def _get_usual_allowance(self):
        """Return the allowance of an expert who is not known yet."""
        self.ensure_one()
        stay = self._get_usual_stay()
        provided = {part: stay[part] for part in SHARES if self[f"is_{part}_provided"]}
        rate = self._get_per_diem(self.date_start)
        return self.currency_id.round(compute_allowance(rate, stay, provided))

    def _get_usual_cost(self, allowance):
        return allowance + (self.travel_cost if self.modality == "on_site" else 0)

    def _get_per_diem_rate(self, date):
        """Return the rate of the country in force on `date`, or an empty record."""
        self.ensure_one()
        rates = self.country_id.cooperation_per_diem_ids
        if not date or self.modality != "on_site":
            return rates.browse()
        started = rates.filtered(lambda rate: rate.date_start <= date)
        return max(started, key=lambda r: r.date_start, default=rates.browse())

    def _get_per_diem(self, date):
        """Return the daily allowance on `date`, in the currency of the mission."""
        rate = self._get_per_diem_rate(date)
        if not rate or rate.euro_id == self.currency_id:
            return rate.euro_amount
        return rate.euro_id._convert(
            rate.euro_amount, self.currency_id, self.env.company, date
        )

    def action_take_estimate(self):
        """Plan what the estimate says.

        :raise ValidationError: the mission is funded, and its funding holds less
        """
        for mission in self:
            mission.planned_cost = mission.cost_estimate
        return True

    def action_open_costs(self):
        """Open what each expert of the mission costs, to correct it."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "cnfpt_cooperation.cooperation_assignment_action_cost"
            ),
            "domain": [("mission_id", "=", self.id)],
        }

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("cost_estimate", "planned_cost", "is_cost_by_hand")
    def _compute_cost_html(self):
        for mission in self:
            mission.cost_html = self.env["ir.qweb"]._render(
                "cnfpt_cooperation.mission_cost_summary",
                {
                    "rows": [*mission._get_cost_rows()],
                    "total": mission._format_cost(mission.cost_estimate),
                    "notes": [*mission._get_cost_notes()],
                },
            )

    def _format_cost(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _get_cost_rows(self):
        """Return what each expert costs: those who agreed, then those to be found."""
        self.ensure_one()
        going = self._get_going_assignments()
        for assignment in going:
            yield self._get_cost_row(
                assignment.expert_id.name,
                assignment._get_stay("count"),
                assignment._get_stay("provided_count"),
                assignment.per_diem_amount,
                assignment.travel_cost,
                assignment.other_cost,
            )
        stay = self._get_usual_stay()
        provided = {part: self[f"is_{part}_provided"] and stay[part] for part in stay}
        allowance = self._get_usual_allowance()
        travel = self._get_usual_cost(allowance) - allowance
        for _number in range(len(going), self.planned_expert_count):
            yield self._get_cost_row(
                self.env._("Expert to be found"), stay, provided, allowance, travel, 0
            )

    def _get_cost_row(self, name, stay, provided, allowance, travel, other):
        return {
            "name": name,
            "stay": [
                (
                    stay[part],
                    provided[part]
                    and self.env._("(%(count)s provided)", count=provided[part]),
                )
                for part in SHARES
            ],
            "amounts": [
                self._format_cost(amount)
                for amount in (allowance, travel, other, allowance + travel + other)
            ],
        }

    def _get_cost_notes(self):
        """Say on which rate the allowances rest, or what is missing for one."""
        self.ensure_one()
        rate = self._get_per_diem_rate(self.date_start)
        if self.modality == "remote":
            yield self.env._("At a distance: no allowance and no travel.")
        elif rate:
            yield self.env._(
                "Daily allowance of %(country)s since %(date)s: %(amount)s; 65 %% for "
                "the night, 17.5 %% for each meal. Source: %(text)s.",
                country=rate.country_id.name,
                date=format_date(self.env, rate.date_start),
                amount=self._format_cost(self._get_per_diem(self.date_start)),
                text=rate.source,
            )
        elif not (self.country_id and self.date_start and self.date_end):
            yield self.env._(
                "Give the country and the dates: allowances depend on both."
            )
        else:
            yield self.env._(
                "No daily allowance of %(country)s is known at %(date)s: an "
                "administrator adds it under Configuration.",
                country=self.country_id.name,
                date=format_date(self.env, self.date_start),
            )
        if self.is_cost_by_hand:
            yield self.env._(
                "The planned cost was written by hand: %(amount)s.",
                amount=self._format_cost(self.planned_cost),
            )
