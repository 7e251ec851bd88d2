import io
import re
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..tools.measures import MEASURES
from .common_annual_report import AnnualReportCommon, get_blocks


@tagged("post_install", "-at_install")
@freeze_time("2031-02-03")
class TestAnnualReportContent(AnnualReportCommon):
    """The page, the paper and the workbook say the same, and it is true."""

    def _get_cell(self, document, block, row, column):
        """Return the cell of a block by the words of its row and column."""
        table = get_blocks(document)[block].table
        titles = [title.title for title in table.columns]
        rows = {cells[0].text: cells for cells in table.rows}
        return rows[row][titles.index(column)]

    def test_key_figures(self):
        document = self._create_report()._get_document()
        for label, value, before in (
            ("Delegations hosted", 6, 1),
            ("Visitors", 72, 12),
            ("Expert missions", 1, 1),
            ("Experts (persons)", 2, 1),
            ("Mobilisations", 2, 1),
            ("Expert days", 4, 1),
            ("Training sessions", 1, None),
            ("Trainees", 14, None),
            ("Agreements signed", 1, None),
            ("Internships", None, None),
        ):
            with self.subTest(measure=label):
                cells = [
                    self._get_cell(document, "key_figures", label, year)
                    for year in ("2030", "2029")
                ]
                self.assertEqual([cell.value for cell in cells], [value, before])
        internships = self._get_cell(document, "key_figures", "Internships", "2030")
        self.assertEqual(internships.text, "–", "that is not zero")
        self.assertEqual(
            get_blocks(document)["key_figures"].sentence,
            "In 2030, the Mission received 6\N{NO-BREAK SPACE}delegations, carried out "
            "1\N{NO-BREAK SPACE}expert mission, mobilised 2\N{NO-BREAK SPACE}persons "
            "for 4\N{NO-BREAK SPACE}expert days, held 1\N{NO-BREAK SPACE}training "
            "session for 14\N{NO-BREAK SPACE}trainees, and signed "
            "1\N{NO-BREAK SPACE}agreement.",
        )

    def test_three_measures_by_origin(self):
        document = self._create_report()._get_document()
        table = get_blocks(document)["origins"].table
        rows = {row[0].text: [cell.value for cell in row[1:]] for row in table.rows}
        self.assertEqual(rows["CNFPT agent"], [1, 50, 1, 50, 3, 75])
        self.assertEqual(rows["Agent of a local authority"], [1, 50, 1, 50, 1, 25])
        self.assertEqual([c.value for c in table.total[1:]], [2, 100, 2, 100, 4, 100])

    def test_expert_of_two_origins_is_one_person(self):
        later = self._create_past_mission(
            name="Later", date_start="2030-10-07", date_end="2030-10-08"
        )
        self._mobilise(later, self.expert, ["2030-10-07"], origin="local_authority")
        table = get_blocks(self._create_report()._get_document())["origins"].table
        self.assertEqual([row[1].value for row in table.rows], [1, 2])
        self.assertEqual(table.total[1].value, 2, "three entries, two persons")
        self.assertIn("is one person in the total", " ".join(table.notes))

    def test_every_number_opens_its_rows(self):
        """Whatever a cell says is the total of the rows that its link opens."""
        activity = self._get_activity()
        for values in ({}, {"year": 2018, "years_compared": 5}):
            document = self._create_report(**values)._get_document()
            count = 0
            for code, block in get_blocks(document).items():
                table = block.table
                for row in [*table.rows, *filter(None, [table.total])]:
                    for cell in row:
                        if "active_id=" not in cell.url:
                            continue
                        count += 1
                        self.assertEqual(
                            self._follow(activity, cell.url), cell.value, (code, cell)
                        )
            self.assertGreater(count, 25)

    def test_crafted_links(self):
        """A link names a measure, a period and a scope, or it opens nothing."""
        activity = self._get_activity().with_user(self.user_officer)
        for key in (
            *("", None, "visits", "visits~2030", "secret~~", "visits~2030-13-01~"),
            *("visits~~~state=closed", "visits~~~zone_id=x", "visits~~~zone_id.code=x"),
            *("id~~~zone_id=1", "visits~~~origin=secret", "visits~~~origin=\0"),
        ):
            with self.subTest(key=key):
                with self.assertRefused(UserError, "does not name any figure"):
                    activity.action_open_link(key)
        action = activity.action_open_link("visits~2030-01-01~2030-12-31")
        self.assertEqual(action["context"]["cooperation_measure"], "visits")
        # Without it, the web client opens the rows of the link followed before.
        self.assertEqual(action["context"]["active_id"], "visits~2030-01-01~2030-12-31")
        self.assertEqual(action["name"], "Delegations hosted, 2030")
        key = f"visits~2030-01-01~2030-12-31~zone_id={self.zone_africa.id}"
        name = activity.action_open_link(key)["name"]
        self.assertEqual(name, f"Delegations hosted, 2030 · {self.zone_africa.name}")
        with self.assertRaises(AccessError):
            activity.with_user(self.user_employee).search(action["domain"])

    def _follow(self, activity, url):
        """Return the total of the rows that a link opens."""
        [key] = parse_qs(urlsplit(url).query)["active_id"]
        domain = activity.action_open_link(key)["domain"]
        code = key.split("~")[0]
        return activity._get_totals(domain, (), [code])[()][code]

    def test_page_paper_and_workbook_agree(self):
        report = self._create_report()
        document = report._get_document()
        _page, tables = self._read_page(report._make_file("html", document))
        sheets = self._read_sheets(report._make_file("xlsx", document))
        paper = " ".join(self._read_pages(report._make_file("pdf", document)))
        for code, block in get_blocks(document).items():
            table = block.table
            if not table.rows:
                continue
            rows = [*table.rows, *filter(None, [table.total])]
            texts = [[" ".join(cell.text.split()) for cell in row] for row in rows]
            with self.subTest(block=code, file="html"):
                self.assertEqual(tables[code][1:], texts)
            with self.subTest(block=code, file="xlsx"):
                sheet = self._read_sheet(sheets[table.caption], len(table.columns))
                self.assertEqual(len(sheet), len(rows) + 1)
                for found, row in zip(sheet[1:], rows, strict=True):
                    self._check_row(found, row)
            with self.subTest(block=code, file="pdf"):
                for words in (block.title, table.columns[-1].title):
                    for word in words.split():
                        self.assertIn(word, paper)
                for row in texts:
                    for text in row[1:]:
                        self.assertIn(text.split(" ")[0] if text else "", paper)

    def _check_row(self, found, row):
        for value, cell in zip(found, row, strict=True):
            expected = cell.text or None if cell.value is None else cell.value
            if isinstance(value, datetime) and isinstance(expected, date):
                value = value.date()
            self.assertEqual(value, expected)

    def test_totals_of_the_workbook_are_formulas(self):
        """They are sums of the cells above, and say the same before any reckoning."""
        report = self._create_report()
        content = report._get_file("xlsx")
        title = "Delegations hosted in 2030, by zone"
        formulas = self._read_sheets(content, data_only=False)[title]
        values = self._read_sheets(content)[title]
        [cells] = [row for row in formulas.iter_rows() if row[0].value == "Total"]
        self.assertRegex(cells[1].value, r"^=SUM\(B\d+:B\d+\)$")
        self.assertEqual(values.cell(cells[1].row, 2).value, 6)
        self.assertEqual(values.cell(cells[1].row, 3).value, 100)

    def test_names_of_the_sheets_are_read(self):
        """The contents open each sheet, and no name is cut within a word."""
        report = self._create_report()
        document = report._get_document()
        book = load_workbook(io.BytesIO(report._make_file("xlsx", document)))
        contents, *sheets = book.worksheets
        self.assertEqual(book.properties.title, document.title)
        self.assertEqual(contents.title, "Annual report")
        names = [sheet.title for sheet in sheets]
        self.assertEqual(names[0], "1.1 Key figures")
        captions = [b.table.caption for s in document.sections for b in s.blocks]
        for name, caption in zip(names, captions, strict=True):
            words = re.findall(r"\w+", name.partition(" ")[2])
            self.assertEqual(words, re.findall(r"\w+", caption)[: len(words)])
        cells = [row[0].hyperlink for row in contents.iter_rows() if row[0].hyperlink]
        links = [link.location for link in cells]
        self.assertEqual(links, [f"'{name}'!A1" for name in names])

    def test_an_empty_year_says_so_once(self):
        """No heading without a word, no note on a table that is not there."""
        report = self._create_report(year=1990)
        sections = {s.code: s for s in report._get_document().sections}
        [nothing] = sections["comparison"].blocks
        self.assertIn("1990", nothing.sentence)
        [promises] = sections["promises"].blocks
        self.assertFalse(promises.table.rows)
        for section in sections.values():
            for block in section.blocks:
                if not block.table.rows:
                    self.assertFalse(block.table.notes, block.code)

    def test_numbers_of_the_workbook_are_read(self):
        """Thousands stand apart, halves of days show, whatever the other rows are."""
        content = self._create_report()._get_file("xlsx")
        sheet = self._read_sheets(content)["Key figures of 2030"]
        formats = {row[0].value: row[1].number_format for row in sheet.iter_rows()}
        self.assertEqual(formats["Amount granted"], "#,##0")
        self.assertEqual(formats["Delegations hosted"], "#,##0")

    def test_agreements_and_partners(self):
        document = self._create_report()._get_document()
        table = get_blocks(document)["agreements"].table
        [row] = table.rows
        self.assertEqual(row[0].value, self.agreement.reference)
        self.assertEqual(row[4].value, date(2030, 2, 1))
        totals = self._get_activity()._get_totals(
            [("kind", "=", "agreement"), ("year", "=", 2030)]
        )[()]
        self.assertEqual(table.total[5].value, totals["amount"])
        self.assertEqual(totals["agreements"], 1)
        partners = get_blocks(document)["partners"].table
        rows = {row[0].text: [cell.value for cell in row[2:]] for row in partners.rows}
        self.assertEqual(rows[self.foreign_body.display_name], [6, 1, None, 1, None])
        self.assertEqual(rows[self.funder.display_name], [None, None, None, None, 1])

    @freeze_time("2030-11-05")
    def test_promises(self):
        """A promise is late from the day after, whether or not it was marked so."""
        promises = self.env["cooperation.commitment"].create(
            [
                {"name": f"Promise {number}", "date_due": day, "made_by": maker}
                for number, (day, maker) in enumerate(
                    [("2030-02-01", "us"), ("2030-03-01", "us")]
                    + [("2030-04-01", "them"), ("2030-11-05", "us")]
                    + [("2031-01-05", "us")]
                )
            ]
        )
        promises[0].proof = "Sent"
        promises[0].action_keep()
        promises[1].action_mark_late()
        blocks = get_blocks(self._create_report()._get_document())
        table = blocks["promises"].table
        self.assertEqual(
            [[cell.value for cell in row[1:]] for row in table.rows],
            [[1, 1, 1, 0, 3], [0, 1, 0, 0, 1]],
        )
        self.assertEqual(
            blocks["promises"].sentence,
            "4 promises were due in 2030 (kept: 1; late: 2; open: 1; given up: 0).",
        )
        names = [row[0].text for row in blocks["promise_list"].table.rows]
        self.assertEqual(names, ["Promise 1", "Promise 2", "Promise 3", "Promise 0"])
        self.assertIn("“Promise 1”", blocks["promise_list"].sentence)

    def test_year_without_anything(self):
        """A draft of an empty year can be read, and says so."""
        report = self._create_report(year=2040)
        for kind in ("html", "pdf", "xlsx"):
            self.assertTrue(report._get_file(kind))
        document = report._get_document()
        self.assertEqual(document.lead, ["No file counts in 2040 yet."])
        values = [
            cell.value
            for row in get_blocks(document)["key_figures"].table.rows
            for cell in row[1:]
        ]
        self.assertEqual(set(values), {None})

    def test_queries_do_not_grow(self):
        """As many for twice the files: partners, agreements, promises."""
        report = self._create_report()
        self._create_more(2)
        few = self._count_queries(report)
        self._create_more(8)
        self.assertEqual(self._count_queries(report), few)

    def _create_more(self, count):
        """Create bodies, each with a visit, an agreement and a promise."""
        for number in range(count):
            body = self.funder.copy({"name": f"Body {number}"})
            self._create_past_visit(name=f"Visit of {number}", partner_id=body.id)
            self._create_active_agreement(
                name=f"Convention {number}",
                partner_id=body.id,
                date_signed="2030-03-01",
            )
            self.env["cooperation.commitment"].create(
                {"name": "Promise", "date_due": "2030-06-01", "partner_id": body.id}
            )

    def _count_queries(self, report):
        self.env.flush_all()
        self.env.invalidate_all()
        report._get_document()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        report._get_document()
        return self.env.cr.sql_log_count - before

    def test_measures_are_all_there(self):
        """What the catalogue counts stands in the key figures, or was never counted."""
        table = get_blocks(self._create_report()._get_document())["key_figures"].table
        self.assertEqual(len(table.rows), len(MEASURES) - 1, "experts are as published")


@tagged("post_install", "-at_install")
@freeze_time("2031-02-03")
class TestAnnualReportPublished(AnnualReportCommon):
    """F1 to F8 come out of the report of 2018, with live records around [004]."""

    def _get_report(self, **values):
        return self._create_report(year=2018, years_compared=4, **values)

    def _get_rows(self, block):
        return {row[0].text: row for row in block.table.rows}

    def test_figures(self):
        blocks = get_blocks(self._get_report()._get_document())
        zones = self._get_rows(blocks["whole_visits"])
        self.assertEqual(
            {name: row[1].value for name, row in zones.items()},
            {"Europe": 8, "Africa": 12, "Mediterranean": 18, "Asia": 7}
            | {"Americas / Caribbean": 3},
        )
        self.assertEqual(blocks["whole_visits"].table.total[1].value, 48)
        self.assertEqual(blocks["whole_visits"].table.total[2].value, 100)
        self.assertEqual(
            blocks["whole_visits"].sentence,
            "2015–2018: 48\N{NO-BREAK SPACE}delegations, mostly from Africa and the "
            "Mediterranean (30 of 48, 62.5\N{NO-BREAK SPACE}%).",
        )
        missions = self._get_rows(blocks["whole_missions"])
        self.assertEqual(
            {name: row[1].value for name, row in missions.items()},
            {"Africa": 6, "Mediterranean": 65, "Asia": 3, "Americas / Caribbean": 3},
        )
        self.assertIn(
            "(65 of 77, 84.4\N{NO-BREAK SPACE}%)", blocks["whole_missions"].sentence
        )
        days = self._get_rows(blocks["comparison_experts"])["Expert days"]
        self.assertEqual([cell.value for cell in days[1:]], [164, 194, 127, 94])
        self.assertEqual(self._get_rows(blocks["whole"])["Expert days"][1].value, 579)
        ratios = self._get_rows(blocks["whole_ratios"])
        self.assertEqual(ratios["Days a mission, published"][1].value, 7.52)
        self.assertEqual(ratios["Experts a mission, published"][1].value, 1.75)
        self.assertEqual(ratios["Days an expert, published"][1].value, 4.29)

    def test_not_published_is_not_zero(self):
        blocks = get_blocks(self._get_report()._get_document())
        training = self._get_rows(blocks["comparison_training"])
        for label, values in (
            ("Training sessions", [13, 10, 10, None]),
            ("Trainees", [314, 169, 263, None]),
        ):
            cells = training[label][1:]
            self.assertEqual([cell.value for cell in cells], values)
            self.assertEqual(cells[-1].text, "not published")
            self.assertTrue(all(cell.is_published for cell in cells[:-1]))
        key = self._get_rows(blocks["key_figures"])
        self.assertEqual(key["Delegations hosted"][1].text, "not published")
        notes = " ".join(blocks["key_figures"].table.notes)
        self.assertIn("Delegations hosted: 48 were published for 2015–2018", notes)
        self.assertIn("Expert missions: 77 were published for 2015–2018", notes)

    def test_experts_as_published(self):
        """135 with 79 % and 21 %, without a count that nobody published."""
        blocks = get_blocks(self._get_report()._get_document())
        notes = " ".join(blocks["origins"].table.notes)
        self.assertIn("135 experts", notes)
        self.assertIn("79\N{NO-BREAK SPACE}%", notes)
        self.assertIn("only 106 and 29, or 107 and 28, round so", notes)
        rows = self._get_rows(blocks["whole"])
        self.assertEqual(rows["Experts (as published)"][1].value, 135)
        self.assertNotIn("Experts (persons)", rows)

    def test_mission_in_europe_is_added(self):
        """Live files of those years add to what was published, and to nothing else."""
        self._create_past_mission(
            name="In Europe",
            country_id=self.env.ref("base.de").id,
            date_start="2017-05-08",
            date_end="2017-05-09",
        )
        blocks = get_blocks(self._get_report()._get_document())
        missions = self._get_rows(blocks["whole_missions"])
        self.assertEqual(missions["Europe"][1].value, 1)
        self.assertEqual(missions["Mediterranean"][1].value, 65)
        self.assertEqual(blocks["whole_missions"].table.total[1].value, 78)
        ratios = self._get_rows(blocks["whole_ratios"])
        self.assertEqual(ratios["Days a mission, published"][1].value, 7.52)

    def test_period_that_cuts_the_published_one(self):
        """2019 with five years holds 2015-2018, with four it does not."""
        blocks = get_blocks(self._create_report(year=2019)._get_document())
        self.assertNotIn("whole_visits", blocks)
        wide = self._create_report(year=2020, years_compared=5)
        self.assertNotIn("whole_visits", get_blocks(wide._get_document()))

    def test_figures_of_one_year_only(self):
        """What was published for four years is no figure of one of them."""
        report = self._as_direction(self._get_report())
        report.action_sign_off()
        self.assertEqual(report.figure_ids.mapped("code"), ["RA-2018-DAYS"])
        self.assertEqual(report.figure_ids.published_value, 94)
