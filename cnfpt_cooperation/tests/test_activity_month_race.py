from datetime import date, timedelta

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

_ROUNDS = 20
_MONTHS = """
    SELECT theme_id, origin, SUM(days)::float, SUM(mobilisations)::int
      FROM cooperation_activity_month WHERE assignment_id = %s GROUP BY 1, 2
"""
_DAYS = """
    SELECT m.theme_id, a.origin,
           (SELECT SUM(fraction)::float FROM cooperation_expert_day d
             WHERE d.assignment_id = a.id AND d.state = 'done'),
           1
      FROM cooperation_assignment a
      JOIN cooperation_mission m ON m.id = a.mission_id
     WHERE a.id = %s
"""


@tagged("post_install", "-at_install")
class TestActivityMonthRace(RaceCase):
    """One notes days while another moves their mission to another theme, or the
    expert to another origin: the months say what the days say.
    """

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._open(cr)
            self.assignment = self._load_work(
                env, "2029-01-01", "2030-12-31", planned_days=100
            )
            self.mission = self.assignment.mission_id
            self.themes = env["cooperation.theme"].search([], limit=2).ids
        self.number = 0

    def tearDown(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM cooperation_expert_day WHERE assignment_id = %s",
                [self.assignment.id],
            )
        super().tearDown()

    def _note_day(self, env):
        env.cr.execute(
            "INSERT INTO cooperation_expert_day "
            "(assignment_id, mission_id, expert_id, date, kind, fraction, state) "
            "SELECT id, mission_id, expert_id, %s, 'field', 1, 'done' "
            "FROM cooperation_assignment WHERE id = %s",
            [date(2029, 1, 1) + timedelta(days=self.number * 9), self.assignment.id],
        )

    def _move_mission(self, env):
        env.cr.execute(
            "UPDATE cooperation_mission SET theme_id = %s WHERE id = %s",
            [self.themes[self.number % 2], self.mission.id],
        )

    def _move_expert(self, env):
        env.cr.execute(
            "UPDATE cooperation_assignment SET origin = %s WHERE id = %s",
            [("cnfpt", "local_authority")[self.number // 2 % 2], self.assignment.id],
        )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_days_and_what_they_belong_to(self):
        runs = (self._note_day, self._move_mission, self._move_expert)
        with self._keep_racing(*runs) as race:
            for number in range(_ROUNDS):
                self.number = number
                race(number)
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env.cr.execute(_MONTHS, [self.assignment.id])
                    months = env.cr.fetchall()
                    env.cr.execute(_DAYS, [self.assignment.id])
                    self.assertEqual(months, env.cr.fetchall(), number)
                    self.assertEqual(months[0][2], number + 1)
