from odoo.tests import HttpCase, tagged

from .common import MODULE
from .test_cooperation_activity_report import ActivityReportCommon


@tagged("post_install", "-at_install", "cooperation_browser")
class TestDirectionJourney(ActivityReportCommon, HttpCase):
    """The day of the direction, in a real browser."""

    def test_from_the_dashboard_to_a_record(self):
        self.user_direction.tour_enabled = False
        self._create_past_visit()
        mission = self._create_past_mission()
        assignment = self._create_past_assignment(mission, self._create_expert())
        self._create_past_days(assignment, "2030-05-06", "2030-05-07")
        self.start_tour(
            f"/odoo/action-{MODULE}.spreadsheet_dashboard_action",
            "cooperation_direction_tour",
            login=self.user_direction.login,
        )
