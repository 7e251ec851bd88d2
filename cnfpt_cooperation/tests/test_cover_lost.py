from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import Form, tagged

from .common import MODULE
from .common_expertise import ExpertiseCommon

LOST = f"{MODULE}.mail_activity_type_cover_lost"


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestCoverLost(ExpertiseCommon):
    """An agreement that is over flags all that leans on it [R1]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls._create_active_agreement(user_id=cls.user_coordinator.id)

    def _end(self, day=date(2030, 4, 30)):
        self.agreement.with_user(self.user_direction)._terminate(day, "Dissolved")
        self.env.invalidate_all()

    def _create_leaning(self):
        """Return one record of each sort that leans on the agreement."""
        mission = self._create_funded_mission(self.agreement)
        assignment = self._create_confirmed_assignment(mission)
        mission.action_generate_days()
        framed = {"agreement_id": self.agreement.id, "is_own_initiative": True}
        line = self.agreement.funding_line_ids
        return [
            mission,
            assignment,
            *assignment.day_ids,
            self._create_visit(
                agreement_id=self.agreement.id,
                date_start="2030-05-02",
                date_end="2030-05-03",
            ),
            self.env["cooperation.internship"].create(
                {
                    **framed,
                    "name": "Test internship",
                    "partner_id": self.foreign_body.id,
                    "date_start": "2030-06-01",
                    "date_end": "2030-08-31",
                }
            ),
            self.env["cooperation.training.session"].create(
                {**framed, "name": "Test session", "date_start": "2030-09-01"}
            ),
            self.env["cooperation.agreement"].create(
                {
                    "name": "Test amendment",
                    "kind": "amendment",
                    "parent_id": self.agreement.id,
                    "partner_id": self.funder.id,
                }
            ),
            self.env["cooperation.funding.tranche"].create(
                {
                    "name": "Second",
                    "funding_line_id": line.id,
                    "amount": 100,
                    "date_due": "2030-06-01",
                }
            ),
        ]

    def _get_rows(self, lost=(True, False)):
        rows = self.env["cooperation.leaning"].search(
            [
                ("agreement_id", "=", self.agreement.id),
                ("is_cover_lost", "in", list(lost)),
            ]
        )
        return {(row.res_model, row.res_id) for row in rows}

    def test_all_that_leans_is_flagged(self):
        leaning = self._create_leaning()
        keys = {(record._name, record.id) for record in leaning}
        self.assertFalse(any(record.is_cover_lost for record in leaning))
        self.assertEqual(self._get_rows(), keys)
        self.assertEqual(self.agreement.leaning_count, len(keys))
        self.assertEqual(self.agreement.cover_lost_count, 0)
        self._end()
        for record in leaning:
            with self.subTest(record=record):
                self.assertTrue(record.is_cover_lost)
                self.assertIn("was terminated on 04/30/2030", record.cover_sentence)
                self.assertIn(
                    record, record.search([("is_cover_lost", "=", True)]).sudo()
                )
        self.assertEqual(self._get_rows([True]), keys)
        self.assertEqual(self.agreement.cover_lost_count, len(keys))
        action = self.agreement.action_open_leaning()
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), len(keys)
        )

    def test_those_in_charge_are_told_once(self):
        leaning = self._create_leaning()
        mission = leaning[0]
        mission.user_id = self.user_officer
        self._end()
        for record in leaning:
            if "activity_ids" not in record._fields or record._name in (
                "cooperation.assignment",
                "cooperation.expert.day",
            ):
                continue
            with self.subTest(record=record):
                activity = record.activity_ids
                self.assertEqual(activity.activity_type_id, self.env.ref(LOST))
                self.assertIn("was terminated", activity.note)
        self.assertEqual(mission.activity_ids.user_id, self.user_officer)

    def test_what_is_ordered_keeps_its_cover_to_the_end(self):
        """The day on which the cover ends is covered; the next one is not."""
        mission = self._create_ordered_mission(agreement=self.agreement)
        mission.action_generate_days()
        self._end(date(2030, 5, 10))
        self.assertFalse(mission.is_cover_lost)
        self.assertFalse(any(mission.assignment_ids.mapped("is_cover_lost")))
        self.assertFalse(any(mission.day_ids.mapped("is_cover_lost")))
        self.assertFalse(mission.allocation_ids.obstacle)
        self.assertFalse(self._get_rows([True]))

    def test_one_day_too_many(self):
        mission = self._create_ordered_mission(agreement=self.agreement)
        mission.action_generate_days()
        self._end(date(2030, 5, 9))
        self.assertTrue(mission.is_cover_lost)
        lost = mission.day_ids.filtered("is_cover_lost")
        self.assertEqual(lost.mapped("date"), [date(2030, 5, 10)])

    def test_what_is_finished_is_not_flagged(self):
        mission = self._create_funded_mission(self.agreement, cancel_reason="No")
        mission.action_cancel()
        visit = self._create_visit(
            agreement_id=self.agreement.id, cancel_reason="Not coming"
        )
        visit.action_cancel()
        self._end()
        self.assertFalse(mission.is_cover_lost)
        self.assertFalse(visit.is_cover_lost)
        self.assertFalse(visit.activity_ids)

    def test_expiry_flags_too(self):
        visit = self._create_visit(
            agreement_id=self.agreement.id,
            date_start="2031-02-01",
            date_end="2031-02-02",
        )
        past = self._create_visit(
            agreement_id=self.agreement.id,
            date_start="2030-12-30",
            date_end="2030-12-31",
        )
        with freeze_time("2031-01-01"), self.enter_registry_test_mode():
            self.env.ref(
                f"{MODULE}.ir_cron_agreement_end_terms"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.agreement.state, "expired")
        self.assertTrue(visit.is_cover_lost)
        self.assertIn("expired on 12/31/2030", visit.cover_sentence)
        self.assertFalse(past.is_cover_lost)

    def test_another_agreement_settles_it(self):
        visit = self._create_visit(
            agreement_id=self.agreement.id,
            date_start="2030-05-02",
            date_end="2030-05-03",
        )
        self._end()
        other = self._create_active_agreement(name="Other")
        self.assertTrue(visit.activity_ids)
        visit.with_user(self.user_officer).agreement_id = other
        self.assertFalse(visit.is_cover_lost)
        self.assertFalse(visit.activity_ids)

    def test_form_shows_the_banner(self):
        visit = self._create_visit(
            agreement_id=self.agreement.id,
            date_start="2030-05-02",
            date_end="2030-05-03",
        )
        self._end()
        form = Form(visit.with_user(self.user_officer))
        self.assertIn("was terminated", form.cover_sentence)

    def test_end_carried_back_by_an_amendment(self):
        """A funded mission beyond the new end has lost its cover as well."""
        mission = self._create_funded_mission(self.agreement)
        self.agreement._guarded_write({"date_end": "2030-05-08"})
        self.assertTrue(mission.is_cover_lost)
        self.assertIn("now ends on 05/08/2030", mission.cover_sentence)
        self.assertEqual(self._get_rows([True]), {("cooperation.mission", mission.id)})

    def test_two_agreements(self):
        """The funding of another agreement is lost with that one alone."""
        other = self._create_active_agreement(name="Other")
        mission = self._create_full_mission(
            agreement_id=other.id,
            allocation_ids=[
                Command.create(
                    {
                        "funding_line_id": agreement.funding_line_ids.id,
                        "days": 2,
                        "amount": 100,
                    }
                )
                for agreement in self.agreement | other
            ],
        )
        self._end()
        self.assertTrue(mission.is_cover_lost)
        self.assertEqual(self.agreement.cover_lost_count, 1)
        self.assertEqual(other.cover_lost_count, 0)
        self.assertEqual(other.leaning_count, 1)

    def test_dialog_shows_what_it_would_take(self):
        """What it counts before is what is flagged afterwards, to the day."""
        ordered = self._create_ordered_mission(agreement=self.agreement)
        self._create_visit(agreement_id=self.agreement.id)
        for day, lost in (
            (date(2030, 5, 10), 0),
            (date(2030, 5, 9), 2),
            (date(2030, 3, 6), 2),
            (date(2030, 3, 5), 3),
        ):
            counts = self.agreement._count_leaning(day)
            with self.subTest(day=day):
                self.assertEqual(sum(count["total"] for count in counts), 3)
                self.assertEqual(sum(count["lost"] for count in counts), lost)
        self._end(date(2030, 5, 9))
        self.assertEqual(self.agreement.cover_lost_count, 2)
        self.assertTrue(ordered.is_cover_lost)

    def test_list_costs_no_more_queries(self):
        """Twenty rows are read with as many queries as two."""
        for number in range(20):
            self._create_visit(
                name=f"Visit {number}",
                agreement_id=self.agreement.id,
                user_id=self.user_officer.id,
            )
        names = ["name", "agreement_id", "user_id", "partner_id", "is_cover_lost"]
        rows = self.env["cooperation.leaning"].with_user(self.user_officer)
        spec = {name: {} for name in names} | {
            name: {"fields": {"display_name": {}}}
            for name in ("agreement_id", "user_id", "partner_id")
        }
        counts = []
        for limit in (2, 2, 20):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.web_search_read([], spec, limit=limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 1, counts)
