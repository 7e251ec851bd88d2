from freezegun import freeze_time
from psycopg2.errors import CheckViolation, RestrictViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users, warmup
from odoo.tools import mute_logger

from .common import CooperationCommon


@freeze_time("2030-03-10")
@tagged("post_install", "-at_install")
class TestCooperationCommitment(CooperationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def _promise(self, file=None, **values):
        file = self.visit if file is None else file
        commitment = self.env(user=self.uid)["cooperation.commitment"].create(
            {
                "name": "Send the guide",
                "date_due": "2030-04-01",
                "res_model": file._name,
                "res_id": file.id,
                **values,
            }
        )
        return commitment

    @users("officer_test")
    def test_keep_wants_a_proof(self):
        promise = self._promise()
        with self.assertRaisesRegex(UserError, "Proof"):
            promise.action_keep()
        promise.proof = "Sent on 8 March, receipt acknowledged."
        promise.action_keep()
        self.assertEqual(promise.state, "kept")
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            promise.proof = "Another"
        promise.action_reopen()
        self.assertEqual(promise.state, "open")

    @users("officer_test")
    def test_proof_is_a_document_or_a_file(self):
        document = self.env["ir.attachment"].create(
            {"name": "receipt.txt", "raw": b"Received", "res_model": self.visit._name}
        )
        promise = self._promise(proof_attachment_ids=document.ids)
        promise.action_keep()
        with self.assertRaises(RestrictViolation), mute_logger("odoo.sql_db"):
            document.unlink()
            self.env.flush_all()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            promise.proof_attachment_ids = False
        promise = self._promise(proof_ref=f"{self.visit._name},{self.visit.id}")
        promise.action_keep()
        self.assertEqual(promise.state, "kept")

    def test_late_reminds_its_owner(self):
        late = self.env.ref("cnfpt_cooperation.mail_activity_type_late_commitment")
        self.visit.user_id = self.user_coordinator
        due = {"date_due": "2030-03-09", "proof": "Sent"}
        owned = self._promise(user_id=self.user_officer.id, **due)
        orphan = self._promise(user_id=False, **due)
        (owned | orphan).with_user(self.user_officer).action_mark_late()
        for promise, user in (
            (owned, self.user_officer),
            (orphan, self.user_coordinator),
        ):
            self.assertEqual(promise.activity_ids.activity_type_id, late)
            self.assertEqual(promise.activity_ids.user_id, user)
        owned.action_keep()
        self.assertFalse(owned.activity_ids)

    def _promise_for_partner(self, made_by):
        return (
            self.env["cooperation.commitment"]
            .sudo()
            .create(
                {
                    "name": "Send the guide",
                    "made_by": made_by,
                    "date_due": "2030-04-01",
                    "file_ref": f"{self.visit._name},{self.visit.id}",
                }
            )
        )

    @users("direction_test")
    def test_promises_both_ways_of_a_partner(self):
        ours = self._promise_for_partner("us")
        theirs = self._promise_for_partner("them")
        self.assertEqual(ours.partner_id, self.foreign_body)
        partner = self.foreign_body.with_env(self.env)
        self.assertEqual(partner.cooperation_commitment_count, 2)
        action = partner.action_open_cooperation_commitments()
        found = self.env["cooperation.commitment"].search(action["domain"])
        self.assertEqual(found, ours | theirs)

    @users("officer_test")
    def test_drop_wants_a_reason(self):
        promise = self._promise()
        with self.assertRaisesRegex(UserError, "Reason"):
            promise.action_drop()
        promise.drop_reason = "The partner found it elsewhere."
        promise.action_drop()
        self.assertEqual(promise.state, "dropped")
        with self.assertRaisesRegex(UserError, "does not lead"):
            promise.action_keep()

    @users("officer_test")
    def test_late_after_its_day_only(self):
        promise = self._promise(date_due="2030-03-10")
        with self.assertRaisesRegex(UserError, "not late"):
            promise.action_mark_late()
        promise.date_due = "2030-03-09"
        promise.action_mark_late()
        with self.assertRaisesRegex(UserError, "date to come"):
            promise.action_reopen()
        promise.date_due = "2030-05-01"
        promise.action_reopen()
        self.assertEqual(promise.state, "open")

    def test_cron_marks_late(self):
        late = self._promise(date_due="2030-03-09") | self._promise(
            date_due="2030-01-01"
        )
        today = self._promise(date_due="2030-03-10")
        kept = self._promise(date_due="2030-01-01", proof="Sent")
        kept.action_keep()
        with self.enter_registry_test_mode():
            self.env.ref(
                "cnfpt_cooperation.ir_cron_commitment_mark_late"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(late.mapped("state"), ["late", "late"])
        self.assertEqual(today.state, "open")
        self.assertEqual(kept.state, "kept")

    @users("direction_test")
    def test_direction_reads_only(self):
        promise = self._promise_as_officer()
        promise.read(["name"])
        with self.assertRaises(AccessError):
            promise.action_keep()

    def _promise_as_officer(self):
        return (
            self.env["cooperation.commitment"]
            .with_user(self.user_officer)
            .create({"name": "Send the guide", "date_due": "2030-04-01"})
            .with_env(self.env)
        )

    @users("officer_test")
    def test_state_is_not_written(self):
        with self.assertRaises(UserError):
            self._promise().state = "kept"
        with self.assertRaises(UserError):
            self._promise(state="kept")

    @users("officer_test")
    def test_written_on_the_form_of_its_file(self):
        """What the one2many creates knows its file, model included."""
        visit = self.visit.with_env(self.env)
        with Form(visit) as form, form.commitment_ids.new() as line:
            line.name = "Send the guide"
            line.date_due = "2030-04-01"
        self.assertRecordValues(
            visit.commitment_ids,
            [
                {
                    "name": "Send the guide",
                    "res_model": "cooperation.visit",
                    "res_id": visit.id,
                    "file_ref": visit,
                }
            ],
        )
        self.assertEqual(visit.commitment_count, 1)
        new = self.env["cooperation.visit"].create(
            {
                "name": "Born with a promise",
                "commitment_ids": [
                    Command.create({"name": "Call back", "date_due": "2030-04-01"})
                ],
            }
        )
        self.assertEqual(new.commitment_ids.res_model, "cooperation.visit")

    @users("officer_test")
    def test_files_do_not_mix(self):
        """Two files of two models with the same number keep their own promises."""
        visit = self.visit
        request = self._create_request()
        promise = self._promise(file=visit)
        other = self._promise(res_model=request._name, res_id=visit.id)
        self.assertEqual(visit.with_env(self.env).commitment_ids, promise)
        self.assertNotIn(other, visit.with_env(self.env).commitment_ids)

    @users("officer_test")
    def test_promises_outlive_their_file(self):
        visit = self._create_visit(cancel_reason="Strike").with_env(self.env)
        promise = self._promise(file=visit)
        visit.action_cancel()
        visit.write(
            {
                "commitment_ids": [
                    Command.create({"name": "Write to them", "date_due": "2030-04-01"}),
                    Command.update(promise.id, {"proof": "Sent"}),
                ]
            }
        )
        promise.action_keep()
        self.assertEqual(visit.commitment_count, 2)

    @users("officer_test")
    def test_open_file_and_back(self):
        promise = self._promise()
        self.assertEqual(promise.action_open_file()["res_id"], self.visit.id)
        action = self.visit.with_env(self.env).action_open_commitments()
        self.assertEqual(
            self.env["cooperation.commitment"].search(action["domain"]), promise
        )
        with self.assertRaisesRegex(UserError, "no file"):
            self._promise(res_model=False, res_id=False).action_open_file()

    @users("officer_test")
    def test_only_files_of_the_mission(self):
        with self.assertRaisesRegex(ValidationError, "not a kind of file"):
            self._promise(res_model="res.partner", res_id=1)

    @users("officer_test")
    @mute_logger("odoo.sql_db")
    def test_model_and_number_together(self):
        with self.assertRaises(CheckViolation):
            self._promise(res_id=False)

    @users("officer_test")
    def test_deleted_with_its_draft(self):
        visit = self._create_visit().with_env(self.env)
        promise = self._promise(file=visit)
        visit.unlink()
        self.assertFalse(promise.exists())

    @users("officer_test")
    @warmup
    def test_counting_batch(self):
        visits = self.env["cooperation.visit"].browse(
            [self._create_visit().id for _index in range(20)]
        )
        for visit in visits:
            self._promise(file=visit)
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            visits.mapped("commitment_count")
