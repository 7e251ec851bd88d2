import random
from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common_expertise import ExpertiseCommon
from .test_validity import START, Clock, draw_history


@tagged("post_install", "-at_install")
class TestCooperationExpertValidity(ExpertiseCommon):
    """The accreditation of an expert: four years, asked for again in writing [R16]."""

    def _create_accredited(self, **values):
        return self._create_active_expert(validity_start=START, **values)

    @freeze_time("2031-06-01")
    @users("coordinator_test")
    def test_written_request(self):
        """A letter in the second year keeps the accreditation for the third."""
        expert = self._create_accredited().with_env(self.env)
        self.assertEqual(str(expert.validity_end), "2031-12-31")
        self.assertEqual(expert.renewal_due, expert.validity_end)
        self.assertEqual(str(expert.validity_limit), "2033-12-31")
        expert.renewal_ids = [Command.create({"date_asked": "2031-05-30"})]
        self.assertEqual(str(expert.validity_end), "2032-12-31")
        with freeze_time("2032-12-31"):
            expert.renewal_ids = [Command.create({"date_asked": "2032-12-31"})]
        self.assertEqual(str(expert.validity_end), "2033-12-31")
        self.assertFalse(expert.renewal_due)

    @users("coordinator_test")
    def test_request_that_changes_nothing(self):
        """Too early, too late, to come, without accreditation: one sentence each."""
        expert = self._create_accredited().with_env(self.env)
        ask = self.env["cooperation.expert.renewal"].create
        for today, day, sentence in (
            ("2030-12-31", "2030-12-31", "01/01/2031 – 12/31/2031"),
            ("2032-01-01", "2032-01-01", "before the accreditation has lapsed"),
            ("2032-06-01", "2032-05-31", "before the accreditation has lapsed"),
            ("2031-02-01", "2031-02-02", "still to come"),
        ):
            with (
                self.subTest(day),
                freeze_time(today),
                self.assertRefused(ValidationError, sentence),
            ):
                ask({"expert_id": expert.id, "date_asked": day})
        self.assertFalse(expert.renewal_ids)
        never = self._create_expert("Never accredited").with_env(self.env)
        with self.assertRefused(ValidationError, "not accredited"):
            ask({"expert_id": never.id})

    @users("coordinator_test")
    def test_states(self):
        """What the roster says of an accreditation, and its filters with it."""
        accredited = self._create_accredited()
        stopped = self._create_accredited(name="On leave")
        stopped.suspension_ids = [Command.create({"date_start": "2031-03-01"})]
        never = self._create_expert("Never")
        experts = (accredited | stopped | never).with_env(self.env)
        for today, states in (
            ("2031-09-29", ("running", "stopped", "none")),
            ("2031-10-01", ("to_renew", "stopped", "none")),
            ("2031-12-31", ("to_renew", "stopped", "none")),
            ("2032-01-01", ("lapsed", "stopped", "none")),
        ):
            with self.subTest(today), freeze_time(today):
                experts.invalidate_recordset()
                self.assertEqual(tuple(experts.mapped("validity_state")), states)
                for expert, state in zip(experts, states, strict=True):
                    domain = [("id", "in", experts.ids), ("validity_state", "=", state)]
                    self.assertEqual(experts.search(domain), expert)
        with freeze_time("2032-01-01"):
            experts.invalidate_recordset()
            self.assertIn("12/31/2031", experts[0].validity_note)

    @users("coordinator_test")
    def test_parental_leave_stops_the_clock_by_itself(self):
        """It is a position [R15] and a leave of the list [003 Q36]: entered once."""
        expert = self._create_accredited(position_ids=[]).with_env(self.env)
        leave = self.env["cooperation.expert.position"].create(
            {
                "expert_id": expert.id,
                "position": "parental_leave",
                "date_start": "2031-06-01",
                "date_end": "2031-06-10",
            }
        )
        self.assertEqual(str(expert.validity_end), "2032-01-10")
        leave.position = "secondment"
        self.assertEqual(str(expert.validity_end), "2031-12-31")

    @freeze_time("2032-02-01")
    @users("coordinator_test")
    def test_new_accreditation(self):
        """The old letters and leaves stay, and count for nothing in the new one."""
        with freeze_time("2031-01-01"):
            expert = self._create_accredited().with_env(self.env)
        expert.suspension_ids = [Command.create({"date_start": "2030-02-01"})]
        with self.assertRefused(UserError, "clock is stopped"):
            expert.action_accredit()
        expert.suspension_ids.date_end = "2030-03-10"
        self.assertEqual(str(expert.validity_end), "2032-02-07")
        with self.assertRefused(UserError, "02/07/2032"):
            expert.action_accredit()
        expert.suspension_ids.date_end = "2030-02-10"
        expert.action_accredit()
        self.assertEqual(str(expert.validity_start), "2032-02-01")
        self.assertEqual(str(expert.validity_end), "2034-01-31")

    def test_nobody_is_confirmed_after_the_end(self):
        expert = self._create_active_expert(validity_start="2028-05-08")
        mission = self._create_funded_mission()
        assignment = self._as_coordinator(self._create_assignment(mission, expert))
        assignment.action_accept()
        for today, sentence in (
            ("2030-05-02", "lapses on 05/07/2030: note their written request"),
            ("2030-05-08", "ended on 05/07/2030"),
        ):
            with freeze_time(today), self.assertRefused(UserError, sentence):
                assignment.action_confirm()
        with freeze_time("2030-05-02"):
            self._as_coordinator(expert).renewal_ids = [
                Command.create({"date_asked": "2030-05-01"})
            ]
        assignment.action_confirm()
        self.assertEqual(assignment.state, "confirmed")

    @freeze_time("2040-01-01")
    def test_random_histories(self):
        """Stored dates are those of the calendar, in whatever order events come in."""
        chance = random.Random(16)
        for turn in range(25):
            suspensions, letters = draw_history(chance)
            expert = self._create_expert(f"Expert {turn}", validity_start=START)
            events = [("suspension", *pair) for pair in suspensions]
            events += [("letter", day) for day in letters]
            chance.shuffle(events)
            kept_pairs, kept_letters = [], []
            for kind, *dates in events:
                if kind == "suspension":
                    first, last = dates
                    expert.suspension_ids = [
                        Command.create({"date_start": first, "date_end": last})
                    ]
                    kept_pairs.append((first, last))
                elif self._note_letter(expert, dates[0]):
                    kept_letters.append(dates[0])
                with self.subTest(pairs=kept_pairs, letters=kept_letters):
                    clock = Clock(START, kept_pairs, kept_letters)
                    end, lapsed = clock.live()
                    self.assertEqual(expert.validity_end or None, end)
                    if end:
                        self.assertEqual(bool(expert.renewal_due), bool(lapsed))

    def _note_letter(self, expert, day):
        """Note a letter, and check that it is refused only where it is useless."""
        before = expert.validity_end
        try:
            with self.env.cr.savepoint():
                self.env["cooperation.expert.renewal"].create(
                    {"expert_id": expert.id, "date_asked": day}
                )
        except ValidationError:
            self.assertEqual(expert.validity_end, before)
            return False
        self.assertLessEqual(day, before or day + timedelta(days=1))
        return True
