from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common_expertise import ExpertiseCommon


@freeze_time("2030-02-01")
@tagged("post_install", "-at_install")
class TestVisitSpeaker(ExpertiseCommon):
    """Speakers proposed by theme and language, with the reason for each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.under_theme = cls.env["cooperation.theme"].create(
            {"name": "Test cash", "parent_id": cls.theme.id}
        )
        cls.visit = cls._create_visit(
            user_id=cls.user_officer.id, language_ids=cls.arabic.ids
        )
        cls.session = cls._create_session(theme_id=cls.theme.id)

    @classmethod
    def _create_session(cls, visit=None, **values):
        return cls.env["cooperation.visit.session"].create(
            {
                "visit_id": (visit or cls.visit).id,
                "name": "Budgets",
                "place_date": "2030-03-05",
                "place_hour": 9,
                "place_hour_stop": 11,
                **values,
            }
        )

    @classmethod
    def _create_speaker(cls, name, theme=None, level="2", cefr=None):
        languages = [Command.create({"language_id": cls.french.id, "level": "C2"})]
        if cefr:
            languages.append(
                Command.create({"language_id": cls.arabic.id, "level": cefr})
            )
        return cls._create_active_expert(
            name,
            skill_ids=[
                Command.create({"theme_id": (theme or cls.theme).id, "level": level})
            ],
            language_ids=languages,
        )

    def _propose(self, session=None, user=None):
        session = (session or self.session).with_user(user or self.user_officer)
        action = session.action_propose_speakers()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.user_officer)
            .search(action["domain"])
        )

    def test_ranked_with_reasons(self):
        self._create_speaker("Practice", level="2")
        self._create_speaker("Reference", level="4")
        self._create_speaker("Under the theme", self.under_theme, "3", cefr="C1")
        self._create_speaker("Off the theme", self.other_theme, "4", cefr="C2")
        proposals = self._propose()
        self.assertEqual(
            proposals.partner_id.mapped("name"),
            ["Under the theme", "Reference", "Practice"],
        )
        self.assertIn("Test cash: Mastery", proposals[0].reason)
        self.assertIn("speaks Arabic (C1)", proposals[0].reason)
        self.assertIn("needs an interpreter for Arabic", proposals[1].reason)

    def test_who_spoke_before(self):
        teacher = self.env["res.partner"].create(
            {"name": "Teacher", "parent_id": self.inset.id}
        )
        past = self._create_visit()
        for hour in (9, 14):
            self._create_session(
                past,
                theme_id=self.under_theme.id,
                place_hour=hour,
                place_hour_stop=hour + 1,
                place_date="2030-03-04",
                speaker_ids=teacher.ids,
            )
        [proposal] = self._propose()
        self.assertEqual(proposal.partner_id, teacher)
        self.assertIn("spoke at 2 sessions on this theme", proposal.reason)
        self.assertIn("CNFPT", proposal.reason)

    def test_busy_ones_last(self):
        elsewhere = self._create_speaker("Elsewhere", level="4", cefr="C2")
        absent = self._create_speaker("Absent", level="4", cefr="C2")
        absent.availability_ids = [
            Command.create({"date_start": "2030-03-05", "date_end": "2030-03-05"})
        ]
        private = self._create_speaker("Private", level="4", cefr="C2")
        free = self._create_speaker("Free", level="1")
        after = self._create_speaker("After", level="1")
        self._create_session(
            self._create_visit(),
            name="Other talk",
            speaker_ids=elsewhere.partner_id.ids,
        )
        self._create_session(
            self._create_visit(),
            place_hour=11,
            place_hour_stop=12,
            speaker_ids=after.partner_id.ids,
        )
        self.env["calendar.event"].with_context(no_mail_to_attendees=True).create(
            {
                "name": "Doctor",
                "privacy": "private",
                "start": "2030-03-05 09:00:00",
                "stop": "2030-03-05 09:30:00",
                "partner_ids": private.partner_id.ids,
            }
        )
        proposals = self._propose()
        names = proposals.partner_id.mapped("name")
        self.assertEqual(set(names[:2]), {"After", "Free"})
        clashes = {proposal.partner_id.name: proposal.clash for proposal in proposals}
        self.assertFalse(clashes["Free"] or clashes["After"])
        self.assertEqual(clashes["Elsewhere"], "09:00–11:00: Other talk")
        self.assertEqual(clashes["Absent"], "not available")
        self.assertEqual(clashes["Private"], "10:00–10:30: another appointment")
        self.assertTrue(free)

    def test_on_mission(self):
        mission = self._create_funded_mission(
            date_start="2030-03-04", date_end="2030-03-08"
        )
        expert = self._create_speaker("On mission")
        self._create_confirmed_assignment(mission, expert)
        self.assertIn(mission.reference, self._propose().clash)

    def test_who_is_not_proposed(self):
        for name, values in {
            "Without consent": {"is_consent_given": False},
            "Archived": {"active": False},
        }.items():
            self._create_speaker(name).write(values)
        self._as_coordinator(self._create_speaker("Suspended")).action_suspend()
        speaker = self._create_speaker("Speaks already")
        self.session.speaker_ids = speaker.partner_id
        self.assertFalse(self._propose())

    def test_one_click_adds(self):
        expert = self._create_speaker("Free")
        self._propose().action_add()
        self.assertEqual(self.session.speaker_ids, expert.partner_id)
        self.assertIn(expert.partner_id, self.session.event_id.partner_ids)

    def test_who_may_ask(self):
        with self.assertRaises(AccessError):
            self._propose(user=self.user_direction)
        self.visit.cancel_reason = "Strike"
        self.visit.action_cancel()
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            self._propose()

    @users("officer_test")
    def test_theme_of_the_visit_counts(self):
        self.visit.theme_id = self.theme
        self._create_speaker("Expert")
        self.assertEqual(len(self._propose(self._create_session())), 1)
        whole_day = self._create_session(allday=True)
        self.assertEqual(len(self._propose(whole_day)), 1)

    def test_one_statement(self):
        """As many queries for twenty experts as for two."""
        counts = []
        for count in (2, 18):
            for number in range(count):
                self._create_speaker(f"Expert {count} {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            self.session.mapped("visit_id.tz")
            self.session.mapped("start")
            before = self.env.cr.sql_log_count
            self.session._rank_speakers()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        before = self.env.cr.sql_log_count
        self.session._rank_speakers()
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
