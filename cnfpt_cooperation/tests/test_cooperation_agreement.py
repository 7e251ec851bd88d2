from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from .common import MODULE
from .common_agreement import SIGNED, AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementLife(AgreementCommon):
    """Every allowed and every forbidden step."""

    @users("coordinator_test")
    def test_parties_from_the_start(self):
        agreement = self._create_agreement()
        self.assertEqual(agreement.party_ids.partner_id, self.cnfpt | self.funder)
        self.assertEqual(set(agreement.party_ids.mapped("role")), {"signatory"})

    def test_main_path(self):
        agreement = self._create_agreement()
        agreement.action_negotiate()
        self.assertEqual(agreement.state, "negotiation")
        agreement.action_submit()
        self.assertEqual(agreement.submitted_by_id, self.user_coordinator)
        agreement.with_user(self.user_direction).action_validate()
        self.assertEqual(agreement.state, "to_sign")
        self.assertEqual(agreement.validated_by_id, self.user_direction)
        self._sign(agreement, agreement.party_ids[0], signed_on="2026-01-10")
        self._sign(agreement, agreement.party_ids[1], signed_on="2026-02-20")
        agreement.action_activate()
        self.assertEqual(agreement.state, "active")
        self.assertEqual(str(agreement.date_signed), "2026-02-20")

    def test_submit_says_what_is_missing(self):
        agreement = self._create_agreement(date_end=False, area_ids=False)
        with self.assertRaisesRegex(UserError, "last day") as error:
            agreement.action_submit()
        self.assertIn("area", str(error.exception))
        self.assertIn("last day", agreement.transition_checklist)
        agreement.write({"date_end": "2030-12-31", "area_ids": self.area.ids})
        agreement.party_ids.filtered(lambda p: p.partner_id == self.cnfpt).unlink()
        with self.assertRaisesRegex(UserError, "CNFPT"):
            agreement.action_submit()

    def test_submit_needs_a_counterpart(self):
        agreement = self._create_agreement(partner_id=self.cnfpt.id)
        with self.assertRaisesRegex(UserError, "other than CNFPT"):
            agreement.action_submit()

    def test_kind_is_checked_again_at_submission(self):
        agreement = self._create_agreement()
        self.funder.is_national_counterpart = False
        with self.assertRaisesRegex(UserError, "foreign body"):
            agreement.action_submit()

    def test_author_does_not_validate(self):
        """Neither who created, nor who is in charge, nor who submitted it."""
        created = self._create_agreement(self.user_both, user_id=False)
        self._move_to(created, "validation")
        in_charge = self._create_agreement(user_id=self.user_both.id)
        self._move_to(in_charge, "validation")
        submitted = self._create_agreement().with_user(self.user_both)
        submitted.action_submit()
        for agreement in created | in_charge | submitted:
            with (
                self.subTest(agreement=agreement.name),
                self.assertRaisesRegex(UserError, "another member"),
            ):
                agreement.with_user(self.user_both).action_validate()
            agreement.with_user(self.user_direction).action_validate()

    def test_only_the_direction_validates(self):
        agreement = self._move_to(self._create_agreement(), "validation")
        for user in (
            self.user_officer,
            self.user_coordinator,
            self.user_administrator,
            self.user_employee,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                agreement.with_user(user).action_validate()

    def test_officer_moves_nothing(self):
        agreement = self._create_agreement().with_user(self.user_officer)
        for action in agreement._transitions:
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(agreement, action)()

    def test_wrong_state(self):
        """From each state, every step that does not start there is refused."""
        agreement = self._create_agreement().with_user(self.user_both)
        for state in dict(agreement._fields["state"].selection):
            agreement.sudo()._guarded_write({"state": state})
            for action, transition in agreement._transitions.items():
                if state in transition.source:
                    continue
                with (
                    self.subTest(state=state, action=action),
                    self.assertRaisesRegex((UserError, AccessError), r"."),
                ):
                    getattr(agreement, action)()
                self.assertEqual(agreement.state, state)

    def test_return_asks_for_a_note(self):
        agreement = self._move_to(self._create_agreement(), "to_sign")
        self._sign(agreement)
        returned = agreement.with_user(self.user_direction)
        with self.assertRaisesRegex(UserError, "Note for the Drafter"):
            returned.action_return()
        returned.return_note = "The dates are wrong."
        returned.action_return()
        self.assertEqual(agreement.state, "negotiation")
        self.assertFalse(agreement.validated_by_id)
        self.assertFalse(any(agreement.party_ids.mapped("signed_on")))
        self.assertFalse(agreement.signed_file)
        agreement.date_end = "2031-12-31"
        agreement.action_submit()
        self.assertFalse(agreement.return_note)

    def test_activation_needs_signatures_and_file(self):
        agreement = self._move_to(self._create_agreement(), "to_sign")
        with self.assertRaises(UserError) as error:
            agreement.action_activate()
        for word in (self.cnfpt.name, self.funder.name, "signed file"):
            self.assertIn(word, str(error.exception))
        self._sign(agreement)
        agreement._guarded_write({"signed_file": False})
        with self.assertRaisesRegex(UserError, "signed file"):
            agreement.action_activate()
        agreement._keep_signed_file(b"%PDF-1.4 signed", "signed.pdf")
        agreement.action_activate()

    def test_only_an_agreement_in_force_is_amended(self):
        parent = self._create_agreement()
        child = self._create_agreement(
            kind="amendment", parent_id=parent.id, date_end="2031-06-30"
        )
        with self.assertRaisesRegex(UserError, "in force"):
            child.action_submit()
        self._move_to(parent, "active")
        self._move_to(child, "active")
        self.assertEqual(str(parent.date_end), "2031-06-30")

    def test_amendment_names_its_parent(self):
        action = self._create_agreement().action_amend()
        self.assertEqual(action["context"]["default_kind"], "amendment")
        agreement = self._create_agreement()
        with self.assertRaises(ValidationError):
            agreement.write({"kind": "amendment", "parent_id": agreement.id})


@tagged("post_install", "-at_install")
class TestAgreementFreezing(AgreementCommon):
    """What is validated is what is signed, whichever way one comes in."""

    def test_guarded_fields(self):
        agreement = self._create_agreement()
        for values in (
            {"state": "active"},
            {"validated_by_id": self.user_direction.id},
            {"submitted_by_id": self.user_officer.id},
            {"date_signed": "2026-01-01"},
            {"term_start": "2026-01-01"},
            {"is_imported": True},
            {"reference": "X"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                agreement.write(values)
        with self.assertRaises(UserError):
            self._create_agreement(state="active")
        with self.assertRaises(UserError):
            agreement.with_context(cooperation_guard=True).write({"state": "active"})

    def test_text_is_frozen_from_the_validation_on(self):
        text = {
            "name": "Other",
            "kind": "partnership",
            "partner_id": self.embassy.id,
            "date_start": "2029-01-01",
            "date_end": "2035-12-31",
            "area_ids": [(5, 0, 0)],
            "country_ids": [(4, self.benin.id)],
            "renewal": "tacit",
            "notice_days": 1,
        }
        for state in ("validation", "to_sign", "active"):
            agreement = self._move_to(self._create_agreement(), state)
            for name, value in text.items():
                with (
                    self.subTest(state=state, field=name),
                    self.assertRaises(UserError),
                ):
                    agreement.write({name: value})

    def test_signature_is_frozen_once_in_force(self):
        agreement = self._move_to(self._create_agreement(), "active")
        for values in (
            {"signed_file": False},
            {"country_id": self.benin.id},
            {"party_ids": [(5, 0, 0)]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                agreement.write(values)

    def test_parties_are_frozen(self):
        """Through their own model too, as a crafted call would do."""
        for state in ("validation", "to_sign", "active"):
            agreement = self._move_to(self._create_agreement(), state)
            party = agreement.party_ids[0]
            other = self._create_agreement(name="Other")
            with self.subTest(state=state):
                with self.assertRaises(UserError):
                    party.partner_id = self.embassy
                with self.assertRaises(UserError):
                    party.role = "operator"
                with self.assertRaises(UserError):
                    party.agreement_id = other
                with self.assertRaises(UserError):
                    other.party_ids[0].agreement_id = agreement
                with self.assertRaises(UserError):
                    party.unlink()
                with self.assertRaises(UserError):
                    party.create(
                        {
                            "agreement_id": agreement.id,
                            "partner_id": self.embassy.id,
                            "role": "operator",
                        }
                    )

    def test_zone_is_frozen(self):
        agreement = self._create_agreement(country_id=self.tunisia.id)
        self._move_to(agreement, "active")
        self.tunisia.cooperation_zone_id = self.zone_africa
        self.assertEqual(agreement.zone_id, self.zone_mediterranean)

    def test_deletion(self):
        draft = self._create_agreement()
        started = self._create_agreement()
        started.action_negotiate()
        with self.assertRaises(AccessError):
            started.unlink()
        with self.assertRaises(UserError):
            started.sudo().unlink()
        draft.unlink()
        self.assertFalse(draft.exists())


@tagged("post_install", "-at_install")
class TestAgreementTerm(AgreementCommon):
    """Notice, renewal, expiry, termination."""

    def _run_cron(self, name):
        cron = self.env.ref(f"{MODULE}.ir_cron_agreement_{name}")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _create_in_force(self, **values):
        return self._move_to(self._create_agreement(**values), "active")

    def test_flag_when_the_notice_runs(self):
        written = self._create_in_force(notice_days=90)
        none = self._create_in_force(renewal="none")
        self.assertEqual(str(written.date_review), "2030-10-02")
        with freeze_time("2030-10-01"):
            self._run_cron("flag_renewals")
        self.assertEqual(written.state, "active")
        with freeze_time("2030-10-02"):
            self._run_cron("flag_renewals")
        self.assertEqual(written.state, "to_renew")
        self.assertEqual(written.activity_ids.user_id, self.user_coordinator)
        self.assertEqual(none.state, "active")
        with self.assertRaisesRegex(UserError, "without renewal"):
            none.action_flag_renewal()

    def test_written_renewal_needs_a_new_end(self):
        agreement = self._create_in_force()
        agreement.action_flag_renewal()
        with self.assertRaisesRegex(UserError, "Renewed Until"):
            agreement.action_renew()
        agreement.renewal_date_end = "2030-12-31"
        with self.assertRaisesRegex(UserError, "already"):
            agreement.action_renew()
        agreement.renewal_date_end = "2032-06-30"
        with self.assertRaisesRegex(UserError, "Written Renewal"):
            agreement.action_renew()
        agreement.renewal_file = SIGNED
        agreement.action_renew()
        self.assertEqual(agreement.state, "active")
        self.assertEqual(str(agreement.date_end), "2032-06-30")
        self.assertEqual(str(agreement.term_start), "2031-01-01")
        self.assertFalse(agreement.renewal_date_end)

    def test_tacit_renewal_keeps_the_length(self):
        """One year each time, leap years included, not twice as long each time."""
        agreement = self._create_in_force(
            renewal="tacit", date_start="2027-03-01", date_end="2028-02-29"
        )
        for over, end in (("2028-03-01", "2029-02-28"), ("2029-03-01", "2030-02-28")):
            with freeze_time(over):
                agreement.action_flag_renewal()
                agreement.action_renew()
            self.assertEqual(str(agreement.date_end), end)

    def test_end_of_the_term(self):
        written = self._create_in_force()
        tacit = self._create_in_force(renewal="tacit")
        none = self._create_in_force(renewal="none")
        with freeze_time("2030-12-31"):
            with self.assertRaisesRegex(UserError, "runs until"):
                none.action_expire()
            self._run_cron("end_terms")
            self.assertEqual({written.state, tacit.state, none.state}, {"active"})
        with freeze_time("2031-01-01"):
            self._run_cron("end_terms")
        self.assertEqual(written.state, "expired")
        self.assertEqual(none.state, "expired")
        self.assertEqual(tacit.state, "active")
        self.assertEqual(str(tacit.date_end), "2031-12-31")

    def test_termination(self):
        agreement = self._create_in_force()
        with self.assertRaises(AccessError):
            agreement.action_terminate()
        terminated = agreement.with_user(self.user_direction)
        with self.assertRaisesRegex(UserError, "Reason"):
            terminated.action_terminate()
        terminated._terminate(date(2030, 6, 30), "The partner was dissolved.")
        self.assertEqual(agreement.state, "terminated")
        with self.assertRaises(UserError):
            agreement.termination_reason = "Other"

    def test_batch_costs_no_more_queries(self):
        """The list reads twenty agreements with as many queries as one."""
        fields = ["display_name", "mission_count", "child_count", "days_left"]
        few = self._create_agreement()
        many = few
        for number in range(19):
            many |= self._create_agreement(name=f"Agreement {number}")
        counts = []
        for records in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.web_read({name: {} for name in fields})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)
        self.assertEqual(
            few.date_end + relativedelta(days=-few.notice_days), few.date_review
        )
