from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

_ROUNDS = 20


@tagged("post_install", "-at_install")
class TestSafetyRace(RaceCase):
    """An order is signed while somebody notes that nobody should travel there."""

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_no_order_stands_under_a_worse_advice(self):
        """Whichever comes first: refused at once, or given and taken back.

        The order of one expert does not write the mission: only the country tells
        the two apart.
        """
        self.patch(
            self.registry["cooperation.assignment"],
            "_get_order_blockers",
            lambda assignment: assignment.mission_id._get_safety_blockers(),
        )
        with self.registry.cursor() as cr:
            env = self._open(cr)
            country_id = env.ref("base.tn").id
            assignment = self._create_rivals(env)[0]
            assignment._guarded_write({"state": "confirmed"})
            assignment.mission_id._guarded_write({"state": "staffed"})
        self.addCleanup(self._forget, country_id)
        for _round in range(_ROUNDS):
            told = self._race(
                partial(self._order, assignment_id=assignment.id),
                partial(self._advise, country_id=country_id),
            )
            self.assertEqual(told[1], "")
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                raced = env["cooperation.assignment"].browse(assignment.id)
                mission = raced.mission_id
                self.assertEqual(raced.state, "confirmed")
                self.assertEqual(mission.safety_advice, "red")
                # Refused, or taken back: never both, never neither.
                self.assertNotEqual(bool(told[0]), mission.is_safety_reopened)
                mission._guarded_write({"is_safety_reopened": False})
            self._forget(country_id)

    def _forget(self, country_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            env["cooperation.safety.advice"].search(
                [("country_id", "=", country_id), ("source", "=", "Raced")]
            ).unlink()

    @staticmethod
    def _order(env, assignment_id):
        env["cooperation.assignment"].browse(assignment_id).action_order()

    @staticmethod
    def _advise(env, country_id):
        env["cooperation.safety.advice"].create(
            {"country_id": country_id, "level": "red", "source": "Raced"}
        )
