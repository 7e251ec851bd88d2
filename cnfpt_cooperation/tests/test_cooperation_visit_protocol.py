from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from .common import MODULE, CooperationCommon


@freeze_time("2030-03-05")
@tagged("post_install", "-at_install")
class TestCooperationVisitProtocol(CooperationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cooperation.visit.protocol"].search([]).unlink()
        cls.visit = cls._create_visit(headcount_actual=11)
        cls.delegate = cls._create_delegate()

    @classmethod
    def _create_delegate(cls, **values):
        return cls.env["cooperation.visit.delegate"].create(
            {"visit_id": cls.visit.id, "name": "Test Delegate", **values}
        )

    def _create_sheet(self, delegate=None):
        return self.env["cooperation.visit.protocol"].create(
            {
                "delegate_id": (delegate or self.delegate).id,
                "passport_number": "X0000000",
                "diet": "Vegetarian",
            }
        )

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                f"{MODULE}.ir_cron_visit_protocol_purge"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_sheet_is_closed_to_other_roles(self):
        """Passport and diet are for the protocol group only."""
        sheet = self._create_sheet()
        for user in (
            self.user_officer,
            self.user_coordinator,
            self.user_direction,
            self.user_administrator,
        ):
            delegate = self.delegate.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    sheet.with_user(user).read(["diet"])
                with self.assertRaises(AccessError):
                    delegate.action_open_protocol()
                with self.assertRaises(AccessError):
                    delegate.read(["protocol_ids"])

    @users("protocol_test")
    def test_one_sheet_opened_from_its_delegate(self):
        delegate = self.delegate.with_env(self.env)
        action = delegate.action_open_protocol()
        self.assertFalse(action["res_id"])
        with Form(
            self.env["cooperation.visit.protocol"].with_context(**action["context"])
        ) as form:
            form.passport_number = "X0000000"
        self.assertEqual(form.record.delegate_id, delegate)
        self.assertEqual(delegate.action_open_protocol()["res_id"], form.record.id)

    @users("protocol_test")
    def test_purge_date_follows_the_departure(self):
        sheet = self._create_sheet()
        self.assertEqual(sheet.purge_date, date(2030, 4, 5))
        self.visit.date_end = "2030-03-11"
        self.assertEqual(sheet.purge_date, date(2030, 4, 10))

    def test_no_sheet_without_a_last_day(self):
        undated = self._create_visit(date_start=False, date_end=False)
        delegate = self._create_delegate(visit_id=undated.id)
        self.assertEqual(self._create_sheet(delegate).purge_date, date(2030, 4, 4))

    def test_purge(self):
        """The data goes, the proof and the counts stay."""
        sheets = self._create_sheet() | self._create_sheet(self._create_delegate())
        counts = self.visit.read(["headcount", "headcount_actual", "delegate_ids"])
        with freeze_time("2030-04-04"):
            self._run_cron()
        self.assertEqual(len(sheets.exists()), 2)
        with freeze_time("2030-04-05"):
            self._run_cron()
        self.assertFalse(sheets.exists())
        self.assertEqual(
            self.visit.read(["headcount", "headcount_actual", "delegate_ids"]), counts
        )
        note = self.visit.message_ids[0].body
        self.assertIn("Protocol sheets destroyed", note)
        self.assertIn("2", note)
        self.assertNotIn("X0000000", note)

    def test_purge_by_batches(self):
        """What one batch leaves is said to the scheduler, which comes back."""
        for _index in range(3):
            self._create_sheet(self._create_delegate())
        sheets = self.env["cooperation.visit.protocol"]
        progress = []
        self.patch(
            self.registry["ir.cron"],
            "_commit_progress",
            lambda _cron, processed=0, remaining=None: progress.append(
                (processed, remaining)
            ),
        )
        with freeze_time("2030-06-01"):
            sheets._cron_purge(batch_size=2)
            sheets._cron_purge(batch_size=2)
        self.assertEqual(progress, [(2, 1), (1, 0)])

    @users("officer_test")
    def test_one_head_of_delegation(self):
        first = self.delegate.with_env(self.env)
        second = self._create_delegate(name="Second").with_env(self.env)
        first.is_head = True
        self.assertEqual(self.visit.head_delegate_id, first)
        second.is_head = True
        self.assertFalse(first.is_head)
        self.assertEqual(self.visit.head_delegate_id, second)
        second.is_head = False
        self.assertFalse(self.visit.head_delegate_id)

    @users("officer_test")
    @mute_logger("odoo.sql_db")
    def test_head_typed_in_the_list(self):
        with (
            Form(self._create_visit().with_env(self.env)) as form,
            form.delegate_ids.new() as line,
        ):
            line.name = "The Mayor"
            line.is_head = True
        self.assertEqual(form.record.head_delegate_id.name, "The Mayor")
