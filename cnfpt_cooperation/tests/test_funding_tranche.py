from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CooperationCommon


@freeze_time("2030-06-15")
@tagged("post_install", "-at_install")
class TestFundingTranche(CooperationCommon):
    """Planned, due, called, late, received."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls._create_active_agreement(amount=10000)
        cls.line = cls.agreement.funding_line_ids

    def _create_tranche(self, date_due="2030-06-30", **values):
        return (
            self.env["cooperation.funding.tranche"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "name": "First",
                    "funding_line_id": self.line.id,
                    "amount": 1000,
                    "date_due": date_due,
                    **values,
                }
            )
        )

    def _create_draft_line(self):
        agreement = self.env["cooperation.agreement"].create(
            {
                "name": "Test convention",
                "partner_id": self.funder.id,
                "is_own_initiative": True,
            }
        )
        return self.env["cooperation.funding.line"].create(
            {
                "name": "Test grant",
                "agreement_id": agreement.id,
                "funder_id": self.funder.id,
                "amount": 2000,
            }
        )

    def test_status_at_its_limits(self):
        tranches = self.env["cooperation.funding.tranche"]
        for due, status in (
            ("2030-07-16", "planned"),
            ("2030-07-15", "due"),
            ("2030-06-15", "due"),
            ("2030-06-14", "late"),
        ):
            tranche = self._create_tranche(due)
            with self.subTest(due):
                self.assertEqual(tranche.status, status)
                self.assertIn(tranche, tranches.search([("status", "=", status)]))
                self.assertNotIn(tranche, tranches.search([("status", "!=", status)]))

    def test_call(self):
        first, second = self._create_tranche("2030-08-30"), self._create_tranche()
        first.action_call()
        self.assertEqual(first.date_called.isoformat(), "2030-06-15")
        self.assertEqual(first.status, "called")
        second.action_call()
        numbers = [int(t.call_reference.rpartition("/")[2]) for t in first | second]
        self.assertEqual(numbers[1], numbers[0] + 1)
        self.assertIn("2030", first.call_reference)
        with self.assertRefused(UserError, "already been called"):
            first.action_call()
        for values in ({"amount": 5}, {"date_due": "2031-01-01"}):
            with self.subTest(values), self.assertRefused(UserError, "take the call"):
                first.write(values)
        with self.assertRefused(UserError, "take the call"):
            first.unlink()
        first.action_take_back()
        self.assertFalse(first.date_called or first.call_reference)
        first.amount = 1500
        with self.assertRefused(UserError, "not called"):
            first.action_take_back()

    def test_called_and_late(self):
        tranche = self._create_tranche()
        tranche.action_call()
        with freeze_time("2030-07-01"):
            tranche.invalidate_recordset(["status"])
            self.assertEqual(tranche.status, "late")
            self.agreement.invalidate_recordset()
            self.assertEqual(self.agreement.late_tranche_count, 1)
            action = self.agreement.action_open_tranches()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertIn(tranche, found)

    def test_received(self):
        tranche = self._create_tranche("2030-06-01")
        tranche.action_call()
        with self.assertRefused(ValidationError, "on which day"):
            tranche.amount_received = 400
        tranche.write({"date_received": "2030-06-10", "amount_received": 400})
        self.assertEqual((tranche.amount_missing, tranche.status), (600, "late"))
        tranche.amount_received = 1000
        self.assertEqual((tranche.amount_missing, tranche.status), (0, "received"))
        self.assertEqual(self.line.amount_received, 1000)
        with self.assertRefused(UserError, "its call stays"):
            tranche.action_take_back()
        other = self._create_tranche("2030-06-01", date_received="2030-06-02")
        self.assertEqual(other.amount_received, 1000)
        with self.assertRefused(UserError, "already been called or received"):
            other.action_call()

    def test_a_crafted_call_calls_nothing(self):
        tranche = self._create_tranche()
        for user in (self.user_coordinator, self.user_administrator):
            for values in (
                {"date_called": "2030-06-01"},
                {"call_reference": "AF/2030/9999"},
            ):
                line = self._create_draft_line()
                own = self._create_tranche(funding_line_id=line.id)
                with self.subTest(values), self.assertRefused(UserError, "button"):
                    own.with_user(user).write(values)
                with self.subTest(values), self.assertRefused(UserError, "button"):
                    self._create_tranche(funding_line_id=line.id, **values)
        with self.assertRaises(AccessError):
            tranche.with_user(self.user_officer).action_call()
        with self.assertRaises(AccessError):
            tranche.with_user(self.user_direction).action_call()

    def test_nothing_is_called_before_it_is_signed(self):
        line = self._create_draft_line()
        tranche = self._create_tranche(funding_line_id=line.id)
        with self.assertRefused(UserError, "before it is signed"):
            tranche.action_call()
