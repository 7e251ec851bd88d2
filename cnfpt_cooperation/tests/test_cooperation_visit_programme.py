import base64
import hashlib

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import MODULE
from .common_papers import PaperCommon


@tagged("post_install", "-at_install")
class TestVisitProgramme(PaperCommon):
    """The programme on paper: two languages, versions, and what has changed."""

    def _get_changes(self, visit, lang="en_US"):
        paper = self.env["report.cnfpt_cooperation.report_visit_programme"]
        versions = visit.programme_version_ids.sorted("number")
        return paper._in(lang)._get_changes(
            versions[-1].snapshot, paper._take_snapshot(visit)
        )

    # ------------------------------------------------------------
    # On paper
    # ------------------------------------------------------------

    @users("officer_test")
    def test_draft_in_two_languages(self):
        visit = self._create_programme()
        visit.session_ids[:1].write(
            {
                "name_translated": "Conferencia inaugural",
                "speaker_ids": [Command.set(self.speaker.ids)],
            }
        )
        text = self._read(visit, "programme")
        self.assertIn(visit.reference, text)
        self.assertIn("Conférence inaugurale", text)
        self.assertIn("Conferencia inaugural", text)
        self.assertIn("lundi 4 mars 2030", text)
        self.assertIn("lunes, 4 de marzo de 2030", text)
        self.assertIn("9 h – 10 h 30", text)
        self.assertIn("09:00 – 10:30", text)
        self.assertIn("Claire Exemple (Directrice)", text)
        self.assertIn("Salle 1", text)
        self.assertNotIn("Version", text)
        # Without a title in their language, the French one stands on both sides.
        self.assertEqual(text.count("Atelier de conception"), 2)

    @users("officer_test")
    def test_right_to_left_and_diacritics(self):
        visit = self._create_programme("ar")
        visit.session_ids[:1].name_translated = "الجلسة الأولى: INET (Salle 1)"
        page = self._read_pages(self._print(visit, "programme"))[0]
        for word in ("الجلسة", "مارس", "العربية", "تونس"):
            self.assertIn(word, page)
        visit = self._create_programme("vi")
        visit.session_ids[:1].name_translated = "Phiên khai mạc về đào tạo công chức"
        text = self._read(visit, "programme")
        self.assertIn("Phiên khai mạc về đào tạo công chức", text)
        self.assertIn("Thứ Hai, ngày 4 tháng 3 năm 2030", text)

    @users("officer_test")
    def test_french_delegation_has_one_column(self):
        visit = self._create_programme("fr")
        self.assertEqual(self._read(visit, "programme").count("Conférence"), 1)

    @users("officer_test")
    def test_time_of_the_place(self):
        """Hours of the place, its name, whole days, and nights."""
        visit = self._create_programme("fr", tz="America/Port-au-Prince")
        self._add_session(visit, "Réception de nuit", 2, 6, day=6, kind="meal")
        self._add_session(visit, "Journée libre", 8, 18, day=5, allday=True)
        text = self._read(visit, "programme")
        self.assertIn("Port-au-Prince", text)
        # 8:00 UTC is 3:00 in Haiti, in winter.
        self.assertIn("3 h – 4 h 30", text)
        self.assertIn("21 h – 1 h (mercredi 6 mars 2030)", text)
        self.assertIn("mardi 5 mars 2030", text)

    @users("officer_test")
    def test_change_of_clocks(self):
        """Europe changes its clocks on 31 March 2030: nine o'clock stays nine."""
        visit = self._create_programme("fr")
        visit.sudo().write({"date_start": "2030-03-29", "date_end": "2030-04-02"})
        self.assertIn("9 h – 10 h 30", self._read(visit, "programme"))
        session = self._add_session(visit, "Après", 8, 9, day=29)
        session.write({"start": "2030-04-01 07:00:00", "stop": "2030-04-01 08:00:00"})
        text = self._read(visit, "programme")
        self.assertIn("lundi 1er avril 2030", text)
        self.assertIn("9 h – 10 h", text)

    @users("officer_test")
    def test_sessions_are_not_cut_and_pages_are_numbered(self):
        visit = self._create_programme()
        for day in (4, 5, 6):
            for number in range(5):
                self._add_session(
                    visit,
                    f"Séquence {day}-{number} " + "au titre assez long " * 6,
                    7 + number * 2,
                    8 + number * 2,
                    day=day,
                    location="Salle",
                )
        pages = self._read_pages(self._print(visit, "programme"))
        self.assertGreater(len(pages), 1)
        for number, page in enumerate(pages, 1):
            self.assertIn(f"{number}/{len(pages)}", page)
            self.assertIn(visit.reference, page)
        self.assertEqual(sum(page.count("Séquence 6-4") for page in pages), 2)
        whole = [page for page in pages if "Séquence 6-4" in page]
        self.assertEqual(len(whole), 1)

    # ------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------

    @users("officer_test")
    def test_issue_versions(self):
        visit = self._create_programme()
        self.assertTrue(visit.is_programme_changed)
        self.assertFalse(visit.programme_status)
        visit.action_issue_programme()
        first = visit.programme_version_ids
        self.assertEqual(first.number, 1)
        self.assertEqual(first.user_id, self.env.user)
        self.assertFalse(first.changes)
        self.assertIn("1", visit.programme_status)
        self.assertFalse(visit.is_programme_changed)
        content = base64.b64decode(first.pdf_file)
        self.assertEqual(first.checksum, hashlib.sha256(content).hexdigest())
        self.assertIn("Version 1", " ".join(self._read_pages(content)))
        with self.assertRaisesRegex(UserError, "Nothing has changed since version 1"):
            visit.action_issue_programme()
        visit.session_ids[0].location = "Salle 2"
        self.assertTrue(visit.is_programme_changed)
        visit.action_issue_programme()
        second = visit.programme_version_ids.sorted("number")[-1]
        self.assertEqual(second.number, 2)
        text = self._read_pages(base64.b64decode(second.pdf_file))[0]
        self.assertIn("Version 2", text)
        self.assertIn("Salle 1", text, "the first page says what has changed")
        # The first version is still what it was.
        self.assertEqual(base64.b64decode(first.pdf_file), content)

    @users("officer_test")
    def test_order_of_speakers_is_no_change(self):
        visit = self._create_programme()
        session = visit.session_ids[0]
        both = self.speaker | self.other_speaker
        session.speaker_ids = [Command.set(both.ids)]
        visit.action_issue_programme()
        session.speaker_ids = [Command.set(both.sorted("id", reverse=True).ids)]
        self.env.invalidate_all()
        self.assertFalse(visit.is_programme_changed)

    @users("officer_test")
    def test_every_kind_of_change_has_its_sentence(self):
        visit = self._create_programme()
        talk, lunch, workshop = visit.session_ids.sorted("start")
        visit.action_issue_programme()
        talk.write({"start": "2030-03-05 08:00:00", "stop": "2030-03-05 09:30:00"})
        talk.location = "Salle 7"
        lunch.unlink()
        workshop.write({"stop": "2030-03-04 17:00:00", "name": "Atelier pratique"})
        workshop.speaker_ids = [Command.set(self.speaker.ids)]
        self._add_session(visit, "Clôture", 9, 10, day=6)
        changes = "\n".join(self._get_changes(visit))
        for expected in (
            "Moved: “Conférence inaugurale”, from Monday 4 March 2030 "
            "(09:00 – 10:30) to Tuesday 5 March 2030 (09:00 – 10:30).",
            "“Conférence inaugurale”: place changed from Salle 1 to Salle 7.",
            "Removed: “Déjeuner”, Monday 4 March 2030, 12:00.",
            "New title: “Atelier pratique” instead of “Atelier de conception”.",
            "Moved: “Atelier pratique”, Monday 4 March 2030, 14:00 – 18:00 instead of "
            "14:00 – 17:00.",
            "“Atelier pratique”: speakers are now Claire Exemple (before: —).",
            "Added: “Clôture”, Wednesday 6 March 2030, 10:00.",
        ):
            self.assertIn(expected, changes)
        self.assertEqual(len(changes.splitlines()), 7)

    @users("officer_test")
    def test_change_of_dates_and_zone(self):
        visit = self._create_programme()
        visit.action_issue_programme()
        visit.write({"date_start": "2030-03-11", "date_end": "2030-03-13"})
        changes = self._get_changes(visit)
        self.assertEqual(
            changes[0],
            "The visit takes place on 11 – 13 March 2030 instead of 4 – 6 March 2030.",
        )
        # The programme has moved along: each of its sessions says so.
        self.assertEqual(len(changes), 4)

    @users("officer_test")
    def test_nothing_to_issue(self):
        visit = self._create_visit().with_user(self.env.user)
        with self.assertRaisesRegex(UserError, "Draft"):
            visit.action_issue_programme()
        visit.write({"user_id": self.env.user.id, "host_id": self.host.id})
        visit.action_plan()
        with self.assertRaisesRegex(UserError, "at least one session"):
            visit.action_issue_programme()

    def test_who_issues(self):
        visit = self._create_programme()
        with self.assertRaises(AccessError):
            visit.with_user(self.user_direction).action_issue_programme()
        self.assertFalse(visit.programme_version_ids)

    def test_versions_do_not_change(self):
        """Not by RPC, not by an administrator, not through the attachment."""
        visit = self._create_programme()
        visit.action_issue_programme()
        version = visit.programme_version_ids
        for user in (self.user_officer, self.user_administrator):
            mine = version.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    mine.write({"number": 7})
                with self.assertRaises(UserError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    mine.create({"visit_id": visit.id, "number": 8, "snapshot": {}})
                with self.assertRaises(UserError):
                    visit.with_user(user).write(
                        {"programme_version_ids": [Command.delete(version.id)]}
                    )
                attachment = (
                    self.env["ir.attachment"]
                    .search(
                        [("res_model", "=", version._name), ("res_field", "!=", False)]
                    )
                    .with_user(user)
                )
                self.assertTrue(attachment)
                with self.assertRaises(UserError):
                    attachment.write({"raw": b"%PDF forged"})
        self.assertTrue(version.exists())

    @mute_logger("odoo.sql_db")
    def test_two_at_once(self):
        """The database decides; the second one reads who was faster."""
        visit = self._create_programme()
        visit.action_issue_programme()
        visit.session_ids[0].location = "Salle 9"
        number = visit.programme_version_ids.number
        cls = type(visit)
        with self.assertRaisesRegex(UserError, "has just issued version 1"):
            # What the slower one still sees: no version at all.
            self.patch(
                cls,
                "_get_last_programme_version",
                lambda self: self.programme_version_ids.browse(),
            )
            visit.action_issue_programme()
        self.assertEqual(visit.programme_version_ids.mapped("number"), [number])

    def test_title_of_one_language_is_told_in_the_other(self):
        visit = self._create_programme()
        visit.action_issue_programme()
        visit.session_ids[:1].name_translated = "Otro título"
        visit.action_issue_programme()
        changes = visit._get_last_programme_version().changes
        self.assertIn("l’autre langue", changes)

    def test_issued_programme_keeps_its_visit(self):
        """What was handed out stays on file, and so does its visit."""
        visit = self._create_programme()
        visit.action_issue_programme()
        visit.action_reopen()
        with self.assertRaisesRegex(UserError, "cancel the visit"):
            visit.unlink()

    def test_employee_prints_nothing(self):
        visit = self._create_programme()
        with self.assertRaises(AccessError):
            self._print(visit.with_user(self.user_employee), "programme")

    def test_paper_speaks_the_language(self):
        """Labels come from the translations of the paper (i18n/*.po)."""
        paper = self.env["report.cnfpt_cooperation.report_visit_programme"]
        visit = self._create_programme()
        for lang, label in (
            ("fr_FR", "Délégation"),
            ("es_ES", "Delegación"),
            ("pt_PT", "Delegação"),
            ("vi_VN", "Đoàn"),
            ("ar_001", "الوفد"),
        ):
            with self.subTest(lang=lang):
                facts = paper._in(lang)._get_facts(visit)
                self.assertEqual(facts[0][0], label)

    def test_menu_offers_the_papers(self):
        reports = self.env["ir.actions.report"].search(
            [("binding_model_id.model", "=", "cooperation.visit")]
        )
        names = {
            report.report_name.removeprefix(f"{MODULE}.report_visit_")
            for report in reports
        }
        self.assertLessEqual(
            {"programme", "participants", "brief", "badges", "certificate", "thanks"},
            names,
        )
