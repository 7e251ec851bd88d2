from lxml import html

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

    def test_why_77_and_not_78(self):
        """A mission of 2018 comes late: the watchlist tells, the figure explains and
        stands, and the direction signs off the report of the year [F2].
        """
        self.user_direction.tour_enabled = False
        self._create_past_mission(
            name="Late mission to Tunis", date_start="2018-05-14", date_end="2018-05-18"
        )
        self.start_tour(
            "/odoo/watchlist",
            "cooperation_direction_morning_tour",
            login=self.user_direction.login,
            timeout=120,
        )
        self.env.invalidate_all()
        figure = self.env.ref(f"{MODULE}.figure_f2")
        self.assertEqual((figure.published_value, figure.live_value), (77, 78))
        report = self.env["cooperation.annual.report"].search([("year", "=", 2018)])
        self.assertEqual(report.state, "signed_off")
        self._check_report(report)

    def _check_report(self, report):
        """The page that was kept tells 94 days, and no zero for what was not published.

        Missions were published for 2015-2018 as a whole: 2018 alone is no figure.
        """
        self.authenticate(self.user_direction.login, self.user_direction.login)
        page = html.fromstring(self.url_open(report.action_preview()["url"]).content)
        figures = {figure.measure: figure for figure in report.figure_ids}
        self.assertEqual(figures["days"].published_value, 94)
        self.assertFalse({"missions", "trainees"} & figures.keys())
        text = " ".join(page.text_content().split())
        self.assertIn("94", text)
        self.assertIn("not published", text)
