from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open, mute_logger

from .common import MODULE, CooperationCommon

TOUR = f"{MODULE}/static/tests/tours/programme_tour.esm.js"


@tagged("post_install", "-at_install", "cooperation_browser")
class TestProgrammeJourney(CooperationCommon, HttpCase):
    """The programme of three days in a real browser, in another time zone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_officer.tour_enabled = False
        cls.user_officer.tz = "Europe/Paris"
        cls.visit = cls._create_visit(
            user_id=cls.user_officer.id, tz="Asia/Ho_Chi_Minh"
        )

    def _walk(self, tour):
        self.start_tour(
            f"/odoo/visits/{self.visit.id}", tour, login=self.user_officer.login
        )
        self.visit.session_ids.invalidate_recordset()

    def test_typed_in_one_box(self):
        self._walk("cooperation_programme_tour")
        sessions = self.visit.session_ids.sorted("start")
        self.assertEqual(len(sessions), 12)
        self.assertEqual(
            [str(day) for day in sorted(set(sessions.mapped("place_date")))],
            ["2030-03-04", "2030-03-05", "2030-03-06"],
        )
        self.assertEqual(sessions[0].place_hour, 9)

    def _create_session(self):
        return self.env["cooperation.visit.session"].create(
            {
                "visit_id": self.visit.id,
                "name": "Welcome",
                "start": "2030-03-04 02:00:00",
                "stop": "2030-03-04 03:00:00",
            }
        )

    def test_dragged_on_the_board(self):
        """It lands in the hours of the place, and is as long as it was."""
        session = self._create_session()
        self._walk("cooperation_board_tour")
        self.assertEqual(session.place_date, fields.Date.to_date("2030-03-06"))
        self.assertAlmostEqual(session.place_hour, 13.5, delta=0.5)
        self.assertEqual((session.stop - session.start).total_seconds(), 3600)

    @mute_logger("odoo.http")
    def test_dragged_out_of_the_visit(self):
        session = self._create_session()
        self.visit.date_end = "2030-03-05"
        self._walk("cooperation_board_refusal_tour")
        self.assertEqual(session.place_date, fields.Date.to_date("2030-03-04"))

    def test_programme_stays_light(self):
        """The numbers in the head of the tour are those of its steps."""
        with file_open(TOUR) as tour:
            source = tour.read()
        steps = source[: source.index("boardSteps")]
        clicks = steps.count('run: "click"')
        typed = steps.count("edit(")
        self.assertIn(f"{clicks} clicks and {typed} field typed", source)
        self.assertLessEqual(clicks, 2)
