from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users, warmup

from ..tools.measures import format_signed
from .common import MODULE
from .test_cooperation_activity_report import ActivityReportCommon

FIGURE = "cooperation.figure"


@tagged("post_install", "-at_install")
class TestCooperationFigure(ActivityReportCommon):
    """A published value stands; the live value moves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.figure = cls._create_figure()

    @classmethod
    def _create_figure(cls, code="TEST-VISITS", **values):
        return cls.env[FIGURE].create(
            {
                "name": "Test delegations of 2030",
                "code": code,
                "measure": "visits",
                "definition": "A visit that has begun.",
                "date_start": "2030-01-01",
                "date_end": "2030-12-31",
                "zone_id": cls.zone_africa.id,
                **values,
            }
        )

    def _create_african_visit(self, **values):
        return self._create_past_visit(country_id=self.benin.id, **values)

    @users("direction_test")
    def test_published_value_stands_and_live_value_moves(self):
        visits = self._create_african_visit() | self._create_african_visit()
        figure = self.figure.with_env(self.env)
        self.assertEqual(figure.live_value, 2)
        figure.action_publish()
        self.assertEqual(figure.state, "published")
        snapshot = figure.snapshot_ids
        self.assertEqual(snapshot.value, 2)
        self.assertEqual(snapshot.published_by_id, self.env.user)
        self.assertTrue(snapshot.published_on)
        self.assertEqual(
            sorted(snapshot.row_ids.mapped("report_row_id")),
            sorted(v.id * 16 for v in visits),
        )

        self._create_african_visit()
        figure.invalidate_recordset()
        self.assertEqual(figure.live_value, 3)
        self.assertEqual(figure.published_value, 2)
        self.assertEqual(snapshot.value, 2)
        for record, count in ((snapshot, 2), (figure, 3)):
            action = record.action_open_rows()
            rows = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(rows), count)

    @users("direction_test")
    def test_superseded_and_published_again(self):
        self._create_african_visit()
        figure = self.figure.with_env(self.env)
        figure.action_publish()
        self._create_african_visit()
        figure.action_supersede()
        self.assertEqual(figure.state, "superseded")
        figure.action_publish()
        self.assertEqual(figure.snapshot_ids.sorted("id").mapped("value"), [1, 2])
        self.assertEqual(figure.published_value, 2)

    def test_only_the_direction_publishes(self):
        self._create_african_visit()
        for user in (
            self.user_officer,
            self.user_coordinator,
            self.user_administrator,
        ):
            with self.assertRaises(AccessError):
                self.figure.with_user(user).action_publish()
        self.assertEqual(self.figure.state, "draft")
        self.assertFalse(self.figure.snapshot_ids)

    @users("direction_test")
    def test_forbidden_steps(self):
        figure = self.figure.with_env(self.env)
        with self.assertRaises(UserError):  # nothing behind it
            figure.action_publish()
        self._create_african_visit()
        with self.assertRaises(UserError):
            figure.action_supersede()
        figure.action_publish()
        with self.assertRaises(UserError):
            figure.action_publish()
        undefined = self._create_figure("TEST-NONE", definition=False)
        with self.assertRaisesRegex(UserError, "definition"):
            undefined.with_env(self.env).action_publish()
        self.assertIn("definition", undefined.transition_checklist)

    @users("direction_test")
    def test_crafted_writes(self):
        self._create_african_visit()
        figure = self.figure.with_env(self.env)
        with self.assertRaises(UserError):
            figure.write({"state": "published"})
        figure.action_publish()
        for values in (
            {"measure": "missions"},
            {"zone_id": False},
            {"date_end": "2031-12-31"},
            {"definition": "Anything"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                figure.write(values)
        with self.assertRaises(AccessError):
            figure.snapshot_ids.write({"value": 100})
        with self.assertRaises(AccessError):
            self.env["cooperation.figure.snapshot"].create(
                {"figure_id": figure.id, "value": 100}
            )
        with self.assertRaises(AccessError):
            figure.snapshot_ids.unlink()

    def test_snapshots_belong_to_nobody(self):
        self._create_african_visit()
        self.figure.with_user(self.user_direction).action_publish()
        with self.assertRaises(AccessError):
            self.figure.snapshot_ids.with_user(self.user_administrator).write(
                {"value": 100}
            )

    @users("direction_test")
    def test_published_totals_in_their_period(self):
        """F1 counts in a period that holds all of 2015-2018, in no shorter one."""
        whole = self._create_figure(
            "TEST-F1", zone_id=False, date_start="2015-01-01", date_end="2018-12-31"
        )
        with self.assertRaisesRegex(ValidationError, "for 2015–2018 as a whole"):
            self._create_figure(
                "TEST-2016",
                zone_id=False,
                date_start="2016-01-01",
                date_end="2018-12-31",
            )
        days = self._create_figure(
            "TEST-F4",
            zone_id=False,
            measure="days",
            date_start="2016-01-01",
            date_end="2017-12-31",
        )
        opening = self.env["cooperation.activity.report"].search(
            [("is_opening", "=", True), ("visits", "!=", False)]
        )
        self.assertLessEqual(
            set(opening.ids),
            set(opening.search(whole.with_env(self.env)._get_report_domain()).ids),
        )
        self.assertGreaterEqual(days.with_env(self.env).live_value, 194 + 127)

    @users("direction_test")
    def test_crossing_is_refused_while_it_is_chosen(self):
        """Not a zero first, and a refusal once it is saved."""
        form = Form(self.env["cooperation.figure"])
        form.measure = "missions"
        self.assertFalse(form.crossing_obstacles)
        form.date_start, form.date_end = "2016-01-01", "2016-12-31"
        self.assertIn("2015–2018", form.crossing_obstacles)

    def test_values_as_they_are_said(self):
        """Amounts have their currency, differences their sign."""
        self.assertEqual(format_signed(self.env, "days", -1.5), "−1.5")
        self.assertEqual(format_signed(self.env, "visits", 0), "0")
        figure = self.env.ref("cnfpt_cooperation.figure_amount")
        self.assertIn(self.env.company.currency_id.symbol, figure.live_text)

    def test_persons(self):
        """One expert on two missions is one person and two mobilisations."""
        expert = self._create_expert()
        for date in ("2030-05-06", "2030-06-03"):
            mission = self._create_past_mission(
                country_id=self.benin.id, date_start=date, date_end=date
            )
            self._create_past_assignment(mission, expert)
        persons = self._create_figure("TEST-PERSONS", measure="persons")
        mobilisations = self._create_figure("TEST-MOB", measure="mobilisations")
        self.assertEqual(persons.with_env(self.env).live_value, 1)
        self.assertEqual(mobilisations.with_env(self.env).live_value, 2)

    @users("direction_test")
    @warmup
    def test_live_values_in_one_query(self):
        figures = self._create_figure("TEST-0")
        for number in range(1, 20):
            figures |= self._create_figure(f"TEST-{number}")
        for few_or_many in (figures[:1], figures):
            records = few_or_many.with_env(self.env)
            records.mapped("measure")
            self.env.flush_all()
            with self.assertQueryCount(1):
                records.mapped("live_value")
            records.invalidate_recordset(["live_value"])

    @users("direction_test")
    def test_shipped_figures_say_what_counts(self):
        figures = self.env[FIGURE].search([("code", "=like", "CNFPT-%")])
        self.assertEqual(
            set(figures.mapped("measure")),
            {key for key, __ in self.env[FIGURE]._fields["measure"].selection},
        )
        for figure in figures:
            self.assertTrue(figure.definition)
        self.assertTrue(self.env.ref(f"{MODULE}.figure_visits"))

    def test_as_many_queries_for_twenty_published_as_for_two(self):
        """Whoever asks what has moved reads all publications at once."""
        self._create_african_visit()
        counts = []
        for number in (1, 1, 18):
            for __ in range(number):
                code = f"TEST-{len(self.figure.search([]))}"
                self._create_figure(code).action_publish()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["cooperation.watch"].search_count([])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
