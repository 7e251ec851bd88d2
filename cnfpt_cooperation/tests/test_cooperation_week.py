from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command, Date
from odoo.tests import tagged

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestCooperationWeek(ExpertiseCommon):
    """My week: what lasts on each of its days, what is due when it is, late today."""

    def _read(self, user, *domain):
        self.env.flush_all()
        rows = self.env["cooperation.week"].with_user(user).search(domain)
        return [(str(row.date), row.kind, row.name) for row in rows]

    def _mine(self, user, **values):
        return self._read(user, ("user_id", "=", user.id))

    def test_files_on_their_days(self):
        user = self.user_coordinator
        mission = self._create_funded_mission(
            name="Tunis",
            user_id=user.id,
            date_start="2030-05-08",
            date_end="2030-05-10",
        )
        self._create_mission(name="Draft", user_id=user.id)
        visit = self._create_visit(
            name="Visit",
            user_id=user.id,
            date_start="2030-05-09",
            date_end="2030-05-09",
        )
        self.assertEqual(
            self._mine(user),
            [(f"2030-05-{day:02}", "mission", "Tunis") for day in (8, 9, 10)],
            "a draft is in nobody's week",
        )
        visit._guarded_write({"state": "planned"})
        self.assertIn(("2030-05-09", "visit", "Visit"), self._mine(user))
        rows = self.env["cooperation.week"].search([("res_id", "=", mission.id)])
        self.assertEqual(rows[0].action_open_record()["res_model"], mission._name)

    def test_due_and_late(self):
        user = self.user_coordinator
        mission = self._create_mission(
            name="Tunis",
            user_id=user.id,
            deliverable_ids=[
                Command.create({"name": name, "date_due": due})
                for name, due in (("Guide", "2030-05-20"), ("Note", "2020-05-20"))
            ],
        )
        today = str(Date.today())
        self.assertEqual(
            self._mine(user),
            [(today, "deliverable", "Note"), ("2030-05-20", "deliverable", "Guide")],
        )
        late = self.env["cooperation.week"].search([("is_late", "=", True)])
        self.assertIn(mission.id, late.mapped("res_id"))
        self.env["cooperation.commitment"].create(
            {
                "name": "Send the guide",
                "date_due": "2030-06-01",
                "user_id": user.id,
                "res_model": mission._name,
                "res_id": mission.id,
            }
        )
        self.assertIn(("2030-06-01", "commitment", "Send the guide"), self._mine(user))

    def test_what_is_due_names_its_file(self):
        mission = self._create_mission(name="Tunis", user_id=self.user_coordinator.id)
        self.env["cooperation.mission.deliverable"].create(
            {"name": "Guide", "date_due": "2030-05-20", "mission_id": mission.id}
        )
        mission.activity_schedule(
            "cnfpt_cooperation.mail_activity_type_briefing",
            user_id=self.user_coordinator.id,
        )
        self.env.flush_all()
        week = self.env["cooperation.week"].with_user(self.user_coordinator)
        rows = week.search([("res_id", "=", mission.id)])
        self.assertEqual(
            {row.kind: row.file_name for row in rows},
            {"deliverable": "Tunis", "activity": mission.display_name},
        )

    def test_activities_are_in_the_language_of_their_user(self):
        """A nightly task schedules in English what French users are to do."""
        self.env["res.lang"]._activate_lang("fr_FR")
        kind = self.env.ref("cnfpt_cooperation.mail_activity_type_late_deliverable")
        kind.with_context(lang="fr_FR").summary = "Réclamer"
        self.user_coordinator.lang = "fr_FR"
        mission = self._create_mission(
            user_id=self.user_coordinator.id,
            deliverable_ids=[
                Command.create({"name": "Note", "date_due": "2020-05-20"})
            ],
        )
        deliverables = self.env["cooperation.mission.deliverable"]
        with patch.object(
            self.env.registry["ir.cron"], "_commit_progress", lambda *a, **kw: 1
        ):
            deliverables.with_context(lang="en_US")._cron_flag_late()
        activity = mission.activity_ids
        self.assertEqual(activity.summary, "Réclamer")
        self.assertIn("En retard", activity.note)

    def test_activities_are_ones_own(self):
        self._create_mission(name="Tunis").activity_schedule(
            date_deadline=Date.to_date("2030-05-20"),
            summary="Call the ministry",
            user_id=self.user_coordinator.id,
        )
        row = ("2030-05-20", "activity", "Call the ministry")
        self.assertIn(row, self._read(self.user_coordinator))
        for user in (self.user_officer, self.user_direction):
            self.assertNotIn(row, self._read(user))

    def test_rights(self):
        week = self.env["cooperation.week"]
        with self.assertRaises(AccessError):
            week.with_user(self.user_employee).search([])
        with self.assertRaises(AccessError):
            week.with_user(self.user_administrator).create({"name": "x"})

    def test_rows_have_their_own_ids(self):
        for name in ("A", "B"):
            self._create_funded_mission(name=name, user_id=self.user_officer.id)
        self.env.flush_all()
        rows = self.env["cooperation.week"].search([])
        self.assertEqual(len(set(rows.ids)), len(rows))
        self.assertEqual(rows.mapped("date"), sorted(rows.mapped("date")))

    def test_constant_number_of_queries(self):
        week = self.env["cooperation.week"].with_user(self.user_coordinator)
        names = {"name": {}, "user_id": {"fields": {"display_name": {}}}}
        counts = []
        for number in (1, 2, 10):
            for index in range(number):
                self._create_funded_mission(name=f"Mission {number} {index}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            week.web_search_read([], names)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
