from odoo import api, fields, models

from ..tools.per_diem import SHARES, compute_allowance, count_stay

# States in which what was reckoned does not follow the mission any more.
_KEPT_STATES = ("ordered", "done", "declined", "cancelled")


class CooperationAssignmentCostMixin(models.AbstractModel):
    """What one expert costs: daily allowance, travel and the rest.

    Nights and meals follow from the dates, those provided free of charge from the
    mission; whoever knows better corrects them for one expert. The order freezes
    what was reckoned, whatever becomes of the rates.
    """

    _name = "cooperation.assignment.cost.mixin"
    _description = "Cost of an Expert"

    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, precompute=True
    )
    night_count = fields.Integer(
        string="Nights", compute="_compute_stay", store=True, readonly=False
    )
    midday_count = fields.Integer(
        string="Midday Meals", compute="_compute_stay", store=True, readonly=False
    )
    evening_count = fields.Integer(
        string="Evening Meals", compute="_compute_stay", store=True, readonly=False
    )
    night_provided_count = fields.Integer(
        string="Nights Provided",
        compute="_compute_provided",
        store=True,
        readonly=False,
        help="Of these nights, how many the host provides free of charge.",
    )
    midday_provided_count = fields.Integer(
        string="Midday Meals Provided",
        compute="_compute_provided",
        store=True,
        readonly=False,
        help="Of these meals, how many the host provides free of charge.",
    )
    evening_provided_count = fields.Integer(
        string="Evening Meals Provided",
        compute="_compute_provided",
        store=True,
        readonly=False,
        help="Of these meals, how many the host provides free of charge.",
    )
    per_diem_rate = fields.Monetary(
        string="Daily Allowance",
        compute="_compute_per_diem_rate",
        store=True,
        aggregator=None,
        help="The rate of the country that is in force on the first day.",
    )
    per_diem_amount = fields.Monetary(
        string="Allowances",
        compute="_compute_cost",
        store=True,
        help="Of a day's allowance, 65 % for each night and 17.5 % for each meal, "
        "without what is provided.",
    )
    travel_cost = fields.Monetary(
        string="Travel", compute="_compute_travel_cost", store=True, readonly=False
    )
    other_cost = fields.Monetary(
        string="Other Costs", help="Visa, vaccination, insurance…"
    )
    cost = fields.Monetary(compute="_compute_cost", store=True)

    _stay_positive = models.Constraint(
        "CHECK (night_provided_count BETWEEN 0 AND night_count "
        "AND midday_provided_count BETWEEN 0 AND midday_count "
        "AND evening_provided_count BETWEEN 0 AND evening_count)",
        "No more nights and meals can be provided than the stay has.",
    )
    _cost_positive = models.Constraint(
        "CHECK (travel_cost >= 0 AND other_cost >= 0)", "A cost cannot be negative."
    )

    @api.depends("mission_id.currency_id")
    def _compute_currency_id(self):
        for assignment in self:
            assignment.currency_id = assignment.mission_id.currency_id

    @api.depends("date_start", "date_end", "mission_id.modality")
    def _compute_stay(self):
        for assignment in self:
            stay = assignment._get_stay("count")
            if assignment.state not in _KEPT_STATES:
                is_away = assignment.mission_id.modality == "on_site"
                start = is_away and assignment.date_start
                stay = count_stay(start, assignment.date_end)
            for part, count in stay.items():
                assignment[f"{part}_count"] = count

    @api.depends(
        "night_count",
        "midday_count",
        "evening_count",
        "mission_id.is_night_provided",
        "mission_id.is_midday_provided",
        "mission_id.is_evening_provided",
    )
    def _compute_provided(self):
        for assignment in self:
            provided = assignment._get_stay("provided_count")
            if assignment.state not in _KEPT_STATES:
                mission, stay = assignment.mission_id, assignment._get_stay("count")
                provided = {
                    part: stay[part] if mission[f"is_{part}_provided"] else 0
                    for part in stay
                }
            for part, count in provided.items():
                assignment[f"{part}_provided_count"] = count

    @api.depends(
        "state",
        "date_start",
        "mission_id.modality",
        "mission_id.currency_id",
        "mission_id.country_id.cooperation_per_diem_ids.euro_amount",
        "mission_id.country_id.cooperation_per_diem_ids.date_start",
    )
    def _compute_per_diem_rate(self):
        for assignment in self:
            is_kept = assignment.state in _KEPT_STATES
            assignment.per_diem_rate = (
                assignment.per_diem_rate
                if is_kept
                else assignment.mission_id._get_per_diem(assignment.date_start)
            )

    @api.depends("mission_id.travel_cost")
    def _compute_travel_cost(self):
        for assignment in self:
            is_kept = assignment.state in _KEPT_STATES
            assignment.travel_cost = (
                assignment.travel_cost if is_kept else assignment.mission_id.travel_cost
            )

    @api.depends(
        "night_count",
        "midday_count",
        "evening_count",
        "night_provided_count",
        "midday_provided_count",
        "evening_provided_count",
        "per_diem_rate",
        "travel_cost",
        "other_cost",
    )
    def _compute_cost(self):
        for assignment in self:
            allowance = compute_allowance(
                assignment.per_diem_rate,
                assignment._get_stay("count"),
                assignment._get_stay("provided_count"),
            )
            assignment.per_diem_amount = assignment.currency_id.round(allowance)
            assignment.cost = (
                assignment.per_diem_amount
                + assignment.travel_cost
                + assignment.other_cost
            )

    def _get_stay(self, suffix):
        """Return the numbers of nights, midday and evening meals, by part."""
        self.ensure_one()
        return {part: self[f"{part}_{suffix}"] for part in SHARES}

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self.state in ("ordered", "done"):
            frozen |= {
                f"{part}_{suffix}"
                for part in SHARES
                for suffix in ("count", "provided_count")
            }
            frozen |= {"travel_cost", "other_cost"}
        return frozen
