import random
from collections import Counter
from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged, users

from ..tools.measures import MEASURES
from ..tools.periods import previous
from ..tools.shares import percentages
from .common_oracle import get_previous
from .common_world import WorldCommon

REPORT = "cooperation.activity.report"
SEEDS = (579, 2015, 77, 48)
_SCOPES = 12  # random ones a world
_FIGURES = 40
_GROUPS = (
    (),
    ("kind",),
    ("source",),
    ("year",),
    ("date:year",),
    ("date:quarter",),
    ("date:month",),
    ("zone_id",),
    ("country_id",),
    ("theme_id",),
    ("origin",),
    ("initiative",),
    ("programme_id",),
    ("partner_id",),
    ("kind", "year", "zone_id"),
    ("source", "origin", "initiative"),
)


@tagged("post_install", "-at_install")
class TestFiguresWorld(WorldCommon):
    """Random worlds: each total of the report is that of plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oracle = None

    def _worlds(self):
        """Give one world after the other, each alone in the database."""
        for seed in SEEDS:
            self.cr.execute("SAVEPOINT world")
            self.oracle = self._create_world(seed)
            yield random.Random(seed)
            self.cr.execute("ROLLBACK TO SAVEPOINT world")
            self.env.invalidate_all()

    def _draw_scope(self, chance):
        """Draw a period and some dimensions, as a user picks them."""
        start = date(2014, 1, 1) + timedelta(days=chance.randint(0, 2500))
        end = start + timedelta(days=chance.randint(0, 1500))
        if chance.random() < 0.5:
            start, end = start.replace(month=1, day=1), end.replace(month=12, day=31)
        choices = {
            "date_start": start,
            "date_end": end,
            "zone_id": chance.choice(list(self.zones.values())),
            "country_id": chance.choice(list(self.places.values())),
            "theme_id": chance.choice(self.themes.ids),
            "programme_id": chance.choice(self.programmes.ids),
            "initiative": chance.choice(("training", "hosting", "partnership")),
            "partner_id": chance.choice(self.bodies.ids),
            "origin": chance.choice(("cnfpt", "local_authority")),
        }
        picked = chance.sample(sorted(choices), chance.randint(0, 3))
        return {name: choices[name] for name in picked}

    def _say(self, scope):
        """Return the scope as the oracle is asked for it."""
        ends = {"date_start": ("period", ">="), "date_end": ("period", "<=")}
        return [
            (*ends.get(name, (name, "child_of" if name == "theme_id" else "=")), value)
            for name, value in scope.items()
        ]

    def _assert_totals(self, scope, groupby):
        report = self.env[REPORT].with_user(self.user_direction)
        domain = report._get_scope_domain(**scope)
        rows = self.oracle.search(self._say(scope))
        expected = {
            key: {code: self.oracle.total(group, code) for code in MEASURES}
            for key, group in self.oracle.group(rows, groupby).items()
        }
        if not groupby:
            expected = expected or {(): dict.fromkeys(MEASURES)}
        totals = {
            tuple(value or False for value in key): {
                code: value and round(value, 2) for code, value in values.items()
            }
            for key, values in report._get_totals(domain, groupby).items()
        }
        self.assertEqual(totals, expected, (scope, groupby))
        self.assertEqual(len(report.search(domain)), len(rows), scope)

    def test_totals(self):
        for chance in self._worlds():
            for groupby in _GROUPS:
                self._assert_totals({}, groupby)
            for _number in range(_SCOPES):
                scope = self._draw_scope(chance)
                self._assert_totals(scope, ())
                self._assert_totals(scope, chance.choice(_GROUPS))

    def _is_told(self, code, scope):
        """Say whether what was published tells what is asked: whole and so divided."""
        start = scope.get("date_start", date.min)
        end = scope.get("date_end", date.max)
        asked = scope.keys() - {"date_start", "date_end"}
        touched = [
            row
            for row in self.oracle.rows
            if row["is_opening"]
            and row.get(code) is not None
            and row["period_start"] <= end
            and row["period_end"] >= start
        ]
        return all(
            start <= row["period_start"]
            and row["period_end"] <= end
            and all(row.get(name) for name in asked)
            for row in touched
        )

    def test_figures(self):
        """A figure of any measure and scope has the value of the rows that it opens;
        what the published totals do not tell is refused.
        """
        told = Counter()
        for chance in self._worlds():
            for number in range(_FIGURES):
                code = chance.choice(list(MEASURES))
                scope = self._draw_scope(chance)
                values = {"name": code, "code": f"W{number}", "measure": code, **scope}
                is_told = self._is_told(code, scope)
                told[is_told] += 1
                if not is_told:
                    with self.assertRaises(ValidationError), self.env.cr.savepoint():
                        self.env["cooperation.figure"].create(values)
                    continue
                figure = self.env["cooperation.figure"].create(values)
                rows = self.oracle.search(self._say(scope))
                expected = self.oracle.total(rows, code) or 0
                self.assertAlmostEqual(figure.live_value, expected, 1, (code, scope))
                opened = self.env[REPORT].search(figure.action_open_rows()["domain"])
                self.assertEqual(len(opened), len(self._having(rows, code)))
        self.assertGreater(min(told.values()), 20)

    def _having(self, rows, code):
        field = MEASURES[code].field
        return [row for row in rows if row.get(field) is not None]

    def test_ledger(self):
        """The ledger of a year says what the report says of its days."""
        for _chance in self._worlds():
            years = self.env["cooperation.ledger.year"]._ensure(range(2015, 2021))
            for year in years:
                days = self.oracle.search(
                    [("kind", "=", "expert_day"), ("source", "=", "live")]
                    + [("year", "=", year.year)]
                )
                lost = self.env["cooperation.expert.day"].search(
                    [
                        ("assignment_id.state", "in", ("cancelled", "declined")),
                        ("state", "=", "done"),
                        ("date", ">=", date(year.year, 1, 1)),
                        ("date", "<=", date(year.year, 12, 31)),
                    ]
                )
                expected = (self.oracle.total(days, "days") or 0) + sum(
                    lost.mapped("fraction")
                )
                self.assertTrue(expected)
                self.assertEqual(year.days_done, expected, year.year)

    @users("direction_test")
    def test_shares(self):
        """Shares add up to 100, none is a whole point away from its exact value."""
        chance = random.Random(100)
        for _number in range(300):
            counts = [chance.randint(0, 150) for _part in range(chance.randint(1, 7))]
            shares = percentages(counts)
            if not any(counts):
                self.assertEqual(shares, [None] * len(counts))
                continue
            self.assertEqual(sum(shares), 100, counts)
            for count, share in zip(counts, shares, strict=True):
                self.assertLess(abs(share - 100 * count / sum(counts)), 1, counts)
            # Nobody with less has more.
            ordered = sorted(zip(counts, shares, strict=True))
            self.assertEqual([s for _c, s in ordered], sorted(shares), counts)

    def test_previous(self):
        chance = random.Random(2018)
        for _number in range(100):
            start = date(2015, 1, 1) + timedelta(days=chance.randint(0, 1500))
            end = start + timedelta(days=chance.randint(0, 800))
            self.assertEqual(previous(start, end), get_previous(start, end))
        for start, end in (
            ((2016, 1, 1), (2016, 12, 31)),
            ((2015, 1, 1), (2018, 12, 31)),
            ((2016, 2, 1), (2016, 2, 29)),
            ((2016, 3, 1), (2016, 3, 31)),
        ):
            start, end = date(*start), date(*end)
            self.assertEqual(previous(start, end), get_previous(start, end))
