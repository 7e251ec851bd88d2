from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_agreement import AgreementCommon
from .common_link import LinkCommon

_NAME = "Training of executives in Sfax"


@tagged("post_install", "-at_install", "cooperation_browser")
class TestAgreementJourney(LinkCommon, AgreementCommon, HttpCase):
    """Three parties, two funders, dollars, two amendments, a termination: by clicks."""

    _link_path = "cooperation/signature"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.currency_id = cls.env.ref("base.EUR")
        dollar = cls.env.ref("base.USD")
        dollar.active = True
        cls.env["res.currency.rate"].create(
            {"name": "2020-01-01", "currency_id": dollar.id, "rate": 1.2}
        )
        cls.env.ref("base.group_user")._apply_group(
            cls.env.ref("base.group_multi_currency")
        )
        cls.funder.email = "agency@example.com"
        cls.foreign_body.email = "school@example.com"
        for user in (cls.user_coordinator, cls.user_direction):
            user.email = f"{user.login}@example.com"
            user.tour_enabled = False

    def _walk(self, tour, user):
        name = f"cooperation_agreement_life_{tour}_tour"
        self.start_tour("/odoo/agreements", name, login=user.login, timeout=120)
        self.env.invalidate_all()

    def _sign_by_link(self, mails):
        """Open the link that the agency got, and sign on its page."""
        (path,) = {
            self._get_link(mail)
            for mail in mails
            if self._link_path in mail["body"] and "agency" in mail["email_to"][0]
        }
        self.opener.cookies.clear()
        form = html.fromstring(self.url_open(path).text).forms[0]
        values = {name: form.fields[name] for name in ("csrf_token", "sha256")}
        values |= {"name": "Ada", "function": "Director", "may_sign": "yes"}
        self.url_open(form.action, data={**values, "answer": "signed"})
        self.env.invalidate_all()

    def test_life(self):
        coordinator, direction = self.user_coordinator, self.user_direction
        self._walk("draft", coordinator)
        self._walk("validate", direction)
        self._sign_by_link(self._collect_mails(lambda: self._walk("ask", coordinator)))
        self._walk("sign", coordinator)
        for amendment in ("more_days", "other_words"):
            self._walk(amendment, coordinator)
            self._walk(f"validate_{amendment}", direction)
            self._walk(f"sign_{amendment}", coordinator)
        self._walk("read", coordinator)
        agreement = self.env["cooperation.agreement"].search([("name", "=", _NAME)])
        self._check(agreement)
        self._walk("terminate", direction)
        self.assertEqual(agreement.state, "terminated")
        self.assertEqual(agreement.termination_reason, "The agency was dissolved")

    def _check(self, agreement):
        """Three signatures, 35 days, 32,500 euros, and the end of the amendments."""
        today = fields.Date.context_today(agreement)
        self.assertEqual(
            agreement._get_signatories().partner_id,
            self.cnfpt | self.funder | self.foreign_body,
        )
        channels = agreement._get_signatories().mapped("signature_channel")
        self.assertEqual(sorted(channels), ["paper", "tool", "tool"])
        self.assertEqual(agreement.days_granted, 35)
        self.assertEqual(agreement.amount_granted, 20000 + 9000 / 1.2 + 5000)
        self.assertEqual(agreement.date_end.year, today.year + 2)
        numbers = agreement.child_ids.mapped("amendment_number")
        self.assertEqual(sorted(numbers), [1, 2])
