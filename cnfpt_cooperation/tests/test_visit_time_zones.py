from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import CooperationCommon, role

ZONES = {
    "strasbourg": "Europe/Paris",
    "hanoi": "Asia/Ho_Chi_Minh",
    "port_au_prince": "America/Port-au-Prince",
}


@freeze_time("2030-02-01")
@tagged("post_install", "-at_install")
class TestVisitTimeZones(CooperationCommon):
    """Strasbourg, Hanoi and Port-au-Prince look at the same programme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readers = {
            name: new_test_user(cls.env, f"{name}_test", role("officer"), tz=zone)
            for name, zone in ZONES.items()
        }

    def _create_session(self, visit, reader="strasbourg", **values):
        session = self.env["cooperation.visit.session"].with_user(self.readers[reader])
        return session.create({"visit_id": visit.id, "name": "Talk", **values})

    def _read_times(self, session):
        """Return what each reader sees of the place, and on their own clocks."""
        times = {}
        for name, user in self.readers.items():
            seen = session.with_user(user).with_context(tz=user.tz, lang="en_US")
            seen.invalidate_recordset()
            times[name] = (seen.place_time, seen.reader_time, seen.is_elsewhere)
        return times

    def test_written_in_the_hours_of_the_place(self):
        """Whoever types nine o'clock in Hanoi means nine o'clock in Hanoi."""
        visit = self._create_visit(tz="Asia/Ho_Chi_Minh")
        for reader in ZONES:
            user = self.readers[reader]
            with Form(
                visit.with_user(user).with_context(tz=user.tz, lang="en_US")
            ) as form:
                with form.session_ids.new() as line:
                    line.name = reader
                    line.place_date = "2030-03-05"
                    line.place_hour = 9
                    line.place_hour_stop = 10.5
            session = visit.session_ids.filtered(lambda s, name=reader: s.name == name)
            self.assertEqual(session.start, datetime(2030, 3, 5, 2))
            self.assertEqual(session.stop, datetime(2030, 3, 5, 3, 30))
        self.assertEqual(
            self._read_times(session),
            {
                "strasbourg": (
                    "Tue 5 Mar, 09:00–10:30 (Ho Chi Minh)",
                    "Tue 5 Mar, 03:00–04:30 (Paris)",
                    True,
                ),
                "hanoi": (
                    "Tue 5 Mar, 09:00–10:30 (Ho Chi Minh)",
                    "Tue 5 Mar, 09:00–10:30 (Ho Chi Minh)",
                    False,
                ),
                "port_au_prince": (
                    "Tue 5 Mar, 09:00–10:30 (Ho Chi Minh)",
                    "Mon 4 Mar, 21:00–22:30 (Port-au-Prince)",
                    True,
                ),
            },
        )

    def test_note_on_the_visit(self):
        visit = self._create_visit(tz="Asia/Ho_Chi_Minh")
        notes = {
            name: visit.with_user(user).with_context(tz=user.tz).tz_note
            for name, user in self.readers.items()
        }
        self.assertFalse(notes["hanoi"])
        self.assertIn("09:00 there is 03:00 on your clocks", notes["strasbourg"])
        self.assertIn("21:00", notes["port_au_prince"])

    def test_across_the_changes_of_clocks(self):
        """Nine o'clock stays nine o'clock on the days around each change."""
        for zone, first, moments in (
            # Europe, last Sunday of March and of October.
            ("Europe/Paris", "2030-03-30", [(30, 8), (31, 7), (1, 7)]),
            ("Europe/Paris", "2030-10-26", [(26, 7), (27, 8), (28, 8)]),
            # Haiti, second Sunday of March and first of November.
            ("America/Port-au-Prince", "2030-03-09", [(9, 14), (10, 13), (11, 13)]),
            ("America/Port-au-Prince", "2030-11-02", [(2, 13), (3, 14), (4, 14)]),
            ("Asia/Ho_Chi_Minh", "2030-03-30", [(30, 2), (31, 2), (1, 2)]),
        ):
            start = datetime.fromisoformat(first).date()
            last = datetime.fromordinal(start.toordinal() + 2).date()
            visit = self._create_visit(tz=zone, date_start=start, date_end=last)
            for days in range(3):
                self._create_session(
                    visit,
                    place_date=datetime.fromordinal(start.toordinal() + days).date(),
                    place_hour=9,
                    place_hour_stop=10,
                )
            visit.session_ids.invalidate_recordset()
            with self.subTest(zone=zone, first=first):
                self.assertEqual(
                    [(s.start.day, s.start.hour) for s in visit.session_ids], moments
                )
                self.assertEqual(set(visit.session_ids.mapped("place_hour")), {9.0})
                self.assertEqual(set(visit.session_ids.mapped("duration")), {1.0})

    def test_visit_put_off_by_a_week_over_a_change(self):
        """The programme keeps its hours, whole days their dates."""
        visit = self._create_visit(date_start="2030-03-25", date_end="2030-03-27")
        talk = self._create_session(visit, place_date="2030-03-26", place_hour=9)
        day = self._create_session(visit, place_date="2030-03-27", allday=True)
        dinner = self._create_session(
            visit, place_date="2030-03-26", place_hour=22, place_hour_stop=1
        )
        self.assertEqual(talk.start, datetime(2030, 3, 26, 8))
        for reader in self.readers.values():
            visit.with_user(reader).write(
                {"date_start": "2030-04-01", "date_end": "2030-04-03"}
            )
            self.assertEqual(talk.start, datetime(2030, 4, 2, 7))
            self.assertEqual((talk.place_hour, talk.place_hour_stop), (9, 10))
            self.assertEqual((dinner.place_hour, dinner.place_hour_stop), (22, 1))
            self.assertEqual(str(day.place_date), "2030-04-03")
            self.assertEqual(str(day.start_date), "2030-04-03")
            visit.with_user(reader).write(
                {"date_start": "2030-03-25", "date_end": "2030-03-27"}
            )
            self.assertEqual(talk.start, datetime(2030, 3, 26, 8))

    def test_whole_day_is_the_same_date_for_everybody(self):
        for zone in ZONES.values():
            visit = self._create_visit(tz=zone)
            session = self._create_session(
                visit, "port_au_prince", place_date="2030-03-06", allday=True
            )
            self.assertEqual(
                set(self._read_times(session).values()),
                {("Wed 6 Mar, all day", "Wed 6 Mar, all day", False)},
            )
            self.assertEqual(str(session.start_date), "2030-03-06")
            self.assertEqual(str(session.stop_date), "2030-03-06")
            with self.assertRaisesRegex(ValidationError, "lies within the visit"):
                session.place_date = "2030-03-07"
            # As the calendar of the client drags it, and draws another one.
            session.write({"allday": True, "start": "2030-03-04", "stop": "2030-03-06"})
            self.assertEqual(str(session.start_date), "2030-03-04")
            drawn = self._create_session(
                visit, allday=True, start="2030-03-04", stop="2030-03-05"
            )
            self.assertEqual(
                (str(drawn.start_date), str(drawn.stop_date)),
                ("2030-03-04", "2030-03-05"),
            )

    def test_over_midnight(self):
        visit = self._create_visit(tz="America/Port-au-Prince")
        session = self._create_session(
            visit, "hanoi", place_date="2030-03-05", place_hour=22, place_hour_stop=1
        )
        self.assertEqual(session.start, datetime(2030, 3, 6, 3))
        self.assertEqual(session.stop, datetime(2030, 3, 6, 6))
        self.assertIn(
            "Tue 5 Mar, 22:00–Wed 6 Mar 01:00 (Port-au-Prince)",
            self._read_times(session)["strasbourg"],
        )
        with self.assertRaisesRegex(ValidationError, "lies within the visit"):
            session.place_date = "2030-03-06"

    def test_hour_that_does_not_exist(self):
        """Half past two of the night when the clocks go forward is half past three."""
        visit = self._create_visit(date_start="2030-03-31", date_end="2030-03-31")
        session = self._create_session(
            visit, place_date="2030-03-31", place_hour=2.5, place_hour_stop=4
        )
        self.assertEqual(session.place_hour, 3.5)

    def test_other_hours_keep_the_length(self):
        visit = self._create_visit()
        session = self._create_session(
            visit, place_date="2030-03-04", place_hour=9, place_hour_stop=11
        )
        session.place_hour = 14
        self.assertEqual((session.place_hour, session.place_hour_stop), (14, 16))
        session.write({"place_date": "2030-03-05", "duration": 1})
        self.assertEqual((session.place_hour, session.place_hour_stop), (14, 15))
        session.place_hour_stop = 18
        self.assertEqual(session.duration, 4)

    def test_board_is_in_the_zone_of_the_place(self):
        visit = self._create_visit(tz="Asia/Ho_Chi_Minh")
        user = self.readers["strasbourg"]
        action = visit.with_user(user).with_context(tz=user.tz).action_open_sessions()
        self.assertEqual(action["context"]["cooperation_board_tz"], "Asia/Ho_Chi_Minh")
        self.assertIn("hours of Ho Chi Minh", action["name"])

    def test_drawn_on_the_board(self):
        """A box drawn on the board asks for a title only."""
        visit = self._create_visit(tz="Asia/Ho_Chi_Minh")
        user = self.readers["port_au_prince"]
        action = visit.with_user(user).with_context(tz=user.tz).action_open_sessions()
        with Form(
            self.env["cooperation.visit.session"]
            .with_user(user)
            .with_context(
                **action["context"],
                tz=user.tz,
                default_name="",
                default_start="2030-03-05 02:00:00",
                default_stop="2030-03-05 04:00:00",
                default_allday=False,
            ),
            view="cnfpt_cooperation.cooperation_visit_session_view_form_quick",
        ) as form:
            form.name = "Drawn"
        session = form.record
        self.assertEqual(session.visit_id, visit)
        self.assertEqual((session.place_hour, session.place_hour_stop), (9, 11))
        self.assertEqual(str(session.place_date), "2030-03-05")
