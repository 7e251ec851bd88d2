import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestCooperationExpertDay(ExpertiseCommon):
    """The ledger: one expert, one date, a whole day or half of one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._create_active_expert("Amina")
        cls.mission = cls._as_coordinator(cls._create_ordered_mission(cls.expert))
        cls.assignment = cls.mission.assignment_ids

    def _create_day(self, **values):
        return self.env["cooperation.expert.day"].create(
            {"assignment_id": self.assignment.id, "date": "2030-05-06", **values}
        )

    def test_generate_working_days(self):
        """Monday to Friday between the dates, once."""
        self.assignment.action_generate_days()
        self.assertEqual(
            sorted(str(day.date) for day in self.assignment.day_ids),
            [f"2030-05-{day:02}" for day in range(6, 11)],
        )
        self.assertEqual(set(self.assignment.day_ids.mapped("state")), {"planned"})
        self.assertEqual(self.mission.days_scheduled, 5)
        self.assignment.action_generate_days()
        self.assertEqual(len(self.assignment.day_ids), 5)

    def test_generate_skips_weekends(self):
        mission = self._create_ordered_mission(
            self._create_active_expert("Two weeks"),
            date_start="2030-06-07",
            date_end="2030-06-11",
            planned_days=3,
        )
        self._as_coordinator(mission).action_generate_days()
        self.assertEqual(
            sorted(str(day.date) for day in mission.day_ids),
            ["2030-06-07", "2030-06-10", "2030-06-11"],
        )

    def test_generate_no_more_than_planned(self):
        mission = self._as_coordinator(
            self._create_funded_mission(
                planned_days=2.5, date_start="2030-06-03", date_end="2030-06-07"
            )
        )
        assignment = self._as_coordinator(
            self._create_confirmed_assignment(mission, self.expert, planned_days=2.5)
        )
        assignment.action_generate_days()
        days = assignment.day_ids.sorted("date")
        self.assertEqual(days.mapped("fraction"), [1, 1, 0.5])
        self.assertEqual(days[-1].half, "morning")

    def test_generate_in_one_batch(self):
        """The cost of planning does not follow the number of days."""
        long = self._create_ordered_mission(
            self._create_active_expert("Long"), date_end="2030-05-31", planned_days=20
        )
        self._create_day(date="2030-04-01", kind="preparation").unlink()
        counts = []
        for assignment in (self.assignment, long.assignment_ids):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            assignment.action_generate_days()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(long.day_ids), 20)
        self.assertLessEqual(counts[1], counts[0])

    def test_line_of_the_mission(self):
        """The one line of the mission pays, or the one of the assignment."""
        line = self.mission.funding_line_ids
        self.assertEqual(self._create_day().funding_line_id, line)

    def test_halves(self):
        morning = self._create_day(fraction=0.5)
        self.assertEqual(morning.half, "morning")
        afternoon = self._create_day(fraction=0.5, half="afternoon")
        self.assertEqual(self.assignment.days_scheduled, 1)
        afternoon.unlink()
        morning.fraction = 1
        self.assertFalse(morning.half)
        for fraction in (0.25, 2, 0):
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
                self._create_day(date="2030-05-07", fraction=fraction)

    def test_one_day_a_date(self):
        """The refusal names who, when and for which mission."""
        pattern = r"Amina already has a day on 05/06/2030, for “MIS/.*Test mission”"
        self._create_day()
        for values in ({}, {"fraction": 0.5}, {"fraction": 0.5, "half": "afternoon"}):
            with mute_logger("odoo.sql_db"), self.assertRefused(UserError, pattern):
                self._create_day(**values)

    def test_one_day_a_date_across_missions(self):
        other = self._create_funded_mission(
            name="Other", date_start="2030-05-13", date_end="2030-05-17"
        )
        assignment = self._create_confirmed_assignment(other, self.expert)
        self._create_day(date="2030-05-13", kind="report")
        pattern = r"Amina already has a day on 05/13/2030, for “MIS/.*Test mission”"
        with mute_logger("odoo.sql_db"), self.assertRefused(UserError, pattern):
            self._as_coordinator(assignment).action_generate_days()
        day = self._create_day(assignment_id=assignment.id, date="2030-05-14")
        with mute_logger("odoo.sql_db"), self.assertRefused(UserError, pattern):
            day.date = "2030-05-13"

    def test_within_the_assignment(self):
        """Preparation comes before, the report after, nothing else does."""
        self._create_day(date="2030-04-20", kind="preparation")
        self._create_day(date="2030-05-20", kind="report")
        for date, kind in (
            ("2030-05-05", "field"),
            ("2030-05-11", "travel"),
            ("2030-05-11", "preparation"),
            ("2030-05-05", "report"),
        ):
            with self.assertRefused(ValidationError, "05/06/2030 – 05/10/2030"):
                self._create_day(date=date, kind=kind)

    def test_only_for_those_who_go(self):
        assignment = self._create_assignment(
            self.mission, self._create_active_expert("Proposed")
        )
        with self.assertRefused(ValidationError, "takes no days"):
            self._create_day(assignment_id=assignment.id)

    @freeze_time("2030-05-08")
    def test_done_up_to_today(self):
        self.assignment.action_generate_days()
        tomorrow = self.assignment.day_ids.filtered(lambda d: d.date.day == 9)
        with self.assertRefused(UserError, "05/09/2030 is still to come"):
            tomorrow.action_done()
        self.assignment.action_days_done()
        self.assertEqual(self.assignment.days_done, 3)
        self.assertEqual(self.assignment.days_scheduled, 2)
        self.assertEqual(self.mission.days_done, 3)
        self.assertEqual(self.expert.days_done, 3)
        with self.assertRefused(UserError, "no planned day up to today"):
            self.assignment.action_days_done()

    @freeze_time("2030-05-13")
    def test_done_needs_an_order(self):
        mission = self._create_funded_mission(
            date_start="2030-05-13", date_end="2030-05-15"
        )
        assignment = self._create_confirmed_assignment(mission, self.expert)
        day = self._create_day(assignment_id=assignment.id, date="2030-05-13")
        with self.assertRefused(UserError, "Order “Amina"):
            self._as_coordinator(day).action_done()

    @freeze_time("2030-05-20")
    def test_no_more_days_than_covered(self):
        """A sixth day is not paid for by anybody [R1]."""
        self.assignment.action_generate_days()
        self.assignment.action_days_done()
        with self.assertRefused(ValidationError, "6 expert days, 1 expert day more"):
            self._create_day(date="2030-05-14", kind="report")

    @freeze_time("2030-05-13")
    def test_no_more_days_done_than_covered(self):
        """What was planned before the mission was cut down is not all done."""
        self.assignment.action_generate_days()
        self.assignment.mission_id.planned_days = 4
        with self.assertRefused(UserError, "5 expert days done.*covers 4 expert days"):
            self.assignment.action_days_done()

    @freeze_time("2030-05-13")
    def test_done_days_are_frozen(self):
        day = self._as_coordinator(self._create_day())
        day.action_done()
        for values in ({"date": "2030-05-07"}, {"fraction": 0.5}, {"kind": "report"}):
            with self.assertRefused(UserError, "cannot be changed"):
                day.write(values)
        with self.assertRaises(UserError):
            day.unlink()
        with self.assertRefused(UserError, "buttons"):
            day.state = "planned"
        day.action_replan()
        day.date = "2030-05-07"

    def test_roles(self):
        day = self._create_day()
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                day.with_user(user).action_done()
            with self.assertRaises(AccessError):
                self.assignment.with_user(user).action_generate_days()

    @freeze_time("2030-05-13")
    def test_locked_with_the_mission(self):
        self.mission.action_start()
        self.mission.outcome = "<p>Done.</p>"
        self.mission.action_report()
        self.assignment.action_generate_days()
        self.assignment.action_days_done()
        self.assignment.debrief_waiver = "None was needed"
        self.mission.action_close()
        day = self.assignment.day_ids[0]
        with self.assertRefused(UserError, "finished"):
            day.action_replan()
        with self.assertRefused(ValidationError, "takes no days"):
            self._create_day(date="2030-05-13", kind="report")
        with self.assertRaises(UserError):
            self.assignment.day_ids = [Command.delete(day.id)]

    def test_past_days_come_as_they_were(self):
        mission = self._load_history(
            "cooperation.mission", name="Past", state="closed", date_start="2029-01-08"
        )
        assignment = self._load_history(
            "cooperation.assignment",
            mission_id=mission.id,
            expert_id=self.expert.id,
            state="done",
            date_start="2029-01-08",
            date_end="2029-01-12",
        )
        day = self._load_history(
            "cooperation.expert.day",
            assignment_id=assignment.id,
            date="2029-01-08",
            state="done",
        )
        self.assertTrue(day.is_imported)
        self.assertEqual(mission.days_done, 1)
