import hashlib
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MODULE
from .common_expertise import ExpertiseCommon
from .test_cooperation_agreement import SIGNED


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestAgreementEnd(ExpertiseCommon):
    """Termination with its reason, refusal of a tacit renewal, renewals kept."""

    def _open_dialog(self, agreement, kind, user=None, **values):
        action = getattr(agreement, f"action_open_{kind}")()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.user_direction)
            .with_context(**action["context"])
            .create(values)
        )

    def _run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"{MODULE}.ir_cron_agreement_{name}").method_direct_trigger()
        self.env.invalidate_all()

    # ------------------------------------------------------------
    # Termination
    # ------------------------------------------------------------

    def test_dialog_asks_when_and_why(self):
        agreement = self._create_active_agreement()
        dialog = self._open_dialog(agreement, "terminate")
        self.assertEqual(dialog.date, date(2030, 3, 1))
        with self.assertRaisesRegex(UserError, "Say in “Reason” why “.*” ends"):
            dialog.action_confirm()
        dialog.write({"reason": "  ", "date": "2030-06-30"})
        with self.assertRaisesRegex(UserError, "Reason"):
            dialog.action_confirm()
        dialog.reason = "The agency was dissolved."
        dialog.action_confirm()
        self.assertRecordValues(
            agreement,
            [
                {
                    "state": "terminated",
                    "date_terminated": date(2030, 6, 30),
                    "date_cover_end": date(2030, 6, 30),
                    "termination_reason": "The agency was dissolved.",
                }
            ],
        )

    def test_not_after_its_end(self):
        agreement = self._create_active_agreement()
        dialog = self._open_dialog(
            agreement, "terminate", date="2031-01-01", reason="Too late"
        )
        with self.assertRaisesRegex(UserError, "ends on 12/31/2030 anyway"):
            dialog.action_confirm()
        self.assertFalse(agreement.termination_reason)

    def test_not_before_days_that_were_done(self):
        mission = self._create_ordered_mission()
        agreement = mission.agreement_id
        with freeze_time("2030-05-08"):
            mission.action_generate_days()
            mission.action_days_done()
            dialog = self._open_dialog(
                agreement, "terminate", date="2030-05-06", reason="Dissolved"
            )
            with self.assertRaisesRegex(
                UserError, "2 expert days done after .* 05/08/2030 at the earliest"
            ):
                dialog.action_confirm()
            dialog.date = "2030-05-08"
            dialog.action_confirm()
        self.assertEqual(agreement.state, "terminated")

    def test_only_the_direction_terminates(self):
        agreement = self._create_active_agreement()
        for user in (self.user_coordinator, self.user_administrator):
            dialog = self._open_dialog(
                agreement, "terminate", user, reason="A reason", date="2030-04-01"
            )
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                dialog.action_confirm()
        with self.assertRaises(AccessError):
            self._open_dialog(agreement, "terminate", self.user_officer, reason="x")
        self.assertEqual(agreement.state, "active")

    def test_crafted_calls(self):
        """Nobody ends an agreement, or stretches its cover, by writing its fields."""
        agreement = self._create_active_agreement()
        for user in (self.user_coordinator, self.user_direction):
            for values in (
                {"date_terminated": "2030-02-01"},
                {"termination_reason": "x"},
                {"date_cover_end": "2040-01-01"},
                {"date_denounced": "2030-02-01"},
                {"denounced_by_id": self.funder.id},
                {"is_cover_lost": True},
                {"instrument_id": agreement.id},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaises(UserError):
                        agreement.with_user(user).write(values)
            with self.assertRaises(UserError):
                agreement.with_user(user).action_terminate()

    def test_amendments_end_with_it(self):
        agreement = self._create_active_agreement(notice_days=30)
        amendment = self._load_history(
            "cooperation.agreement",
            name="Second grant",
            kind="amendment",
            state="active",
            parent_id=agreement.id,
            partner_id=self.funder.id,
            date_start="2030-02-01",
            date_end="2030-06-30",
        )
        self.assertEqual(amendment.instrument_id, agreement)
        self.assertEqual(amendment.date_cover_end, date(2030, 12, 31))
        with freeze_time("2030-07-15"):
            self._run_cron("end_terms")
            self.assertEqual(amendment.state, "active")
        with self.assertRaisesRegex(UserError, "is an amendment"):
            amendment.with_user(self.user_direction)._terminate(
                date(2030, 4, 1), "Alone"
            )
        agreement.with_user(self.user_direction)._terminate(
            date(2030, 6, 1), "Dissolved"
        )
        self.assertEqual(amendment.state, "terminated")
        self.assertEqual(amendment.date_cover_end, date(2030, 6, 1))

    # ------------------------------------------------------------
    # Refusal of a tacit renewal
    # ------------------------------------------------------------

    def _denounce(self, agreement, **values):
        dialog = self._open_dialog(
            agreement,
            "denounce",
            **{
                "user": self.user_coordinator,
                "date": "2030-03-01",
                "body_id": self.funder.id,
                "reason": "The programme is over.",
                **values,
            },
        )
        return dialog.action_confirm()

    def test_refused_in_time_it_expires(self):
        agreement = self._create_active_agreement(renewal="tacit", notice_days=90)
        self._denounce(agreement, letter_file=SIGNED, letter_filename="letter.pdf")
        self.assertEqual(agreement.state, "active")
        self.assertEqual(agreement.denounced_by_id, self.funder)
        self.assertTrue(agreement.denunciation_file)
        with freeze_time("2030-12-30"):
            self._run_cron("flag_renewals")
            self.assertEqual(agreement.state, "active")
            with self.assertRaisesRegex(UserError, "refused on 03/01/2030"):
                agreement.with_user(self.user_direction).action_flag_renewal()
        with freeze_time("2031-01-01"):
            self._run_cron("end_terms")
        self.assertEqual(agreement.state, "expired")

    def test_not_refused_it_is_renewed(self):
        agreement = self._create_active_agreement(renewal="tacit", notice_days=90)
        with freeze_time("2031-01-01"):
            self._run_cron("end_terms")
        self.assertEqual(agreement.state, "active")
        self.assertRecordValues(
            agreement.renewal_ids,
            [
                {
                    "kind": "tacit",
                    "date_start": date(2031, 1, 1),
                    "date_end": date(2031, 12, 31),
                    "date": date(2031, 1, 1),
                    "proof_sha256": False,
                }
            ],
        )

    def test_too_late_on_the_first_day_of_the_notice(self):
        """90 days before 31 December is 2 October: the last day is the 1st."""
        agreement = self._create_active_agreement(renewal="tacit", notice_days=90)
        with freeze_time("2030-10-05"):
            with self.assertRaisesRegex(UserError, "began on 10/02/2030.* too late"):
                self._denounce(agreement, date="2030-10-02")
            self._denounce(agreement, date="2030-10-01")
        self.assertEqual(agreement.date_denounced, date(2030, 10, 1))

    def test_what_is_refused(self):
        written = self._create_active_agreement(renewal="written")
        tacit = self._create_active_agreement(renewal="tacit")
        for agreement, values, sentence in (
            (written, {}, "not renewed tacitly"),
            (tacit, {"body_id": self.foreign_body.id}, "which of the parties"),
            (tacit, {"body_id": False}, "which of the parties"),
            (tacit, {"date": "2030-03-02"}, "the day on which"),
            (tacit, {"reason": " "}, "Reason"),
        ):
            with self.subTest(sentence=sentence):
                with self.assertRaisesRegex(UserError, sentence):
                    self._denounce(agreement, **values)
        self._denounce(tacit)
        with self.assertRaisesRegex(UserError, "already"):
            self._denounce(tacit)

    # ------------------------------------------------------------
    # Renewals
    # ------------------------------------------------------------

    def test_written_renewal_keeps_its_proof(self):
        agreement = self._create_active_agreement().with_user(self.user_coordinator)
        agreement.action_flag_renewal()
        agreement.write(
            {
                "renewal_date_end": "2032-12-31",
                "renewal_file": SIGNED,
                "renewal_filename": "renewal.pdf",
            }
        )
        agreement.action_renew()
        renewal = agreement.renewal_ids
        self.assertEqual(renewal.user_id, self.user_coordinator)
        self.assertEqual(renewal.kind, "written")
        self.assertEqual(renewal.date_end, date(2032, 12, 31))
        self.assertEqual(
            renewal.proof_sha256,
            hashlib.sha256(b"%PDF-1.4 signed").hexdigest(),
        )
        self.assertFalse(agreement.renewal_file)
        for user in (self.user_coordinator, self.user_administrator):
            kept = renewal.with_user(user)
            with self.assertRaises(AccessError):
                kept.date_end = "2040-01-01"
            with self.assertRaises(AccessError):
                kept.unlink()
            with self.assertRaises(AccessError):
                kept.create({"agreement_id": agreement.id})
