import io
import re
import unicodedata
from datetime import date
from urllib.parse import parse_qs, urlsplit

from lxml import html
from openpyxl import load_workbook

from odoo.tests import freeze_time, tagged

from ..tools.measures import MEASURES, get_label
from .common_annual_report import get_blocks
from .common_papers import PaperReader
from .common_world import WorldCommon

REPORT = "cooperation.activity.report"
SEEDS = (2016, 2019)
YEARS = (2015, 2016, 2018, 2019, 2020)
INITIATIVES = ("training", "partnership", "hosting", "resources", "events")


def squeeze(text):
    return " ".join((text or "").split())


@tagged("post_install", "-at_install")
@freeze_time("2022-03-01")
class TestAnnualReportWorld(PaperReader, WorldCommon):
    """In random worlds, each number of an annual report is that of plain Python, on the
    page, on paper and in the workbook.
    """

    def _create_report(self, year, lang="en_US", **values):
        return self.env["cooperation.annual.report"].create(
            {"year": year, "lang": lang, **values}
        )

    def _get_documents(self):
        """Give the world, the report and what it says, year by year."""
        for seed in SEEDS:
            self.cr.execute("SAVEPOINT world")
            oracle = self._create_world(seed)
            for year in YEARS:
                report = self._create_report(year).with_user(self.user_direction)
                yield oracle, report, report._get_document()
            self.cr.execute("ROLLBACK TO SAVEPOINT world")
            self.env.invalidate_all()

    # ------------------------------------------------------------
    # What a cell stands for, told by the words around it
    # ------------------------------------------------------------

    def _get_words(self):
        """Return the measure of each label, and the domain of each name of a row."""
        measures = {get_label(self.env, code): code for code in MEASURES}
        names = {"Not broken down": []}
        for field, records in (
            ("zone_id", self.env["cooperation.zone"].search([])),
            ("country_id", self.env["res.country"].search([])),
            ("partner_id", self.bodies),
        ):
            names.update({record.name: [(field, "=", record.id)] for record in records})
        origins = self.env[REPORT]._fields["origin"]._description_selection(self.env)
        names.update({label: [("origin", "=", value)] for value, label in origins})
        return measures, names

    def _read_cells(self, document):
        """Give each number that the words around it explain: code, domain and cell."""
        measures, names = self._get_words()
        for section in document.sections:
            common = []
            if section.code in INITIATIVES:
                common = [("initiative", "=", section.code)]
            for block in section.blocks:
                if block.code == "ratios" or section.code == "comparison":
                    continue
                for row in block.table.rows:
                    for column, cell in list(
                        zip(block.table.columns, row, strict=True)
                    )[1:]:
                        code = measures.get(row[0].text) or measures.get(column.title)
                        where = names.get(row[0].text)
                        if row[0].text in measures:
                            where = []
                        is_year = re.fullmatch(r"\d{4}", column.title)
                        if (
                            not code
                            or where is None
                            or row[0].text == "Not broken down"
                        ):
                            continue
                        if row[0].text in measures and not is_year:
                            continue
                        year = int(column.title) if is_year else document.year
                        period = [
                            ("period", ">=", date(year, 1, 1)),
                            ("period", "<=", date(year, 12, 31)),
                        ]
                        yield block.code, code, [*common, *where, *period], cell

    def test_cells(self):
        checked = set()
        for oracle, _report, document in self._get_documents():
            for block, code, domain, cell in self._read_cells(document):
                expected = oracle.total(oracle.search(domain), code)
                value = None if cell.value is None else round(float(cell.value), 2)
                self.assertEqual(value, expected, (document.year, block, code, domain))
                checked.add((document.year, block, code, str(domain)))
        self.assertGreater(len(checked), 300)

    def test_links(self):
        """Each number that opens rows is the total of these rows."""
        followed = 0
        activity = self.env[REPORT].with_user(self.user_direction)
        for oracle, _report, document in self._get_documents():
            for block in get_blocks(document).values():
                rows = [*block.table.rows, block.table.total or []]
                for cell in (cell for row in rows for cell in row if cell.url):
                    (key,) = parse_qs(urlsplit(cell.url).query).get("active_id", [""])
                    if not key:
                        continue  # it opens one file
                    domain = activity.action_open_link(key)["domain"]
                    found = oracle.search(domain)
                    self.assertEqual(activity.search_count(domain), len(found), key)
                    expected = oracle.total(found, key.partition("~")[0]) or 0
                    self.assertEqual(round(float(cell.value), 2), expected, key)
                    followed += 1
        self.assertGreater(followed, 500)

    def test_totals_and_shares(self):
        """Last rows add up what is above; shares add up to 100."""
        for _oracle, _report, document in self._get_documents():
            for block in get_blocks(document).values():
                table = block.table
                for number, column in enumerate(table.columns):
                    if not table.total or not column.is_summed:
                        continue
                    values = [row[number].value for row in table.rows]
                    known = [value for value in values if value is not None]
                    if not known:
                        continue
                    total = table.total[number].value
                    self.assertAlmostEqual(total, sum(known), 2, block.code)
                    if column.kind == "percent":
                        self.assertEqual(round(total, 1), 100, block.code)

    # ------------------------------------------------------------
    # The three files
    # ------------------------------------------------------------

    def _assert_page(self, report, document):
        page = html.fromstring(report._make_html(document).decode())
        blocks = get_blocks(document)
        shown = [block for block in blocks.values() if block.table.rows]
        self.assertEqual(len(page.xpath("//table")), len(shown))
        for block in shown:
            (part,) = page.xpath(f"//div[@id='block-{block.code}']")
            self.assertIn(squeeze(block.sentence), squeeze(part.text_content()))
            rows = [*block.table.rows, *filter(None, [block.table.total])]
            for row, line in zip(
                rows, part.xpath(".//tbody/tr | .//tfoot/tr"), strict=True
            ):
                texts = ["".join(cell.text_content().split()) for cell in line]
                expected = [
                    "".join((cell.text + "*" * cell.is_published).split())
                    for cell in row
                ]
                self.assertEqual(texts, expected, block.code)

    def _assert_workbook(self, report, document):
        book = load_workbook(io.BytesIO(report._make_xlsx(document)))
        _contents, *sheets = book.worksheets
        blocks = list(get_blocks(document).values())
        self.assertEqual(len(sheets), len(blocks))
        for sheet, block in zip(sheets, blocks, strict=True):
            lines = [list(line) for line in sheet.iter_rows(values_only=True)]
            width = len(block.table.columns)
            head = next(
                number
                for number, line in enumerate(lines)
                if line[:width] == [column.title for column in block.table.columns]
            )
            for row, line in zip(block.table.rows, lines[head + 1 :], strict=False):
                for cell, written in zip(row, line[:width], strict=True):
                    self._assert_written(cell, written)
            if not block.table.total or not block.table.rows:
                continue
            last = lines[head + 1 + len(block.table.rows)]
            for number, (cell, written) in enumerate(
                zip(block.table.total, last[:width], strict=True)
            ):
                if isinstance(written, str) and written.startswith("="):
                    above = [row[number].value for row in block.table.rows]
                    written = sum(value for value in above if value is not None)
                self._assert_written(cell, written)

    def _assert_written(self, cell, written):
        if isinstance(cell.value, (int, float)):
            self.assertAlmostEqual(written, cell.value, 2)
        elif hasattr(cell.value, "year"):
            self.assertEqual(written.date(), cell.value)
        else:
            self.assertEqual(written or "", cell.value or cell.text)

    def test_page_and_workbook(self):
        for _oracle, report, document in self._get_documents():
            self._assert_page(report, document)
            self._assert_workbook(report, document)

    def test_paper(self):
        """The PDF says what the page says, in French."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self._create_world(2018)
        report = self._create_report(2018, lang="fr_FR")
        report = report.with_user(self.user_direction)
        document = report._get_document()
        text = squeeze(" ".join(self._read_pages(report._make_pdf(document))))
        read = 0
        for block in get_blocks(document).values():
            for cell in (cell for row in block.table.rows for cell in row):
                for word in unicodedata.normalize("NFKC", cell.text).split():
                    self.assertTrue(word in text, f"{cell.text} in {block.code}")
                    read += 1
        self.assertGreater(read, 200)

    # ------------------------------------------------------------
    # What it publishes
    # ------------------------------------------------------------

    def test_published_figures(self):
        for seed in SEEDS:
            self.cr.execute("SAVEPOINT world")
            oracle = self._create_world(seed)
            for year in (2016, 2019):
                with self.subTest(seed=seed, year=year):
                    report = self._create_report(year)
                    report = report.with_user(self.user_direction)
                    self.patch(type(report), "_keep_files", lambda report: None)
                    report.action_sign_off()
                    self.assertGreater(len(report.figure_ids), 5)
                    for figure in report.figure_ids:
                        self._assert_figure(oracle, figure, year)
            self.cr.execute("ROLLBACK TO SAVEPOINT world")
            self.env.invalidate_all()

    def _assert_figure(self, oracle, figure, year):
        domain = [
            ("period", ">=", date(year, 1, 1)),
            ("period", "<=", date(year, 12, 31)),
        ]
        if figure.zone_id:
            domain.append(("zone_id", "=", figure.zone_id.id))
        expected = oracle.total(oracle.search(domain), figure.measure)
        self.assertEqual(figure.state, "published")
        self.assertAlmostEqual(figure.published_value, expected, 1, figure.code)
        self.assertAlmostEqual(figure.live_value, expected, 1, figure.code)
