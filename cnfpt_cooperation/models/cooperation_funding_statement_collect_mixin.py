import psycopg2.errors

from odoo import models

from ..tools.hold import hold
from ..tools.refusal import explain_refusal
from ..tools.wording import format_days

_LIVE = ("draft", "issued")


class CooperationFundingStatementCollectMixin(models.AbstractModel):
    """Which days a statement holds, and what each of them is worth.

    All that was stated of an allocation is rounded once: however its days are cut
    into statements, their amounts add up to the part of it that they are.
    """

    _name = "cooperation.funding.statement.collect.mixin"
    _description = "Days of a Statement"

    # What the days of a statement follow from.
    _collected_by = frozenset(
        {"agreement_id", "funder_id", "currency_id", "date_from", "date_to"}
    )

    # ------------------------------------------------------------
    # Lines and days
    # ------------------------------------------------------------

    def _get_all_funding_lines(self):
        """Return what is granted under the agreement and its amendments."""
        self.ensure_one()
        if not self.agreement_id:
            return self.env["cooperation.funding.line"]
        root = self.agreement_id._get_root()
        return (root | root._get_amendments()).funding_line_ids

    def _get_funding_lines(self):
        """Return what the funder grants under them, in the currency stated."""
        self.ensure_one()
        return self._get_all_funding_lines().filtered(
            lambda line: line.funder_id == self.funder_id
            and line.currency_id == self.currency_id
        )

    def _get_days_done(self, *domain):
        """Return the days done with the money of the funder, in order."""
        self.ensure_one()
        return self.env["cooperation.expert.day"].search(
            [
                ("funding_line_id", "in", self._get_funding_lines().ids),
                ("state", "=", "done"),
                *domain,
            ],
            order="date, half desc, id",
        )

    def _get_other_lines(self, days):
        """Return the lines of other live statements that hold some of these days."""
        self.ensure_one()
        return self.env["cooperation.funding.statement.line"].search(
            [
                ("day_id", "in", days.ids),
                ("state", "in", _LIVE),
                ("statement_id", "!=", self._origin.id),
            ]
        )

    def _sort_days(self):
        """Return the days of the period to state, by allocation, and those left out.

        :return: (days by allocation, stated elsewhere, without allocation, beyond it)
        """
        self.ensure_one()
        days = self._get_days_done(
            ("date", ">=", self.date_from), ("date", "<=", self.date_to)
        )
        others = self._get_other_lines(days)
        allocations = self._find_allocations(days)
        left = {
            allocation: allocation.days - days_stated
            for allocation, (days_stated, *_amounts) in self._get_stated(
                allocations.values()
            ).items()
        }
        kept, orphans, beyond = {}, days.browse(), days.browse()
        for day in days - others.day_id:
            allocation = allocations.get((day.mission_id, day.funding_line_id))
            if not allocation:
                orphans |= day
            elif day.fraction > left[allocation]:
                beyond |= day
            else:
                left[allocation] -= day.fraction
                kept[allocation] = kept.get(allocation, days.browse()) | day
        return kept, others, orphans, beyond

    def _find_allocations(self, days):
        """Return, by mission and line, what of the line covers the mission."""
        allocations = self.env["cooperation.funding.allocation"].search(
            [
                ("mission_id", "in", days.mission_id.ids),
                ("funding_line_id", "in", days.funding_line_id.ids),
            ]
        )
        return {(a.mission_id, a.funding_line_id): a for a in allocations}

    def _get_other_domain(self, allocations):
        """Return the lines of other live statements on these allocations."""
        return [
            ("allocation_id", "in", allocations.ids),
            ("state", "in", _LIVE),
            ("statement_id", "!=", self._origin.id),
        ]

    def _get_stated(self, allocations):
        """Return what other live statements hold: days, amount, overhead."""
        self.ensure_one()
        allocations = self.env["cooperation.funding.allocation"].union(*allocations)
        sums = {
            allocation: figures
            for allocation, *figures in self.env[
                "cooperation.funding.statement.line"
            ]._read_group(
                self._get_other_domain(allocations),
                ["allocation_id"],
                ["fraction:sum", "amount:sum", "overhead:sum"],
            )
        }
        return {a: sums.get(a, [0.0, 0.0, 0.0]) for a in allocations}

    # ------------------------------------------------------------
    # Amounts
    # ------------------------------------------------------------

    def _collect(self):
        """Take the days to state, at their amounts; whoever may write the statement.

        The lines are nobody's to write: superuser writes what follows from the ledger.
        """
        for statement in self:
            kept, *_left_out = statement._sort_days()
            values = [*statement._prepare_lines(kept), *statement._prepare_costs()]
            with statement._explain_taken_days(kept):
                lines = statement.sudo().line_ids
                lines.unlink()
                lines.create(values)
            statement.invalidate_recordset(["line_ids"])

    def _prepare_lines(self, kept):
        """Return the values of the lines; each amount adds to what was stated."""
        self.ensure_one()
        stated, values = self._get_stated(kept), []
        for allocation, days in kept.items():
            done, amount, overhead = stated[allocation]
            for day in days:
                done += day.fraction
                figures = self._get_worth(allocation, done / allocation.days)
                values.append(
                    {
                        "statement_id": self.id,
                        "day_id": day.id,
                        "allocation_id": allocation.id,
                        "funding_line_id": allocation.funding_line_id.id,
                        "mission_id": day.mission_id.id,
                        "expert_id": day.expert_id.id,
                        "date": day.date,
                        "kind": day.kind,
                        "fraction": day.fraction,
                        "amount": self.currency_id.round(figures[0] - amount),
                        "overhead": self.currency_id.round(figures[1] - overhead),
                    }
                )
                amount, overhead = figures
        return values

    def _prepare_costs(self):
        """Return the lines of what is paid without days of its own.

        Such a share of the costs of a mission is worth the part of the mission that
        was done by the end of the period, or of a later one that was stated before.
        """
        self.ensure_one()
        allocations = self._get_funding_lines().allocation_ids.filtered(
            lambda a: not a.days and a.amount_held and a.mission_id.planned_days
        )
        stated, parts = self._get_stated(allocations), self._get_parts_done(allocations)
        for allocation in allocations:
            mission = allocation.mission_id
            figures = self._get_worth(allocation, parts[allocation])
            amount, overhead = (
                self.currency_id.round(worth - before)
                for worth, before in zip(figures, stated[allocation][1:], strict=True)
            )
            if amount or overhead:
                yield {
                    "statement_id": self.id,
                    "allocation_id": allocation.id,
                    "funding_line_id": allocation.funding_line_id.id,
                    "mission_id": mission.id,
                    "date": self.date_to,
                    "fraction": 0.0,
                    "amount": amount,
                    "overhead": overhead,
                }

    def _get_parts_done(self, allocations):
        """Return the part of the mission of each allocation that is to be stated."""
        last_stated = dict(
            self.env["cooperation.funding.statement.line"]._read_group(
                self._get_other_domain(allocations), ["allocation_id"], ["date:max"]
            )
        )
        days = self.env["cooperation.expert.day"].search(
            [
                ("mission_id", "in", allocations.mission_id.ids),
                ("state", "=", "done"),
            ]
        )
        parts = {}
        for allocation in allocations:
            mission = allocation.mission_id
            until = max(self.date_to, last_stated.get(allocation) or self.date_to)
            done = days.filtered(
                lambda d, m=mission, u=until: d.mission_id == m and d.date <= u
            )
            parts[allocation] = sum(done.mapped("fraction")) / mission.planned_days
        return parts

    def _get_worth(self, allocation, part):
        """Return the amount and the overheads of a part of an allocation.

        Together they are what the ledger calls done, rounded once: the whole is worth
        all that was taken from the line.
        """
        amount = self.currency_id.round(allocation.amount * part)
        held = self.currency_id.round(allocation.amount_held * part)
        return amount, held - amount

    def _hold_days(self):
        """Let nobody change or state these days meanwhile."""
        self.env["cooperation.expert.day"]._hold_missions(self.line_ids.mission_id)
        hold(self.line_ids.day_id)

    def _explain_taken_days(self, kept):
        """Name the statement that took a day at the same moment."""
        days = self.env["cooperation.expert.day"].union(*kept.values())

        def explain(env):
            lines = self.with_env(env)._get_other_lines(days.with_env(env))
            return "\n".join(self.with_env(env)._word_taken(lines))

        return explain_refusal(
            self.env,
            psycopg2.errors.UniqueViolation,
            "cooperation_funding_statement_line__day_uniq",
            explain,
        )

    # ------------------------------------------------------------
    # What is left out
    # ------------------------------------------------------------

    def _word_taken(self, lines):
        for statement, own in lines.grouped("statement_id").items():
            yield self.env._(
                "%(days)s are in “%(statement)s” already.",
                days=format_days(self.env, sum(own.mapped("fraction"))),
                statement=statement.display_name,
            )

    def _get_left_out(self):
        """Yield the sentences on the days done that the statement does not hold."""
        self.ensure_one()
        if not (self.date_from and self.date_to and self.agreement_id):
            return
        _kept, others, orphans, beyond = self._sort_days()
        yield from self._word_taken(others)
        for mission, days in orphans.grouped("mission_id").items():
            yield self.env._(
                "“%(mission)s” has %(days)s on a line that does not fund it: correct "
                "that line.",
                days=format_days(self.env, sum(days.mapped("fraction"))),
                mission=mission.display_name,
            )
        for mission, days in beyond.grouped("mission_id").items():
            yield self.env._(
                "“%(mission)s” goes %(days)s beyond what the line covers of it: cover "
                "more, or charge what is beyond to another line.",
                days=format_days(self.env, sum(days.mapped("fraction"))),
                mission=mission.display_name,
            )
        earlier = self._get_days_done(("date", "<", self.date_from))
        earlier -= self._get_other_lines(earlier).day_id
        if earlier:
            yield self.env._(
                "No statement holds %(days)s done before the period, from %(date)s on: "
                "begin earlier to take them.",
                days=format_days(self.env, sum(earlier.mapped("fraction"))),
                date=self._format_date(min(earlier.mapped("date"))),
            )
