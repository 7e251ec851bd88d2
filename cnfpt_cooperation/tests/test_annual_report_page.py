import re

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_accessibility import AccessibilityCase
from .common_annual_report import AnnualReportCommon

# Everything that a page could fetch from elsewhere.
_FETCHES = re.compile(r"<(script|link|img|iframe|object|embed|base)\b|url\(|@import")


@tagged("post_install", "-at_install")
@freeze_time("2031-02-03")
class TestAnnualReportPage(AnnualReportCommon):
    """One file that stands alone, in order, for who sees it and who does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._create_report()
        # As pasted from elsewhere.
        cls.report.section_ids[0].comment = """
            <h1 id="content" style="position: fixed; background: url(//x.example/y)">
                Learnt</h1><h3>What we <img src="https://x.example/z.png"/>learnt</h3>
            <p class="chapter">See <a href="https://x.example">there</a></p>"""
        cls.content = cls.report._get_file("html")

    def test_it_stands_alone(self):
        self.assertIsNone(_FETCHES.search(self.content.decode()))

    def test_what_was_pasted(self):
        """Words and links stay, in the order of the page and in its style."""
        page, _tables = self._read_page(self.content)
        [comment] = page.find_class("comment")
        self.assertEqual(
            [(one.tag, one.text_content().split()) for one in comment.find("div")],
            [
                ("h3", ["Learnt"]),
                ("h4", ["What", "we", "learnt"]),
                ("p", ["See", "there"]),
            ],
        )
        self.assertFalse(comment.xpath(".//*[@style or @id or @class]"))
        self.assertEqual(comment.xpath(".//a/@href"), ["https://x.example"])

    def test_structure(self):
        page, _tables = self._read_page(self.content)
        self.assertEqual(page.get("lang"), "en")
        self.assertIn("Annual report 2030", page.findtext("head/title"))
        for landmark in ("header", "nav", "main", "footer"):
            self.assertEqual(len(list(page.iter(landmark))), 1, landmark)
        skip = next(page.iter("a"))
        self.assertEqual(skip.get("href"), "#content")
        self.assertEqual(next(page.iter("main")).get("id"), "content")
        levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]
        self.assertEqual(levels.count(1), 1)
        for before, after in zip(levels, levels[1:], strict=False):
            self.assertLessEqual(after - before, 1, "no level is left out")

    def test_tables_and_charts(self):
        page, _tables = self._read_page(self.content)
        for table in page.iter("table"):
            self.assertTrue(table.findtext("caption").strip())
            for heading in table.iter("th"):
                self.assertIn(heading.get("scope"), ("col", "row"))
        charts = list(page.iter("svg"))
        self.assertGreater(len(charts), 3)
        for chart in charts:
            block = next(chart.iterancestors("div")).getparent().getparent()
            self.assertTrue(chart.findtext("title") and chart.findtext("desc"))
            self.assertEqual(len(list(block.iter("table"))), 1, "its table")
            self.assertTrue(block.find_class("sentence"), "its sentence")
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        self.assertEqual(len(ids), len(set(ids)))
        for link in page.iter("a"):
            if link.get("href").startswith("#"):
                self.assertIn(link.get("href")[1:], ids)

    def test_five_initiatives(self):
        """The chapters of the report are those of the Mission [R12]."""
        page, _tables = self._read_page(self.content)
        chapters = [h.text_content().split(".")[-1].strip() for h in page.iter("h2")]
        for title in (
            "Training programme",
            "Partnerships and networks",
            "Delegations and internships",
            "Online resources",
            "Themed events",
        ):
            self.assertIn(title, chapters)
        self.assertIn("What we learnt", page.text_content())


@tagged("post_install", "-at_install", "cooperation_browser")
class TestAnnualReportAxe(AnnualReportCommon, AccessibilityCase):
    """Nobody is kept out of it, with or without styles, on any screen."""

    def test_page(self):
        report = self._create_report()
        page = report._get_file("html").decode()
        self.assertAccessible(page)
        self.assertAccessible(page, size="390x844")
        self.assertAccessible(page, without_styles=True)

    def test_published_years(self):
        report = self._create_report(year=2018, years_compared=5)
        self.assertAccessible(report._get_file("html").decode())

    def test_download(self):
        report = self._create_report()
        address = f"/cooperation/annual-report/{report.id}"
        self.assertEqual(self.url_open(f"{address}/html").url.count("login"), 1)
        self.authenticate(self.user_officer.login, self.user_officer.login)
        for kind, start in (("html", b"<!DOCTYPE"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
            with self.subTest(kind=kind):
                answer = self.url_open(f"{address}/{kind}")
                self.assertEqual(answer.status_code, 200)
                self.assertTrue(answer.content.startswith(start))
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        policy = self.url_open(f"{address}/html").headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertEqual(self.url_open(f"{address}/docx").status_code, 404)
        self.authenticate(self.user_employee.login, self.user_employee.login)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"{address}/html").status_code, 403)
