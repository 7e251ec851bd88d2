from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import CooperationCommon

_CLOSE = "cooperation.visit.close"


class AfterwardsCommon(CooperationCommon):
    """A visit of March 2030 that has taken place; its delegates can be written to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2030-03-10"))
        cls.visit = cls._create_done_visit()

    @classmethod
    def _create_done_visit(cls, **values):
        spanish = cls.env.ref("cnfpt_cooperation.language_es")
        arabic = cls.env.ref("cnfpt_cooperation.language_ar")
        visit = cls._create_visit(
            **{
                "user_id": cls.user_officer.id,
                "host_id": cls.funder.id,
                "language_ids": spanish.ids,
                "session_ids": [
                    Command.create(
                        {
                            "name": "Welcome",
                            "start": "2030-03-04 08:00:00",
                            "stop": "2030-03-04 09:00:00",
                        }
                    )
                ],
                "delegate_ids": [
                    Command.create({"name": name, "is_present": came, **more})
                    for name, came, more in (
                        ("Ana", True, {"email": "ana@example.com"}),
                        (
                            "Amina",
                            True,
                            {"email": "amina@example.com", "language_id": arabic.id},
                        ),
                        ("Absent", False, {"email": "absent@example.com"}),
                        ("Without Address", True, {}),
                        ("Ana Again", True, {"email": "Ana@Example.com"}),
                    )
                ],
                "headcount_actual": 4,
                **values,
            }
        ).with_user(cls.user_officer)
        visit.action_plan()
        visit.action_confirm()
        visit.action_done()
        return visit

    def _close(self, visit=None, **values):
        visit = visit or self.visit
        visit.write({"outcome": "exchange", **values})
        visit.action_close()
        return visit


@tagged("post_install", "-at_install")
class TestCooperationVisitAfterwards(AfterwardsCommon):
    """Outcome, promises and review of a visit that is over."""

    # ------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------

    def _open_dialog(self):
        action = self.visit.action_open_close()
        return Form(self.env[_CLOSE].with_context(**action["context"]))

    @users("officer_test")
    def test_close_in_one_dialog(self):
        with self._open_dialog() as dialog:
            self.assertEqual(dialog.headcount_actual, 4)
            self.assertEqual(dialog.people_to_ask, "Ana, Amina")
            self.assertTrue(dialog.is_evaluation_sent)
            dialog.outcome = "follow_up"
            dialog.outcome_note = "They come back in autumn."
            dialog.headcount_actual = 5
            with dialog.promise_ids.new() as promise:
                promise.name = "Send the guide"
                promise.date_due = "2030-05-01"
        dialog.record.action_close()
        self.assertRecordValues(
            self.visit,
            [
                {
                    "state": "closed",
                    "outcome": "follow_up",
                    "outcome_note": "They come back in autumn.",
                    "headcount_actual": 5,
                    "evaluation_invited_count": 2,
                }
            ],
        )
        self.assertRecordValues(
            self.visit.commitment_ids,
            [
                {
                    "name": "Send the guide",
                    "made_by": "us",
                    "user_id": self.env.uid,
                    "partner_id": self.foreign_body.id,
                    "state": "open",
                }
            ],
        )

    @users("officer_test")
    def test_dialog_meets_the_guards(self):
        for outcome, note, sentence in (
            (False, False, "Say what came of"),
            ("none", " ", "say why"),
            ("project", False, "which project"),
        ):
            with self.subTest(outcome=outcome):
                dialog = self.env[_CLOSE].create(
                    {
                        "visit_id": self.visit.id,
                        "headcount_actual": 4,
                        "outcome": outcome,
                        "outcome_note": note,
                        "promise_ids": [
                            Command.create({"name": "Lost", "date_due": "2030-05-01"})
                        ],
                    }
                )
                with (
                    self.assertRaisesRegex(UserError, sentence),
                    self.env.cr.savepoint(),
                ):
                    dialog.action_close()
                self.assertEqual(self.visit.state, "done")
                self.assertFalse(self.visit.commitment_ids)
                self.assertFalse(self.visit.evaluation_invited_count)

    @users("coordinator_test")
    def test_project_born(self):
        """An agreement born of the visit is the project; the dialog proposes it."""
        action = self.visit.with_env(self.env).action_create_agreement()
        Form(self.env[action["res_model"]].with_context(**action["context"])).save()
        dialog = self._open_dialog().save()
        self.assertEqual(dialog.outcome, "project")
        dialog.is_evaluation_sent = False
        dialog.action_close()
        self.assertEqual(self.visit.state, "closed")
        self.assertFalse(self.visit.evaluation_invited_count)

    @users("direction_test")
    def test_direction_closes_nothing(self):
        with self.assertRaises(AccessError):
            self.env[_CLOSE].create({"visit_id": self.visit.id})

    # ------------------------------------------------------------
    # Review
    # ------------------------------------------------------------

    def _get_review_activity(self, visit):
        """Leave the checklist of the visit out."""
        review = self.env.ref("cnfpt_cooperation.mail_activity_type_review")
        return visit.activity_ids.filtered(lambda a: a.activity_type_id == review)

    @users("officer_test")
    def test_review_after_six_months(self):
        visit = self._close()
        self.assertEqual(str(visit.review_date), "2030-09-06")
        activity = self._get_review_activity(visit)
        self.assertEqual(str(activity.date_deadline), "2030-09-06")
        self.assertEqual(activity.user_id, self.user_officer)
        due = [("id", "=", visit.id), ("review_date", "<=", "today")]
        self.assertFalse(visit.search(due))
        with freeze_time("2030-09-07"):
            self.assertTrue(visit.search(due))
            with self.assertRaisesRegex(UserError, "Review Result"):
                visit.action_review()
            visit.review_result = "lasting"
            with self.assertRaisesRegex(UserError, "What Is Left"):
                visit.action_review()
            visit.review_note = "Three schools changed their plans."
            visit.action_review()
        self.assertEqual(str(visit.reviewed_on), "2030-09-07")
        self.assertEqual(visit.reviewed_by_id, self.user_officer)
        self.assertFalse(self._get_review_activity(visit))
        with self.assertRaisesRegex(UserError, "was reviewed on"):
            visit.action_review()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            visit.review_result = "none"

    @users("officer_test")
    def test_too_early_is_looked_at_again(self):
        visit = self._close()
        with freeze_time("2030-09-07"):
            visit.write({"review_result": "too_early", "review_note": "Elections."})
            visit.action_review()
        self.assertEqual(str(visit.review_date), "2031-03-07")
        self.assertFalse(visit.review_result)
        self.assertFalse(visit.reviewed_on)
        activity = self._get_review_activity(visit)
        self.assertEqual(str(activity.date_deadline), "2031-03-07")

    def test_review_of_an_officer_who_left(self):
        """The review stays in the list of those that are due, and closing works."""
        self.user_officer.sudo().active = False
        visit = self._close(self.visit.with_user(self.user_coordinator))
        self.assertTrue(visit.review_date)
        self.assertFalse(self._get_review_activity(visit))

    @users("officer_test")
    def test_review_only_by_its_step(self):
        visit = self.visit
        with self.assertRaisesRegex(UserError, "once it is closed"):
            visit.action_review()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            visit.review_result = "lasting"
        self._close()
        for name, value in (
            ("review_date", "2040-01-01"),
            ("reviewed_on", "2030-03-10"),
            ("reviewed_by_id", self.env.uid),
        ):
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "buttons"),
            ):
                visit.write({name: value})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            visit.outcome = "project"

    @users("direction_test")
    def test_direction_does_not_review(self):
        visit = self._close().with_env(self.env)
        with self.assertRaises(AccessError):
            visit.action_review()
