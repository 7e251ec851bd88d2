"""The annual report as a workbook: a sheet of contents, then a sheet a table."""

import re

from ..workbook import Column, Sheet, write_workbook

# Excel refuses these in the name of a sheet, and more than 31 characters.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 31
# The year is that of the workbook, and what follows it makes names long.
_YEAR = re.compile(r",? (?:\w{2} )?\d{4}(?:–\d{4})?\b.*")
_WIDTH = 18


def write_document(document):
    """Return the tables of a document as the bytes of an .xlsx file.

    Numbers are numbers; a number that is not known is the word that says why.
    """
    sheets = [
        _make_sheet(f"{chapter}.{rank} ", section, block)
        for chapter, section in enumerate(document.sections, 1)
        for rank, block in enumerate(section.blocks, 1)
    ]
    return write_workbook([_make_contents(document, sheets), *sheets])


def _name_sheet(caption, number=""):
    """Return a name that people can read: numbered, and cut between two words.

    >>> _name_sheet("Expert missions of 2030, by zone", "1.4 ")
    '1.4 Expert missions'
    >>> _name_sheet("Delegations of all these years, by zone, 2026–2030", "7.6 ")
    '7.6 Delegations of all these…'
    """
    plain = _FORBIDDEN.sub(" ", _YEAR.sub("", caption)).strip("' ")
    room = _LONGEST - len(number)
    if len(plain) > room:
        plain = plain[:room].rsplit(" ", 1)[0].rstrip(" ,") + "…"
    return number + plain


def _make_sheet(number, section, block):
    table = block.table
    # Nothing is added up where the page has no total either.
    sums = [bool(table.total) and column.is_summed for column in table.columns]
    return Sheet(
        name=_name_sheet(table.caption, number),
        title=table.caption,
        facts=[(section.title, ""), (table.scope, ""), (block.sentence, "")],
        columns=[
            Column(column.title, column.kind, is_summed, _get_width(column))
            for column, is_summed in zip(table.columns, sums, strict=True)
        ],
        rows=[[_get_value(cell) for cell in row] for row in table.rows],
        totals=[_get_value(cell) for cell in table.total or []],
        marked={
            (number, col)
            for number, row in enumerate(table.rows)
            for col, cell in enumerate(row)
            if cell.is_published
        },
        notes=table.notes,
    )


def _get_width(column):
    return 40 if column.kind == "text" else _WIDTH


def _get_value(cell):
    return cell.text if cell.value is None else cell.value


def _make_contents(document, sheets):
    facts = [*document.facts, *((line, "") for line in document.lead)]
    return Sheet(
        name=_name_sheet(document.title)[:_LONGEST],
        title=document.title,
        facts=[(document.issuer, ""), *facts],
        columns=[
            Column(title, width=width)
            for title, width in zip(document.contents, (36, 70), strict=True)
        ],
        rows=[[sheet.name, sheet.title] for sheet in sheets],
        links={(number, 0): sheet.name for number, sheet in enumerate(sheets)},
        notes=document.legend,
    )
