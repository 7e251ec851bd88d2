import base64

import psycopg2.errors
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import MODULE
from .common_expertise import ExpertiseCommon


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestCraftedCalls(ExpertiseCommon):
    """What no button offers and a client may still send."""

    # ------------------------------------------------------------
    # What is computed and stored
    # ------------------------------------------------------------

    def test_no_computed_field_is_left_open(self):
        """A stored computed field of ours is written by its compute only."""
        for name, model in self.env.registry.items():
            if model._original_module != MODULE or not model._auto or model._abstract:
                continue
            for field in model._fields.values():
                if (
                    field.compute
                    and field.store
                    and field.readonly
                    and not (field.inverse or field.inherited)
                ):
                    with (
                        self.subTest(model=name, field=field.name),
                        self.assertRaisesRegex(UserError, "is computed"),
                    ):
                        self.env[name].write({field.name: False})

    @users("coordinator_test")
    def test_ledger_is_not_written(self):
        line = self._create_active_agreement().funding_line_ids.with_env(self.env)
        for values in ({"days_left": 99}, {"is_third_party": True}):
            with self.assertRaisesRegex(UserError, "is computed"):
                line.write(values)
        mission = self._create_mission(zone_id=self.zone_africa.id)
        self.assertEqual(mission.zone_id, self.zone_mediterranean)
        with self.assertRaisesRegex(UserError, "is computed"):
            mission.with_env(self.env).zone_id = self.zone_africa
        with self.assertRaisesRegex(UserError, "is computed"):
            self.funder.with_env(self.env).is_cnfpt_structure = True

    @users("protocol_test")
    def test_purge_date_is_not_put_off(self):
        delegate = self.env["cooperation.visit.delegate"].create(
            {"visit_id": self._create_visit().id, "name": "Test Delegate"}
        )
        sheet = self.env["cooperation.visit.protocol"].create(
            {"delegate_id": delegate.id}
        )
        with self.assertRaisesRegex(UserError, "is computed"):
            sheet.purge_date = "2099-01-01"

    # ------------------------------------------------------------
    # Lines of a finished file
    # ------------------------------------------------------------

    def _create_finished_visit(self):
        visit = self._create_visit(
            delegate_ids=[Command.create({"name": "Test Delegate"})],
            session_ids=[
                Command.create(
                    {
                        "name": "Welcome",
                        "start": "2030-03-04 08:00:00",
                        "stop": "2030-03-04 09:00:00",
                    }
                )
            ],
            cancel_reason="The delegation is not coming.",
        )
        visit.action_cancel()
        return visit

    @users("officer_test")
    def test_lines_of_a_finished_visit(self):
        visit = self._create_finished_visit().with_env(self.env)
        live = self._create_visit().with_env(self.env)
        own = self.env["cooperation.visit.delegate"].create(
            {"visit_id": live.id, "name": "Other Delegate"}
        )
        calls = {
            "rename": lambda: visit.delegate_ids.write({"name": "Crafted"}),
            "delete": lambda: visit.delegate_ids.unlink(),
            "take away": lambda: visit.delegate_ids.write({"visit_id": live.id}),
            "bring in": lambda: own.write({"visit_id": visit.id}),
            "add": lambda: own.copy({"visit_id": visit.id}),
            "retitle": lambda: visit.session_ids.write({"name": "Crafted"}),
            "drop": lambda: visit.session_ids.unlink(),
            "reset": lambda: visit.session_ids.write({"visit_id": live.id}),
        }
        for name, call in calls.items():
            with (
                self.subTest(name),
                self.assertRefused(UserError, "cannot be changed any more"),
            ):
                call()

    def test_lines_of_a_finished_mission(self):
        mission = self._create_funded_mission(
            cancel_reason="The partner withdrew.",
            deliverable_ids=[
                Command.create({"name": "Report", "date_due": "2030-06-01"})
            ],
        )
        mission = self._as_coordinator(mission)
        expert = self._create_active_expert()
        mission.action_cancel()
        calls = {
            "deliverable": lambda: mission.deliverable_ids.write({"name": "Crafted"}),
            "allocation": lambda: mission.allocation_ids.write({"days": 1}),
            "assignment": lambda: mission.assignment_ids.create(
                {"mission_id": mission.id, "expert_id": expert.id}
            ),
        }
        for name, call in calls.items():
            with (
                self.subTest(name),
                self.assertRefused(UserError, "cannot be changed any more"),
            ):
                call()

    def test_signed_text_behind_its_field(self):
        """The attachment of a frozen field is as frozen as the field."""
        agreement = self._create_active_agreement()
        text, forged = base64.b64encode(b"signed"), base64.b64encode(b"forged")
        agreement.sudo()._guarded_write({"signed_file": text})
        attachments = self.env["ir.attachment"].with_user(self.user_coordinator)
        kept = attachments.search(
            [
                ("res_model", "=", agreement._name),
                ("res_id", "=", agreement.id),
                ("res_field", "=", "signed_file"),
            ]
        )
        self.assertEqual(kept.raw, b"signed")
        values = {"name": "x", "datas": forged, "res_field": "signed_file"}
        own = attachments.create({"name": "own", "datas": forged})
        place = {"res_model": agreement._name, "res_id": agreement.id}
        calls = {
            "change": lambda: kept.write({"datas": forged}),
            "delete": lambda: kept.unlink(),
            "delete in Discuss": lambda: kept.sudo()._delete_and_notify(),
            "detach": lambda: kept.write({"res_field": False}),
            "shadow": lambda: attachments.create({**values, **place}),
            "move": lambda: own.write({**place, "res_field": "signed_file"}),
        }
        for name, call in calls.items():
            with self.subTest(name), self.assertRefused(UserError, "Signed File"):
                call()
        # What is said beside the text stays free.
        attachments.create({"name": "letter", "datas": forged, **place})

    # ------------------------------------------------------------
    # The calendar
    # ------------------------------------------------------------

    def test_programme_in_the_calendar_of_others(self):
        """Who attends moves a session; other employees leave it alone."""
        visit = self._create_visit()
        session = self.env["cooperation.visit.session"].create(
            {
                "visit_id": visit.id,
                "name": "Welcome",
                "start": "2030-03-04 08:00:00",
                "stop": "2030-03-04 09:00:00",
            }
        )
        event = session.event_id.with_user(self.user_employee)
        moved = {"start": "2030-03-05 08:00:00", "stop": "2030-03-05 09:00:00"}
        for values in (moved, {"name": "Crafted"}, {"active": False}):
            with (
                self.subTest(values=values),
                self.assertRefused(AccessError, "not allowed"),
            ):
                event.write(values)
        with self.assertRefused(AccessError, "not allowed"):
            event.unlink()
        session.speaker_ids = self.user_employee.partner_id
        event.write(moved)
        self.assertEqual(str(session.start), "2030-03-05 08:00:00")
        for values in ({"name": "Crafted"}, {"active": False}):
            with (
                self.subTest(values=values),
                self.assertRefused(AccessError, "not allowed"),
            ):
                event.write(values)
        event.with_user(self.user_officer).name = "Opening"
        self.assertEqual(session.name, "Opening")

    # ------------------------------------------------------------
    # The gate [R1]
    # ------------------------------------------------------------

    def test_funding_is_not_moved_away(self):
        """An allocation that covers a mission is not given to another one."""
        mission = self._create_funded_mission()
        other = self._create_full_mission(agreement_id=mission.agreement_id.id)
        allocation = self._as_coordinator(mission.allocation_ids)
        with self.assertRefused(ValidationError, "not covered"):
            allocation.mission_id = other

    def test_currency_is_part_of_the_plan(self):
        """Euros do not cover a mission whose plan turns into another currency."""
        mission = self._as_coordinator(self._create_funded_mission())
        dollar = self.env.ref("base.USD")
        if mission.currency_id == dollar:
            dollar = self.env.ref("base.EUR")
        with self.assertRefused(ValidationError, "not covered"):
            mission.currency_id = dollar

    def test_tenths_of_days_add_up(self):
        """0.1 and 0.7 are 0.8 days: what a float cannot tell is not missing."""
        mission = self._create_funded_mission(planned_days=0.8)
        for days in (0.1, 0.7):
            expert = self._create_active_expert(f"Expert for {days}")
            self._create_confirmed_assignment(mission, expert, planned_days=days)
        self._as_coordinator(mission).action_staff()
        self.assertEqual(mission.state, "staffed")

    def test_firm_mission_keeps_its_dates(self):
        """Without dates no agreement would be out of force."""
        mission = self._as_coordinator(self._create_funded_mission())
        for name in ("date_start", "date_end"):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRefused(psycopg2.errors.CheckViolation, "dated_when_firm"),
            ):
                mission.write({name: False})
                mission.flush_recordset()

    def test_plan_holds_what_was_done(self):
        """Days that were worked are not taken out of the plan, nor their cover."""
        mission = self._as_coordinator(self._create_ordered_mission())
        mission.action_generate_days()
        with freeze_time("2030-05-11"):
            mission.action_days_done()
            with self.assertRefused(ValidationError, "has 5 expert days done"):
                mission.planned_days = 4

    def test_reopened_mission_frees_its_experts(self):
        """Nobody is confirmed on a mission that has given its funding back."""
        mission = self._create_funded_mission()
        assignment = self._create_confirmed_assignment(mission)
        self._as_coordinator(mission).action_reopen()
        self.assertEqual(assignment.state, "accepted")
        with self.assertRefused(UserError, "Fund “"):
            self._as_coordinator(assignment).action_confirm()

    # ------------------------------------------------------------
    # Takeover and zones
    # ------------------------------------------------------------

    def test_takeover_does_not_touch_live_files(self):
        """The import of past records is no way round the guards of the others."""
        visit = self._create_visit()
        load = (
            self.env["cooperation.visit"]
            .with_user(self.user_administrator)
            .with_context(cooperation_history_import=True)
            .load
        )
        result = load([".id", "state"], [[str(visit.id), "closed"]])
        self.assertFalse(result["ids"])
        self.assertEqual(visit.state, "draft")
        past = self._load_history(
            "cooperation.visit", name="Old", state="done", country_id=self.tunisia.id
        )
        result = load([".id", "state"], [[str(past.id), "closed"]])
        self.assertFalse(result["messages"])
        self.assertEqual(past.state, "closed")

    def test_zone_follows_its_country_again(self):
        """A file that is reopened is counted in the zone of its country of today."""
        mission = self._create_funded_mission()
        self.tunisia.cooperation_zone_id = self.zone_africa
        self.assertEqual(mission.zone_id, self.zone_mediterranean)
        self._as_coordinator(mission).action_reopen()
        self.assertEqual(mission.zone_id, self.zone_africa)
