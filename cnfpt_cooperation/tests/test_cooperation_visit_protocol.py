from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
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

    # ------------------------------------------------------------
    # How long
    # ------------------------------------------------------------

    @users("protocol_test")
    def test_own_end_date_is_earlier_or_says_why(self):
        sheet = self._create_sheet().with_env(self.env)
        sheet.end_date = "2030-03-10"
        self.assertEqual(sheet.purge_date, date(2030, 3, 10))
        for reason in (False, "   "):
            with self.assertRefused(ValidationError, "Why Kept Longer"):
                sheet.write({"end_date": "2030-05-10", "end_reason": reason})
        sheet.write({"end_date": "2030-05-10", "end_reason": "Visa dispute"})
        self.assertEqual(sheet.purge_date, date(2030, 5, 10))
        with self.assertRefused(ValidationError, "Why Kept Longer"):
            sheet.end_reason = False
        with self.assertRefused(ValidationError, "one year after"):
            sheet.end_date = "2031-03-07"

    def test_setting_of_the_retention(self):
        """A new rule holds for the sheets that are there already."""
        sheet = self._create_sheet()
        settings = self.env["res.config.settings"]
        self.assertEqual(settings.create({}).cooperation_protocol_days, 30)
        settings.create({"cooperation_protocol_days": 10}).execute()
        self.assertEqual(sheet.purge_date, date(2030, 3, 16))
        for days in (0, -5, 366):
            with self.assertRefused(ValidationError, "from 1 to 365 days"):
                settings.create({"cooperation_protocol_days": days})
        self.env["ir.config_parameter"].sudo().set_param(
            "cnfpt_cooperation.protocol_retention_days", "for ever"
        )
        sheet._recompute_purge_dates()
        self.assertEqual(sheet.purge_date, date(2030, 4, 5))

    def test_cancelled_visit_shortens(self):
        """Who does not come has nothing to keep: the day of the cancellation counts."""
        visit = self._create_visit(
            date_start="2030-06-03", date_end="2030-06-05", cancel_reason="Strike"
        )
        sheet = self._create_sheet(self._create_delegate(visit_id=visit.id))
        self.assertEqual(sheet.purge_date, date(2030, 7, 5))
        visit.action_cancel()
        self.assertEqual(sheet.purge_date, date(2030, 4, 4))
        visit.action_reopen()
        self.assertEqual(sheet.purge_date, date(2030, 7, 5))

    # ------------------------------------------------------------
    # The proof
    # ------------------------------------------------------------

    def _get_proofs(self):
        return self.env["cooperation.purge.proof"].search(
            [("visit_reference", "=", self.visit.reference)]
        )

    def test_proof_survives_the_visit(self):
        sheets = self._create_sheet() | self._create_sheet(self._create_delegate())
        sheets[0].write({"end_date": "2030-04-20", "end_reason": "Mr Nobody's visa"})
        with freeze_time("2030-04-20"):
            self._run_cron()
        proof = self._get_proofs()
        self.assertRecordValues(
            proof,
            [
                {
                    "kind": "protocol",
                    "cause": "retention",
                    "visit_id": self.visit.id,
                    "count": 2,
                    "prolonged_count": 1,
                    "departure_date": date(2030, 3, 6),
                    "retention_days": 30,
                }
            ],
        )
        said = str(proof.read())
        for secret in ("X0000000", "Vegetarian", "Test Delegate", "Nobody"):
            self.assertNotIn(secret, said)
        self.visit.unlink()
        self.assertEqual(proof.exists().count, 2)
        self.assertFalse(proof.visit_id)

    def test_deleted_by_hand_leaves_a_proof(self):
        """Whichever way a sheet goes: itself, its delegate or its visit."""
        reference = self.visit.reference
        for number, delete in enumerate(
            (
                lambda sheet: sheet.unlink(),
                lambda sheet: sheet.delegate_id.unlink(),
                lambda sheet: sheet.visit_id.unlink(),
            ),
            1,
        ):
            sheet = self._create_sheet(self._create_delegate())
            delete(sheet.with_user(self.user_protocol))
            self.assertFalse(sheet.exists())
            proofs = self.env["cooperation.purge.proof"].search(
                [("visit_reference", "=", reference)]
            )
            self.assertEqual(proofs.mapped("cause"), ["hand"] * number)

    def test_proof_is_not_touched(self):
        self._create_sheet().unlink()
        proof = self._get_proofs()
        for user in (
            self.user_protocol,
            self.user_administrator,
            self.env.ref("base.user_admin"),
        ):
            own = proof.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    own.count = 0
                with self.assertRaises(UserError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    own.create({"kind": "protocol", "cause": "hand"})
        with self.assertRefused(UserError, "never changed"):
            proof.sudo().write({"count": 0})
        with self.assertRefused(UserError, "never deleted"):
            proof.sudo().unlink()
        proof.with_user(self.user_administrator).read(["count"])
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                proof.with_user(user).read(["count"])

    def test_purge_takes_the_traces(self):
        """Notes, activities and scans of passports go with their sheet."""
        sheet = self._create_sheet()
        place = {"res_model": sheet._name, "res_id": sheet.id}
        model_id = self.env["ir.model"]._get_id(sheet._name)
        traces = [
            self.env["ir.attachment"].create(
                {"name": "passport.txt", "raw": b"X0000000", **place}
            ),
            self.env["mail.message"].create(
                {"model": sheet._name, "res_id": sheet.id, "body": "X0000000"}
            ),
            self.env["mail.activity"].create(
                {"res_model_id": model_id, "res_id": sheet.id, "summary": "X0000000"}
            ),
        ]
        traces[-1].active = False
        with freeze_time("2030-04-05"):
            self._run_cron()
        for trace in traces:
            self.assertFalse(trace.exists(), trace._name)

    def test_purge_leaves_the_statistics(self):
        visit = self._create_visit(user_id=self.user_officer.id)
        visit.action_plan()
        self.env["cooperation.visit.session"].create(
            {"visit_id": visit.id, "name": "Welcome", "start": "2030-03-04 08:00:00"}
        )
        visit.action_confirm()
        sheet = self._create_sheet(self._create_delegate(visit_id=visit.id))
        with freeze_time("2030-03-07"):
            visit.action_everyone_came()
            visit.action_done()

        def get_statistics():
            self.env.flush_all()
            self.env.invalidate_all()
            return self.env["cooperation.activity.report"]._read_group(
                [], ["kind", "zone_id", "year"], ["visits:sum", "visitors:sum"]
            )

        before = get_statistics()
        self.assertIn(12, [visitors for *_, visitors in before])
        with freeze_time("2030-05-01"):
            self._run_cron()
        self.assertFalse(sheet.exists())
        self.assertEqual(get_statistics(), before)

    # ------------------------------------------------------------
    # No way round
    # ------------------------------------------------------------

    def test_nobody_guesses_through_a_search(self):
        """A search, a total or an export tells nothing to who may not read."""
        self._create_sheet()
        secret = "delegate_ids.protocol_ids.passport_number"
        for user in (self.user_officer, self.user_direction, self.user_administrator):
            visits = self.visit.with_user(user)
            delegates = self.delegate.with_user(user)
            calls = {
                "search": lambda v=visits: v.search([(secret, "=like", "X%")]),
                "count": lambda v=visits: v.search_count([(secret, "!=", False)]),
                "group": lambda d=delegates: d.formatted_read_group(
                    [], ["protocol_ids"], ["__count"]
                ),
                "any": lambda d=delegates: d.search(
                    [("protocol_ids", "any", [("diet", "!=", False)])]
                ),
                "export": lambda d=delegates: d.export_data(
                    ["name", "protocol_ids/passport_number"]
                ),
                "sheets": lambda d=delegates: d.env[
                    "cooperation.visit.protocol"
                ].search_count([]),
                "count field": lambda v=visits: v.read(["protocol_count"]),
                "open": lambda v=visits: v.action_open_protocol_sheets(),
                "create": lambda v=visits: v.action_create_protocol_sheets(),
            }
            for name, call in calls.items():
                with (
                    self.subTest(user=user.login, call=name),
                    self.assertRaises(UserError),
                ):
                    call()

    def test_passport_stays_out_of_the_logs(self):
        """What PostgreSQL refuses, it logs with the row: we refuse before it does."""
        self._create_sheet()
        sheets = self.env["cooperation.visit.protocol"].with_user(self.user_protocol)
        secret = {"passport_number": "X0000000"}
        ghost = self._create_delegate()
        ghost.unlink()
        other = self._create_delegate()
        for values in (
            [{"delegate_id": self.delegate.id, **secret}],
            [{"delegate_id": other.id, **secret}] * 2,
            [{"delegate_id": ghost.id, **secret}],
            [secret],
        ):
            with (
                self.subTest(values=values),
                self.assertNoLogs(level="WARNING"),
                self.assertRaises(UserError),
            ):
                sheets.create(values)
        result = sheets.load(
            ["delegate_id/.id", "passport_number"], [[str(self.delegate.id), "X1"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("already", str(result["messages"]))
        sheet = self._create_sheet(other).with_user(self.user_protocol)
        with self.assertRefused(UserError, "another delegate"):
            sheet.delegate_id = self.delegate

    @users("protocol_test")
    def test_one_sheet_per_delegate(self):
        self._create_sheet()
        self._create_delegate(name="Second", civility="H.E.")
        visit = self.visit.with_env(self.env)
        action = visit.action_create_protocol_sheets()
        visit.action_create_protocol_sheets()
        sheets = self.env["cooperation.visit.protocol"].search(action["domain"])
        self.assertEqual(len(sheets), 2)
        self.assertIn("H.E.", sheets.mapped("form_of_address"))
        self.assertEqual(visit.protocol_count, 2)
