import random
from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon

_STEPS = 120
_WANTED = {0: "none", 0.5: "half", 1: "whole"}
_COVERED = 5
# Dates around the New Year, on both sides of both assignments.
_DATES = [date(2030, 12, 12) + timedelta(days=day) for day in range(30)]


class Oracle:
    """What a ledger is, in plain Python: a cell an assignment and a date."""

    def __init__(self, experts):
        """:param dict experts: expert of each assignment"""
        self.experts = experts
        self.cells = {}
        self.is_closed = False

    def get(self, assignment, day):
        return self.cells.get((assignment, day), (0, False))

    def sum(self, is_counted):
        return sum(
            fraction
            for (assignment, day), (fraction, done) in self.cells.items()
            if is_counted(assignment, day, done)
        )

    def _is_locked(self, day):
        return self.is_closed and day.year == 2030

    def _is_free(self, assignment, day, fraction):
        expert = self.experts[assignment]
        others = self.sum(
            lambda a, d, _done: a != assignment
            and self.experts[a] == expert
            and d == day
        )
        return others + fraction <= 1

    def _put(self, assignment, day, fraction, done):
        if fraction:
            self.cells[assignment, day] = (fraction, done)
        else:
            self.cells.pop((assignment, day), None)

    def put(self, assignment, day, fraction):
        now, done = self.get(assignment, day)
        if done or not self._is_free(assignment, day, fraction):
            return False
        if (now or fraction) and self._is_locked(day):
            return False
        total = self.sum(lambda a, _day, _done: a == assignment) - now + fraction
        if fraction > now and total > _COVERED:
            return False
        self._put(assignment, day, fraction, False)
        return True

    def count_done(self, assignment):
        return self.sum(lambda a, _day, done: a == assignment and done)

    def done(self, assignment):
        planned = [
            (key, fraction)
            for key, (fraction, done) in self.cells.items()
            if key[0] == assignment and not done
        ]
        total = self.count_done(assignment) + sum(days for _key, days in planned)
        if not planned or total > _COVERED:
            return False
        for key, fraction in planned:
            self.cells[key] = (fraction, True)
        return True

    def replan(self, assignment, day):
        fraction, done = self.get(assignment, day)
        if not done or self._is_locked(day):
            return False
        self.cells[assignment, day] = (fraction, False)
        return True

    def close(self):
        planned = self.sum(lambda _a, day, done: day.year == 2030 and not done)
        if self.is_closed or planned:
            return False
        self.is_closed = True
        return True

    def adjust(self, assignment, day, fraction):
        now, _done = self.get(assignment, day)
        total = self.count_done(assignment) + fraction - now
        is_covered = fraction < now or total <= _COVERED
        is_allowed = self._is_locked(day) and fraction != now and is_covered
        if not (is_allowed and self._is_free(assignment, day, fraction)):
            return False
        self._put(assignment, day, fraction, True)
        return True


@tagged("post_install", "-at_install")
@freeze_time("2031-06-02")
class TestLedgerProperties(ExpertiseCommon):
    """Random histories of the ledger against what it should be in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        amina, ben = (cls._create_active_expert(name) for name in ("Amina", "Ben"))
        agreement = cls._create_active_agreement(
            days=20, date_start="2030-01-01", date_end="2031-12-31"
        )
        cls.assignments = cls.env["cooperation.assignment"]
        for expert, start, end in (
            (amina, "2030-12-16", "2030-12-20"),
            (amina, "2030-12-30", "2031-01-03"),
            (ben, "2030-12-27", "2031-01-02"),
        ):
            mission = cls._create_ordered_mission(
                expert, agreement=agreement, date_start=start, date_end=end
            )
            mission._guarded_write({"state": "ongoing"})
            cls.assignments |= cls._as_coordinator(mission.assignment_ids)
        cls.year = cls.env["cooperation.ledger.year"]._ensure({2030})
        cls.line = agreement.funding_line_ids

    def _attempt(self, function, *args):
        """Return whether the ledger took it; what was refused is undone."""
        try:
            with self.env.cr.savepoint():
                function(*args)
        except (UserError, ValueError):
            return False
        return True

    def _replan(self, assignment, day):
        days = assignment.day_ids.filtered(lambda d: d.date == day)
        days.ensure_one()
        days.action_replan()

    def _close(self):
        self.year.with_user(self.user_administrator).action_close()

    def _adjust(self, assignment, day, fraction):
        self.env["cooperation.expert.day.adjustment"].with_user(
            self.user_coordinator
        ).create(
            {
                "assignment_id": assignment.id,
                "date": day,
                "wanted": _WANTED[fraction],
                "reason": "Random",
            }
        ).action_apply()

    def _choose(self, chance, oracle):
        """Return the same thing to do twice: in the ledger, and in plain Python."""
        assignment = chance.choice(self.assignments)
        day = chance.choice(_DATES)
        if oracle.cells and chance.random() < 0.4:
            held, day = chance.choice(sorted(oracle.cells))
            assignment = self.assignments.browse(held)
        fraction = chance.choice((0, 0.5, 1))
        name = assignment.id
        return chance.choices(
            [
                (
                    (assignment.write_day, day, fraction),
                    (oracle.put, name, day, fraction),
                ),
                ((assignment.action_days_done,), (oracle.done, name)),
                ((self._replan, assignment, day), (oracle.replan, name, day)),
                ((self._close,), (oracle.close,)),
                (
                    (self._adjust, assignment, day, fraction),
                    (oracle.adjust, name, day, fraction),
                ),
            ],
            weights=(50, 10, 15, 5, 20),
        )[0]

    def _check(self, oracle):
        """The days, and every total of them, wherever it is read."""
        self.env.invalidate_all()
        days = self.assignments.day_ids
        held = {}
        for day in days:
            key = (day.assignment_id.id, day.date)
            fraction, done = held.get(key, (0, True))
            held[key] = (fraction + day.fraction, done and day.state == "done")
        self.assertEqual(held, oracle.cells)
        for assignment in self.assignments:
            done = oracle.count_done(assignment.id)
            self.assertEqual(assignment.days_done, done)
            self.assertEqual(assignment.mission_id.days_done, done)
        for expert in self.assignments.expert_id:
            own = [a.id for a in self.assignments if a.expert_id == expert]
            self.assertEqual(
                expert.days_done,
                oracle.sum(lambda a, _day, done, own=own: done and a in own),
            )
        self.assertEqual(self.line.days_done, oracle.sum(lambda _a, _day, done: done))
        counted = self.env["cooperation.activity.report"]._read_group(
            [
                ("kind", "=", "expert_day"),
                ("expert_id", "in", self.assignments.expert_id.ids),
            ],
            ["year"],
            ["days:sum"],
        )
        for year, total in counted:
            expected = oracle.sum(
                lambda _a, day, done, year=year: done and day.year == year
            )
            self.assertEqual(total, expected)
        if oracle.is_closed:
            self.assertEqual(
                self.year.days_done, self.year.days_closed + self.year.days_adjusted
            )

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_random_histories(self):
        for seed in range(3):
            chance = random.Random(seed)
            oracle = Oracle({a.id: a.expert_id.id for a in self.assignments})
            taken = set()
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                for step in range(_STEPS):
                    (real, *args), (model, *words) = self._choose(chance, oracle)
                    is_taken = self._attempt(real, *args)
                    with self.subTest(seed=seed, step=step, what=(model, words)):
                        self.assertEqual(is_taken, model(*words))
                    taken.add((model.__name__, is_taken))
                    self._check(oracle)
                savepoint.rollback()
            self.assertGreaterEqual(len(taken), 8, f"seed {seed} tried little: {taken}")
