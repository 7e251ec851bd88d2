import base64
from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged, users

from .common import MODULE, CooperationCommon, role

SIGNED = base64.b64encode(b"%PDF-1.4 signed")


class AgreementCommon(CooperationCommon):
    """Counterparts of every sort and the path of an agreement to its signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cnfpt = cls.env.ref(f"{MODULE}.partner_cnfpt")
        cls.area = cls.env["cooperation.area"].create(
            {"name": "Test area", "code": "test_area"}
        )
        cls.embassy = cls._create_body("Embassy of France", "embassy", cls.tunisia)
        cls.organisation = cls._create_body(
            "Test Organisation", "international_organisation", cls.france
        )
        # Of the direction and a coordinator at once: a small team has such people.
        cls.user_both = new_test_user(
            cls.env, "both_test", role("direction", "coordinator")
        )

    @classmethod
    def _create_body(cls, name, type_code, country):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "country_id": country.id,
                "cooperation_partner_type_id": cls.env.ref(
                    f"{MODULE}.partner_type_{type_code}"
                ).id,
            }
        )

    @classmethod
    def _create_agreement(cls, user=None, **values):
        return (
            cls.env["cooperation.agreement"]
            .with_user(user or cls.user_coordinator)
            .create(
                {
                    "name": "Test agreement",
                    "partner_id": cls.funder.id,
                    "date_start": "2030-01-01",
                    "date_end": "2030-12-31",
                    "area_ids": cls.area.ids,
                    **values,
                }
            )
        )

    @classmethod
    def _move_to(cls, agreement, state):
        """Take the agreement along the main path, each step by its own role."""
        agreement = agreement.with_user(cls.user_coordinator)
        agreement.action_submit()
        if state == "validation":
            return agreement
        agreement.with_user(cls.user_direction).action_validate()
        if state == "to_sign":
            return agreement
        cls._sign(agreement)
        agreement.action_activate()
        return agreement

    @classmethod
    def _sign(cls, agreement, parties=None, signed_on="2026-01-15"):
        """Note the paper that these, or all those who are left, have signed."""
        agreement.env["cooperation.agreement.sign"].create(
            {
                "agreement_id": agreement.id,
                "signed_file": SIGNED,
                "signed_filename": "signed.pdf",
                "line_ids": [
                    Command.create(
                        {
                            "party_id": party.id,
                            "signed_on": signed_on,
                            "signatory_name": f"Head of {party.partner_id.name}",
                        }
                    )
                    for party in parties or agreement._get_unsigned()
                ],
            }
        ).action_note()


@tagged("post_install", "-at_install")
class TestAgreementKind(AgreementCommon):
    """R2: the kind of agreement depends on the counterpart."""

    def test_kinds_of_each_counterpart(self):
        foreign_ministry = self._create_body("Ministry", "ministry", self.benin)
        ministry = self._create_body("Ministère", "ministry", self.france)
        foreign_embassy = self._create_body(
            "Foreign embassy", "foreign_embassy", self.france
        )
        national = {"convention", "partnership", "framework"}
        foreign = {"engagement_letter"}
        table = [
            (self.funder, national),
            (ministry, national),
            (self.embassy, national),
            (self.foreign_body, foreign),
            (foreign_ministry, foreign),
            (foreign_embassy, foreign),
            (self.organisation, foreign),
        ]
        for body, allowed in table:
            for kind in national | foreign:
                with self.subTest(body=body.name, kind=kind):
                    if kind in allowed:
                        self._create_agreement(partner_id=body.id, kind=kind)
                    else:
                        with self.assertRaises(ValidationError) as error:
                            self._create_agreement(partner_id=body.id, kind=kind)
                        self.assertIn(body.name, str(error.exception))

    def test_kind_is_proposed(self):
        for body, kind in (
            (self.funder, "convention"),
            (self.embassy, "convention"),
            (self.foreign_body, "engagement_letter"),
        ):
            with self.subTest(body=body.name):
                self.assertEqual(self._create_agreement(partner_id=body.id).kind, kind)

    def test_sentence_names_the_fitting_kind(self):
        with self.assertRaisesRegex(ValidationError, "letter of engagement"):
            self._create_agreement(partner_id=self.foreign_body.id, kind="convention")
        with self.assertRaisesRegex(ValidationError, "convention or a partnership"):
            self._create_agreement(kind="engagement_letter")

    def test_person_signs_for_their_body(self):
        person = self.env["res.partner"].create(
            {"name": "Head of Department", "parent_id": self.funder.id}
        )
        self.assertEqual(
            self._create_agreement(partner_id=person.id).kind, "convention"
        )

    def test_every_signatory_counts(self):
        """Not the counterpart alone: each body that signs with CNFPT."""
        agreement = self._create_agreement(partner_id=self.foreign_body.id)
        party = {"agreement_id": agreement.id, "partner_id": self.funder.id}
        parties = self.env["cooperation.agreement.party"].with_user(
            self.user_coordinator
        )
        with self.assertRaises(ValidationError):
            parties.create(party)
        beneficiary = parties.create({**party, "role": "beneficiary"})
        with self.assertRaises(ValidationError):
            beneficiary.role = "signatory"
        with self.assertRaises(ValidationError):
            agreement.write({"party_ids": [(0, 0, {"partner_id": self.embassy.id})]})

    def test_foreign_bodies_sign_beside_a_national_one(self):
        """Three sign a convention, and the national one cannot leave it."""
        for kind in ("convention", "partnership", "framework"):
            with self.subTest(kind=kind):
                agreement = self._create_agreement(
                    kind=kind,
                    partner_id=self.foreign_body.id,
                    party_ids=[
                        Command.create({"partner_id": body.id})
                        for body in (self.embassy, self.organisation)
                    ],
                )
                self.assertEqual(
                    agreement.party_ids.partner_id,
                    self.cnfpt | self.foreign_body | self.embassy | self.organisation,
                )
                national = agreement.party_ids.filtered("is_national_counterpart")
                with self.assertRaisesRegex(ValidationError, "no national institution"):
                    national.role = "beneficiary"

    def test_reasons(self):
        """The side of a body is said with its reason."""
        foreign_embassy = self._create_body("Consulate", "foreign_embassy", self.france)
        unknown = self.env["res.partner"].create({"name": "New Body"})
        for body, reason in (
            (self.embassy, "stands for the French State wherever it is"),
            (foreign_embassy, "even when it is seated in France"),
            (self.organisation, "even when it is seated in France"),
            (self.foreign_body, "is a foreign body."),
            (unknown, "give it a type and a country"),
        ):
            agreement = self._create_agreement(partner_id=body.id)
            self.assertIn(reason, agreement.kind_reason)

    def test_cnfpt_structures_are_on_our_side(self):
        inset = self._create_body("INSET", "cnfpt_structure", self.france)
        agreement = self._create_agreement(
            partner_id=self.foreign_body.id,
            party_ids=[(0, 0, {"partner_id": inset.id})],
        )
        self.assertEqual(agreement.kind, "engagement_letter")
        self.assertNotIn(self.cnfpt, agreement.party_ids.partner_id)

    def test_amendment_follows_its_parent(self):
        parent = self._create_agreement(partner_id=self.foreign_body.id)
        child = self._create_agreement(
            kind="amendment", parent_id=parent.id, partner_id=self.foreign_body.id
        )
        self.assertEqual(child.kind, "amendment")
        with self.assertRaisesRegex(ValidationError, "Letter of engagement"):
            self._create_agreement(kind="amendment", parent_id=parent.id)

    def test_form_warns_before_saving(self):
        form = Form(
            self.env["cooperation.agreement"].with_user(self.user_coordinator),
            view=f"{MODULE}.cooperation_agreement_view_form",
        )
        form.name = "Test"
        form.partner_id = self.foreign_body
        self.assertEqual(form.kind, "engagement_letter")
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            form.kind = "convention"
        self.assertIn("foreign body", logs.output[0])

    def test_new_counterpart_takes_the_place_of_the_former(self):
        agreement = self._create_agreement()
        agreement.partner_id = self.embassy
        self.assertEqual(agreement.party_ids.partner_id, self.cnfpt | self.embassy)
        with self.assertRaises(ValidationError):
            agreement.partner_id = self.foreign_body
        agreement.write(
            {"partner_id": self.foreign_body.id, "kind": "engagement_letter"}
        )
        self.assertEqual(agreement.party_ids.partner_id, self.cnfpt | self.foreign_body)

    def test_copy_keeps_each_party_once(self):
        agreement = self._create_agreement()
        self.assertEqual(len(agreement.copy().party_ids), 2)


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
        for end in ("2029-02-28", "2030-02-28"):
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
