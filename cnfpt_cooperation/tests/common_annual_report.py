import io
import re

import lxml.html
from openpyxl import load_workbook

from .common import MODULE
from .common_papers import PaperReader
from .test_cooperation_activity_report import ActivityReportCommon


def get_blocks(document):
    """Return the blocks of all sections of a document, in order, by their code."""
    blocks = [block for section in document.sections for block in section.blocks]
    return {block.code: block for block in blocks}


class AnnualReportCommon(PaperReader, ActivityReportCommon):
    """Two years of files of every kind, and the reports about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._create_expert("Expert Un")
        cls.other_expert = cls._create_expert("Expert Deux")
        for zone, count in (("tn", 3), ("bj", 2), ("vn", 1)):
            for number in range(count):
                cls._create_past_visit(
                    name=f"Visit {zone} {number}",
                    country_id=cls.env.ref(f"base.{zone}").id,
                )
        cls._create_past_visit(
            name="Visit before", date_start="2029-03-04", date_end="2029-03-06"
        )
        cls.mission = cls._create_past_mission()
        cls._mobilise(cls.mission, cls.expert, ["2030-05-06", "2030-05-07"])
        cls._mobilise(
            cls.mission, cls.other_expert, ["2030-05-08"], origin="local_authority"
        )
        straddling = cls._create_past_mission(
            name="Over New Year", date_start="2029-12-30", date_end="2030-01-02"
        )
        cls._mobilise(straddling, cls.expert, ["2029-12-31", "2030-01-02"])
        cls._load_history(
            "cooperation.training.session",
            name="Past session",
            state="done",
            partner_id=cls.foreign_body.id,
            date_start="2030-09-02",
            date_end="2030-09-04",
            trainee_count=14,
        )
        cls.agreement = cls._create_active_agreement(date_signed="2030-02-01")

    @classmethod
    def _mobilise(cls, mission, expert, days, **values):
        assignment = cls._create_past_assignment(mission, expert, **values)
        cls._create_past_days(assignment, *days)
        return assignment

    @classmethod
    def _create_report(cls, **values):
        """Return a report that the coordinator prepares."""
        return (
            cls.env["cooperation.annual.report"]
            .with_user(cls.user_coordinator)
            .create({"year": 2030, "lang": "en_US", "years_compared": 2, **values})
        )

    def _as_direction(self, report):
        return report.with_user(self.user_direction)

    # ------------------------------------------------------------
    # The three files
    # ------------------------------------------------------------

    def _read_page(self, content):
        """Return the tables of a page: {code of the block: rows of texts}."""
        page = lxml.html.fromstring(content.decode())
        tables = {}
        for block in page.find_class("block"):
            for table in block.iter("table"):
                code = block.get("id").removeprefix("block-")
                tables[code] = [
                    [self._read_cell(cell) for cell in row.iter("th", "td")]
                    for row in table.iter("tr")
                ]
        return page, tables

    def _read_cell(self, cell):
        """Return what stands in a cell, without the star of published totals."""
        text = " ".join("".join(cell.itertext()).split())
        return re.sub(r"\s?\*$", "", text)

    def _read_sheets(self, content, data_only=True):
        """Return the sheets of a workbook by their title."""
        workbook = load_workbook(io.BytesIO(content), data_only=data_only)
        return {sheet["A1"].value: sheet for sheet in workbook}

    def _read_sheet(self, sheet, width):
        """Return the rows of the table of a sheet, headings and total included."""
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=width)]
        start = next(n for n, row in enumerate(rows) if n and row[0] is None) + 1
        table = []
        for row in rows[start:]:
            if all(value is None for value in row):
                break
            table.append(row)
        return table

    def _get_activity(self):
        return self.env["cooperation.activity.report"]

    def _get_zone(self, code):
        return self.env.ref(f"{MODULE}.zone_{code}")
