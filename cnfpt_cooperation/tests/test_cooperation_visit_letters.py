from datetime import UTC, date, datetime

import vobject

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged, users

from .common import MODULE
from .common_papers import PaperCommon


@tagged("post_install", "-at_install")
class TestVisitLetters(PaperCommon):
    """What is sent about a visit: real messages, with their papers."""

    @users("officer_test")
    def test_programme_to_the_delegation(self):
        visit = self._create_programme()
        head = self._add_delegates(visit, 1, email="head@example.com")
        visit.head_delegate_id = head
        with self.assertRaisesRegex(UserError, "issue it, then send it"):
            visit.action_send()
        visit.action_issue_programme()
        message = self._send(visit.action_send())
        self.assertEqual(message.partner_ids.email, "head@example.com")
        self.assertIn(visit.reference, message.subject)
        files = self._get_attachments(message)
        version = visit.programme_version_ids
        self.assertEqual(
            set(files), {version.pdf_name, f"{visit.reference}.ics".replace("/", "-")}
        )
        paper = files[version.pdf_name]
        self.assertEqual(paper.mimetype, "application/pdf")
        self.assertEqual(paper.raw, version.sudo()._get_paper_content())
        calendar = files[f"{visit.reference}.ics".replace("/", "-")]
        self.assertIn("text/calendar", calendar.mimetype)
        self.assertIn(b"BEGIN:VEVENT", calendar.raw)
        mail = (
            self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        )
        self.assertTrue(mail, "it really leaves")
        self.assertEqual(set(mail.attachment_ids.mapped("name")), set(files))

    @users("officer_test")
    def test_what_is_sent_is_the_version_as_it_was_issued(self):
        visit = self._create_programme()
        visit.action_issue_programme()
        action = visit.action_send()
        visit.session_ids[0].name = "Changed meanwhile"
        message = self._send(action)
        files = self._get_attachments(message)
        text = " ".join(
            self._read_pages(files[visit.programme_version_ids.pdf_name].raw)
        )
        self.assertNotIn("Changed meanwhile", text)

    @users("officer_test")
    def test_brief_to_the_host(self):
        visit = self._create_programme("ar")
        self._add_delegates(visit, 2)
        message = self._send(visit.action_send_brief())
        self.assertEqual(message.partner_ids, self.host)
        files = list(self._get_attachments(message).values())
        self.assertEqual(len(files), 2)
        for file in files:
            self.assertEqual(file.mimetype, "application/pdf")
            self.assertIn(visit.reference, " ".join(self._read_pages(file.raw)))

    @users("officer_test")
    def test_thanks_with_certificates(self):
        visit = self._create_programme()
        visit.partner_id.email = "body@example.com"
        self._add_delegates(visit, 2, is_present=True)
        visit.sudo()._guarded_write({"state": "done"})
        message = self._send(visit.action_send())
        self.assertEqual(message.partner_ids, visit.partner_id)
        texts = [
            self._read_pages(file.raw)
            for file in self._get_attachments(message).values()
        ]
        self.assertEqual(sorted(map(len, texts)), [1, 2], "a letter, two certificates")

    @users("officer_test")
    def test_letters_speak_the_language(self):
        """Subject and text come from the translations of the letters (i18n/*.po)."""
        template = self.env.ref(f"{MODULE}.mail_template_visit_programme").sudo()
        for language, greeting in (
            ("fr", "Madame, Monsieur"),
            ("es", "Señora, señor"),
            ("pt", "Exmo."),
            ("vi", "Kính gửi"),
            ("ar", "تحية"),
        ):
            visit = self._create_programme(language)
            body = template._generate_template(visit.ids, ["body_html"])[visit.id]
            with self.subTest(language=language):
                self.assertIn(greeting, body["body_html"])
                self.assertEqual('dir="rtl"' in body["body_html"], language == "ar")

    def test_language_of_the_letter(self):
        template = self.env.ref(f"{MODULE}.mail_template_visit_programme")
        brief = self.env.ref(f"{MODULE}.mail_template_visit_brief")
        visit = self._create_programme("vi")
        self.assertEqual(template._render_lang(visit.ids), {visit.id: "vi_VN"})
        self.assertEqual(brief._render_lang(visit.ids), {visit.id: "fr_FR"})

    def test_recipient(self):
        """The head, else who asked, else the body."""
        visit = self._create_programme()
        self.assertFalse(visit._get_letter_recipient())
        visit.partner_id.email = "body@example.com"
        self.assertEqual(visit._get_letter_recipient(), visit.partner_id)
        contact = self.env["res.partner"].create(
            {"name": "A", "email": "a@example.com"}
        )
        visit.head_delegate_id = self._add_delegates(visit, 1, partner_id=contact.id)
        self.assertEqual(visit._get_letter_recipient(), contact)
        self.assertFalse(visit._get_letter_email())

    def test_who_wrote_the_request_gets_the_letters(self):
        """An e-mail of somebody whom no contact is makes a visit one can answer."""
        visit = self._create_programme()
        visit.partner_id.email = False
        visit.request_id = self.env["cooperation.request"].create(
            {"name": "Visit", "email_from": "Awa <awa@example.com>"}
        )
        self.assertEqual(visit._get_letter_email(), "Awa <awa@example.com>")
        visit.partner_id.email = "body@example.com"
        self.assertFalse(visit._get_letter_email())

    def test_direction_does_not_write(self):
        visit = self._create_programme()
        visit.action_issue_programme()
        with self.assertRaises(AccessError):
            visit.with_user(self.user_direction).action_send()

    # ------------------------------------------------------------
    # Calendars and cards
    # ------------------------------------------------------------

    def _read_calendar(self, content):
        return vobject.readOne(content.decode()).vevent_list

    @users("officer_test")
    def test_calendar_file(self):
        visit = self._create_programme(tz="America/Port-au-Prince")
        visit.session_ids[0].name_translated = "Conferencia inaugural"
        self._add_session(visit, "Journée libre", 8, 18, day=5, allday=True)
        events = self._read_calendar(visit._get_calendar_file())
        self.assertEqual(len(events), 4)
        talk, free = events[0], events[3]
        self.assertEqual(talk.summary.value, "Conferencia inaugural")
        self.assertEqual(talk.dtstart.value, datetime(2030, 3, 4, 8, tzinfo=UTC))
        self.assertEqual(talk.dtend.value, datetime(2030, 3, 4, 9, 30, tzinfo=UTC))
        self.assertEqual(talk.location.value, "Salle 1")
        self.assertIn("03:00", talk.description.value)
        self.assertEqual(free.dtstart.value, date(2030, 3, 5))
        self.assertEqual(free.dtend.value, date(2030, 3, 6))
        self.assertEqual(len({event.uid.value for event in events}), 4)

    @users("officer_test")
    def test_calendar_follows_versions(self):
        """An event keeps its identity; its sequence follows the version."""
        visit = self._create_programme()
        first = self._read_calendar(visit._get_calendar_file())[0]
        visit.action_issue_programme()
        visit.session_ids[0].location = "Salle 2"
        second = self._read_calendar(visit._get_calendar_file())[0]
        self.assertEqual(first.uid.value, second.uid.value)
        self.assertEqual((first.sequence.value, second.sequence.value), ("0", "1"))

    @users("officer_test")
    def test_calendar_of_one_speaker(self):
        visit = self._create_programme()
        visit.session_ids[2].speaker_ids = self.speaker
        (event,) = self._read_calendar(visit._get_calendar_file(self.speaker))
        self.assertEqual(event.summary.value, "Atelier de conception")

    @users("officer_test")
    def test_contact_cards(self):
        visit = self._create_programme("vi")
        with self.assertRaisesRegex(UserError, "No delegate"):
            visit.action_download_contacts()
        contact = self.env["res.partner"].create(
            {"name": "Nguyễn Thị Thảo", "email": "t@example.com", "phone": "+84 1"}
        )
        self._add_delegates(visit, 1, partner_id=contact.id)
        self._add_delegates(
            visit, 1, email="d@example.com", body_id=self.foreign_body.id
        )
        self._add_delegates(visit, 1)
        cards = list(vobject.readComponents(visit._get_contact_file().decode()))
        self.assertEqual(len(cards), 2)
        self.assertEqual(cards[0].fn.value, "Nguyễn Thị Thảo")
        self.assertEqual(cards[0].tel.value, "+84 1")
        self.assertFalse(hasattr(cards[0], "photo"), "a drawn letter is no photograph")
        self.assertEqual(cards[1].email.value, "d@example.com")
        self.assertEqual(cards[1].org.value, [self.foreign_body.name])
        self.assertEqual(cards[1].title.value, "Director of human resources")


@tagged("post_install", "-at_install")
class TestVisitDownloads(PaperCommon, HttpCase):
    """The files are downloaded by those who may read the visit, and nobody else."""

    def test_download(self):
        visit = self._create_programme()
        self._add_delegates(visit, 1, email="d@example.com")
        urls = [
            visit.action_download_calendar()["url"],
            visit.action_download_contacts()["url"],
        ]
        for login, status in (("officer_test", 200), ("employee_test", 404)):
            self.authenticate(login, login)
            for url, start in zip(
                urls, (b"BEGIN:VCALENDAR", b"BEGIN:VCARD"), strict=True
            ):
                with self.subTest(login=login, url=url):
                    response = self.url_open(url)
                    self.assertEqual(response.status_code, status)
                    self.assertEqual(response.content.startswith(start), status == 200)
