from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

_ROUNDS = 15


@tagged("post_install", "-at_install")
class TestCoverRace(RaceCase):
    """An agreement ends while something comes to lean on it, on two connections."""

    def _create_agreement(self, env, number):
        return self._load(
            env,
            "cooperation.agreement",
            name=f"Raced {number}",
            kind="convention",
            state="active",
            partner_id=env.ref("cnfpt_cooperation.partner_cnfpt").id,
            date_start="2030-01-01",
            date_end="2030-12-31",
        )

    def test_what_comes_while_it_ends_is_flagged(self):
        """Whoever is second sees the other: no visit leans unflagged."""
        for number in range(_ROUNDS):
            with self.registry.cursor() as cr:
                env = self._open(cr)
                agreement = self._create_agreement(env, number)
                visit = self._load(
                    env,
                    "cooperation.visit",
                    name="Raced visit",
                    country_id=env.ref("base.tn").id,
                    date_start="2030-05-06",
                    date_end="2030-05-10",
                    headcount_declared=3,
                )
            numbers = (agreement.id, visit.id)

            def end(env, ids=numbers):
                found = env["cooperation.agreement"].browse(ids[0])
                found._terminate(found.date_start, "Raced")

            def lean(env, ids=numbers):
                env["cooperation.visit"].browse(ids[1]).agreement_id = ids[0]

            with mute_logger("odoo.sql_db"):
                self.assertEqual(self._race(end, lean), ["", ""])
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                late = env["cooperation.visit"].browse(numbers[1])
                self.assertEqual(late.agreement_id.state, "terminated")
                self.assertTrue(late.is_cover_lost)
                late._guarded_write({"agreement_id": False})
