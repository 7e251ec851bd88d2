import random
from datetime import date, timedelta

import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon

_HISTORIES = 8
_MOVES = 80
_FIRST_DAY = date(2030, 4, 1)
# A mission that is taken back to draft takes its orders back, then its dates.
_TAKEN_WITH_THE_MISSION = {("ordered", "accepted")}
_FROZEN_BY_ORDER = ("origin", "employer_id", "position", "order_date", "expert_id")
_FROZEN_AT_THE_END = ("expert_id", "mission_id", "date_start", "date_end", "role")


class History:
    """Two missions that want the same experts, a funding for one, and a clock."""

    def __init__(self, case, seed):
        self.case = case
        self.random = random.Random(seed)
        self.today = _FIRST_DAY
        self.trail = []
        self.env = case.env
        self.experts = case.experts
        agreement = case._create_active_agreement(days=8, amount=9000)
        self.line = agreement.funding_line_ids
        self.missions = self.env["cooperation.mission"].union(
            *(
                case._create_full_mission(
                    name=f"Mission {number}",
                    agreement_id=agreement.id,
                    date_start=date(2030, 5, 6) + timedelta(days=2 * number),
                    date_end=date(2030, 5, 10) + timedelta(days=2 * number),
                    planned_days=4,
                    allocation_ids=[
                        Command.create(
                            {
                                "funding_line_id": self.line.id,
                                "days": 4,
                                "amount": 1200,
                            }
                        )
                    ],
                )
                for number in range(2)
            )
        )

    # ------------------------------------------------------------
    # What is there
    # ------------------------------------------------------------

    @property
    def assignments(self):
        return self.env["cooperation.assignment"].search(
            [("mission_id", "in", self.missions.ids)]
        )

    @property
    def days(self):
        return self.env["cooperation.expert.day"].search(
            [("mission_id", "in", self.missions.ids)]
        )

    def pick(self, records):
        return self.random.choice(records) if records else records

    def pick_date(self):
        return date(2030, 5, 3) + timedelta(days=self.random.randrange(14))

    def pick_user(self):
        """Mostly the coordinator, sometimes somebody whom most steps refuse."""
        case = self.case
        return self.random.choices(
            (
                *(case.user_coordinator, case.user_direction),
                *(case.user_officer, case.user_administrator),
            ),
            (12, 2, 1, 1),
        )[0]

    # ------------------------------------------------------------
    # Moves: each is (what, call)
    # ------------------------------------------------------------

    def pick_move(self):
        moves, weights = zip(
            *(
                (self._drive, 70),
                (self._press_mission, 8),
                (self._press_assignment, 14),
                (self._press_day, 5),
                (self._answer_link, 8),
                (self._write_mission, 6),
                (self._write_assignment, 10),
                (self._write_crafted, 3),
                (self._create, 8),
                (self._delete, 2),
                (self._let_time_pass, 4),
            ),
            strict=True,
        )
        return self.random.choices(moves, weights)[0]()

    def _press_mission(self):
        mission = self.pick(self.missions).with_user(self.pick_user())
        action = self.random.choice(
            [*mission._transitions, "action_generate_days", "action_days_done"]
        )
        return f"{mission.name}.{action}", getattr(mission, action)

    def _press_assignment(self):
        assignment = self.pick(self.assignments)
        if not assignment:
            return self._create()
        assignment = assignment.with_user(self.pick_user())
        action = self.random.choice(
            [
                *assignment._transitions,
                *("action_ask_employer", "action_employer_agree", "action_remind"),
                *("action_employer_refuse", "action_generate_days"),
            ]
        )
        return f"{assignment.display_name}.{action}", getattr(assignment, action)

    def _press_day(self):
        day = self.pick(self.days)
        if not day:
            return self._let_time_pass()
        action = self.random.choice([*day._transitions, "unlink"])
        return f"{day.display_name}.{action}", getattr(
            day.with_user(self.pick_user()), action
        )

    def _answer_link(self):
        """Any link that ever was, answered as the page does."""
        consent = self.pick(self.assignments.consent_ids.sudo())
        if not consent:
            return self._press_assignment()
        answer = self.random.choice(["agreed", "agreed", "refused"])
        return f"link of {consent.kind}: {answer}", lambda: consent._take_answer(answer)

    def _write_mission(self):
        values = self.random.choice(
            [
                {"date_start": self.pick_date()},
                {"date_end": self.pick_date()},
                {"planned_days": self.random.choice([2, 4, 6, 20])},
                {"planned_cost": self.random.choice([600, 1200, 99999])},
                {"cancel_reason": self.random.choice([False, "Not wanted any more."])},
                {"outcome": self.random.choice([False, "<p>Done.</p>"])},
                {"agreement_id": False},
                {"allocation_ids": [Command.clear()]},
            ]
        )
        mission = self.pick(self.missions).with_user(self.pick_user())
        return f"{mission.name}.write({values})", lambda: mission.write(values)

    def _write_assignment(self):
        day = self.today
        values = self.random.choice(
            [
                {"date_start": self.pick_date()},
                {"date_end": self.pick_date()},
                {"planned_days": self.random.choice([1, 2, 4])},
                {"expert_id": self.pick(self.experts).id},
                {"mission_id": self.pick(self.missions).id},
                {"expert_consent_date": self.random.choice([False, day])},
                {"employer_consent_date": self.random.choice([False, day])},
                {"briefing_date": self.random.choice([False, day])},
                {"debrief_date": self.random.choice([False, day])},
                {"debrief_waiver": self.random.choice([False, "By telephone."])},
            ]
        )
        assignment = self.pick(self.assignments).with_user(self.pick_user())
        return f"assignment.write({values})", lambda: assignment.write(values)

    def _write_crafted(self):
        """What no form lets one write, and a crafted call tries."""
        records = self.pick([self.missions, self.assignments, self.days])
        record = self.pick(records).with_user(self.case.user_administrator)
        states = [name for name, _label in record._fields["state"].selection]
        values = {"state": self.random.choice(states)}
        if record._name == "cooperation.assignment" and self.random.random() < 0.5:
            values = self.random.choice(
                [
                    {"order_date": self.today},
                    {"origin": "other"},
                    {"employer_id": self.case.funder.id},
                    {"invited_on": self.today},
                ]
            )
        return f"crafted {record}.write({values})", lambda: record.write(values)

    def _create(self):
        user = self.pick_user()
        if self.random.random() < 0.4 and self.assignments:
            values = {
                "assignment_id": self.pick(self.assignments).id,
                "date": self.pick_date(),
                "fraction": self.random.choice([0.5, 1.0]),
                "kind": self.random.choice(["field", "report", "preparation"]),
            }
            model = "cooperation.expert.day"
        else:
            values = {
                "mission_id": self.pick(self.missions).id,
                "expert_id": self.pick(self.experts).id,
                "planned_days": self.random.choice([2, 4]),
            }
            model = "cooperation.assignment"
        records = self.env[model].with_user(user)
        return f"{model}.create({values})", lambda: records.create(values)

    def _delete(self):
        record = self.pick(self.assignments).with_user(self.pick_user())
        return f"{record}.unlink()", record.unlink

    def _let_time_pass(self):
        days = self.random.choice([1, 2, 5])

        def wait():
            self.today += timedelta(days=days)

        return f"{days} days pass", wait

    def _drive(self):
        """What a coordinator does next, so that histories get to their end."""
        mission = self.missions[self.random.random() < 0.25]
        mission = mission.with_user(self.case.user_coordinator)
        if self.random.random() < 0.03:

            def cancel():
                mission.cancel_reason = "Not wanted any more."
                mission.action_cancel()

            return f"{mission.name} is cancelled", cancel
        step = {
            "draft": "action_scope",
            "scoped": "action_fund",
        }.get(mission.state)
        if step:
            return f"{mission.name}.{step}", getattr(mission, step)
        run = getattr(self, f"_drive_{mission.state}", self._press_mission)
        return run(mission) if run != self._press_mission else run()

    def _drive_funded(self, mission):
        firm = mission._get_firm_assignments()
        if sum(firm.mapped("planned_days")) == mission.planned_days:
            return f"{mission.name}.action_staff", mission.action_staff
        for state, step in (
            ("accepted", "action_confirm"),
            ("invited", "action_accept"),
            ("proposed", "action_invite"),
        ):
            assignment = mission._get_assignments(state)[:1]
            if assignment and self.random.random() < 0.7:
                if state == "accepted" and not assignment.employer_consent_date:
                    step = "action_employer_agree"
                return f"{assignment.display_name}.{step}", getattr(assignment, step)
        return self._create()

    def _drive_staffed(self, mission):
        held = mission._get_assignments("confirmed")[:1]
        step = self.random.random()
        if step < 0.1:
            return f"{mission.name}.action_reopen", mission.action_reopen
        if step < 0.3 and held:
            return f"{held.display_name}.action_order", held.action_order
        return f"{mission.name}.action_order", mission.action_order

    def _drive_ordered(self, mission):
        late = mission._get_assignments("confirmed")[:1]
        if late:
            return f"{late.display_name}.action_order", late.action_order

        def start():
            self.today = max(self.today, mission.date_start)
            with freeze_time(self.today):
                mission.action_start()

        return f"{mission.name} starts", start

    def _drive_ongoing(self, mission):
        ordered = mission._get_assignments("ordered")
        idle = ordered.filtered(lambda a: not a.days_done + a.days_scheduled)
        if idle:
            return f"{mission.name} plans its days", idle.action_generate_days

        def work():
            self.today = max(self.today, mission.date_end)
            with freeze_time(self.today):
                mission.action_days_done()

        def tell():
            mission.outcome = "<p>Done.</p>"
            mission.action_report()

        if any(ordered.mapped("days_scheduled")):
            return f"{mission.name} is worked", work
        return f"{mission.name} is reported", tell

    def _drive_reported(self, mission):
        ordered = mission._get_assignments("ordered")[:1]
        if ordered and self.random.random() < 0.5:
            return f"{ordered.display_name}.action_done", ordered.action_done
        if mission._get_assignments("done") and self.random.random() < 0.5:
            return self.random.choice((self._write_assignment, self._press_day))()

        def close():
            mission._get_assignments("ordered").write(
                {"briefing_date": self.today, "debrief_date": self.today}
            )
            mission._get_assignments(
                "proposed", "invited", "accepted", "confirmed"
            ).action_cancel()
            mission.action_close()

        return f"{mission.name} is closed", close


@tagged("post_install", "-at_install")
class TestStateMachines(ExpertiseCommon):
    """Random histories of missions and assignments, with all who may press a button.

    Every call is either refused with a sentence, and then nothing has changed, or it
    leaves the records as the rules of the Mission want them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.city.email = "city@example.com"
        cls.experts = cls._create_active_expert("Amina")
        cls.experts |= cls._create_active_expert("Basile", employer_id=cls.inset.id)
        cls.experts |= cls._create_active_expert(
            "Chloé",
            position_ids=[
                Command.create({"date_start": "2020-01-01", "date_end": "2030-05-08"}),
                Command.create(
                    {"date_start": "2030-05-09", "position": "parental_leave"}
                ),
            ],
        )
        cls.experts |= cls._create_expert("Candidate")

    @mute_logger("odoo.sql_db")
    def test_random_histories(self):
        taken = set()
        refused = moved = 0
        for seed in range(_HISTORIES):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                history = History(self, seed)
                for _move in range(_MOVES):
                    with freeze_time(history.today):
                        arrows, is_refused = self._run_move(history)
                    taken |= arrows
                    refused += is_refused
                    moved += bool(arrows)
                savepoint.rollback()
            self.env.invalidate_all()
        self._check_all_was_tried(taken, refused, moved)

    def _check_all_was_tried(self, taken, refused, moved):
        """Histories that never get anywhere would prove nothing."""
        for model in ("cooperation.mission", "cooperation.assignment"):
            targets = {
                transition.target
                for transition in self.env[model]._transitions.values()
            }
            reached = {target for name, _source, target in taken if name == model}
            self.assertEqual(targets - reached, set())
        self.assertGreater(refused, _HISTORIES * _MOVES // 10)
        self.assertGreater(moved, _HISTORIES * _MOVES // 10)

    def _run_move(self, history):
        """Run one call; return the arrows that were taken, and whether it was refused.

        :raise AssertionError: with the whole history that led there
        """
        what, call = history.pick_move()
        before = self._read_all(history)
        sentence = self._call(call)
        after = self._read_all(history)
        history.trail.append(f"{history.today} {what}: {sentence or 'done'}")
        try:
            if sentence:
                self.assertRegex(sentence, r"\w.*[.…]")
                self.assertEqual(before, after)
            arrows = self._check_arrows(before, after)
            self._check_assignments(history, before, after)
            self._check_missions(history)
            self._check_ledger(history)
        except AssertionError as failure:
            raise AssertionError("\n".join([*history.trail, str(failure)])) from failure
        return arrows, bool(sentence)

    def _call(self, call):
        """Return the sentence of the refusal, if it is refused."""
        sentence = ""
        try:
            with self.env.cr.savepoint():
                call()
                self.env.flush_all()
        except UserError as refusal:
            sentence = str(refusal)
        except psycopg2.IntegrityError as refusal:
            sentence = self._get_constraint_sentence(refusal)
        self.env.invalidate_all()
        return sentence

    def _get_constraint_sentence(self, refusal):
        """Return what Odoo tells of a constraint; one without words is a defect."""
        name = refusal.diag.constraint_name
        for model in self.env.registry.values():
            for definition in model._table_objects.values():
                if definition.full_name(model) == name:
                    return str(definition.get_error_message(model, refusal.diag))
        raise AssertionError(f"{refusal} says nothing to people")

    def _read_all(self, history):
        """Return what the records say, by record."""
        names = {
            "cooperation.mission": ("state", "date_start", "date_end", "planned_days"),
            "cooperation.assignment": (
                *("state", "planned_days", "expert_consent_date"),
                *("employer_consent_date", *_FROZEN_BY_ORDER, *_FROZEN_AT_THE_END),
            ),
            "cooperation.expert.day": ("state", "date", "fraction"),
        }
        return {
            record: {name: record[name] for name in names[records._name]}
            for records in (
                *(history.missions.exists(), history.assignments, history.days),
            )
            for record in records
        }

    # ------------------------------------------------------------
    # What always holds
    # ------------------------------------------------------------

    def _check_arrows(self, before, after):
        """A state changes along an arrow, and nobody skips one."""
        arrows = set()
        for record in before.keys() & after.keys():
            source, target = before[record]["state"], after[record]["state"]
            if source != target:
                drawn = {
                    (state, transition.target)
                    for transition in record._transitions.values()
                    for state in transition.source
                }
                self.assertIn((source, target), drawn | _TAKEN_WITH_THE_MISSION)
                arrows.add((record._name, source, target))
        for record in after.keys() - before.keys():
            self.assertEqual(
                after[record]["state"], record._fields["state"].default(record)
            )
        return arrows

    def _check_assignments(self, history, before, after):
        for assignment in history.assignments:
            self._check_order(assignment)
            self._check_consents(assignment)
            state = assignment.state
            old, new = before.get(assignment), after[assignment]
            if old and old["state"] == state:
                frozen = {
                    "ordered": _FROZEN_BY_ORDER,
                    "done": (*_FROZEN_BY_ORDER, *_FROZEN_AT_THE_END),
                    "declined": _FROZEN_AT_THE_END,
                    "cancelled": _FROZEN_AT_THE_END,
                }.get(state, ())
                for name in frozen:
                    self.assertEqual(old[name], new[name], name)
            if state in ("confirmed", "ordered"):
                self.assertTrue(assignment.date_start and assignment.date_end)
                self.assertFalse(list(assignment._get_overlap_sentences()))
            if state in ("declined", "cancelled"):
                self.assertFalse(assignment.days_scheduled + assignment.days_done)
            if state == "done":
                self.assertTrue(assignment.days_done)
                self.assertFalse(assignment.days_scheduled)
                self.assertTrue(
                    assignment.debrief_waiver
                    or (assignment.briefing_date and assignment.debrief_date)
                )

    def _check_order(self, assignment):
        """What was frozen is there as long as the order, and no longer [R7]."""
        values = [assignment[name] for name in _FROZEN_BY_ORDER[:4]]
        if assignment.state in ("ordered", "done"):
            self.assertTrue(all(values), values)
            self.assertTrue(assignment.expert_consent_date)
            self.assertTrue(
                assignment.employer_consent_date or assignment.origin == "cnfpt"
            )
        elif assignment.state != "cancelled":
            self.assertFalse(any(values), values)

    def _check_consents(self, assignment):
        waiting = assignment.consent_ids.filtered(lambda c: c.state == "waiting")
        self.assertEqual(len(waiting), len(set(waiting.mapped("kind"))))
        if "expert" in waiting.mapped("kind"):
            self.assertEqual(assignment.state, "invited")
        if "employer" in waiting.mapped("kind"):
            self.assertIn(
                assignment.state, ("proposed", "invited", "accepted", "confirmed")
            )
        if assignment.state == "invited":
            self.assertTrue(assignment.invited_on)

    def _check_missions(self, history):
        open_states = ("proposed", "invited", "accepted", "confirmed", "ordered")
        for mission in history.missions.exists():
            states = set(mission.assignment_ids.mapped("state"))
            if mission.state in ("closed", "cancelled"):
                self.assertFalse(states & set(open_states), states)
                self.assertFalse(mission.days_scheduled)
            if mission.state in ("draft", "scoped", "cancelled"):
                self.assertFalse(states & {"confirmed", "ordered", "done"}, states)
            if mission.state == "funded":
                self.assertFalse(states & {"ordered", "done"}, states)
            if mission.state not in ("draft", "scoped", "cancelled"):
                self.assertFalse(mission.missing_days or mission.missing_cost)
            self.assertLessEqual(mission.days_done, mission.planned_days)
        self.assertGreaterEqual(history.line.days_left, 0)

    def _check_ledger(self, history):
        worked = {}
        for day in history.days:
            assignment = day.assignment_id
            key = (day.expert_id, day.date)
            worked[key] = worked.get(key, 0) + day.fraction
            if day.state == "done":
                self.assertIn(assignment.state, ("ordered", "done"))
                self.assertLessEqual(day.date, history.today)
            if day.kind in ("field", "travel"):
                self.assertTrue(
                    assignment.date_start <= day.date <= assignment.date_end
                )
        self.assertLessEqual(max(worked.values(), default=0), 1)
