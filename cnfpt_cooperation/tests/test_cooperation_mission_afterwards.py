import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, tagged, users

from .common_expertise import ExpertiseCommon

_SURVEY = "cnfpt_cooperation.survey_mission_evaluation"


class MissionAfterwardsCommon(ExpertiseCommon):
    """A mission of May 2030 that has been reported; its beneficiary has an address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2030-05-13"))
        cls.survey = cls.env.ref(_SURVEY)
        cls.usefulness = cls.env.ref(f"{_SURVEY}_usefulness")
        cls.foreign_body.email = "school@example.com"
        cls.mission = cls._create_reported_mission()

    @classmethod
    def _create_reported_mission(cls, **values):
        mission = cls._create_ordered_mission(
            **{"user_id": cls.user_coordinator.id, **values}
        )
        mission = cls._as_coordinator(mission)
        mission.action_start()
        mission.outcome = "<p>Trainers were trained.</p>"
        mission.action_report()
        mission.action_generate_days()
        mission.action_days_done()
        mission.assignment_ids.write(
            {"briefing_date": "2030-04-30", "debrief_date": "2030-05-12"}
        )
        return mission

    def _send(self, mission=None):
        """Press the button; return the mails and the invitations."""
        mission = mission or self.mission
        mails = self.env["mail.mail"].sudo()
        known = mails.search([])
        mission.action_send_evaluation()
        mails = mails.search([]) - known
        return mails, mission.sudo().evaluation_ids


@tagged("post_install", "-at_install")
class TestMissionEvaluation(MissionAfterwardsCommon):
    """The beneficiary says what the mission was worth."""

    def _create_beneficiary(self, name, email):
        return self.env["res.partner"].create({"name": name, "email": email})

    @users("coordinator_test")
    def test_beneficiaries_are_asked_once(self):
        mission = self.mission.with_env(self.env)
        contact = self._create_beneficiary("Amina", "amina@example.com")
        other = self._create_beneficiary("Other", "other@example.com")
        again = self._create_beneficiary("Again", "Amina@Example.com")
        silent = self._create_beneficiary("No Address", False)
        mission.write(
            {
                "contact_id": contact.id,
                "beneficiary_ids": (other | again | silent).ids,
                "language_ids": self.arabic.ids,
            }
        )
        mails, answers = self._send(mission)
        self.assertEqual(
            {(answer.email, answer.lang_id.code) for answer in answers},
            {("amina@example.com", "ar_001"), ("other@example.com", "ar_001")},
        )
        self.assertEqual(len(mails), 2)
        for mail in mails:
            self.assertIn('dir="rtl"', mail.body_html)
            self.assertIn(self.survey.access_token, mail.body_html)
            self.assertIn(mission.name, mail.subject)
        with self.assertRaisesRegex(UserError, "was asked already"):
            mission.action_send_evaluation()

    @users("coordinator_test")
    def test_the_beneficiary_itself_without_contact(self):
        mission = self.mission.with_env(self.env)
        _mails, answers = self._send(mission)
        self.assertEqual(answers.email, "school@example.com")
        self.assertEqual(answers.lang_id.code, "fr_FR")

    @users("coordinator_test")
    def test_nobody_to_ask(self):
        mission = self.mission.with_env(self.env)
        self.foreign_body.email = False
        with self.assertRaisesRegex(UserError, "“Contact Person”"):
            mission.action_send_evaluation()
        early = self._create_full_mission().with_env(self.env)
        with self.assertRaisesRegex(UserError, "once it has taken place"):
            early.action_send_evaluation()

    def test_who_may_ask(self):
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                self.mission.with_user(user).action_send_evaluation()

    def test_marks_without_names(self):
        _mails, answers = self._send()
        answers._save_lines(self.usefulness, "4")
        answers._mark_done()
        seen = self.mission.with_user(self.user_direction)
        self.assertEqual(seen.evaluation_score, 4)
        self.assertIn(self.usefulness.title, seen.evaluation_html)
        self.assertNotIn("school@example.com", seen.evaluation_html)
        with self.assertRaises(AccessError):
            seen.read(["evaluation_ids"])
        with self.assertRaises(AccessError):
            answers.with_user(self.user_coordinator).write(
                {"cooperation_mission_id": self.mission.id}
            )

    def test_reminded_once_then_forgotten(self):
        self.mission.language_ids = self.env.ref("cnfpt_cooperation.language_en")
        _mails, answers = self._send()
        self.env.cr.execute(
            "UPDATE survey_user_input SET create_date = '2030-05-13' WHERE id = %s",
            [answers.id],
        )
        answers.invalidate_recordset()
        cron = self.env.ref("cnfpt_cooperation.ir_cron_visit_evaluations")

        def run(day):
            known = self.env["mail.mail"].search([])
            with freeze_time(day), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            return self.env["mail.mail"].search([]) - known

        self.assertFalse(run("2030-05-18"))
        self.assertIn("a week ago", run("2030-05-21").body_html.replace("\n", " "))
        self.assertFalse(run("2030-05-30"))
        run("2030-07-01")
        self.assertFalse(answers.email or answers.nickname)


@tagged("post_install", "-at_install")
class TestMissionEvaluationHttp(MissionAfterwardsCommon, HttpCase):
    def test_answer_without_an_account(self):
        """A link, the page in Arabic, an answer: read by the Mission without names."""
        self.mission.language_ids = self.arabic
        mails, answers = self._send()
        link = re.search(r'href="([^"]*/survey/start/[^"]*)"', mails.body_html).group(1)
        page = self.url_open(link[link.index("/survey/") :].replace("&amp;", "&"))
        self.assertEqual(page.status_code, 200)
        self.assertRegex(page.text, '<html lang="ar.*dir="rtl"')
        tokens = f"{self.survey.access_token}/{answers.access_token}"
        _nothing, begun = self.make_jsonrpc_request(
            f"/survey/begin/{tokens}", {"lang_code": "ar_001"}
        )
        self.assertIn("survey_content", begun)
        use = self.env.ref(f"{_SURVEY}_use")
        self.make_jsonrpc_request(
            f"/survey/submit/{tokens}",
            {str(self.usefulness.id): "5", str(use.id): "خطط التدريب"},
        )
        self.env.invalidate_all()
        self.assertEqual(answers.state, "done")
        self.assertEqual(self.mission.evaluation_score, 5)
        self.assertIn("خطط التدريب", self.mission.evaluation_html)


@tagged("post_install", "-at_install")
class TestMissionReview(MissionAfterwardsCommon):
    """Six months, then twelve: what is left of it."""

    def _get_activity(self, mission):
        review = self.env.ref("cnfpt_cooperation.mail_activity_type_review")
        return mission.activity_ids.filtered(lambda a: a.activity_type_id == review)

    @users("coordinator_test")
    def test_at_six_and_twelve_months(self):
        mission = self.mission.with_env(self.env)
        with self.assertRaisesRegex(UserError, "once it is closed"):
            mission.action_review()
        mission.action_close()
        self.assertEqual(str(mission.review_date), "2030-11-10")
        self.assertEqual(self._get_activity(mission).user_id, self.env.user)
        with freeze_time("2030-11-12"):
            with self.assertRaisesRegex(UserError, "“Review Result”"):
                mission.action_review()
            mission.write({"review_result": "partial", "review_note": "Half trained."})
            mission.action_review()
        self.assertEqual(str(mission.review_date), "2031-05-10")
        self.assertFalse(mission.reviewed_on or mission.review_result)
        self.assertIn("Partial effects. Half trained.", mission.message_ids[0].body)
        with freeze_time("2031-05-12"):
            with self.assertRaisesRegex(UserError, "“Review Result”"):
                mission.action_review()
            mission.write({"review_result": "lasting", "review_note": "All trained."})
            mission.action_review()
            self.assertEqual(str(mission.reviewed_on), "2031-05-12")
            self.assertEqual(mission.review_result, "lasting")
            with self.assertRaisesRegex(UserError, "was reviewed"):
                mission.action_review()

    def test_only_coordinators_review(self):
        self.mission.action_close()
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                self.mission.with_user(user).action_review()
        with self.assertRaises(UserError):
            self.mission.review_date = "2040-01-01"

    @users("coordinator_test")
    def test_written_in_the_form(self):
        mission = self.mission.with_env(self.env)
        mission.action_close()
        with Form(mission) as form:
            form.review_result = "lasting"
            form.review_note = "The school trains by itself."
        mission.action_review()
        self.assertEqual(str(mission.review_date), "2031-05-10")
