from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MODULE
from .common_signature import SignatureLinkCommon


@tagged("post_install", "-at_install")
class TestAgreementSignatureLink(SignatureLinkCommon):
    """Links that are sent, sent again, withdrawn, forgotten."""

    def test_one_link_for_each_partner(self):
        mails = self._ask()
        self.assertEqual(
            {address.split("<")[-1].strip(">") for address in mails},
            {"ada@example.com", "agency@example.com"},
        )
        for mail in mails.values():
            self.assertIn("Training of trainers", mail["body"])
            self.assertIn("coordinator@example.com", mail["email_from"])
            self.assertFalse(
                self.env["mail.mail"].search([("body", "=", mail["body"])])
            )
        paths = {self._get_link(mail) for mail in mails.values()}
        self.assertEqual(len(paths), 2)

    def test_nobody_without_address(self):
        self.head.email = False
        with self.assertRefused(UserError, "Ada Head has no e-mail address"):
            self.agreement.action_ask_signatures()
        self.assertFalse(self.agreement.signature_ids)

    def test_second_link_closes_the_first(self):
        self._ask()
        first = self._get_signature()
        self._ask()
        self.assertEqual(first.state, "withdrawn")
        self.assertNotEqual(self._get_signature(), first)

    def test_who_sends_links(self):
        for user in (self.user_officer, self.user_employee, self.user_protocol):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.agreement.with_user(user).action_ask_signatures()

    def test_not_before_the_validation(self):
        draft = self._create_agreement()
        with self.assertRefused(UserError, "once the direction has validated"):
            draft.action_ask_signatures()

    def test_paper_closes_the_link(self):
        self._ask()
        signature = self._get_signature()
        self._sign(self.agreement, self.theirs)
        self.assertEqual(signature.state, "withdrawn")

    def test_return_closes_the_links(self):
        self._ask()
        self.agreement.return_note = "The dates are wrong."
        self.agreement.action_return()
        self.assertEqual(
            set(self.agreement.signature_ids.mapped("state")), {"withdrawn"}
        )

    def test_withdraw(self):
        self._ask()
        signature = self._get_signature().with_user(self.user_coordinator)
        with self.assertRaises(AccessError):
            signature.with_user(self.user_officer).action_withdraw()
        signature.action_withdraw()
        self.assertEqual(signature.state, "withdrawn")
        with self.assertRefused(UserError, "waits for no answer"):
            signature.action_withdraw()

    def test_nobody_reads_the_link(self):
        self._ask()
        signature = self._get_signature().with_user(self.user_both)
        with self.assertRaises(AccessError):
            signature.read(["token"])

    def test_follow_up(self):
        """One reminder after a week, a call after the deadline."""
        self._ask()
        signature = self._get_signature()
        cron = self.env.ref(f"{MODULE}.ir_cron_agreement_signatures")
        asked = signature.asked_on

        def run(days):
            with (
                freeze_time(asked + timedelta(days=days)),
                self.enter_registry_test_mode(),
            ):
                return self._collect_mails(cron.method_direct_trigger)

        self.assertFalse(run(6))
        self.assertEqual(len(run(7)), 2)
        self.assertFalse(run(8))
        self.assertFalse(run(30))
        self.assertEqual(signature.state, "waiting")
        run(31)
        self.env.invalidate_all()
        self.assertEqual(signature.state, "expired")
        activity = self.agreement.activity_ids.filtered(
            lambda found: self.foreign_body.name in found.summary
        )
        self.assertEqual(activity.user_id, self.user_coordinator)
        self.assertTrue(signature.email)
        run(400)
        self.env.invalidate_all()
        self.assertFalse(signature.email)

    def test_language_of_the_partner(self):
        for code in ("es_ES", "ar_001", "fr_FR"):
            self.env["res.lang"]._activate_lang(code)
            self.head.lang = code
            self._ask()
            self.assertEqual(self._get_signature()._get_lang(), code)
