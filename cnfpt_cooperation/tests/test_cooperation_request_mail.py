from datetime import date
from email.message import EmailMessage
from itertools import count

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CooperationCommon

_ALIAS = "cooperation@mission.example.com"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 64


class RequestMailCommon(CooperationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = count(1)
        cls.foreign_body.write(
            {"email": "contact@ecole-tunis.tn", "website": "https://www.ecole-tunis.tn"}
        )
        cls.rector = cls.env["res.partner"].create(
            {
                "name": "Test Rector",
                "email": "rector@example.org",
                "parent_id": cls.foreign_body.id,
            }
        )

    def _receive(self, raw):
        """Pass the text of a message to the gateway; return the new requests."""
        before = self.env["cooperation.request"].search([])
        self.env["mail.thread"].message_process(None, raw)
        return self.env["cooperation.request"].search([]) - before

    def _write(self, sender="Awa <awa@nowhere.example>", charset="utf-8", **parts):
        """Return the bytes of a message.

        :param parts: subject, body, headers (dict), files (triples name, maintype/
            subtype, content)
        """
        message = EmailMessage()
        message["From"] = sender
        message["To"] = parts.get("to", _ALIAS)
        message["Subject"] = parts.get("subject", "A request")
        message["Message-Id"] = parts.get("message_id", f"<{next(self.numbers)}@test>")
        message["Date"] = parts.get("date", "Mon, 14 Jan 2030 09:30:00 +0100")
        for name, value in parts.get("headers", {}).items():
            message[name] = value
        message.set_content(parts.get("body", "Hello"), charset=charset)
        for name, content_type, content in parts.get("files", ()):
            maintype, subtype = content_type.split("/")
            message.add_attachment(
                content, maintype=maintype, subtype=subtype, filename=name
            )
        return message.as_bytes()


@freeze_time("2030-01-15")
@tagged("post_install", "-at_install")
class TestCooperationRequestMail(RequestMailCommon):
    """Real messages, as they come from the mail server."""

    def test_french_message_of_a_known_person(self):
        request = self._receive(
            self._write(
                sender="La Rectrice <rector@example.org>",
                subject="TR: Re : Visite d’études du 4 au 6 mars 2030",
                body="Bonjour Madame,\n\nNous souhaitons une visite pour 12 maires. "
                "Nous vous remercions.\n\nCordialement",
            )
        )
        self.assertRecordValues(
            request,
            [
                {
                    "name": "Visite d’études du 4 au 6 mars 2030",
                    "state": "new",
                    "channel": "email",
                    "kind": "visit",
                    "partner_id": self.foreign_body.id,
                    "contact_id": self.rector.id,
                    "country_id": self.tunisia.id,
                    "zone_id": self.zone_mediterranean.id,
                    "date_received": date(2030, 1, 14),
                    "date_wanted_start": date(2030, 3, 4),
                    "date_wanted_end": date(2030, 3, 6),
                    "headcount": 12,
                    "user_id": False,
                }
            ],
        )
        self.assertEqual(request.language_ids.code, "fr")
        self.assertIn("12 maires", request.description)
        message = request.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(message.author_id, self.rector)
        self.assertIn("12 maires", message.body)

    def test_arabic_message_of_an_unknown_body(self):
        request = self._receive(
            self._write(
                sender="وزارة الداخلية <dir@interieur.gov.dz>",
                subject="طلب زيارة",
                body="تحية طيبة، نود زيارة المعهد مع وفد من رؤساء البلديات. شكرا",
            )
        )
        self.assertEqual(request.name, "طلب زيارة")
        self.assertFalse(request.partner_id)
        self.assertEqual(request.country_id, self.env.ref("base.dz"))
        self.assertEqual(request.kind, "visit")
        self.assertEqual(request.language_id.code, "ar")
        self.assertEqual(request._get_lang(), "ar_001")
        self.assertIn("requester", str(request.transition_checklist))

    def test_latin1_message(self):
        """Written in the characters of yesterday, by the domain of a known body."""
        request = self._receive(
            self._write(
                sender="Secrétariat <secretariat@mail.ecole-tunis.tn>",
                subject="Demande de stage d'une étudiante",
                body="Élève ingénieure à l’école…".replace("’", "'").replace("…", "."),
                charset="iso-8859-1",
            )
        )
        self.assertEqual(request.kind, "internship")
        self.assertEqual(request.partner_id, self.foreign_body)
        self.assertFalse(request.contact_id)
        self.assertIn("Élève ingénieure", request.description)

    def test_bad_character_sets_lose_nothing(self):
        """None named, one that does not exist, one that is wrong."""
        for number, header in enumerate(
            (
                b"Content-Type: text/plain",
                b"Content-Type: text/plain; charset=x-nowhere",
                b"",
            )
        ):
            raw = (
                b"From: a@b.example\r\nTo: " + _ALIAS.encode() + b"\r\n"
                b"Subject: Visite\r\nMessage-Id: <%d@t>\r\n"
                % number
                + (header + b"\r\n" if header else b"")
                + b"\r\n"
                b"D\xe9l\xe9gation \xe0 recevoir\r\n"
            )
            with self.subTest(header=header):
                self.assertIn("Délégation à recevoir", self._receive(raw).description)

    def test_country_in_the_words(self):
        """Free mail says nothing of a country; the words do, and so does nothing."""
        for subject, body, country in (
            ("Délégation de Guinée équatoriale", "Bonjour", self.env.ref("base.gq")),
            (
                "Visit",
                "Dear all,\n\nThe Mayor\nHanoi, Vietnam",
                self.env.ref("base.vn"),
            ),
            ("Bénin ou Togo ?", "Bonjour", self.env["res.country"]),
            ("Visite", "Bonjour", self.env["res.country"]),
        ):
            raw = self._write(sender="a.b@gmail.com", subject=subject, body=body)
            with self.subTest(subject=subject):
                request = self._receive(raw)
                self.assertEqual(request.country_id, country)
                if not country:
                    self.assertIn("country", str(request.transition_checklist))

    def test_free_mail_is_no_body(self):
        self.foreign_body.email = "ecole.tunis@gmail.com"
        request = self._receive(self._write(sender="someone.else@gmail.com"))
        self.assertFalse(request.partner_id)
        self.assertFalse(request.email_domain)
        self.assertEqual(request.email_from, "someone.else@gmail.com")

    def test_forwarded_by_an_officer(self):
        """The one who wrote it asks; whoever qualifies it takes charge.

        An address is easily forged: a message puts nobody in charge.
        """
        self.user_officer.email = "officer@cnfpt.example"
        request = self._receive(
            self._write(
                sender="Officer <officer@cnfpt.example>",
                subject="Fwd: Delegation",
                body="Pour suite.\n\n---------- Message transféré ----------\n"
                "De : Rector <rector@example.org>\nDate : hier\n\nWe wish to visit.",
            )
        )
        self.assertFalse(request.user_id)
        self.assertEqual(request.contact_id, self.rector)
        self.assertEqual(request.partner_id, self.foreign_body)
        self.assertIn("rector@example.org", request.email_from)

    def test_employee_without_rights(self):
        self.user_employee.email = "employee@cnfpt.example"
        request = self._receive(self._write(sender="employee@cnfpt.example"))
        self.assertEqual(len(request), 1)
        self.assertFalse(request.user_id)

    def test_reply_keeps_the_thread(self):
        request = self._receive(self._write(message_id="<first@test>"))
        again = self._receive(
            self._write(
                subject="Re: A request",
                body="One more thing",
                headers={"In-Reply-To": "<first@test>"},
            )
        )
        self.assertFalse(again)
        self.assertIn("One more thing", "".join(request.message_ids.mapped("body")))

    def test_reply_to_a_closed_request(self):
        request = self._receive(self._write(message_id="<first@test>"))
        request.decision_reason = "No room."
        request.action_decline()
        self._receive(
            self._write(body="We insist", headers={"In-Reply-To": "<first@test>"})
        )
        self.assertIn("We insist", "".join(request.message_ids.mapped("body")))

    def test_machines_make_no_request(self):
        for headers in (
            {"Auto-Submitted": "auto-replied"},
            {"X-Autoreply": "yes"},
            {"Precedence": "auto_reply"},
        ):
            with self.subTest(headers):
                self.assertFalse(self._receive(self._write(headers=headers)))
        with self.subTest("bounce"):
            self.assertFalse(
                self._receive(self._write(sender="MAILER-DAEMON@nowhere.example"))
            )
        request = self._receive(
            self._write(message_id="<ours@test>", headers={"Auto-Submitted": "no"})
        )
        self.assertTrue(request)
        self._receive(
            self._write(
                body="I am away",
                headers={
                    "In-Reply-To": "<ours@test>",
                    "Auto-Submitted": "auto-replied",
                },
            )
        )
        self.assertIn("I am away", "".join(request.message_ids.mapped("body")))

    def test_empty_subject_and_false_clock(self):
        for number, day in enumerate(("Mon, 14 Jan 2040 09:30:00 +0100", "not a date")):
            raw = self._write(subject="", date=day, message_id=f"<{number}@clock>")
            with self.subTest(day), mute_logger("odoo.addons.mail.models.mail_thread"):
                request = self._receive(raw)
                self.assertIn("awa@nowhere.example", request.name)
                self.assertEqual(request.date_received, date(2030, 1, 15))

    def test_huge_message(self):
        """Three megabytes are in the discussion; the file holds their beginning."""
        request = self._receive(self._write(body="Bonjour à tous. \n" * 180_000))
        self.assertLess(len(request.description), 1_000_000)
        self.assertIn("discussion", request.description)
        message = request.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertGreater(len(message.body), 2_500_000)

    def test_attachments(self):
        """What is not what it says is put aside, with a sentence; the rest is kept."""
        request = self._receive(
            self._write(
                files=[
                    ("programme.pdf", "application/pdf", PDF),
                    ("list.pdf", "application/pdf", PROGRAM),
                    ("photo.png", "image/png", b"<html><script>1</script></html>"),
                    ("run.js", "text/plain", b"WScript.Echo('x')"),
                ]
            )
        )
        names = sorted(
            self.env["ir.attachment"]
            .search([("res_model", "=", request._name), ("res_id", "=", request.id)])
            .mapped("name")
        )
        self.assertEqual(
            names,
            [
                "list.pdf.refused",
                "photo.png.refused",
                "programme.pdf",
                "run.js.refused",
            ],
        )
        log = "".join(request.message_ids.mapped("body"))
        self.assertIn("“list.pdf” is a program", log)
        self.assertIn("“photo.png” is not what its name says", log)

    def test_same_message_twice(self):
        raw = self._write(message_id="<once@test>")
        self.assertEqual(len(self._receive(raw)), 1)
        self.assertFalse(self._receive(raw))

    def test_likely_duplicate(self):
        """The same body, or the same domain, or the same words from elsewhere."""
        first = self._receive(
            self._write(sender="rector@example.org", subject="Visit of mayors")
        )
        same_body = self._receive(
            self._write(sender="x@ecole-tunis.tn", subject="Formation")
        )
        self.assertEqual(same_body.duplicate_ids, first)
        self.assertIn("same body", same_body.duplicate_note)
        self.assertIn(str(first.id), same_body.duplicate_note)
        same_domain = self._receive(self._write(sender="b@nowhere.example"))
        self.assertFalse(same_domain.duplicate_ids)
        again = self._receive(
            self._write(sender="c@nowhere.example", subject="Other", message_id="<7@t>")
        )
        self.assertEqual(again.duplicate_ids, same_domain)
        self.assertIn("same e-mail domain", again.duplicate_note)
        alike = self._receive(
            self._write(sender="z@gmail.com", subject="Fwd: visit of Mayors")
        )
        self.assertEqual(alike.duplicate_ids, first)
        self.assertIn("similar title", alike.duplicate_note)
        found = self.env["cooperation.request"].search(
            [("is_likely_duplicate", "=", True)]
        )
        self.assertLessEqual(first | same_body | alike | again | same_domain, found)

    def test_far_in_time_is_no_duplicate(self):
        first = self._create_request(date_received="2029-09-01")
        request = self._create_request(date_received="2030-01-14")
        self.assertFalse(request.duplicate_ids)
        wanted = {"date_wanted_start": "2030-03-04", "date_wanted_end": "2030-03-06"}
        (first | request).write(wanted)
        self.assertEqual(request.duplicate_ids, first)
        self.assertIn("about the same time", request.duplicate_note)
        first.action_cancel()
        self.env.invalidate_all()
        self.assertFalse(request.duplicate_ids)

    def test_duplicates_cost_the_same_for_many(self):
        requests = self.env["cooperation.request"].browse(
            [self._create_request().id for _index in range(20)]
        )
        counts = []
        for some in (requests, requests[:2], requests):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("duplicate_note")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
