import base64

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, tagged, users
from odoo.tools import mute_logger

from ..tools.filetype import is_program
from .common import CooperationCommon
from .test_cooperation_request_mail import PDF, PROGRAM


@freeze_time("2030-01-15")
@tagged("post_install", "-at_install")
class TestCooperationRequestBadInput(CooperationCommon):
    """A sentence, and nothing is lost."""

    @users("officer_test")
    def test_three_megabytes_pasted(self):
        request = self._create_request(description="<p>Kept</p>").with_env(self.env)
        for name in ("description", "decision_reason", "name"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "3,145,728.*attach the document"),
            ):
                request[name] = "x" * 3 * 1024 * 1024
        with self.assertRaisesRegex(UserError, "attach the document"):
            self._create_request(description="x" * 3 * 1024 * 1024)
        self.env.invalidate_all()
        self.assertIn("Kept", request.description)

    @users("officer_test")
    @mute_logger("odoo.sql_db")
    def test_dates_reversed(self):
        request = self._create_request().with_env(self.env)
        result = self.env["cooperation.request"].load(
            ["name", "date_wanted_start", "date_wanted_end"],
            [["Import", "2030-03-06", "2030-03-04"]],
        )
        self.assertIn("put its dates in order", result["messages"][0]["message"])
        with self.assertRaisesRegex(ValidationError, "03/04/2030.*03/06/2030"):
            request.write(
                {"date_wanted_start": "2030-03-06", "date_wanted_end": "2030-03-04"}
            )

    @users("officer_test")
    def test_dates_mistyped(self):
        """The last year of all calendars is refused by nothing and breaks nothing."""
        for start in ("2030-03-04", "9999-12-31"):
            request = self._create_request(
                date_wanted_start=start, date_wanted_end="9999-12-31"
            ).with_env(self.env)
            self.assertTrue(request.score_explanation)
            self.assertLessEqual(len(request._get_wanted_weeks()), 53)

    @users("officer_test")
    def test_unknown_country(self):
        result = self.env["cooperation.request"].load(
            ["name", "country_id"], [["Import", "Atlantis"]]
        )
        self.assertFalse(result["ids"])
        self.assertRegex(result["messages"][0]["message"], "(?s)Atlantis.*Country")

    @users("officer_test")
    def test_attachment_that_is_not_what_it_says(self):
        request = self._create_request().with_env(self.env)
        with self.assertRaisesRegex(ValidationError, "“offer.pdf” is a program"):
            self.env["ir.attachment"].create(
                {
                    "name": "offer.pdf",
                    "datas": base64.b64encode(PROGRAM),
                    "res_model": request._name,
                    "res_id": request.id,
                }
            )
        good = self.env["ir.attachment"].create(
            {
                "name": "offer.pdf",
                "raw": PDF,
                "res_model": request._name,
                "res_id": request.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "is a program"):
            good.name = "offer.exe"

    def test_list_of_mozambique_is_no_program(self):
        self.assertFalse(is_program("list.csv", b"MZ;Maputo\nMZ;Beira"))
        self.assertTrue(is_program("list.csv", PROGRAM))


@tagged("post_install", "-at_install")
class TestCooperationUpload(CooperationCommon, HttpCase):
    def test_upload_says_why(self):
        request = self._create_request()
        self.authenticate(self.user_officer.login, self.user_officer.login)
        for content, is_taken in ((PROGRAM, False), (PDF, True)):
            response = self.url_open(
                "/mail/attachment/upload",
                data={
                    "csrf_token": Request.csrf_token(self),
                    "thread_id": request.id,
                    "thread_model": request._name,
                    "is_pending": "true",
                },
                files={"ufile": ("offer.pdf", content, "application/pdf")},
            ).json()
            with self.subTest(is_taken=is_taken):
                self.assertEqual("error" not in response, is_taken)
                if not is_taken:
                    self.assertIn("is a program", response["error"]["message"])
