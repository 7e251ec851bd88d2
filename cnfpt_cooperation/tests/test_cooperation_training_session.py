from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import CooperationCommon


@tagged("post_install", "-at_install")
class TestTrainingSession(CooperationCommon):
    """F5: a session counts once it is done, with the people who came."""

    @classmethod
    def _create_session(cls, **values):
        return (
            cls.env["cooperation.training.session"]
            .with_user(cls.user_officer)
            .create(
                {
                    "name": "Decentralised cooperation, module 1",
                    "partner_id": cls.funder.id,
                    "date_start": "2030-04-02",
                    "date_end": "2030-04-04",
                    **values,
                }
            )
        )

    @users("officer_test")
    def test_main_path(self):
        session = self._create_session()
        self.assertEqual(session.days, 3)
        self.assertEqual(session.initiative, "training")
        session.action_plan()
        session.trainee_count = 21
        self.assertEqual(session.trainee_days, 63)
        with freeze_time("2030-04-04"):
            session.action_done()
        self.assertEqual(session.state, "done")

    def test_plan_needs_dates_and_organiser(self):
        for name, words in (
            ("date_start", "last day"),
            ("date_end", "last day"),
            ("partner_id", "organises"),
        ):
            session = self._create_session(**{name: False})
            with self.subTest(field=name), self.assertRaisesRegex(UserError, words):
                session.action_plan()

    def test_done_needs_trainees_and_the_end(self):
        session = self._create_session()
        session.action_plan()
        with freeze_time("2030-04-05"), self.assertRaisesRegex(UserError, "trainees"):
            session.action_done()
        session.trainee_count = 5
        with freeze_time("2030-04-03"), self.assertRaisesRegex(UserError, "not over"):
            session.action_done()

    def test_cancel_needs_a_reason(self):
        session = self._create_session()
        with self.assertRaisesRegex(UserError, "Reason"):
            session.action_cancel()
        session.cancel_reason = "Too few registrations."
        session.action_cancel()
        with self.assertRaises(UserError):
            session.trainee_count = 4

    def test_back_to_draft(self):
        session = self._create_session()
        session.action_plan()
        session.action_reopen()
        self.assertEqual(session.state, "draft")

    def test_wrong_state_and_crafted_writes(self):
        session = self._create_session()
        with self.assertRaises(UserError):
            session.state = "done"
        with self.assertRaises(UserError):
            self._create_session(state="done")
        for state in dict(session._fields["state"].selection):
            session.sudo()._guarded_write({"state": state})
            for action, transition in session._transitions.items():
                if state in transition.source:
                    continue
                with (
                    self.subTest(state=state, action=action),
                    self.assertRaisesRegex(UserError, "does not lead"),
                ):
                    getattr(session, action)()

    def test_direction_only_reads(self):
        session = self._create_session()
        with self.assertRaises(AccessError):
            session.with_user(self.user_direction).action_plan()
