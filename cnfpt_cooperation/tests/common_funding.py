"""Random agreements, and what their ledger must say, in plain Python."""

import io
import math
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

TODAY = date(2030, 6, 15)
# Numbers far beyond those of any record of the database.
FIRST = 50_000_000
FIGURES = ("granted", "planned", "committed", "ordered", "done", "invoiced", "left")
SIGNED = ("active", "to_renew", "expired", "terminated")
AGREEMENT_STATES = ("draft", "negotiation", "validation", "to_sign", *SIGNED)
ORDERED = ("ordered", "ongoing", "reported", "closed")
COMMITTED = ("funded", "staffed", *ORDERED)
MISSION_STATES = ("draft", "scoped", *COMMITTED, "cancelled")
RATES = ("1", "1.0873", "0.61", "159.3", "655.957", "3.1187", "0.307")


class Currency(NamedTuple):
    id: int
    unit: Decimal


class Line(NamedTuple):
    id: int
    agreement: int
    funder: int
    currency: Currency
    rate: Decimal
    days: Decimal
    amount: Decimal
    start: date | None
    end: date | None


class Share(NamedTuple):
    line: int
    mission: int
    days: Decimal
    amount: Decimal
    overhead: Decimal


class Day(NamedTuple):
    id: int
    expert: int
    mission: int
    line: int | None
    date: date
    fraction: Decimal
    state: str


class Told(NamedTuple):
    """A day in a statement to a funder."""

    line: int
    mission: int
    day: int
    state: str
    fraction: Decimal
    amount: Decimal
    overhead: Decimal


def round_to(amount, unit):
    return (Fraction(amount) / Fraction(unit) + Fraction(1, 2)).__floor__() * unit


class World:
    """Agreements with lines, allocations, days in all states, and statements."""

    def __init__(self, seed, count, currencies, own, funders, experts):
        self.chance = random.Random(seed)
        self.currencies = [Currency(*found) for found in currencies]
        self.own = Currency(*own)
        self.funders, self.experts = funders, experts
        self.agreements, self.missions = {}, {}
        self.lines, self.shares, self.days, self.told = {}, [], [], []
        self.free = [
            (expert, TODAY - timedelta(days=number))
            for expert in experts
            for number in range(-30, 1000)
        ]
        self.chance.shuffle(self.free)
        for number in range(count):
            self._draw_agreement(FIRST + number)

    # ------------------------------------------------------------
    # Drawing
    # ------------------------------------------------------------

    def _half_days(self, most):
        return Decimal(self.chance.randint(0, 2 * most)) / 2

    def _money(self, most, unit):
        return self.chance.randint(0, most * 100) * unit

    def _draw_agreement(self, id_):
        chance = self.chance
        roots = [a for a in list(self.agreements)[-50:] if not self.agreements[a][1]]
        parent = chance.choice(roots) if roots and chance.random() < 0.15 else None
        start = TODAY - timedelta(days=chance.randint(0, 900))
        end = start + timedelta(days=chance.randint(0, 1500))
        state = chance.choice(AGREEMENT_STATES)
        self.agreements[id_] = (state, parent, start, end)
        for _number in range(chance.choice((0, 1, 1, 1, 2, 3))):
            self._draw_line(id_)

    def _draw_line(self, agreement):
        chance = self.chance
        id_ = FIRST + len(self.lines)
        currency = chance.choice(self.currencies)
        rate = Decimal(1 if currency == self.own else chance.choice(RATES))
        self.lines[id_] = None
        held = defaultdict(Decimal)
        for _number in range(chance.choice((0, 1, 1, 2))):
            share = self._draw_share(id_, currency)
            if self.missions[share.mission][0] in COMMITTED:
                held["days"] += share.days
                held["amount"] += share.amount + share.overhead
        self.lines[id_] = Line(
            id_,
            agreement,
            chance.choice(self.funders),
            currency,
            rate,
            held["days"] + chance.choice((0, 1)) * self._half_days(40),
            held["amount"] + chance.choice((0, 1)) * self._money(5000, currency.unit),
            *chance.choice(
                (
                    (None, None),
                    (TODAY - timedelta(days=chance.randint(-30, 600)), None),
                    (None, TODAY + timedelta(days=chance.randint(-200, 600))),
                )
            ),
        )

    def _draw_share(self, line, currency):
        chance = self.chance
        shared = [m for m in list(self.missions)[-5:] if chance.random() < 0.2]
        taken = {share.mission for share in self.shares[-3:] if share.line == line}
        mission = next((m for m in shared if m not in taken), None)
        if mission is None:
            mission = FIRST + len(self.missions)
            self.missions[mission] = (
                chance.choice(MISSION_STATES),
                self._half_days(12),
            )
        amount = self._money(300, currency.unit)
        share = Share(
            line,
            mission,
            chance.choice((0, 1, 1, 1)) * self._half_days(10),
            amount,
            round_to(amount * chance.choice((0, 0, 7)) / 100, currency.unit),
        )
        self.shares.append(share)
        self._draw_days(share, currency)
        return share

    def _draw_days(self, share, currency):
        chance = self.chance
        for _number in range(chance.choice((0, 0, 1, 2, 4))):
            expert, day = self.free.pop()
            # Some days name no line, some a line that does not cover their mission.
            line = chance.choice((share.line, share.line, share.line, None))
            if line and chance.random() < 0.05 and line > FIRST:
                line = FIRST + chance.randint(0, line - FIRST - 1)
            self.days.append(
                Day(
                    FIRST + len(self.days),
                    expert,
                    share.mission,
                    line,
                    day,
                    chance.choice((Decimal("0.5"), Decimal(1))),
                    chance.choice(("planned", "done", "done")),
                )
            )
            if line and self.days[-1].state == "done" and chance.random() < 0.4:
                is_own = line == share.line
                paid = currency if is_own else self.lines[line].currency
                self._tell(self.days[-1], paid)

    def _tell(self, day, currency):
        self.told.append(
            Told(
                day.line,
                day.mission,
                day.id,
                self.chance.choice(("draft", "issued", "issued", "withdrawn")),
                day.fraction,
                self._money(20, currency.unit),
                self._money(1, currency.unit),
            )
        )

    # ------------------------------------------------------------
    # What the ledger must say
    # ------------------------------------------------------------

    def get_instrument(self, agreement):
        state, parent, *_dates = self.agreements[agreement]
        return parent if parent and state in SIGNED else agreement

    def reckon(self):
        """Return {(line, mission or None): figures of days, amounts and company}."""
        rows = defaultdict(lambda: defaultdict(Decimal))
        for line in self.lines.values():
            rows[line.id, None]["days_granted"] = line.days
            rows[line.id, None]["amount_granted"] = line.amount
        for share in self.shares:
            state = self.missions[share.mission][0]
            row = rows[share.line, share.mission]
            taken = [
                *(["planned"] if state != "cancelled" else []),
                *(["committed"] if state in COMMITTED else []),
                *(["ordered"] if state in ORDERED else []),
            ]
            for figure in taken:
                row[f"days_{figure}"] += share.days
                row[f"amount_{figure}"] += share.amount + share.overhead
        for day in self.days:
            if day.line and day.state == "done":
                rows[day.line, day.mission]["days_done"] += day.fraction
        for told in self.told:
            if told.state == "issued":
                row = rows[told.line, told.mission]
                row["days_invoiced"] += told.fraction
                row["amount_invoiced"] += told.amount + told.overhead
        self._reckon_done(rows)
        for (line, _mission), row in rows.items():
            self._complete(row, self.lines[line])
        return rows

    def _reckon_done(self, rows):
        of_mission = defaultdict(Decimal)
        for day in self.days:
            if day.state == "done":
                of_mission[day.mission] += day.fraction
        for share in self.shares:
            planned = self.missions[share.mission][1]
            row = rows[share.line, share.mission]
            done, days = row["days_done"], share.days
            if not days:
                done, days = of_mission[share.mission], planned
            if days:
                held = Fraction(share.amount + share.overhead)
                unit = self.lines[share.line].currency.unit
                row["amount_done"] = round_to(
                    held * Fraction(done) / Fraction(days), unit
                )

    def _complete(self, row, line):
        for figure in FIGURES[:-1]:
            worth = Fraction(row[f"amount_{figure}"]) / Fraction(line.rate)
            row[f"company_{figure}"] = round_to(worth, self.own.unit)
        for measure in ("days", "amount", "company"):
            granted, committed = row[f"{measure}_granted"], row[f"{measure}_committed"]
            row[f"{measure}_left"] = granted - committed

    # ------------------------------------------------------------
    # The pace
    # ------------------------------------------------------------

    def foretell(self, lines):
        """Return the day on which these lines, taken together, run dry, or None."""
        before = TODAY.replace(year=TODAY.year - 1)
        starts = [line.start or self.agreements[line.agreement][2] for line in lines]
        since = max(before + timedelta(days=1), min(starts))
        elapsed = (TODAY - since).days + 1
        sums, last = defaultdict(Fraction), None
        for line in lines:
            rate = Fraction(line.rate)
            sums["granted", "days"] += Fraction(line.days)
            sums["granted", "amount"] += Fraction(line.amount) / rate
            for day, days, amount in self._get_facts(line):
                last = max(last, day) if last else day
                for span in ("done", *(["paced"] if before < day <= TODAY else [])):
                    sums[span, "days"] += days
                    sums[span, "amount"] += amount / rate
        return self._foretell(sums, elapsed, last)

    def _foretell(self, sums, elapsed, last):
        dates, is_dry = [], False
        for measure in ("days", "amount"):
            if not sums["granted", measure]:
                continue
            left = sums["granted", measure] - sums["done", measure]
            paced = sums["paced", measure]
            if left < Fraction(5, 1000):
                is_dry = True
            elif paced and elapsed > 0:
                needed = math.ceil(round(left * elapsed / paced, 6))
                if needed <= 36525:
                    dates.append(TODAY + timedelta(days=needed))
        return last if is_dry else min(dates, default=None)

    def _get_facts(self, line):
        """Give the date, the days and the amount of each day done with a line."""
        for day in self.days_of_line[line.id]:
            share = self.share_of.get((line.id, day.mission))
            part = (
                Fraction(share.amount + share.overhead) / Fraction(share.days)
                if share and share.days
                else 0
            )
            yield day.date, Fraction(day.fraction), part * Fraction(day.fraction)
        for share in self.shares_of_line[line.id]:
            planned = self.missions[share.mission][1]
            if not share.days and planned:
                part = Fraction(share.amount + share.overhead) / Fraction(planned)
                for day in self.days_of_mission[share.mission]:
                    yield day.date, Fraction(0), part * Fraction(day.fraction)

    def index(self):
        self.share_of = {(share.line, share.mission): share for share in self.shares}
        self.days_of_line = defaultdict(list)
        self.days_of_mission = defaultdict(list)
        self.shares_of_line = defaultdict(list)
        for share in self.shares:
            self.shares_of_line[share.line].append(share)
        for day in self.days:
            if day.state == "done":
                self.days_of_mission[day.mission].append(day)
                if day.line:
                    self.days_of_line[day.line].append(day)


def copy_rows(cr, table, columns, rows):
    """Write rows as they are, by COPY: the ORM has no part in them."""
    lines = io.StringIO()
    for row in rows:
        cells = ("\\N" if cell is None else str(cell) for cell in row)
        lines.write("\t".join(cells) + "\n")
    lines.seek(0)
    names = ", ".join(columns)
    cr._obj.copy_expert(f"COPY {table} ({names}) FROM STDIN", lines)
