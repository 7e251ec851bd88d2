from dateutil.relativedelta import relativedelta
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common_link import LinkCommon


@tagged("post_install", "-at_install")
class TestExpertCheck(LinkCommon):
    """A profile that nobody confirms is asked about, then rests; nothing is deleted."""

    _link_path = "cooperation/expert"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Those of other tests and of the demo are not written to here.
        cls.env["cooperation.expert"].search([]).active = False
        cls.user_coordinator.email = "coordinator@example.com"
        with freeze_time("2030-01-10"):
            cls.expert = cls._create_active_expert(
                "Amina Test",
                validity_start="2030-01-10",
                user_id=cls.user_coordinator.id,
            )
        cls.expert.partner_id.write({"email": "amina@example.com", "lang": "en_US"})

    def _run_day(self, day):
        """Do the scheduled work of a day; return the mails to experts."""
        with freeze_time(day):
            self.env.invalidate_all()
            mails = self._collect_mails(self._run_crons)
        return [mail for mail in mails if "amina@example.com" in mail["email_to"]]

    def _run_crons(self):
        for name in ("expert_keep_fresh", "expert_check_follow_up"):
            cron = self.env.ref(f"cnfpt_cooperation.ir_cron_{name}")
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()

    def _answer(self, day, answer, remark=""):
        self.env.invalidate_all()
        with freeze_time(day):
            return self.expert.check_ids[:1].sudo()._take_answer(answer, remark)

    def test_a_fresh_profile_is_left_alone(self):
        self.assertFalse(self._run_day("2031-01-10"))
        self.assertFalse(self.expert.check_ids)

    def test_asked_reminded_and_put_to_rest(self):
        """Asked after twelve months, reminded after thirty days, inactive at sixty."""
        mails = self._run_day("2031-01-11")
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails[0]["email_to"], ["amina@example.com"])
        self.assertIn("coordinator@example.com", mails[0]["reply_to"])
        self.assertIn("01/10/2030", mails[0]["body"])
        path = self._get_link(mails[0])
        self.assertFalse(self._run_day("2031-01-12"))
        self.assertFalse(self._run_day("2031-02-09"))
        reminder = self._run_day("2031-02-10")
        self.assertEqual(len(reminder), 1)
        self.assertEqual(self._get_link(reminder[0]), path)
        self.assertIn("We wrote to you on 01/11/2031", reminder[0]["body"])
        self.assertFalse(self._run_day("2031-03-12"))
        self.assertEqual(self.expert.state, "active")
        self.assertFalse(self._run_day("2031-03-13"))
        self.assertRecordValues(
            self.expert,
            [{"state": "suspended", "suspended_for": "silence", "active": True}],
        )
        self.assertEqual(self.expert.activity_ids.user_id, self.user_coordinator)
        self.assertEqual(self.expert.check_ids.state, "expired")
        self.assertFalse(self._run_day("2031-03-14"))
        self.assertEqual(len(self.expert.activity_ids), 1)

    def test_one_click_makes_it_fresh(self):
        self._run_day("2031-01-11")
        self.assertTrue(self._answer("2031-01-20", "right"))
        self.assertEqual(str(self.expert.date_confirmed), "2031-01-20")
        self.assertFalse(self._answer("2031-01-21", "leave"))
        self.assertTrue(self.expert.is_consent_given)
        for day in ("2031-02-10", "2031-04-01", "2031-10-01"):
            mails = self._run_day(day)
            self.assertFalse([mail for mail in mails if "profile" in mail["subject"]])
        self.assertEqual(self.expert.state, "active")

    def test_back_from_silence(self):
        """Asked again by hand, who had not answered comes back by one click."""
        self._run_day("2031-01-11")
        self._run_day("2031-03-13")
        self.assertEqual(self.expert.state, "suspended")
        with freeze_time("2031-04-01"):
            self._as_coordinator(self.expert).action_ask_profile()
        self.assertTrue(self._answer("2031-04-02", "right"))
        self.assertRecordValues(
            self.expert, [{"state": "active", "suspended_for": False}]
        )

    def test_a_decision_is_not_undone_by_a_click(self):
        with freeze_time("2031-01-11"):
            expert = self._as_coordinator(self.expert)
            expert.action_suspend()
            expert.action_ask_profile()
        self.assertTrue(self._answer("2031-01-12", "right"))
        self.assertRecordValues(
            self.expert, [{"state": "suspended", "suspended_for": "decision"}]
        )

    def test_changes_are_handed_over(self):
        """They want words; whoever follows the expert writes them down."""
        self._run_day("2031-01-11")
        self.assertFalse(self._answer("2031-01-20", "changes", "  "))
        self.assertTrue(self._answer("2031-01-20", "changes", "New post in Lille"))
        self.assertIn("changed", self.expert.activity_ids.summary)
        self.assertEqual(self.expert.check_ids.remark, "New post in Lille")
        self.assertFalse(self.expert.is_stale and self.expert.date_confirmed)
        with self.assertRaises(AccessError):
            self.expert.check_ids.with_user(self.user_officer).read(["remark"])

    def test_who_leaves_is_not_called_any_more(self):
        self._run_day("2031-01-11")
        self.assertTrue(self._answer("2031-01-20", "leave"))
        self.assertRecordValues(
            self.expert,
            [
                {
                    "state": "suspended",
                    "suspended_for": "wish",
                    "is_consent_given": False,
                }
            ],
        )
        with self.assertRefused(UserError, "consented"):
            self._as_coordinator(self.expert).action_activate()
        self.assertTrue(self.expert.activity_ids)

    def test_held_by_a_mission(self):
        """Who is firm on a mission is called instead of being put to rest."""
        with freeze_time("2030-04-10"):
            mission = self._create_funded_mission()
            self._create_confirmed_assignment(mission, self.expert)
        self._run_day("2031-01-11")
        self._run_day("2031-03-13")
        self.assertEqual(self.expert.state, "active")
        self.assertIn("confirm", self.expert.activity_ids.summary)

    def test_no_address(self):
        """Who cannot be written to is called, once."""
        self.expert.partner_id.email = False
        self.assertFalse(self._run_day("2031-01-11"))
        self.assertFalse(self._run_day("2031-01-12"))
        self.assertIn("telephone", self.expert.activity_ids.summary)
        with self.assertRefused(UserError, "e-mail address of “Amina Test”"):
            self._as_coordinator(self.expert).action_ask_profile()

    def test_checked_by_hand_meanwhile(self):
        """A coordinator who notes the answer ends the question; no reminder goes."""
        self._run_day("2031-01-11")
        with freeze_time("2031-01-15"):
            self._as_coordinator(self.expert).action_confirm_profile()
        self.assertFalse(self._answer("2031-01-16", "leave"))
        self.assertFalse(self._run_day("2031-02-10"))
        self.assertEqual(self.expert.check_ids.state, "withdrawn")

    @users("coordinator_test")
    @freeze_time("2030-06-01")
    def test_asked_by_hand(self):
        """Once at a time; the mail is not kept, and nobody else may ask."""
        expert = self.expert.with_env(self.env)
        mails = self._collect_mails(expert.action_ask_profile)
        self.assertEqual(len(mails), 1)
        self._get_link(mails[0])
        with self.assertRefused(UserError, "was asked on 06/01/2030.*07/31/2030"):
            expert.action_ask_profile()
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                expert.with_user(user).action_ask_profile()
        with self.assertRaises(AccessError):
            expert.check_ids.state = "answered"
        with self.assertRaises(AccessError):
            expert.check_ids.read(["token"])
        links = self.env["mail.message"].sudo().search([("body", "ilike", "/expert/")])
        self.assertFalse(links)

    def test_letters_are_in_french_for_french_agents(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        for code, lang in (("en_US", "en_US"), (False, "fr_FR"), ("fr_FR", "fr_FR")):
            self.expert.partner_id.lang = code
            self.assertEqual(self.expert._get_letter_lang(), lang)

    # ------------------------------------------------------------
    # Asking to stay [R16]
    # ------------------------------------------------------------

    def _confirm_each_year(self, *days):
        for day in days:
            with freeze_time(day):
                self.expert.action_confirm_profile()

    def test_the_answer_is_the_written_request(self):
        """Asked three months before the term; the answer keeps the accreditation."""
        self._confirm_each_year("2031-09-01")
        self.assertEqual(str(self.expert.renewal_due), "2032-01-09")
        self.assertFalse(self._run_day("2031-10-08"))
        mails = self._run_day("2031-10-09")
        self.assertEqual(len(mails), 1)
        self.assertIn("01/09/2032", mails[0]["subject"])
        self.assertFalse(self._run_day("2031-11-01"))
        self.assertEqual(len(self._run_day("2031-12-10")), 1)
        self.assertTrue(self._answer("2032-01-09", "stay"))
        self.assertEqual(str(self.expert.validity_end), "2033-01-09")
        self.assertEqual(str(self.expert.renewal_ids.date_asked), "2032-01-09")
        self.assertFalse(self._run_day("2032-01-10"))
        self.assertEqual(self.expert.state, "active")

    def test_lapse(self):
        """Without a request the expert rests the day after, and is told."""
        self._confirm_each_year("2031-09-01")
        self._run_day("2031-10-09")
        self._run_day("2031-12-10")
        self.assertFalse(self._run_day("2032-01-09"))
        mails = self._run_day("2032-01-10")
        self.assertEqual(len(mails), 1)
        self.assertIn("01/09/2032", mails[0]["subject"])
        self.assertIn("no written request", mails[0]["body"])
        self.assertNotIn("/cooperation/expert/", mails[0]["body"])
        self.assertRecordValues(
            self.expert, [{"state": "suspended", "suspended_for": "lapse"}]
        )
        self.assertFalse(self._answer("2032-01-10", "stay"))
        with freeze_time("2032-01-11"):
            with self.assertRefused(UserError, "ended on 01/09/2032"):
                self._as_coordinator(self.expert).action_activate()
            self._as_coordinator(self.expert).action_accredit()
            self._as_coordinator(self.expert).action_activate()
        self.assertRecordValues(
            self.expert, [{"state": "active", "suspended_for": False}]
        )

    def test_a_letter_by_post_ends_the_question(self):
        self._confirm_each_year("2031-09-01")
        self._run_day("2031-10-09")
        with freeze_time("2031-11-03"):
            self._as_coordinator(self.expert).renewal_ids = [
                Command.create({"date_asked": "2031-11-02"})
            ]
        self.assertFalse(self._run_day("2031-12-10"))
        self.assertEqual(self.expert.check_ids.state, "withdrawn")

    def test_a_leave_puts_the_question_off(self):
        """The clock stops: no lapse, and it is asked again before the new term."""
        self._confirm_each_year("2031-09-01")
        self._run_day("2031-10-09")
        leave = self.env["cooperation.expert.suspension"].create(
            {"expert_id": self.expert.id, "date_start": "2031-11-01"}
        )
        self.assertFalse(self._run_day("2032-01-10"))
        self.assertEqual(self.expert.state, "active")
        leave.date_end = "2032-01-31"
        self.assertEqual(str(self.expert.renewal_due), "2032-04-10")
        self.assertEqual(len(self._run_day("2032-02-01")), 1)


@tagged("post_install", "-at_install")
class TestExpertCheckPage(LinkCommon, HttpCase):
    """The page behind a personal link, over real HTTP and without an account."""

    _link_path = "cooperation/expert"

    def setUp(self):
        super().setUp()
        self.today = fields.Date.context_today(self.user_coordinator)
        self.expert = self._as_coordinator(
            self._create_active_expert(
                "Amina Test",
                job_title="Director of finance",
                validity_start=self.today - relativedelta(months=22),
                date_confirmed=self.today - relativedelta(months=13),
                private_phone="+33 0 11 22 33 44",
                wish_note="Short missions",
            )
        )
        self.expert.partner_id.write({"email": "amina@example.com", "lang": "en_US"})
        mails = self._collect_mails(self.expert.action_ask_profile)
        self.path = self._get_link(mails[0])
        self.env.flush_all()

    def _read(self, response):
        return " ".join(html.fromstring(response.text).text_content().split())

    def _send(self, answer, remark="", path=None):
        """Fill in the form of the page and send it, as a browser does."""
        form = html.fromstring(self.url_open(path or self.path).text).forms[0]
        self.assertEqual(form.method, "POST")
        data = {"csrf_token": form.fields["csrf_token"], "remark": remark}
        return self.url_open(form.action, data={**data, "answer": answer})

    def test_page(self):
        """The expert's own profile, without what is kept for a few."""
        response = self.url_open(self.path)
        self.assertEqual(response.status_code, 200)
        text = self._read(response)
        for words in (
            *("Is your profile still right?", "Amina Test", "Test City"),
            *("Director of finance", "Test budget – Practice", "French C1"),
            *("amina@example.com", "Short missions"),
        ):
            self.assertIn(words, text)
        for private in ("+33 0 11 22 33 44", "Activity", "uspension"):
            self.assertNotIn(private, text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertFalse(html.fromstring(response.text).xpath("//script[@src]"))

    def test_reading_changes_nothing(self):
        for _time in range(3):
            self.url_open(self.path)
            self.url_open(f"{self.path}?answer=right")
            self.opener.head(self.base_url() + self.path)
        self.env.invalidate_all()
        self.assertEqual(self.expert.check_ids.state, "waiting")
        self.assertTrue(self.expert.is_stale)

    def test_right(self):
        response = self._send("right")
        self.assertEqual(response.history[0].status_code, 303)
        self.assertIn("Thank you", self._read(response))
        self.assertFalse(html.fromstring(response.text).forms)
        self.env.invalidate_all()
        self.assertEqual(self.expert.date_confirmed, self.today)

    def test_changes_want_words(self):
        response = self._send("changes")
        self.assertEqual(response.status_code, 400)
        self.assertIn("Say what has changed", self._read(response))
        self._send("changes", "<script>alert(1)</script> New post")
        self.env.invalidate_all()
        self.assertIn("New post", self.expert.check_ids.remark)

    def test_one_answer(self):
        form = html.fromstring(self.url_open(self.path).text).forms[0]
        data = {"csrf_token": form.fields["csrf_token"], "answer": "right"}
        for answer in ("right", "leave", "right"):
            response = self.url_open(self.path, data={**data, "answer": answer})
            self.assertIn("You said that your profile is right", self._read(response))
        self.env.invalidate_all()
        self.assertTrue(self.expert.is_consent_given)

    @mute_logger("odoo.http")
    def test_crafted_calls(self):
        """Nothing is told to who has no link, and nothing taken but an answer."""
        token = self.path.rpartition("/")[2]
        check = self.expert.check_ids
        for wrong in ("x", token[:-1], token + "x", "%25", "False", str(check.id)):
            response = self.url_open(f"/cooperation/expert/{wrong}")
            self.assertEqual(response.status_code, 404, wrong)
            self.assertNotIn("Amina", response.text)
        csrf = html.fromstring(self.url_open(self.path).text).forms[0]
        csrf = csrf.fields["csrf_token"]
        for data in (
            {"answer": "right"},
            {"answer": "right", "csrf_token": "forged"},
            {"csrf_token": csrf},
            {"answer": "stay", "csrf_token": csrf},
            {"answer": "expired", "csrf_token": csrf},
        ):
            self.assertEqual(self.url_open(self.path, data=data).status_code, 400, data)
        self.env.invalidate_all()
        self.assertEqual(check.state, "waiting")

    def test_expired(self):
        self.expert.check_ids.sudo().deadline = self.today - relativedelta(days=1)
        self.env.flush_all()
        text = self._read(self.url_open(self.path))
        self.assertIn("This link worked until", text)

    def test_ask_to_stay(self):
        """The answer of the other question is dated and counts as written."""
        self.expert.sudo()._ask("renewal", self.expert.renewal_due)
        check = self.expert.check_ids.filtered(lambda c: c.kind == "renewal")
        path = f"/cooperation/expert/{check.sudo().token}"
        self.env.flush_all()
        self.assertIn("wish to stay", self._read(self.url_open(path)))
        end = self.expert.validity_end
        self.assertIn("You asked to stay", self._read(self._send("stay", path=path)))
        self.env.invalidate_all()
        self.assertGreater(self.expert.validity_end, end)
        self.assertEqual(self.expert.renewal_ids.date_asked, self.today)
