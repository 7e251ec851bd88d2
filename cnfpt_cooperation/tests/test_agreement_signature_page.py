from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_signature import SignatureLinkCommon


@tagged("post_install", "-at_install")
class TestAgreementSignaturePage(SignatureLinkCommon, HttpCase):
    """The page behind a personal link, over real HTTP and without an account."""

    def setUp(self):
        super().setUp()
        mails = self._ask()
        self.path = self._get_link(
            next(mail for address, mail in mails.items() if "ada" in address)
        )
        self.other_path = self._get_link(
            next(mail for address, mail in mails.items() if "agency" in address)
        )
        self.signature = self._get_signature()
        self.env.flush_all()
        rendering = patch.object(
            self.registry["cooperation.agreement"],
            "_render_instrument",
            lambda agreement, date=None: b"%PDF-1.4 made",
            create=True,
        )
        rendering.start()
        self.addCleanup(rendering.stop)

    def _get(self, path=None, **kwargs):
        return self.url_open(path or self.path, **kwargs)

    def _read(self, response):
        return " ".join(html.fromstring(response.text).text_content().split())

    def _send(self, answer="signed", path=None, **values):
        """Fill in the form of the page and send it, as a browser does."""
        form = html.fromstring(self._get(path).text).forms[0]
        self.assertEqual(form.method, "POST")
        sent = {name: form.fields[name] for name in ("csrf_token", "sha256")}
        sent |= {"name": "Ada Head", "function": "Head", "may_sign": "yes"}
        return self.url_open(form.action, data={**sent, "answer": answer, **values})

    def _refresh(self):
        self.env.invalidate_all()

    def test_page_shows_what_is_signed(self):
        response = self._get()
        self.assertEqual(response.status_code, 200)
        text = self._read(response)
        for words in (
            *("Training of trainers", self.agreement.reference, "Objet"),
            *("Former les formateurs.", self.funder.name, "coordinator@example.com"),
        ):
            self.assertIn(words, text)
        form = html.fromstring(response.text).forms[0]
        self.assertEqual(form.fields["name"], "Ada Head")
        self.assertEqual(form.fields["function"], "Head of School")
        for name, value in (
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Frame-Options", "DENY"),
            ("X-Robots-Tag", "noindex, nofollow"),
        ):
            self.assertEqual(response.headers[name], value)
        page = html.fromstring(response.text)
        self.assertFalse(page.xpath("//script | //link"))

    def test_reading_changes_nothing(self):
        """Mail scanners follow links, with parameters of their own too."""
        for _time in range(2):
            self._get()
            self._get(f"{self.path}?answer=signed&may_sign=yes&name=Eve")
            self.opener.head(self.base_url() + self.path)
        self._refresh()
        self.assertEqual(self.signature.state, "waiting")
        self.assertFalse(self.theirs.signed_on)

    def test_sign(self):
        response = self._send(function="<b>Head</b>")
        self.assertEqual(response.history[0].status_code, 303)
        self.assertIn("You have signed this text", self._read(response))
        self.assertFalse(html.fromstring(response.text).forms)
        self._refresh()
        self.assertRecordValues(
            self.theirs,
            [
                {
                    "signed_on": fields.Date.context_today(self.theirs),
                    "signatory_name": "Ada Head",
                    "signatory_function": "<b>Head</b>",
                    "signature_channel": "tool",
                    "signed_by_id": False,
                    "signed_sha256": self.agreement.signing_version_id.sha256,
                    "name_at_signature": self.foreign_body.name,
                }
            ],
        )
        self.assertEqual(self.signature.state, "signed")
        self.assertFalse(self.agreement.signed_file)
        message = self.agreement.message_ids[0]
        self.assertEqual(message.author_id, self.head)

    def test_sign_in_any_order_and_put_in_force(self):
        self._send()
        self.agreement.with_user(self.user_direction).action_sign()
        self.env.flush_all()
        self._send(path=self.other_path, name="Agent")
        self._refresh()
        self.assertEqual(self.agreement.signed_count, 3)
        self.assertTrue(self.agreement.signed_sha256)
        self.agreement.action_activate()
        self.assertEqual(self.agreement.state, "active")

    def test_file_of_the_page(self):
        """The whole instrument before, the signed file afterwards, and no other."""
        path = f"{self.path}/file"
        response = self._get(path)
        self.assertEqual(response.content, b"%PDF-1.4 made")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self._send()
        self._refresh()
        self._sign(self.agreement)
        self.env.flush_all()
        self.assertIn("The signed file", self._read(self._get()))
        self.assertEqual(self._get(path).content, b"%PDF-1.4 signed")
        # The link of the other one was closed by the paper.
        self.assertEqual(self._get(f"{self.other_path}/file").status_code, 404)
        self.assertEqual(self._get(f"{path[:-6]}x/file").status_code, 404)

    def test_refuse(self):
        text = self._read(self._send("refused", reason="Article 1 is wrong."))
        self.assertIn("You have not signed this text", text)
        self._refresh()
        self.assertEqual(self.signature.reason, "Article 1 is wrong.")
        self.assertFalse(self.theirs.signed_on)
        self.assertIn("Article 1 is wrong.", self.agreement.activity_ids.note)

    @mute_logger("odoo.http")
    def test_one_answer(self):
        form = html.fromstring(self._get().text).forms[0]
        data = {name: form.fields[name] for name in ("csrf_token", "sha256")}
        data |= {"name": "Ada", "may_sign": "yes"}
        for answer in ("refused", "signed", "refused"):
            response = self._get(data={**data, "answer": answer})
            self.assertIn("You have not signed", self._read(response))
        self._refresh()
        self.assertFalse(self.theirs.signed_on)

    @mute_logger("odoo.http")
    def test_signature_needs_a_name_and_the_right_to_sign(self):
        for values in ({"name": "  "}, {"may_sign": ""}, {"may_sign": "on"}):
            response = self._send(**values)
            self.assertEqual(response.status_code, 400)
            self.assertIn("Nothing was signed", self._read(response))
        self._refresh()
        self.assertEqual(self.signature.state, "waiting")

    @mute_logger("odoo.http")
    def test_crafted_calls(self):
        """Nothing is told to who has no link, and nothing taken but an answer."""
        token = self.path.rpartition("/")[2]
        for wrong in (
            *("x", token[:-1], token + "x", token.swapcase(), "%25", "False"),
            str(self.signature.id),
        ):
            response = self._get(f"/{self._link_path}/{wrong}")
            self.assertEqual(response.status_code, 404, wrong)
            self.assertNotIn("Training", response.text)
        for values, status in (
            ({"answer": "withdrawn"}, 400),
            ({"answer": ""}, 400),
            ({"csrf_token": "forged"}, 400),
            # Another text than the one that the page has shown.
            ({"sha256": "0" * 64}, 200),
            ({"sha256": ""}, 200),
        ):
            self.assertEqual(self._send(**values).status_code, status, values)
        self._refresh()
        self.assertEqual(self.signature.state, "waiting")
        self.assertFalse(self.theirs.signed_on)

    @mute_logger("odoo.http")
    def test_methods_behind_the_page_are_not_called(self):
        token = self.path.rpartition("/")[2]
        sha256 = self.signature.version_id.sha256
        forged = {"signed_on": "2026-01-15", "signature_channel": "tool"}
        party = self.theirs
        for login in ("coordinator_test", "direction_test", "administrator_test"):
            self.authenticate(login, login)
            for records, method, args in (
                (self.signature, "_take_answer", ["signed", sha256, "Eve"]),
                (self.signature, "_find", [token]),
                (self.signature, "_get_url", []),
                (self.signature, "write", [{"state": "signed"}]),
                (self.signature, "read", [["token"]]),
                (self.agreement, "_sign_in_tool", [party.ids, "Eve", "Head"]),
                (self.agreement, "_keep_signed_file", ["x", "x.pdf"]),
                (self.agreement, "_guarded_write", [{"state": "active"}]),
                (party, "_take_signature", [forged]),
                (party, "_guarded_write", [forged]),
                (party, "write", [forged]),
                (party, "web_save", [forged, {}]),
            ):
                response = self.opener.post(
                    f"{self.base_url()}/web/dataset/call_kw/{records._name}/{method}",
                    json={
                        "params": {
                            "model": records._name,
                            "method": method,
                            "args": [records.ids, *args],
                            "kwargs": {"context": {"cooperation_guard": True}},
                        }
                    },
                )
                self.assertIn("error", response.json(), (login, method))
        self._refresh()
        self.assertEqual(self.signature.state, "waiting")
        self.assertFalse(party.signed_on)

    @mute_logger("odoo.http")
    def test_links_that_take_no_signature_any_more(self):
        csrf = html.fromstring(self._get().text).forms[0].fields["csrf_token"]
        signature = self.signature.sudo()
        for change, back, words in (
            (
                lambda: signature.write({"deadline": "2020-01-01"}),
                lambda: signature.write({"deadline": "2099-01-01"}),
                "worked until",
            ),
            (
                lambda: self.agreement._guarded_write(
                    {"signing_version_id": self.agreement._keep_version("sent").id}
                ),
                lambda: self.agreement._guarded_write(
                    {"signing_version_id": signature.version_id.id}
                ),
                "text has changed",
            ),
            (
                lambda: self.agreement._guarded_write({"state": "negotiation"}),
                lambda: self.agreement._guarded_write({"state": "to_sign"}),
                "no signature by this link any more",
            ),
        ):
            with self.subTest(words):
                change()
                self.env.flush_all()
                page = self._get()
                self.assertIn(words, self._read(page))
                self.assertFalse(html.fromstring(page.text).forms)
                data = {
                    "csrf_token": csrf,
                    "answer": "signed",
                    "name": "Ada",
                    "may_sign": "yes",
                    "sha256": signature.version_id.sha256,
                }
                self.assertIn(words, self._read(self._get(data=data)))
                self._refresh()
                self.assertFalse(self.theirs.signed_on)
                back()
                self.env.flush_all()

    @mute_logger("odoo.http")
    def test_body_that_is_no_more_signs_nothing(self):
        self.foreign_body.date_ceased = "2020-01-01"
        self.env.flush_all()
        response = self._send()
        self.assertEqual(response.status_code, 409)
        self.assertIn("could not be written down", self._read(response))
        self._refresh()
        self.assertEqual(self.signature.state, "waiting")

    def test_in_arabic_without_its_bundles(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.head.lang = "ar_001"
        self.env.flush_all()
        response = self._get()
        page = html.fromstring(response.text)
        self.assertEqual(page.get("dir"), "rtl")
        self.assertEqual(page.get("lang"), "ar-001")
        self.assertNotIn("/web/assets", response.text)
        self.assertEqual(page.xpath("//section")[0].get("dir"), "ltr")
