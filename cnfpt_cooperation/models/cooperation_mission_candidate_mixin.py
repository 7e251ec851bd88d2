from dataclasses import dataclass

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.wording import format_coverage
from .cooperation_agreement_end_mixin import IN_FORCE

# So many agreements are named in a refusal, and proposed in the dialog.
_MOST_NAMED, _MOST_PROPOSED = 4, 20


@dataclass(frozen=True)
class Candidate:
    """A funding line that could cover a mission, with what it holds for it."""

    line_id: int
    name: str
    agreement: str
    currency_id: int
    days: float
    amount: float


class CooperationMissionCandidateMixin(models.AbstractModel):
    """Which agreements could cover a mission, with the days and the money they hold.

    Those of third parties, in force on all its dates, for its kind and its country,
    that have anything left. One query finds them.
    """

    _name = "cooperation.mission.candidate.mixin"
    _description = "Agreements That Could Cover a Mission"

    def _get_candidate_sentences(self):
        """Name the agreements that could cover what is missing, and what they hold."""
        self.ensure_one()
        if not (self.date_start and self.date_end):
            return
        candidates = self._get_candidates(_MOST_NAMED)
        if not candidates:
            yield self.env._(
                "No agreement in force at these dates has anything left for it: draft "
                "one, or an amendment."
            )
            return
        currencies = self.env["res.currency"]
        yield self.env._(
            "What could cover it: %(candidates)s.",
            candidates="; ".join(
                self.env._(
                    "“%(agreement)s” (%(line)s) has %(left)s left",
                    agreement=candidate.agreement,
                    line=candidate.name,
                    left=format_coverage(
                        self.env,
                        candidate.days,
                        candidate.amount,
                        currencies.browse(candidate.currency_id),
                    ),
                )
                for candidate in candidates
            ),
        )

    def _get_candidates(self, limit=_MOST_PROPOSED):
        """Return the lines that could cover this mission, those of its agreement
        first, then those that hold most.
        """
        self.ensure_one()
        # What this mission is to take from a line, and has not yet, is left to it.
        own = self.allocation_ids.filtered(lambda a: not a.is_committed)
        days = {a.funding_line_id._origin.id: a.days for a in own}
        amounts = {a.funding_line_id._origin.id: a.amount_held for a in own}
        rows = self.env.execute_query(self._get_candidate_query(limit + len(own)))
        candidates = [
            Candidate(
                line,
                name,
                " · ".join(filter(None, (reference != "/" and reference, title))),
                currency,
                held_days - days.get(line, 0),
                held_amount - amounts.get(line, 0),
            )
            for line, name, currency, held_days, held_amount, reference, title in rows
        ]
        left = [c for c in candidates if c.days > 0 or c.amount > 0]
        return left[:limit]

    def _get_candidate_query(self, limit):
        lines = self.env["cooperation.funding.line"]
        query = lines._search(self._get_candidate_domain())
        table = query.table
        agreement = query.join(
            table, "agreement_id", "cooperation_agreement", "id", "candidate"
        )
        own = self.agreement_id._origin.id or 0
        query.order = SQL(
            "(%s IN (%s, %s)) IS TRUE DESC, %s DESC, %s DESC, %s",
            own,
            SQL.identifier(table, "agreement_id"),
            SQL.identifier(table, "instrument_id"),
            SQL.identifier(table, "days_left"),
            SQL.identifier(table, "amount_left"),
            SQL.identifier(table, "id"),
        )
        query.limit = limit
        names = ("id", "name", "currency_id", "days_left", "amount_left")
        return query.select(
            *(SQL.identifier(table, name) for name in names),
            SQL.identifier(agreement, "reference"),
            SQL.identifier(agreement, "name"),
        )

    def _get_candidate_domain(self):
        """Return the lines on which nothing stands in the way of this mission."""

        def holds(name, operator, value):
            return Domain(name, "=", False) | Domain(name, operator, value)

        country = self.country_id._origin.id
        places = holds("country_ids", "in", country)
        covered = holds("instrument_id.country_ids", "in", country)
        if country:
            covered |= Domain("instrument_id.country_id", "=", country)
        return (
            Domain("is_third_party", "=", True)
            & (Domain("days_left", ">", 0) | Domain("amount_left", ">", 0))
            & Domain("currency_rate", ">", 0)
            & Domain("agreement_id.state", "in", IN_FORCE)
            & Domain("instrument_id.state", "in", IN_FORCE)
            & holds("agreement_id.date_start", "<=", self.date_start)
            & holds("agreement_id.date_cover_end", ">=", self.date_end)
            & holds("date_start", "<=", self.date_start)
            & holds("date_end", ">=", self.date_end)
            & holds("kind_ids", "in", self.kind_id._origin.id)
            & (places if country else Domain.TRUE)
            & (covered if country else Domain.TRUE)
        )
