import random
from datetime import timedelta
from itertools import product

from freezegun import freeze_time

from odoo.tests import tagged

from .common_watch import TODAY, WatchCommon, day

LEVELS = (None, "green", "yellow", "orange", "red")


def coming(when):
    """What comes within thirty days is urgent, within ninety it is soon."""
    if when <= day(30):
        return "urgent"
    return "soon" if when <= day(90) else "know"


def late(when):
    """What is late since more than thirty days is urgent."""
    return "urgent" if when < day(-30) else "soon"


@freeze_time("2030-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestCooperationWatch(WatchCommon):
    """Each kind of row against its definition in plain Python, at the boundaries."""

    def test_agreements(self):
        chance = random.Random(6)
        cases = [
            {
                "date_end": chance.choice([-1, 0, 1, 29, 30, 31, 60, 89, 90, 91, 150]),
                "renewal": chance.choice(["none", "tacit", "written"]),
                "notice_days": chance.choice([0, 1, 30, 60, 61]),
                "state": chance.choice(
                    ["active"] * 3 + ["to_renew", "expired", "draft"]
                ),
                "denounced": chance.random() < 0.2,
                "active": chance.random() < 0.9,
                "kind": chance.choice(["convention"] * 4 + ["amendment"]),
            }
            for _number in range(150)
        ]
        parent = self._create_active_agreement()
        agreements = self.env["cooperation.agreement"].create(
            [
                {
                    "name": f"Agreement {number}",
                    "partner_id": self.funder.id,
                    "country_id": self.tunisia.id,
                    "date_start": "2029-01-01",
                    "date_end": day(case["date_end"]),
                    "renewal": case["renewal"],
                    "notice_days": case["notice_days"],
                }
                for number, case in enumerate(cases)
            ]
        )
        for agreement, case in zip(agreements, cases, strict=True):
            values = {name: case[name] for name in ("state", "active", "kind")}
            if case["kind"] == "amendment":
                values["parent_id"] = parent.id
            if case["denounced"]:
                values["date_denounced"] = day(-100)
            self._set(agreement, **values)
        self.assertWatched("agreement", agreements, map(self._expect_agreement, cases))

    @staticmethod
    def _expect_agreement(case):
        if case["state"] not in ("active", "to_renew") or not case["active"]:
            return None
        if case["kind"] == "amendment":
            return None  # it ends with what it amends
        end = day(case["date_end"])
        review = end - timedelta(days=case["notice_days"])
        has_notice = case["renewal"] != "none" and not case["denounced"]
        when = review if has_notice and review >= TODAY else end
        if when > day(90):
            return None
        if has_notice and case["renewal"] == "tacit" and review < TODAY <= end:
            return "know", when
        return coming(when), when

    def test_promises(self):
        cases = list(
            product(
                (-40, -1, 0, 1), ("us", "them"), ("open", "late", "kept", "dropped")
            )
        )
        promises = self.env["cooperation.commitment"].create(
            [
                {"name": "Guide", "date_due": day(offset), "made_by": made_by}
                for offset, made_by, _state in cases
            ]
        )
        for promise, (_offset, _made_by, state) in zip(promises, cases, strict=True):
            self._set(promise, state=state)
        self.assertWatched(
            "promise",
            promises,
            [
                offset < 0
                and state in ("open", "late")
                and ("urgent" if made_by == "us" else "soon", day(offset))
                for offset, made_by, state in cases
            ],
        )

    def test_payments(self):
        agreement = self._create_active_agreement()
        cases = list(product((-31, -30, -1, 0, 30), (None, -40), (0, 40, 100)))
        tranches = self.env["cooperation.funding.tranche"].create(
            [
                {
                    "name": "Tranche",
                    "funding_line_id": agreement.funding_line_ids.id,
                    "amount": 100,
                    "date_due": day(offset),
                }
                for offset, _called, _received in cases
            ]
        )
        for tranche, (_offset, called, received) in zip(tranches, cases, strict=True):
            self._set(
                tranche,
                date_called=called and day(called),
                amount_missing=100 - received,
            )
        expected = [
            offset < 0
            and received < 100
            and (late(day(offset)) if called else "urgent", day(offset))
            for offset, called, received in cases
        ]
        self.assertWatched("tranche", tranches, expected)
        self._set(agreement, state="draft")
        self.assertFalse(self._watch("tranche", tranches), "nothing was signed")

    def test_reports(self):
        states = ("scoped", "ordered", "ongoing", "reported", "closed", "cancelled")
        # End of the mission, dates of its deliverables, and what became of these.
        cases = list(
            product(
                states,
                (-62, -61, -60, -31, -30, 5),
                ((), ((-1, None),), ((-40, None), (0, None)), ((-40, "done"),)),
            )
        )
        missions = self.env["cooperation.mission"].create(
            [
                {
                    "name": f"Mission {number}",
                    "partner_id": self.foreign_body.id,
                    "country_id": self.tunisia.id,
                    "is_own_initiative": True,
                    "date_start": day(-90),
                    "date_end": day(end),
                    "deliverable_ids": [
                        (0, 0, {"name": "Note", "date_due": day(due), "waiver": waiver})
                        for due, waiver in deliverables
                    ],
                }
                for number, (_state, end, deliverables) in enumerate(cases)
            ]
        )
        for mission, (state, *_rest) in zip(missions, cases, strict=True):
            self._set(mission, state=state)
        expected = map(self._expect_report, cases)
        self.assertWatched("report", missions, expected)

    @staticmethod
    def _expect_report(case):
        state, end, deliverables = case
        if state in ("closed", "cancelled"):
            return None
        due = [day(when) for when, waiver in deliverables if when < 0 and not waiver]
        if state in ("ordered", "ongoing") and end + 30 < 0:
            due.append(day(end + 30))
        return due and (late(min(due)), min(due))

    def test_evaluations(self):
        ends = (-121, -120, -60, -31, -30, 0)
        for records, states in (
            (self._create_visit(), ("ongoing", "done", "closed", "cancelled")),
            (self._create_mission(), ("ongoing", "reported", "closed", "cancelled")),
        ):
            cases = list(product(states, ends, (0, 3), (0, 1), (False, True)))
            for number in range(1, len(cases)):
                records |= records[0].copy({"name": f"Copy {number}"})
            for record, (state, end, invited, answers, past) in zip(
                records, cases, strict=True
            ):
                self._set(
                    record,
                    state=state,
                    date_start=day(-200),
                    date_end=day(end),
                    evaluation_invited_count=invited,
                    evaluation_answer_count=answers,
                    is_imported=past,
                )
            expected = [
                state in ("done", "reported", "closed")
                and -120 <= end < -30
                and not answers
                and not past
                and ("know" if invited else "soon", day(end + 30))
                for state, end, invited, answers, past in cases
            ]
            self.assertWatched("evaluation", records, expected)

    def test_days_that_are_past(self):
        cases = [(), ((-1, "planned"),), ((0, "planned"), (3, "planned"))]
        cases += [((-1, "done"), (-2, "done")), ((-200, "planned"), (-1, "planned"))]
        missions = self.env["cooperation.mission"]
        for number, days in enumerate(cases):
            mission = self._create_mission(name=f"Mission {number}")
            expert = self._create_expert(f"Expert {number}")
            assignment = self._create_assignment(mission, expert)
            missions |= mission
            self.env.flush_all()
            for offset, state in days:
                self.env.cr.execute(
                    """INSERT INTO cooperation_expert_day
                              (assignment_id, mission_id, expert_id, date, kind,
                               fraction, state)
                       VALUES (%s, %s, %s, %s, 'field', 1, %s)""",
                    (assignment.id, mission.id, expert.id, day(offset), state),
                )
        expected = [None, ("soon", day(-1)), None, None, ("urgent", day(-200))]
        self.assertWatched("days", missions, expected)
        row = self.env["cooperation.watch"].search(
            [("kind", "=", "days"), ("res_id", "=", missions[4].id)]
        )
        self.assertIn("2 expert days planned for dates that have passed", row.sentence)
        action = row.with_user(self.user_coordinator).action_step()
        days = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sum(days.mapped("fraction")), row.quantity)

    def test_people_where_the_advice_worsened(self):
        cases = list(product(LEVELS, ((-3, 0), (-3, -1), (30, 35), (31, 35), (0, 2))))
        cases = [(*case, "on_site", False) for case in cases]
        cases += [("red", (0, 2), "remote", False), ("yellow", (0, 2), "on_site", True)]
        missions = self.env["cooperation.mission"]
        for number, (level, (start, end), modality, reopened) in enumerate(cases):
            mission = self._create_mission(name=f"Mission {number}")
            missions |= mission
            assignment = self._create_assignment(
                mission, self._create_expert(f"Expert {number}")
            )
            dates = {"date_start": day(start), "date_end": day(end)}
            self._set(assignment, state="ordered", **dates)
            self._set(
                mission,
                **{"state": "ordered", "modality": modality, "safety_advice": level},
                **{"is_safety_reopened": reopened, **dates},
            )
        for now in LEVELS:
            self._set(self.tunisia, cooperation_safety_advice=now)
            expected = [self._expect_advice(now, *case) for case in cases]
            with self.subTest(now=now):
                self.assertWatched("advice", missions, expected)

    @staticmethod
    def _expect_advice(now, level, dates, modality, reopened):
        start, end = map(day, dates)
        order = ("green", "yellow", "orange", "red")
        is_worse = order.index(now or "green") > order.index(level or "green")
        if modality == "remote" or not (is_worse or reopened):
            return None
        if end < TODAY or start > day(30):
            return None
        return "urgent" if start <= TODAY or now == "red" else "soon", start
