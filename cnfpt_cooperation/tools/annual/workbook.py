"""The annual report as a workbook: a sheet of contents, then a sheet a table."""

import re

from ..workbook import Column, Sheet, write_workbook

# Excel refuses these in the name of a sheet, and more than 31 characters.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 31
_WIDTH = 18


def write_document(document):
    """Return the tables of a document as the bytes of an .xlsx file.

    Numbers are numbers; a number that is not known is the word that says why.
    """
    sheets, names = [], {}
    for section in document.sections:
        for block in section.blocks:
            name = _name_sheet(block.table.caption, names)
            names[name.casefold()] = block
            sheets.append(_make_sheet(name, section, block))
    return write_workbook([_make_contents(document, sheets), *sheets])


def _name_sheet(caption, names):
    """Return a name that the workbook does not have yet."""
    name = _FORBIDDEN.sub(" ", caption).strip("' ")[:_LONGEST].strip()
    number = 2
    while name.casefold() in names:
        end = f" {number}"
        name = name[: _LONGEST - len(end)].strip() + end
        number += 1
    return name


def _make_sheet(name, section, block):
    table = block.table
    # Nothing is added up where the page has no total either.
    sums = [bool(table.total) and column.is_summed for column in table.columns]
    return Sheet(
        name=name,
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
        name=document.title[:_LONGEST].strip(),
        title=document.title,
        facts=[(document.issuer, ""), *facts],
        columns=[Column("", width=70)],
        rows=[[sheet.name] for sheet in sheets],
        notes=document.legend,
    )
