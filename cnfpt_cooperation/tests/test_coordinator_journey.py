from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install", "cooperation_browser")
class TestCoordinatorJourney(ExpertiseCommon, HttpCase):
    """The coordinator's day in a real browser, from the request to the closed file."""

    def test_request_to_closed_mission(self):
        today = fields.Date.today()
        self._create_active_expert(
            "Amina",
            employer_id=self.inset.id,
            validity_start=today,
        )
        self._create_active_agreement(
            date_start=today.replace(year=today.year - 1),
            date_end=today.replace(year=today.year + 1, day=1),
        )
        self.user_coordinator.tour_enabled = False
        self.start_tour(
            "/odoo/cooperation-requests",
            "cooperation_coordinator_tour",
            login=self.user_coordinator.login,
            timeout=180,
        )
        mission = (
            self.env["cooperation.request"]
            .search([("name", "=", "Support to the training centre")])
            .mission_ids
        )
        self.assertRecordValues(
            mission,
            [
                {
                    "state": "closed",
                    "partner_id": self.foreign_body.id,
                    "zone_id": self.zone_mediterranean.id,
                    "covered_days": 5,
                    "covered_cost": 1200,
                    "days_done": 5,
                    "user_id": self.user_coordinator.id,
                }
            ],
        )
        self.assertRecordValues(
            mission.assignment_ids,
            [
                {
                    "state": "done",
                    "origin": "cnfpt",
                    "employer_id": self.inset.id,
                    "position": "activity",
                    "days_done": 5,
                }
            ],
        )
        self.assertEqual(mission.funding_line_ids.days_left, 15)
        self.assertEqual(mission.request_id.state, "converted")
