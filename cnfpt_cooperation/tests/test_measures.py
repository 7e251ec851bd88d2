import doctest
import itertools
import random
from datetime import date
from fractions import Fraction

from odoo.fields import Domain
from odoo.tests import tagged, users

from ..tools import measures, periods, shares
from .test_cooperation_activity_report import (
    DAYS,
    DELEGATIONS,
    REPORT,
    ActivityReportCommon,
)


@tagged("post_install", "-at_install")
class TestMeasures(ActivityReportCommon):
    """One catalogue, one meaning of a period, totals in one statement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env[REPORT].with_user(cls.user_direction)
        cls.opening = Domain("is_opening", "=", True)

    def _totals(self, domain=Domain.TRUE, groupby=(), codes=()):
        return self.report._get_totals(domain, groupby, codes)

    def _scope(self, *period, **dimensions):
        return self.report._get_scope_domain(*period, **dimensions)

    def test_catalogue(self):
        self.assertEqual(
            list(measures.MEASURES),
            [
                *("visits", "visitors", "missions", "persons", "mobilisations"),
                *("days", "experts", "internships", "training_sessions"),
                *("trainees", "agreements", "amount"),
            ],
        )
        kinds = dict(self.report._fields["kind"].selection)
        for measure in measures.MEASURES.values():
            self.assertIn(measure.field, self.report._fields)
            self.assertLessEqual(set(measure.kinds), set(kinds))
        figure = self.env["cooperation.figure"]._fields["measure"]
        self.assertEqual(figure.get_values(self.env), list(measures.MEASURES))

    def test_published_totals_of_the_whole_period(self):
        """F1 to F5 with the filter 2015-2018, and nothing that was not published."""
        scope = self._scope(date(2015, 1, 1), date(2018, 12, 31)) & self.opening
        self.assertEqual(
            self._totals(scope)[()],
            {
                **dict.fromkeys(measures.MEASURES),
                "visits": 48,
                "missions": 77,
                "experts": 135,
                "days": 579,
                "training_sessions": 33,
                "trainees": 746,
            },
        )

    def test_a_row_lies_in_a_period_when_all_of_it_does(self):
        for start, end, days, visits in (
            (date(2016, 1, 1), date(2016, 12, 31), DAYS[2016], None),
            (date(2016, 1, 1), date(2016, 6, 30), None, None),
            (date(2016, 7, 1), date(2016, 12, 31), None, None),
            (date(2015, 7, 1), date(2018, 12, 31), 579 - DAYS[2015], None),
            (date(2015, 1, 1), date(2018, 12, 31), 579, 48),
            (date(2015, 1, 1), None, 579, 48),
            (None, date(2018, 12, 31), 579, 48),
            (None, date(2018, 12, 30), 579 - DAYS[2018], None),
        ):
            with self.subTest(start=start, end=end):
                scope = self._scope(start, end) & self.opening
                totals = self._totals(scope, codes=("days", "visits"))[()]
                self.assertEqual(totals, {"days": days, "visits": visits})

    def test_period_of_live_rows(self):
        visit = self._create_past_visit()
        rows = Domain("res_model", "=", visit._name) & Domain("res_id", "=", visit.id)
        for operator, day, found in (
            (">=", "2030-03-04", 1),
            (">", "2030-03-04", 0),
            ("<=", "2030-03-04", 1),
            ("<", "2030-03-04", 0),
            ("=", "2030-03-04", 1),
            ("=", "2030-03-05", 0),
            ("!=", "2030-03-04", 0),
            ("!=", "2030-03-05", 1),
            ("=", False, 0),
            ("!=", False, 1),
        ):
            with self.subTest(operator=operator, day=day):
                domain = rows & Domain("period", operator, day)
                self.assertEqual(self.report.search_count(domain), found)

    def test_a_published_year_is_no_day(self):
        self.assertFalse(
            self.report.search_count(self.opening & Domain("period", "=", "2016-12-31"))
        )

    def test_groups(self):
        totals = self._totals(self.opening, ["zone_id"], ["visits", "days"])
        zones = self.env["cooperation.zone"].search([])
        for zone in zones:
            if zone.code in DELEGATIONS:
                self.assertEqual(
                    totals[(zone.id,)],
                    {"visits": DELEGATIONS[zone.code], "days": None},
                )
        self.assertEqual(totals[(False,)], {"visits": None, "days": 579})

    def test_scope(self):
        theme = self.env["cooperation.theme"].create({"name": "Parent"})
        child = theme.create({"name": "Child", "parent_id": theme.id})
        self._create_past_mission(theme_id=child.id)
        self._create_past_mission(country_id=self.benin.id)
        year = (date(2030, 1, 1), date(2030, 12, 31))
        for dimensions, missions in (
            ({"theme_id": theme}, 1),
            ({"theme_id": child.id}, 1),
            ({"country_id": self.benin}, 1),
            ({"country_id": self.benin | self.tunisia}, 2),
            ({"zone_id": self.zone_mediterranean.id}, 1),
            ({"zone_id": None, "partner_id": self.foreign_body}, 2),
            ({"theme_id": theme, "country_id": self.benin}, None),
        ):
            with self.subTest(**dimensions):
                totals = self._totals(
                    self._scope(*year, **dimensions)
                    & Domain("partner_id", "=", self.foreign_body.id),
                    codes=["missions"],
                )
                self.assertEqual(totals, {(): {"missions": missions}})

    def test_three_measures(self):
        """One expert on two missions: one person, two mobilisations, three days."""
        expert = self._create_expert()
        for day in ("2030-05-06", "2030-06-03"):
            mission = self._create_past_mission(date_start=day, date_end=day)
            assignment = self._create_past_assignment(mission, expert)
            self._create_past_days(assignment, day)
        self._create_past_days(
            assignment, "2030-06-02", fraction=0.5, half="morning", kind="preparation"
        )
        scope = self._scope("2030-01-01", "2030-12-31", origin="cnfpt") & Domain(
            "expert_id", "=", expert.id
        )
        totals = self._totals(scope, codes=("persons", "mobilisations", "days"))
        self.assertEqual(totals[()], {"persons": 1, "mobilisations": 2, "days": 2.5})

    @users("direction_test")
    def test_words(self):
        env = self.env(context={"lang": "en_US"})
        for code, value, words in (
            ("visits", 48, "48 delegations"),
            ("visits", 1, "1 delegation"),
            ("missions", 0, "0 expert missions"),
            ("days", 579, "579 expert days"),
            ("days", 94.5, "94.5 expert days"),
            ("trainees", 1746, "1,746 trainees"),
            ("days", None, "–"),
        ):
            text = measures.format_quantity(env, code, value)
            self.assertEqual(text.replace("\xa0", " "), words)
        for code in measures.MEASURES:
            self.assertTrue(measures.get_label(env, code))
            self.assertTrue(measures.format_quantity(env, code, 2))


@tagged("post_install", "-at_install")
class TestAmount(ActivityReportCommon):
    """Grants in several currencies add up in our own, at the rate of each."""

    def _create_agreement(self, *lines):
        agreement = self._load_history(
            "cooperation.agreement",
            name="Test agreement",
            state="active",
            partner_id=self.foreign_body.id,
            country_id=self.tunisia.id,
            date_signed="2030-02-01",
            date_start="2030-02-01",
            date_end="2031-02-01",
        )
        for amount, currency in lines:
            self._load_history(
                "cooperation.funding.line",
                name="Grant",
                agreement_id=agreement.id,
                funder_id=self.funder.id,
                amount=amount,
                currency_id=currency.id,
            )
        return agreement

    def test_amounts_of_several_currencies(self):
        own = self.env.company.currency_id
        other = self.env["res.currency"].create(
            {"name": "TCU", "symbol": "T", "rounding": 0.01}
        )
        unknown = self.env["res.currency"].create(
            {"name": "TNK", "symbol": "N", "rounding": 0.01}
        )
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "name": "2029-01-01", "rate": 4.0}
        )
        agreements = (
            self._create_agreement((1000, own), (2000, other))
            | self._create_agreement((400, other))
            | self._create_agreement((700, unknown))
            | self._create_agreement((800, unknown), (5, own))
        )
        self.env.flush_all()
        rows = self.env[REPORT].search(
            [
                ("res_model", "=", "cooperation.agreement"),
                ("res_id", "in", agreements.ids),
            ],
            order="res_id",
        )
        self.assertEqual(rows.mapped("amount"), [1500, 100, 0, 5])
        self.assertEqual(rows.currency_id, own)
        totals = self.env[REPORT]._get_totals(
            Domain("id", "in", rows.ids), ["res_id"], ["amount", "agreements"]
        )
        self.assertEqual(
            [group["amount"] for group in totals.values()], [1500, 100, None, 5]
        )


@tagged("post_install", "-at_install")
class TestShares(ActivityReportCommon):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(shares).failed)

    def test_published_shares(self):
        """Only 106/29 and 107/28 of 135 round to 79 % and 21 % (F3)."""
        found = [
            (count, 135 - count)
            for count in range(136)
            if shares.percentages([count, 135 - count]) == [79, 21]
        ]
        self.assertEqual(found, [(106, 29), (107, 28)])
        self.assertEqual(shares.percentages([30, 18], digits=1), [62.5, 37.5])
        self.assertEqual(shares.percentages([65, 12], digits=1), [84.4, 15.6])

    def test_always_a_hundred(self):
        random_ = random.Random(6)
        for size, digits in itertools.product(range(1, 9), (0, 1, 2)):
            for _run in range(50):
                counts = [random_.choice((0, 0.5, 1, 7, 94)) for _n in range(size)]
                found = shares.percentages(counts, digits)
                if not any(counts):
                    self.assertEqual(found, [None] * size)
                    continue
                self.assertAlmostEqual(sum(found), 100, 9)
                for count, share in zip(counts, found, strict=True):
                    exact = Fraction(count) * 100 / Fraction(sum(counts))
                    self.assertLess(abs(share - exact), 10**-digits)

    def test_ties(self):
        self.assertEqual(shares.percentages([1, 1, 1]), [34, 33, 33])
        self.assertEqual(shares.percentages([1, 3, 4]), [12, 38, 50])
        self.assertEqual(shares.percentages([1, None, 1]), [50, None, 50])
        self.assertEqual(shares.percentages([]), [])
        with self.assertRaises(ValueError):
            shares.percentages([1, -1])


@tagged("post_install", "-at_install")
class TestPeriods(ActivityReportCommon):
    def test_previous(self):
        for start, end, expected in (
            ("2026-01-01", "2026-12-31", ("2025-01-01", "2025-12-31")),
            ("2015-01-01", "2018-12-31", ("2011-01-01", "2014-12-31")),
            ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
            ("2028-03-01", "2028-03-31", ("2028-02-01", "2028-02-29")),
            ("2026-01-01", "2026-03-31", ("2025-10-01", "2025-12-31")),
            ("2026-03-02", "2026-03-08", ("2026-02-23", "2026-03-01")),
            ("2026-03-01", "2026-03-01", ("2026-02-28", "2026-02-28")),
        ):
            with self.subTest(start=start, end=end):
                found = periods.previous(
                    date.fromisoformat(start), date.fromisoformat(end)
                )
                self.assertEqual(tuple(map(str, found)), expected)
        self.assertEqual(periods.previous(None, date(2026, 1, 1)), (None, None))
        self.assertEqual(periods.previous(date(2026, 1, 1), None), (None, None))

    def test_label(self):
        env = self.env(context={"lang": "en_US"})
        for start, end, words in (
            (date(2026, 1, 1), date(2026, 12, 31), "2026"),
            (date(2015, 1, 1), date(2018, 12, 31), "2015–2018"),
            (date(2026, 3, 1), date(2026, 3, 31), "March 2026"),
            (date(2026, 1, 1), date(2026, 6, 30), "January–June 2026"),
            (date(2025, 11, 1), date(2026, 1, 31), "November 2025 – January 2026"),
            (date(2026, 3, 2), date(2026, 3, 2), "03/02/2026"),
            (date(2026, 3, 2), date(2026, 3, 8), "from 03/02/2026 to 03/08/2026"),
            (date(2026, 3, 2), None, "since 03/02/2026"),
            (None, date(2026, 3, 2), "until 03/02/2026"),
            (None, None, "since the beginning"),
        ):
            with self.subTest(words=words):
                self.assertEqual(periods.label(env, start, end), words)
