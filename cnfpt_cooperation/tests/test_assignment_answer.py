from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_consent import ConsentCommon


@tagged("post_install", "-at_install")
class TestAssignmentAnswer(ConsentCommon, HttpCase):
    """The page behind a personal link, over real HTTP and without an account."""

    def setUp(self):
        super().setUp()
        self.path = self._get_link(self._press("action_invite")[0])
        self.env.flush_all()

    def _get(self, path=None, **kwargs):
        return self.url_open(path or self.path, **kwargs)

    def _read(self, response):
        return " ".join(html.fromstring(response.text).text_content().split())

    def _send(self, answer, reason="", path=None):
        """Fill in the form of the page and send it, as a browser does."""
        path = path or self.path
        form = html.fromstring(self._get(path).text).forms[0]
        self.assertEqual(form.method, "POST")
        values = {"csrf_token": form.fields["csrf_token"], "reason": reason}
        return self.url_open(form.action, data={**values, "answer": answer})

    def _read_state(self):
        self.env.invalidate_all()
        return self.assignment.state

    def test_page_says_what_is_asked(self):
        response = self._get()
        self.assertEqual(response.status_code, 200)
        text = self._read(response)
        for words in (
            *("Would you go on this mission?", "Budget of Sfax", "Sfax, Tunisia"),
            *("05/06/2030", "Train the trainers", "coordinator@example.com"),
        ):
            self.assertIn(words, text)
        for name, value in (
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Frame-Options", "DENY"),
            ("X-Robots-Tag", "noindex, nofollow"),
        ):
            self.assertEqual(response.headers[name], value)
        self.assertFalse(html.fromstring(response.text).xpath("//script[@src]"))

    def test_reading_changes_nothing(self):
        """Mail scanners follow links, with parameters of their own too."""
        for _time in range(3):
            self._get()
            self._get(f"{self.path}?answer=agreed")
            self.opener.head(self.base_url() + self.path)
        self.assertEqual(self._read_state(), "invited")
        consent = self.assignment.consent_ids
        self.assertEqual(consent.state, "waiting")
        self.assertFalse(consent.answered_on)

    def test_yes(self):
        response = self._send("agreed", "<b>Gladly</b>")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.history[0].status_code, 303)
        self.assertIn("You said yes", self._read(response))
        self.assertEqual(self._read_state(), "accepted")
        self.assertEqual(
            self.assignment.expert_consent_date, fields.Date.context_today(self.mission)
        )
        self.assertEqual(self.assignment.consent_ids.reason, "<b>Gladly</b>")
        self.assertFalse(html.fromstring(response.text).forms)

    def test_no(self):
        self.assertIn("You said no", self._read(self._send("refused")))
        self.assertEqual(self._read_state(), "declined")

    def test_one_answer(self):
        """What is sent again, or sent otherwise, changes nothing."""
        form = html.fromstring(self._get().text).forms[0]
        token = form.fields["csrf_token"]
        for answer in ("refused", "refused", "agreed"):
            response = self._get(data={"csrf_token": token, "answer": answer})
            self.assertIn("You said no", self._read(response))
        self.assertEqual(self._read_state(), "declined")

    def test_employer(self):
        self.assignment.action_accept()
        path = self._get_link(self._press("action_ask_employer")[0])
        self.env.flush_all()
        text = self._read(self._get(path))
        self.assertIn("Do you agree that your agent goes?", text)
        self.assertIn("Amina Test", text)
        self.assertIn("funding of third parties only", text)
        self.assertNotIn("Train the trainers", text)
        self._send("agreed", path=path)
        self.env.invalidate_all()
        self.assertTrue(self.assignment.employer_consent_date)

    @mute_logger("odoo.http")
    def test_crafted_calls(self):
        """Nothing is told to who has no link, and nothing taken but an answer."""
        token = self.path.rpartition("/")[2]
        for wrong in (
            *("x", token[:-1], token + "x", token.swapcase(), "%25", "False"),
            str(self.assignment.consent_ids.id),
        ):
            response = self._get(f"/cooperation/answer/{wrong}")
            self.assertEqual(response.status_code, 404, wrong)
            self.assertNotIn("Sfax", response.text)
        csrf = html.fromstring(self._get().text).forms[0].fields["csrf_token"]
        for data, status in (
            ({"answer": "agreed"}, 400),
            ({"answer": "agreed", "csrf_token": "forged"}, 400),
            ({"csrf_token": csrf}, 400),
            ({"answer": "expired", "csrf_token": csrf}, 400),
            ({"state": "agreed", "csrf_token": csrf}, 400),
        ):
            self.assertEqual(self._get(data=data).status_code, status, data)
        response = self.url_open(
            f"/cooperation/answer/{token}x",
            data={"answer": "agreed", "csrf_token": csrf},
        )
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self._read_state(), "invited")
        self.assertEqual(self.assignment.consent_ids.state, "waiting")

    @mute_logger("odoo.http")
    def test_methods_behind_the_page_are_not_called(self):
        self.authenticate("coordinator_test", "coordinator_test")
        consent = self.assignment.consent_ids
        for method, args in (
            ("_take_answer", ["agreed"]),
            ("_find", [self.path.rpartition("/")[2]]),
            ("_get_url", []),
            ("write", [{"state": "agreed"}]),
        ):
            response = self.opener.post(
                f"{self.base_url()}/web/dataset/call_kw/{consent._name}/{method}",
                json={
                    "params": {
                        "model": consent._name,
                        "method": method,
                        "args": [consent.ids, *args],
                        "kwargs": {},
                    }
                },
            )
            self.assertIn("error", response.json(), method)
        self.assertEqual(self._read_state(), "invited")

    def test_links_that_answer_no_more(self):
        consent = self.assignment.consent_ids.sudo()
        for change, words in (
            (lambda: consent.write({"deadline": "2020-01-01"}), "worked until"),
            (
                lambda: self.assignment.write({"date_start": "2030-05-07"}),
                "dates have changed",
            ),
            (lambda: self.assignment.action_cancel(), "no answer any more"),
        ):
            with self.subTest(words):
                csrf = html.fromstring(self._get().text).forms
                change()
                self.env.flush_all()
                response = self._get()
                self.assertIn(words, self._read(response))
                self.assertFalse(html.fromstring(response.text).forms)
                if csrf:
                    data = {
                        "csrf_token": csrf[0].fields["csrf_token"],
                        "answer": "agreed",
                    }
                    self.assertIn(words, self._read(self._get(data=data)))
                self.assertIn(self._read_state(), ("invited", "cancelled"))
                consent.deadline = "2030-05-01"

    def test_in_french_whatever_the_browser_says(self):
        """French agents and employers read French, and no page turns to Arabic."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("ar_001")
        self.expert.partner_id.lang = "fr_FR"
        self.env.flush_all()
        response = self._get(headers={"Accept-Language": "ar"})
        page = html.fromstring(response.text)
        self.assertEqual(page.get("lang"), "fr-FR")
        self.assertNotIn("rtl", response.text)
        self.assertIn("06/05/2030", response.text)
