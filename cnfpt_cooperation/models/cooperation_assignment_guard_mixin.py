from odoo import models

from ..tools.wording import format_days

# A mission takes confirmed experts from its funding on [R1], orders from its staffing.
_MISSION_FUNDED = ("funded", "staffed", "ordered", "ongoing")
_MISSION_STAFFED = ("staffed", "ordered", "ongoing")


class CooperationAssignmentGuardMixin(models.AbstractModel):
    """What an assignment is missing before each of its steps [R1] [R9] [R15]."""

    _name = "cooperation.assignment.guard.mixin"
    _description = "Guards of an Assignment"

    def _get_roster_blockers(self):
        if self.expert_id.state != "active":
            yield self.env._(
                "“%(expert)s” is not active on the roster: activate them first.",
                expert=self.expert_id.display_name,
            )

    def _get_accreditation_blockers(self):
        """Nobody goes whose accreditation is over or suspended on these dates [R16]."""
        expert = self.expert_id
        yield from expert._get_accreditation_blockers(self.date_end)
        yield from expert._get_suspension_blockers(self.date_start, self.date_end)

    def _get_confirm_blockers(self):
        self.ensure_one()
        yield from self._get_roster_blockers()
        yield from self._get_expert_blockers()
        yield from self._get_refusal_blockers()
        if self.mission_id.state not in _MISSION_FUNDED:
            yield self.env._(
                "Fund “%(mission)s” before you confirm its experts: they are mobilised "
                "on third-party funding only.",
                mission=self.mission_id.display_name,
            )
        elif self.mission_id.is_cover_lost:
            yield self.mission_id.cover_sentence
        if not (self.date_start and self.date_end):
            yield self.env._(
                "Give the dates of “%(assignment)s”.", assignment=self.display_name
            )
            return
        yield from self._get_overlap_sentences()
        yield from self.expert_id._get_absence_blockers(self.date_start, self.date_end)
        yield from self._get_accreditation_blockers()

    def _get_order_blockers(self):
        self.ensure_one()
        if self.mission_id.state not in _MISSION_STAFFED:
            yield self.env._(
                "Staff “%(mission)s” before you order its experts.",
                mission=self.mission_id.display_name,
            )
        yield from self.mission_id._get_coverage_blockers()
        yield from self.mission_id._get_safety_blockers()
        yield from self._get_roster_blockers()
        yield from self._get_accreditation_blockers()
        yield from self.expert_id._get_position_blockers(self.date_start, self.date_end)
        yield from self._get_expert_blockers()
        yield from self._get_moved_blockers("employer")
        yield from self._get_refusal_blockers()
        origin = self.expert_id.origin
        if origin != "cnfpt" and not self.employer_consent_date:
            yield self.env._(
                "Give the date on which the employer of “%(expert)s” agreed.",
                expert=self.expert_id.display_name,
            )

    def _get_recall_blockers(self):
        self.ensure_one()
        if self.days_done:
            yield self.env._(
                "“%(expert)s” has done %(days)s under the order of %(date)s: it cannot "
                "be taken back.",
                days=format_days(self.env, self.days_done),
                expert=self.expert_id.display_name,
                date=self._format_date(self.order_date),
            )

    def _get_done_blockers(self):
        self.ensure_one()
        expert = self.expert_id.display_name
        if not self.days_done:
            yield self.env._("No day of “%(expert)s” is done.", expert=expert)
        if self.days_scheduled:
            yield self.env._(
                "“%(expert)s” still has %(days)s planned: mark as done what was, "
                "delete the rest.",
                days=format_days(self.env, self.days_scheduled),
                expert=expert,
            )
        if not self.debrief_waiver:
            if not self.briefing_date:
                yield self.env._(
                    "Give the date of the briefing of “%(expert)s”, or the reason why "
                    "there was none.",
                    expert=expert,
                )
            if not self.debrief_date:
                yield self.env._(
                    "Give the date of the debrief of “%(expert)s”, or the reason why "
                    "there was none.",
                    expert=expert,
                )

    def _get_cancel_blockers(self):
        self.ensure_one()
        if self.days_done:
            yield self.env._(
                "“%(expert)s” has done %(days)s on “%(mission)s”: what is done stays, "
                "report and close the mission.",
                days=format_days(self.env, self.days_done),
                expert=self.expert_id.display_name,
                mission=self.mission_id.display_name,
            )
