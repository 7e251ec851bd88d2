import random
from datetime import date, timedelta
from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.cooperation_activity_person_mixin import PERSONS
from ..tools.activity import FILE_DIMENSIONS
from ..tools.measures import MEASURES
from .test_cooperation_activity_report import REPORT, ActivityReportCommon

_AGGREGATES = (
    *("visits:sum", "missions:sum", "mobilisations:sum", "days:sum"),
    *(PERSONS, "visitors:sum", "__count"),
)
_GROUPS = (
    *((), ("zone_id",), ("year",), ("origin",), ("kind",), ("date:month",)),
    *(("theme_id", "year"), ("date:year", "zone_id"), ("source",), ("res_model",)),
    *(("date:day",), ("partner_id",), ("country_id", "origin")),
)


@tagged("post_install", "-at_install")
class TestActivityMonth(ActivityReportCommon):
    """What is asked by month says what the days say, after any write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env[REPORT].with_user(cls.user_direction)
        cls.random = random.Random(2030)
        cls.themes = cls.env["cooperation.theme"].search([], limit=4)
        cls.experts = [cls._create_expert(f"Month {n}") for n in range(5)]
        cls.assignments = cls.env["cooperation.assignment"]
        for number in range(6):
            start = date(2030, 1, 20) + timedelta(days=70 * number)
            mission = cls._create_past_mission(
                date_start=start,
                date_end=start + timedelta(days=20),
                country_id=(cls.tunisia, cls.benin)[number % 2].id,
                theme_id=cls.themes[number % 4].id,
                state=("ongoing", "closed", "ordered", "cancelled")[number % 4],
            )
            for expert in cls.experts[number % 3 :: 2]:
                assignment = cls._create_past_assignment(
                    mission,
                    expert,
                    origin=cls.random.choice(("cnfpt", "local_authority")),
                    state=cls.random.choice(("ordered", "done", "done", "cancelled")),
                )
                cls.assignments |= assignment
                days = cls.random.sample(range(21), 6)
                cls._create_past_days(
                    assignment, *(start + timedelta(days=day) for day in days)
                )
            cls._create_past_visit(date_start=start, date_end=start)

    def _by_day(self, *args, **kwargs):
        """Ask the same of the single rows."""
        level = patch.object(
            type(self.report), "_at_level", lambda report, domain, *a: (report, domain)
        )
        with level:
            return self.report._read_group(*args, **kwargs)

    def assertSameAsDays(self, domain=Domain.TRUE):
        for groupby in _GROUPS:
            args = (domain, list(groupby), list(_AGGREGATES))
            with self.subTest(domain=domain, groupby=groupby):
                self.assertEqual(
                    self.report._read_group(*args),
                    self._by_day(*args),
                    (domain, groupby),
                )

    def test_sunday_is_not_nothing(self):
        """0.0 == False: the group without a date took the persons of Sunday."""
        args = ([], ["date:day_of_week"], [PERSONS, "days:sum"])
        self.assertEqual(self.report._read_group(*args), self._by_day(*args))

    def test_distinct_values(self):
        """Kinds, models, days are other values in months; years are fewer rows."""
        for spec in (
            *("kind:count_distinct", "res_model:count_distinct"),
            *("days:count_distinct", "mobilisations:count_distinct", "year:sum"),
            "expert_id:sum",
        ):
            args = ([("date", "!=", False)], [], [spec])
            with self.subTest(spec=spec):
                self.assertEqual(self.report._read_group(*args), self._by_day(*args))

    def test_persons_twice(self):
        args = ([], ["zone_id"], [PERSONS, "days:sum", PERSONS])
        self.assertEqual(self.report._read_group(*args), self._by_day(*args))

    def test_domains(self):
        tunisia = Domain("country_id", "=", self.tunisia.id)
        for domain in (
            Domain.TRUE,
            tunisia,
            Domain("year", "=", 2030) & ~tunisia,
            Domain("kind", "=", "expert_day"),
            Domain("kind", "in", ["mobilisation", "expert_day"]) & tunisia,
            Domain("kind", "in", ["mobilisation", "visit"]),
            Domain("kind", "!=", "mobilisation"),
            ~Domain("kind", "in", ["mobilisation", "expert_day"]),
            ~(Domain("kind", "in", ["mobilisation", "expert_day", "visit"]) & tunisia),
            Domain("kind", "in", ["mobilisation", "expert_day", "mission"]),
            Domain("kind", "=", False),
            Domain("days", "!=", False),
            Domain("days", ">", 0.5),
            Domain("mobilisations", "!=", False),
            Domain("res_model", "=", "cooperation.expert.day"),
            Domain("is_opening", "=", False),
            Domain("zone_id.code", "=", "afrique"),
            Domain("date", "=", False),
            Domain("date.month_number", "=", 2),
            Domain("expert_id", "in", [expert.id for expert in self.experts[:2]]),
            Domain("id", ">", 100),
        ):
            self.assertSameAsDays(domain)

    def test_periods(self):
        """Periods that begin or end within a month, relative ones, years, negated."""
        first = date(2030, 1, 1)
        for name in ("period", "date", "period_start", "period_end"):
            for operator in (">=", ">", "<=", "<"):
                for day in (
                    first,
                    first - timedelta(days=1),
                    date(2030, 4, 5),
                    "2030-05-01",
                    "2030-05-31",
                    "today +4y",
                ):
                    domain = Domain(name, operator, day)
                    args = (domain, ["zone_id"], list(_AGGREGATES))
                    with self.subTest(domain=domain):
                        self.assertEqual(
                            self.report._read_group(*args), self._by_day(*args)
                        )
                        args = (~domain, *args[1:])
                        self.assertEqual(
                            self.report._read_group(*args), self._by_day(*args)
                        )

    def test_themes_with_children(self):
        child = self.env["cooperation.theme"].create(
            {"name": "A child", "parent_id": self.themes[1].id}
        )
        self._create_past_visit(theme_id=child.id)
        for value in (self.themes[1].id, self.themes.ids, [], False, "A child"):
            self.assertSameAsDays(Domain("theme_id", "child_of", value))
        below = Domain("theme_id", "child_of", self.themes[1].id)
        self.assertIn(child, self.report.search(below).theme_id)

    def test_grouping_sets(self):
        """Levels of a pivot, rows by columns, levels with nothing in common."""
        levels = [[], ["zone_id"], ["zone_id", "date:year"]]
        for sets in (
            levels,
            [*levels, ["date:year"], ["zone_id", "date:year", "origin"]],
            [*levels, ["date:month"]],
        ):
            for aggregates in (list(_AGGREGATES), [PERSONS], [PERSONS, "__count"]):
                groups = self.report._read_grouping_sets([], sets, aggregates)
                for specs, rows in zip(sets, groups, strict=True):
                    with self.subTest(sets=sets, specs=specs):
                        self.assertCountEqual(rows, self._by_day([], specs, aggregates))

    def test_order_and_pages(self):
        for options in (
            {"order": f"{PERSONS} desc, zone_id"},
            {"order": "zone_id desc"},
            {"limit": 1, "offset": 1, "order": "zone_id"},
            {"having": [("days:sum", ">", 20)]},
        ):
            args = ([], ["zone_id"], [PERSONS, "days:sum"])
            with self.subTest(**options):
                self.assertEqual(
                    self.report._read_group(*args, **options),
                    self._by_day(*args, **options),
                )

    def test_groups_are_ours(self):
        """What is returned knows nothing of the level at which it was asked."""
        for zone, __ in self.report._read_group([], ["zone_id"], ["days:sum"]):
            self.assertEqual(zone.env, self.report.env)
            self.assertEqual(zone.env.context, self.report.env.context)

    def test_a_crafted_context_changes_nothing(self):
        for level in (True, "month", 1):
            report = self.report.with_context(cooperation_activity_level=level)
            self.assertEqual(
                report.search_count([]), self.report.search_count([]), level
            )

    def test_any_write(self):
        """Through the ORM, in SQL, and by deleting: days, people, missions."""
        run = self.env.cr.execute
        assignment = self.assignments[0]
        mission = assignment.mission_id
        for statement, params in (
            (
                "UPDATE cooperation_mission SET state = 'cancelled' WHERE id = %s",
                mission,
            ),
            ("UPDATE cooperation_mission SET state = 'ongoing' WHERE id = %s", mission),
            (
                "UPDATE cooperation_mission SET theme_id = NULL, date_start = "
                "date_start - 40 WHERE id = %s",
                mission,
            ),
            ("UPDATE cooperation_assignment SET date_start = date_start - 30", None),
            (
                "UPDATE cooperation_assignment SET state = 'declined' WHERE id = %s",
                assignment,
            ),
            (
                "UPDATE cooperation_assignment SET origin = 'cnfpt', "
                "state = 'done' WHERE id = %s",
                assignment,
            ),
            ("UPDATE cooperation_expert_day SET date = date + 1000", None),
            (
                "UPDATE cooperation_expert_day SET state = 'planned' WHERE id % 3 = 0",
                None,
            ),
            (
                "UPDATE cooperation_expert_day SET state = 'done' WHERE id % 2 = 0",
                None,
            ),
            (
                "UPDATE cooperation_expert_day SET fraction = 0.5, half = 'morning'",
                None,
            ),
            ("DELETE FROM cooperation_expert_day WHERE id % 2 = 0", None),
            ("DELETE FROM cooperation_expert_day WHERE assignment_id = %s", assignment),
            ("DELETE FROM cooperation_assignment WHERE id = %s", assignment),
        ):
            run(statement, params and [params.id])
            self.env.invalidate_all()
            with self.subTest(statement=statement):
                self.assertSameAsDays()

    def test_what_waits_to_be_written(self):
        days = self.assignments.day_ids
        domain = Domain("kind", "=", "expert_day") & Domain("year", "=", 2030)
        before = self.report._read_group(domain, [], ["days:sum", PERSONS])
        days.sudo()._guarded_write({"state": "planned"})
        after = self.report._read_group(domain, [], ["days:sum", PERSONS])
        self.assertNotEqual(after, before)
        self.assertEqual(after, self._by_day(domain, [], ["days:sum", PERSONS]))

    def test_months_are_few(self):
        """One row an assignment and month, none for what does not count."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT COUNT(*), COUNT(DISTINCT (assignment_id, month)), "
            "COUNT(*) FILTER (WHERE day_count = 0 AND mobilisations IS NULL) "
            "FROM cooperation_activity_month"
        )
        rows, keys, empty = self.env.cr.fetchone()
        self.assertEqual((rows, empty), (keys, 0))

    def test_files_are_read_out_of_an_index(self):
        """All that a total of files may ask stands in the index of what counts."""
        for way in ("seqscan", "bitmapscan"):
            self.env.cr.execute(SQL(f"SET LOCAL enable_{way} = off"))
        fields_ = {measure.field for measure in MEASURES.values()}
        for fact in self.report._get_file_facts():
            asked = [*FILE_DIMENSIONS, "date", "year", *(fields_ & set(fact.columns))]
            query = f"SELECT {', '.join(asked)} FROM ({fact.get_sql()}) fact"
            self.env.cr.execute(SQL(f"EXPLAIN {query}"))
            plan = "\n".join(line for (line,) in self.env.cr.fetchall())
            self.assertRegex(plan, r"Index Only Scan using \w+_counted_idx")
