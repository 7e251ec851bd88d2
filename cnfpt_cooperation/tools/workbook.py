"""Spreadsheets: figures are figures, totals are sums of the cells above them."""

import io
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_WIDTHS = {"text": 28, "date": 12, "days": 10, "amount": 16}
_DAYS = "#,##0.0"


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
    """

    name: str
    title: str
    columns: list
    rows: list
    facts: list = field(default_factory=list)
    total: str = ""
    digits: int = 2


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
        for sheet in sheets:
            _write_sheet(workbook, sheet)
    return content.getvalue()


def _write_sheet(workbook, sheet):
    page = workbook.add_worksheet(sheet.name[:31])
    formats = _get_formats(workbook, sheet.digits)
    page.write_string(0, 0, sheet.title, formats["title"])
    for row, (label, text) in enumerate(sheet.facts, 1):
        page.write_string(row, 0, label, formats["label"])
        page.write_string(row, 1, text)
    head = len(sheet.facts) + 2
    for col, column in enumerate(sheet.columns):
        page.write_string(head, col, column.title, formats["head"])
        page.set_column(col, col, column.width or _WIDTHS[column.kind])
    for row, cells in enumerate(sheet.rows, head + 1):
        for col, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
            _write_cell(page, row, col, cell, formats[column.kind])
    _write_totals(page, sheet, head + 1, formats)
    page.freeze_panes(head + 1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _get_formats(workbook, digits):
    amount = "#,##0" + ("." + "0" * digits if digits else "")
    plain = {"valign": "top"}
    total = {"bold": True, "top": 1}
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "label": workbook.add_format({"font_color": "#555555"}),
        "head": workbook.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "white"}
            | {"text_wrap": True, "valign": "vcenter"}
        ),
        "text": workbook.add_format(plain),
        "date": workbook.add_format({**plain, "num_format": "dd/mm/yyyy"}),
        "days": workbook.add_format({**plain, "num_format": _DAYS}),
        "amount": workbook.add_format({**plain, "num_format": amount}),
        "total_text": workbook.add_format(total),
        "total_date": workbook.add_format(total),
        "total_days": workbook.add_format({**total, "num_format": _DAYS}),
        "total_amount": workbook.add_format({**total, "num_format": amount}),
    }


def _write_cell(page, row, col, cell, style):
    if cell is None or cell is False or cell == "":
        page.write_blank(row, col, None, style)
    elif isinstance(cell, str):
        page.write_string(row, col, cell, style)
    elif hasattr(cell, "year"):
        page.write_datetime(row, col, cell, style)
    else:
        page.write_number(row, col, cell, style)


def _write_totals(page, sheet, first, formats):
    """Add up the columns; the sum stands beside its formula for who cannot reckon."""
    if not any(column.is_summed for column in sheet.columns):
        return
    last = first + len(sheet.rows)
    for col, column in enumerate(sheet.columns):
        style = formats[f"total_{column.kind}"]
        if column.is_summed and sheet.rows:
            total = round(sum(row[col] or 0 for row in sheet.rows), sheet.digits or 1)
            name = xl_col_to_name(col)
            formula = f"=SUM({name}{first + 1}:{name}{last})"
            page.write_formula(last, col, formula, style, total)
        elif column.is_summed:
            page.write_number(last, col, 0, style)
        else:
            _write_cell(page, last, col, "" if col else sheet.total, style)
