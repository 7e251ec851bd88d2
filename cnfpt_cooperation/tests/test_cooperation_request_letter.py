from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users
from odoo.tools import html2plaintext

from .common import MODULE
from .test_cooperation_request_mail import RequestMailCommon

_TITLE = "Visite d’études sur les finances locales"
# A sentence of the letter that declines, in each language of the papers.
_REGRETS = {
    "fr": "À notre grand regret",
    "en": "To our sincere regret",
    "es": "Lamentamos sinceramente",
    "ar": "يؤسفنا",
    "pt": "Lamentamos sinceramente",
    "vi": "rất tiếc",
}


@freeze_time("2030-01-15")
@tagged("post_install", "-at_install")
class TestCooperationRequestLetter(RequestMailCommon):
    """A decision and its letter, both or neither, in the requester's language."""

    def _decide(self, request, decision, **values):
        """Press the button, fill the dialog in, and confirm it."""
        dialog = Form(
            self.env["cooperation.request.decide"].with_context(
                active_model="cooperation.request",
                active_id=request.id,
                default_decision=decision,
            )
        )
        for name, value in values.items():
            setattr(dialog, name, value)
        dialog.save().action_confirm()
        return request

    def _create_qualified(self, **values):
        request = self._create_request(
            name=_TITLE, user_id=self.user_officer.id, **values
        )
        request.action_qualify()
        return request.with_env(self.env)

    def _get_mails(self, request):
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", request._name), ("res_id", "=", request.id)])
        )

    @users("officer_test")
    def test_declined_in_each_language(self):
        """A real mail leaves, in the language of the requester and to the right one."""
        for code, regret in _REGRETS.items():
            language = self.env.ref(f"{MODULE}.language_{code}")
            request = self._create_qualified(
                contact_id=self.rector.id, language_ids=language.ids
            )
            self._decide(request, "decline", reason="The agenda is full.")
            mail = self._get_mails(request)
            with self.subTest(language=code):
                self.assertEqual(len(mail), 1)
                self.assertEqual(mail.recipient_ids, self.rector)
                self.assertIn(regret, html2plaintext(mail.body_html))
                self.assertIn(_TITLE, html2plaintext(mail.body_html))
                self.assertEqual('dir="rtl"' in mail.body_html, code == "ar")
                self.assertEqual(request.state, "declined")
                self.assertEqual(request.decision_reason, "The agenda is full.")
                self.assertTrue(request.letter_date)
                # The officer's own words are in the officer's language.
                self.assertEqual("agenda" in mail.body_html, code == "en")

    @users("officer_test")
    def test_edited_letter(self):
        request = self._create_qualified(contact_id=self.rector.id)
        self._decide(
            request, "decline", reason="Full.", subject="Hello", body="<p>My words</p>"
        )
        mail = self._get_mails(request)
        self.assertEqual(mail.subject, "Hello")
        self.assertIn("My words", mail.body_html)

    @users("officer_test")
    def test_postponed_until_a_day(self):
        request = self._create_qualified(
            contact_id=self.rector.id,
            language_ids=self.env.ref(f"{MODULE}.language_en").ids,
        )
        self._decide(request, "postpone", postponed_until="2030-06-01", reason="Later")
        self.assertRecordValues(
            request,
            [
                {
                    "state": "postponed",
                    "postponed_until": date(2030, 6, 1),
                    "decision_user_id": self.user_officer.id,
                }
            ],
        )
        # Neither the sixth of January nor the first of June by a reader's habit.
        self.assertRegex(self._get_mails(request).body_html, "(June 1, |1 June )2030")

    @users("officer_test")
    def test_nothing_is_half_done(self):
        """Refused by the rules of the request: no letter, no reason, no state."""
        request = self._create_qualified(contact_id=self.rector.id)
        for decision, values in (
            ("postpone", {"postponed_until": "2030-01-14"}),
            ("decline", {"reason": "   "}),
        ):
            with (
                self.subTest(decision),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                self._decide(request, decision, **values)
            self.env.invalidate_all()
            self.assertEqual(request.state, "qualified")
            self.assertFalse(self._get_mails(request))
            self.assertFalse(request.letter_body)

    @users("officer_test")
    def test_sender_without_a_contact(self):
        """An unknown sender gets the answer without becoming a contact."""
        request = self._create_qualified(
            partner_id=self.env["res.partner"].create({"name": "Nobody"}).id,
            email_from="Awa <awa@nowhere.example>",
        )
        self._decide(request, "decline", reason="Full.")
        mail = self._get_mails(request)
        self.assertEqual(mail.email_to, "awa@nowhere.example")
        self.assertFalse(
            self.env["res.partner"].search([("email", "ilike", "awa@nowhere")])
        )

    @users("officer_test")
    def test_without_an_address(self):
        """It says so; the letter is kept to be printed, and nothing claims it left."""
        self.foreign_body.email = False
        request = self._create_qualified()
        self.assertFalse(request.letter_address)
        dialog = self.env["cooperation.request.decide"].create(
            {
                "request_id": request.id,
                "decision": "decline",
                "reason": "Full.",
                "is_letter_sent": True,
            }
        )
        with self.assertRaisesRegex(UserError, "e-mail address"), self.cr.savepoint():
            dialog.action_confirm()
        self.env.invalidate_all()
        self._decide(request, "decline", reason="Full.")
        self.assertEqual(request.state, "declined")
        self.assertFalse(request.letter_date)
        self.assertIn(_TITLE, request.letter_body)
        self.assertFalse(self._get_mails(request))
        # An address comes: the letter goes out after all.
        self.foreign_body.email = "contact@ecole-tunis.tn"
        self.env.invalidate_all()
        self._decide(request, "letter")
        self.assertTrue(request.letter_date)
        self.assertEqual(self._get_mails(request).recipient_ids, self.foreign_body)

    @users("officer_test")
    def test_no_letter_before_the_decision(self):
        request = self._create_qualified(contact_id=self.rector.id)
        with self.assertRaisesRegex(UserError, "goes out with the decision"):
            self._decide(request, "letter")
        for name in ("letter_date", "letter_body", "duplicate_of_id"):
            with self.subTest(name), self.assertRaises(UserError):
                request[name] = (
                    request.id if name == "duplicate_of_id" else "2030-01-01"
                )

    @users("direction_test")
    def test_direction_does_not_decide(self):
        request = self._create_qualified(contact_id=self.rector.id)
        with self.assertRaises(AccessError):
            self.env["cooperation.request.decide"].create(
                {"request_id": request.id, "decision": "decline"}
            )

    def test_printed_letter(self):
        request = self._create_qualified(
            language_ids=[Command.set(self.env.ref(f"{MODULE}.language_en").ids)]
        )
        self._decide(request, "decline", reason="Full.")
        html = self.env["ir.actions.report"]._render_qweb_html(
            f"{MODULE}.action_report_request_letter", request.ids
        )[0]
        self.assertIn("To our sincere regret", html.decode())

    # ------------------------------------------------------------
    # Duplicates
    # ------------------------------------------------------------

    def test_cancelled_as_a_duplicate(self):
        """The thread goes to the request that stays, and answers to come with it."""
        first = self._receive(
            self._write(sender="rector@example.org", message_id="<a@dup>")
        )
        again = self._receive(
            self._write(
                sender="rector@example.org",
                message_id="<b@dup>",
                body="Did you get it?",
                files=[("list.txt", "text/plain", b"Names")],
            )
        )
        self.env = self.env(user=self.user_officer)
        again = again.with_env(self.env)
        self._decide(again, "duplicate")
        self.assertEqual(again.state, "cancelled")
        self.assertEqual(again.duplicate_of_id, first)
        self.assertIn("Did you get it?", "".join(first.message_ids.mapped("body")))
        self.assertEqual(first.message_attachment_count, 1)
        self._receive(self._write(body="Hello?", headers={"In-Reply-To": "<b@dup>"}))
        self.assertIn("Hello?", "".join(first.message_ids.mapped("body")))
        again.action_reopen()
        self.assertFalse(again.duplicate_of_id)

    @users("officer_test")
    def test_no_duplicate_of_nothing(self):
        request = self._create_qualified()
        other = self._create_request()
        other.action_cancel()
        for twin in (request, other, request.browse()):
            with (
                self.subTest(twin=twin),
                self.assertRaisesRegex(UserError, "not withdrawn"),
            ):
                self.env["cooperation.request.decide"].create(
                    {
                        "request_id": request.id,
                        "decision": "duplicate",
                        "duplicate_of_id": twin.id,
                    }
                ).action_confirm()

    # ------------------------------------------------------------
    # Acknowledgement
    # ------------------------------------------------------------

    def test_acknowledged_when_wanted(self):
        """Off as shipped; on, in the language of the message, as a machine says it."""
        params = self.env["ir.config_parameter"]
        self.assertFalse(params.get_param(f"{MODULE}.acknowledge"))
        self.assertFalse(self._get_mails(self._receive(self._write())))
        params.set_param(f"{MODULE}.acknowledge", "True")
        request = self._receive(
            self._write(body="Dear Sir, we would like to visit you with our mayors.")
        )
        mail = self._get_mails(request)
        self.assertEqual(mail.email_to, "awa@nowhere.example")
        self.assertIn("auto-replied", mail.headers)
        self.assertIn(request.reference, mail.subject)
