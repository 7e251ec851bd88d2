import re

from dateutil.relativedelta import relativedelta
from lxml import html

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from .common import MODULE
from .common_link import LinkCommon

TOURS = f"{MODULE}/static/tests/tours"


@tagged("post_install", "-at_install", "cooperation_browser")
class TestOrderJourney(LinkCommon, HttpCase):
    """From the request to the mission order, with both answers by personal links."""

    _link_path = "cooperation/answer"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today()
        cls.city.email = "mayor@example.com"
        cls.user_coordinator.email = "coordinator@example.com"
        cls.user_coordinator.tour_enabled = False
        cls.expert = cls._create_active_expert("Amina", validity_start=today)
        cls.expert.partner_id.email = "amina@example.com"
        away = {"date_start": today, "date_end": today + relativedelta(days=90)}
        cls._create_active_expert(
            "Basile", validity_start=today, availability_ids=[Command.create(away)]
        )
        cls._create_active_agreement(
            date_start=today - relativedelta(years=1),
            date_end=today + relativedelta(years=1),
        )

    def _play(self, tour, path):
        self.start_tour(
            path,
            f"cooperation_{tour}_tour",
            login=self.user_coordinator.login,
            timeout=120,
        )
        self.env.invalidate_all()

    def _say_yes(self):
        """Open the link of the only mail that waits, and press “yes”."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.env["mail.mail"].sudo().process_email_queue()
            (path,) = {
                self._get_link(mail)
                for mail in self._mails
                if self._link_path in mail["body"]
            }
        session = self.opener
        session.cookies.clear()
        form = html.fromstring(self.url_open(path).text).forms[0]
        values = {"csrf_token": form.fields["csrf_token"], "answer": "agreed"}
        self.assertIn("You said yes", self.url_open(form.action, data=values).text)
        self.env.invalidate_all()

    def test_request_to_order(self):
        self._play("invite", "/odoo/cooperation-requests")
        mission = (
            self.env["cooperation.request"]
            .search([("name", "=", "Support to the training centre")])
            .mission_ids
        )
        assignment = mission.assignment_ids
        self.assertEqual(assignment.state, "invited")
        self._say_yes()
        self.assertEqual(assignment.state, "accepted")
        path = f"/odoo/{mission._name}/{mission.id}"
        self._play("ask_employer", path)
        self.assertFalse(assignment.employer_consent_date)
        self._say_yes()
        self._play("order", path)
        self.assertRecordValues(
            mission, [{"state": "ordered", "covered_days": 5, "covered_cost": 1200}]
        )
        self.assertRecordValues(
            assignment,
            [
                {
                    "state": "ordered",
                    "origin": "local_authority",
                    "employer_id": self.city.id,
                    "position": "activity",
                    "employer_consent_date": fields.Date.context_today(mission),
                }
            ],
        )

    def test_count_of_clicks(self):
        """The numbers in the head of the tour are those of its steps."""
        sources = []
        for name in ("mission_steps", "order_tour"):
            with file_open(f"{TOURS}/{name}.esm.js") as file:
                sources.append(file.read())
        steps, tour = sources
        played = steps[steps.index("export const request") :]
        played += tour[tour.index("const scope") :]
        clicks = len(re.findall(r"\b(?:click|button|page|onExpert|choose)\(", played))
        typed = len(re.findall(r"\b(?:type|choose)\(", played))
        self.assertIn(f"{clicks} clicks and\n * {typed} fields typed", tour)
