from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

_ROUNDS = 1000
# The loser of these waits a second, at random, before its second attempt.
_FEW_ROUNDS = 5


@tagged("post_install", "-at_install")
class TestRace(RaceCase):
    """What is scarce goes to one of two, who is told who won."""

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_expert_two_missions(self):
        """Exactly one mission gets the expert; the other is told which one did."""
        with self.registry.cursor() as cr:
            env = self._open(cr)
            assignments = self._create_rivals(env)
            references = [rival.mission_id.reference for rival in assignments]
        told = self._race(
            *(
                lambda env, res_id=assignment.id: env["cooperation.assignment"]
                .browse(res_id)
                .action_confirm()
                for assignment in assignments
            )
        )
        states = self._read_states(assignments)
        self.assertEqual(sorted(states), ["accepted", "confirmed"])
        winner = states.index("confirmed")
        self.assertEqual(told[winner], "")
        sentence = told[1 - winner]
        self.assertRegex(sentence, f"Raced Expert is on “{references[winner]}")
        self.assertIn("05/06/2030 – 05/10/2030", sentence)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_expert_two_missions_a_thousand_times(self):
        """Whatever the instant, one mission wins, and the other is told which one."""
        with self.registry.cursor() as cr:
            env = self._open(cr)
            assignments = self._create_rivals(env)
            references = [rival.mission_id.reference for rival in assignments]
        confirm = [
            lambda env, res_id=assignment.id: env["cooperation.assignment"]
            .browse(res_id)
            .action_confirm()
            for assignment in assignments
        ]
        wins = [0, 0]
        with self._keep_racing(*confirm) as race:
            for number in range(_ROUNDS):
                told = race(number)
                winner = told.index("")
                wins[winner] += 1
                self.assertIn(
                    f"Raced Expert is on “{references[winner]}", told[1 - winner]
                )
                self._start_again(assignments, winner)
        self.assertEqual(sum(wins), _ROUNDS)
        self.assertTrue(all(wins), f"no race was run: {wins}")

    def _start_again(self, assignments, winner):
        """Look at the rows as they were committed, and free the expert."""
        with self.registry.cursor() as cr:
            ids = tuple(assignment.id for assignment in assignments)
            cr.execute(
                "SELECT id FROM cooperation_assignment "
                "WHERE id IN %s AND state = 'confirmed'",
                [ids],
            )
            self.assertEqual(cr.fetchall(), [(assignments[winner].id,)])
            cr.execute(
                "UPDATE cooperation_assignment SET state = 'accepted' WHERE id IN %s",
                [ids],
            )

    def _create_question(self):
        """Return an invited assignment and the question that waits for its expert."""
        with self.registry.cursor() as cr:
            env = self._open(cr)
            assignment = self._create_rivals(env)[0]
            assignment._guarded_write({"state": "invited"})
            values = {**assignment._prepare_consent("expert"), "deadline": "2030-05-01"}
            return assignment, env["cooperation.assignment.consent"].create(values)

    def _answer(self, env, res_id, word, taken):
        """Answer a personal link, and note whether the answer was taken."""
        consent = env["cooperation.assignment.consent"].browse(res_id)
        taken[word] = consent._take_answer(word)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_link_two_answers(self):
        """Yes and no sent together: one is taken, and the other changes nothing."""
        for _round in range(_FEW_ROUNDS):
            assignment, consent = self._create_question()
            taken = {}
            told = self._race(
                *(
                    partial(self._answer, res_id=consent.id, word=word, taken=taken)
                    for word in ("agreed", "refused")
                )
            )
            self.assertEqual(told, ["", ""])
            self.assertEqual(sorted(taken.values()), [False, True])
            [word] = [word for word, was_taken in taken.items() if was_taken]
            states = self._read_states([consent, assignment])
            self.assertEqual(
                states, [word, {"agreed": "accepted", "refused": "declined"}[word]]
            )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_answer_while_the_coordinator_cancels(self):
        """An expert who says yes to what is cancelled is told so, or cancelled too."""
        for _round in range(_FEW_ROUNDS):
            assignment, consent = self._create_question()

            def cancel(env, res_id=assignment.id):
                env["cooperation.assignment"].browse(res_id).action_cancel()

            answer = partial(self._answer, res_id=consent.id, word="agreed", taken={})
            self.assertEqual(self._race(answer, cancel), ["", ""])
            states = self._read_states([assignment, consent])
            self.assertEqual(states[0], "cancelled")
            self.assertIn(states[1], ("agreed", "withdrawn"))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_line_two_missions(self):
        """A line of seven days pays for five once; the other is told what is left."""
        with self.registry.cursor() as cr:
            env = self._open(cr)
            line = self._load_grant(env, days=7)
            missions = [self._create_covered(env, name, line, days=5) for name in "AB"]
        told = self._race(
            *(
                lambda env, res_id=mission.id: env["cooperation.mission"]
                .browse(res_id)
                .action_fund()
                for mission in missions
            )
        )
        states = self._read_states(missions)
        self.assertEqual(sorted(states), ["funded", "scoped"], told)
        loser = states.index("scoped")
        self.assertRegex(told[loser], "Raced grant” of .* only 2 expert days left")
        self.assertEqual(told[1 - loser], "")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_date_two_missions(self):
        """An expert's date is taken once; the other is told by which mission."""
        with self.registry.cursor() as cr:
            env = self._open(cr)
            assignments = self._create_rivals(env)
            expert_id = assignments[0].expert_id.id

        def plan(env, res_id):
            env["cooperation.expert.day"].create(
                {"assignment_id": res_id, "date": "2030-05-06"}
            )

        told = self._race(*(partial(plan, res_id=a.id) for a in assignments))
        with self.registry.cursor() as cr:
            days = api.Environment(cr, SUPERUSER_ID, {})["cooperation.expert.day"]
            days = days.search([("expert_id", "=", expert_id)])
            self.created.append((days._name, days.id))
            reference = days.mission_id.reference
        self.assertEqual(len(days), 1)
        self.assertEqual(sorted(told)[0], "")
        self.assertRegex(
            sorted(told)[1],
            f"Raced Expert already has a day on 05/06/2030, for “{reference}",
        )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_session_two_delegations(self):
        """Seven seats go to one delegation of five; the other is told how many left."""
        with self.registry.cursor() as cr:
            env = self._open(cr)
            body = self._load(env, "res.partner", name="Raced School", is_company=True)
            session = self._load(
                env, "cooperation.training.session", name="Raced session", seats=7
            )

        def take(env):
            env["cooperation.training.place"].create(
                {"session_id": session.id, "partner_id": body.id, "seats": 5}
            )

        told = self._race(take, take)
        self.assertEqual(sorted(map(bool, told)), [False, True])
        self.assertRegex("".join(told), "has 7 seats, of which")
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(
                env["cooperation.training.session"].browse(session.id).seats_taken, 5
            )
