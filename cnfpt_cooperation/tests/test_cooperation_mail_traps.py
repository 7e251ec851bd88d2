from time import monotonic

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_cooperation_request_mail import RequestMailCommon


@freeze_time("2030-01-15")
@tagged("post_install", "-at_install")
class TestCooperationMailTraps(RequestMailCommon):
    """A message that raises is dropped by Odoo's fetchmail: none of ours does."""

    def test_endless_lines_take_no_time(self):
        """A stranger cannot hold up the mailbox with a message made for it."""
        self.user_officer.email = "officer@cnfpt.example"
        start = monotonic()
        for line in ("-\n" * 100_000, "De : " + "a" * 300_000, "re " * 100_000):
            self.assertTrue(
                self._receive(
                    self._write(
                        sender="officer@cnfpt.example",
                        subject=line[:100_000].replace("\n", ""),
                        body=line,
                    )
                )
            )
        self.assertLess(monotonic() - start, 60)

    def test_title_with_a_nul(self):
        raw = self._write().replace(
            b"Subject: A request", b"Subject: =?utf-8?Q?A_re=00quest?="
        )
        self.assertEqual(self._receive(raw).name, "A request")

    def test_year_that_no_calendar_shows(self):
        body = "Notre visite du 27 au 31 décembre 9999"
        self.assertFalse(self._receive(self._write(body=body)).date_wanted_start)

    def test_acknowledgement_that_fails_loses_nothing(self):
        self.env["ir.config_parameter"].set_param("cnfpt_cooperation.acknowledge", "1")
        template = "cnfpt_cooperation.mail_template_request_acknowledge"
        self.env.ref(template).subject = "{{ object.unknown_field }}"
        with mute_logger(
            "odoo.addons.cnfpt_cooperation.models.cooperation_request_mail_mixin",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            self.assertTrue(self._receive(self._write()))

    def test_false_file_in_the_thread_of_a_visit(self):
        """An answer in any file's thread is taken, its false attachment put aside."""
        visit = self._create_visit()
        message = visit.message_post(body="Your programme", message_type="comment")
        self._receive(
            self._write(
                to="catchall@mission.example.com",
                subject="Re: Your programme",
                body="Thank you",
                headers={"In-Reply-To": message.message_id},
                files=[("photo.jpg", "image/jpeg", b"ftypheic" * 9)],
            )
        )
        answer = visit.message_ids.filtered(lambda m: "Thank you" in m.body)
        self.assertEqual(answer.attachment_ids.mapped("name"), ["photo.jpg.refused"])
