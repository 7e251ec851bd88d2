"""Spreadsheets: figures are figures, totals are sums of the cells above them."""

import io
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_WIDTHS = {"text": 28, "date": 12, "days": 10, "amount": 16}
_WIDTH = 12
_NUMBERS = {
    "date": "dd/mm/yyyy",
    "days": "#,##0.0",
    "count": "#,##0",
    "ratio": "0.00",
    "percent": '0.0" %"',
}
# Behind a number that is not like the others: a note says how.
_MARK = '"*"'


@dataclass
class Column:
    """A column: its title, what its cells are, and whether it is added up."""

    title: str
    kind: str = "text"
    is_summed: bool = False
    width: int = 0


@dataclass
class Sheet:
    """A sheet of a workbook: facts above, then a table and its total.

    :param facts: pairs of label and text
    :param rows: lists of cells, one for each column
    :param totals: cells of the last row, where the sum of a column says not all of it
    :param marked: row and column of the cells that bear a star
    :param links: names of the sheets that cells open, by their row and column
    :param notes: sentences below the table
    """

    name: str
    title: str
    columns: list
    rows: list
    facts: list = field(default_factory=list)
    total: str = ""
    digits: int = 2
    totals: list = field(default_factory=list)
    marked: set = field(default_factory=set)
    links: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)


def write_workbook(sheets):
    """Return the sheets as the bytes of an .xlsx file."""
    content = io.BytesIO()
    # Texts stay texts: what begins with “=” or “http” is neither formula nor link.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"title": sheets[0].title})
        for sheet in sheets:
            _write_sheet(workbook, sheet)
    return content.getvalue()


def _write_sheet(workbook, sheet):
    page = workbook.add_worksheet(sheet.name[:31])
    styles = _Styles(workbook, sheet.digits)
    page.write_string(0, 0, sheet.title, styles.get("title"))
    for row, (label, text) in enumerate(sheet.facts, 1):
        page.write_string(row, 0, label, styles.get("label"))
        page.write_string(row, 1, text)
    head = len(sheet.facts) + 2
    for col, column in enumerate(sheet.columns):
        page.write_string(head, col, column.title, styles.get("head"))
        width = column.width or _WIDTHS.get(column.kind, _WIDTH)
        page.set_column(col, col, width)
    for number, cells in enumerate(sheet.rows):
        for col, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
            kind = _get_kind(column, cell)
            style = styles.get(kind, is_marked=(number, col) in sheet.marked)
            _write_cell(page, head + 1 + number, col, cell, style)
    for (row, col), name in sheet.links.items():
        target = f"internal:'{name}'!A1"
        page.write_url(head + 1 + row, col, target, styles.get("link"), name)
    _write_totals(page, sheet, head + 1, styles)
    last = head + len(sheet.rows) + 3
    for row, note in enumerate(sheet.notes, last):
        page.write_string(row, 0, note, styles.get("label"))
    page.freeze_panes(head + 1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


class _Styles:
    """The formats of a sheet, each made when it is first needed."""

    def __init__(self, workbook, digits):
        self.workbook = workbook
        self.made = {}
        amount = "#,##0" + ("." + "0" * digits if digits else "")
        self.numbers = {**_NUMBERS, "amount": amount}

    def get(self, kind, is_total=False, is_marked=False):
        key = kind, is_total, is_marked
        if key not in self.made:
            self.made[key] = self.workbook.add_format(self._describe(*key))
        return self.made[key]

    def _describe(self, kind, is_total, is_marked):
        if kind == "title":
            return {"bold": True, "font_size": 14}
        if kind == "link":
            return {"font_color": "#1A4F8B", "underline": 1, "valign": "top"}
        if kind == "label":
            return {"font_color": "#555555"}
        if kind == "head":
            return {
                **{"bold": True, "bg_color": "#1F3A5F", "font_color": "white"},
                **{"text_wrap": True, "valign": "vcenter"},
            }
        style = {"bold": True, "top": 1} if is_total else {"valign": "top"}
        if number := self.numbers.get(kind, ""):
            style["num_format"] = number + (_MARK if is_marked else "")
        return style


def _get_kind(column, cell):
    """Return how a cell is written: a column of several measures goes cell by cell."""
    if column.kind != "number" or not _is_number(cell):
        return column.kind
    return "count" if cell == int(cell) else "days"


def _write_cell(page, row, col, cell, style):
    if cell is None or cell is False or cell == "":
        page.write_blank(row, col, None, style)
    elif isinstance(cell, str):
        page.write_string(row, col, cell, style)
    elif hasattr(cell, "year"):
        page.write_datetime(row, col, cell, style)
    else:
        page.write_number(row, col, cell, style)


def _write_totals(page, sheet, first, styles):
    """Add up the columns; the sum stands beside its formula for who cannot reckon."""
    if not sheet.totals and not any(column.is_summed for column in sheet.columns):
        return
    last = first + len(sheet.rows)
    for col, column in enumerate(sheet.columns):
        kind = _get_kind(column, sheet.totals[col] if sheet.totals else None)
        style = styles.get(kind, is_total=True)
        numbers = [row[col] for row in sheet.rows if _is_number(row[col])]
        if column.is_summed and numbers:
            total = round(sum(numbers), sheet.digits or 1)
            name = xl_col_to_name(col)
            formula = f"=SUM({name}{first + 1}:{name}{last})"
            page.write_formula(last, col, formula, style, total)
        elif sheet.totals:
            _write_cell(page, last, col, sheet.totals[col], style)
        elif column.is_summed:
            page.write_number(last, col, 0, style)
        else:
            _write_cell(page, last, col, "" if col else sheet.total, style)


def _is_number(cell):
    """Tell a number from the word that stands where none is known."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)
