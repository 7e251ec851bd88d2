from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

_ROUNDS = 25
_DAYS = ("2020-05-04", "2020-05-05", "2020-05-06")


@tagged("post_install", "-at_install")
class TestFundingStatementRace(RaceCase):
    """Two people state the same days, or one corrects a day that another states."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._open(cr)
            line = self._load_grant(env, days=10, amount=1000)
            self.agreement = line.agreement_id
            self.assignment = self._load_work(
                env, _DAYS[0], _DAYS[-1], planned_days=3, planned_cost=300
            )
            self._load(
                env,
                "cooperation.funding.allocation",
                mission_id=self.assignment.mission_id.id,
                funding_line_id=line.id,
                days=3,
                amount=300,
            )
        with self.registry.cursor() as cr:
            days = self._open(cr)["cooperation.expert.day"].create(
                [
                    {
                        "assignment_id": self.assignment.id,
                        "date": date,
                        "funding_line_id": line.id,
                    }
                    for date in _DAYS
                ]
            )
            days._guarded_write({"state": "done"})
            self.day_ids = days.ids

    def tearDown(self):
        with self.registry.cursor() as cr:
            for table, column, key in (
                ("cooperation_funding_statement_line", "agreement_id", self.agreement),
                ("cooperation_funding_statement", "agreement_id", self.agreement),
                ("cooperation_expert_day", "assignment_id", self.assignment),
                ("cooperation_funding_allocation", "mission_id", self.mission),
            ):
                cr.execute(f"DELETE FROM {table} WHERE {column} = %s", [key.id])
        self.created = [
            key for key in self.created if key[0] != "cooperation.funding.allocation"
        ]
        super().tearDown()

    @property
    def mission(self):
        model, res_id = next(
            key for key in self.created if key[0] == "cooperation.mission"
        )
        with self.registry.cursor() as cr:
            return self._open(cr)[model].browse(res_id)

    def _draft(self, env):
        return env["cooperation.funding.statement"].create(
            {
                "agreement_id": self.agreement.id,
                "date_from": _DAYS[0],
                "date_to": _DAYS[-1],
            }
        )

    def _clear(self):
        with self.registry.cursor() as cr:
            for table in ("statement_line", "statement"):
                cr.execute(
                    f"DELETE FROM cooperation_funding_{table} WHERE agreement_id = %s",
                    [self.agreement.id],
                )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_statements_of_the_same_days(self):
        """Each day is in one of them, whoever was first; nothing is stated twice."""
        refused = 0
        for _round in range(_ROUNDS):
            told = self._race(
                lambda env: self._draft(env).action_issue() and None,
                lambda env: self._draft(env).action_issue() and None,
            )
            self.assertEqual(told.count(""), 1, told)
            sentence = next(filter(None, told))
            self.assertRegex(sentence, "already|No day done in the period")
            refused += 1
            with self.registry.cursor() as cr:
                cr.execute(
                    """SELECT count(*), count(DISTINCT day_id), sum(amount)
                         FROM cooperation_funding_statement_line
                        WHERE agreement_id = %s AND state = 'issued'""",
                    [self.agreement.id],
                )
                self.assertEqual(cr.fetchone()[:2], (3, 3))
            self._clear()
        self.assertEqual(refused, _ROUNDS)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_day_corrected_while_it_is_stated(self):
        """No statement that is issued holds a day that is not done."""
        for _round in range(_ROUNDS):
            with self.registry.cursor() as cr:
                statement = self._draft(self._open(cr))
            told = self._race(
                lambda env, res_id=statement.id: env["cooperation.funding.statement"]
                .browse(res_id)
                .action_issue(),
                lambda env: env["cooperation.expert.day"]
                .browse(self.day_ids[0])
                .action_replan(),
            )
            with self.registry.cursor() as cr:
                cr.execute(
                    """SELECT count(*) FILTER (WHERE d.state = 'planned'), count(*)
                         FROM cooperation_funding_statement_line l
                         JOIN cooperation_expert_day d ON d.id = l.day_id
                        WHERE l.agreement_id = %s AND l.state = 'issued'""",
                    [self.agreement.id],
                )
                planned, stated = cr.fetchone()
            self.assertEqual(planned, 0)
            self.assertEqual(told[0], "")
            self.assertEqual(stated, 3 if told[1] else 2)
            if told[1]:
                self.assertIn("withdraw the statement", told[1])
            self._clear()
            with self.registry.cursor() as cr:
                cr.execute(
                    "UPDATE cooperation_expert_day SET state = 'done' WHERE id = %s",
                    [self.day_ids[0]],
                )
