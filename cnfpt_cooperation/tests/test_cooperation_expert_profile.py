from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common_expertise import ExpertiseCommon

_FILE = "JVBERi0xLjQK"


@tagged("post_install", "-at_install")
class TestCooperationExpertProfile(ExpertiseCommon):
    """What an expert knows, has done and wishes, and who may read it."""

    def _finish(self, mission):
        """Do the mission: its days, and the assignment with them."""
        assignment = self._as_coordinator(mission.assignment_ids)
        assignment.action_generate_days()
        assignment.day_ids.action_done()
        assignment.debrief_waiver = "By telephone"
        assignment.action_done()
        self.env.invalidate_all()

    @freeze_time("2030-05-20")
    def test_countries_worked_in(self):
        """A mission that is done adds its country to those declared, not before."""
        expert = self._create_active_expert(country_ids=[Command.set(self.benin.ids)])
        mission = self._create_ordered_mission(expert)
        self.assertFalse(expert.worked_country_ids)
        self._finish(mission)
        self.assertEqual(expert.worked_country_ids, self.tunisia)
        self.assertEqual(expert.country_ids, self.benin)

    @freeze_time("2030-05-20")
    def test_evidence(self):
        """Words, a file or a mission done on the theme or one below show a skill."""
        below = self.env["cooperation.theme"].create(
            {"name": "Test local budget", "parent_id": self.theme.id}
        )
        expert = self._create_active_expert(
            skill_ids=[
                Command.create({"theme_id": theme.id})
                for theme in (self.theme, self.other_theme)
            ]
        )
        shown, bare = expert.skill_ids.sorted("id")
        self.assertFalse(shown.is_shown or bare.is_shown)
        need = [Command.set(below.ids)]
        self._finish(self._create_ordered_mission(expert, need_theme_ids=need))
        self.assertEqual((shown.mission_count, bare.mission_count), (1, 0))
        self.assertTrue(shown.is_shown)
        self.assertFalse(bare.is_shown)
        self._as_coordinator(bare).write(
            {"evidence_file": _FILE, "evidence_filename": "diploma.pdf"}
        )
        self.assertTrue(bare.with_user(self.user_officer).is_shown)

    @freeze_time("2030-05-02")
    def test_wishes(self):
        expert = self._create_active_expert(wish_days=1)
        self.assertFalse(expert.is_over_wish)
        mission = self._create_ordered_mission(expert)
        self._as_coordinator(mission.assignment_ids).action_generate_days()
        self.env.invalidate_all()
        self.assertTrue(expert.is_over_wish)

    def test_who_reads_cv_positions_and_suspensions(self):
        """Coordinators and administrators; neither officers nor the direction."""
        expert = self._create_active_expert(
            cv_file=_FILE,
            cv_filename="cv.pdf",
            suspension_ids=[Command.create({"date_start": "2031-01-01"})],
        )
        private = ["cv_file", "position_ids", "suspension_ids", "renewal_ids"]
        # An end that is missing or late, or a clock that stands, tells of a leave.
        private += ["validity_end", "validity_limit", "renewal_due"]
        private += ["validity_state", "validity_note"]
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", expert._name),
                ("res_id", "=", expert.id),
                ("res_field", "=", "cv_file"),
            ]
        )
        self.assertTrue(file)
        for user in (self.user_coordinator, self.user_administrator, self.user_private):
            own = expert.with_user(user)
            self.assertTrue(own.read(private)[0]["suspension_ids"])
            self.assertTrue(file.with_user(user).read(["datas"]))
        for user in (self.user_officer, self.user_direction, self.user_protocol):
            own = expert.with_user(user)
            for name in private:
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        own.read([name])
                    with self.assertRaises(AccessError):
                        # A state that is any is no question: one asks for one.
                        is_state = name == "validity_state"
                        own.search(
                            [(name, "=" if is_state else "!=", is_state and "stopped")]
                        )
            with self.assertRaises(AccessError):
                file.with_user(user).read(["datas"])
            search = own.get_view(view_type="search")["arch"]
            self.assertFalse([name for name in private if f"'{name}'" in search])
            arch = own.get_view(view_type="form")["arch"]
            self.assertFalse([name for name in private if f'"{name}"' in arch])
            self.assertTrue(own.validity_start)

    @users("direction_test")
    def test_direction_orders_without_reading_leaves(self):
        """The guard holds, its sentence names no leave; the coordinator reads which."""
        expert = self._create_active_expert(
            position_ids=[
                Command.create({"date_start": "2020-01-01", "date_end": "2030-05-07"}),
                Command.create(
                    {"date_start": "2030-05-08", "position": "leave_of_absence"}
                ),
            ]
        )
        mission = self._create_funded_mission()
        self._create_confirmed_assignment(mission, expert)
        self._as_coordinator(mission).action_staff()
        with self.assertRaises(UserError) as refusal:
            mission.with_env(self.env).action_order()
        self.assertIn("does not allow an order", str(refusal.exception))
        self.assertNotIn("absence", str(refusal.exception))
        with self.assertRefused(UserError, "Leave of absence"):
            self._as_coordinator(mission).action_order()

    @users("direction_test")
    def test_direction_orders_without_reading_the_accreditation(self):
        mission = self._create_funded_mission()
        assignment = self._create_confirmed_assignment(mission)
        self._as_coordinator(mission).action_staff()
        self._as_coordinator(assignment.expert_id).validity_start = "2020-01-01"
        with self.assertRaises(UserError) as refusal:
            mission.with_env(self.env).action_order()
        self.assertIn("does not allow an order", str(refusal.exception))
        self.assertNotIn("accreditation", str(refusal.exception))

    @users("direction_test")
    def test_direction_agrees_for_nobody(self):
        """Who signs the order does not write that employer and expert agree."""
        mission = self._create_funded_mission()
        assignment = self._create_confirmed_assignment(mission)
        for name in ("expert_consent_date", "employer_consent_date"):
            with self.assertRaises(AccessError):
                assignment.with_env(self.env).write({name: "2030-04-01"})

    @users("direction_test")
    def test_direction_orders(self):
        mission = self._create_funded_mission()
        assignment = self._create_confirmed_assignment(mission)
        self._as_coordinator(mission).action_staff()
        mission.with_env(self.env).action_order()
        self.assertEqual(assignment.position, "activity")
        self.assertEqual(assignment.state, "ordered")
        with self.assertRaises(AccessError):
            assignment.with_env(self.env).read(["position"])
        arch = assignment.with_env(self.env).get_view(view_type="form")["arch"]
        self.assertNotIn('"position"', arch)
        assignment.with_env(self.env).action_recall()
        self.assertFalse(assignment.position)
