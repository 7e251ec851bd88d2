from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, tagged, users

from .common import MODULE
from .common_expertise import ExpertiseCommon


@freeze_time("2030-01-15")
@tagged("post_install", "-at_install")
class TestCooperationVisitClash(ExpertiseCommon):
    """Two visits in the same days: 4 to 6 March, clocks one hour before UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inet = cls.env.ref(f"{MODULE}.partner_inet")
        cls.room = cls.env["cooperation.room"].create(
            {"name": "Room 204", "partner_id": cls.inet.id, "capacity": 20}
        )
        cls.speaker = cls.env["res.partner"].create({"name": "Test Speaker"})
        cls.visit = cls._create_visit(user_id=cls.user_officer.id)
        cls.other = cls._create_visit(
            name="Other visit", user_id=cls.user_coordinator.id
        )

    def _create_session(self, visit, hour, hours=1, **values):
        start = fields.Datetime.to_datetime(f"2030-03-04 {hour - 1:02}:00:00")
        return self.env["cooperation.visit.session"].create(
            {
                "visit_id": visit.id,
                "name": f"Session at {hour}",
                "start": start,
                "stop": start + timedelta(hours=hours),
                **values,
            }
        )

    def _get(self, record):
        self.env.flush_all()
        record.invalidate_recordset()
        return str(record.with_env(self.env).clashes or "")

    @users("officer_test")
    def test_room_held_twice(self):
        mine = self._create_session(self.visit, 9, 2, room_id=self.room.id)
        theirs = self._create_session(self.other, 10, room_id=self.room.id)
        for record in (self.visit, mine):
            text = self._get(record)
            for part in (
                "Room 204",
                "held twice",
                "Session at 9",
                "Session at 10",
                "Other visit",
            ):
                self.assertIn(part, text)
            self.assertIn("09:00", text)
            self.assertIn("Paris", text)
        theirs.write({"start": "2030-03-04 10:00:00", "stop": "2030-03-04 11:00:00"})
        self.assertFalse(self._get(self.visit), "one ends when the other starts")

    @users("officer_test")
    def test_cancelled_visits_and_archived_sessions_hold_nothing(self):
        self._create_session(self.visit, 9, room_id=self.room.id)
        theirs = self._create_session(self.other, 9, room_id=self.room.id)
        self.assertTrue(self._get(self.visit))
        theirs.active = False
        self.assertFalse(self._get(self.visit))
        theirs.active = True
        self.other.cancel_reason = "Strike"
        self.other.action_cancel()
        self.assertFalse(self._get(self.visit))

    @users("officer_test")
    def test_room_too_small(self):
        session = self._create_session(self.visit, 9, room_id=self.room.id)
        self._create_session(self.visit, 11, room_id=self.room.id)
        self.visit.headcount_declared = 20
        self.assertFalse(self._get(self.visit))
        self.visit.headcount_declared = 21
        self.assertEqual(self._get(self.visit).count("seats 20"), 1, "once a room")
        self.assertIn("the delegation is 21", self._get(session))

    @users("officer_test")
    def test_speaker_and_host_in_two_places(self):
        """Within one visit too: nobody speaks in two workshops at once."""
        speakers = {"speaker_ids": self.speaker.ids}
        self._create_session(self.visit, 9, 2, **speakers)
        self._create_session(self.visit, 10, host_id=self.speaker.id)
        text = self._get(self.visit)
        self.assertEqual(text.count("two places"), 1)
        self.assertIn("Test Speaker", text)

    @users("officer_test")
    def test_officer_and_interpreter_between_visits_only(self):
        """They go from one workshop to the other, not from one city to another."""
        self.visit.interpreter_ids = self.speaker
        self._create_session(self.visit, 9, 2)
        self._create_session(self.visit, 10)
        self.assertFalse(self._get(self.visit))
        self._create_session(self.other, 10)
        self.assertFalse(self._get(self.visit))
        self.other.interpreter_ids = self.speaker
        self.assertIn("interpreter", self._get(self.visit))
        self.other.interpreter_ids = False
        self.other.user_id = self.user_officer
        self.assertIn("officer", self._get(self.visit))

    @users("officer_test")
    def test_other_appointments_keep_their_secret(self):
        self._create_session(self.visit, 9, speaker_ids=self.speaker.ids)
        event = (
            self.env["calendar.event"]
            .sudo()
            .create(
                {
                    "name": "Doctor",
                    "start": "2030-03-04 08:30:00",
                    "stop": "2030-03-04 09:30:00",
                    "partner_ids": self.speaker.ids,
                    "privacy": "private",
                }
            )
        )
        text = self._get(self.visit)
        self.assertIn("Test Speaker has another appointment", text)
        self.assertNotIn("Doctor", text)
        event.show_as = "free"
        self.assertFalse(self._get(self.visit))

    def test_expert_on_a_mission(self):
        mission = self._create_funded_mission(
            date_start="2030-03-05", date_end="2030-03-08"
        )
        expert = self._create_active_expert()
        self._create_confirmed_assignment(mission, expert)
        session = self._create_session(self.visit, 9, speaker_ids=expert.partner_id.ids)
        self.assertFalse(self._get(self.visit))
        session.write({"start": "2030-03-04 23:30:00", "stop": "2030-03-05 00:30:00"})
        text = self._get(self.visit)
        self.assertIn(f"is on the mission “{mission.display_name}”", text)

    def test_days_are_those_of_the_place(self):
        """It is the 5th in Nouméa when it is still the 4th in UTC."""
        mission = self._create_funded_mission(
            date_start="2030-03-05", date_end="2030-03-08"
        )
        expert = self._create_active_expert()
        self._create_confirmed_assignment(mission, expert)
        self.visit.tz = "Pacific/Noumea"
        self._create_session(
            self.visit,
            9,
            start="2030-03-04 20:00:00",
            stop="2030-03-04 21:00:00",
            speaker_ids=expert.partner_id.ids,
        )
        text = self._get(self.visit)
        self.assertIn("is on the mission", text)
        self.assertIn("07:00", text)

    @users("officer_test")
    def test_interpreter_missing(self):
        self.visit.language_ids = self.env.ref(f"{MODULE}.language_ar")
        self.assertIn("no interpreter", self._get(self.visit))
        self.visit.interpreter_ids = self.speaker
        self.assertFalse(self._get(self.visit))
        self.visit.interpreter_ids = False
        self.visit.language_ids |= self.env.ref(f"{MODULE}.language_fr")
        self.assertFalse(self._get(self.visit))

    @users("officer_test")
    def test_more_delegates_than_declared(self):
        self.visit.headcount_declared = 1
        self.env["cooperation.visit.delegate"].create(
            [{"visit_id": self.visit.id, "name": name} for name in ("Ann", "Bo")]
        )
        self.assertIn("2 delegates are named", self._get(self.visit))

    @users("officer_test")
    def test_warnings_refuse_nothing(self):
        for visit in (self.visit, self.other):
            self._create_session(visit, 9, room_id=self.room.id)
            visit.with_env(self.env).action_plan()
            visit.with_env(self.env).action_confirm()
        self.assertTrue(self._get(self.visit))
        self.assertEqual(self.visit.state, "confirmed")

    @users("officer_test")
    def test_place_typed_is_the_room(self):
        """Typed in the programme, the name of a room is the room, which may warn."""
        session = self._create_session(self.visit, 9)
        with Form(session) as form:
            form.location = self.room.name.upper()
            self.assertEqual(form.room_id, self.room)
        self.assertEqual(session.room_id, self.room)
        with Form(session) as form:
            form.location = "City Hall"
        self.assertEqual(session.location, "City Hall")

    def test_room_says_the_place(self):
        """With its structure when it is not the host who receives."""
        session = self._create_session(self.visit, 9, room_id=self.room.id)
        self.assertEqual(session.location, "Room 204")
        other = self.room.sudo().copy(
            {"name": "Room 205", "partner_id": self.funder.id}
        )
        session.room_id = other
        self.assertEqual(session.location, "Room 205, Test Development Agency")
        session.location = "By the stairs"
        session.room_id = self.room
        self.assertEqual(session.location, "By the stairs")

    @users("officer_test")
    def test_as_many_queries_for_ten_visits_as_for_two(self):
        visits = self.visit.browse()
        for number in range(10):
            visit = self._create_visit(user_id=self.user_officer.id)
            speaker = self.env["res.partner"].create({"name": f"Speaker {number}"})
            for hour in (9, 9):
                self._create_session(
                    visit, hour, speaker_ids=speaker.ids, room_id=self.room.id
                )
            visits |= visit
        visits = visits.with_env(self.env)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(all(some.mapped("clashes")))
            return self.cr.sql_log_count - before

        count(visits)
        few, many = count(visits[:2]), count(visits)
        self.assertLessEqual(many, few)
