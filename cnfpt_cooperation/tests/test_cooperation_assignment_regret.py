from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users

from odoo.addons.mail.tests.common import MailCase

from .test_cooperation_expert_ranking import RankingCommon


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestCooperationAssignmentRegret(RankingCommon, MailCase):
    """Those not chosen are freed, and told why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.chosen = cls._create_confirmed_assignment(
            cls.mission, cls._create_speaker("Chosen")
        )
        cls.asked = cls._create_assignment(
            cls.mission,
            cls._create_speaker(
                "Asked",
                skill_ids=[Command.create({"theme_id": cls.other_theme.id})],
            ),
        )
        cls.asked.expert_id.partner_id.write(
            {"email": "asked@example.com", "lang": "en_US"}
        )
        cls._as_coordinator(cls.asked).action_accept()
        cls.proposed = cls._create_assignment(
            cls.mission, cls._create_speaker("Proposed")
        )

    def _open(self, user=None):
        return Form(
            self.env["cooperation.assignment.regret"]
            .with_user(user or self.user_coordinator)
            .with_context(active_model="cooperation.mission", active_id=self.mission.id)
        )

    @users("coordinator_test")
    def test_told_with_the_reason(self):
        """A real letter to who agreed; who was only proposed is freed in silence."""
        self.assertEqual(self.mission.with_env(self.env).waiting_count, 2)
        dialog = self._open().save()
        self.assertEqual(dialog.line_ids.assignment_id, self.asked | self.proposed)
        self.assertEqual(dialog.line_ids.filtered("is_told").expert_id.name, "Asked")
        with self.mock_mail_gateway():
            dialog.action_confirm()
        self.assertEqual(self.asked.state, "cancelled")
        self.assertEqual(self.proposed.state, "cancelled")
        self.assertEqual(self.chosen.state, "confirmed")
        self.assertIn("more of the skills", self.asked.not_chosen_reason)
        self.assertEqual(str(self.asked.not_chosen_on), "2030-03-01")
        self.assertIn("Several profiles suited", self.proposed.not_chosen_reason)
        mails = self._new_mails
        self.assertEqual(mails.mapped("email_to"), ['"Asked" <asked@example.com>'])
        for words in (
            "Dear Asked",
            "more of the skills that this mission needs",
            self.mission.reference,
        ):
            self.assertIn(words, mails.body_html)
        self.assertNotIn("Chosen", mails.body_html)
        self.assertEqual(self.mission.waiting_count, 0)

    def test_letter_in_french(self):
        self.asked.expert_id.partner_id.lang = "fr_FR"
        template = self.env.ref("cnfpt_cooperation.letter_assignment_regret")
        template.with_context(
            lang="fr_FR"
        ).subject = "Mission : {{ object.display_name }}"
        dialog = self._open().save()
        with self.mock_mail_gateway():
            dialog.action_confirm()
        self.assertIn("Mission : Asked", self._new_mails.subject)

    def test_what_keeps_them_away_is_the_reason(self):
        self.asked.expert_id.availability_ids = [
            Command.create({"date_start": "2030-05-06", "date_end": "2030-05-06"})
        ]
        line = self._open().save().line_ids[0]
        self.assertEqual(line.reason, "Not available (05/06/2030).")

    @users("coordinator_test")
    def test_a_position_is_told_as_an_absence(self):
        """What only the roster reads stays there, out of the file and its letter."""
        expert = self.asked.expert_id
        expert.position_ids = [
            Command.clear(),
            Command.create({"date_start": "2020-01-01", "position": "parental_leave"}),
        ]
        expert.suspension_ids = [Command.create({"date_start": "2030-02-01"})]
        dialog = self._open(self.env.user).save()
        reason = "Not available (05/06/2030 – 05/10/2030)."
        self.assertEqual(dialog.line_ids[0].reason, reason)
        with self.mock_mail_gateway():
            dialog.action_confirm()
        for user in (self.user_officer, self.user_direction):
            asked = self.asked.with_user(user)
            self.assertEqual(asked.not_chosen_reason, reason)
            for word in ("Parental", "suspended", "2020"):
                self.assertNotIn(word, "".join(asked.message_ids.mapped("body")))

    def test_reason_of_each_criterion(self):
        """One sentence a criterion; the furthest behind comes first."""
        for code in self.criteria:
            self.criteria[code].weight = 0
        self.criteria["freshness"].weight = 10
        self.asked.expert_id.date_confirmed = "2027-01-01"
        line = self._open().save().line_ids[0]
        self.assertIn("confirmed their profile more recently", line.reason)
        sentences = self.asked._get_regret_sentences()
        self.assertEqual(set(sentences), set(self.criteria))

    def test_the_coordinator_has_the_last_word(self):
        """The reason is edited, a line taken off: that expert goes on waiting."""
        form = self._open()
        with form.line_ids.edit(0) as line:
            line.reason = "Another time!"
        form.line_ids.remove(1)
        form.save().action_confirm()
        self.assertEqual(self.asked.not_chosen_reason, "Another time!")
        self.assertEqual(self.proposed.state, "proposed")

    def test_nothing_is_done_when_something_is_missing(self):
        dialog = self._open().save()
        self.proposed.expert_id.partner_id.email = False
        line = dialog.line_ids.filtered(lambda x: x.assignment_id == self.proposed)
        line.is_told = True
        with self.assertRefused(UserError, "“Proposed” has no e-mail address"):
            dialog.action_confirm()
        line.write({"is_told": False, "reason": "  "})
        with self.assertRefused(UserError, "Say why “Proposed” is not chosen"):
            dialog.action_confirm()
        self.assertEqual(self.asked.state, "accepted")
        self.assertFalse(self.asked.not_chosen_reason)

    def test_somebody_is_chosen_first(self):
        self._as_coordinator(self.chosen).action_release()
        self.assertEqual(self.mission.waiting_count, 0)
        with self.assertRefused(UserError, "Nobody is confirmed"):
            self._open().save().action_confirm()

    def test_crafted_lines(self):
        """A line of another mission, or of who is confirmed, frees nobody."""
        dialog = self._open().save()
        other = self._create_assignment(self._create_mission(), self.chosen.expert_id)
        for assignment, pattern in ((other, "is not on"), (self.chosen, "Confirmed")):
            dialog.line_ids[0].assignment_id = assignment
            with self.assertRefused(UserError, pattern):
                dialog.action_confirm()
        with self.assertRefused(UserError, "buttons of the record only"):
            self._as_coordinator(self.asked).not_chosen_reason = "No"

    def test_only_coordinators(self):
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                self._open(user)
