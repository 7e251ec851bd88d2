import base64
import io
import zipfile

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import MODULE
from .common_expertise import ExpertiseCommon
from .common_papers import PaperReader


class ExpertisePaperCommon(PaperReader, ExpertiseCommon):
    """A mission to Tunis with one expert, and the text of what it prints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "force_report_rendering": True})
        cls.env["cooperation.safety.advice"].create(
            {
                "country_id": cls.tunisia.id,
                "level": "yellow",
                "date": "2020-03-12",
                "source": "Page Tunisie",
            }
        )
        cls.user_direction.write({"name": "Denise Directrice"})
        cls.user_direction.partner_id.function = "Directrice générale"
        cls.city.write({"name": "Ville d’Essai", "street": "1 place de la Mairie"})
        cls.city.write({"zip": "67000", "city": "Strasbourg"})
        cls.expert = cls._create_active_expert(
            "Alix Expert",
            job_title="Directeur des finances",
            private_phone="+33 0 12 34 56 78",
        )
        cls.mission = cls._create_funded_mission(
            name="Former les formateurs",
            city="Tunis",
            user_id=cls.user_coordinator.id,
            terms_of_reference="<h2>Contexte</h2><p>Première <b>session</b>.</p>"
            "<ul><li>Un objectif</li></ul>",
            deliverable_ids=[
                Command.create({"name": "Rapport final", "date_due": "2030-06-15"})
            ],
        )
        cls.assignment = cls._create_confirmed_assignment(
            cls.mission, cls.expert, role="lead"
        )
        cls._as_coordinator(cls.mission).action_staff()

    def _order(self):
        self.mission.with_user(self.user_direction).action_order()

    def _do_days(self, *days):
        """Have days of the ledger done: date, kind, half or whole."""
        for date, kind, fraction in days:
            day = self.env["cooperation.expert.day"].create(
                {
                    "assignment_id": self.assignment.id,
                    "date": date,
                    "kind": kind,
                    "fraction": fraction,
                }
            )
            self._as_coordinator(day).action_done()

    def _print(self, record, paper, user=None):
        return self._print_pdf(
            record.with_user(user or self.user_coordinator), f"action_paper_{paper}"
        )

    def _read(self, record, paper, user=None):
        return " ".join(self._read_pages(self._print(record, paper, user)))


@tagged("post_install", "-at_install")
@freeze_time("2030-04-10")
class TestExpertisePapers(ExpertisePaperCommon):
    """Orders, letters, terms and statements, read as they are printed."""

    # ------------------------------------------------------------
    # The order
    # ------------------------------------------------------------

    def test_order(self):
        self._order()
        pages = self._read_pages(self._print(self.assignment, "mission_order"))
        self.assertEqual(len(pages), 1)
        for expected in (
            "Alix Expert",
            "Directeur des finances",
            "Ville d’Essai",
            "Former les formateurs",
            "Test School of Administration",
            "Tunis, Tunisie",
            "6 – 10 mai 2030",
            "Test convention",
            "Test grant (Test Development Agency)",
            "12 mars 2020",
            "Page Tunisie",
            "Strasbourg, le 10 avril 2030",
            "Directrice générale",
            "Denise Directrice",
            self.mission.reference,
            "1/1",
        ):
            self.assertIn(expected, pages[0])
        for private in ("+33 0 12", "DRAFT", "PROJET"):
            self.assertNotIn(private, pages[0])

    def test_order_before_it_is_given(self):
        text = self._read(self.assignment, "mission_order")
        self.assertRegex(text, "DRAFT|PROJET")

    def test_order_that_is_suspended(self):
        self._order()
        self.env["cooperation.safety.advice"].create(
            {
                "country_id": self.tunisia.id,
                "level": "red",
                "date": "2030-04-10",
                "source": "Page Tunisie",
            }
        )
        text = self._read(self.assignment, "mission_order")
        self.assertRegex(text, "SUSPEND")

    def test_order_keeps_who_signed(self):
        """Later settings do not change an order; a recalled one forgets."""
        self._order()
        self.env["ir.config_parameter"].sudo().set_param(
            f"{MODULE}.paper_signatory_id", self.user_officer.id
        )
        self.assertEqual(self.assignment.signatory_id, self.user_direction)
        self.assertIn("Denise Directrice", self._read(self.assignment, "mission_order"))
        self._as_coordinator(self.mission).action_recall()
        self.assertFalse(self.assignment.signatory_id)
        with self.assertRaises(UserError):
            self._as_coordinator(self.assignment).signatory_id = self.user_officer

    def test_coordinator_does_not_sign(self):
        """An order issued by a coordinator is signed by whom the settings name."""
        self.env["ir.config_parameter"].sudo().set_param(
            f"{MODULE}.paper_signatory_id", self.user_direction.id
        )
        self.user_coordinator.name = "Coralie Coordinatrice"
        self._as_coordinator(self.mission).action_order()
        self.assertEqual(self.assignment.signatory_id, self.user_direction)

    def test_order_with_a_reason(self):
        self.env["cooperation.safety.advice"].create(
            {
                "country_id": self.tunisia.id,
                "level": "red",
                "date": "2030-04-09",
                "source": "Page Tunisie",
            }
        )
        self.mission.safety_reason = "Escorte de l’ambassade.\nLogement sur place."
        self._order()
        text = self._read(self.assignment, "mission_order")
        self.assertIn("Escorte de l’ambassade. Logement sur place.", text)
        self.assertIn("9 avril 2030", text)

    def test_who_prints(self):
        self._order()
        for user in (self.user_officer, self.user_direction, self.user_administrator):
            with self.subTest(user.login):
                self.assertIn(
                    "Alix Expert", self._read(self.assignment, "mission_order", user)
                )
        with self.assertRaises(AccessError):
            self._read(self.assignment, "mission_order", self.user_employee)

    def test_orders_of_a_mission(self):
        mission = self._as_coordinator(self.mission)
        with self.assertRefused(UserError, "issue the orders first"):
            mission.action_print_orders()
        self._order()
        action = mission.action_print_orders()
        self.assertEqual(action["report_name"], "cnfpt_cooperation.paper_mission_order")
        self.assertEqual(action["context"]["active_ids"], self.assignment.ids)

    def test_remote_mission_has_no_travel(self):
        papers = ("mission_order", "employer_letter")
        for paper in papers:
            self.assertRegex(self._read(self.assignment, paper), "séjour|and stay")
        self.mission.modality = "remote"
        for paper in papers:
            text = self._read(self.assignment, paper)
            self.assertNotRegex(text, "séjour|and stay")
            self.assertRegex(text, "a mission est prise|he mission is borne")

    def test_remote_mission_has_no_advice(self):
        self.mission.modality = "remote"
        self._order()
        text = self._read(self.assignment, "mission_order")
        self.assertNotIn("Page Tunisie", text)
        self.assertIn("Tunisie", text)

    # ------------------------------------------------------------
    # The employer
    # ------------------------------------------------------------

    def test_letter_that_asks(self):
        self.assignment.employer_consent_date = False
        pages = self._read_pages(self._print(self.assignment, "employer_letter"))
        self.assertEqual(len(pages), 1)
        for expected in (
            "Ville d’Essai 1 place de la Mairie 67000 Strasbourg",
            "Alix Expert",
            "6 – 10 mai 2030",
            "Former les formateurs",
        ):
            self.assertIn(expected, pages[0])
        self.assertRegex(pages[0], "Agreement of the employer|Accord de l’employeur")

    def test_letter_that_thanks(self):
        text = self._read(self.assignment, "employer_letter")
        self.assertIn("1er avril 2030", text)
        self.assertNotRegex(text, "Agreement of the employer|Accord de l’employeur")

    # ------------------------------------------------------------
    # Terms of reference
    # ------------------------------------------------------------

    def test_terms(self):
        pages = self._read_pages(self._print(self.mission, "mission_terms"))
        self.assertEqual(len(pages), 1)
        for expected in (
            "Contexte",
            "Première session.",
            "Un objectif",
            "Rapport final",
            "15 juin 2030",
            "Alix Expert",
            "Tunis, Tunisie",
        ):
            self.assertIn(expected, pages[0])

    def test_terms_of_many_pages(self):
        self.mission.terms_of_reference = "<p>Un paragraphe entier.</p>" * 200
        self.mission.deliverable_ids = [
            Command.create({"name": f"Livrable {number:02}"}) for number in range(30)
        ]
        pages = self._read_pages(self._print(self.mission, "mission_terms"))
        self.assertGreater(len(pages), 3)
        for number, page in enumerate(pages, start=1):
            self.assertIn(f"{number}/{len(pages)}", page)
            self.assertIn(self.mission.reference, page)
        self.assertIn("Livrable 29", " ".join(pages))

    # ------------------------------------------------------------
    # Days
    # ------------------------------------------------------------

    def test_attendance(self):
        self._order()
        # Others are on this mission too.
        self.env.flush_all()
        self.env.cr.execute("UPDATE cooperation_mission SET planned_days = 12")
        self.env.invalidate_all()
        self.assertRegex(self._read(self.assignment, "attendance"), "No day|Aucun jour")
        with freeze_time("2030-05-20"):
            self._do_days(
                ("2030-05-06", "travel", 0.5),
                ("2030-05-07", "field", 1),
                ("2030-05-08", "field", 1),
            )
            self.env["cooperation.expert.day"].create(
                {"assignment_id": self.assignment.id, "date": "2030-05-09"}
            )
            text = self._read(self.assignment, "attendance")
        self.assertIn("mardi 7 mai 2030", text)
        self.assertNotIn("jeudi 9 mai 2030", text, "it is not done")
        self.assertRegex(text, "Total 2,5")
        self.assertIn("0,5", text)
        self.assertRegex(text, "(prévus|planned) 5 ", "of the expert, not the mission")

    def test_days_over_new_year(self):
        """Each year has its own days, and both together are those of the ledger."""
        self.mission.assignment_ids.with_user(self.user_coordinator).action_cancel()
        days = {"2030-12-30": 1.0, "2030-12-31": 0.5, "2031-01-02": 1.0}
        mission = self._load_history(
            "cooperation.mission",
            name="Mission du nouvel an",
            country_id=self.tunisia.id,
            state="closed",
            date_start="2030-12-30",
            date_end="2031-01-03",
        )
        assignment = self._load_history(
            "cooperation.assignment",
            mission_id=mission.id,
            expert_id=self.expert.id,
            state="done",
            date_start="2030-12-30",
            date_end="2031-01-03",
        )
        for day, fraction in days.items():
            self._load_history(
                "cooperation.expert.day",
                assignment_id=assignment.id,
                date=day,
                fraction=fraction,
                state="done",
            )
        for year, total in ((2030, "1,5"), (2031, "1")):
            with self.subTest(year):
                dialog = (
                    self.env["cooperation.expert.statement"]
                    .with_user(self.user_coordinator)
                    .create(
                        {"expert_ids": [Command.set(self.expert.ids)], "year": year}
                    )
                )
                statement = dialog.browse(
                    dialog.action_print()["context"]["active_ids"]
                )
                own = sum(
                    fraction
                    for day, fraction in days.items()
                    if day.startswith(str(year))
                )
                self.assertEqual(sum(statement._get_days().mapped("fraction")), own)
                text = self._read(statement, "expert_statement")
                self.assertRegex(text, f"Total {total} {total} ")
                self.assertIn("Mission du nouvel an", text)

    def test_statement_of_nothing(self):
        dialog = (
            self.env["cooperation.expert.statement"]
            .with_user(self.user_coordinator)
            .with_context(active_model="cooperation.expert", active_ids=self.expert.ids)
            .create({"year": 2029})
        )
        self.assertEqual(dialog.expert_ids, self.expert)
        with self.assertRefused(UserError, "Alix Expert.*2029"):
            dialog.action_print()
        for year in (0, 29, 99999999):
            dialog.year = year
            with self.assertRefused(UserError, "four figures"):
                dialog.action_print()

    def test_statements_of_several(self):
        """A page for each expert who did something that year, and its own total."""
        self._order()
        with freeze_time("2030-05-20"):
            self._do_days(
                ("2030-05-06", "travel", 0.5),
                ("2030-05-07", "field", 1),
                ("2030-05-08", "field", 1),
            )
        idle = self._create_active_expert("Sans Mission")
        dialog = (
            self.env["cooperation.expert.statement"]
            .with_user(self.user_coordinator)
            .create(
                {"expert_ids": [Command.set((self.expert | idle).ids)], "year": 2030}
            )
        )
        action = dialog.action_print()
        statement = dialog.browse(action["context"]["active_ids"])
        self.assertEqual(statement.expert_id, self.expert)
        pages = self._read_pages(self._print(statement, "expert_statement"))
        self.assertEqual(len(pages), 1)
        for expected in (
            "Alix Expert",
            "2030",
            "Former les formateurs",
            "6 – 8 mai 2030",
        ):
            self.assertIn(expected, pages[0])
        self.assertRegex(pages[0], r"Total 0,5 2 2,5")


@tagged("post_install", "-at_install")
@freeze_time("2030-04-10")
class TestMissionFile(ExpertisePaperCommon):
    """All that is on record about a mission, in one zip."""

    def _unzip(self, user=None):
        mission = self.mission.with_user(user or self.user_coordinator)
        mission.invalidate_recordset(["mission_file"])
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(mission.mission_file)))
        self.assertIsNone(archive.testzip())
        return {name: archive.read(name) for name in archive.namelist()}

    def _attach(self, name, content=b"%PDF-1.4 test", **values):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": self.mission._name,
                "res_id": self.mission.id,
                **values,
            }
        )

    def test_papers(self):
        files = self._unzip()
        kinds = sorted(name.split("/")[1][0] for name in files)
        self.assertEqual(kinds, ["1", "3"], "no order before it is given")
        self._order()
        with freeze_time("2030-05-20"):
            self._do_days(("2030-05-07", "field", 1))
        self.mission.write(
            {"report_file": base64.b64encode(b"%PDF-1.4 r"), "report_filename": "R.pdf"}
        )
        files = self._unzip()
        self.assertEqual(sorted(name.split("/")[1][0] for name in files), list("12345"))
        order = next(name for name in files if "/2 " in name)
        self.assertIn("Alix Expert", order)
        text = " ".join(self._read_pages(files[order]))
        self.assertIn("Former les formateurs", text)
        self.assertIn(b"%PDF-1.4 r", [files[name] for name in files if "/5 " in name])
        root = self.mission.reference.replace("/", "-")
        self.assertTrue(all(name.startswith(f"{root}/") for name in files))

    def test_names(self):
        """Nothing leads out of the folder, nothing hides anything."""
        self._attach("note.pdf", b"%PDF-1.4 one")
        self._attach("note.pdf", b"%PDF-1.4 two")
        self._attach("NOTE.pdf", b"%PDF-1.4 three")
        self._attach("../../../etc/passwd.pdf", b"%PDF-1.4 four")
        names = [name for name in self._unzip() if "/6 " in name]
        self.assertEqual(len(names), 4)
        self.assertEqual(len({name.lower() for name in names}), 4)
        for name in names:
            self.assertEqual(name.count("/"), 2)
            self.assertNotIn("..", name.split("/"))

    def test_nothing_private(self):
        """Neither the CV of an expert, nor what belongs to another mission."""
        self.expert.write(
            {"cv_file": base64.b64encode(b"%PDF-1.4 cv"), "cv_filename": "CV.pdf"}
        )
        other = self._create_mission()
        self._attach("other.pdf", b"%PDF-1.4 other", res_id=other.id)
        content = self._unzip().values()
        self.assertNotIn(b"%PDF-1.4 cv", content)
        self.assertNotIn(b"%PDF-1.4 other", content)

    def test_who_downloads(self):
        for user in (self.user_officer, self.user_direction):
            with self.subTest(user.login):
                self.assertTrue(self._unzip(user))
        with self.assertRaises(AccessError):
            self._unzip(self.user_employee)

    def test_too_heavy(self):
        attachment = self._attach("heavy.pdf")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET file_size = %s WHERE id = %s",
            (300 * 1024 * 1024, attachment.id),
        )
        attachment.invalidate_recordset(["file_size"])
        with self.assertRefused(UserError, "300"):
            self._as_coordinator(self.mission).action_download_file()


@tagged("post_install", "-at_install")
class TestMissionFileDownload(HttpCase, ExpertiseCommon):
    """The button leads to a file that a browser saves."""

    def test_download(self):
        mission = self._create_full_mission()
        action = self._as_coordinator(mission).action_download_file()
        self.authenticate("coordinator_test", "coordinator_test")
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertIn("application/zip", answer.headers["Content-Type"])
        self.assertIn(
            mission.reference.replace("/", "-"), answer.headers["Content-Disposition"]
        )
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        self.assertEqual(len(names), 1)
        self.authenticate("employee_test", "employee_test")
        self.assertNotEqual(self.url_open(action["url"]).status_code, 200)
