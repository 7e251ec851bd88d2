from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .common import MODULE, CooperationCommon


@freeze_time("2030-01-15")
@tagged("post_install", "-at_install")
class TestCooperationVisitChecklist(CooperationCommon):
    """The visit comes on 4 March and leaves on 6 March."""

    def _plan(self, **values):
        values = {"user_id": self.user_officer.id, "cancel_reason": "x", **values}
        visit = self._create_visit(**values).with_user(self.user_officer)
        visit.action_plan()
        return visit

    def _get_items(self, visit):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", visit._name), ("res_id", "=", visit.id)])
        )

    def _get_days(self, visit):
        return {item.summary: item.date_deadline for item in self._get_items(visit)}

    def test_each_kind_has_its_checklist(self):
        lists = {}
        for kind, first in (
            ("delegation", date(2030, 2, 4)),
            ("study_visit", date(2030, 2, 4)),
            ("courtesy", date(2030, 2, 18)),
        ):
            items = self._get_items(self._plan(kind=kind))
            self.assertEqual(items.user_id, self.user_officer)
            self.assertEqual(min(items.mapped("date_deadline")), first)
            self.assertEqual(max(items.mapped("date_deadline")), date(2030, 3, 16))
            lists[kind] = set(items.mapped("summary"))
        self.assertEqual(len(set(map(frozenset, lists.values()))), 3)

    def test_before_counts_from_arrival_after_from_departure(self):
        days = self._get_days(self._plan())
        self.assertEqual(days["Issue the programme"], date(2030, 2, 18))
        self.assertEqual(days["Welcome the delegation"], date(2030, 3, 4))
        self.assertEqual(
            days["Send the thank-you letter and the certificates"], date(2030, 3, 8)
        )

    def test_once_not_twice(self):
        visit = self._plan()
        count = len(self._get_items(visit))
        visit.action_reopen()
        visit.action_plan()
        self.assertEqual(len(self._get_items(visit)), count)

    @freeze_time("2030-02-25")
    def test_planned_late(self):
        """What should have been done is due today, and nothing is overdue."""
        visit = self._plan()
        self.assertEqual(min(self._get_days(visit).values()), date(2030, 2, 25))
        self.assertEqual(visit.activity_state, "today")

    @freeze_time("2030-03-12")
    def test_planned_when_it_is_over(self):
        """Only what is still to come after the visit is left to do."""
        days = self._get_days(self._plan())
        self.assertEqual(
            days,
            {
                "Write down outcome and commitments": date(2030, 3, 13),
                "Close the file": date(2030, 3, 16),
            },
        )

    def test_moves_with_the_visit(self):
        visit = self._plan()
        items = self._get_items(visit)
        done = items.filtered(lambda i: i.summary == "Book the rooms")
        by_hand = items.filtered(lambda i: i.summary == "Issue the programme")
        done.action_done()
        by_hand.date_deadline = "2030-02-11"
        visit.write({"date_start": "2030-03-11", "date_end": "2030-03-14"})
        days = self._get_days(visit)
        self.assertEqual(days["Book the rooms"], date(2030, 2, 4))
        self.assertEqual(days["Issue the programme"], date(2030, 2, 18))
        self.assertEqual(days["Welcome the delegation"], date(2030, 3, 11))
        self.assertEqual(days["Close the file"], date(2030, 3, 24))
        visit.write({"date_start": "2030-01-20", "date_end": "2030-01-21"})
        self.assertEqual(self._get_days(visit)["Ask the speakers"], date(2030, 1, 15))

    def test_goes_with_a_visit_that_does_not_take_place(self):
        for step in ("action_cancel", "action_decline"):
            visit = self._plan()
            done = self._get_items(visit)[0]
            done.action_done()
            getattr(visit, step)()
            self.assertEqual(self._get_items(visit), done)
            visit.action_reopen()
            visit.action_plan()
            self.assertEqual(visit.checklist_total, 17)
            self.assertEqual(visit.checklist_done, 1)

    def test_follows_officer_and_kind(self):
        visit = self._plan()
        self._get_items(visit).filtered(
            lambda i: i.summary == "Book the rooms"
        ).action_done()
        self._get_items(visit).filtered(
            lambda i: i.summary == "Ask the speakers"
        ).user_id = self.user_administrator
        visit.user_id = self.user_coordinator
        users = {i.summary: i.user_id for i in self._get_items(visit) if i.active}
        self.assertEqual(users["Issue the programme"], self.user_coordinator)
        self.assertEqual(users["Ask the speakers"], self.user_administrator)
        visit.kind = "courtesy"
        summaries = self._get_items(visit).mapped("summary")
        self.assertIn("Fix the hour with the direction", summaries)
        self.assertNotIn("Issue the programme", summaries)
        self.assertEqual(summaries.count("Book the rooms"), 1)
        self.assertEqual(visit.checklist_total, 10)

    def test_draft_has_none(self):
        visit = self._create_visit(kind="delegation")
        visit.kind = "courtesy"
        self.assertFalse(self._get_items(visit))
        self.assertFalse(visit.checklist_progress)

    def test_progress(self):
        visit = self._plan()
        self.assertEqual(visit.checklist_progress, "0 / 17")
        self._get_items(visit)[:3].action_done()
        visit.invalidate_recordset()
        self.assertEqual(visit.checklist_progress, "3 / 17")
        action = visit.action_open_checklist()
        items = self.env["mail.activity"].with_context(**action["context"])
        self.assertEqual(items.search_count(action["domain"]), 17)

    def test_in_the_language_of_the_officer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_officer.lang = "fr_FR"
        template = self.env.ref(f"{MODULE}.activity_plan_delegation_2")
        template.with_context(lang="fr_FR").summary = "Réserver les salles"
        self.assertIn("Réserver les salles", self._get_days(self._plan()))

    @users("officer_test")
    def test_one_call_for_all(self):
        """No mail and no query for each item: a plan costs as much with more items."""
        visit, other = (
            self._create_visit(kind=kind, user_id=self.user_coordinator.id).with_env(
                self.env
            )
            for kind in ("courtesy", "study_visit")
        )
        self._plan(kind="courtesy")
        counts = []
        for planned in (visit, other):
            self.env.flush_all()
            before = self.cr.sql_log_count
            planned.action_plan()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_administrator_keeps_the_checklists(self):
        plans = self.env["mail.activity.plan"]
        visits = self.env.ref(f"{MODULE}.activity_plan_courtesy")
        other = plans.create({"name": "Other", "res_model": "res.partner"})
        own = visits.with_user(self.user_administrator)
        own.template_ids[0].delay_count = 20
        own.write({"name": "Courtesy"})
        with self.assertRaises(AccessError):
            other.with_user(self.user_administrator).name = "Mine"
        for user in (self.user_officer, self.user_coordinator, self.user_direction):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                visits.with_user(user).name = "Mine"
        visit = self._plan(kind="courtesy")
        self.assertEqual(min(self._get_days(visit).values()), date(2030, 2, 12))

    @users("officer_test")
    def test_plan_launched_by_hand(self):
        visit = self._create_visit().with_env(self.env)
        wizard = self.env["mail.activity.schedule"].create(
            {"res_model": visit._name, "res_ids": str(visit.ids)}
        )
        self.assertEqual(wizard.plan_date, visit.date_start)
