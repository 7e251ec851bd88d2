from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.date_utils import start_of

from odoo.addons.cnfpt_cooperation.tests.common_expertise import ExpertiseCommon


class StaffingCommon(ExpertiseCommon):
    """Amina is asked for twice in one week of May 2030."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amina = cls._create_active_expert("Amina")
        cls.tunis = cls._agree("Tunis", cls.start, cls.end)

    start, end = "2030-05-06", "2030-05-31"

    @classmethod
    def _agree(cls, name, start, end, **values):
        mission = cls._create_mission(name=name, date_start=start, date_end=end)
        assignment = cls._as_coordinator(
            cls._create_assignment(mission, cls.amina, **values)
        )
        assignment.action_accept()
        return assignment


@tagged("post_install", "-at_install")
class TestStaffingBoard(StaffingCommon):
    """What is dragged on the board meets the same guards as anywhere."""

    def _move(self, assignment, *dates):
        assignment.action_move_dates(*dates)
        return [str(assignment.date_start), str(assignment.date_end)]

    def test_conflicts(self):
        self.assertFalse(self.tunis.is_conflicting)
        sfax = self._agree("Sfax", "2030-05-30", "2030-06-05")
        self.env.invalidate_all()
        self.assertTrue(sfax.is_conflicting)
        self.assertTrue(self.tunis.is_conflicting)
        sfax.action_cancel()
        self.env.invalidate_all()
        self.assertFalse(sfax.is_conflicting, "it is called off")
        self.assertFalse(self.tunis.is_conflicting)

    def test_planned_days_come_along(self):
        self.tunis.write({"date_end": "2030-05-10", "travel_days_out": 1})
        self.tunis.action_generate_days()
        self.assertEqual(
            self._move(self.tunis, "2030-05-08", "2030-05-12"),
            ["2030-05-08", "2030-05-12"],
        )
        self.assertEqual(
            [(str(d.date), d.kind) for d in self.tunis.day_ids.sorted("date")][0],
            ("2030-05-08", "travel"),
        )
        self.assertEqual(self.tunis.days_scheduled, 5)

    def test_stays_in_its_mission(self):
        with self.assertRefused(UserError, "outside “MIS/.*Tunis"):
            self._move(self.tunis, "2030-05-01", "2030-05-26")
        self.assertEqual(str(self.tunis.date_start), "2030-05-06")

    @mute_logger("odoo.sql_db")
    def test_held_by_another_mission(self):
        """The database refuses, and the sentence names who holds the expert."""
        self.tunis.date_end = "2030-05-10"
        for assignment in (
            self.tunis,
            self._agree("Sfax", "2030-05-13", "2030-05-17"),
        ):
            assignment._guarded_write({"state": "confirmed"})
        with self.assertRefused(UserError, "Amina is on “MIS/.*Sfax” from 05/13/2030"):
            self._move(self.tunis, "2030-05-15", "2030-05-19")

    def test_ordered_does_not_move(self):
        mission = self._create_ordered_mission(self._create_active_expert("Ben"))
        assignment = self._as_coordinator(mission.assignment_ids)
        with self.assertRefused(UserError, "cannot be changed"):
            self._move(assignment, "2030-05-07", "2030-05-09")

    def test_readers_do_not_move(self):
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                self._move(self.tunis.with_user(user), "2030-05-07", "2030-05-09")

    def test_constant_number_of_queries(self):
        names = ["mission_id", "expert_id", "state", "is_conflicting", "display_name"]
        assignments = self.tunis
        for number in range(10):
            assignments |= self._agree(f"Number {number}", self.start, self.end)
        counts = []
        for some in (assignments, assignments[:2], assignments):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.search_read([("id", "in", some.ids)], names)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])


@tagged("post_install", "-at_install", "cooperation_browser")
class TestStaffingBoardInBrowser(StaffingCommon, HttpCase):
    """A bar is dragged by the mouse; one that may not move goes back."""

    @classmethod
    def setUpClass(cls):
        week = start_of(fields.Date.today(), "week")
        cls.week = week
        cls.start = week
        cls.end = fields.Date.add(week, days=25)
        super().setUpClass()
        cls.tunis.date_end = fields.Date.add(week, days=4)

    def _walk(self, tour):
        self.start_tour("/odoo/staffing", tour, login="coordinator_test")
        self.tunis.invalidate_recordset()

    def test_drag(self):
        self._walk("cooperation_staffing_drag_tour")
        self.assertGreater(self.tunis.date_start, self.week)
        self.assertEqual((self.tunis.date_end - self.tunis.date_start).days, 4)

    @mute_logger("odoo.http")
    def test_drag_refused(self):
        """Out of its mission: said, and shown where it was."""
        self._walk("cooperation_staffing_refused_tour")
        self.assertEqual(self.tunis.date_start, self.week)

    def test_conflict_in_red(self):
        self._agree("Sfax", self.week, self.end)
        self._walk("cooperation_staffing_conflict_tour")
