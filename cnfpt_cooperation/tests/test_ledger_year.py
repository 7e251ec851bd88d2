from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestLedgerYear(ExpertiseCommon):
    """A closed year is locked for everybody, and corrected by dated adjustments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._create_active_expert("Amina")
        # Two days of December 2030 and three of January 2031.
        cls.mission = cls._create_ordered_mission(
            cls.expert,
            agreement=cls._create_active_agreement(
                date_start="2028-12-01", date_end="2031-12-31"
            ),
            date_start="2030-12-30",
            date_end="2031-01-03",
        )
        cls.assignment = cls._as_coordinator(cls.mission.assignment_ids)
        cls.assignment.action_generate_days()
        cls.years = cls.env["cooperation.ledger.year"]
        cls.year = cls.years.search([("year", "=", 2030)])

    def _read_year(self, *names):
        """Read anew what the ledger says of 2030."""
        self.year.invalidate_recordset()
        return tuple(self.year[name] for name in names)

    def _get_day(self, date):
        return self.assignment.day_ids.filtered(lambda d: str(d.date) == date)

    @classmethod
    def _close(cls):
        with freeze_time("2031-01-10"):
            if cls.assignment.days_scheduled:
                cls.assignment.action_days_done()
            # What did not begin would never count any more: a year closes after it.
            missions = cls.env["cooperation.mission"].search(
                [("state", "=", "ordered"), ("date_start", "<=", "2030-12-31")]
            )
            missions._guarded_write({"state": "ongoing"})
            cls.year.with_user(cls.user_administrator).action_close()

    def _adjust(self, date="2030-12-31", wanted="none", **values):
        values = {
            "assignment_id": self.assignment.id,
            "date": date,
            "wanted": wanted,
            "reason": "Attendance sheet",
            **values,
        }
        return (
            self.env["cooperation.expert.day.adjustment"]
            .with_user(self.user_coordinator)
            .create(values)
        )

    def test_years_split_by_date(self):
        """One mission over the New Year counts in both, by the dates of its days."""
        figures = {
            year.year: (year.days_done, year.days_scheduled, year.persons)
            for year in self.years.search([("year", "in", (2030, 2031))])
        }
        self.assertEqual(figures, {2030: (0, 2, 0), 2031: (0, 3, 0)})
        self._close()
        self.years.invalidate_model()
        self.assertEqual((self.year.days_done, self.year.mobilisations), (2, 1))
        other = self.years.search([("year", "=", 2031)])
        self.assertEqual((other.days_done, other.persons), (3, 1))

    def test_close_when_over(self):
        administrator = self.year.with_user(self.user_administrator)
        with (
            freeze_time("2030-12-31"),
            self.assertRefused(UserError, "2030 is not over: close it from 1 January"),
        ):
            administrator.action_close()
        with (
            freeze_time("2031-01-02"),
            self.assertRefused(UserError, "2030 still has 2 expert days planned"),
        ):
            administrator.action_close()
        with freeze_time("2031-01-10"):
            self.assignment.action_days_done()
            for user in (self.user_coordinator, self.user_direction):
                with self.assertRaises(AccessError):
                    self.year.with_user(user).action_close()
        self._close()
        self.assertRecordValues(
            self.year,
            [
                {
                    "state": "closed",
                    "closed_by_id": self.user_administrator.id,
                    "days_closed": 2,
                    "persons_closed": 1,
                    "mobilisations_closed": 1,
                }
            ],
        )
        self.assertEqual(str(self.year.date_closed), "2031-01-10")

    def test_locked_for_everybody(self):
        """Whatever the way in, and be it the administrator."""
        self._close()
        locked = "2030 has been closed since 01/10/2031: correct its days by an adj"
        december, january = self._get_day("2030-12-31"), self._get_day("2031-01-02")
        for user in (self.user_coordinator, self.user_administrator, self.env.user):
            day = december.with_user(user)
            for values in (
                {"date": "2031-01-09"},
                {"fraction": 0.5},
                {"kind": "report"},
            ):
                with self.assertRefused(UserError, locked):
                    day.write(values)
            with self.assertRefused(UserError, locked):
                day.action_replan()
            with self.assertRaises(UserError):
                day.unlink()
            with self.assertRefused(UserError, locked):
                january.with_user(user).write({"date": "2030-12-29"})
            with self.assertRefused(UserError, locked):
                self.assignment.with_user(user).write(
                    {
                        "day_ids": [
                            Command.create(
                                {"date": "2030-12-20", "kind": "preparation"}
                            )
                        ]
                    }
                )
            with self.assertRefused(UserError, locked):
                self.assignment.with_user(user).write_day("2030-12-20", 1)
        december.note = "What is said may change"
        january.action_replan()

    def test_locked_for_imports(self):
        self._close()
        days = self.env["cooperation.expert.day"].with_user(self.user_administrator)
        result = days.with_context(
            cooperation_history_import=True, cooperation_ledger_guard=True
        ).load(
            ["assignment_id/.id", "date", "kind", "state"],
            [[str(self.assignment.id), "2030-12-20", "preparation", "done"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("2030 has been closed", result["messages"][0]["message"])

    def test_a_context_opens_nothing(self):
        self._close()
        day = self._get_day("2030-12-31")
        for guard in (True, "adjustment", {}, 1):
            with self.assertRefused(UserError, "2030 has been closed"):
                day.with_context(cooperation_ledger_guard=guard).fraction = 0.5

    def test_closed_for_good(self):
        self._close()
        year = self.year.with_user(self.user_administrator)
        with self.assertRefused(UserError, "buttons"):
            year.state = "open"
        with self.assertRaises(UserError):
            year.year = 2029
        with self.assertRaises(UserError):
            year.days_closed = 3
        with self.assertRaises(UserError):
            year.unlink()

    @freeze_time("2031-02-03")
    def test_adjustment_changes_the_ledger(self):
        """One truth: the day, the totals, the year, and the trace of it."""
        self._close()
        adjustment = self._adjust(wanted="half")
        self.assertEqual(adjustment.fraction_now, 1)
        adjustment.action_apply()
        self.assertRecordValues(
            adjustment,
            [
                {
                    "state": "applied",
                    "applied_by_id": self.user_coordinator.id,
                    "fraction_before": 1,
                    "fraction_after": 0.5,
                    "difference": -0.5,
                    "is_after_closing": True,
                    "year_id": self.year.id,
                }
            ],
        )
        self.assertEqual(str(adjustment.applied_on), "2031-02-03")
        self.assertEqual(self._get_day("2030-12-31").fraction, 0.5)
        self.assertEqual(self._get_day("2030-12-31").state, "done")
        self.assertEqual(self.mission.days_done, 4.5)
        self.assertEqual(
            self._read_year("days_done", "days_adjusted", "days_closed"),
            (1.5, -0.5, 2),
            "what was published stays",
        )
        self.assertEqual(
            self.env["cooperation.activity.report"]._read_group(
                [("kind", "=", "expert_day"), ("year", "=", 2030)],
                aggregates=["days:sum"],
            ),
            [(1.5,)],
        )
        self.assertIn("Attendance sheet", self.mission.message_ids[0].body)

    @freeze_time("2031-02-03")
    def test_adjustment_takes_away_and_gives_back(self):
        self._close()
        self._adjust(wanted="none").action_apply()
        self.assertFalse(self._get_day("2030-12-31"))
        self.assertEqual(self.mission.days_done, 4)
        self._adjust(date="2030-12-20", wanted="whole").action_apply()
        day = self._get_day("2030-12-20")
        self.assertEqual((day.kind, day.state), ("preparation", "done"))
        self.assertEqual(self._read_year("days_done", "days_adjusted"), (2, 0))

    @freeze_time("2031-02-03")
    def test_adjustment_refused(self):
        """Same right, same funding, same dates: an adjustment is no way around."""
        self._close()
        for values, sentence in (
            ({"wanted": "whole"}, "The ledger says so already"),
            ({"date": "2030-12-20", "wanted": "half"}, "would have 5.5 .* covers 5 "),
            ({"date": "2031-01-02"}, "2031 is open and so is"),
            ({"date": "2031-05-02"}, "is still to come"),
        ):
            with self.assertRefused(UserError, sentence):
                self._adjust(**values).action_apply()
        self._adjust().action_apply()
        with self.assertRaises(UserError):
            self._adjust(date="2031-01-15", wanted="whole", kind="field").action_apply()
        adjustment = self._adjust(wanted="whole")
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                adjustment.with_user(user).action_apply()
        adjustment.action_apply()
        for values in ({"reason": "Another"}, {"wanted": "none"}, {"difference": 5}):
            with self.assertRaises(UserError):
                adjustment.write(values)
        with self.assertRaises(UserError):
            adjustment.unlink()
        with self.assertRaises(UserError):
            self._adjust(state="applied")

    @freeze_time("2031-02-03")
    def test_adjustment_and_another_mission(self):
        """What another mission has of the date stays its own."""
        other = self._create_ordered_mission(
            self.expert,
            agreement=self._create_active_agreement(name="Other"),
            name="Other mission",
            date_start="2030-11-04",
            date_end="2030-11-08",
        )
        assignment = self._as_coordinator(other.assignment_ids)
        assignment.write_day("2030-11-04", 0.5)
        assignment.action_days_done()
        self._close()
        self._adjust().action_apply()
        self._adjust(date="2030-11-04", wanted="half").action_apply()
        self.assertEqual(self._get_day("2030-11-04").half, "afternoon")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRefused(UserError, "already has a day on 11/04/2030"),
        ):
            self._adjust(date="2030-11-04", wanted="whole").action_apply()

    @freeze_time("2031-02-03")
    def test_finished_mission_in_an_open_year(self):
        """Its days are settled too, and an adjustment corrects them."""
        self.assignment.action_days_done()
        mission = self._as_coordinator(self.mission)
        mission.action_start()
        mission.outcome = "<p>Done.</p>"
        mission.action_report()
        self.assignment.debrief_waiver = "None was needed"
        mission.action_close()
        day = self._get_day("2031-01-02")
        self.assertTrue(day.is_settled)
        with self.assertRaises(UserError):
            day.action_replan()
        adjustment = self._adjust(date="2031-01-02", wanted="half")
        adjustment.action_apply()
        self.assertFalse(adjustment.is_after_closing)
        self.assertEqual(self.mission.days_done, 4.5)

    @freeze_time("2031-02-03")
    def test_finished_part_in_a_mission_that_goes_on(self):
        """Who has come back is settled before the mission is: no dead end."""
        self.assignment.action_days_done()
        self._as_coordinator(self.mission).action_start()
        self.assignment.debrief_waiver = "None was needed"
        self.assignment.action_done()
        day = self._get_day("2031-01-02")
        self.assertTrue(day.is_settled)
        with self.assertRaises(UserError):
            day.action_replan()
        self._adjust(date="2031-01-02", wanted="half").action_apply()
        self.assertEqual(self.mission.days_done, 4.5)

    @freeze_time("2032-02-03")
    def test_drafted_before_the_year_was_in_the_list(self):
        self.year.flush_recordset()
        adjustment = self._adjust(date="2029-12-31", wanted="half", kind="preparation")
        self.assertFalse(adjustment.year_id)
        self.assignment.write_day("2030-12-31", 0)
        self.years.create({"year": 2029}).with_user(
            self.user_administrator
        ).action_close()
        adjustment.action_apply()
        self.assertEqual(adjustment.year_id.year, 2029)
        self.assertTrue(adjustment.is_after_closing)

    @freeze_time("2031-02-03")
    def test_past_mobilisations_keep_the_days_of_a_closed_year(self):
        """Taken over from history they may be corrected, not what is closed."""
        other = self._create_active_expert("Somebody Else")
        mission = self._create_mission(date_start="2030-12-30", date_end="2031-01-03")
        past = self._load_history(
            "cooperation.assignment",
            mission_id=mission.id,
            expert_id=other.id,
            state="done",
            date_start="2030-12-30",
            date_end="2031-01-03",
        )
        self._load_history(
            "cooperation.expert.day",
            assignment_id=past.id,
            date="2030-12-30",
            state="done",
        )
        self._close()
        third = self._create_active_expert("Third")
        result = (
            past.with_user(self.user_administrator)
            .with_context(cooperation_history_import=True)
            .load([".id", "expert_id/.id"], [[str(past.id), str(third.id)]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("2030 has been closed", result["messages"][0]["message"])

    @freeze_time("2031-02-03")
    def test_written_in_a_form(self):
        """An empty form opens; the day chosen tells what the ledger says of it."""
        self._close()
        adjustments = self.env["cooperation.expert.day.adjustment"]
        with Form(adjustments.with_user(self.user_coordinator)) as form:
            form.assignment_id = self.assignment.with_env(form._env)
            form.date = "2030-12-31"
            self.assertEqual(form.fraction_now, 1)
            form.wanted = "half"
            form.reason = "Attendance sheet"
        form.record.action_apply()
        action = self._get_day("2030-12-31").action_adjust()
        with Form(adjustments.with_context(**action["context"])) as form:
            self.assertEqual(form.fraction_now, 0.5)
            form.wanted = "none"
            form.reason = "Attendance sheet"
        with Form(self.years.with_user(self.user_administrator)) as form:
            form.year = 2045

    def test_year_in_the_list(self):
        """A row stands for one year that exists."""
        with self.assertRaises(UserError):
            self.year.year = 2040
        with self.assertRaises(UserError):
            self.year.unlink()
        self.years.create({"year": 2040}).unlink()
