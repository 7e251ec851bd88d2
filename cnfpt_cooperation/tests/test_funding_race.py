from functools import partial

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

_ROUNDS = 200


def _fund(env, res_id):
    env["cooperation.mission"].browse(res_id).action_fund()


@tagged("post_install", "-at_install")
class TestFundingRace(RaceCase):
    """The last days and the last cents of a grant are taken once [R1]."""

    def _race_for(self, line, share, rivals, winners, rounds):
        """Fund missions at the same instant, again and again.

        :param dict line: values of the funding line
        :param dict share: what each mission takes of it
        :return: how often each of them won
        """
        with self.registry.cursor() as cr:
            env = self._open(cr)
            line = self._load_grant(env, **line)
            missions = [
                self._create_covered(env, name, line, **share)
                for name in "ABCD"[:rivals]
            ]
        wins = [0] * rivals
        runs = [partial(_fund, res_id=mission.id) for mission in missions]
        with self._keep_racing(*runs) as race:
            for number in range(rounds):
                told = race(number)
                self.assertEqual(told.count(""), winners, told)
                for place, words in enumerate(told):
                    wins[place] += not words
                    if words:
                        self.assertIn("has only", words)
                self._start_again(line, missions, told)
        return wins

    def _start_again(self, line, missions, told):
        """Look at the rows as they were committed, and give all of it back."""
        won = {m.id for m, words in zip(missions, told, strict=True) if not words}
        ids = [mission.id for mission in missions]
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT id FROM cooperation_mission "
                "WHERE id = ANY(%s) AND state = 'funded'",
                [ids],
            )
            self.assertEqual({row[0] for row in cr.fetchall()}, won)
            cr.execute(
                """SELECT l.days_committed, l.amount_committed,
                          SUM(g.days_committed), SUM(g.amount_committed),
                          MIN(COALESCE(l.days, 0) - l.days_committed),
                          MIN(COALESCE(l.amount, 0) - l.amount_committed)
                     FROM cooperation_funding_line l
                     JOIN cooperation_funding_ledger g ON g.funding_line_id = l.id
                    WHERE l.id = %s GROUP BY l.id""",
                [line.id],
            )
            days, amount, ledger_days, ledger_amount, *left = cr.fetchone()
            self.assertEqual((days, amount), (ledger_days, ledger_amount))
            self.assertGreaterEqual(min(left), 0)
            cr.execute(
                "UPDATE cooperation_mission SET state = 'scoped' WHERE id = ANY(%s)",
                [ids],
            )
            cr.execute(
                "UPDATE cooperation_funding_allocation SET is_committed = FALSE "
                "WHERE mission_id = ANY(%s)",
                [ids],
            )
            cr.execute(
                """UPDATE cooperation_funding_line
                      SET days_committed = 0, amount_committed = 0,
                          days_left = days,
                          amount_left = COALESCE(amount, 0) WHERE id = %s""",
                [line.id],
            )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_last_half_day(self):
        """Nine and a half days pay for five once, whatever the instant."""
        wins = self._race_for({"days": 9.5}, {"days": 5}, 2, 1, _ROUNDS)
        self.assertTrue(all(wins), f"no race was run: {wins}")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_last_cent(self):
        """One cent too few for the second, overheads included."""
        line = {"days": 100, "amount": 2139.99, "overhead_rate": 7}
        share = {"days": 5, "cost": 1000}
        wins = self._race_for(line, share, 2, 1, _ROUNDS)
        self.assertTrue(all(wins), f"no race was run: {wins}")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_three_of_four(self):
        """Fifteen days pay for three missions of five, and for no fourth."""
        wins = self._race_for({"days": 15}, {"days": 5}, 4, 3, _ROUNDS // 3)
        self.assertEqual(sum(wins), 3 * (_ROUNDS // 3))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_tranches_beyond_the_grant(self):
        """Two payments of six tenths of a grant are not planned at once."""

        def plan(env, line):
            env["cooperation.funding.tranche"].create(
                {
                    "name": "Raced tranche",
                    "funding_line_id": line,
                    "amount": 600,
                    "date_due": "2030-06-01",
                }
            )

        for _number in range(10):
            with self.registry.cursor() as cr:
                line = self._load_grant(self._open(cr), amount=1000)
            run = partial(plan, line=line.id)
            told = self._race(run, run)
            self.assertEqual(told.count(""), 1, told)
            self.assertIn("more than the", "".join(told))
