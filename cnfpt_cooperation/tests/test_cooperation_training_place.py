from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import CooperationCommon


@tagged("post_install", "-at_install")
class TestTrainingPlace(CooperationCommon):
    """Who asks to take part in training takes seats of a session [R10]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls.env["cooperation.training.session"].create(
            {
                "name": "Decentralised cooperation, module 1",
                "partner_id": cls.funder.id,
                "date_start": "2030-04-02",
                "date_end": "2030-04-04",
                "seats": 10,
            }
        )

    def _accept(self, **values):
        request = self._create_request(
            kind="training",
            user_id=self.user_officer.id,
            training_session_id=self.session.id,
            **values,
        )
        request.action_qualify()
        request.action_accept()
        return request.with_env(self.env)

    @users("officer_test")
    def test_one_click_takes_the_seats(self):
        person = self.env["res.partner"].create({"name": "Test contact"})
        request = self._accept(headcount=4, contact_id=person.id)
        action = request.action_convert()
        session = self.session.with_env(self.env)
        self.assertEqual(
            (action["res_model"], action["res_id"]), (session._name, session.id)
        )
        self.assertRecordValues(
            session.place_ids,
            [
                {
                    "request_id": request.id,
                    "partner_id": self.foreign_body.id,
                    "contact_id": person.id,
                    "seats": 4,
                }
            ],
        )
        self.assertEqual(session.seats_taken, 4)
        self.assertEqual(request.state, "converted")
        self.assertEqual(request.file_count, 1)
        self.assertEqual(request.action_open_files()["res_id"], session.id)
        with self.assertRaisesRegex(UserError, "answered by"):
            request.action_reopen()

    @users("officer_test")
    def test_chain_shows_the_place_from_both_ends(self):
        request = self._accept(headcount=2)
        request.action_convert()
        self.env.flush_all()
        births = self.env["cooperation.birth"]
        session = self.session.with_env(self.env)
        link = births.search(
            [("res_model", "=", session._name), ("res_id", "=", session.id)]
        )
        self.assertEqual(link.parent_ref, request)
        self.assertEqual(link.file_ref, session)
        self.assertEqual(link.kind, "answer")
        request.invalidate_recordset()
        session.invalidate_recordset()
        self.assertEqual((request.chain_count, session.chain_count), (1, 1))

    @users("officer_test")
    def test_full_session_is_said_before_anything_is_written(self):
        request = self._accept(headcount=11)
        with self.assertRaisesRegex(UserError, "10 seats, of which 0 are taken"):
            request.action_convert()
        self.assertEqual(request.state, "accepted")
        self.assertFalse(self.session.place_ids)

    @users("officer_test")
    def test_session_held_or_called_off_is_not_joined(self):
        self.session.cancel_reason = "No trainer"
        request = self._accept(headcount=1)
        self.session.action_cancel()
        with self.assertRaisesRegex(UserError, "nobody can join it"):
            request.action_convert()

    @users("officer_test")
    def test_nobody_joins_what_was_held(self):
        """By the form, by RPC or by import: the rule is the session's."""
        session = self.session.with_env(self.env)
        session.action_plan()
        session.trainee_count = 5
        with freeze_time("2030-04-05"):
            session.action_done()
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            self.env["cooperation.training.place"].create(
                {"session_id": session.id, "partner_id": self.funder.id}
            )

    @users("officer_test")
    def test_seats_are_never_more_than_there_are(self):
        place = self.env["cooperation.training.place"].create(
            {"session_id": self.session.id, "partner_id": self.funder.id, "seats": 9}
        )
        with self.assertRaisesRegex(ValidationError, "10 seats"):
            place.seats = 11
        place.seats = 10
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.session.with_env(self.env).seats = 9
            self.env.flush_all()

    @users("officer_test")
    def test_without_a_session_a_new_one_is_opened(self):
        request = self._accept(headcount=5)
        request.training_session_id = False
        session = self.env["cooperation.training.session"].browse(
            request.action_convert()["res_id"]
        )
        self.assertNotEqual(session, self.session)
        self.assertEqual((session.request_id, session.seats), (request, 5))

    @users("officer_test")
    def test_no_seats_in_the_session_one_was_born_of(self):
        request = self._create_request(
            kind="training",
            parent_res_model=self.session._name,
            parent_res_id=self.session.id,
        )
        with self.assertRaisesRegex(ValidationError, "would descend from itself"):
            self.env["cooperation.training.place"].sudo().create(
                {
                    "session_id": self.session.id,
                    "request_id": request.id,
                    "partner_id": self.foreign_body.id,
                }
            )
