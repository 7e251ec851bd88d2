from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users

from ..report.wording import FRENCH
from .test_agreement_text import _ARABIC, AgreementTextCommon


@tagged("post_install", "-at_install")
class TestAgreementVersion(AgreementTextCommon):
    """What was once kept never changes, and two versions are compared."""

    @users("coordinator_test")
    def test_versions_never_change(self):
        agreement = self._create_text().with_user(self.env.user)
        agreement.action_keep_version()
        version = agreement.version_ids
        for records in (version, version.sudo()):
            for values in ({"text": {}}, {"sha256": "0"}, {"kind": "signed"}):
                with (
                    self.subTest(values=values, su=records.env.su),
                    self.assertRaises(UserError),
                ):
                    records.write(values)
            with self.assertRaises(UserError):
                records.unlink()
        with self.assertRaises(AccessError):
            version.create(
                {
                    "agreement_id": agreement.id,
                    "number": 9,
                    "user_id": self.env.uid,
                    "kind": "signed",
                    "text": {},
                    "sha256": "0",
                }
            )

    @users("coordinator_test")
    def test_same_text_is_kept_once(self):
        agreement = self._create_text().with_user(self.env.user)
        agreement.action_keep_version()
        agreement.action_keep_version()
        self.assertEqual(agreement.version_count, 1)
        agreement.article_ids[0].name_french = "Autre objet"
        agreement.action_keep_version()
        self.assertEqual(sorted(agreement.version_ids.mapped("number")), [1, 2])

    def test_officer_reads_but_keeps_none(self):
        agreement = self._create_text()
        agreement.action_keep_version()
        read = agreement.with_user(self.user_officer)
        self.assertEqual(read.version_ids.number, 1)
        with self.assertRaises(AccessError):
            read.action_keep_version()

    def _compare(self, agreement, **values):
        action = agreement.action_compare_versions()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        return wizard.create(values)

    @users("coordinator_test")
    def test_side_by_side(self):
        agreement = self._create_text(
            "Objet", "Durée", "Suivi", second_lang=_ARABIC
        ).with_user(self.env.user)
        agreement.article_ids[0].body_french = "<p>En vigueur un an.</p>"
        agreement.article_ids[0].body_second = "<p>سنة</p>"
        agreement.action_keep_version()
        agreement.article_ids[0].body_french = "<p>En vigueur deux ans.</p>"
        agreement.article_ids[0].body_second = "<p>سنتان</p>"
        agreement.article_ids[1].unlink()
        self._create_articles(agreement, "Données <i>", sequence=90)
        agreement.write({"date_end": "2031-06-30", "notice_days": 30})
        wizard = self._compare(agreement)
        html = wizard.difference
        self.assertIn("<del>un</del>", html)
        self.assertIn("<ins>deux</ins>", html)
        self.assertIn("<del>Durée</del>", html)
        self.assertIn("<ins>Données &lt;i&gt;</ins>", html)
        self.assertNotIn("Suivi", html, "what has not changed is left out")
        self.assertIn("<del>90</del>", html)
        self.assertIn("<ins>30</ins>", html)
        wizard.is_second = True
        self.assertIn("<ins>سنتان</ins>", wizard.difference)
        self.assertIn('dir="rtl"', wizard.difference)
        wizard.is_changed_only = False
        self.assertIn("Parties", wizard.difference)

    @users("coordinator_test")
    def test_parties_and_lines_are_compared(self):
        agreement = self._create_text().with_user(self.env.user)
        agreement.action_keep_version()
        self.env["cooperation.agreement.party"].create(
            {
                "agreement_id": agreement.id,
                "partner_id": self.embassy.id,
                "role": "beneficiary",
            }
        )
        self.env["cooperation.funding.line"].create(
            {
                "agreement_id": agreement.id,
                "name": "Grant",
                "funder_id": self.funder.id,
                "amount": 12345,
                "days": 7.5,
            }
        )
        html = self._compare(agreement).difference
        self.assertIn("<ins>Embassy of France: Beneficiary</ins>", html)
        self.assertRegex(html, "<ins>[^<]*Grant, Test Development Agency: 7.5 expert")

    @users("coordinator_test")
    def test_what_a_grant_pays_is_compared(self):
        agreement = self._create_text().with_user(self.env.user)
        line = self.env["cooperation.funding.line"].create(
            {"agreement_id": agreement.id, "name": "Grant", "funder_id": self.funder.id}
        )
        agreement.action_keep_version()
        line.write(
            {
                "overhead_rate": 7.5,
                "cofinancing_rate": 70,
                "country_ids": self.tunisia.ids,
            }
        )
        party = agreement.party_ids.filtered(lambda p: p.partner_id == self.funder)
        party.copy({"role": "funder", "share": 40})
        html = self._compare(agreement).difference
        for words in (": 7.50", ": 70.00", ": Tunisi", "40.00\u00a0%"):
            self.assertRegex(html, f"<ins>[^<]*{words}")

    def test_nothing_to_compare(self):
        with self.assertRaisesRegex(UserError, "No version"):
            self._create_text().action_compare_versions()

    def test_same_text_is_said(self):
        agreement = self._create_text()
        agreement.action_keep_version()
        self.assertIn("Both say the same", self._compare(agreement).difference)


@tagged("post_install", "-at_install")
class TestAgreementNegotiation(AgreementTextCommon):
    """The text goes to the partner with a letter, and what came back is noted."""

    def _open(self, agreement):
        action = agreement.action_send_text()
        return self.env[action["res_model"]].with_context(
            **action["context"],
            mail_notify_force_send=False,
            force_report_rendering=True,
        )

    @users("coordinator_test")
    def test_letter_in_the_language_of_the_partner(self):
        agreement = self._create_text(
            partner_id=self.foreign_body.id, second_lang=_ARABIC
        ).with_user(self.env.user)
        agreement.article_ids.write({"name_second": "س", "body_second": "<p>نص</p>"})
        with Form(self._open(agreement)) as form:
            self.assertEqual(form.partner_ids[:], self.foreign_body)
            self.assertEqual(form.lang, _ARABIC)
            self.assertIn('dir="rtl"', form.body)
            self.assertIn(agreement.reference, form.subject)
        form.record.action_send()
        version = agreement.version_ids
        self.assertEqual((version.kind, version.number), ("sent", 1))
        self.assertEqual(version.sent_to, self.foreign_body.name)
        self.assertEqual(agreement.state, "negotiation")
        message = agreement.message_ids.filtered("attachment_ids")
        mail = (
            self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        )
        self.assertEqual(mail.recipient_ids, self.foreign_body)
        raw = {a.name: a.raw for a in mail.attachment_ids}
        paper = raw.pop(f"{agreement.reference} v1.pdf".replace("/", "-"))
        self.assertTrue(paper.startswith(b"%PDF"))
        files = {name: content.decode() for name, content in raw.items()}
        french, arabic = (
            files[f"{agreement.reference} v1 {lang}.html".replace("/", "-")]
            for lang in ("fr", "ar")
        )
        self.assertIn("Texte : Objet", french)
        self.assertIn('lang="fr"', french)
        self.assertIn("<p>نص</p>", arabic)
        self.assertIn('dir="rtl"', arabic)
        self.assertNotIn("Texte : Objet", arabic)

    @users("coordinator_test")
    def test_what_cannot_be_sent(self):
        agreement = self._create_agreement(self.env.user)
        with self.assertRaisesRegex(UserError, "no article yet"):
            agreement.action_send_text()
        self._create_articles(agreement, "Objet")
        wizard = self._open(agreement).create({})
        self.assertFalse(wizard.partner_ids, "the funder has no address")
        with self.assertRaisesRegex(UserError, "Choose at least one"):
            wizard.action_send()
        wizard.partner_ids = self.funder
        with self.assertRaisesRegex(UserError, "e-mail address to: Test Development"):
            wizard.action_send()
        self.assertFalse(agreement.version_ids, "nothing is kept when nothing leaves")
        self.funder.sudo().email = "agency@example.com"
        wizard.subject = False
        with self.assertRaisesRegex(UserError, "subject"):
            wizard.action_send()
        agreement.action_submit()
        with self.assertRaisesRegex(UserError, "not negotiated any more"):
            agreement.action_send_text()
        with self.assertRaisesRegex(UserError, "not negotiated any more"):
            wizard.action_send()

    def test_other_roles_send_nothing(self):
        agreement = self._create_text()
        for user in (self.user_officer, self.user_employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                agreement.with_user(user).action_send_text()
            with self.assertRaises(AccessError):
                self.env["cooperation.agreement.send"].with_user(user).create(
                    {"agreement_id": agreement.id}
                )

    @users("coordinator_test")
    def test_what_came_back(self):
        agreement = self._create_text().with_user(self.env.user)
        with freeze_time("2030-02-01 10:00:00"):
            version = agreement._keep_version("sent", sent_to="Somebody")
        action = version.action_note_reply()
        replies = self.env[action["res_model"]].with_context(**action["context"])
        with freeze_time("2030-02-10 10:00:00"):
            with self.assertRefused(ValidationError, "Say what"):
                replies.create({"outcome": "changes"})
            for day in ("2030-01-31", "2030-02-11"):
                with self.assertRefused(ValidationError, "correct its date"):
                    replies.create({"outcome": "agreed", "date": day})
            reply = replies.create({"outcome": "changes", "note": "Article 2: longer."})
        self.assertEqual(agreement.reply_ids, reply)
        self.assertEqual(reply.partner_id, agreement.partner_id)
        with self.assertRaises(AccessError):
            reply.unlink()
        with self.assertRaises(AccessError):
            reply.with_user(self.user_officer).note = "Other"

    def test_sent_in_french_to_a_french_body(self):
        self.funder.email = "agency@example.com"
        agreement = self._create_text()
        self.assertFalse(agreement.second_lang)
        self._open(agreement).create({}).action_send()
        message = agreement.message_ids.filtered("attachment_ids")
        stem = f"{agreement.reference} v1".replace("/", "-")
        self.assertEqual(
            set(message.attachment_ids.mapped("name")),
            {f"{stem}.pdf", f"{stem} {FRENCH[:2]}.html"},
        )
