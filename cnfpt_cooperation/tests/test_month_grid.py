from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon


class MonthGridCommon(ExpertiseCommon):
    """Amina goes to Tunis from Monday 6 to Friday 10 May 2030, and Ben is free."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amina = cls._create_active_expert("Amina")
        cls.mission = cls._create_ordered_mission(cls.amina, name="Tunis")
        cls.assignment = cls._as_coordinator(cls.mission.assignment_ids)

    @classmethod
    def _agree(cls, expert, name, **values):
        mission = cls._create_mission(name=name, **values)
        assignment = cls._as_coordinator(cls._create_assignment(mission, expert))
        assignment.action_accept()
        return assignment


@tagged("post_install", "-at_install")
class TestMonthGrid(MonthGridCommon):
    """What the month grid reads and writes is the ledger, with all its rules."""

    def _read(self, user=None, domain=(), date="2030-05-15"):
        assignments = self.env["cooperation.assignment"]
        if user:
            assignments = assignments.with_user(user)
        return assignments.read_days_grid(list(domain), date)

    def _read_row(self, assignment, **values):
        rows = {row["id"]: row for row in self._read(**values)["rows"]}
        return rows.get(assignment.id)

    def test_cycle(self):
        for fraction, total in ((0.5, 0.5), (1, 1), (0, 0)):
            row = self.assignment.write_day("2030-05-07", fraction)
            self.assertEqual(row["total"], total)
            self.assertEqual(row["cells"].get(7, {}).get("fraction", 0), fraction)
        self.assertFalse(self.assignment.day_ids)

    def test_row(self):
        self.assignment.write_day("2030-05-07", 1)
        row = self._read_row(self.assignment)
        self.assertEqual((row["expert"], row["planned"], row["total"]), ("Amina", 5, 1))
        self.assertEqual(
            row["cells"], {7: {"fraction": 1, "kind": "field", "done": False}}
        )
        # 1, 8 and 30 May are French holidays; one is in Tunis on the 8th.
        self.assertEqual(row["off"], [1, 4, 5, 11, 12, 18, 19, 25, 26, 30])

    def test_months(self):
        """In the months of its dates, and where it has a day before or after."""
        self.assertFalse(self._read_row(self.assignment, date="2030-04-30"))
        self.assignment.write_day("2030-04-29", 0.5)
        self.assertTrue(self._read_row(self.assignment, date="2030-04-01"))
        declined = self._create_assignment(
            self.mission, self._create_active_expert("Ben")
        )
        self.assertFalse(self._read_row(declined), "nobody asked yet")

    def test_kind_is_told_by_the_dates(self):
        mission = self._create_mission(date_start="2030-06-03", date_end="2030-06-07")
        assignment = self._as_coordinator(
            self._create_assignment(mission, self.amina, travel_days_out=1)
        )
        assignment.action_accept()
        for date, kind in (
            ("2030-05-31", "preparation"),
            ("2030-06-03", "travel"),
            ("2030-06-04", "field"),
            ("2030-06-10", "report"),
        ):
            assignment.write_day(date, 1)
            day = assignment.day_ids.filtered(lambda d, date=date: str(d.date) == date)
            self.assertEqual(day.kind, kind)
        assignment.write_day("2030-06-04", 1, "travel")
        self.assertEqual(
            assignment.day_ids.sorted("date").mapped("kind"),
            ["preparation", "travel", "travel", "report"],
        )

    def test_kind_that_the_dates_refuse(self):
        with self.assertRefused(ValidationError, "only preparation comes before it"):
            self.assignment.write_day("2030-05-03", 1, "field")

    def test_halves_of_two_missions(self):
        """The afternoon is taken when the morning is; a whole day is refused."""
        other = self._agree(self.amina, "Sfax")
        other.write_day("2030-05-07", 0.5)
        self.assignment.write_day("2030-05-07", 0.5)
        self.assertEqual(self.assignment.day_ids.half, "afternoon")
        row = self._read_row(self.assignment)
        self.assertIn("Sfax", row["elsewhere"][7])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRefused(UserError, "Amina already has a day on 05/07/2030"),
        ):
            self.assignment.write_day("2030-05-07", 1)

    def test_two_halves_of_one_assignment(self):
        """A morning of travel and an afternoon on the field become one cell."""
        self.assignment.day_ids = [
            Command.create(
                {"date": "2030-05-06", "fraction": 0.5, "half": half, "kind": kind}
            )
            for half, kind in (("morning", "travel"), ("afternoon", "field"))
        ]
        self.assertEqual(self._read_row(self.assignment)["cells"][6]["fraction"], 1)
        self.assignment.write_day("2030-05-06", 0.5)
        self.assertEqual(self.assignment.days_scheduled, 0.5)

    @freeze_time("2030-05-08")
    def test_done_days_stay(self):
        self.assignment.write_day("2030-05-06", 1)
        self.assignment.action_days_done()
        for fraction in (0, 0.5):
            with self.assertRefused(UserError, "is done: take it back to planned"):
                self.assignment.write_day("2030-05-06", fraction)

    def test_bad_input(self):
        for date, fraction in (
            ("2030-05-07", 0.25),
            ("2030-05-07", 2),
            (False, 1),
            ("2030-05-07", None),
        ):
            with self.assertRefused(UserError, "A day is a date, and none, half or"):
                self.assignment.write_day(date, fraction)

    def test_roles(self):
        """Everybody of the Mission reads, coordinators write."""
        for user in (self.user_officer, self.user_direction):
            grid = self._read(user)
            self.assertFalse(grid["can_write"])
            self.assertTrue(grid["rows"])
            with self.assertRaises(AccessError):
                self.assignment.with_user(user).write_day("2030-05-07", 1)
        self.assertTrue(self._read(self.user_coordinator)["can_write"])
        with self.assertRaises(AccessError):
            self._read(self.user_employee)

    def test_constant_number_of_queries(self):
        """Twenty rows cost as much as two."""
        self._read(self.user_coordinator)  # rights and calendars come into the caches
        counts = []
        for number in (1, 18):
            for index in range(number):
                expert = self._create_active_expert(f"Expert {number} {index}")
                assignment = self._agree(expert, f"Mission {number} {index}")
                assignment.action_generate_days()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            grid = self._read(self.user_coordinator)
            counts.append(self.cr.sql_log_count - before)
        self.assertGreaterEqual(len(grid["rows"]), 20)
        self.assertEqual(*counts)

    def test_open_from_a_record(self):
        for record in (self.assignment, self.mission, self.amina):
            action = record.action_open_grid()
            rows = self._read(domain=action["domain"])["rows"]
            self.assertEqual([row["id"] for row in rows], self.assignment.ids)
        self.assertEqual(
            self.mission.action_open_grid()["context"]["cooperation_grid_date"],
            "2030-05-06",
        )


@tagged("post_install", "-at_install", "cooperation_browser")
class TestMonthGridInBrowser(MonthGridCommon, HttpCase):
    """The coordinator corrects days by clicks and keys, on a screen and on a phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ben = cls._create_active_expert("Ben")
        cls.other = cls._agree(cls.ben, "Sfax")
        cls._agree(cls.amina, "Gabes").write_day("2030-05-13", 1, "report")
        cls.action = cls.env.ref("cnfpt_cooperation.cooperation_expert_day_grid_action")
        cls.action.context = {"cooperation_grid_date": "2030-05-06"}

    def _read_days(self, assignment):
        self.env.invalidate_all()
        return {
            f"{day.date:%m-%d}": (day.fraction, day.kind) for day in assignment.day_ids
        }

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_clicks_and_keys(self):
        self.start_tour(
            "/odoo/expert-days-grid",
            "cooperation_month_grid_tour",
            login="coordinator_test",
        )
        self.assertEqual(
            self._read_days(self.assignment),
            {
                "05-03": (0.5, "preparation"),
                "05-07": (1, "field"),
                "05-08": (0.5, "field"),
                "05-09": (1, "travel"),
            },
        )
        self.assertEqual(sum(self.other.day_ids.mapped("fraction")), 5)

    def test_reader(self):
        """A reader's click changes nothing, and asks the server for nothing."""
        self.start_tour(
            "/odoo/expert-days-grid",
            "cooperation_month_grid_reader_tour",
            login="direction_test",
        )
        self.assertFalse(self.assignment.day_ids)


@tagged("post_install", "-at_install", "cooperation_browser")
class TestMonthGridOnAPhone(MonthGridCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        """Each assignment is a small calendar; nothing scrolls sideways."""
        self.env.ref("cnfpt_cooperation.cooperation_expert_day_grid_action").context = {
            "cooperation_grid_date": "2030-05-06"
        }
        self.start_tour(
            "/odoo/expert-days-grid",
            "cooperation_month_grid_phone_tour",
            login="coordinator_test",
        )
        self.assertEqual(self.assignment.day_ids.mapped("fraction"), [0.5])
