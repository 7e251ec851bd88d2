import random
import threading
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

_ROUNDS = 30


@tagged("post_install", "-at_install")
class TestLedgerYearRace(RaceCase):
    """One writes a day of a year while another closes it, on two connections.

    Either the day is in the figures of the closed year, or it is refused: no day comes
    into a closed year, and no closed year misses one of its days.
    """

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._open(cr)
            self.assignment = self._load_work(
                env, "1999-01-04", "2003-12-31", planned_days=500
            )

    def tearDown(self):
        """A closed year is closed for good: only its own table lets go of it."""
        with self.registry.cursor() as cr:
            for table, column in (
                ("cooperation_expert_day", "assignment_id"),
                ("cooperation_expert_day_adjustment", "assignment_id"),
            ):
                cr.execute(
                    f"DELETE FROM {table} WHERE {column} = %s", [self.assignment.id]
                )
            cr.execute("DELETE FROM cooperation_ledger_year WHERE year < 2004")
        super().tearDown()

    def _write_done(self, env, date):
        """Write a day that took place, and say so, in one transaction."""
        day = env["cooperation.expert.day"].create(
            {"assignment_id": self.assignment.id, "date": date}
        )
        day.action_done()

    @staticmethod
    def _do(env, day_id):
        env["cooperation.expert.day"].browse(day_id).action_done()

    def _close(self, env, year):
        years = env["cooperation.ledger.year"]
        years._ensure({year}).action_close()

    def _read(self, year):
        """Return the state of the year, its figure at closing, and its days."""
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT state, days_closed,
                          (SELECT COALESCE(sum(fraction), 0)
                             FROM cooperation_expert_day
                            WHERE assignment_id = %s
                              AND extract(year FROM date) = year)
                     FROM cooperation_ledger_year WHERE year = %s""",
                [self.assignment.id, year],
            )
            return cr.fetchone()

    def _clear(self, year):
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM cooperation_expert_day "
                "WHERE assignment_id = %s AND extract(year FROM date) = %s",
                [self.assignment.id, year],
            )
            cr.execute("DELETE FROM cooperation_ledger_year WHERE year = %s", [year])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_write_while_closing(self):
        chance = random.Random(4)
        for number in range(_ROUNDS):
            if number % 2:  # a year that is in the list, and one that is not
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["cooperation.ledger.year"]._ensure({2000})
            runs = [
                partial(self._write_done, date="2000-03-06"),
                partial(self._close, year=2000),
            ]
            chance.shuffle(runs)
            told = [sentence for sentence in self._race(*runs) if sentence]
            state, closed, days = self._read(2000)
            with self.subTest(round=number):
                self.assertEqual(state, "closed")
                self.assertEqual(closed, days)
                if days:
                    self.assertEqual(told, [])
                else:
                    self.assertIn("2000 has been closed since", told[0])
            self._clear(2000)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_closing_began_before_the_day_was_written(self):
        """The snapshot of who closes is older than the day: the day counts still."""
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["cooperation.ledger.year"]._ensure(
                {2001}
            )
        began, written = threading.Event(), threading.Event()

        def close(env):
            env["cooperation.expert.day"].search_count([])  # the snapshot
            if not began.is_set():
                began.set()
                written.wait(30)
            self._close(env, 2001)

        def write(env):
            began.wait(30)
            self._write_done(env, "2001-03-06")
            env.cr.commit()
            written.set()

        self.assertEqual(self._race(close, write), ["", ""])
        self.assertEqual(self._read(2001), ("closed", 1, 1))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_writing_began_before_the_year_was_closed(self):
        """The snapshot of who writes is older than the closing: refused still."""
        began, closed = threading.Event(), threading.Event()

        def write(env):
            env["cooperation.ledger.year"].search_count([])  # the snapshot
            if not began.is_set():
                began.set()
                closed.wait(30)
            self._write_done(env, "2002-03-06")

        def close(env):
            began.wait(30)
            self._close(env, 2002)
            env.cr.commit()
            closed.set()

        told = self._race(write, close)
        self.assertRegex(told[0], "2002 has been closed since")
        self.assertEqual(told[1], "")
        self.assertEqual(self._read(2002), ("closed", 0, 0))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_close_at_once(self):
        told = self._race(
            partial(self._close, year=2003), partial(self._close, year=2003)
        )
        self.assertEqual(sorted(map(bool, told)), [False, True])
        self.assertEqual(self._read(2003)[0], "closed")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_take_the_last_day_that_is_covered(self):
        """Different days of one mission: no row of the ledger tells them apart [R1]."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            days = env["cooperation.expert.day"].create(
                [
                    {"assignment_id": self.assignment.id, "date": date}
                    for date in ("2001-04-03", "2001-04-04")
                ]
            )
            cr.execute(
                "UPDATE cooperation_mission SET planned_days = 1 WHERE id = %s",
                days.mission_id.ids,
            )
        told = self._race(*(partial(self._do, day_id=res_id) for res_id in days.ids))
        self.assertEqual(sorted(map(bool, told)), [False, True])
        self.assertIn("would have 2 expert days done", "".join(told))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_own_days_are_no_surprise(self):
        """Who writes the last days and closes at once is not told to begin again."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self._write_done(env, "2001-05-07")
            self._close(env, 2001)
        self.assertEqual(self._read(2001), ("closed", 1, 1))


@tagged("post_install", "-at_install")
class TestClosedYearRace(RaceCase):
    """One changes a file that counts while another closes its year."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._open(cr)
            self.visit = self._load(
                env,
                "cooperation.visit",
                name="Raced visit",
                state="done",
                country_id=env.ref("base.tn").id,
                date_start="1998-03-04",
                date_end="1998-03-05",
                headcount_actual=12,
            )

    def tearDown(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM cooperation_ledger_year WHERE year < 2004")
        super().tearDown()

    def _read(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT y.state, v.headcount
                     FROM cooperation_ledger_year y, cooperation_visit v
                    WHERE y.year = 1998 AND v.id = %s""",
                self.visit.ids,
            )
            return cr.fetchone()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_change_and_close(self):
        """Whatever the order, nothing changes once the year is closed."""
        chance = random.Random(6)
        res_id, began = self.visit.id, 12

        def change(env):
            env["cooperation.visit"].browse(res_id).headcount_actual = 20
            env.flush_all()

        def close(env):
            env["cooperation.ledger.year"]._ensure({1998}).action_close()

        for number in range(_ROUNDS):
            runs = [change, close]
            chance.shuffle(runs)
            told = "".join(self._race(*runs))
            state, headcount = self._read()
            with self.subTest(round=number):
                self.assertEqual(state, "closed")
                if headcount == began:
                    self.assertIn("1998 has been closed", told)
                else:
                    self.assertEqual((headcount, told), (20, ""))
            with self.registry.cursor() as cr:
                cr.execute("DELETE FROM cooperation_ledger_year WHERE year = 1998")
                cr.execute(
                    "UPDATE cooperation_visit SET headcount = 12, headcount_actual = 12"
                    " WHERE id = %s",
                    [res_id],
                )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_change_began_before_the_year_was_closed(self):
        """The snapshot of who writes is older than the closing: refused still."""
        began, closed = threading.Event(), threading.Event()
        res_id = self.visit.id

        def change(env):
            if not began.is_set():
                began.set()
                closed.wait(30)
            env["cooperation.visit"].browse(res_id).headcount_actual = 20
            env.flush_all()

        def close(env):
            began.wait(30)
            env["cooperation.ledger.year"]._ensure({1998}).action_close()
            env.cr.commit()
            closed.set()

        told = self._race(change, close)
        self.assertRegex(told[0], "1998 has been closed since")
        self.assertEqual(self._read(), ("closed", 12))
