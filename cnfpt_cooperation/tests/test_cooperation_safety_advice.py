from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon

_SOURCE = "Ministry, page of the country"


@tagged("post_install", "-at_install")
@freeze_time("2030-04-10")
class TestSafetyAdvice(ExpertiseCommon):
    """The advice for a country: its history, the order it freezes, the review."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.review = cls.env.ref("cnfpt_cooperation.mail_activity_type_safety")
        cls.user_direction.email = "direction@example.com"
        cls.user_direction.notification_type = "email"
        cls.user_coordinator.email = "coordinator@example.com"
        cls.user_coordinator.notification_type = "email"

    @classmethod
    def _advise(cls, level, day="2030-04-01", country=None, **values):
        return (
            cls.env["cooperation.safety.advice"]
            .with_user(cls.user_coordinator)
            .create(
                {
                    "country_id": (country or cls.tunisia).id,
                    "level": level,
                    "date": day,
                    "source": _SOURCE,
                    **values,
                }
            )
        )

    def _create_staffed_mission(self, expert=None, **values):
        mission = self._create_funded_mission(
            user_id=self.user_coordinator.id, **values
        )
        self._create_confirmed_assignment(mission, expert)
        self._as_coordinator(mission).action_staff()
        return mission

    def _order(self, expert=None, **values):
        mission = self._create_staffed_mission(expert, **values)
        self._as_coordinator(mission).action_order()
        return mission

    # ------------------------------------------------------------
    # History
    # ------------------------------------------------------------

    def test_the_last_one_counts(self):
        self._advise("yellow", "2030-03-01")
        self._advise("orange", "2030-04-01")
        earlier = self._advise("red", "2029-12-01")
        self.assertRecordValues(
            self.tunisia,
            [
                {
                    "cooperation_safety_advice": "orange",
                    "cooperation_safety_date": date(2030, 4, 1),
                    "cooperation_safety_source": _SOURCE,
                }
            ],
        )
        self.assertEqual(
            self.tunisia.cooperation_safety_advice_ids.sorted("date").mapped("level"),
            ["red", "yellow", "orange"],
        )
        self.assertFalse(earlier.is_current)

    def test_bad_input(self):
        self._advise("yellow", "2030-04-01")
        with self.assertRaises(ValidationError) as refusal:
            self._advise("yellow", "2030-04-11")
        self.assertIn("Tunisia", str(refusal.exception))
        for values in ({}, {"day": "2030-03-01", "source": False}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._advise("red", **values)

    def test_who_keeps_it(self):
        advice = self._advise("yellow")
        for user in (self.user_officer, self.user_direction):
            own = advice.with_user(user)
            self.assertEqual(own.level, "yellow")
            with self.assertRaises(AccessError):
                own.level = "green"
            values = {"country_id": self.benin.id, "level": "red", "source": _SOURCE}
            with self.assertRaises(AccessError):
                own.create(values)

    def test_nobody_writes_the_advice_of_a_country(self):
        """It follows from the history, for a mission as for the country."""
        mission = self._create_full_mission()
        with self.assertRaises(UserError):
            self._as_coordinator(mission).safety_advice = "green"
        with self.assertRaises(UserError):
            self._as_coordinator(mission).is_safety_reopened = True
        with self.assertRaises(UserError):
            self._create_full_mission(is_safety_reopened=True)

    # ------------------------------------------------------------
    # On the mission
    # ------------------------------------------------------------

    def test_mission_follows_its_country(self):
        mission = self._create_full_mission()
        self.assertFalse(mission.safety_advice)
        self.assertRegex(mission.safety_alert, "Tunisia.*note it")
        self._advise("yellow")
        self.assertRecordValues(
            mission,
            [
                {
                    "safety_advice": "yellow",
                    "safety_date": date(2030, 4, 1),
                    "safety_source": _SOURCE,
                    "safety_alert": False,
                }
            ],
        )
        mission.country_id = self.benin
        self.assertFalse(mission.safety_advice)
        mission.country_id = self.tunisia
        mission.modality = "remote"
        self.assertFalse(mission.safety_advice)
        self.assertFalse(mission.safety_alert)

    def test_frozen_at_the_order(self):
        self._advise("orange")
        mission = self._order()
        self._advise("yellow", "2030-04-09")
        self.assertRecordValues(
            mission,
            [
                {
                    "state": "ordered",
                    "safety_advice": "orange",
                    "safety_date": date(2030, 4, 1),
                    "is_safety_reopened": False,
                }
            ],
        )
        for values in ({"modality": "remote"}, {"safety_reason": "No more"}):
            with self.subTest(values), self.assertRaises(UserError):
                self._as_coordinator(mission).write(values)

    def test_red_needs_a_reason(self):
        self._advise("red")
        mission = self._create_staffed_mission()
        for user in (self.user_coordinator, self.user_direction):
            with self.assertRefused(UserError, "Tunisia.*04/01/2030.*Reason to Go"):
                mission.with_user(user).action_order()
        assignment = mission.assignment_ids.with_user(self.user_direction)
        with self.assertRefused(UserError, "formally advised against"):
            assignment.action_order()
        self.assertEqual(mission.transition_checklist.count("Reason to Go"), 1)
        mission.with_user(self.user_direction).safety_reason = "Held by the embassy."
        mission.with_user(self.user_direction).action_order()
        self.assertEqual(mission.state, "ordered")
        self.assertEqual(mission.safety_advice, "red")

    def test_remote_mission_goes_nowhere(self):
        self._advise("red")
        # A week without public holiday in France, where they stay.
        dates = {"date_start": "2030-05-13", "date_end": "2030-05-17"}
        mission = self._order(modality="remote", **dates)
        self.assertEqual(mission.state, "ordered")
        self._advise("green", "2030-04-02")
        self._advise("red", "2030-04-03")
        self.assertFalse(mission.is_safety_reopened)

    # ------------------------------------------------------------
    # It gets worse
    # ------------------------------------------------------------

    def test_order_is_taken_back(self):
        self._advise("yellow")
        expert = self._create_active_expert("Alix Expert")
        expert.partner_id.email = "alix@example.com"
        mission = self._order(expert)
        mails = self.env["mail.mail"].search([])
        self._advise("orange", "2030-04-09")
        self.assertRecordValues(
            mission,
            [
                {
                    "state": "staffed",
                    "is_safety_reopened": True,
                    "safety_advice": "orange",
                }
            ],
        )
        self.assertRecordValues(
            mission.assignment_ids, [{"state": "confirmed", "order_date": False}]
        )
        self.assertRegex(mission.safety_alert, "only the direction")
        tasks = mission.activity_ids.filtered(
            lambda task: task.activity_type_id == self.review
        )
        self.assertEqual(
            tasks.user_id & (self.user_direction | self.user_coordinator),
            self.user_direction | self.user_coordinator,
        )
        self.assertIn("Increased vigilance", tasks[0].note)
        self.assertIn("Advised against unless imperative", tasks[0].note)
        sent = self.env["mail.mail"].search([]) - mails
        told = sent.recipient_ids.mapped("email")
        for address in ("alix@example.com", "direction@example.com"):
            self.assertIn(address, told)
        letter = sent.filtered(lambda m: expert.partner_id in m.recipient_ids)
        self.assertIn("suspended", letter.subject)
        self.assertIn(mission.reference, letter.subject)
        self.assertIn("do not leave", letter.body_html)

    def test_who_has_no_address_is_called(self):
        self._advise("yellow")
        expert = self._create_active_expert("Alix Expert")
        mission = self._order(expert)
        expert.partner_id.email = False
        self._advise("orange", "2030-04-09")
        tasks = mission.activity_ids.filtered("note")
        self.assertTrue(any("Alix Expert" in task.note for task in tasks))

    def test_only_the_direction_orders_again(self):
        self._advise("yellow")
        mission = self._order()
        self._advise("orange", "2030-04-09")
        with self.assertRefused(UserError, "only the direction"):
            self._as_coordinator(mission).action_order()
        with self.assertRefused(UserError, "only the direction"):
            self._as_coordinator(mission.assignment_ids).action_order()
        mission.with_user(self.user_direction).action_order()
        self.assertRecordValues(
            mission,
            [
                {
                    "state": "ordered",
                    "is_safety_reopened": False,
                    "safety_advice": "orange",
                    "safety_date": date(2030, 4, 9),
                    "safety_alert": False,
                }
            ],
        )
        self.assertFalse(
            mission.activity_ids.filtered(
                lambda task: task.user_id == self.user_direction
            )
        )

    def test_back_to_draft_does_not_hide_it(self):
        self._advise("yellow")
        mission = self._order()
        self._advise("orange", "2030-04-09")
        self._as_coordinator(mission).action_reopen()
        self.assertTrue(mission.is_safety_reopened)

    def test_better_or_older_changes_nothing(self):
        self._advise("orange")
        mission = self._order()
        self._advise("red", "2029-01-01")
        self._advise("yellow", "2030-04-05")
        self._advise("orange", "2030-04-06")
        self.assertEqual(mission.state, "ordered", "no worse than when it was ordered")

    def test_a_correction_counts_too(self):
        self._advise("yellow")
        better = self._advise("green", "2030-04-05")
        mission = self._order()
        better.with_user(self.user_administrator).unlink()
        self.assertTrue(mission.is_safety_reopened)
        mission.with_user(self.user_direction).action_order()
        self.tunisia.cooperation_safety_advice_ids.with_user(
            self.user_coordinator
        ).level = "red"
        self.assertTrue(mission.is_safety_reopened)

    def test_where_nothing_was_on_record(self):
        mission = self._order()
        self._advise("green", "2030-04-08")
        self.assertEqual(mission.state, "ordered")
        self._advise("yellow", "2030-04-09")
        self.assertEqual(mission.state, "staffed")

    def test_other_countries_stay(self):
        self._advise("green")
        mission = self._order()
        self._advise("red", country=self.benin)
        self.assertEqual(mission.state, "ordered")

    def test_those_who_have_left(self):
        """Nobody is called back by a form: they are watched, and all are told."""
        self._advise("yellow", "2030-04-01")
        mission = self._order()
        with freeze_time("2030-05-07"):
            self._as_coordinator(mission).action_start()
            self._advise("red", "2030-05-07")
            self.assertEqual(mission.state, "ongoing")
            self.assertEqual(mission.safety_advice, "yellow")
            self.assertRegex(mission.safety_alert, "has become")
            self.assertIn(self.user_direction, mission.activity_ids.user_id)
        with freeze_time("2030-06-01"):
            before = mission.activity_ids
            self._advise("orange", "2030-05-20")
            self._advise("red", "2030-05-30")
            self.assertEqual(mission.activity_ids, before, "they are back home")

    def test_who_has_worked_keeps_the_order(self):
        """Days were done under it; the mission is ordered again all the same."""
        self._advise("yellow")
        mission = self._order()
        self.env["cooperation.expert.day"].create(
            {
                "assignment_id": mission.assignment_ids.id,
                "date": "2030-04-08",
                "kind": "preparation",
            }
        ).with_user(self.user_coordinator).action_done()
        self._advise("red", "2030-04-09")
        self.assertEqual(mission.state, "staffed")
        self.assertEqual(mission.assignment_ids.state, "ordered")
        self.assertEqual(mission.safety_advice, "red")
        mission = mission.with_user(self.user_direction)
        mission.safety_reason = "Escorted."
        mission.action_order()
        self.assertEqual(mission.safety_advice, "red")

    def test_recall_by_hand(self):
        mission = self._order()
        with self.assertRaises(AccessError):
            mission.with_user(self.user_officer).action_recall()
        mission.with_user(self.user_direction).action_recall()
        self.assertEqual(mission.state, "staffed")
        self.assertEqual(mission.assignment_ids.state, "confirmed")
        self._as_coordinator(mission).action_order()
        self.assertEqual(mission.state, "ordered")

    def test_missions_of_one_country_together(self):
        self._advise("yellow")
        agreement = self._create_active_agreement(days=20, amount=20000)
        experts = [self._create_active_expert(f"Expert {n}") for n in range(3)]
        missions = self.env["cooperation.mission"].union(
            *(self._order(expert, agreement=agreement) for expert in experts)
        )
        self._advise("orange", "2030-04-09")
        self.assertEqual(set(missions.mapped("state")), {"staffed"})
        self.assertTrue(all(missions.mapped("is_safety_reopened")))

    def test_from_the_form_of_the_country(self):
        """Lines written in the country's form are reviewed as any other."""
        self._advise("yellow")
        mission = self._order()
        self.tunisia.with_user(self.user_administrator).write(
            {
                "cooperation_safety_advice_ids": [
                    Command.create(
                        {"level": "red", "date": "2030-04-09", "source": _SOURCE}
                    )
                ]
            }
        )
        self.assertTrue(mission.is_safety_reopened)
