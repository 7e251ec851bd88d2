import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged, users
from odoo.tools import mute_logger

from .common_consent import ConsentCommon


@tagged("post_install", "-at_install")
class TestAssignmentConsent(ConsentCommon):
    """Who is asked, by which message, until when, and what an answer changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2030-04-02"))

    # ------------------------------------------------------------
    # The expert
    # ------------------------------------------------------------

    def test_invited_by_a_message_that_leaves_no_link_behind(self):
        [mail] = self._press("action_invite")
        self.assertEqual(mail["email_to"], ["amina.test@example.com"])
        self.assertIn("coordinator@example.com", mail["reply_to"])
        self.assertIn("Budget of Sfax", mail["subject"])
        for word in ("Sfax, Tunisia", "05/06/2030", "05/10/2030", "04/16/2030"):
            self.assertIn(word, mail["body"])
        path = self._get_link(mail)
        token = path.rpartition("/")[2]
        self.assertGreaterEqual(len(token), 43)
        self.assertRecordValues(
            self.assignment,
            [{"state": "invited", "invited_on": fields.Date.to_date("2030-04-02")}],
        )
        for model in ("mail.mail", "mail.message"):
            name = "body_html" if model == "mail.mail" else "body"
            found = self.env[model].sudo().search([(name, "like", token)])
            self.assertFalse(found, model)
        self.assertIn("amina.test@example.com", self.assignment.message_ids[0].body)

    def test_nobody_reads_or_writes_a_link(self):
        self._press("action_invite")
        for user in (
            self.user_coordinator,
            self.user_administrator,
            self.user_direction,
        ):
            consent = self.assignment.consent_ids.with_user(user)
            for call in (
                lambda c=consent: c.read(["token"]),
                lambda c=consent: c.search([("token", "like", "a")]),
                lambda c=consent: c.write({"token": "known"}),
                lambda c=consent: c.write({"state": "agreed"}),
                lambda c=consent: c.create({"assignment_id": self.assignment.id}),
                lambda c=consent: c.unlink(),
            ):
                with self.assertRaises(AccessError):
                    call()
        with self.assertRaises(AccessError):
            self.assignment.consent_ids.with_user(self.user_officer).read(["reason"])

    def test_a_link_in_a_mail_that_waits_is_read_by_nobody(self):
        """Before it leaves, or when it cannot, a mail is a record like any other."""
        self.assignment.action_invite()
        mail = self.env["mail.mail"].sudo().search([], order="id desc", limit=1)
        self.assertIn("/cooperation/answer/", mail.body_html)
        for user in (self.user_officer, self.user_direction, self.user_administrator):
            with self.assertRaises(AccessError):
                mail.mail_message_id.with_user(user).read(["body"])

    def test_yes_by_the_link(self):
        consent = self._get_consent(self._get_link(self._press("action_invite")[0]))
        with freeze_time("2030-04-05"):
            self.assertTrue(consent._take_answer("agreed", "  With pleasure "))
        day = fields.Date.to_date("2030-04-05")
        self.assertRecordValues(
            self.assignment,
            [{"state": "accepted", "expert_consent_date": day, "answered_on": day}],
        )
        self.assertRecordValues(
            consent,
            [{"state": "agreed", "channel": "link", "reason": "With pleasure"}],
        )
        self.env.flush_all()
        message = self.assignment.message_ids.filtered(
            lambda m: "accepts" in (m.body or "")
        )
        self.assertEqual(message.author_id, self.expert.partner_id)
        self.assertIn(self.user_coordinator.partner_id, message.notified_partner_ids)
        self.assertNotIn("pleasure", message.body)
        self.assertFalse(consent._take_answer("refused"), "one answer only")
        self.assertEqual(self.assignment.state, "accepted")

    def test_no_by_the_link(self):
        """Somebody else is to be found: a task on the mission says so."""
        consent = self._get_consent(self._get_link(self._press("action_invite")[0]))
        consent._take_answer("refused", "x" * 5000)
        self.assertEqual(self.assignment.state, "declined")
        self.assertEqual(len(consent.reason), 1000)
        activity = self.mission.activity_ids
        self.assertEqual(activity.user_id, self.user_coordinator)
        self.assertIn("Amina Test declined", activity.summary)

    def test_a_link_dies_with_its_question(self):
        """Noted by hand, cancelled, asked again, too late, on other dates."""
        for step, status in (
            ("action_accept", "agreed"),
            ("action_decline", "refused"),
            ("action_cancel", "withdrawn"),
            ("action_invite_again", "withdrawn"),
        ):
            with self.subTest(step), self.env.cr.savepoint() as savepoint:
                self.assignment.action_invite()
                consent = self.assignment.consent_ids.sudo()
                getattr(self.assignment, step)()
                self.assertEqual(consent._get_status(), status)
                state = self.assignment.state
                self.assertFalse(consent._take_answer("agreed"))
                self.assertEqual(self.assignment.state, state)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_too_late(self):
        consent = self._get_consent(self._get_link(self._press("action_invite")[0]))
        self.assertEqual(str(consent.deadline), "2030-04-16")
        with freeze_time("2030-04-16"):
            self.assertEqual(consent._get_status(), "open")
        with freeze_time("2030-04-17"):
            self.assertEqual(consent._get_status(), "expired")
            self.assertFalse(consent._take_answer("agreed"))
        self.assertEqual(self.assignment.state, "invited")

    @freeze_time("2030-04-30")
    def test_deadline_before_the_mission(self):
        self.assignment.action_invite()
        self.assertEqual(str(self.assignment.consent_ids.deadline), "2030-05-05")

    def test_other_dates(self):
        """Who agreed to a week did not agree to another one."""
        consent = self._get_consent(self._get_link(self._press("action_invite")[0]))
        self.assignment.date_start = "2030-05-07"
        self.assertEqual(consent._get_status(), "moved")
        self.assertIn("dates have changed", self.assignment.clashes)
        self.assertFalse(consent._take_answer("agreed"))
        [mail] = self._press("action_invite_again")
        self.assertIn("05/07/2030", mail["body"])
        again = self._get_consent(self._get_link(mail))
        self.assertTrue(again._take_answer("agreed"))
        self.assignment.date_start = "2030-05-06"
        pattern = "Amina Test agreed to 05/07/2030 – 05/10/2030.*now 05/06/2030"
        with self.assertRefused(UserError, pattern):
            self.assignment.action_confirm()
        self._press("action_invite_again")
        self.assignment.action_accept()
        self.assignment.action_confirm()

    def test_whom_one_cannot_invite(self):
        self.expert.partner_id.email = "nowhere"
        with self.assertRefused(UserError, "address of “Amina Test”"):
            self.assignment.action_invite()
        self.expert.partner_id.email = "amina@example.com"
        with (
            freeze_time("2030-05-11"),
            self.assertRefused(UserError, "over since 05/10/2030"),
        ):
            self.assignment.action_invite()
        self.assertFalse(self.assignment.consent_ids)

    def test_roles(self):
        for user in (self.user_officer, self.user_direction, self.user_employee):
            for action in (
                *("action_invite", "action_invite_again", "action_ask_employer"),
                *("action_remind", "action_employer_agree", "action_employer_refuse"),
            ):
                with self.assertRaises(AccessError):
                    getattr(self.assignment.with_user(user), action)()
        self._press("action_invite")
        self.assignment.action_accept()
        self.assignment.action_confirm()
        with self.assertRaises(AccessError):
            self.assignment.with_user(self.user_direction).action_ask_employer()

    @mute_logger("odoo.sql_db")
    def test_one_question_at_a_time(self):
        self.assignment.action_invite()
        consent = self.assignment.consent_ids.sudo()
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            consent.copy()
            self.env.flush_all()

    # ------------------------------------------------------------
    # The employer
    # ------------------------------------------------------------

    def test_employer_agrees_by_the_link(self):
        self.assignment.action_accept()
        [mail] = self._press("action_ask_employer")
        self.assertEqual(mail["email_to"], ["mayor@example.com"])
        self.assertIn("Amina Test", mail["subject"])
        self.assertEqual(str(self.assignment.employer_asked_on), "2030-04-02")
        consent = self._get_consent(self._get_link(mail))
        with freeze_time("2030-04-09"):
            consent._take_answer("agreed")
        self.assertEqual(str(self.assignment.employer_consent_date), "2030-04-09")
        self.assertEqual(self.assignment.state, "accepted")
        with self.assertRefused(UserError, "agreed on 04/09/2030 already"):
            self.assignment.action_ask_employer()

    def test_employer_refuses_by_the_link(self):
        self.assignment.action_accept()
        consent = self._get_consent(
            self._get_link(self._press("action_ask_employer")[0])
        )
        consent._take_answer("refused", "Too many absences")
        for day in (None, "2030-04-10"):
            with self.assertRefused(UserError, "Test City refused on 04/02/2030"):
                self.assignment.action_confirm()
            if not day:
                self.assertIn("Test City refused", self.assignment.transition_checklist)
        self.assignment.action_employer_agree()
        self.assignment.action_confirm()

    def test_employer_agreed_to_other_dates(self):
        """The order waits until the employer agrees to the dates as they are."""
        self.assignment.planned_days = 5
        self.assignment.action_accept()
        self.assignment.action_employer_agree()
        self.assignment.action_confirm()
        self.assignment.date_end = "2030-05-09"
        mission = self._as_coordinator(self.mission)
        mission.action_staff()
        with self.assertRefused(UserError, "Test City agreed to 05/06/2030 – 05/10"):
            mission.action_order()
        self._press("action_ask_employer")
        with freeze_time("2030-04-03"):
            self.assignment.employer_consent_date = "2030-04-03"
        self.assertEqual(
            self.assignment.consent_ids.mapped("state"), ["agreed", "agreed"]
        )
        mission.action_order()

    def test_refused_for_other_dates(self):
        """The last word counts, even when the dates go back to what was agreed."""
        assignment = self.assignment
        assignment.action_accept()
        assignment.action_employer_agree()
        assignment.date_end = "2030-05-09"
        [mail] = self._press("action_ask_employer")
        self._get_consent(self._get_link(mail))._take_answer("refused")
        self.assertFalse(assignment.employer_consent_date)
        assignment.date_end = "2030-05-10"
        with self.assertRefused(UserError, "Test City refused on 04/02/2030"):
            assignment.action_confirm()

    def test_one_employer_does_not_agree_for_the_next(self):
        """The link of the former one closes, and what they agreed is not enough."""
        other = self.city.copy({"name": "Other City", "email": "other@example.com"})
        assignment = self.assignment
        assignment.planned_days = 5
        assignment.action_accept()
        [mail] = self._press("action_ask_employer")
        consent = self._get_consent(self._get_link(mail))
        self.expert.employer_id = other
        self.assertEqual(consent._get_status(), "withdrawn")
        self.assertFalse(consent._take_answer("agreed"))
        self.expert.employer_id = self.city
        self.assertTrue(consent._take_answer("agreed"))
        assignment.action_confirm()
        mission = self._as_coordinator(self.mission)
        mission.action_staff()
        self.expert.employer_id = other
        with self.assertRefused(UserError, "agreed for Test City, .* for Other City"):
            mission.action_order()
        [mail] = self._press("action_ask_employer")
        self.assertEqual(mail["email_to"], ["other@example.com"])
        self._get_consent(self._get_link(mail))._take_answer("agreed")
        mission.action_order()
        self.assertEqual(assignment.employer_id, other)

    def test_who_is_asked_answers_for_themselves(self):
        """Nobody is put in the place of somebody who has been asked."""
        other = self._create_active_expert("Other Expert")
        self.assignment.expert_id = other
        self.assignment.expert_id = self.expert
        self._press("action_invite")
        mission = self._create_funded_mission(name="Other mission")
        for values in ({"expert_id": other.id}, {"mission_id": mission.id}):
            with self.assertRefused(UserError, "cannot be changed"):
                self.assignment.write(values)

    def test_refused_after_all(self):
        """An employer who takes their consent back stops the order."""
        self.assignment.action_accept()
        self.assignment.action_employer_agree()
        self.assignment.action_confirm()
        self.assignment.action_employer_refuse()
        self.assertFalse(self.assignment.employer_consent_date)
        mission = self._as_coordinator(self.mission)
        mission.action_staff()
        with self.assertRefused(UserError, "refused on 04/02/2030"):
            mission.action_order()

    def test_whom_one_cannot_ask(self):
        self.assignment.action_accept()
        for contact, email, pattern in (
            (self.city, False, "“Test City” has no e-mail"),
            (self.city, "amina.test@example.com", "does not answer for their own"),
            (self.expert.partner_id, "amina.test@example.com", "for their own"),
            (self.env["res.partner"], "", "employer of “Amina Test”"),
        ):
            contact.email = email
            self.assignment.employer_contact_id = contact
            with self.subTest(pattern), self.assertRefused(UserError, pattern):
                self.assignment.action_ask_employer()
        self.assertFalse(self.assignment.consent_ids)

    def test_contact_at_the_employer(self):
        """The employer of the position, or somebody there who has an address."""
        self.assertEqual(self.assignment.employer_contact_id, self.city)
        self.inset.child_ids = self.env["res.partner"].create(
            {"name": "Head of Staff", "email": "head@example.com"}
        )
        expert = self._create_active_expert("Own", employer_id=self.inset.id)
        assignment = self._create_assignment(self.mission, expert)
        self.assertEqual(assignment.employer_contact_id.name, "Head of Staff")
        expert.position_ids.employer_id = self.funder
        other = self._create_assignment(self._create_full_mission(), expert)
        self.assertEqual(other.employer_contact_id, self.funder)

    def test_nothing_to_ask_after_the_order(self):
        mission = self._create_ordered_mission(self._create_active_expert("Gone"))
        ordered = self._as_coordinator(mission.assignment_ids)
        for action in (
            *("action_ask_employer", "action_employer_agree"),
            "action_employer_refuse",
        ):
            with self.assertRefused(UserError, "decides nothing any more"):
                getattr(ordered, action)()

    # ------------------------------------------------------------
    # Following up
    # ------------------------------------------------------------

    def _run_cron(self, day):
        cron = self.env.ref("cnfpt_cooperation.ir_cron_assignment_consents")

        def run():
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()

        with freeze_time(day):
            mails = self._collect_mails(run)
        return [mail for mail in mails if "/cooperation/answer/" in mail["body"]]

    def test_reminded_once_then_handed_over(self):
        [mail] = self._press("action_invite")
        self.assertFalse(self._run_cron("2030-04-06"))
        [reminder] = self._run_cron("2030-04-07")
        self.assertEqual(self._get_link(reminder), self._get_link(mail))
        self.assertIn("a few days ago", reminder["body"])
        self.assertNotIn("a few days ago", mail["body"])
        self.assertFalse(self._run_cron("2030-04-08"))
        self.assertFalse(self.assignment.activity_ids)
        self.assertFalse(self._run_cron("2030-04-17"))
        self.assertEqual(self.assignment.consent_ids.state, "expired")
        self.assertEqual(self.assignment.state, "invited")
        activity = self.assignment.activity_ids
        self.assertEqual(activity.user_id, self.user_coordinator)
        self.assertIn("Amina Test", activity.summary)
        self._run_cron("2030-04-18")
        self.assertEqual(len(self.assignment.activity_ids), 1)
        with freeze_time("2030-04-18"):
            self.assignment.action_accept()

    def test_one_who_cannot_be_told_holds_up_no_other(self):
        other = self._as_coordinator(
            self._create_assignment(self.mission, self._create_active_expert("Other"))
        )
        self._press("action_invite", other)
        self._press("action_invite")
        consents = self.registry["cooperation.assignment.consent"]
        expire = consents._expire

        def fail(consent):
            if consent.assignment_id == other.sudo():
                raise ValueError("A bad record")
            return expire(consent)

        self.patch(consents, "_expire", fail)
        with self.assertLogs("odoo.addons.cnfpt_cooperation.tools.batches", "ERROR"):
            self._run_cron("2030-04-17")
        self.assertTrue(self.assignment.activity_ids)
        self.assertFalse(other.activity_ids)

    def test_who_has_the_mission_calls_when_who_asked_has_left(self):
        self._press("action_invite")
        self.user_coordinator.active = False
        self.mission.user_id = self.user_administrator
        self._run_cron("2030-04-17")
        self.assertEqual(
            self.assignment.sudo().activity_ids.user_id, self.user_administrator
        )

    def test_words_and_addresses_are_forgotten_after_a_year(self):
        consent = self._get_consent(self._get_link(self._press("action_invite")[0]))
        consent._take_answer("refused", "My mother is ill.")
        self._run_cron("2031-04-02")
        self.assertTrue(consent.reason)
        self._run_cron("2031-04-03")
        self.assertFalse(consent.email or consent.reason)
        self.assertEqual(consent.state, "refused")

    def test_who_answered_is_not_reminded(self):
        self._press("action_invite")
        self.assignment.action_accept()
        self._press("action_ask_employer")
        self.assignment.action_employer_agree()
        self.assertFalse(self._run_cron("2030-04-09"))

    @users("coordinator_test")
    def test_reminded_by_hand(self):
        assignment = self.assignment.with_env(self.env)
        with self.assertRefused(UserError, "Nobody is asked"):
            assignment.action_remind()
        self._press("action_invite")
        with self.assertRefused(UserError, "written to today already"):
            assignment.action_remind()
        with freeze_time("2030-04-04"):
            [mail] = self._press("action_remind")
            self.assertIn("a few days ago", mail["body"])
            with self.assertRefused(UserError, "today already"):
                assignment.action_remind()
        with (
            freeze_time("2030-04-17"),
            self.assertRefused(UserError, "does not answer any more"),
        ):
            assignment.action_remind()

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_what_was_not_delivered_shows(self):
        self.assignment.action_invite()
        mail = self.env["mail.mail"].sudo().search([], order="id desc", limit=1)
        mail.write({"state": "exception", "failure_reason": "Mailbox full"})
        self.assertIn(
            "Amina Test was not delivered (Mailbox full)", self.assignment.clashes
        )

    def test_letters_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        consents = self.env["cooperation.assignment.consent"]
        self.assignment.action_invite()
        consent = self.assignment.consent_ids
        self.assertEqual(consent._get_lang(), "en_US")
        self.expert.partner_id.lang = False
        self.assertEqual(consent._get_lang(), consents._get_house_lang())
        self.assertEqual(consents._get_house_lang(), "fr_FR")

    def test_a_stranger_asks_nobody(self):
        user = new_test_user(self.env, "stranger_test", "base.group_portal")
        with self.assertRaises(AccessError):
            self.assignment.with_user(user).action_invite()
