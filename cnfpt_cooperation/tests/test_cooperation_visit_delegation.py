from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged, users

from .common import CooperationCommon


@freeze_time("2030-03-05")
@tagged("post_install", "-at_install")
class TestCooperationVisitDelegation(CooperationCommon):
    def _confirm(self, **values):
        visit = self._create_visit(user_id=self.user_officer.id, **values)
        visit.action_plan()
        self.env["cooperation.visit.session"].create(
            {"visit_id": visit.id, "name": "Welcome", "start": "2030-03-04 08:00:00"}
        )
        visit.action_confirm()
        return visit.with_env(self.env)

    def _create_delegates(self, visit, count):
        return self.env["cooperation.visit.delegate"].create(
            [
                {"visit_id": visit.id, "name": f"Delegate {number}"}
                for number in range(count)
            ]
        )

    @users("officer_test")
    def test_everyone_came(self):
        visit = self._confirm(headcount_declared=3)
        self._create_delegates(visit, 2)
        visit.action_everyone_came()
        self.assertEqual(visit.headcount_actual, 3)
        self.assertTrue(all(visit.delegate_ids.mapped("is_present")))
        self._create_delegates(visit, 2)
        visit.action_everyone_came()
        self.assertEqual(visit.headcount_actual, 4)

    @users("officer_test")
    def test_nobody_came_before_the_day(self):
        draft = self._create_visit().with_env(self.env)
        with self.assertRefused(UserError, "confirm it before"):
            draft.action_everyone_came()
        visit = self._confirm()
        with (
            freeze_time("2030-03-01"),
            self.assertRefused(UserError, "arrives on"),
        ):
            visit.action_everyone_came()
        self.assertFalse(visit.headcount_actual)

    @users("officer_test")
    def test_ticked_one_by_one(self):
        """More ticks than people received is said, and refuses nothing."""
        visit = self._confirm(headcount_declared=3)
        self._create_delegates(visit, 3).is_present = True
        visit.headcount_actual = 2
        visit.invalidate_recordset()
        self.assertIn("3 delegates are ticked", visit.clashes)
        visit.headcount_actual = 3
        visit.invalidate_recordset()
        self.assertNotIn("ticked", visit.clashes or "")

    @users("officer_test")
    def test_delegate_from_a_contact(self):
        """What is known of a contact is not typed again; what is typed stays."""
        contact = self.env["res.partner"].create(
            {
                "name": "Salma Ben Amor",
                "function": "Director",
                "email": "salma@cfad.example",
                "parent_id": self.foreign_body.id,
            }
        )
        with (
            Form(self._create_visit().with_env(self.env)) as form,
            form.delegate_ids.new() as line,
        ):
            line.function = "Head of training"
            line.partner_id = contact
        self.assertRecordValues(
            form.record.delegate_ids,
            [
                {
                    "name": "Salma Ben Amor",
                    "function": "Head of training",
                    "email": "salma@cfad.example",
                    "body_id": self.foreign_body.id,
                }
            ],
        )

    @users("officer_test")
    def test_five_hundred_delegates(self):
        """A list of that size is refused in words, and nothing of it is written."""
        visit = self._create_visit().with_env(self.env)
        self._create_delegates(visit, 300)
        with self.assertRefused(ValidationError, "500 delegates.*at most 300"):
            self._create_delegates(visit, 200)
        self.env.invalidate_all()
        self.assertEqual(visit.delegate_count, 300)

    @users("officer_test")
    def test_ordinary_import_says_what_is_wrong(self):
        visit = self._create_visit()
        delegates = self.env["cooperation.visit.delegate"]
        result = delegates.load(
            ["visit_id/.id", "name", "language_id"],
            [[str(visit.id), "Salma Ben Amor", "Klingon"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("Klingon", result["messages"][0]["message"])
        result = delegates.load(
            ["visit_id/.id", "name", "language_id"],
            [[str(visit.id), "Salma Ben Amor", "French"]],
        )
        self.assertFalse(result["messages"])
        self.assertEqual(visit.delegate_ids.name, "Salma Ben Amor")
