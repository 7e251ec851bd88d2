import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MODULE
from .test_cooperation_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestFundingLine(AgreementCommon):
    """R1: whose money it is, and how much of it is left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls._create_agreement()
        cls.line = cls._create_line(cls.agreement)

    @classmethod
    def _create_line(cls, agreement, **values):
        return (
            cls.env["cooperation.funding.line"]
            .with_user(cls.user_coordinator)
            .create(
                {
                    "name": "Test grant",
                    "agreement_id": agreement.id,
                    "funder_id": cls.funder.id,
                    "days": 20,
                    "amount": 10000,
                    **values,
                }
            )
        )

    @classmethod
    def _allocate(cls, line, days, amount, state=None):
        mission = cls._create_mission()
        allocation = cls.env["cooperation.funding.allocation"].create(
            {
                "mission_id": mission.id,
                "funding_line_id": line.id,
                "days": days,
                "amount": amount,
            }
        )
        if state:
            mission._guarded_write({"state": state})
        cls.env.flush_all()
        return allocation

    # ------------------------------------------------------------
    # Third-party money
    # ------------------------------------------------------------

    def test_third_party(self):
        inset = self._create_body("INSET", "cnfpt_structure", self.france)
        person = self.env["res.partner"].create(
            {"name": "Accountant", "parent_id": self.cnfpt.id}
        )
        unit = self.env["res.partner"].create(
            {"name": "Unit", "is_company": True, "parent_id": inset.id}
        )
        for funder, is_third_party in (
            (self.funder, True),
            (self.foreign_body, True),
            (self.cnfpt, False),
            (inset, False),
            (person, False),
            (unit, False),
        ):
            with self.subTest(funder=funder.name):
                line = self._create_line(self.agreement, funder_id=funder.id)
                self.assertEqual(line.is_third_party, is_third_party)

    def test_cnfpt_stays_cnfpt_whatever_its_type(self):
        """An officer who retypes CNFPT does not turn its money into others'."""
        line = self._create_line(self.agreement, funder_id=self.cnfpt.id)
        self.cnfpt.with_user(
            self.user_officer
        ).cooperation_partner_type_id = self.env.ref(f"{MODULE}.partner_type_agency")
        self.assertFalse(line.is_third_party)

    # ------------------------------------------------------------
    # Ledger
    # ------------------------------------------------------------

    def test_ledger(self):
        self._allocate(self.line, 5, 1000)
        self._allocate(self.line, 8, 3000, "funded")
        self.assertEqual(self.line.days_planned, 13)
        self.assertEqual(self.line.days_committed, 8)
        self.assertEqual(self.line.days_left, 12)
        self.assertEqual(self.line.amount_planned, 4000)
        self.assertEqual(self.line.amount_committed, 3000)
        self.assertEqual(self.line.amount_left, 7000)
        self.assertEqual(self.agreement.days_left, 12)
        self.assertEqual(self.agreement.amount_left, 7000)

    def test_cancelled_missions_take_nothing(self):
        allocation = self._allocate(self.line, 8, 3000, "funded")
        allocation.mission_id._guarded_write({"state": "cancelled"})
        self.assertEqual(self.line.days_planned, 0)
        self.assertEqual(self.line.days_left, 20)
        self.assertEqual(self.line.amount_left, 10000)

    def test_deleted_mission_gives_back(self):
        allocation = self._allocate(self.line, 8, 3000)
        self.assertEqual(self.line.days_planned, 8)
        allocation.mission_id.unlink()
        self.assertEqual(self.line.days_planned, 0)

    def test_the_database_refuses_over_commitment(self):
        """In days and in euros, whoever writes."""
        self._allocate(self.line, 15, 1000, "funded")
        for days, amount in ((6, 0), (1, 9500)):
            with (
                self.subTest(days=days, amount=amount),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.cr.savepoint(flush=False),
            ):
                self._allocate(self.line, days, amount, "funded")

    def test_days_done(self):
        self.assertEqual(self.line.days_done, 0)
        expert = self._create_expert()
        mission = self._create_mission()
        assignment = self.env["cooperation.assignment"].create(
            {
                "mission_id": mission.id,
                "expert_id": expert.id,
                "date_start": "2030-05-06",
                "date_end": "2030-05-10",
            }
        )
        assignment._guarded_write({"state": "confirmed"})
        for date, fraction, half, state in (
            ("2030-05-06", 1.0, False, "done"),
            ("2030-05-07", 0.5, "morning", "done"),
            ("2030-05-08", 1.0, False, "planned"),
        ):
            day = self.env["cooperation.expert.day"].create(
                {
                    "assignment_id": assignment.id,
                    "date": date,
                    "fraction": fraction,
                    "half": half,
                    "funding_line_id": self.line.id,
                }
            )
            day._guarded_write({"state": state})
        self.line.invalidate_recordset(["days_done"])
        self.assertEqual(self.line.days_done, 1.5)

    # ------------------------------------------------------------
    # Freezing
    # ------------------------------------------------------------

    def test_grant_is_frozen_with_the_text(self):
        for state in ("validation", "to_sign", "active"):
            agreement = self._create_agreement()
            line = self._create_line(agreement)
            self._move_to(agreement, state)
            for values in (
                {"amount": 99999},
                {"days": 99},
                {"days": 1},
                {"funder_id": self.embassy.id},
                {"date_end": "2035-01-01"},
                {"agreement_id": self.agreement.id},
            ):
                with self.subTest(state=state, values=values):
                    with self.assertRaises(UserError):
                        line.write(values)
                    with self.assertRaises(UserError):
                        agreement.write({"funding_line_ids": [(1, line.id, values)]})
            with self.assertRaises(UserError):
                line.unlink()
            with self.assertRaises(UserError):
                self._create_line(agreement)
            with self.assertRaises(UserError):
                self.line.agreement_id = agreement
        line.name = "Grant, first part"

    def test_administrator_does_not_change_a_grant_either(self):
        agreement = self._create_agreement()
        line = self._create_line(agreement)
        self._move_to(agreement, "active")
        with self.assertRaises(UserError):
            line.with_user(self.user_administrator).days = 99
        with self.assertRaises(UserError):
            line.sudo().days = 99

    def test_amendment_adds_a_grant(self):
        parent = self._move_to(self._create_agreement(), "active")
        child = self._create_agreement(kind="amendment", parent_id=parent.id)
        self._create_line(child, days=10)
        self._move_to(child, "active")
        self.assertEqual(child.days_granted, 10)

    def test_past_agreements_are_completed_by_an_administrator(self):
        agreement = self._create_active_agreement()
        values = {
            "name": "Second grant",
            "agreement_id": agreement.id,
            "funder_id": self.funder.id,
        }
        lines = self.env["cooperation.funding.line"]
        with self.assertRaises(UserError):
            lines.with_user(self.user_coordinator).create(values)
        lines.with_user(self.user_administrator).create(values)
        self.assertEqual(len(agreement.funding_line_ids), 2)

    def test_used_line_is_not_deleted(self):
        allocation = self._allocate(self.line, 5, 1000)
        with self.assertRaisesRegex(UserError, "covers"):
            self.line.unlink()
        allocation.unlink()
        self.line.unlink()

    def test_officer_writes_no_money(self):
        with self.assertRaises(AccessError):
            self.line.with_user(self.user_officer).amount = 1

    # ------------------------------------------------------------
    # Tranches
    # ------------------------------------------------------------

    def _create_tranche(self, **values):
        return (
            self.env["cooperation.funding.tranche"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "name": "First",
                    "funding_line_id": self.line.id,
                    "amount": 4000,
                    "date_due": "2030-02-01",
                    **values,
                }
            )
        )

    def test_tranches(self):
        due = self._create_tranche()
        late = self._create_tranche(date_due="2020-02-01")
        self.assertEqual((due.status, late.status), ("planned", "late"))
        self.assertEqual(self.line.amount_received, 0)
        late.date_received = "2026-01-05"
        self.assertEqual(late.status, "received")
        self.assertEqual(self.line.amount_received, 4000)
        with self.assertRaisesRegex(UserError, "ledger"):
            late.unlink()
        with self.assertRaisesRegex(ValidationError, "future"):
            due.date_received = "2031-01-01"
        with self.assertRaisesRegex(ValidationError, "add up"):
            self._create_tranche(amount=2000.01)

    def test_tranches_are_received_once_in_force(self):
        tranche = self._create_tranche()
        self._move_to(self.agreement, "active")
        tranche.date_received = "2026-01-05"
        self.assertEqual(self.line.amount_received, 4000)
