import psycopg2.errors
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementParties(AgreementCommon):
    """Who is party to what: shares, applications, amendments, successors."""

    def _create_convention_of_three(self):
        return self._create_agreement(
            party_ids=[Command.create({"partner_id": self.foreign_body.id})]
        )

    # ------------------------------------------------------------
    # Shares
    # ------------------------------------------------------------

    def test_funders_pay_the_whole_at_the_most(self):
        agreement = self._create_agreement(
            party_ids=[
                Command.create(
                    {"partner_id": self.funder.id, "role": "funder", "share": 60.5}
                ),
                Command.create(
                    {
                        "partner_id": self.foreign_body.id,
                        "role": "beneficiary",
                        "share": 80,
                    }
                ),
            ]
        )
        with self.assertRefused(ValidationError, "100.01"):
            agreement.party_ids.create(
                {
                    "agreement_id": agreement.id,
                    "partner_id": self.embassy.id,
                    "role": "funder",
                    "share": 39.51,
                }
            )
        agreement.write(
            {
                "party_ids": [
                    Command.create(
                        {
                            "partner_id": self.embassy.id,
                            "role": "funder",
                            "share": 39.5,
                        }
                    )
                ]
            }
        )
        self._move_to(agreement, "validation")
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            agreement.party_ids[0].share = 1

    # ------------------------------------------------------------
    # Frameworks and their applications
    # ------------------------------------------------------------

    def _create_application(self, framework, **values):
        return self._create_agreement(
            kind="application", parent_id=framework.id, **values
        )

    def test_application_names_a_framework(self):
        convention = self._create_agreement()
        with self.assertRaisesRegex(ValidationError, "is no framework"):
            self._create_application(convention)

    def test_application_needs_its_framework_in_force(self):
        framework = self._create_agreement(kind="framework")
        application = self._create_application(framework)
        with self.assertRaisesRegex(UserError, "only a framework in force"):
            application.action_submit()
        self._move_to(framework, "active")
        application.action_submit()
        framework.with_user(self.user_coordinator).action_flag_renewal()
        application.with_user(self.user_direction).action_validate()
        with freeze_time("2031-01-01"):
            framework.action_expire()
            self.assertIn("only a framework", application.transition_checklist)

    def test_application_is_signed_by_a_party_within_the_dates(self):
        framework = self._move_to(self._create_agreement(kind="framework"), "active")
        stranger = self._create_application(framework, partner_id=self.embassy.id)
        with self.assertRaisesRegex(UserError, "Embassy of France is not party"):
            stranger.action_submit()
        for dates in (
            {"date_start": "2029-12-31"},
            {"date_end": "2031-01-01"},
        ):
            application = self._create_application(framework, **dates)
            with self.assertRaisesRegex(UserError, "within its framework"):
                application.action_submit()
        self._create_application(framework).action_submit()

    def test_foreign_party_of_a_framework_applies_it_alone(self):
        """The framework is signed by a national institution: that is enough."""
        framework = self._create_agreement(
            kind="framework",
            party_ids=[Command.create({"partner_id": self.foreign_body.id})],
        )
        self._move_to(framework, "active")
        application = self._create_application(
            framework, partner_id=self.foreign_body.id
        )
        self._move_to(application, "active")
        self.assertEqual(application.state, "active")

    def test_application_from_its_framework(self):
        framework = self._move_to(self._create_agreement(kind="framework"), "active")
        context = framework.action_apply()["context"]
        application = (
            self.env["cooperation.agreement"]
            .with_user(self.user_coordinator)
            .with_context(**context)
            .create({"name": "Year one", "date_start": "2030-01-01"})
        )
        self.assertEqual(application.kind, "application")
        self.assertEqual(application.parent_id, framework)
        self.assertEqual(application.area_ids, self.area)

    # ------------------------------------------------------------
    # Amendments
    # ------------------------------------------------------------

    def test_amendment_is_signed_by_the_original_parties(self):
        root = self._move_to(self._create_convention_of_three(), "active")
        amendment = self._create_agreement(kind="amendment", parent_id=root.id)
        self.assertEqual(
            amendment.party_ids.partner_id,
            self.cnfpt | self.funder | self.foreign_body,
        )
        amendment.party_ids.filtered(
            lambda party: party.partner_id == self.foreign_body
        ).unlink()
        with self.assertRaisesRegex(UserError, "signed by all the original parties"):
            amendment.action_submit()

    def test_amendment_of_an_amendment_is_signed_by_them_too(self):
        root = self._move_to(self._create_convention_of_three(), "active")
        first = self._create_agreement(kind="amendment", parent_id=root.id)
        self._move_to(first, "active")
        second = self._create_agreement(kind="amendment", parent_id=first.id)
        self.assertEqual(second.party_ids.partner_id, root.party_ids.partner_id)
        second.action_submit()

    # ------------------------------------------------------------
    # Bodies that are no more
    # ------------------------------------------------------------

    def _succeed(self, body, date="2026-01-01"):
        """Merge a body into a new one, which takes over its commitments."""
        successor = body.copy({"name": f"New {body.name}"})
        body.write({"date_ceased": date, "successor_id": successor.id})
        return successor

    def test_merged_body_does_not_sign(self):
        agreement = self._create_agreement()
        successor = self._succeed(self.funder)
        with self.assertRaisesRegex(UserError, f"{successor.name} has succeeded"):
            agreement.action_submit()
        agreement.partner_id = successor
        agreement.action_submit()

    def test_dissolved_body_does_not_sign(self):
        agreement = self._create_agreement()
        self.funder.date_ceased = "2026-01-01"
        with self.assertRaisesRegex(UserError, "nobody has succeeded"):
            agreement.action_submit()

    def test_body_that_ends_between_validation_and_signature(self):
        agreement = self._move_to(self._create_agreement(), "to_sign")
        successor = self._succeed(self.funder, "2026-01-15")
        with self.assertRaisesRegex(UserError, successor.name):
            self._sign(agreement)
        self._sign(agreement, signed_on="2026-01-14")
        self.assertEqual(agreement.signed_count, 2)

    def test_successor_signs_the_amendment(self):
        root = self._move_to(self._create_agreement(), "active")
        successor = self._succeed(self._succeed(self.funder))
        context = root.action_amend()["context"]
        self.assertEqual(context["default_partner_id"], successor.id)
        amendment = self._create_agreement(
            kind="amendment", parent_id=root.id, partner_id=self.embassy.id
        )
        self.assertIn(successor, amendment.party_ids.partner_id)
        amendment.party_ids.filtered(
            lambda party: party.partner_id == successor
        ).unlink()
        with self.assertRaisesRegex(UserError, f"add its successor {successor.name}"):
            amendment.action_submit()

    def test_succession_is_dated_and_has_no_circle(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRefused(psycopg2.errors.CheckViolation, "successor_dated"),
        ):
            self.funder.successor_id = self.embassy
            self.funder.flush_recordset()
        self.funder.write({"date_ceased": "2026-01-01", "successor_id": self.embassy})
        with self.assertRaisesRegex(ValidationError, "cannot succeed to itself"):
            self.embassy.write(
                {"date_ceased": "2026-01-01", "successor_id": self.funder.id}
            )

    def test_papers_bear_the_name_of_the_day_of_the_signature(self):
        self.funder.cooperation_alias_ids = [
            Command.create(
                {"name": name, "kind": kind, "date_from": start, "date_to": end}
            )
            for name, kind, start, end in (
                ("Old Agency", "former_name", False, "2020-12-31"),
                ("Agency of 2021", "former_name", "2021-01-01", "2025-12-31"),
                ("TDA", "acronym", "2015-01-01", "2029-12-31"),
                ("Undated Agency", "former_name", False, False),
            )
        ]
        for day, name in (
            ("2019-06-01", "Old Agency"),
            ("2021-01-01", "Agency of 2021"),
            ("2025-12-31", "Agency of 2021"),
            ("2026-01-01", "Test Development Agency"),
        ):
            with self.subTest(day=day):
                agreement = self._move_to(self._create_agreement(), "to_sign")
                self._sign(agreement, signed_on=day)
                party = agreement.party_ids.filtered(
                    lambda party: party.partner_id == self.funder
                )
                self.assertEqual(party.name_at_signature, name)
        self.funder.name = "Agency of Tomorrow"
        self.assertEqual(party._get_printed_name(), "Test Development Agency")

    def test_french_overseas_bodies_are_national(self):
        region = self._create_body("Region", "local_authority", self.env.ref("base.re"))
        self.assertTrue(region.is_national_counterpart)
