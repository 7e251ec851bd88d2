from odoo import Command
from odoo.tests import tagged, users

from .common import MODULE
from .common_papers import PaperCommon


@tagged("post_install", "-at_install")
class TestVisitPapers(PaperCommon):
    """Participants, badges, certificates, thanks and the brief, as they are printed."""

    @users("officer_test")
    def test_participants(self):
        visit = self._create_programme()
        visit.session_ids[0].speaker_ids = [Command.set(self.speaker.ids)]
        delegates = self._add_delegates(visit, 40, body_id=self.foreign_body.id)
        visit.head_delegate_id = delegates[4]
        pages = self._read_pages(self._print(visit, "participants"))
        text = " ".join(pages)
        self.assertGreater(len(pages), 1)
        for delegate in delegates:
            self.assertIn(delegate.name, text)
        self.assertLess(
            text.index("Delegate 05"), text.index("Delegate 01"), "the head comes first"
        )
        self.assertIn("Test School of Administration", text)
        self.assertIn("Claire Exemple", text)
        self.assertIn(self.user_officer.name, text)

    @users("officer_test")
    def test_badges(self):
        """Eight a page, one for each participant."""
        visit = self._create_programme()
        self._add_delegates(visit, 16, body_id=self.foreign_body.id)
        pages = self._read_pages(self._print(visit, "badges"))
        # Sixteen delegates, and the officer.
        self.assertEqual(len(pages), 3)
        self.assertEqual(pages[0].count("Director of human resources"), 8)
        self.assertIn("Delegate 16", pages[1])
        self.assertIn(self.user_officer.name, pages[2])

    @users("officer_test")
    def test_certificates(self):
        """One page a delegate who came; meals do not count: 1.5 + 3 hours."""
        visit = self._create_programme()
        delegates = self._add_delegates(visit, 3)
        (delegates[0] | delegates[2]).is_present = True
        pages = self._read_pages(self._print(visit, "certificate"))
        self.assertEqual(len(pages), 2)
        self.assertIn("Delegate 01", pages[0])
        self.assertIn("Delegate 03", pages[1])
        for page in pages:
            self.assertIn("4,5", page)
            self.assertIn("4 – 6 mars 2030", page)
            self.assertIn("4 – 6 de marzo de 2030", page)
            self.assertIn("Strasbourg", page)
            self.assertNotIn("Delegate 02", page)

    @users("officer_test")
    def test_whole_day_counts_as_a_day_of_training(self):
        visit = self._create_programme()
        certificate = self.env["report.cnfpt_cooperation.report_visit_certificate"]
        self.assertEqual(certificate._get_hours(visit), 4.5)
        self._add_session(visit, "Journée de terrain", 8, 18, day=5, allday=True)
        self.assertEqual(certificate._get_hours(visit), 10.5)
        self._add_session(visit, "Accueil sur le terrain", 9, 10, day=5)
        self.assertEqual(certificate._get_hours(visit), 10.5)

    @users("officer_test")
    def test_workshops_at_the_same_time_count_once(self):
        """13 to 16 and 14 to 17: four hours, and the talk of an hour and a half."""
        visit = self._create_programme()
        self._add_session(visit, "Atelier parallèle", 13.5, 15, kind="workshop")
        self._add_session(visit, "Autre atelier", 14, 17, kind="workshop")
        certificate = self.env["report.cnfpt_cooperation.report_visit_certificate"]
        self.assertEqual(certificate._get_hours(visit), 5.5)

    @users("officer_test")
    def test_certificates_for_nobody(self):
        visit = self._create_programme()
        self._add_delegates(visit, 2)
        pages = self._read_pages(self._print(visit, "certificate"))
        self.assertEqual(len(pages), 1)
        self.assertNotIn("Delegate", pages[0])
        self.assertTrue(pages[0].strip())

    @users("officer_test")
    def test_signatory(self):
        visit = self._create_programme()
        self._add_delegates(visit, 1, is_present=True)
        self.user_direction.partner_id.function = "Directrice des relations"
        self.env["ir.config_parameter"].sudo().set_param(
            f"{MODULE}.paper_signatory_id", self.user_direction.id
        )
        for paper in ("certificate", "thanks"):
            with self.subTest(paper=paper):
                text = self._read(visit, paper)
                self.assertIn(self.user_direction.name, text)
                self.assertIn("Directrice des relations", text)

    @users("officer_test")
    def test_thanks(self):
        visit = self._create_programme()
        head = self._add_delegates(visit, 1)
        visit.head_delegate_id = head
        pages = self._read_pages(self._print(visit, "thanks"))
        self.assertEqual(len(pages), 1)
        self.assertIn("Delegate 01", pages[0])
        self.assertIn("Test School of Administration", pages[0])
        self.assertIn("4 – 6 de marzo de 2030", pages[0])
        self.assertIn("Túnez", pages[0], "the country, in the language of the letter")

    @users("officer_test")
    def test_several_visits_in_one_file(self):
        visits = self._create_programme() | self._create_programme("fr")
        pages = self._read_pages(self._print(visits, "programme"))
        self.assertEqual(len(pages), 2)
        for visit, page in zip(visits, pages, strict=True):
            self.assertIn(visit.reference, page)
            self.assertIn("1/1", page)

    # ------------------------------------------------------------
    # The brief for the host
    # ------------------------------------------------------------

    def _fill_country(self, visit, count):
        """Make many files, promises, agreements and experts around the visit."""
        long = "au titre vraiment très long, qui ne tient pas sur une ligne " * 2
        for number in range(count):
            past = self._create_visit(
                name=f"Visite passée {number} {long}",
                date_start=f"2029-0{number % 9 + 1}-10",
                date_end=f"2029-0{number % 9 + 1}-11",
            )
            self._create_mission(name=f"Mission {number}", date_start="2029-02-01")
            self._create_request(name=f"Demande {number}", date_received="2029-03-01")
            self.env["cooperation.commitment"].create(
                [
                    {
                        "name": f"Promesse {number} {made_by} {long}",
                        "made_by": made_by,
                        "partner_id": self.foreign_body.id,
                        "date_due": f"2030-0{number % 9 + 1}-15",
                        "res_model": past._name,
                        "res_id": past.id,
                    }
                    for made_by in ("us", "them")
                ]
            )
            self._create_active_agreement(name=f"Convention {number} {long}")
            expert = self._create_expert(
                f"Expert {number}",
                country_ids=[Command.set(self.tunisia.ids)],
                private_phone="+33 0 12 34 56 78",
            )
            expert._guarded_write({"state": "active"})
            self.env["cooperation.partner.alias"].create(
                {"name": f"Ancien nom {number}", "partner_id": self.foreign_body.id}
            )
        return long

    def test_brief_is_one_page_however_much_there_is(self):
        visit = self._create_programme()
        self._fill_country(visit, 12)
        pages = self._read_pages(self._print(visit, "brief"))
        self.assertEqual(len(pages), 1)
        page = pages[0]
        for expected in (
            visit.reference,
            "Visite passée 8",
            "10/09/2029",
            "Promesse 0 us",
            "Promesse 0 them",
            "15/01/2030",
            "Convention",
            "Expert 0",
            "Ancien nom",
            "Méditerran",
        ):
            self.assertIn(expected, page)
        self.assertNotIn("+33 0 12", page, "nothing private")

    def test_brief_says_what_is_left(self):
        country = self.env.ref("base.nz")
        visit = self._create_programme(country_id=country.id)
        agreement = self._create_active_agreement(days=12.5, country_id=country.id)
        brief = self.env["cooperation.visit.brief"]
        (line,) = brief._get_agreement_lines(visit)
        self.assertIn(agreement.reference, line[1])
        self.assertIn("12.5", line[1])
        self.assertIn("12/31/2030", line[1])

    def test_every_line_of_the_brief_has_its_date(self):
        visit = self._create_programme()
        self._fill_country(visit, 3)
        for title, lines in self.env["cooperation.visit.brief"]._get_parts(visit):
            with self.subTest(part=title):
                self.assertTrue(lines)
                self.assertTrue(all(date for date, _text in lines), lines)

    def test_brief_of_strangers(self):
        """Nothing on record: each part says so, and the paper is there."""
        body = self.env["res.partner"].create({"name": "New", "is_company": True})
        visit = self._create_programme(
            partner_id=body.id, country_id=self.env.ref("base.nz").id
        )
        pages = self._read_pages(self._print(visit, "brief"))
        self.assertEqual(len(pages), 1)

    def test_brief_reads_both_ways(self):
        visit = self._create_programme()
        self._fill_country(visit, 1)
        promises = self.env["cooperation.visit.brief"]._get_promise_lines(visit, [])
        self.assertEqual(len(promises), 2)
        self.assertIn("By the Mission", promises[0][1])
        self.assertIn("By the partner", promises[1][1])
