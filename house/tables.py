"""Tables and sentences of a dashboard."""

from dataclasses import dataclass

from .blocks import LIVE_ONLY, MEASURES
from .spreadsheets import COLUMNS, name_column, text

ORIGINS = {
    "cnfpt": "CNFPT agents",
    "local_authority": "Agents of local authorities",
    "other": "Others",
}
_FIRST_PUBLISHED, _LAST_PUBLISHED = 2015, 2018


@dataclass
class Origins:
    """Persons, mobilisations and days together, with shares that add up to 100."""

    codes: tuple[str, ...] = ("persons", "mobilisations", "days")

    def add(self, book):
        """Write the table and what was published."""
        sheet = book.shown
        sheet.title("Experts by origin (live records)")
        head, first = sheet.row + 1, sheet.row + 2
        sheet.write(0, head, text("Origin of the expert"), "head")
        for number, code in enumerate(self.codes):
            column = 1 + 2 * number
            sheet.write(column, head, text(MEASURES[code].name), "head_number")
            sheet.write(column + 1, head, text("Share of all"), "head_number")
            self._write_measure(book, MEASURES[code], column, first)
        sheet.heights[str(head)] = {"size": 40}
        sheet.underline(0, 2 * len(self.codes), head)
        for row, words in enumerate(ORIGINS.values(), first):
            sheet.write(0, row, text(words), "label")
        sheet.write(0, first + len(ORIGINS), text("All origins"), "total")
        sheet.row = first + len(ORIGINS) + 1

    def _write_measure(self, book, measure, column, first):
        sheet = book.shown
        domain = [*measure.domain, LIVE_ONLY]
        number = book.add_pivot(
            f"{measure.name} by origin", [measure.field], domain, ["origin"]
        )
        name, last = name_column(column), first + len(ORIGINS)
        counts = f"{name}{first + 1}:{name}{last}"
        for position, origin in enumerate(ORIGINS):
            row = first + position
            value = f'=PIVOT.VALUE({number},"{measure.field}","origin","{origin}")'
            share = f"=ODOO.COOPERATION.SHARE({name}{row + 1},{counts},{position + 1})"
            sheet.write(column, row, value, "number", measure.format)
            sheet.write(column + 1, row, share, "number")
        total = f'=PIVOT.VALUE({number},"{measure.field}")'
        sheet.write(column, last, total, "total_number", measure.format)
        sheet.write(column + 1, last, None, "total_number")


@dataclass
class Beside:
    """A table that may have another one at its right."""

    def add(self, book):
        """Write both; what follows stands under the longer one."""
        start = book.shown.row
        self.write(book)
        end = book.shown.row
        if self.beside:
            book.shown.row = start
            self.beside.add(book)
            book.shown.row = max(end, book.shown.row)


@dataclass
class Table(Beside):
    """Measures by a dimension: all of it, what does not have it, then each value."""

    title: str
    by: str
    head: str
    total: str
    codes: tuple[str, ...]
    count: int = 7
    live: bool = False
    left: int = 0
    beside: "Table | Years | None" = None

    def write(self, book):
        """Write the table."""
        sheet = book.shown
        measures = [MEASURES[code] for code in self.codes]
        fields = [measure.field for measure in measures]
        kinds = sorted({kind for measure in measures for kind in measure.kinds})
        domain = [["kind", "in", kinds], *([LIVE_ONLY] if self.live else [])]
        everything = book.add_pivot(f"{self.title}: all", fields, domain)
        none = book.add_pivot(
            f"{self.title}: none", fields, [*domain, [self.by, "=", False]]
        )
        each = book.add_pivot(
            self.title,
            fields,
            [*domain, [self.by, "!=", False]],
            [self.by],
            order=None if self.by in ("year", "zone_id") else fields[0],
        )
        sheet.title(self.title, self.left)
        head, left, right = sheet.row + 1, self.left, self.left + len(fields)
        sheet.heights[str(head)] = {"size": 40}
        sheet.underline(left, right, head)
        sheet.write(left, head, text(self.head), "head")
        sheet.write(left, head + 1, text(self.total), "total")
        sheet.write(left, head + 2, text("Not broken down"), "none")
        for column, measure in enumerate(measures, left + 1):
            name, number = measure.field, measure.format
            sheet.write(column, head, text(measure.name), "head_number")
            value = f'=PIVOT.VALUE({everything},"{name}")'
            sheet.write(column, head + 1, value, "total_number", number)
            value = f'=PIVOT.VALUE({none},"{name}")'
            sheet.write(column, head + 2, value, "number", number)
            sheet.paint(
                (column, head + 3), (column, head + 2 + self.count), "number", number
            )
        label = "year" if self.by == "year" else None
        sheet.paint((left, head + 3), (left, head + 2 + self.count), "label", label)
        spill = f"=PIVOT({each},{self.count},FALSE,FALSE,{len(fields)},FALSE)"
        sheet.write(left, head + 3, spill)
        if self.by not in ("year", "zone_id"):
            self._say_cut(sheet, head)
        sheet.row = head + 4 + self.count

    def _say_cut(self, sheet, head):
        """Say under the rows that there are more of them in a total."""
        last = head + 3 + self.count
        names = [name_column(self.left + 1 + n) for n in range(len(self.codes))]
        cut = ",".join(
            f"ROUND(SUM({name}{head + 2})-SUM({name}{head + 3}:{name}{last}),1)>0"
            for name in names
        )
        words = f"Only the first {self.count} are listed: the total counts all."
        content = f'=IF(OR({cut}),_t("{words}"),"")'
        sheet.write_sentence(self.left, last, content, "words", 1)


@dataclass
class Years(Beside):
    """What was published year by year; a year without a total says so."""

    title: str
    codes: tuple[str, ...]
    left: int = 0
    beside: Table | None = None

    def write(self, book):
        """Write a row a published year, and one for all later years."""
        sheet = book.shown
        sheet.title(self.title, self.left)
        head = sheet.row + 1
        sheet.heights[str(head)] = {"size": 40}
        sheet.underline(self.left, self.left + len(self.codes), head)
        sheet.write(self.left, head, text("Year"), "head")
        years = range(_FIRST_PUBLISHED, _LAST_PUBLISHED + 1)
        for row, year in enumerate(years, head + 1):
            sheet.write(self.left, row, str(year), "label", "year")
        sheet.write(self.left, head + 1 + len(years), text("Since 2019"), "label")
        for column, code in enumerate(self.codes, self.left + 1):
            self._write_measure(book, MEASURES[code], column, head, years)
        sheet.row = head + 3 + len(years)

    def _write_measure(self, book, measure, column, head, years):
        sheet, name = book.shown, measure.field
        fields = [MEASURES[code].field for code in self.codes]
        domain = [["kind", "in", sorted({*measure.kinds})]]
        by_year = book.add_pivot(self.title, fields, domain, ["year"])
        since = book.add_pivot(
            f"{self.title}: since {_LAST_PUBLISHED + 1}",
            fields,
            [*domain, ["year", ">", _LAST_PUBLISHED]],
        )
        sheet.write(column, head, text(measure.name), "head_number")
        for row, year in enumerate(years, head + 1):
            (value,) = book.keep(f'=PIVOT.VALUE({by_year},"{name}","year",{year})')
            shown = f"=ODOO.COOPERATION.PUBLISHED({value},{year})"
            sheet.write(column, row, shown, "number", measure.format)
        value = f'=PIVOT.VALUE({since},"{name}")'
        sheet.write(column, head + 1 + len(years), value, "number", measure.format)


@dataclass
class Watch:
    """What asks for attention today, the most urgent first."""

    count: int = 6
    menu: str = "cnfpt_cooperation.cooperation_watch_menu"

    def add(self, book):
        """Write one row a thing, and the way to all of them."""
        sheet = book.shown
        number = book.add_list(
            "Watchlist",
            "cooperation.watch",
            ["severity", "sentence", "date"],
            ["rank", "date", "id"],
            ["zone", "country"],
        )
        sheet.title("To watch today")
        link = f"[Open the watchlist](odoo://ir_menu_xml_id/{self.menu})"
        sheet.write(COLUMNS - 1, sheet.row, text(link), "link")
        for place in range(1, self.count + 1):
            row = sheet.row + place
            severity, sentence = (
                f'=ODOO.LIST({number},{place},"{name}")'
                for name in ("severity", "sentence")
            )
            sheet.write(0, row, severity, "severity")
            sheet.write_sentence(1, row, sentence, "text", lines=2)
        sheet.row += self.count + 2


@dataclass
class Words:
    """Sentences under what they explain."""

    lines: tuple[str, ...]
    after: int = 1

    def add(self, book):
        """Write a line a row."""
        for line in self.lines:
            # What the server says may be long.
            lines = 2 if line.startswith("=ODOO.COOPERATION.OBSTACLE") else 1
            content = line if line.startswith("=") else text(line)
            book.shown.write_sentence(0, book.shown.row, content, "words", lines)
            book.shown.row += 1
        book.shown.row += self.after
