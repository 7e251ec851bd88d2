from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users

from .common import CooperationCommon

TEXT = """Monday
9:00-10:30 Welcome by the director | Room 204 | Ms Test Speaker
10h30 Coffee break
10:45 12:15 How France trains its local officials
12h15 à 13h45 Déjeuner | Hôtel de ville
14h Atelier : ingénierie de formation
Day 2
9am-11am Visit of a training centre
Mercredi 6 mars : 16h30 – 17h15 Clôture
"""


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestProgrammeWriting(CooperationCommon):
    """Writing many sessions at once: from text, a visit, a model, the gaps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.french = cls.env.ref("cnfpt_cooperation.language_fr")
        cls.visit = cls._create_visit(
            user_id=cls.user_officer.id,
            language_ids=cls.french.ids,
            kind="study_visit",
        )
        cls.speaker = cls.env["res.partner"].create({"name": "Test Speaker"})

    def _write(self, text, visit=None, **values):
        visit = visit or self.visit
        action = visit.with_env(self.env).action_write_programme()
        with Form(
            self.env[action["res_model"]].with_context(**action["context"])
        ) as form:
            form.text = text
            for name, value in values.items():
                form[name] = value
        return form.record

    def _read(self, visit=None):
        """Return “day from-until title” of the programme, in hours of the place."""
        (visit or self.visit).session_ids.invalidate_recordset()
        return [
            f"{session.place_date:%d} {session.place_hour:g}-"
            f"{session.place_hour_stop:g} {session.name}"
            for session in (visit or self.visit).session_ids.sorted("start")
        ]

    # ------------------------------------------------------------
    # Text
    # ------------------------------------------------------------

    @users("officer_test")
    def test_text(self):
        wizard = self._write(TEXT)
        self.assertEqual(wizard.item_count, 7)
        self.assertFalse(wizard.problems)
        self.assertIn("How France trains", wizard.preview)
        wizard.action_write()
        with self.assertRaisesRegex(UserError, "written already"):
            wizard.action_write()
        self.assertEqual(
            self._read(),
            [
                "04 9-10.5 Welcome by the director",
                "04 10.5-10.75 Coffee break",
                "04 10.75-12.25 How France trains its local officials",
                "04 12.25-13.75 Déjeuner",
                "04 14-15.5 Atelier : ingénierie de formation",
                "05 9-11 Visit of a training centre",
                "06 16.5-17.25 Clôture",
            ],
        )
        sessions = self.visit.session_ids.sorted("start")
        self.assertEqual(
            sessions.mapped("kind"),
            ["ceremony", "break", "talk", "meal", "workshop"]
            + ["field_visit", "ceremony"],
        )
        self.assertEqual(sessions[0].location, "Room 204")
        self.assertEqual(sessions[0].speaker_ids, self.speaker)
        self.assertEqual(sessions[0].language_id, self.french)
        self.assertFalse(sessions[1].language_id)
        self.assertEqual(sessions[0].start, datetime(2030, 3, 4, 8))

    @users("officer_test")
    def test_text_with_a_mistake_writes_nothing(self):
        wizard = self._write("9h Welcome\nFriday\n10h Too late\nno hour here")
        self.assertIn("Line 2, “Friday”", wizard.problems)
        self.assertIn("Line 4", wizard.problems)
        with self.assertRaisesRegex(UserError, "not one of the visit"):
            wizard.action_write()
        self.assertFalse(self.visit.session_ids)
        wizard.is_partial = True
        wizard.action_write()
        self.assertEqual(self.visit.session_ids.mapped("name"), ["Welcome", "Too late"])

    @users("officer_test")
    def test_text_that_is_too_long(self):
        for text in ("x" * 3_000_000, "9h A\n" * 400):
            wizard = self._write(text)
            self.assertIn("Paste one visit at a time", wizard.problems)
            with self.assertRaisesRegex(UserError, "Paste one visit"):
                wizard.action_write()
        self.assertFalse(self.visit.session_ids)

    @users("officer_test")
    def test_text_of_nothing(self):
        with self.assertRaisesRegex(UserError, "no session to write"):
            self._write("  \n ").action_write()

    @users("officer_test")
    def test_markup_in_text_is_text(self):
        wizard = self._write("9h <script>alert(1)</script> | <b>Room</b>")
        self.assertNotIn("<script>", wizard.preview)
        wizard = self._write("<img src=x onerror=alert(1)>")
        self.assertNotIn("<img", wizard.problems)

    @users("officer_test")
    def test_unknown_speaker_is_not_lost(self):
        self.env["res.partner"].create([{"name": "Twin"}, {"name": "Twin"}])
        wizard = self._write("9h Talk | | Mme Nobody; Twin; test speaker")
        self.assertIn("“Mme Nobody” is not the name of one contact", wizard.remarks)
        wizard.action_write()
        session = self.visit.session_ids
        self.assertEqual(session.speaker_ids, self.speaker)
        self.assertIn("Mme Nobody, Twin", session.description)

    @users("officer_test")
    def test_overlap_is_told(self):
        self._write("9h-11h First").action_write()
        wizard = self._write("10h-12h Second")
        self.assertIn("“Second” (04/03 10:00–12:00) overlaps “First”", wizard.remarks)

    def test_who_may_write(self):
        visit = self.visit.with_user(self.user_direction)
        with self.assertRaisesRegex(AccessError, "not allowed"):
            visit.action_write_programme()
        closed = self._create_visit(cancel_reason="Strike")
        closed.action_cancel()
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            closed.with_user(self.user_officer).action_write_programme()
        undated = self._create_visit(date_start=False, date_end=False)
        with self.assertRaisesRegex(UserError, "its dates"):
            undated.with_user(self.user_officer).action_copy_programme()

    # ------------------------------------------------------------
    # Copies
    # ------------------------------------------------------------

    def _copy(self, target, **values):
        action = target.with_env(self.env).action_copy_programme()
        return (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"template_id": False, **values})
        )

    @users("officer_test")
    def test_copy_of_a_visit_keeps_the_hours(self):
        """In Hanoi, in summer, at the same hours as in Strasbourg, in winter."""
        self._write(TEXT).action_write()
        target = self._create_visit(
            tz="Asia/Ho_Chi_Minh", date_start="2030-07-01", date_end="2030-07-02"
        )
        wizard = self._copy(target, source_id=self.visit.id)
        self.assertEqual(wizard.item_count, 6)
        self.assertIn("what comes after is left out (sessions: 1)", wizard.remarks)
        wizard.action_write()
        self.assertEqual(
            [line[3:] for line in self._read(target)],
            [line[3:] for line in self._read()][:6],
        )
        welcome = target.session_ids.sorted("start")[0]
        self.assertEqual(welcome.start, datetime(2030, 7, 1, 2))
        self.assertFalse(welcome.speaker_ids)

    @users("officer_test")
    def test_copy_with_speakers_keeps_what_is_there(self):
        self._write(TEXT).action_write()
        target = self._create_visit().with_env(self.env)
        self._write("9h-10h Already there", target).action_write()
        wizard = self._copy(target, source_id=self.visit.id, has_speakers=True)
        self.assertIn("overlaps “Already there”", wizard.remarks)
        wizard.action_write()
        self.assertEqual(len(target.session_ids), 8)
        self.assertEqual(target.session_ids.speaker_ids, self.speaker)

    @users("officer_test")
    def test_model_programmes(self):
        """Each model can be written as it is, and one is proposed."""
        templates = self.env["cooperation.visit.template"].search([])
        self.assertGreaterEqual(len(templates), 3)
        for template in templates:
            visit = self._create_visit().with_env(self.env)
            self._copy(visit, template_id=template.id).action_write()
            self.assertEqual(len(visit.session_ids), len(template.session_ids))
            self.assertFalse(visit._describe_clashes([]))
        wizard = self.env["cooperation.visit.session.copy"].create(
            {"visit_id": self.visit.id}
        )
        self.assertEqual(
            wizard.template_id,
            self.env.ref("cnfpt_cooperation.visit_template_three_day_study_visit"),
        )

    @users("officer_test")
    def test_model_saved_and_copied_back(self):
        self._write(TEXT).action_write()
        action = self.visit.with_env(self.env).action_save_as_model()
        template = self.env["cooperation.visit.template"].browse(action["res_id"])
        self.assertEqual(template.day_count, 3)
        target = self._create_visit().with_env(self.env)
        self._copy(target, template_id=template.id).action_write()
        self.assertEqual(self._read(target), self._read())

    @users("officer_test")
    def test_copies_cost_the_same(self):
        """Twice the sessions, the same number of queries."""
        counts = []
        for factor in (1, 4):
            target = self._create_visit().with_env(self.env)
            text = "".join(
                f"{9 + n // 4}:{n % 4 * 15:02} Session {n}\n" for n in range(4 * factor)
            )
            wizard = self._write(text, target)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_write()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # ------------------------------------------------------------
    # Gaps
    # ------------------------------------------------------------

    @users("officer_test")
    def test_gaps(self):
        self._write(
            "9h-10h30 Talk | INET\n10:45-12:00 Talk | INET\n13:30-15h Workshop | INET\n"
            "15h30-17h Visit | City hall\n17:00-18:00 Reception | Museum\n"
            "Day 2\n9h-10h A\n12h30-13h B\n17h-18h C"
        ).action_write()
        visit = self.visit.with_env(self.env)
        action = visit.action_fill_gaps()
        self.assertIn("no time to go from “City hall”", action["params"]["message"])
        lines = self._read()
        self.assertIn("04 10.5-10.75 Break", lines)
        self.assertIn("04 12-13.5 Lunch", lines)
        self.assertIn("04 15-15.5 Travel to City hall", lines)
        self.assertEqual(len(lines), 12)
        visit.action_fill_gaps()
        self.assertEqual(self._read(), lines)

    # ------------------------------------------------------------
    # The list of the form
    # ------------------------------------------------------------

    @users("officer_test")
    def test_lines_follow_each_other(self):
        """Title and Enter: the next line starts where the last one ends."""
        starts = []
        with Form(self.visit.with_env(self.env)) as form:
            for name, kind in (
                ("A", "talk"),
                ("Lunch", "meal"),
                ("B", "workshop"),
                ("Dinner", "meal"),
                ("C", "talk"),
            ):
                with form.session_ids.new() as line:
                    starts.append(f"{line.place_date:%d} {line.place_hour:g}")
                    line.name = name
                    line.kind = kind
                    if name == "Dinner":
                        line.place_hour_stop = 20
        self.assertEqual(starts, ["04 9", "04 10", "04 11.5", "04 13", "05 9"])
        self.assertEqual(self._read()[1], "04 10-11.5 Lunch")

    @users("officer_test")
    def test_hours_are_hours(self):
        with self.assertRaisesRegex(ValidationError, "hour of the day"):
            self.env["cooperation.visit.session"].create(
                {
                    "visit_id": self.visit.id,
                    "name": "A",
                    "place_date": "2030-03-04",
                    "place_hour": 27,
                }
            )

    def test_board_costs_the_same(self):
        """What the calendar asks for: twenty sessions cost what two do."""
        speakers = self.env["res.partner"].create(
            [{"name": f"Speaker {number}"} for number in range(20)]
        )
        sessions = (
            self.env["cooperation.visit.session"]
            .create(
                [
                    {
                        "visit_id": self._create_visit().id,
                        "name": speaker.name,
                        "speaker_ids": speaker.ids,
                        "start": "2030-03-04 08:00:00",
                    }
                    for speaker in speakers
                ]
            )
            .with_user(self.user_officer)
        )
        names = ["start", "stop", "allday", "color", "kind", "location", "speaker_ids"]
        names += ["place_time", "reader_time", "is_elsewhere", "language_id"]
        names += ["invitation_state", "invitation_note", "display_name"]
        counts = []
        for some in (sessions[:2], sessions[:2], sessions):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
