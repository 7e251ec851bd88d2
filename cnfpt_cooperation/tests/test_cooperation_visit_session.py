from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged, users

from .common import CooperationCommon


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestCooperationVisitSession(CooperationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit(user_id=cls.user_officer.id)
        cls.speaker, cls.other_speaker, cls.host = cls.env["res.partner"].create(
            [
                {"name": "Speaker", "email": "speaker@example.com"},
                {"name": "Other Speaker", "email": "other@example.com"},
                {"name": "Host", "email": "host@example.com"},
            ]
        )
        cls.officer_partner = cls.user_officer.partner_id

    def _create_session(self, **values):
        return self.env["cooperation.visit.session"].create(
            {
                "visit_id": self.visit.id,
                "name": "Welcome",
                "start": "2030-03-04 08:00:00",
                "stop": "2030-03-04 09:30:00",
                "location": "Room 204",
                **values,
            }
        )

    @users("officer_test")
    def test_is_an_event_of_the_calendar(self):
        session = self._create_session()
        event = self.env["calendar.event"].search(
            [
                ("start", ">=", "2030-03-04"),
                ("partner_ids", "in", self.env.user.partner_id.id),
            ]
        )
        self.assertRecordValues(
            event,
            [
                {
                    "id": session.event_id.id,
                    "name": "Welcome",
                    "location": "Room 204",
                    "duration": 1.5,
                    "user_id": self.user_officer.id,
                    "res_model": "cooperation.visit",
                    "res_id": self.visit.id,
                }
            ],
        )

    @users("officer_test")
    def test_leaves_no_noise(self):
        """The trace of a session tells what happens to it, not that it exists."""
        self.assertFalse(self._create_session().event_id.message_ids)

    @users("officer_test")
    def test_moving_one_side_moves_the_other(self):
        session = self._create_session()
        session.event_id.write(
            {"start": "2030-03-05 08:00:00", "stop": "2030-03-05 09:00:00"}
        )
        self.assertEqual(session.start, datetime(2030, 3, 5, 8))
        self.env.flush_all()
        session.write({"start": "2030-03-06 08:00:00", "location": "Hall"})
        self.assertEqual(session.event_id.start, datetime(2030, 3, 6, 8))
        self.assertEqual(session.event_id.stop, datetime(2030, 3, 6, 9))
        self.assertEqual(session.event_id.location, "Hall")

    @users("officer_test")
    def test_attendees_follow_the_programme(self):
        session = self._create_session(
            speaker_ids=self.speaker.ids, host_id=self.host.id
        )
        event = session.event_id
        self.assertEqual(
            event.partner_ids, self.speaker | self.host | self.officer_partner
        )
        self.assertEqual(event.attendee_ids.partner_id, event.partner_ids)
        guest = self.funder
        event.with_context(no_mail_to_attendees=True).partner_ids += guest
        session.speaker_ids = self.other_speaker
        self.assertEqual(
            event.partner_ids,
            self.other_speaker | self.host | self.officer_partner | guest,
        )
        self.visit.with_env(self.env).user_id = self.user_coordinator
        self.assertEqual(event.user_id, self.user_coordinator)
        self.assertEqual(
            event.partner_ids,
            self.other_speaker | self.host | self.user_coordinator.partner_id | guest,
        )

    @users("officer_test")
    def test_no_mail_goes_out(self):
        """Writing a programme tells nobody yet."""
        mails = self.env["mail.mail"].sudo()
        notifications = self.env["mail.notification"].sudo()
        before = mails.search_count([]), notifications.search_count([])
        visit = self.visit.with_env(self.env)
        session = self._create_session(
            speaker_ids=self.speaker.ids, host_id=self.host.id
        )
        session.write(
            {"speaker_ids": self.other_speaker.ids, "start": "2030-03-05 08:00:00"}
        )
        visit.write({"date_start": "2030-03-11", "date_end": "2030-03-13"})
        visit.user_id = self.user_coordinator
        visit.cancel_reason = "Strike"
        visit.action_cancel()
        visit.action_reopen()
        session.unlink()
        self.assertEqual(
            (mails.search_count([]), notifications.search_count([])), before
        )

    @users("officer_test")
    def test_no_activity_on_the_visit(self):
        self._create_session()
        self.assertFalse(self.visit.activity_ids)

    @users("officer_test")
    def test_deleting_either_side_deletes_the_other(self):
        session = self._create_session()
        event = session.event_id
        session.unlink()
        self.assertFalse(event.exists())
        session = self._create_session()
        session.event_id.unlink()
        self.assertFalse(session.exists())
        visit = self._create_visit().with_env(self.env)
        session = self._create_session(visit_id=visit.id)
        event = session.event_id
        visit.unlink()
        self.assertFalse(event.exists() or session.exists())

    @users("officer_test")
    def test_lies_within_the_visit(self):
        for start, stop in (
            ("2030-03-03 22:59:00", "2030-03-04 08:00:00"),  # 23:59 in Paris
            ("2030-03-06 22:00:00", "2030-03-06 23:01:00"),  # 00:01 in Paris
            ("2030-03-07 08:00:00", "2030-03-07 09:00:00"),
        ):
            with (
                self.subTest(start=start),
                self.assertRaisesRegex(ValidationError, "lies within the visit"),
            ):
                self._create_session(start=start, stop=stop)
        self._create_session(start="2030-03-03 23:00:00", stop="2030-03-04 00:00:00")
        self._create_session(start="2030-03-06 22:00:00", stop="2030-03-06 23:00:00")

    @users("officer_test")
    def test_days_are_those_of_the_place(self):
        """00:30 UTC on the 4th is still the 3rd in Martinique."""
        self.visit.tz = "America/Martinique"
        with self.assertRaisesRegex(ValidationError, "Martinique"):
            self._create_session(
                start="2030-03-04 00:30:00", stop="2030-03-04 01:00:00"
            )

    def test_calendar_keeps_it_within_the_visit(self):
        """Whoever drags the event, user of the application or speaker."""
        speaker = self.user_employee.partner_id
        for user in (self.user_officer, self.user_employee):
            session = self._create_session(speaker_ids=speaker.ids)
            event = session.event_id.with_user(user)
            event.write({"start": "2030-03-05 08:00:00", "stop": "2030-03-05 09:00:00"})
            for values in (
                {"start": "2030-03-09 08:00:00", "stop": "2030-03-09 09:00:00"},
                {"start": "2030-03-09 08:00:00"},
                {"duration": 72},
            ):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaisesRegex(ValidationError, "lies within the visit"),
                ):
                    event.write(values)

    @users("officer_test")
    def test_needs_a_dated_visit(self):
        visit = self._create_visit(date_start=False, date_end=False)
        with self.assertRaisesRegex(ValidationError, "its dates"):
            self._create_session(visit_id=visit.id)

    @users("officer_test")
    def test_proposed_at_nine_at_the_place(self):
        """Then where the programme has come to."""
        sessions = self.env["cooperation.visit.session"]
        first = sessions.create({"visit_id": self.visit.id, "name": "Welcome"})
        self.assertEqual(first.start, datetime(2030, 3, 4, 8))  # 09:00 in Paris
        self.assertEqual(first.stop, datetime(2030, 3, 4, 9))
        second = sessions.create(
            {"visit_id": self.visit.id, "name": "Talk", "duration": 2}
        )
        self.assertEqual(second.start, first.stop)
        self.assertEqual(second.stop, datetime(2030, 3, 4, 11))
        islands = self._create_visit(tz="Pacific/Noumea")
        session = sessions.create({"visit_id": islands.id, "name": "Welcome"})
        self.assertEqual(session.start, datetime(2030, 3, 3, 22))  # 09:00 in Nouméa

    @users("officer_test")
    def test_written_in_the_form_of_the_visit(self):
        with Form(self.visit.with_env(self.env)) as form:
            with form.session_ids.new() as line:
                self.assertEqual(str(line.place_date), "2030-03-04")
                self.assertEqual(line.place_hour, 9)
                line.name = "Welcome"
            with form.session_ids.new() as line:
                self.assertEqual(line.place_hour, 10)
                line.place_date = "2030-03-05"
                line.place_hour = 14
                line.place_hour_stop = 16
                line.name = "Workshop"
                line.kind = "workshop"
        self.assertRecordValues(
            self.visit.session_ids,
            [
                {"name": "Welcome", "stop": datetime(2030, 3, 4, 9)},
                {"name": "Workshop", "stop": datetime(2030, 3, 5, 15)},
            ],
        )
        with Form(self.visit.with_env(self.env)) as form:
            with form.session_ids.edit(0) as line:
                line.place_date = "2030-03-06"
        self.assertEqual(
            self.visit.session_ids.sorted("start").mapped("name"),
            ["Workshop", "Welcome"],
        )

    @users("officer_test")
    def test_first_save_of_a_visit_with_its_programme(self):
        with Form(self.env["cooperation.visit"]) as form:
            form.name = "New visit"
            form.date_start = "2030-07-01"
            form.date_end = "2030-07-02"
            with form.session_ids.new() as line:
                self.assertEqual(line.place_hour, 9)
                line.name = "Welcome"
        session = form.record.session_ids
        self.assertEqual(session.name, "Welcome")
        self.assertEqual(session.start, datetime(2030, 7, 1, 7))  # summer time

    @users("officer_test")
    def test_listed_in_order_of_time(self):
        self._create_session(
            name="B", start="2030-03-05 08:00:00", stop="2030-03-05 09:00:00"
        )
        self._create_session(name="A")
        self.env.invalidate_all()
        self.assertEqual(self.visit.session_ids.mapped("name"), ["A", "B"])

    @users("officer_test")
    def test_programme_follows_its_visit(self):
        """Put off by four weeks, over the change of hour: the same clock time."""
        session = self._create_session()
        visit = self.visit.with_env(self.env)
        visit.write({"date_start": "2030-04-01", "date_end": "2030-04-03"})
        self.assertEqual(session.start, datetime(2030, 4, 1, 7))  # 09:00, summer
        self.assertEqual(session.stop, datetime(2030, 4, 1, 8, 30))
        visit.tz = "Africa/Tunis"
        self.assertEqual(session.start, datetime(2030, 4, 1, 8))  # 09:00 in Tunis

    @users("officer_test")
    def test_form_may_move_visit_and_session_at_once(self):
        """A session that the same form has written is not moved twice."""
        session = self._create_session()
        self.visit.with_env(self.env).write(
            {
                "date_start": "2030-03-11",
                "date_end": "2030-03-13",
                "session_ids": [
                    Command.update(
                        session.id,
                        {"start": "2030-03-12 08:00:00", "stop": "2030-03-12 09:00:00"},
                    ),
                    Command.create({"name": "New", "start": "2030-03-13 08:00:00"}),
                ],
            }
        )
        self.assertEqual(
            self.visit.session_ids.mapped("start"),
            [datetime(2030, 3, 12, 8), datetime(2030, 3, 13, 8)],
        )

    @users("officer_test")
    def test_visit_does_not_shrink_over_its_programme(self):
        self._create_session(start="2030-03-06 08:00:00", stop="2030-03-06 09:00:00")
        with self.assertRaisesRegex(ValidationError, "lies within the visit"):
            self.visit.with_env(self.env).date_end = "2030-03-05"

    @users("officer_test")
    def test_calendar_opens_on_the_visit(self):
        action = self.visit.with_env(self.env).action_open_sessions()
        self.assertEqual(action["context"]["default_visit_id"], self.visit.id)
        self.assertEqual(action["context"]["initial_date"], "2030-03-04")
        self.assertTrue(action["view_mode"].startswith("calendar"))
