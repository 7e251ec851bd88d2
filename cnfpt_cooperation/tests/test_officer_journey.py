import re

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from .common import MODULE, CooperationCommon

TOUR = f"{MODULE}/static/tests/tours/officer_tour.esm.js"


@tagged("post_install", "-at_install", "cooperation_browser")
class TestOfficerJourney(CooperationCommon, HttpCase):
    """The officer's day in a real browser, from the request to the closed visit."""

    def test_request_to_closed_visit(self):
        self.user_officer.tour_enabled = False
        self.start_tour(
            "/odoo/cooperation-requests",
            "cooperation_officer_tour",
            login=self.user_officer.login,
            timeout=120,
        )
        request = self.env["cooperation.request"].search(
            [("name", "=", "Mayors of Sousse")]
        )
        visit = request.visit_ids
        self.assertRecordValues(
            visit,
            [
                {
                    "name": "Mayors of Sousse",
                    "state": "closed",
                    "partner_id": self.foreign_body.id,
                    "zone_id": self.zone_mediterranean.id,
                    "headcount_declared": 12,
                    "headcount": 11,
                    "outcome": "follow_up",
                    "user_id": self.user_officer.id,
                }
            ],
        )
        self.assertEqual(request.state, "converted")
        self.assertEqual(request.decision_user_id, self.user_officer)
        self.assertEqual(request.decision_date, fields.Date.context_today(request))
        event = self.env["calendar.event"].search([("name", "=", "Welcome")])
        self.assertEqual(visit.session_ids.event_id, event)
        self.assertEqual(event.partner_ids, self.user_officer.partner_id)

    def test_day_stays_light(self):
        """The numbers in the head of the tour are those of its steps."""
        with file_open(TOUR) as tour:
            source = tour.read()
        steps = source[source.index("officerSteps") :]
        clicks = len(re.findall(r'run: "click"|\bbutton\(', steps))
        typed = len(re.findall(r"\btype\(", steps))
        self.assertIn(f"{clicks} clicks and {typed} fields typed", source)
        self.assertLessEqual(clicks, 12)
        self.assertLessEqual(typed, 6)
