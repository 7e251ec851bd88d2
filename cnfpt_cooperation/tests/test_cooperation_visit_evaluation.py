import re

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged, users

from .test_cooperation_visit_afterwards import AfterwardsCommon

_SURVEY = "cnfpt_cooperation.survey_visit_evaluation"


class EvaluationCommon(AfterwardsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref(_SURVEY)
        cls.usefulness = cls.env.ref(f"{_SURVEY}_usefulness")

    def _send(self, visit=None):
        """Press the button; return the mails and the invitations."""
        visit = visit or self.visit
        mails = self.env["mail.mail"].sudo()
        known = mails.search([])
        visit.action_send_evaluation()
        mails = mails.search([]) - known
        return mails, visit.sudo().evaluation_ids


@tagged("post_install", "-at_install")
class TestCooperationVisitEvaluation(EvaluationCommon):
    """Who is asked, who reads what, and what no client can forge."""

    @users("officer_test")
    def test_who_came_is_asked_once(self):
        mails, answers = self._send()
        self.assertEqual(
            {(a.email, a.lang_id.code) for a in answers},
            {("ana@example.com", "es_ES"), ("amina@example.com", "ar_001")},
        )
        self.assertEqual(len(mails), 2)
        for mail, answer in (
            (mail, answers.filtered(lambda a, m=mail: a.email in m.email_to))
            for mail in mails
        ):
            self.assertIn(answer.access_token, mail.body_html)
            self.assertIn(self.survey.access_token, mail.body_html)
            self.assertEqual("rtl" in mail.body_html, answer.lang_id.code == "ar_001")
        self.assertEqual(self.visit.evaluation_invited_count, 2)
        with self.assertRaisesRegex(UserError, "was asked already"):
            self.visit.action_send_evaluation()

    @users("officer_test")
    def test_nobody_to_ask(self):
        visit = self._create_done_visit(delegate_ids=False)
        with self.assertRaisesRegex(UserError, "tick “Came”"):
            visit.action_send_evaluation()
        self.survey.sudo().active = False
        with self.assertRaisesRegex(UserError, "archived or gone"):
            visit.action_send_evaluation()
        with self.assertRaisesRegex(UserError, "once it has taken place"):
            self._create_visit().with_user(self.user_officer).action_send_evaluation()

    @users("direction_test")
    def test_direction_reads_marks_and_sends_nothing(self):
        visit = self.visit.with_env(self.env)
        with self.assertRaises(AccessError):
            visit.action_send_evaluation()
        _mails, answers = self._send()
        answers[0]._save_lines(self.usefulness, "4")
        answers[0]._mark_done()
        self.assertEqual(visit.evaluation_score, 4)
        self.assertIn(self.usefulness.title, visit.evaluation_html)
        self.assertNotIn("Ana", visit.evaluation_html)

    def test_answers_stay_with_surveys(self):
        """Neither the officer nor the administrator of ours reads who said what."""
        _mails, answers = self._send()
        for user in (self.user_officer, self.user_administrator, self.user_direction):
            with self.assertRaises(AccessError):
                answers.with_user(user).read(["email"])
            with self.assertRaises(AccessError):
                self.visit.with_user(user).read(["evaluation_ids"])

    def test_nobody_forges_an_evaluation(self):
        user = new_test_user(
            self.env,
            "survey_test",
            "survey.group_survey_manager,cnfpt_cooperation.cnfpt_cooperation_group_officer",
        )
        survey_answers = self.env["survey.user_input"].with_user(user)
        values = {"survey_id": self.survey.id, "email": "forged@example.com"}
        answer = survey_answers.create(values)
        ours = {"cooperation_visit_id": self.visit.id}
        defaults = {"default_cooperation_visit_id": self.visit.id}
        for forge in (
            lambda: survey_answers.create({**values, **ours}),
            lambda: survey_answers.with_context(**defaults).create(values),
            lambda: answer.write(ours),
        ):
            with (
                self.assertRaisesRegex(AccessError, "button of the visit"),
                self.env.cr.savepoint(),
            ):
                forge()
        self.assertFalse(self.visit.evaluation_invited_count)
        with self.assertRaises(UserError):
            self.visit.write({"evaluation_score": 5})

    def test_reminded_once_then_forgotten(self):
        _mails, answers = self._send()
        answers[0]._save_lines(self.usefulness, "5")
        answers[0]._mark_done()
        cron = self.env.ref("cnfpt_cooperation.ir_cron_visit_evaluations")

        def run(day):
            self.env.cr.execute(
                "UPDATE survey_user_input SET create_date = '2030-03-10' "
                "WHERE id IN %s",
                [tuple(answers.ids)],
            )
            answers.invalidate_recordset()
            known = self.env["mail.mail"].search([])
            with freeze_time(day), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            return self.env["mail.mail"].search([]) - known

        self.assertFalse(run("2030-03-16"))
        self.assertEqual(len(run("2030-03-18")), 1)
        self.assertFalse(run("2030-03-25"))
        self.assertFalse(run("2030-05-01"))
        self.assertFalse(any(answers.mapped("email") + answers.mapped("nickname")))
        self.assertEqual(self.visit.evaluation_answer_count, 1)
        self.assertEqual(self.visit.evaluation_score, 5)
        with self.assertRaisesRegex(UserError, "was asked already"):
            self.visit.action_send_evaluation()


@tagged("post_install", "-at_install")
class TestCooperationVisitEvaluationHttp(EvaluationCommon, HttpCase):
    """A delegate without an account answers in Spanish or Arabic."""

    def test_language_chosen_on_the_first_page(self):
        """Sent in Spanish, read in Arabic: the questions follow, until they begin."""
        _mails, answers = self._send(self.visit.with_user(self.user_officer))
        answer = answers.filtered(lambda a: a.lang_id.code == "es_ES")
        tokens = f"{self.survey.access_token}/{answer.access_token}"
        self.url_open(f"/ar_001/survey/{tokens}")
        self.assertEqual(answer.lang_id.code, "es_ES", "nothing was chosen")
        self.url_open(f"/ar_001/survey/{tokens}?language-changed=true")
        self.assertEqual(answer.lang_id.code, "ar_001")
        answer.sudo().state = "in_progress"
        self.url_open(f"/es/survey/{tokens}?language-changed=true")
        self.assertEqual(answer.lang_id.code, "ar_001")

    def _answer(self, answer, mail, mark, remark):
        link = re.search(r'href="([^"]*/survey/start/[^"]*)"', mail.body_html).group(1)
        page = self.url_open(link[link.index("/survey/") :].replace("&amp;", "&"))
        self.assertEqual(page.status_code, 200)
        tokens = f"{self.survey.access_token}/{answer.access_token}"
        lang = answer.lang_id.code
        _nothing, begun = self.make_jsonrpc_request(
            f"/survey/begin/{tokens}", {"lang_code": lang}
        )
        title = self.usefulness.with_context(lang=lang).title
        self.assertNotEqual(title, self.usefulness.with_context(lang="en_US").title)
        self.assertIn(title, begun["survey_content"])
        use = self.env.ref(f"{_SURVEY}_use")
        self.make_jsonrpc_request(
            f"/survey/submit/{tokens}",
            {str(self.usefulness.id): str(mark), str(use.id): remark},
        )
        return page

    def test_answer_without_an_account(self):
        mails, answers = self._send()
        for email, lang, mark, remark in (
            ("ana@example.com", "es", 4, "Los planes de formación"),
            ("amina@example.com", "ar", 5, "خطط التدريب"),
        ):
            with self.subTest(email):
                answer = answers.filtered(lambda a, e=email: a.email == e)
                mail = mails.filtered(lambda m, e=email: e in m.email_to)
                self.assertNotIn("Your opinion", mail.subject)
                with freeze_time(fields.Datetime.now()):
                    page = self._answer(answer, mail, mark, remark)
                self.assertIn(f"/{lang}/survey/", page.url)
                direction = "rtl" if lang == "ar" else "ltr"
                self.assertRegex(page.text, f'<html lang="{lang}.*dir="{direction}"')
                self.assertEqual(answer.state, "done")
                self.assertIn(remark, self.visit.evaluation_html)
        self.env.invalidate_all()
        self.assertEqual(self.visit.evaluation_answer_count, 2)
        self.assertEqual(self.visit.evaluation_score, 4.5)
        self.assertNotIn("Amina", self.visit.evaluation_html)

    def test_wrong_link(self):
        """Without the token of an invitation the survey does not open."""
        page = self.url_open(f"/survey/start/{self.survey.access_token}")
        self.assertNotIn(self.survey.title, page.text)
        page = self.url_open(
            f"/survey/start/{self.survey.access_token}?answer_token=forged"
        )
        self.assertNotIn(self.usefulness.title, page.text)
