"""What an annual report is made of, before it is a page, a PDF or a workbook.

The three are written from one and the same :class:`Document`: whatever stands in one
of them stands in the others. Cells hold their value for the workbook and their text
for the reader; nothing is reckoned or worded after the document is made.
"""

from dataclasses import dataclass, field, replace
from typing import Any

# What the cells of a column are; see `tools/workbook.py` for how they are written.
KINDS = ("text", "date", "count", "days", "amount", "percent", "ratio", "number")

# On paper: rows that a page has room for, and those of a part of a longer table.
_MOST_ROWS, _PART = 15, 12
# Letters of a column: the widest of a text, a bold one beside a plain one, the margins.
_WIDEST, _BOLD, _ROOM = 32, 1.15, 2


@dataclass(frozen=True)
class Cell:
    """One value of a table.

    :param value: what a workbook writes: number, text or date; None when there is none
    :param text: what is read; without a value it says why: “not published”, “none”
    :param is_published: a published total stands in it, without records behind it
    :param url: where the rows behind it open in the tool
    """

    value: Any = None
    text: str = ""
    is_published: bool = False
    url: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, what its cells are, whether they add up."""

    title: str
    kind: str = "count"
    is_summed: bool = False

    @property
    def is_number(self):
        return self.kind not in ("text", "date")


@dataclass(frozen=True)
class Table:
    """A table: its first column names the rows.

    :param caption: what it shows
    :param scope: what is counted, where and when
    :param rows: lists of cells, one for each column
    :param total: the last row, if there is one; where a column is summed, its value is
        the sum of the cells above
    :param notes: what has to be known to read it, in sentences
    """

    caption: str
    scope: str
    columns: list[Column]
    rows: list[list[Cell]]
    total: list[Cell] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def is_long(self):
        """Whether it may be longer than what is left of a page."""
        return len(self.rows) > _MOST_ROWS

    def split(self):
        """Return the table in parts for paper, each short enough to be kept together.

        Not every program that draws pages writes the headings again on the next one,
        nor keeps a row in one piece. The total stands under the last part.
        """
        if not self.is_long:
            return [self]
        count = -(-len(self.rows) // _PART)
        size = -(-len(self.rows) // count)
        parts = [self.rows[at : at + size] for at in range(0, len(self.rows), size)]
        totals = [None] * (len(parts) - 1) + [self.total]
        return [
            replace(self, rows=rows, total=total)
            for rows, total in zip(parts, totals, strict=True)
        ]

    @property
    def widths(self):
        """Return the widths of the columns in percent: the same in all its parts."""
        lengths = []
        for number, column in enumerate(self.columns):
            word = max((len(one) for one in column.title.split()), default=0)
            text = max((len(row[number].text) for row in self.rows), default=0)
            lengths.append(max(word * _BOLD, min(text, _WIDEST)) + _ROOM)
        return [round(100 * length / sum(lengths), 1) for length in lengths]


@dataclass(frozen=True)
class Block:
    """What is said of one thing: a sentence, a chart, and the table behind both.

    :param chart: an SVG drawing, or nothing
    :param is_lead: its sentence stands at the beginning of the report too
    """

    code: str
    title: str
    sentence: str
    table: Table
    chart: str = ""
    is_lead: bool = False


@dataclass(frozen=True)
class Section:
    """A chapter: what people wrote of it, then what the files say.

    :param comment: HTML, cleaned
    """

    code: str
    title: str
    blocks: list[Block]
    comment: str = ""

    @property
    def anchor(self):
        return self.code.replace("_", "-")


@dataclass(frozen=True)
class Document:
    """An annual report.

    :param lang: code of Odoo of the language that it is written in
    :param facts: pairs of label and text that identify it
    :param lead: what it says in two or three sentences
    :param is_draft: nobody has signed it off
    :param legend: what its signs mean
    :param contents: headings of the list of its tables: the sheet and what it shows
    """

    title: str
    lang: str
    year: int
    issuer: str
    facts: list[tuple[str, str]]
    lead: list[str]
    sections: list[Section]
    is_draft: bool = True
    legend: list[str] = field(default_factory=list)
    contents: tuple[str, str] = ("", "")
