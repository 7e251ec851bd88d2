from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date, formatLang

from ..tools.wording import format_period
from .cooperation_agreement_end_mixin import IN_FORCE, OVER

# States of a mission in which its funding is taken from the lines.
COMMITTED_STATES = ("funded", "staffed", "ordered", "ongoing", "reported", "closed")
# From its order on, a mission keeps the cover of an agreement that is over: what counts
# is that it was in force at the dates.
ORDERED_STATES = ("ordered", "ongoing", "reported", "closed")

# What tells the covering of a mission anew from any other write is the identity of
# this object: no client can put it in a context.
_COVER_KEY = "cooperation_cover_guard"
_COVERING = object()


def with_covering(records):
    """Return the records as they are written while a mission is covered anew.

    The gate is looked at once, when all of it is written.
    """
    return records.with_context(**{_COVER_KEY: _COVERING})


def is_covering(env):
    """Return whether a mission is being covered anew."""
    return env.context.get(_COVER_KEY) is _COVERING


class CooperationFundingObstacleMixin(models.AbstractModel):
    """Why a part of a funding line does not count for a mission [R1]."""

    _name = "cooperation.funding.obstacle.mixin"
    _description = "Obstacles to Funding"

    is_worked_off = fields.Boolean(
        string="Settled",
        readonly=True,
        copy=False,
        help="It pays what was done while its agreement lasted, and no more: another "
        "one covers the rest of the mission.",
    )
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
        "mission_id.kind_id",
        "mission_id.country_id",
        "mission_id.planned_cost",
        "cost",
        "is_worked_off",
        "funding_line_id.currency_rate",
        "funding_line_id.is_third_party",
        "funding_line_id.kind_ids",
        "funding_line_id.country_ids",
        "funding_line_id.cofinancing_rate",
        "funding_line_id.date_start",
        "funding_line_id.date_end",
        "agreement_id.state",
        "agreement_id.date_start",
        "agreement_id.date_cover_end",
        "agreement_id.instrument_id.state",
        "agreement_id.country_ids",
        "agreement_id.instrument_id.country_ids",
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
        yield from self._get_eligibility_obstacles()
        yield from self._get_share_obstacles()
        # What was done while the agreement lasted stays paid by it.
        if not self.is_worked_off:
            yield from self._get_agreement_obstacles(agreement, self.mission_id)
            yield from self._get_period_obstacles(
                line,
                (line.date_start, line.date_end),
                (self.mission_id.date_start, self.mission_id.date_end),
            )

    def _get_eligibility_obstacles(self):
        """Say that the line does not pay for this kind of mission, or country."""
        line, mission = self.funding_line_id, self.mission_id
        if line.kind_ids and mission.kind_id._origin not in line.kind_ids._origin:
            yield self.env._(
                "“%(line)s” pays for %(kinds)s only",
                line=line.name,
                kinds=", ".join(line.kind_ids.mapped("name")),
            )
        countries = line.country_ids
        if countries and mission.country_id._origin not in countries._origin:
            yield self.env._(
                "“%(line)s” pays for missions in %(countries)s only",
                line=line.name,
                countries=", ".join(countries.mapped("name")),
            )

    def _get_share_obstacles(self):
        """Say that the line pays too large a share, or in a currency without rate."""
        line, mission = self.funding_line_id, self.mission_id
        if self.cost and not line._convert(
            self.cost, mission.currency_id, line.currency_id
        ):
            yield self.env._(
                "no rate between %(line_currency)s and %(currency)s is known on "
                "%(date)s, so that what “%(line)s” pays is not known",
                line=line.name,
                line_currency=line.currency_id.name,
                currency=mission.currency_id.name,
                date=format_date(self.env, line.currency_date),
            )
        most = line._get_most_share(mission)
        if line.cofinancing_rate < 100 and (
            mission.currency_id.compare_amounts(self.cost, most) > 0
        ):
            yield self.env._(
                "“%(line)s” pays %(rate)s %% of the cost at most, which is %(most)s, "
                "and %(cost)s is taken from it",
                line=line.name,
                rate=formatLang(self.env, line.cofinancing_rate, digits=0)
                if line.cofinancing_rate == int(line.cofinancing_rate)
                else formatLang(self.env, line.cofinancing_rate),
                most=format_amount(self.env, most, mission.currency_id),
                cost=format_amount(self.env, self.cost, mission.currency_id),
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
        yield from self._get_place_obstacles(agreement, mission)
        yield from self._get_period_obstacles(
            agreement,
            (agreement.date_start, agreement.date_cover_end),
            (mission.date_start, mission.date_end),
        )

    @api.model
    def _get_place_obstacles(self, agreement, mission):
        """Say that an agreement does not cover the country of a mission."""
        instrument = agreement._get_instruments()
        named = instrument._get_countries_at(mission.date_start)
        countries = named | instrument.country_id
        country = mission.country_id
        if named and country and country not in countries:
            yield self.env._(
                "“%(agreement)s” covers %(countries)s, and the mission goes to "
                "%(country)s",
                agreement=instrument.display_name,
                countries=", ".join(countries.mapped("name")),
                country=country.name,
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

    # ------------------------------------------------------------
    # What is settled
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not is_covering(self.env) and any("is_worked_off" in v for v in vals_list):
            self._refuse_settling()
        return super().create(vals_list)

    def write(self, vals):
        """What is settled pays what was done: nobody adds to it."""
        is_settled = "is_worked_off" in vals or any(self.mapped("is_worked_off"))
        if is_settled and not is_covering(self.env):
            self._refuse_settling()
        return super().write(vals)

    def _settle(self):
        """Keep what was done under these parts while it counted, and free the rest."""
        done = {
            (mission, line): days
            for mission, line, days in self.env["cooperation.expert.day"]._read_group(
                [("mission_id", "in", self.mission_id.ids), ("state", "=", "done")],
                ["mission_id", "funding_line_id"],
                ["fraction:sum"],
            )
        }
        for share in self:
            worked = done.get((share.mission_id, share.funding_line_id), 0)
            if not worked:
                share.unlink()
            elif worked < share.days or not share.is_worked_off:
                days = min(worked, share.days)
                cost = share.cost * days / share.days if share.days else 0
                cost = share.mission_currency_id.round(cost)
                share.write({"days": days, "cost": cost, "is_worked_off": True})

    def _refuse_settling(self):
        raise UserError(
            self.env._(
                "What was done under an agreement that is over is settled by “Cover "
                "This Mission” only."
            )
        )
