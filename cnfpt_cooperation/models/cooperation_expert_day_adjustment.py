from odoo import api, fields, models

from ..tools.wording import format_days
from .cooperation_expert_day import KINDS
from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_FRACTIONS = {"none": 0.0, "half": 0.5, "whole": 1.0}


class CooperationExpertDayAdjustment(models.Model):
    """A dated correction of what is settled in the ledger.

    It says why, by whom and when, what was there before and what came after; applied,
    it changes the ledger itself, so that every total stays one truth.
    """

    _name = "cooperation.expert.day.adjustment"
    _description = "Adjustment of the Ledger"
    _inherit = ["mail.thread", "cooperation.transition.mixin"]
    _order = "applied_on desc nulls first, id desc"
    _guarded_fields = frozenset(
        {"state", "is_imported", "applied_on", "applied_by_id", "is_after_closing"}
        | {"fraction_before", "fraction_after", "kind_before", "difference"}
    )
    _closed_states = ("applied",)
    _transitions = {
        "action_apply": Transition(
            ("draft",), "applied", _COORDINATOR, "_get_apply_blockers"
        ),
    }

    assignment_id = fields.Many2one(
        "cooperation.assignment", required=True, index=True, ondelete="restrict"
    )
    expert_id = fields.Many2one(related="assignment_id.expert_id", store=True)
    mission_id = fields.Many2one(
        related="assignment_id.mission_id", store=True, index=True
    )
    date = fields.Date(required=True, index=True)
    year_id = fields.Many2one(
        "cooperation.ledger.year",
        compute="_compute_year_id",
        store=True,
        index=True,
        ondelete="restrict",
    )
    fraction_now = fields.Float(
        string="Days in the Ledger",
        compute="_compute_fraction_now",
        digits=(2, 1),
        help="What the ledger holds for this assignment on this date.",
    )
    wanted = fields.Selection(
        [("none", "No day"), ("half", "Half a day"), ("whole", "A whole day")],
        string="What Is Right",
        required=True,
    )
    kind = fields.Selection(
        KINDS,
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    reason = fields.Text(required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("applied", "Applied")],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    applied_on = fields.Date(readonly=True, copy=False)
    applied_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_after_closing = fields.Boolean(
        readonly=True, copy=False, help="The year was closed when this was applied."
    )
    fraction_before = fields.Float(
        string="Days Before", digits=(2, 1), readonly=True, copy=False, aggregator=None
    )
    fraction_after = fields.Float(
        string="Days After", digits=(2, 1), readonly=True, copy=False, aggregator=None
    )
    kind_before = fields.Selection(KINDS, readonly=True, copy=False)
    difference = fields.Float(digits=(2, 1), readonly=True, copy=False)

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("expert_id.name", "date")
    def _compute_display_name(self):
        for adjustment in self:
            date = adjustment.date and adjustment._format_date(adjustment.date)
            adjustment.display_name = " · ".join(
                filter(None, (adjustment.expert_id.name, date))
            )

    @api.depends("date")
    def _compute_year_id(self):
        years = self.env["cooperation.ledger.year"].search(
            [("year", "in", [date.year for date in self.mapped("date") if date])]
        )
        by_year = {year.year: year for year in years}
        for adjustment in self:
            year = adjustment.date and adjustment.date.year
            adjustment.year_id = by_year.get(year, False)

    @api.depends("assignment_id.day_ids.fraction", "assignment_id.day_ids.date", "date")
    def _compute_fraction_now(self):
        for adjustment in self:
            days = adjustment._get_days()
            adjustment.fraction_now = sum(days.mapped("fraction"))

    @api.depends("assignment_id", "date")
    def _compute_kind(self):
        for adjustment in self:
            days = adjustment._get_days()
            proposed = adjustment.assignment_id._propose_kind(adjustment.date)
            adjustment.kind = days[:1].kind or proposed

    def _get_days(self):
        self.ensure_one()
        return self.assignment_id.day_ids.filtered(lambda d: d.date == self.date)

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def action_apply(self):
        """Correct the ledger, and keep what it said before.

        :raise UserError: the day is not settled, the ledger says so already, the
            assignment was not ordered, or the funding does not cover more days
        """
        self.check_access("write")
        self.env["cooperation.expert.day"]._hold_missions(self.mission_id)
        self._check_transition("action_apply")
        for adjustment in self:
            adjustment._apply()
        return True

    def _apply(self):
        days = self._get_days()
        year = self.env["cooperation.ledger.year"].sudo()._ensure({self.date.year})
        self.env.add_to_compute(self._fields["year_id"], self)
        values = {
            "applied_on": fields.Date.context_today(self),
            "applied_by_id": self.env.uid,
            "is_after_closing": year.state == "closed",
            "fraction_before": self.fraction_now,
            "fraction_after": _FRACTIONS[self.wanted],
            "kind_before": days[:1].kind,
            "difference": _FRACTIONS[self.wanted] - self.fraction_now,
        }
        self._take_transition("action_apply", values)
        self.assignment_id._set_day(
            days._with_adjustment(), self.date, values["fraction_after"], self.kind
        )
        self.mission_id.message_post(
            body=self.env._(
                "%(day)s: %(now)s instead of %(former)s. %(reason)s",
                day=self.display_name,
                now=format_days(self.env, values["fraction_after"]),
                former=format_days(self.env, values["fraction_before"]),
                reason=self.reason,
            )
        )

    def _get_apply_blockers(self):
        self.ensure_one()
        if not (self.assignment_id and self.date and self.wanted):
            return  # not written yet: its form asks for them
        assignment, name = self.assignment_id, self.display_name
        if assignment.state not in ("ordered", "done"):
            yield self.env._(
                "“%(assignment)s” was not ordered: it has no days to correct.",
                assignment=assignment.display_name,
            )
        is_finished = self.mission_id.state == "closed" or assignment.state == "done"
        is_closed = self.date.year in assignment.day_ids._get_closed_years()
        if not (is_closed or is_finished):
            yield self.env._(
                "%(year)s is open and so is “%(mission)s”: correct the day itself, on "
                "the month grid.",
                year=self.date.year,
                mission=self.mission_id.display_name,
            )
        wanted, days = _FRACTIONS[self.wanted], self._get_days()
        if wanted == self.fraction_now and (not wanted or self.kind == days[:1].kind):
            yield self.env._("The ledger says so already for “%(day)s”.", day=name)
        if self.date > fields.Date.context_today(self):
            yield self.env._("“%(day)s” is still to come.", day=name)
        total = self.mission_id.days_done + wanted - self.fraction_now
        if wanted > self.fraction_now and total > self.mission_id.planned_days:
            yield self.env._(
                "“%(mission)s” would have %(days)s done, and its funding covers "
                "%(planned)s: take a day off first.",
                mission=self.mission_id.display_name,
                days=format_days(self.env, total),
                planned=format_days(self.env, self.mission_id.planned_days),
            )
