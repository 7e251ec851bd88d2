import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestCooperationAssignment(ExpertiseCommon):
    """One expert on one mission, from the proposal to the debrief."""

    def test_defaults_come_from_the_mission(self):
        mission = self._create_full_mission()
        assignment = self._create_assignment(mission)
        self.assertRecordValues(
            assignment,
            [
                {
                    "state": "proposed",
                    "date_start": mission.date_start,
                    "date_end": mission.date_end,
                    "planned_days": 5,
                    "zone_id": self.zone_mediterranean.id,
                }
            ],
        )

    @users("coordinator_test")
    def test_propose_inline(self):
        """Experts are added on the mission's own form."""
        expert = self._create_active_expert()
        mission = self._create_funded_mission().with_env(self.env)
        with Form(mission) as form, form.assignment_ids.new() as line:
            line.expert_id = expert
        self.assertEqual(mission.assignment_ids.expert_id.id, expert.id)

    @freeze_time("2030-04-02")
    @users("coordinator_test")
    def test_the_usual_way(self):
        mission = self._create_funded_mission()
        assignment = self._create_assignment(mission).with_env(self.env)
        assignment.action_invite()
        self.assertEqual(str(assignment.invited_on), "2030-04-02")
        self.assertFalse(assignment.answered_on)
        with freeze_time("2030-04-04"):
            assignment.action_accept()
        self.assertEqual(str(assignment.answered_on), "2030-04-04")
        self.assertEqual(str(assignment.expert_consent_date), "2030-04-04")
        assignment.action_confirm()
        self.assertEqual(assignment.state, "confirmed")

    def test_roles(self):
        mission = self._create_funded_mission()
        assignment = self._create_assignment(mission)
        for user in (self.user_officer, self.user_direction):
            for action in ("action_invite", "action_accept", "action_decline"):
                with self.assertRaises(AccessError):
                    getattr(assignment.with_user(user), action)()

    def test_wrong_states(self):
        assignment = self._as_coordinator(
            self._create_assignment(self._create_funded_mission())
        )
        for action, transition in assignment._transitions.items():
            if "proposed" not in transition.source:
                with self.assertRefused(UserError, "does not lead to"):
                    getattr(assignment, action)()

    def test_state_and_frozen_values_are_not_written(self):
        assignment = self._as_coordinator(
            self._create_assignment(self._create_funded_mission())
        )
        for values in (
            {"state": "confirmed"},
            {"origin": "cnfpt"},
            {"employer_id": self.inset.id},
            {"position": "activity"},
            {"order_date": "2030-01-01"},
            {"invited_on": "2030-01-01"},
            {"answered_on": "2030-01-01"},
            {"employer_asked_on": "2030-01-01"},
        ):
            with self.assertRefused(UserError, "buttons"):
                assignment.with_context(cooperation_guard=True).write(values)

    def test_candidate_is_not_confirmed(self):
        assignment = self._as_coordinator(
            self._create_assignment(
                self._create_funded_mission(), self._create_expert("Candidate")
            )
        )
        for action in ("action_invite", "action_confirm"):
            with self.assertRefused(UserError, "Candidate.*not active on the roster"):
                getattr(assignment, action)()
            if action == "action_invite":
                assignment.action_accept()

    def test_no_expert_without_money(self):
        """Confirmed on third-party funding only [R1]."""
        mission = self._create_full_mission()
        assignment = self._as_coordinator(self._create_assignment(mission))
        assignment.action_accept()
        with self.assertRefused(UserError, f"Fund “{mission.reference}"):
            assignment.action_confirm()

    def test_absent_expert(self):
        expert = self._create_active_expert(
            availability_ids=[
                Command.create({"date_start": "2030-05-10", "date_end": "2030-05-20"})
            ]
        )
        with self.assertRefused(UserError, "not available .05/10/2030 – 05/20/2030"):
            self._create_confirmed_assignment(self._create_funded_mission(), expert)

    def test_stays_within_the_mission(self):
        mission = self._create_funded_mission()
        assignment = self._create_assignment(mission)
        with self.assertRefused(ValidationError, "outside “MIS"):
            assignment.date_end = "2030-05-11"

    def test_once_on_a_mission(self):
        mission = self._create_funded_mission()
        expert = self._create_active_expert()
        self._create_assignment(mission, expert)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self._create_assignment(mission, expert)


@tagged("post_install", "-at_install")
class TestDoubleBooking(ExpertiseCommon):
    """An expert is on one mission at a time; whoever loses is told which."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._create_active_expert("Amina")
        cls.first = cls._create_funded_mission(name="First")
        cls.second = cls._create_funded_mission(
            name="Second", date_start="2030-05-10", date_end="2030-05-17"
        )
        cls.held = cls._create_confirmed_assignment(cls.first, cls.expert)

    def test_guard_names_the_other(self):
        assignment = self._as_coordinator(
            self._create_assignment(self.second, self.expert)
        )
        self.assertEqual(assignment.conflict_ids, self.held)
        assignment.action_accept()
        self.assertIn(self.first.reference, assignment.transition_checklist)
        pattern = "Amina is on “MIS/.* · First” from 05/06/2030 – 05/10/2030"
        with self.assertRefused(UserError, pattern):
            assignment.action_confirm()
        self.assertEqual(assignment.state, "accepted")

    def test_database_names_the_other(self):
        """What no guard saw, the database does; the sentence is the same."""
        assignment = self._create_assignment(self.second, self.expert)
        self._as_coordinator(assignment).action_accept()
        pattern = "Amina is on “MIS/.* · First” from 05/06/2030 – 05/10/2030"
        with mute_logger("odoo.sql_db"), self.assertRefused(UserError, pattern):
            assignment._guarded_write({"state": "confirmed"})

    def test_dates_moved_onto_the_other(self):
        later = self._create_confirmed_assignment(
            self.second, self.expert, date_start="2030-05-11"
        )
        pattern = "Amina is on “MIS/.* · First”"
        with mute_logger("odoo.sql_db"), self.assertRefused(UserError, pattern):
            self._as_coordinator(later).date_start = "2030-05-10"
        self.assertEqual(str(later.date_start), "2030-05-11")

    def test_day_after_is_free(self):
        self._create_confirmed_assignment(
            self.second, self.expert, date_start="2030-05-11"
        )

    def test_ordered_holds_too(self):
        self._as_coordinator(self.first).action_staff()
        self._as_coordinator(self.first).action_order()
        with self.assertRefused(UserError, "First"):
            self._create_confirmed_assignment(self.second, self.expert)

    def test_cancelled_frees(self):
        self._as_coordinator(self.held).action_cancel()
        self._create_confirmed_assignment(self.second, self.expert, planned_days=5)

    def test_conflicts_do_not_cost_more(self):
        """Overlaps of a whole list in one search."""
        assignments = self.held
        for n in range(5):
            mission = self._create_funded_mission(name=f"Mission {n}")
            assignments |= self._create_assignment(mission, self.expert)
        assignments.read(["conflict_ids", "days_done", "transition_checklist"])
        self.assertEqual(len(assignments[0].conflict_ids), 5)
        counts = []
        for some in (assignments[:1], assignments):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(["conflict_ids", "days_done", "days_scheduled"])
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestOrder(ExpertiseCommon):
    """What an order needs, and what it freezes [R7] [R15]."""

    def _create_staffed_mission(self, expert=None, **values):
        mission = self._create_funded_mission()
        self._create_confirmed_assignment(mission, expert, **values)
        self._as_coordinator(mission).action_staff()
        return self._as_coordinator(mission)

    def test_history_of_the_expert_changes_nothing(self):
        mission = self._create_staffed_mission()
        with freeze_time("2030-04-15"):
            mission.action_order()
        assignment = mission.assignment_ids
        frozen = {
            "origin": "local_authority",
            "employer_id": self.city.id,
            "position": "activity",
        }
        self.assertRecordValues(assignment, [frozen])
        self.assertEqual(str(assignment.order_date), "2030-04-15")
        expert = assignment.expert_id
        expert.employer_id = self.inset
        expert.position_ids.position = "secondment"
        self.assertEqual(expert.origin, "cnfpt")
        assignment.invalidate_recordset()
        self.assertRecordValues(assignment, [frozen])
        for values in (
            {"expert_id": self._create_active_expert("Other").id},
            {"date_end": "2030-05-09"},
            {"planned_days": 3},
        ):
            with self.assertRefused(UserError, "cannot be changed"):
                assignment.write(values)

    def test_positions_that_serve_nobody(self):
        for position, label in (
            ("parental_leave", "Parental leave"),
            ("leave_of_absence", "Leave of absence"),
        ):
            expert = self._create_active_expert(
                position,
                position_ids=[
                    Command.create({"date_start": "2020-01-01", "position": position})
                ],
            )
            mission = self._create_staffed_mission(expert)
            with self.assertRefused(UserError, f"{position}.*{label}"):
                mission.action_order()

    def test_position_that_changes_on_the_way(self):
        """A leave that begins during the mission stops the order as well."""
        expert = self._create_active_expert(
            position_ids=[
                Command.create({"date_start": "2020-01-01", "date_end": "2030-05-08"}),
                Command.create(
                    {"date_start": "2030-05-09", "position": "parental_leave"}
                ),
            ]
        )
        mission = self._create_staffed_mission(expert)
        with self.assertRefused(UserError, "Parental leave.*05/09/2030"):
            mission.action_order()

    def test_position_must_be_known(self):
        expert = self._create_active_expert(position_ids=[])
        mission = self._create_staffed_mission(expert)
        with self.assertRefused(UserError, "statutory position.*05/06/2030"):
            mission.action_order()

    def test_secondment_has_its_own_employer(self):
        expert = self._create_active_expert(
            position_ids=[
                Command.create(
                    {
                        "date_start": "2020-01-01",
                        "position": "secondment",
                        "employer_id": self.funder.id,
                    }
                )
            ]
        )
        mission = self._create_staffed_mission(expert)
        mission.action_order()
        self.assertEqual(mission.assignment_ids.employer_id, self.funder)

    def test_accreditation_at_the_order(self):
        """What ends between the confirmation and the order stops it [R16]."""
        mission = self._create_staffed_mission()
        expert = self._as_coordinator(mission.assignment_ids.expert_id)
        expert.validity_start = "2020-01-01"
        with self.assertRefused(UserError, "accreditation of “Test Expert” ended"):
            mission.action_order()
        expert.validity_start = "2029-09-01"
        expert.action_suspend()
        with self.assertRefused(UserError, "not active on the roster"):
            mission.action_order()
        expert.action_activate()
        mission.action_order()

    def test_suspended_at_the_dates(self):
        """The ranking excludes them: no other way leads to the mission either."""
        expert = self._create_active_expert()
        expert.suspension_ids = [
            Command.create({"date_start": "2030-05-10", "date_end": "2030-06-30"})
        ]
        sentence = "accreditation of “Test Expert” is suspended .05/10/2030 – 06/30"
        with self.assertRefused(UserError, sentence):
            self._create_staffed_mission(expert)
        expert.suspension_ids.date_start = "2030-05-11"
        mission = self._create_staffed_mission(expert)
        expert.suspension_ids.write({"date_start": "2030-05-01", "date_end": False})
        with self.assertRefused(UserError, "is suspended .05/01/2030 – …"):
            mission.action_order()
        with self.assertRaisesRegex(UserError, "ask whoever keeps") as refusal:
            mission.with_user(self.user_direction).action_order()
        self.assertNotIn("suspended", str(refusal.exception))

    def test_employer_agrees(self):
        """The employer of an agent of an authority agrees; CNFPT's own need not."""
        mission = self._create_staffed_mission()
        mission.assignment_ids.employer_consent_date = False
        with self.assertRefused(UserError, "employer.*agreed"):
            mission.action_order()
        own = self._create_staffed_mission(
            self._create_active_expert("Own", employer_id=self.inset.id)
        )
        own.assignment_ids.employer_consent_date = False
        own.action_order()

    def test_not_before_the_mission_is_staffed(self):
        mission = self._create_funded_mission()
        assignment = self._create_confirmed_assignment(mission)
        with self.assertRefused(UserError, "Staff “MIS"):
            self._as_coordinator(assignment).action_order()

    def test_one_more_expert_on_the_way(self):
        """Somebody who joins later is ordered alone, once the day more is covered."""
        mission = self._create_ordered_mission(planned_days=5)
        with self.assertRefused(UserError, "1 expert day more than its funding"):
            self._create_confirmed_assignment(
                mission, self._create_active_expert("Refused"), planned_days=1
            )
        mission.write(
            {
                "planned_days": 6,
                "allocation_ids": [
                    Command.update(mission.allocation_ids.id, {"days": 6})
                ],
            }
        )
        late = self._create_confirmed_assignment(
            mission, self._create_active_expert("Late"), planned_days=1
        )
        self._as_coordinator(late).action_order()
        self.assertEqual(late.state, "ordered")

    def test_order_taken_back(self):
        """Nothing of the order is left but the dates; the next one freezes anew."""
        mission = self._create_staffed_mission()
        mission.action_order()
        assignment = mission.assignment_ids
        for user in (self.user_officer, self.user_employee):
            with self.assertRaises(AccessError):
                assignment.with_user(user).action_recall()
        assignment.with_user(self.user_direction).action_recall()
        self.assertRecordValues(
            assignment,
            [
                {
                    "state": "confirmed",
                    "origin": False,
                    "employer_id": False,
                    "position": False,
                    "order_date": False,
                }
            ],
        )
        assignment.expert_id.employer_id = self.inset
        assignment.with_user(self.user_direction).action_order()
        self.assertRecordValues(
            assignment, [{"origin": "cnfpt", "employer_id": self.inset.id}]
        )

    @freeze_time("2030-05-07")
    def test_order_under_which_days_were_done_stays(self):
        mission = self._create_staffed_mission()
        mission.action_order()
        assignment = self._as_coordinator(mission.assignment_ids)
        assignment.action_generate_days()
        assignment.action_days_done()
        with self.assertRefused(
            UserError, "2 expert days.*order of 05/07/2030.*taken back"
        ):
            assignment.action_recall()

    def test_nobody_goes_who_did_not_agree(self):
        mission = self._create_staffed_mission()
        mission.assignment_ids.expert_consent_date = False
        with self.assertRefused(UserError, "Give the date on which “Test Expert” agr"):
            mission.action_order()

    def test_mission_reopened_with_somebody_ordered_ahead(self):
        """Nobody keeps an order for a mission that is a draft again [R1]."""
        mission = self._create_staffed_mission()
        assignment = self._as_coordinator(mission.assignment_ids)
        assignment.action_order()
        mission.action_reopen()
        self.assertEqual(assignment.state, "accepted")
        self.assertFalse(assignment.order_date)

    @freeze_time("2030-05-10")
    def test_what_made_it_done_stays(self):
        """Days, briefing and debrief of a mobilisation that is done [R9]."""
        mission = self._create_staffed_mission()
        mission.action_order()
        mission.action_start()
        assignment = self._as_coordinator(mission.assignment_ids)
        assignment.action_generate_days()
        assignment.action_days_done()
        assignment.write({"briefing_date": "2030-05-01", "debrief_date": "2030-05-10"})
        assignment.action_done()
        for name in ("briefing_date", "debrief_date"):
            with self.assertRefused(UserError, "cannot be changed any more"):
                assignment[name] = False
        with self.assertRefused(UserError, "Test Expert.*is finished"):
            assignment.day_ids.action_replan()
