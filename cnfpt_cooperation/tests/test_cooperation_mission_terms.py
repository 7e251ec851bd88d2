import base64
import doctest
import io

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools.pdf import PdfFileWriter

from odoo.addons.cnfpt_cooperation.report import directions
from odoo.addons.cnfpt_cooperation.tools import pages, placeholders

from .common import MODULE
from .common_expertise import ExpertiseCommon
from .common_papers import PaperCommon


class TermsCommon(ExpertiseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls.env["cooperation.mission.template"]
        cls.template = cls.templates.create(
            {
                "name": "Test template",
                "sequence": 1,
                "kind_id": cls.kind.id,
                "terms": "<p>{beneficiary} in {country}, {dates}: {days}, {skills}.</p>"
                "<p>{deliverables}</p>",
                "need_theme_ids": [Command.set(cls.theme.ids)],
                "need_language_ids": [Command.set(cls.arabic.ids)],
                "deliverable_ids": [
                    Command.create({"name": "Guide", "days_after": -6}),
                    Command.create({"name": "Report", "days_after": 15}),
                ],
                "report_outline": "<h2>Summary</h2><p>{mission}</p>",
                "report_page_limit": 3,
            }
        )

    def _create_draft(self, **values):
        return self._create_mission(
            **{"kind_id": self.kind.id, "planned_days": 5, **values}
        )


@tagged("post_install", "-at_install")
class TestMissionTerms(TermsCommon):
    """Terms of reference come from a template and say what the mission knows."""

    def test_examples(self):
        for module in (placeholders, pages, directions):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)

    @users("coordinator_test")
    def test_filled_in_by_the_mission(self):
        mission = self._create_draft().with_env(self.env)
        self.assertEqual(mission.template_id, self.template)
        with self.assertRaisesRegex(UserError, "fill them in from a template"):
            mission.action_scope()
        mission.action_fill_terms()
        terms = " ".join(mission.terms_of_reference.split())
        self.assertIn("Test School of Administration in Tunisia", terms)
        self.assertIn("05/06/2030 – 05/10/2030: 5 expert days, Test budget.", terms)
        self.assertIn("Guide (05/04/2030), Report (05/25/2030)", terms)
        self.assertEqual(mission.need_language_ids, self.arabic)
        self.assertEqual(mission.report_page_limit, 3)
        mission.action_scope()

    @users("coordinator_test")
    def test_what_is_there_stays(self):
        """Filling in anew brings nothing that the mission has already."""
        own = {"name": "Own", "date_due": "2030-06-01"}
        mission = self._create_draft(
            need_theme_ids=self.other_theme.ids,
            deliverable_ids=[Command.create(own)],
            report_page_limit=8,
        ).with_env(self.env)
        mission.action_fill_terms()
        mission.action_fill_terms()
        self.assertEqual(mission.need_theme_ids, self.other_theme)
        self.assertEqual(mission.deliverable_ids.mapped("name"), ["Own"])
        self.assertEqual(mission.report_page_limit, 8)

    def test_nothing_is_read_as_html(self):
        self.foreign_body.name = "<script>alert(1)</script> & Sons"
        mission = self._create_draft()
        mission.action_fill_terms()
        self.assertNotIn("<script>", mission.terms_of_reference)
        self.assertIn("&amp; Sons", mission.terms_of_reference)

    def test_a_hole_is_seen(self):
        mission = self._create_draft(country_id=False, date_start=False, date_end=False)
        mission.country_id = False
        mission.action_fill_terms()
        self.assertIn("in …, …:", mission.terms_of_reference)

    def test_unknown_word(self):
        with self.assertRaisesRegex(ValidationError, r"\{contry\}.*\{country\}"):
            self.template.terms = "<p>{contry}</p>"
        with self.assertRaisesRegex(ValidationError, r"\{\}"):
            self.template.report_outline = "<p>{}</p>"

    def test_no_template(self):
        mission = self._create_draft(template_id=False)
        mission.template_id = False
        with self.assertRaisesRegex(UserError, "Choose the template"):
            mission.action_fill_terms()
        with self.assertRaisesRegex(UserError, "outline of the report"):
            mission.action_fill_report()

    def test_template_follows_the_kind(self):
        other = self.env["cooperation.mission.kind"].create(
            {"name": "Other", "code": "test_other"}
        )
        mission = self._create_draft()
        mission.kind_id = other
        self.assertFalse(mission.template_id.kind_id, "one for every kind")
        mission.kind_id = self.kind
        self.assertEqual(mission.template_id, self.template)

    def test_deliverables_have_a_due_date(self):
        mission = self._create_full_mission(
            deliverable_ids=[Command.create({"name": "Guide"})]
        )
        with self.assertRaisesRegex(UserError, "Say when “Guide”"):
            self._as_coordinator(mission).action_scope()

    def test_who_may(self):
        mission = self._create_draft()
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                mission.with_user(user).action_fill_terms()
            with self.assertRaises(AccessError):
                self.template.with_user(user).name = "Other"
        self.template.with_user(self.user_coordinator).name = "Other"

    def test_shipped_templates(self):
        """Each of them fills in the terms of a mission without a word left over."""
        for template in self.templates.search([]):
            mission = self._create_draft(template_id=template.id)
            mission.template_id = template
            mission.action_fill_terms()
            self.assertNotIn("{", mission.terms_of_reference, template.name)


@tagged("post_install", "-at_install")
class TestMissionDeliverables(TermsCommon):
    """Due, late, delivered, or with a reason why not."""

    def _create_due(self, date="2030-05-20", **values):
        mission = self._create_ordered_mission(
            user_id=self.user_coordinator.id,
            deliverable_ids=[
                Command.create({"name": "Guide", "date_due": date, **values})
            ],
        )
        return mission.deliverable_ids

    def _get_reminders(self, mission):
        late = self.env.ref(f"{MODULE}.mail_activity_type_late_deliverable")
        return mission.activity_ids.filtered(lambda a: a.activity_type_id == late)

    def _flag(self):
        cron = self.env.ref(f"{MODULE}.ir_cron_mission_late_deliverables")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_late_is_found(self):
        guide = self._create_due()
        late = [("id", "=", guide.id), ("is_late", "=", True)]
        for day, is_late in (("2030-05-20", False), ("2030-05-21", True)):
            with freeze_time(day):
                self.env.invalidate_all()
                self.assertEqual(guide.is_late, is_late)
                self.assertEqual(bool(guide.search(late)), is_late)
                missions = self.env["cooperation.mission"].search(
                    [("deliverable_ids.is_late", "=", True)]
                )
                self.assertEqual(guide.mission_id in missions, is_late)
                self.assertEqual(guide.mission_id.late_deliverable_count, is_late)

    @freeze_time("2030-05-21")
    def test_told_once_until_settled(self):
        guide = self._create_due()
        mission = guide.mission_id
        self._flag()
        reminder = self._get_reminders(mission)
        self.assertEqual(reminder.user_id, self.user_coordinator)
        self.assertIn("Guide (05/20/2030)", reminder.note)
        self._flag()
        self.assertEqual(len(self._get_reminders(mission)), 1)
        guide.with_user(self.user_coordinator).action_deliver()
        self.assertFalse(self._get_reminders(mission))
        self.assertFalse(guide.is_late)

    @freeze_time("2030-05-21")
    def test_a_new_date_is_a_new_delay(self):
        guide = self._create_due()
        self._flag()
        guide.date_due = "2030-05-30"
        self.assertFalse(self._get_reminders(guide.mission_id))
        with freeze_time("2030-05-31"):
            self._flag()
            self.assertTrue(self._get_reminders(guide.mission_id))

    @freeze_time("2030-05-21")
    def test_not_in_the_future(self):
        guide = self._create_due()
        with self.assertRaisesRegex(ValidationError, "still to come"):
            guide.date_delivered = "2030-05-22"

    @freeze_time("2030-05-13")
    def test_all_or_a_reason_before_closing(self):
        guide = self._create_due()
        mission = self._as_coordinator(guide.mission_id)
        mission.action_start()
        mission.outcome = "<p>Done.</p>"
        mission.action_report()
        mission.action_generate_days()
        mission.action_days_done()
        mission.assignment_ids.debrief_waiver = "By telephone"
        with self.assertRefused(UserError, "“Guide” is not delivered"):
            mission.action_close()
        mission.deliverable_ids.waiver = "The school wrote its own"
        mission.action_close()
        with self.assertRefused(UserError, "cannot be changed"):
            mission.deliverable_ids.waiver = "Other"

    def test_who_may(self):
        guide = self._create_due()
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                guide.with_user(user).action_deliver()


@tagged("post_install", "-at_install")
class TestMissionReport(TermsCommon, PaperCommon):
    """A report on the outline of its template, and no longer than it may be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2030-05-13"))
        mission = cls._create_ordered_mission(template_id=cls.template.id)
        cls.mission = cls._as_coordinator(mission)
        cls.mission.action_start()

    def _make_pdf(self, count):
        writer = PdfFileWriter()
        for _number in range(count):
            writer.addBlankPage(595, 842)
        content = io.BytesIO()
        writer.write(content)
        return base64.b64encode(content.getvalue())

    def test_pages_of_a_file(self):
        self.mission.report_page_limit = 3
        self.mission.report_file = self._make_pdf(4)
        self.assertEqual(self.mission.report_page_count, 4)
        with self.assertRaisesRegex(UserError, "has 4 pages, and may have 3"):
            self.mission.action_report()
        self.assertIn("may have 3", self.mission.transition_checklist)
        self.mission.report_file = self._make_pdf(3)
        self.mission.action_report()

    def test_a_longer_file_is_put_in_its_place(self):
        """The pages are counted again when the mission is closed."""
        self.mission.report_page_limit = 3
        self.mission.report_file = self._make_pdf(3)
        self.mission.action_report()
        self.mission.report_file = self._make_pdf(4)
        with self.assertRaisesRegex(UserError, "has 4 pages, and may have 3"):
            self.mission.action_close()

    def test_no_pdf(self):
        """What is no PDF, or a broken one, has no pages to count."""
        self.mission.report_page_limit = 3
        for content in (b"Report", b"%PDF-1.7\n1 0 obj <<", b"%PDF"):
            self.mission.report_file = base64.b64encode(content)
            self.assertEqual(self.mission.report_page_count, 0)
            with self.assertRaisesRegex(UserError, "as a PDF"):
                self.mission.action_report()

    def test_without_limit(self):
        self.mission.report_file = self._make_pdf(40)
        self.mission.action_report()
        self.assertEqual(self.mission.state, "reported")

    def test_nobody_writes_the_count(self):
        with self.assertRaisesRegex(UserError, "is computed"):
            self.mission.report_page_count = 1

    def test_written_here(self):
        self.mission.report_page_limit = 2
        with self.assertRaisesRegex(UserError, "Write the text"):
            self.mission.action_make_report()
        self.mission.action_fill_report()
        self.assertIn("Test mission", self.mission.report_body)
        self.mission.action_make_report()
        self.assertEqual(self.mission.report_page_count, 1)
        content = base64.b64decode(
            self.mission.with_context(bin_size=False).report_file
        )
        text = " ".join(self._read_pages(content))
        for word in (
            "Test School of Administration",
            "Tunisie",
            "Test Expert",
            "Summary",
            self.mission.reference,
            "1/1",
        ):
            self.assertIn(word, text)
        self.mission.report_body = "<p>Long.</p>" * 400
        with self.assertRaisesRegex(UserError, "and may have 2"):
            self.mission.action_make_report()
        self.assertEqual(self.mission.report_page_count, 1, "the file stays")

    def test_who_may(self):
        self.mission.report_body = "<p>Text</p>"
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                self.mission.with_user(user).action_make_report()


@tagged("post_install", "-at_install")
class TestMissionPreparation(TermsCommon):
    """[R9]: prepared for departure and for return."""

    def _get_activities(self, mission, name):
        kind = self.env.ref(f"{MODULE}.mail_activity_type_{name}")
        return mission.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def _create_going(self):
        return self._create_ordered_mission(user_id=self.user_coordinator.id)

    @freeze_time("2030-04-20")
    def test_reminded_and_noted(self):
        mission = self._as_coordinator(self._create_going())
        briefing = self._get_activities(mission, "briefing")
        self.assertEqual(str(briefing.date_deadline), "2030-04-29")
        self.assertEqual(briefing.user_id, self.user_coordinator)
        mission.action_brief()
        self.assertFalse(self._get_activities(mission, "briefing"))
        self.assertEqual(str(mission.assignment_ids.briefing_date), "2030-04-20")
        with self.assertRaisesRegex(UserError, "no expert for whom “Briefing Date”"):
            mission.action_brief()
        with freeze_time("2030-05-06"):
            mission.action_start()
            debrief = self._get_activities(mission, "debrief")
            self.assertEqual(str(debrief.date_deadline), "2030-05-25")
        with freeze_time("2030-05-14"):
            mission.action_debrief()
        self.assertFalse(self._get_activities(mission, "debrief"))
        self.assertEqual(str(mission.assignment_ids.debrief_date), "2030-05-14")

    @freeze_time("2030-05-04")
    def test_ordered_by_the_direction_at_the_last_minute(self):
        mission = self._create_funded_mission(user_id=self.user_coordinator.id)
        self._create_confirmed_assignment(mission)
        self._as_coordinator(mission).action_staff()
        mission.with_user(self.user_direction).action_order()
        briefing = self._get_activities(mission, "briefing")
        self.assertEqual(str(briefing.date_deadline), "2030-05-04")

    @freeze_time("2030-04-20")
    def test_nothing_left_when_cancelled(self):
        mission = self._as_coordinator(self._create_going())
        mission.cancel_reason = "Elections"
        mission.action_cancel()
        self.assertFalse(self._get_activities(mission, "briefing"))

    def test_who_may(self):
        mission = self._create_going()
        with self.assertRaises(AccessError):
            mission.with_user(self.user_officer).action_brief()


@tagged("post_install", "-at_install")
class TestMissionClose(TermsCommon):
    """One dialog asks all that closing needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2030-05-28"))
        cls.foreign_body.email = "school@example.com"
        mission = cls._create_ordered_mission(
            deliverable_ids=[
                Command.create({"name": "Guide", "date_due": "2030-05-04"}),
                Command.create({"name": "Report", "date_due": "2030-05-25"}),
            ],
        )
        cls.mission = cls._as_coordinator(mission)
        cls.mission.action_start()
        cls.mission.outcome = "<p>Done.</p>"
        cls.mission.action_report()
        cls.mission.action_generate_days()
        cls.mission.action_days_done()

    def _open(self):
        action = self.mission.action_open_close()
        dialogs = self.env[action["res_model"]].with_user(self.user_coordinator)
        return Form(dialogs.with_context(**action["context"]))

    def test_all_in_one_dialog(self):
        dialog = self._open()
        self.assertEqual(dialog.people_to_ask, "Test School of Administration")
        with dialog.expert_ids.edit(0) as line:
            line.briefing_date = "2030-05-02"
            line.debrief_date = "2030-05-20"
            line.evaluation = "4"
        with dialog.deliverable_ids.edit(0) as line:
            line.date_delivered = "2030-05-03"
        with dialog.deliverable_ids.edit(1) as line:
            line.waiver = "Told by telephone"
        dialog.lessons = "<p>Longer sessions.</p>"
        dialog.save().action_close()
        self.assertEqual(self.mission.state, "closed")
        self.assertEqual(self.mission.assignment_ids.evaluation, "4")
        self.assertEqual(self.mission.assignment_ids.state, "done")
        self.assertEqual(
            self.mission.deliverable_ids.mapped("waiver"), [False, "Told by telephone"]
        )
        self.assertIn("Longer sessions", self.mission.lessons)
        self.assertEqual(self.mission.evaluation_invited_count, 1)
        self.assertEqual(str(self.mission.review_date), "2030-11-10")

    def test_nothing_is_written_when_it_cannot_close(self):
        dialog = self._open()
        with dialog.expert_ids.edit(0) as line:
            line.evaluation = "1"
        dialog = dialog.save()
        with self.assertRefused(UserError, "briefing"):
            dialog.action_close()
        self.env.invalidate_all()
        self.assertEqual(self.mission.state, "reported")
        self.assertFalse(self.mission.assignment_ids.evaluation)

    def test_lines_of_other_missions_are_left_alone(self):
        """A crafted dialog writes on the assignments of its own mission only."""
        other = self._create_assignment(
            self._create_full_mission(), self._create_active_expert("Other")
        )
        dialog = self.env["cooperation.mission.close"].with_user(self.user_coordinator)
        dialog = dialog.create(
            {
                "mission_id": self.mission.id,
                "expert_ids": [
                    Command.create({"assignment_id": other.id, "evaluation": "1"})
                ],
            }
        )
        dialog.expert_ids._write_down()
        self.assertFalse(other.evaluation)

    def test_who_may(self):
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                self.env["cooperation.mission.close"].with_user(user).create(
                    {"mission_id": self.mission.id}
                )
