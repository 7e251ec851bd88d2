from odoo import api, fields, models

from ..tools.wording import format_period
from .cooperation_agreement_end_mixin import IN_FORCE, OVER

# States of a mission in which its funding is taken from the lines.
COMMITTED_STATES = ("funded", "staffed", "ordered", "ongoing", "reported", "closed")
# From its order on, a mission keeps the cover of an agreement that is over: what counts
# is that it was in force at the dates.
ORDERED_STATES = ("ordered", "ongoing", "reported", "closed")


class CooperationFundingObstacleMixin(models.AbstractModel):
    """Why a part of a funding line does not count for a mission [R1]."""

    _name = "cooperation.funding.obstacle.mixin"
    _description = "Obstacles to Funding"

    obstacle = fields.Char(
        string="Does Not Count",
        compute="_compute_obstacle",
        help="Why this funding does not cover the mission [R1].",
    )

    @api.depends(
        "mission_id.state",
        "mission_id.date_start",
        "mission_id.date_end",
        "mission_id.currency_id",
        "funding_line_id.currency_id",
        "funding_line_id.is_third_party",
        "funding_line_id.date_start",
        "funding_line_id.date_end",
        "agreement_id.state",
        "agreement_id.date_start",
        "agreement_id.date_cover_end",
        "agreement_id.instrument_id.state",
    )
    @api.depends_context("lang")
    def _compute_obstacle(self):
        for allocation in self:
            allocation.obstacle = next(allocation._get_obstacles(), False)

    def _get_obstacles(self):
        """Say why this funding does not count at the dates of the mission [R1].

        Short clauses without a capital or a full stop: they end a sentence.
        """
        self.ensure_one()
        line, agreement = self.funding_line_id, self.agreement_id
        if not line:
            return
        if not line.is_third_party:
            yield self.env._(
                "“%(line)s” is paid by %(funder)s, which is not a third party",
                line=line.name,
                funder=line.funder_id.display_name,
            )
        if line.currency_id != self.mission_id.currency_id:
            yield self.env._(
                "“%(line)s” is in %(line_currency)s and the mission in %(currency)s",
                line=line.name,
                line_currency=line.currency_id.name,
                currency=self.mission_id.currency_id.name,
            )
        yield from self._get_agreement_obstacles(agreement, self.mission_id)
        yield from self._get_period_obstacles(
            line,
            (line.date_start, line.date_end),
            (self.mission_id.date_start, self.mission_id.date_end),
        )

    @api.model
    def _get_agreement_obstacles(self, agreement, mission):
        """Say that an agreement is not in force at the dates of a mission.

        One that expired or was terminated goes on covering what was ordered under it,
        until the day on which its cover ends. An amendment covers while what it amends
        does.
        """
        for instrument in agreement | agreement.instrument_id:
            keeps = instrument.state in OVER and mission.state in ORDERED_STATES
            if instrument.state not in IN_FORCE and not keeps:
                yield self.env._(
                    "“%(agreement)s” is not in force: its state is “%(state)s”",
                    agreement=instrument.display_name,
                    state=instrument._get_state_label(instrument.state),
                )
        yield from self._get_period_obstacles(
            agreement,
            (agreement.date_start, agreement.date_cover_end),
            (mission.date_start, mission.date_end),
        )

    @api.model
    def _get_period_obstacles(self, record, period, dates):
        """Say that an agreement or a line does not cover the mission's dates.

        :param period: first and last day of the record; None where it is open
        :param dates: first and last day of the mission
        """
        (starts, ends), (start, end) = period, dates
        if not (start and end):
            return
        if (starts and starts > start) or (ends and ends < end):
            yield self.env._(
                "“%(record)s” runs %(period)s and the mission %(mission_period)s",
                record=record.display_name,
                period=format_period(self.env, starts, ends),
                mission_period=format_period(self.env, start, end),
            )
