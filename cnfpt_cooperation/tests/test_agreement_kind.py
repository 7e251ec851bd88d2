from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import MODULE
from .common_agreement import AgreementCommon


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
