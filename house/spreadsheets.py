"""From the description of a dashboard to the JSON that Odoo's spreadsheet reads."""

from dataclasses import dataclass

REPORT = "cooperation.activity.report"
ACTION = "cnfpt_cooperation.cooperation_activity_report_action"
VERSION = "18.5.10"
# In pixels. What is shown is as wide as a screen of 1366 leaves it.
WIDTH, GAP, ROW = 1101, 9, 23
FIRST_COLUMN, COLUMN, COLUMNS = 230, 109, 9

LIVE, PUBLISHED = "#1F6FB2", "#8CA0B3"
TEXT, TITLE = "#374151", "#0B4A82"
FILTERS = {
    "period": {"type": "date", "label": "Period"},
    "zone": {"type": "relation", "label": "Zone", "modelName": "cooperation.zone"},
    "country": {"type": "relation", "label": "Country", "modelName": "res.country"},
    "theme": {"type": "relation", "label": "Theme", "modelName": "cooperation.theme"},
    "programme": {
        "type": "relation",
        "label": "Programme",
        "modelName": "cooperation.programme",
    },
}
STYLES = {
    "title": {"textColor": TITLE, "bold": True, "fontSize": 15},
    "head": {"textColor": TEXT, "bold": True, "fontSize": 10},
    "head_number": {
        **{"textColor": TEXT, "bold": True, "fontSize": 10},
        **{"align": "right", "wrapping": "wrap"},
    },
    "total": {"textColor": TEXT, "bold": True, "fillColor": "#F3F4F6"},
    "total_number": {
        **{"textColor": TEXT, "bold": True, "fillColor": "#F3F4F6"},
        "align": "right",
    },
    "none": {"textColor": "#6B7280", "italic": True},
    "words": {"textColor": "#6B7280", "italic": True, "wrapping": "wrap"},
    "label": {"textColor": TITLE, "align": "left"},
    "number": {"textColor": TEXT, "align": "right"},
    "text": {"textColor": TEXT, "wrapping": "wrap", "verticalAlign": "middle"},
    "severity": {"textColor": TEXT, "bold": True, "verticalAlign": "middle"},
    "link": {"textColor": TITLE, "underline": True, "align": "right"},
    "key": {"textColor": "#111827", "fontSize": 22, "bold": True},
}
FORMATS = {"count": "#,##0", "half": "#,##0.0", "year": "0"}
BORDER = {"bottom": {"style": "thin", "color": "#9CA3AF"}}


@dataclass(frozen=True)
class Measure:
    """A measure of `tools/measures.py`, as a dashboard shows it.

    :param field: its column of the activity report
    :param kinds: the kinds of rows that have it
    :param colour: what its card is filled with
    :param published: whether totals of past years were published
    """

    field: str
    name: str
    kinds: tuple[str, ...]
    colour: str
    published: bool = False
    format: str = "count"

    @property
    def domain(self):
        """The rows that may have it."""
        if len(self.kinds) == 1:
            return [["kind", "=", self.kinds[0]]]
        return [["kind", "in", list(self.kinds)]]


def text(words):
    """Return a cell with translated words."""
    return f'=_t("{words}")'


def name_column(number):
    """Return A for 0."""
    return chr(ord("A") + number)


def match_filters(offset=0):
    """Return which field of the report each filter of the dashboard works on.

    A period holds a row when it holds all of it: see `period` of the report.
    """
    return {
        "period": {"chain": "period", "type": "date", "offset": offset},
        **{
            name: {"chain": f"{name}_id", "type": "many2one"}
            for name in FILTERS
            if name != "period"
        },
    }


class Sheet:
    """The cells and figures of one sheet."""

    def __init__(self, code, name, widths):
        self.code = code
        self.name = name
        self.widths = widths
        self.cells, self.figures, self.heights = {}, [], {}
        self.styles, self.formats, self.borders = {}, {}, {}
        self.merges = []
        self.row = 0

    def write(self, column, row, content, style=None, number=None):
        """Write one cell; rows and columns count from 0."""
        cell = f"{name_column(column)}{row + 1}"
        if content:
            self.cells[cell] = content
        if style:
            self.styles[cell] = list(STYLES).index(style) + 1
        if number:
            self.formats[cell] = list(FORMATS).index(number) + 1

    def paint(self, first, last, style, number=None):
        """Give a range its style; both ends are (column, row)."""
        cells = ":".join(
            f"{name_column(column)}{row + 1}" for column, row in (first, last)
        )
        self.styles[cells] = list(STYLES).index(style) + 1
        if number:
            self.formats[cells] = list(FORMATS).index(number) + 1

    def write_sentence(self, column, row, content, style, lines=1):
        """Write a sentence from a column to the right edge, on some lines."""
        self.write(column, row, content, style)
        last = name_column(len(self.widths) - 1)
        self.merges.append(f"{name_column(column)}{row + 1}:{last}{row + 1}")
        # Said even of one line: in a copy that is written out, a row would make room
        # for its text as if the first cell were alone.
        self.heights[str(row)] = {"size": 18 * lines if lines > 1 else ROW}

    def underline(self, first, last, row):
        """Draw a line under the head of a table."""
        cells = f"{name_column(first)}{row + 1}:{name_column(last)}{row + 1}"
        self.borders[cells] = 1

    def title(self, words, column=0):
        """Write the title of a table in the row where the sheet stands."""
        self.write(column, self.row, text(words), "title")
        self.heights[str(self.row)] = {"size": 36}

    def place(self, code, data, left, width, height, down=0):
        """Put a figure at the row where the sheet stands."""
        above = sum(
            self.heights.get(str(row), {}).get("size", ROW) for row in range(self.row)
        )
        self.figures.append(
            {
                "id": code,
                "tag": "chart",
                "col": 0,
                "row": 0,
                "offset": {"x": left, "y": above + down},
                "width": width,
                "height": height,
                "data": {**data, "chartId": code},
            }
        )

    def get_data(self):
        """Return what the file says of it."""
        return {
            "id": self.code,
            "name": self.name,
            "colNumber": len(self.widths),
            "rowNumber": max(self.row, 2) + 1,
            "rows": self.heights,
            "cols": {
                str(number): {"size": width} for number, width in enumerate(self.widths)
            },
            "merges": self.merges,
            "cells": self.cells,
            "styles": self.styles,
            "formats": self.formats,
            "borders": self.borders,
            "conditionalFormats": [],
            "dataValidationRules": [],
            "figures": self.figures,
            "tables": [],
            "areGridLinesVisible": False,
            "isVisible": True,
            "headerGroups": {"ROW": [], "COL": []},
            "comments": {},
        }


class Book:
    """A spreadsheet: what is shown, the numbers behind it, and what it asks for."""

    def __init__(self):
        self.shown = Sheet(
            "dashboard", "Dashboard", [FIRST_COLUMN] + [COLUMN] * (COLUMNS - 1)
        )
        self.behind = Sheet("data", "Data", [180] * 8)
        self.pivots, self.lists = {}, {}

    def add_pivot(self, name, fields, domain=(), by=(), offset=0, order=None):
        """Ask for totals; return the number of the question.

        Who asks the same thing twice gets the same question.
        """
        pivot = {
            "type": "ODOO",
            "name": name,
            "model": REPORT,
            "domain": list(domain),
            "context": {},
            "measures": [{"id": field, "fieldName": field} for field in fields],
            "rows": [{"fieldName": field} for field in by],
            "columns": [],
            "sortedColumn": order and {"domain": [], "order": "desc", "measure": order},
            "actionXmlId": ACTION,
            "fieldMatching": match_filters(offset),
        }
        for number, known in self.pivots.items():
            if {**known, "id": None, "formulaId": None, "name": name} == {
                **pivot,
                "id": None,
                "formulaId": None,
            }:
                return number
        number = str(len(self.pivots) + 1)
        self.pivots[number] = {**pivot, "id": number, "formulaId": number}
        return number

    def add_list(self, name, model, columns, order, matching):
        """Ask for records; return the number of the list."""
        number = str(len(self.lists) + 1)
        self.lists[number] = {
            "id": number,
            "name": name,
            "model": model,
            "columns": columns,
            "domain": [],
            "context": {},
            "orderBy": [{"name": field, "asc": True} for field in order],
            "fieldMatching": {
                field: {"chain": f"{field}_id", "type": "many2one"}
                for field in matching
            },
        }
        return number

    def keep(self, *contents):
        """Write a row of numbers behind; return the names of its cells."""
        row = self.behind.row
        for column, content in enumerate(contents):
            self.behind.write(column, row, content)
        self.behind.row += 1
        return [
            f"Data!{name_column(number)}{row + 1}" for number in range(len(contents))
        ]

    def get_data(self):
        """Return the file."""
        return {
            "version": VERSION,
            "sheets": [self.shown.get_data(), self.behind.get_data()],
            "styles": {str(n): style for n, style in enumerate(STYLES.values(), 1)},
            "formats": {str(n): form for n, form in enumerate(FORMATS.values(), 1)},
            "borders": {"1": BORDER},
            "revisionId": "START_REVISION",
            "uniqueFigureIds": True,
            "settings": {"locale": _LOCALE},
            "pivots": self.pivots,
            "pivotNextId": len(self.pivots) + 1,
            "customTableStyles": {},
            "globalFilters": [
                {"id": code, **values} for code, values in FILTERS.items()
            ],
            "lists": self.lists,
            "listNextId": len(self.lists) + 1,
            "chartOdooMenusReferences": {},
        }


_LOCALE = {
    "name": "English (US)",
    "code": "en_US",
    "thousandsSeparator": ",",
    "decimalSeparator": ".",
    "dateFormat": "mm/dd/yyyy",
    "timeFormat": "hh:mm:ss",
    "formulaArgSeparator": ",",
    "weekStart": 7,
}
