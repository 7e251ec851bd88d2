from odoo import fields, models
from odoo.tools import float_round

from ..tools.wording import format_days, format_period


class CooperationMissionGuardMixin(models.AbstractModel):
    """What a mission is missing before each of its steps [R1] [R3] [R9]."""

    _name = "cooperation.mission.guard.mixin"
    _description = "Guards of a Mission"

    def _get_scope_blockers(self):
        self.ensure_one()
        yield from self._get_origin_blockers()
        yield from self._get_country_blockers()
        name = self.display_name
        if not self.kind_id:
            yield self.env._("Choose the kind of “%(mission)s”.", mission=name)
        if not (self.date_start and self.date_end):
            yield self.env._(
                "Give the first and last day of “%(mission)s”.", mission=name
            )
        yield from self._get_terms_blockers()
        if self.planned_days <= 0:
            yield self.env._("Plan the expert days of “%(mission)s”.", mission=name)

    def _get_fund_blockers(self):
        self.ensure_one()
        yield from self._get_coverage_blockers()
        yield from self.allocation_ids._get_overdraft_blockers()

    def _get_staff_blockers(self):
        self.ensure_one()
        firm = self._get_firm_assignments()
        if not firm:
            yield self.env._(
                "No expert is confirmed on “%(mission)s”.", mission=self.display_name
            )
            return
        gap = float_round(
            self.planned_days - sum(firm.mapped("planned_days")), precision_digits=1
        )
        if gap > 0:
            yield self.env._(
                "%(gap)s of “%(mission)s” have no confirmed expert: add to the planned "
                "days of the assignments, or confirm somebody else.",
                gap=format_days(self.env, gap),
                mission=self.display_name,
            )
        elif gap < 0:
            yield self.env._(
                "The assignments of “%(mission)s” plan %(gap)s more than its funding "
                "covers: plan and cover them on the mission, or take them off.",
                gap=format_days(self.env, -gap),
                mission=self.display_name,
            )

    def _get_order_blockers(self):
        self.ensure_one()
        yield from self._get_coverage_blockers()
        yield from self._get_staff_blockers()
        yield from self._get_safety_blockers()
        for assignment in self._get_assignments("confirmed"):
            yield from assignment._get_order_blockers()

    def _get_start_blockers(self):
        self.ensure_one()
        if self.date_start > fields.Date.context_today(self):
            yield self.env._(
                "“%(mission)s” runs %(period)s: it cannot start before its first day.",
                mission=self.display_name,
                period=format_period(self.env, self.date_start, self.date_end),
            )

    def _get_close_blockers(self):
        self.ensure_one()
        if not self._get_assignments("ordered", "done"):
            yield self.env._(
                "No expert was ordered on “%(mission)s”: cancel it if it did not take "
                "place.",
                mission=self.display_name,
            )
        for assignment in self._get_assignments("ordered"):
            yield from assignment._get_done_blockers()
        for assignment in self._get_assignments(
            "proposed", "invited", "accepted", "confirmed"
        ):
            yield self.env._(
                "The assignment of “%(expert)s” is in the state “%(state)s”: decline "
                "or cancel it.",
                expert=assignment.expert_id.display_name,
                state=assignment._get_state_label(assignment.state),
            )
        yield from self._get_deliverable_blockers()
        # The file may have been put in the place of another one since.
        yield from self._get_report_blockers()

    def _get_cancel_blockers(self):
        self.ensure_one()
        if not (self.cancel_reason or "").strip():
            yield self.env._(
                "Say why “%(mission)s” is cancelled, in the page “Report and Outcome”.",
                mission=self.display_name,
            )
        for assignment in self.assignment_ids:
            yield from assignment._get_cancel_blockers()
