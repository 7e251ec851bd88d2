from odoo import models
from odoo.tools import float_round

from ..tools.wording import format_days, format_period
from .cooperation_funding_obstacle_mixin import COMMITTED_STATES

_FIRM = ("confirmed", "ordered", "done")


class CooperationMissionRoomMixin(models.AbstractModel):
    """Nothing is added to a covered mission that its cover does not hold [R1].

    An expert more, or a day more in the ledger, is looked at by the same gate as the
    mission itself: how much is too much is said, and who could cover it.
    """

    _name = "cooperation.mission.room.mixin"
    _description = "Room Left in the Cover of a Mission"

    def _is_gate_passed(self):
        return self.state in COMMITTED_STATES and not self.is_imported

    def _get_room_blockers(self, days):
        """Say by how much `days`, in all, exceed what the funding covers.

        :param days: days of the experts, or in the ledger, with those to be added
        """
        self.ensure_one()
        excess = float_round(days - self.planned_days, precision_digits=1)
        if not self._is_gate_passed() or excess <= 0:
            return
        yield self.env._(
            "“%(mission)s” would have %(days)s, %(excess)s more than its funding "
            "covers: plan and cover them on the mission first.",
            mission=self.display_name,
            days=format_days(self.env, days),
            excess=format_days(self.env, excess),
        )
        yield from self._get_candidate_sentences()

    def _get_experts_blockers(self, joining):
        """Say that the experts who go, with those who join them, plan too many days."""
        self.ensure_one()
        firm = self.assignment_ids.filtered(lambda a: a.state in _FIRM)
        yield from self._get_room_blockers(sum((firm | joining).mapped("planned_days")))

    def _get_stranger_blockers(self, days):
        """Say that a line which does not fund this mission would pay its days."""
        self.ensure_one()
        lines = self.allocation_ids.funding_line_id
        if strangers := days.filtered(lambda d: d.funding_line_id - lines):
            yield self.env._(
                "“%(mission)s” has %(days)s on a line that does not fund it: correct "
                "that line.",
                days=format_days(self.env, sum(strangers.mapped("fraction"))),
                mission=self.display_name,
            )

    def _get_dates_blockers(self, days):
        """Say which of these days of the ledger no agreement covers."""
        self.ensure_one()
        if not self._is_gate_passed():
            return
        for day in days:
            line = day.funding_line_id
            agreement = line.agreement_id or self.agreement_id
            periods = [(agreement, agreement.date_start, agreement.date_cover_end)]
            if line:
                periods.append((line, line.date_start, line.date_end))
            for record, start, end in periods:
                if (start and day.date < start) or (end and day.date > end):
                    yield self.env._(
                        "“%(record)s” runs %(period)s and does not cover “%(day)s”: "
                        "choose another day, or cover the mission by another one.",
                        record=record.display_name,
                        period=format_period(self.env, start, end),
                        day=day.display_name,
                    )
