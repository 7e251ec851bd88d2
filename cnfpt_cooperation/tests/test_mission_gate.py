from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_expertise import ExpertiseCommon


class GateCommon(ExpertiseCommon):
    def _cover(self, mission, user=None, **values):
        action = mission.action_open_cover()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.user_coordinator)
            .with_context(**action["context"])
            .create(values)
        )

    def _get_refusal(self, mission):
        with self.assertRaises(UserError) as refusal:
            self._as_coordinator(mission).action_fund()
        return str(refusal.exception)

    def _create_scoped(self, line=None, **values):
        mission = self._create_full_mission(**values)
        if line:
            self._allocate(mission, line)
        self._as_coordinator(mission).action_scope()
        return mission

    def _allocate(self, mission, line, **values):
        return self.env["cooperation.funding.allocation"].create(
            {
                "mission_id": mission.id,
                "funding_line_id": line.id,
                "days": mission.planned_days,
                "cost": mission.planned_cost,
                **values,
            }
        )


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestMissionGate(GateCommon):
    """What a mission is refused for: what is missing, by how much, who could help."""

    # ------------------------------------------------------------
    # Obstacles
    # ------------------------------------------------------------

    def _create_refused(self, **line):
        agreement = self._create_active_agreement(line=line)
        return self._create_scoped(
            agreement.funding_line_ids, agreement_id=agreement.id
        )

    def _complete(self, agreement, **values):
        """What was taken over is completed by an administrator."""
        agreement.funding_line_ids.with_user(self.user_administrator).write(values)

    def test_kinds(self):
        agreement = self._create_active_agreement()
        other = self.env["cooperation.mission.kind"].search(
            [("id", "!=", self.kind.id)], limit=1
        )
        self._complete(agreement, kind_ids=other.ids)
        mission = self._create_scoped(
            agreement.funding_line_ids, agreement_id=agreement.id
        )
        self.assertIn(
            f"“Test grant” pays for {other.name} only", self._get_refusal(mission)
        )
        self._complete(agreement, kind_ids=(other | self.kind).ids)
        self._as_coordinator(mission).action_fund()
        self._complete(agreement, kind_ids=self.kind.ids)
        with self.assertRaisesRegex(ValidationError, "pays for"):
            mission.kind_id = other

    def test_countries(self):
        agreement = self._create_active_agreement()
        self._complete(agreement, country_ids=self.benin.ids)
        mission = self._create_scoped(
            agreement.funding_line_ids, agreement_id=agreement.id
        )
        self.assertIn("pays for missions in Benin only", self._get_refusal(mission))
        self._complete(agreement, country_ids=(self.benin | self.tunisia).ids)
        self._as_coordinator(mission).action_fund()

    def test_countries_of_the_agreement(self):
        agreement = self._create_active_agreement(country_id=self.benin.id)
        agreement._guarded_write({"country_ids": [Command.set(self.benin.ids)]})
        mission = self._create_scoped(
            agreement.funding_line_ids, agreement_id=agreement.id
        )
        self.assertIn(
            "covers Benin, and the mission goes to Tunisia", self._get_refusal(mission)
        )

    def test_co_financing_to_the_cent(self):
        agreement = self._create_active_agreement()
        self._complete(agreement, cofinancing_rate=40)
        line = agreement.funding_line_ids
        other = self._create_active_agreement(name="Other").funding_line_ids
        mission = self._create_scoped(agreement_id=agreement.id)
        share = self._allocate(mission, line, cost=480.01)
        self._allocate(mission, other, days=0, cost=719.99)
        refusal = self._get_refusal(mission)
        self.assertIn("40 % of the cost at most", refusal)
        self.assertIn("480.00", refusal)
        share.cost = 480
        other_share = mission.allocation_ids - share
        other_share.cost = 720
        self._as_coordinator(mission).action_fund()

    def test_currency_without_a_rate(self):
        dinar = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", "TND")])
        )
        dinar.active = True
        dinar.rate_ids.unlink()
        agreement = self._create_active_agreement(line={"currency_id": dinar.id})
        mission = self._create_scoped(
            agreement.funding_line_ids, agreement_id=agreement.id
        )
        self.assertIn("no rate between TND", self._get_refusal(mission))

    # ------------------------------------------------------------
    # Who could cover it
    # ------------------------------------------------------------

    def test_refusal_says_how_much_and_who_could_cover_it(self):
        poor = self._create_active_agreement(days=3, amount=1000, name="Poor")
        rich = self._create_active_agreement(days=12, amount=4000, name="Rich")
        self._create_active_agreement(name="Elsewhen", date_end="2030-05-09")
        own = self._create_active_agreement(name="Own", line={"funder_id": self._cnfpt})
        mission = self._create_scoped(poor.funding_line_ids, agreement_id=poor.id)
        mission.allocation_ids.write({"days": 3, "cost": 1000})
        refusal = self._get_refusal(mission)
        self.assertIn("2 expert days and", refusal)
        self.assertIn("200", refusal)
        self.assertIn(f"“{rich.reference} · Rich” (Test grant) has 12 expert", refusal)
        self.assertIn("4,000", refusal)
        for absent in ("Elsewhen", "Own", "· Poor” (Test grant) has"):
            self.assertNotIn(absent, refusal)
        self.assertTrue(own)

    @property
    def _cnfpt(self):
        return self.env.ref("cnfpt_cooperation.partner_cnfpt").id

    def test_nobody_could_cover_it(self):
        mission = self._create_scoped(date_start="2034-05-06", date_end="2034-05-10")
        self.assertIn(
            "No agreement in force at these dates", self._get_refusal(mission)
        )

    def test_one_query_however_many(self):
        mission = self._create_scoped()
        counts = []
        for _turn in range(2):
            for number in range(5):
                self._create_active_agreement(name=f"Rich {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            mission.read(["date_start", "kind_id", "country_id", "allocation_ids"])
            before = self.cr.sql_log_count
            candidates = mission._get_candidates()
            counts.append((len(candidates), self.cr.sql_log_count - before))
        self.assertEqual([found for found, _queries in counts], [5, 10])
        self.assertEqual(counts[0][1], counts[1][1])
        self.assertLessEqual(counts[0][1], 2)

    # ------------------------------------------------------------
    # Covering in one click
    # ------------------------------------------------------------

    def test_cover_takes_from_several(self):
        first = self._create_active_agreement(days=3, amount=700, name="First")
        second = self._create_active_agreement(days=2, amount=9000, name="Second")
        mission = self._create_scoped(agreement_id=first.id)
        dialog = self._cover(mission)
        self.assertRecordValues(
            dialog.line_ids,
            [
                {"agreement_id": first.id, "days": 3, "cost": 700, "days_held": 3},
                {"agreement_id": second.id, "days": 2, "cost": 500, "days_held": 2},
            ],
        )
        self.assertEqual(dialog.days_missing_still, 0)
        self.assertEqual(dialog.cost_missing_still, 0)
        dialog.action_confirm()
        self.assertEqual(mission.missing_days, 0)
        self.assertEqual(mission.missing_cost, 0)
        self._as_coordinator(mission).action_fund()
        self.assertEqual(first.days_left, 0)

    def test_cover_gives_an_agreement(self):
        agreement = self._create_active_agreement()
        mission = self._create_scoped()
        self._cover(mission).action_confirm()
        self.assertEqual(mission.agreement_id, agreement)
        self.assertEqual(mission.allocation_ids.days, 5)

    def test_no_more_than_a_line_holds(self):
        agreement = self._create_active_agreement(days=6, amount=9000)
        mission = self._create_scoped()
        dialog = self._cover(mission)
        dialog.line_ids.days = 7
        with self.assertRaisesRegex(UserError, "has only 6 expert days"):
            dialog.action_confirm()
        self.assertEqual(agreement.days_left, 6)

    def test_who_covers(self):
        self._create_active_agreement()
        mission = self._create_scoped()
        with self.assertRaises(AccessError):
            self._cover(mission, self.user_officer)
        with self.assertRaises(AccessError):
            self._cover(mission, self.user_direction)

    def test_covered_anew_after_the_end_of_its_agreement(self):
        former = self._create_active_agreement(name="Former")
        mission = self._create_funded_mission(former)
        self._create_confirmed_assignment(mission)
        mission.action_generate_days()
        former.with_user(self.user_direction)._terminate(date(2030, 4, 1), "Dissolved")
        self.assertTrue(mission.is_cover_lost)
        with self.assertRaisesRegex(UserError, "was|is not in force"):
            self._as_coordinator(mission).date_end = "2030-05-11"
        other = self._create_active_agreement(name="Other")
        dialog = self._cover(mission)
        self.assertIn("is not in force", dialog.lost_sentence)
        dialog.action_confirm()
        self.assertFalse(mission.is_cover_lost)
        self.assertFalse(
            mission.activity_ids.filtered("automated").filtered(
                lambda a: a.activity_type_id
                == self.env.ref("cnfpt_cooperation.mail_activity_type_cover_lost")
            )
        )
        self.assertEqual(mission.agreement_id, other)
        self.assertEqual(mission.allocation_ids.agreement_id, other)
        self.assertEqual(former.days_left, 20)
        self.assertEqual(mission.day_ids.funding_line_id, other.funding_line_ids)

    def test_what_was_done_stays_paid_by_the_former_one(self):
        former = self._create_active_agreement(name="Former")
        mission = self._create_ordered_mission(agreement=former)
        mission.action_generate_days()
        with freeze_time("2030-05-07"):
            self._as_coordinator(mission).action_start()
            self._as_coordinator(mission).action_days_done()
            former.with_user(self.user_direction)._terminate(
                date(2030, 5, 7), "Dissolved"
            )
            other = self._create_active_agreement(name="Other")
            dialog = self._cover(mission)
            dialog.line_ids.write({"days": 3, "cost": 720})
            dialog.action_confirm()
        settled = mission.allocation_ids.filtered("is_worked_off")
        self.assertRecordValues(
            settled, [{"agreement_id": former.id, "days": 2, "cost": 480}]
        )
        self.assertEqual(mission.agreement_id, other)
        self.assertFalse(mission.is_cover_lost)
        self.assertEqual((mission.missing_days, mission.missing_cost), (0, 0))
        self.assertEqual(former.funding_line_ids.days_committed, 2)
        to_come = mission.day_ids.filtered(lambda d: d.state == "planned")
        self.assertEqual(to_come.funding_line_id, other.funding_line_ids)
        for values in ({"days": 5}, {"is_worked_off": False}, {"cost": 1}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._as_coordinator(settled).write(values)

    def test_nobody_settles_by_hand(self):
        agreement = self._create_active_agreement()
        mission = self._create_scoped(
            agreement.funding_line_ids, agreement_id=agreement.id
        )
        share = self._as_coordinator(mission.allocation_ids)
        for context in ({}, {"cooperation_cover_guard": True}):
            with self.assertRaises(UserError):
                share.with_context(**context).is_worked_off = True
            with self.assertRaises(UserError):
                share.with_context(**context).create(
                    {
                        "mission_id": mission.id,
                        "funding_line_id": agreement.funding_line_ids.id,
                        "is_worked_off": True,
                    }
                )

    # ------------------------------------------------------------
    # Days and experts more
    # ------------------------------------------------------------

    def test_a_day_more(self):
        mission = self._create_funded_mission(planned_days=4)
        rich = self._create_active_agreement(name="Rich")
        assignment = self._create_confirmed_assignment(mission, planned_days=4)
        assignment.action_generate_days()
        with self.assertRaises(ValidationError) as refusal:
            self.env["cooperation.expert.day"].with_user(self.user_coordinator).create(
                {"assignment_id": assignment.id, "date": "2030-05-10"}
            )
        self.assertIn("5 expert days, 1 expert day more", str(refusal.exception))
        self.assertIn(rich.name, str(refusal.exception))

    def test_a_day_outside_the_agreement(self):
        agreement = self._create_active_agreement(date_start="2030-05-06")
        mission = self._create_funded_mission(agreement)
        assignment = self._create_confirmed_assignment(mission)
        days = self.env["cooperation.expert.day"].with_user(self.user_coordinator)
        values = {"assignment_id": assignment.id, "kind": "preparation"}
        with self.assertRaisesRegex(ValidationError, "does not cover “Test Expert"):
            days.create({**values, "date": "2030-05-05"})
        day = days.create({**values, "date": "2030-05-06"})
        with self.assertRaisesRegex(ValidationError, "does not cover"):
            day.date = "2030-05-05"

    def test_nobody_joins_beyond_the_cover(self):
        mission = self._create_funded_mission()
        self._create_confirmed_assignment(mission, planned_days=3)
        second = self._create_assignment(
            mission,
            self._create_active_expert("Second"),
            planned_days=3,
            employer_consent_date="2030-04-01",
            expert_consent_date="2030-04-01",
        )
        self._as_coordinator(second).action_accept()
        with self.assertRaisesRegex(UserError, "6 expert days, 1 expert day more"):
            self._as_coordinator(second).action_confirm()
        second.planned_days = 2
        self._as_coordinator(second).action_confirm()
        with self.assertRaisesRegex(ValidationError, "6 expert days"):
            self._as_coordinator(second).planned_days = 3
