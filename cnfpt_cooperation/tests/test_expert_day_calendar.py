from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from ..tools.calendar import french_holidays
from .common import MODULE
from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestExpertDayCalendar(ExpertiseCommon):
    """Days are generated from dates, on the working days of the right country."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.algeria = cls.env.ref("base.dz")
        cls.expert = cls._create_active_expert("Amina")

    def _create_agreed(self, mission=None, expert=None, **values):
        """An expert who agreed: from Wednesday 8 to Wednesday 15 May 2030."""
        mission = mission or self._create_mission(
            country_id=self.algeria.id, date_start="2030-05-08", date_end="2030-05-15"
        )
        assignment = self._create_assignment(mission, expert or self.expert, **values)
        self._as_coordinator(assignment).action_accept()
        return self._as_coordinator(assignment)

    def _read_days(self, assignment):
        return [
            (f"{day.date:%m-%d}", day.kind, day.fraction)
            for day in assignment.day_ids.sorted("date")
        ]

    def test_week_of_the_country(self):
        """Friday and Saturday are off in Algeria, Sunday is not."""
        assignment = self._create_agreed()
        self.assertEqual(assignment.planned_days, 6)
        assignment.action_generate_days()
        self.assertEqual(
            [day for day, _kind, _fraction in self._read_days(assignment)],
            ["05-08", "05-09", "05-12", "05-13", "05-14", "05-15"],
        )

    def test_travel_apart(self):
        """One travels on the first and last days, be they a Friday."""
        mission = self._create_mission(
            country_id=self.algeria.id, date_start="2030-05-10", date_end="2030-05-15"
        )
        assignment = self._create_agreed(mission, travel_days_out=2, travel_days_back=1)
        self.assertEqual(assignment.proposed_days, 6)
        assignment.action_generate_days()
        self.assertEqual(
            self._read_days(assignment),
            [
                ("05-10", "travel", 1),
                ("05-11", "travel", 1),
                ("05-12", "field", 1),
                ("05-13", "field", 1),
                ("05-14", "field", 1),
                ("05-15", "travel", 1),
            ],
        )

    def test_days_at_home(self):
        """Preparation and report skip French week-ends and public holidays.

        8 May 2030 is a holiday, and so are Thursday 30 (Ascension) and 1 May.
        """
        mission = self._create_mission(
            country_id=self.algeria.id, date_start="2030-05-09", date_end="2030-05-29"
        )
        assignment = self._create_agreed(
            mission, preparation_days=1.5, report_days=2.5, planned_days=6
        )
        assignment.action_generate_days()
        self.assertEqual(
            self._read_days(assignment),
            [
                ("05-06", "preparation", 0.5),
                ("05-07", "preparation", 1),
                ("05-09", "field", 1),
                ("05-12", "field", 1),
                ("05-31", "report", 1),
                ("06-03", "report", 1),
                ("06-04", "report", 0.5),
            ],
        )

    def test_days_at_home_find_room(self):
        """What the expert has given to another mission is left to it."""
        before = self._create_agreed(
            self._create_mission(date_start="2030-05-06", date_end="2030-05-07")
        )
        before.action_generate_days()
        assignment = self._create_agreed(preparation_days=1)
        assignment.action_generate_days()
        self.assertEqual(self._read_days(assignment)[0], ("05-03", "preparation", 1))

    def test_remote_is_at_home(self):
        """One stays in France: its public holidays count, Algerian Fridays do not."""
        mission = self._create_mission(
            country_id=self.algeria.id,
            modality="remote",
            date_start="2030-05-08",
            date_end="2030-05-12",
        )
        assignment = self._create_agreed(mission)
        assignment.action_generate_days()
        self.assertEqual(
            [day for day, _kind, _fraction in self._read_days(assignment)],
            ["05-09", "05-10"],
        )

    def test_closure_added_by_hand(self):
        """Eid is time off of the calendar; half a morning off is not a closed day."""
        calendar = self.env.ref(f"{MODULE}.resource_calendar_sunday_thursday")
        calendar.with_user(self.user_administrator).global_leave_ids = [
            Command.create({"name": "Eid", "date_from": start, "date_to": stop})
            for start, stop in (
                ("2030-05-12 00:00:00", "2030-05-13 23:59:59"),
                ("2030-05-14 07:00:00", "2030-05-14 10:00:00"),
            )
        ]
        assignment = self._create_agreed()
        self.assertEqual(assignment.proposed_days, 4)

    def test_no_more_than_planned(self):
        """Travel comes first, the field takes what is left."""
        assignment = self._create_agreed(
            travel_days_out=1, travel_days_back=1, planned_days=3.5
        )
        assignment.action_generate_days()
        self.assertEqual(
            self._read_days(assignment),
            [
                ("05-08", "travel", 1),
                ("05-09", "field", 1),
                ("05-12", "field", 0.5),
                ("05-15", "travel", 1),
            ],
        )

    def test_generate_again_adds_what_is_missing(self):
        assignment = self._create_agreed(travel_days_out=1, report_days=1)
        assignment.action_generate_days()
        days = assignment.day_ids
        assignment.action_generate_days()
        self.assertEqual(assignment.day_ids, days)
        days.filtered(lambda d: d.kind == "report").unlink()
        assignment.action_generate_days()
        self.assertEqual(self._read_days(assignment)[-1], ("05-16", "report", 1))

    def test_take_what_the_dates_give(self):
        assignment = self._create_agreed(planned_days=2)
        assignment.travel_days_out = 1
        self.assertEqual(assignment.planned_days, 2, "what was planned stays")
        self.assertEqual(assignment.proposed_days, 6)
        assignment.action_take_proposed_days()
        self.assertEqual(assignment.planned_days, 6)

    def test_several_countries_in_one_batch(self):
        """Each assignment by its own week, for as many queries."""
        assignments = self._create_agreed() | self._create_agreed(
            self._create_mission(date_start="2030-05-08", date_end="2030-05-15"),
            self._create_active_expert("Ben"),
        )
        assignments.action_generate_days()
        self.assertEqual(
            [sum(a.day_ids.mapped("fraction")) for a in assignments], [6, 6]
        )
        fridays = assignments.day_ids.filtered(lambda d: d.date == date(2030, 5, 10))
        self.assertEqual(fridays.assignment_id, assignments[1])

    def test_french_holidays(self):
        """Known years, checked against the official list."""
        self.assertEqual(
            sorted(f"{day:%m-%d}" for day in french_holidays(2026)),
            "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25".split(),
        )
        self.assertEqual(len(french_holidays(2008)), 10, "1 May was Ascension Day")
