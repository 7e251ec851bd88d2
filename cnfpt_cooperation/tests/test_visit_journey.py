import re
from datetime import datetime

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from .common import MODULE, CooperationCommon

TOUR = f"{MODULE}/static/tests/tours/three_day_visit_tour.esm.js"


@tagged("post_install", "-at_install", "cooperation_browser")
class TestVisitJourney(CooperationCommon, HttpCase):
    """Three days and twelve people, planned in a real browser."""

    def test_three_days_of_twelve_people(self):
        self.user_officer.tour_enabled = False
        self.start_tour(
            "/odoo/visits",
            "cooperation_three_day_visit_tour",
            login=self.user_officer.login,
            timeout=120,
        )
        visit = self.env["cooperation.visit"].search(
            [("name", "=", "Three days in Strasbourg")]
        )
        self.assertEqual(visit.state, "confirmed")
        self.assertEqual(visit.headcount_declared, 12)
        self.assertEqual(len(visit.delegate_ids), 12)
        self.assertEqual(visit.delegate_ids.body_id, self.foreign_body)
        self.assertEqual(len(visit.session_ids.event_id), 12)
        # Winter in Strasbourg: nine o'clock there is eight o'clock in UTC.
        first, last = (
            visit.session_ids.sorted("start")[0],
            visit.session_ids.sorted()[-1],
        )
        self.assertEqual(first.start, datetime(2030, 3, 4, 8))
        self.assertEqual(last.stop, datetime(2030, 3, 6, 15, 30))

    def test_fewer_clicks_than_events(self):
        """The numbers in the head of the tour are those of its steps."""
        with file_open(TOUR) as tour:
            source = tour.read()
        head, steps = source.split("export const visitSteps")

        def count(part):
            clicks = len(re.findall(r'run: "click"|\bbutton\(', part))
            return clicks, len(re.findall(r"\b(?:type|paste)\(", part))

        whole = count(steps)
        prepared = count(steps[: steps.index('"The Mission invited them"')])
        self.assertIn(f"{whole[0]} clicks and {whole[1]} fields typed", head)
        self.assertIn(f"{prepared[0]} clicks and {prepared[1]} fields until", head)
        events = int(re.search(r"take (\d+) clicks", head)[1])
        self.assertLess(prepared[0], events)
