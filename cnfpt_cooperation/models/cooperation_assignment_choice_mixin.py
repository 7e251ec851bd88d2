from odoo import fields, models


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
    not_chosen_on = fields.Date(string="Not Chosen On", readonly=True, copy=False)

    _country_worked_idx = models.Index("(country_id, expert_id) WHERE state = 'done'")
    _firm_dates_idx = models.Index(
        "(date_end, date_start, expert_id) WHERE state IN ('confirmed', 'ordered')"
    )
