from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestMissionScope(ExpertiseCommon):
    """What a mission says before anybody looks for money."""

    @users("coordinator_test")
    def test_all_that_is_missing(self):
        mission = self.env["cooperation.mission"].create({"name": "Bare"})
        with self.assertRaises(UserError) as refusal:
            mission.action_scope()
        for word in (
            "request",
            "country",
            "kind",
            "first and last day",
            "terms of reference",
            "expert days",
        ):
            self.assertIn(word, str(refusal.exception))
            self.assertIn(word, mission.transition_checklist)

    @users("coordinator_test")
    def test_request_or_own_initiative(self):
        """Every mission answers a request or says that it does not [R3]."""
        mission = self._create_full_mission(is_own_initiative=False)
        mission = mission.with_env(self.env)
        with self.assertRefused(UserError, "Own Initiative"):
            mission.action_scope()
        mission.request_id = self._create_request(kind="expertise")
        mission.action_scope()
        self.assertEqual(mission.state, "scoped")

    def test_roles(self):
        mission = self._create_full_mission()
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                mission.with_user(user).action_scope()

    def test_dates_in_order(self):
        with self.assertRaisesRegex(ValidationError, "05/01/2030.*05/06/2030"):
            self._create_mission(date_start="2030-05-06", date_end="2030-05-01")

    @users("coordinator_test")
    def test_zone_is_frozen_when_funded(self):
        """[R5]: the zone stays what it was, whatever becomes of the country."""
        mission = self._create_funded_mission().with_env(self.env)
        self.assertEqual(mission.zone_id, self.zone_mediterranean)
        with self.assertRaises(UserError):
            mission.country_id = self.benin
        self.tunisia.sudo().cooperation_zone_id = self.zone_africa
        self.assertEqual(mission.zone_id, self.zone_mediterranean)


@tagged("post_install", "-at_install")
class TestFundingGate(ExpertiseCommon):
    """Experts are mobilised on third-party money only, to the cent and day [R1]."""

    def _create_scoped_mission(self, **values):
        mission = self._create_full_mission(**values)
        self._as_coordinator(mission).action_scope()
        return self._as_coordinator(mission)

    def _allocate(self, mission, agreement, **values):
        mission.agreement_id = mission.agreement_id or agreement
        return self.env["cooperation.funding.allocation"].create(
            {
                "mission_id": mission.id,
                "funding_line_id": agreement.funding_line_ids.id,
                "days": 5,
                "amount": 1200,
                **values,
            }
        )

    def _assert_refused(self, mission, *patterns):
        with self.assertRaises(UserError) as refusal:
            mission.action_fund()
        for pattern in patterns:
            self.assertRegex(str(refusal.exception), pattern)
        self.assertEqual(mission.state, "scoped")

    def test_no_funding(self):
        mission = self._create_scoped_mission()
        self._assert_refused(
            mission,
            r"Choose the agreement",
            rf"5 expert days and .*1,200.* of “{mission.display_name}” are not covered",
        )

    def test_half_a_day_is_missing(self):
        mission = self._create_scoped_mission()
        self._allocate(mission, self._create_active_agreement(), days=4.5)
        self.assertEqual(mission.covered_days, 4.5)
        self.assertEqual(mission.missing_days, 0.5)
        self._assert_refused(mission, r"^0\.5 expert day of “MIS")
        mission.allocation_ids.days = 5
        mission.action_fund()
        self.assertEqual(mission.state, "funded")

    def test_one_euro_is_missing(self):
        mission = self._create_scoped_mission()
        self._allocate(mission, self._create_active_agreement(), amount=1199)
        self._assert_refused(mission, r"^\D{0,2}1\D{0,2} of “MIS")

    def test_two_lines_together(self):
        mission = self._create_scoped_mission()
        self._allocate(mission, self._create_active_agreement(), days=3, amount=200)
        self._allocate(mission, self._create_active_agreement(), days=2, amount=1000)
        mission.action_fund()
        self.assertEqual(mission.state, "funded")

    def test_own_money_does_not_count(self):
        """Neither CNFPT nor one of its structures is a third party."""
        agreement = self._create_active_agreement(line={"funder_id": self.inset.id})
        mission = self._create_scoped_mission()
        allocation = self._allocate(mission, agreement)
        self.assertEqual(mission.covered_days, 0)
        self.assertIn("not a third party", allocation.obstacle)
        self._assert_refused(mission, "5 expert days.*Test INSET.*not a third party")

    def test_agreement_that_ends_before(self):
        agreement = self._create_active_agreement(date_end="2030-05-08")
        mission = self._create_scoped_mission()
        self._allocate(mission, agreement)
        self._assert_refused(
            mission,
            r"runs 01/01/2030 – 05/08/2030 and the mission 05/06/2030 – 05/10/2030",
        )

    def test_agreement_that_starts_after(self):
        agreement = self._create_active_agreement(date_start="2030-05-07")
        mission = self._create_scoped_mission()
        self._allocate(mission, agreement)
        self._assert_refused(mission, "runs 05/07/2030")

    def test_agreement_states(self):
        """Active and to renew are in force; before and after are not."""
        for state, label in (
            ("draft", "Draft"),
            ("to_sign", "To sign"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
        ):
            mission = self._create_scoped_mission()
            self._allocate(mission, self._create_active_agreement(state=state))
            self._assert_refused(mission, f"its state is “{label}”")
        mission = self._create_scoped_mission()
        self._allocate(mission, self._create_active_agreement(state="to_renew"))
        mission.action_fund()

    def test_line_with_dates_of_its_own(self):
        agreement = self._create_active_agreement(line={"date_end": "2030-04-30"})
        mission = self._create_scoped_mission()
        self._allocate(mission, agreement)
        self._assert_refused(mission, "Test grant” runs … – 04/30/2030")

    def test_main_agreement_out_of_force(self):
        """Money from elsewhere does not mend an agreement that is over."""
        over = self._create_active_agreement(date_end="2030-01-31")
        mission = self._create_scoped_mission(agreement_id=over.id)
        self._allocate(mission, self._create_active_agreement())
        self._assert_refused(mission, "runs 01/01/2030 – 01/31/2030")

    def test_line_that_holds_less(self):
        agreement = self._create_active_agreement(days=7, amount=1500)
        self._create_funded_mission(agreement)
        line = agreement.funding_line_ids
        self.assertEqual((line.days_left, line.amount_left), (2, 300))
        mission = self._create_scoped_mission()
        self._allocate(mission, agreement)
        self._assert_refused(
            mission, r"Test grant” of “CONV/.*only 2 expert days and .*300.* left"
        )
        self.assertEqual(line.days_committed, 5)

    def test_database_refuses_an_overdraft(self):
        """What no guard saw, the database does; the sentence is the same."""
        agreement = self._create_active_agreement(days=7, amount=1500)
        mission = self._create_funded_mission(agreement)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRefused(UserError, "Test grant” of “CONV/.*only 2 expert days"),
        ):
            mission.allocation_ids.days = 8
        self.assertEqual(mission.allocation_ids.days, 5)

    def test_proposed_share(self):
        """A line chosen on the form proposes what the mission lacks."""
        agreement = self._create_active_agreement(days=3)
        mission = self._create_scoped_mission()
        with Form(mission) as form:
            form.agreement_id = agreement
            with form.allocation_ids.new() as allocation:
                allocation.funding_line_id = agreement.funding_line_ids
        self.assertRecordValues(mission.allocation_ids, [{"days": 3, "amount": 1200}])

    def test_commitment_follows_the_state(self):
        agreement = self._create_active_agreement()
        line = agreement.funding_line_ids
        mission = self._as_coordinator(self._create_funded_mission(agreement))
        self.assertEqual((line.days_left, line.amount_left), (15, 18800))
        mission.action_reopen()
        self.assertEqual((line.days_left, line.amount_left), (20, 20000))
        self.assertFalse(mission.allocation_ids.is_committed)
        mission.action_scope()
        mission.action_fund()
        mission.cancel_reason = "The partner withdrew."
        mission.action_cancel()
        self.assertEqual((line.days_left, line.amount_left), (20, 20000))

    def test_gate_keeps_watching(self):
        """After the gate, nothing makes the mission leave its funding."""
        mission = self._as_coordinator(self._create_funded_mission())
        for values, pattern in (
            ({"planned_days": 5.5}, "0.5 expert day"),
            ({"planned_cost": 1300}, "100"),
            ({"date_end": "2031-01-02"}, "runs 01/01/2030 – 12/31/2030"),
            ({"agreement_id": False}, "Choose the agreement"),
        ):
            with self.assertRefused(ValidationError, pattern):
                mission.write(values)
        allocation = mission.allocation_ids
        with self.assertRefused(ValidationError, "1 expert day"):
            allocation.days = 4
        with self.assertRefused(UserError, "reopen"):
            allocation.unlink()
        with self.assertRaises(UserError):
            mission.allocation_ids = [Command.clear()]

    def test_more_days_with_more_money(self):
        """Days and their cover may come in one save."""
        mission = self._as_coordinator(self._create_funded_mission())
        with Form(mission) as form:
            form.planned_days = 6
            with form.allocation_ids.edit(0) as allocation:
                allocation.days = 6
        self.assertEqual(mission.covered_days, 6)

    def test_french_sentence(self):
        """Numbers, amounts and dates are those of the reader's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        mission = self._create_scoped_mission(planned_days=2.5, planned_cost=0)
        agreement = self._create_active_agreement(date_end="2030-05-08")
        self._allocate(mission, agreement)
        with self.assertRaises(UserError) as refusal:
            mission.with_context(lang="fr_FR").action_fund()
        self.assertIn("2,5", str(refusal.exception))
        self.assertIn("08/05/2030", str(refusal.exception))

    def test_agreement_that_ran_out_after_the_order(self):
        """It was in force at the dates: its cover stays; no order leans on it."""
        agreement = self._create_active_agreement()
        mission = self._create_funded_mission(agreement)
        assignment = self._create_confirmed_assignment(mission)
        self._as_coordinator(mission).action_staff()
        agreement._guarded_write({"state": "expired"})
        self.assertEqual(mission.missing_days, 5)
        with self.assertRefused(UserError, "its state is “Expired”"):
            self._as_coordinator(mission).action_order()
        agreement._guarded_write({"state": "active"})
        self._as_coordinator(mission).action_order()
        agreement._guarded_write({"state": "expired"})
        self.assertEqual(mission.missing_days, 0)
        self.assertEqual(assignment.state, "ordered")

    def test_past_missions_are_spared(self):
        """History has no funding on file: its data is checked, not its steps."""
        mission = self._load_history(
            "cooperation.mission",
            name="Past",
            state="ongoing",
            country_id=self.tunisia.id,
            planned_days=5,
            date_start="2029-01-08",
            date_end="2029-01-12",
        )
        mission.date_end = "2029-01-13"


@tagged("post_install", "-at_install")
class TestMissionLife(ExpertiseCommon):
    """From its funding to its end, and the ways out."""

    def test_staff_needs_a_confirmed_expert(self):
        mission = self._as_coordinator(self._create_funded_mission())
        assignment = self._create_assignment(mission)
        with self.assertRefused(UserError, "No expert is confirmed"):
            mission.action_staff()
        self._as_coordinator(assignment).action_accept()
        with self.assertRefused(UserError, "No expert is confirmed"):
            mission.action_staff()
        self._as_coordinator(assignment).action_confirm()
        mission.action_staff()
        self.assertEqual(mission.state, "staffed")

    def test_staff_holds_all_planned_days(self):
        mission = self._as_coordinator(self._create_funded_mission())
        assignment = self._create_confirmed_assignment(mission, planned_days=3.5)
        with self.assertRefused(UserError, r"1\.5 days of expertise of “MIS"):
            mission.action_staff()
        with self.assertRefused(ValidationError, "1 expert day more than its funding"):
            assignment.planned_days = 6
        assignment.planned_days = 5
        mission.planned_days = 4
        with self.assertRefused(UserError, "1 expert day more than its funding"):
            mission.action_staff()
        mission.planned_days = 5
        mission.action_staff()

    def test_order_takes_its_experts_along(self):
        mission = self._create_ordered_mission()
        self.assertEqual(mission.state, "ordered")
        self.assertEqual(mission.assignment_ids.state, "ordered")

    def test_direction_signs_orders(self):
        mission = self._create_funded_mission()
        self._create_confirmed_assignment(mission)
        self._as_coordinator(mission).action_staff()
        with self.assertRaises(AccessError):
            mission.with_user(self.user_officer).action_order()
        mission.with_user(self.user_direction).action_order()
        self.assertEqual(mission.assignment_ids.state, "ordered")

    def test_order_while_still_in_force(self):
        """An agreement that ended meanwhile stops the order, and only says so."""
        agreement = self._create_active_agreement()
        mission = self._create_funded_mission(agreement)
        assignment = self._create_confirmed_assignment(mission)
        self._as_coordinator(mission).action_staff()
        agreement._guarded_write({"state": "terminated"})
        with self.assertRefused(UserError, "its state is “Terminated”"):
            self._as_coordinator(mission).action_order()
        self.assertEqual(mission.state, "staffed")
        self.assertEqual(assignment.state, "confirmed")

    def test_start_on_the_first_day(self):
        mission = self._as_coordinator(self._create_ordered_mission())
        with freeze_time("2030-05-05"), self.assertRefused(UserError, "05/06/2030"):
            mission.action_start()
        with freeze_time("2030-05-06"):
            mission.action_start()
        self.assertEqual(mission.state, "ongoing")

    @freeze_time("2030-05-13")
    def test_report_then_close(self):
        mission = self._as_coordinator(self._create_ordered_mission())
        assignment = mission.assignment_ids
        mission.action_start()
        with self.assertRefused(UserError, "report"):
            mission.action_report()
        mission.outcome = "<p><br></p>"
        with self.assertRaises(UserError):
            mission.action_report()
        mission.outcome = "<p>Trainers were trained.</p>"
        mission.action_report()
        with self.assertRaises(UserError) as refusal:
            mission.action_close()
        for word in ("No day of", "briefing", "debrief"):
            self.assertIn(word, str(refusal.exception))
        mission.action_generate_days()
        with self.assertRefused(UserError, "still has 5 expert days planned"):
            mission.action_close()
        mission.action_days_done()
        assignment.briefing_date = "2030-04-30"
        with self.assertRefused(UserError, "debrief"):
            mission.action_close()
        assignment.debrief_date = "2030-05-12"
        late = self._create_assignment(mission, self._create_active_expert("Late"))
        with self.assertRefused(UserError, "Late.*Proposed"):
            mission.action_close()
        self._as_coordinator(late).action_decline()
        mission.action_close()
        self.assertEqual(mission.state, "closed")
        self.assertEqual(assignment.state, "done")
        self.assertEqual(mission.days_done, 5)
        for values in ({"name": "Other"}, {"planned_days": 4}):
            with self.assertRefused(UserError, "cannot be changed"):
                mission.write(values)

    @freeze_time("2030-05-13")
    def test_a_reason_stands_for_the_debrief(self):
        """[R9]: both or a reason."""
        mission = self._as_coordinator(self._create_ordered_mission())
        mission.action_start()
        mission.report_file = "UmVwb3J0"
        mission.action_report()
        mission.action_generate_days()
        mission.action_days_done()
        mission.assignment_ids.debrief_waiver = "Second mission in a month"
        mission.action_close()
        self.assertEqual(mission.state, "closed")

    def test_cancel_needs_a_reason(self):
        mission = self._as_coordinator(self._create_ordered_mission())
        mission.action_generate_days()
        with self.assertRefused(UserError, "Say why"):
            mission.action_cancel()
        self.assertEqual(mission.assignment_ids.state, "ordered")
        mission.cancel_reason = "Advised against"
        mission.action_cancel()
        self.assertEqual(mission.state, "cancelled")
        self.assertEqual(mission.assignment_ids.state, "cancelled")
        self.assertFalse(mission.day_ids)

    @freeze_time("2030-05-07")
    def test_days_that_took_place_are_not_cancelled(self):
        mission = self._as_coordinator(self._create_ordered_mission())
        mission.action_generate_days()
        mission.action_days_done()
        mission.cancel_reason = "Too late"
        with self.assertRefused(UserError, "has done 2 expert days"):
            mission.action_cancel()

    def test_wrong_states(self):
        """Each step from each state that does not lead to it is refused."""
        mission = self._as_coordinator(self._create_full_mission())
        for action, transition in mission._transitions.items():
            if "draft" not in transition.source:
                with self.assertRefused(UserError, "does not lead to"):
                    getattr(mission, action)()

    def test_staffed_draft_is_not_deleted(self):
        mission = self._as_coordinator(self._create_full_mission())
        assignment = self._create_assignment(mission)
        self._as_coordinator(assignment).action_accept()
        with self.assertRefused(UserError, "cancel it instead"):
            mission.unlink()

    def test_dates_hold_the_firm(self):
        """A mission is not moved from under a confirmed expert; others follow."""
        mission = self._as_coordinator(self._create_funded_mission())
        firm = self._create_confirmed_assignment(mission)
        other = self._create_assignment(mission, self._create_active_expert("Other"))
        dates = {"date_start": "2030-05-13", "date_end": "2030-05-17"}
        with self.assertRefused(ValidationError, "05/06/2030 – 05/10/2030"):
            mission.write(dates)
        self._as_coordinator(firm).action_cancel()
        mission.write(dates)
        self.assertEqual(str(other.date_start), "2030-05-13")
        self.assertEqual(str(other.date_end), "2030-05-17")

    def test_queries_do_not_grow(self):
        missions = self.env["cooperation.mission"]
        for _n in range(8):
            mission = self._create_funded_mission()
            self._create_confirmed_assignment(
                mission, self._create_active_expert(mission.reference)
            )
            missions |= mission
        names = [
            *("covered_days", "missing_cost", "expert_ids", "days_done"),
            *("assignment_count", "commitment_count", "zone_id"),
        ]
        missions.read(names)
        counts = []
        for some in (missions[:1], missions):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(names)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
