import re
from time import monotonic

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from .common import MODULE, CooperationCommon

TOUR = f"{MODULE}/static/tests/tours/request_tour.esm.js"
_MINUTE = 60


@tagged("post_install", "-at_install", "cooperation_browser")
class TestRequestJourney(CooperationCommon, HttpCase):
    """A request typed by hand in a real browser, then declined with its letter."""

    def test_typed_and_declined(self):
        self.user_officer.tour_enabled = False
        start = monotonic()
        self.start_tour(
            "/odoo/cooperation-requests",
            "cooperation_request_tour",
            login=self.user_officer.login,
            timeout=120,
        )
        self.assertLess(monotonic() - start, _MINUTE)
        request = self.env["cooperation.request"].search(
            [("name", "=", "Mayors of the coast")]
        )
        germany = self.env.ref("base.de")
        self.assertRecordValues(
            request,
            [
                {
                    "state": "declined",
                    "country_id": germany.id,
                    "headcount": 12,
                    "user_id": self.user_officer.id,
                    "decision_reason": "The agenda is full.",
                    "letter_date": False,
                }
            ],
        )
        self.assertIn("Training", request.description)
        self.assertRecordValues(
            request.partner_id,
            [{"name": "Coast School", "country_id": germany.id, "is_company": True}],
        )

    def test_typing_stays_light(self):
        """The numbers in the head of the tour are those of its steps."""
        with file_open(TOUR) as tour:
            source = tour.read()
        for start, end, words in (
            ("typeRequest", "declineRequest", "{} clicks and {} fields typed"),
            ("declineRequest", "registry.category", "{} more clicks\n * and {} field"),
        ):
            steps = source[source.index(f"const {start}") :]
            steps = steps[: steps.index(end)]
            clicks = len(re.findall(r'run: "click"|\bchoose\(', steps))
            typed = len(re.findall(r'\btype\(|run: "editor ', steps))
            with self.subTest(start):
                self.assertIn(words.format(clicks, typed), source)
