import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestCooperationExpert(ExpertiseCommon):
    """The roster: who is on it, where they come from, how they leave."""

    @users("coordinator_test")
    def test_activate_says_all_that_is_missing(self):
        expert = self._create_expert(is_consent_given=False).with_env(self.env)
        with self.assertRaises(UserError) as refusal:
            expert.action_activate()
        for word in ("employer", "skill", "language", "consented"):
            self.assertIn(word, str(refusal.exception))
            self.assertIn(word, expert.transition_checklist)
        self.assertEqual(expert.state, "candidate")

    @freeze_time("2030-05-02")
    @users("coordinator_test")
    def test_activate_starts_the_accreditation(self):
        """Two years from today, four if asked for again [R16]; the profile is fresh."""
        expert = self._create_active_expert(validity_start=False).with_env(self.env)
        self.assertEqual(expert.state, "active")
        self.assertEqual(str(expert.validity_start), "2030-05-02")
        self.assertEqual(str(expert.validity_end), "2032-05-01")
        self.assertEqual(str(expert.validity_limit), "2034-05-01")
        self.assertEqual(str(expert.date_confirmed), "2030-05-02")

    @freeze_time("2030-05-02")
    @users("coordinator_test")
    def test_accreditation_that_is_over(self):
        expert = self._create_expert(
            employer_id=self.city.id,
            validity_start="2025-01-01",
            skill_ids=[Command.create({"theme_id": self.theme.id})],
            language_ids=[Command.create({"language_id": self.french.id})],
        ).with_env(self.env)
        with self.assertRefused(UserError, "accreditation.*12/31/2026"):
            expert.action_activate()

    @users("officer_test")
    def test_only_a_coordinator_keeps_the_roster(self):
        expert = self._create_active_expert().with_env(self.env)
        for action in ("action_suspend", "action_leave", "action_activate"):
            with self.assertRaises(AccessError):
                getattr(expert, action)()

    @users("coordinator_test")
    def test_suspension_stops_the_clock(self):
        """While a suspension lasts there is no end; then the days are given back."""
        expert = self._create_active_expert(validity_start="2030-01-01")
        expert = expert.with_env(self.env)
        leave = self.env["cooperation.expert.suspension"].create(
            {"expert_id": expert.id, "date_start": "2031-01-01"}
        )
        self.assertFalse(expert.validity_end)
        leave.date_end = "2031-01-10"
        self.assertEqual(str(expert.validity_end), "2032-01-10")

    def test_origin_follows_the_employer(self):
        """[R7]: CNFPT agents, agents of local authorities, others."""
        expert = self._create_expert()
        self.assertEqual(expert.origin, "other")
        for employer, origin in (
            (self.inset, "cnfpt"),
            (self.city, "local_authority"),
            (self.funder, "other"),
        ):
            expert.employer_id = employer
            self.assertEqual(expert.origin, origin)

    def test_themes_come_from_the_skills(self):
        expert = self._create_active_expert()
        self.assertEqual(expert.theme_ids, self.theme)
        expert.skill_ids.theme_id = self.other_theme
        self.assertEqual(expert.theme_ids, self.other_theme)
        expert.skill_ids.unlink()
        self.assertFalse(expert.theme_ids)

    @freeze_time("2030-05-02")
    def test_stale_after_twelve_months(self):
        fresh, stale, never = (
            self._create_expert(f"Expert {date}", date_confirmed=date)
            for date in ("2029-05-02", "2029-05-01", False)
        )
        experts = fresh | stale | never
        own = [("id", "in", experts.ids)]
        search = self.env["cooperation.expert"].search
        self.assertEqual(experts.filtered("is_stale"), stale | never)
        self.assertEqual(search([*own, ("is_stale", "=", True)]), stale | never)
        self.assertEqual(search([*own, ("is_stale", "=", False)]), fresh)
        self._as_coordinator(stale).action_confirm_profile()
        self.assertFalse(stale.is_stale)

    @users("coordinator_test")
    def test_leave_needs_no_firm_assignment(self):
        mission = self._create_funded_mission()
        assignment = self._create_confirmed_assignment(mission).with_env(self.env)
        expert = assignment.expert_id
        with self.assertRefused(UserError, f"{mission.reference}.*05/06/2030"):
            expert.action_leave()
        assignment.action_cancel()
        expert.action_leave()
        self.assertEqual(expert.state, "left")

    @users("coordinator_test")
    def test_history_is_never_deleted(self):
        expert = self._create_expert().with_env(self.env)
        self._create_assignment(self._create_mission(), expert)
        with self.assertRefused(UserError, "Leave the Roster"):
            expert.unlink()
        with self.assertRaises(UserError):
            self._create_active_expert("Known").with_env(self.env).unlink()
        self._create_expert("By mistake").with_env(self.env).unlink()

    def test_once_on_the_roster(self):
        expert = self._create_expert()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.env["cooperation.expert"].create({"partner_id": expert.partner_id.id})

    def test_private_data_has_its_own_group(self):
        expert = self._create_active_expert()
        expert.with_user(self.user_private).private_phone = "+33 6 00 00 00 00"
        for user in (self.user_coordinator, self.user_direction):
            own = expert.with_user(user)
            with self.assertRaises(AccessError):
                own.read(["private_phone"])
            with self.assertRaises(AccessError):
                self.env["cooperation.expert"].with_user(user).search(
                    [("private_phone", "!=", False)]
                )
            arch = own.get_view(view_type="form")["arch"]
            self.assertNotIn("private_phone", arch)
        self.assertIn(
            "private_phone",
            expert.with_user(self.user_private).get_view(view_type="form")["arch"],
        )

    @users("coordinator_test")
    def test_roster_form(self):
        """The form takes an expert in from scratch, with the defaults."""
        partner = self.env["res.partner"].create({"name": "Nadia Form"})
        with Form(self.env["cooperation.expert"]) as form:
            form.partner_id = partner
            form.employer_id = self.city
            form.is_consent_given = True
            with form.skill_ids.new() as skill:
                skill.theme_id = self.theme
            with form.language_ids.new() as language:
                language.language_id = self.french
        expert = form.record
        self.assertEqual(expert.origin, "local_authority")
        expert.action_activate()

    @freeze_time("2030-05-13")
    def test_counts(self):
        """Firm missions and days of the ledger; another year's days apart."""
        expert = self._create_active_expert()
        agreement = self._create_active_agreement(date_start="2029-12-01")
        mission = self._create_ordered_mission(expert, agreement=agreement)
        self._create_assignment(self._create_mission(), expert)
        assignment = self._as_coordinator(mission.assignment_ids)
        assignment.action_generate_days()
        assignment.day_ids[:2].action_done()
        assignment.day_ids[-1].unlink()
        self.env["cooperation.expert.day"].create(
            {
                "assignment_id": assignment.id,
                "date": "2029-12-20",
                "kind": "preparation",
            }
        )
        self.assertRecordValues(
            expert,
            [
                {
                    "mission_count": 1,
                    "days_done": 2,
                    "days_scheduled": 3,
                    "days_this_year": 4,
                }
            ],
        )

    def test_queries_do_not_grow(self):
        """Reading twenty experts costs what reading one does."""
        experts = self.env["cooperation.expert"].union(
            *(self._create_active_expert(f"Expert {n}") for n in range(20))
        )
        names = ["mission_count", "days_done", "days_this_year", "is_stale"]
        names += ["language_ids", "theme_ids", "last_mission_end"]
        experts.read(names)
        counts = []
        for some in (experts[:1], experts):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(names)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
