"""What the chapters of an annual report are made with: cells, headings, tables."""

from datetime import date as Date

from ..charts import Series, draw_bars, draw_lines
from ..measures import MEASURES, format_value, get_label
from ..shares import percentages
from .document import Block, Cell, Column, Table
from .figures import Total

_KINDS = {"days": "days", "amount": "amount"}


class AnnualPart:
    """A maker of chapters.

    :param report: the annual report, in the language that it is written in
    :param figures: its totals, an `AnnualFigures`
    :param words: an `AnnualWords`
    """

    def __init__(self, report, figures, words):
        self.env = report.env
        self.report = report
        self.figures = figures
        self.words = words
        self.year = report.year

    def label(self, code):
        return get_label(self.env, code)

    # ------------------------------------------------------------
    # Cells
    # ------------------------------------------------------------

    def total(self, code, total, year=None, first=None, **dimensions):
        """Return the cell of a total, which opens its rows.

        :param total: a `Total`
        :param year: of the total, when it is not that of the report
        :param first: the first year of a total of several years
        """
        year = year or self.year
        if total.value is None:
            return Cell(text=self.missing(year))
        url = self.figures.activity._get_rows_url(
            code, Date(first or year, 1, 1), Date(year, 12, 31), **dimensions
        )
        value = total.value if code == "amount" else float(total.value)
        text = format_value(self.env, code, total.value)
        return Cell(value, text, total.is_published, url)

    def missing(self, year):
        """Say why there is no number: nothing is never written as zero."""
        if self.figures.is_published_year(year):
            return self.env._("not published")
        return "\N{EN DASH}"

    def plain(self, value, digits=0):
        return Cell(value, self.words.number(value, digits))

    def text(self, value):
        return Cell(value or None, value or "")

    def day(self, day):
        return Cell(day or None, self.words.date(day))

    def shares(self, totals):
        """Return the cells of the shares of totals; they add up to 100 %."""
        values = [total.value for total in totals]
        return [
            Cell(share, self.words.percent(share)) for share in percentages(values, 1)
        ]

    # ------------------------------------------------------------
    # Columns, tables, blocks
    # ------------------------------------------------------------

    def column(self, code, title="", is_summed=None):
        """Return the column of a measure; persons are never added up."""
        if is_summed is None:
            is_summed = MEASURES[code].aggregate == "sum"
        kind = _KINDS.get(code, "count")
        return Column(title or self.label(code), kind, is_summed)

    def name(self, title):
        return Column(title, "text")

    def share_column(self):
        return Column(self.env._("Share"), "percent", True)

    def years_table(self, codes, caption, initiative=None):
        """Return the measures in rows and the years in columns."""
        figures = self.figures
        dimensions = {"initiative": initiative} if initiative else {}
        rows = [
            [
                self.text(self.label(code)),
                *(
                    self.total(
                        code, figures.get(code, year, initiative), year, **dimensions
                    )
                    for year in figures.years
                ),
            ]
            for code in codes
        ]
        columns = [self.name(self.env._("Measure"))]
        columns += [Column(str(year), "number") for year in figures.years]
        scope = self.scope(initiative=initiative, year=figures.years[0])
        notes = [] if initiative else self.unsplit_notes(codes)
        return Table(caption, scope, columns, rows, notes=notes)

    def unsplit_notes(self, codes):
        """Return what was published for several years together, measure by measure."""
        notes = []
        openings = self.figures.openings
        for code in codes:
            for figure in openings.filtered(
                lambda o, code=code: o.measure == code
                and o.is_published
                and not o.zone_id
                and o.period_start.year != o.period_end.year
            ):
                notes += self.unsplit_note(code, figure.value, figure)
            zones = openings.filtered(
                lambda o, code=code: o.measure == code and o.is_published and o.zone_id
            )
            if zones:
                notes += self.unsplit_note(
                    code, sum(zones.mapped("value")), zones[0], is_by_zone=True
                )
        return notes

    def unsplit_note(self, code, value, figure, is_by_zone=False):
        """Say what a source tells of several years, unless no such year is shown."""
        first, last = figure.period_start.year, figure.period_end.year
        if not any(first <= year <= last for year in self.figures.years):
            return []
        values = {
            "measure": self.label(code),
            "first": first,
            "last": last,
            "value": format_value(self.env, code, value),
        }
        if is_by_zone:
            return [
                self.env._(
                    "%(measure)s: %(value)s were published for %(first)s–%(last)s as a "
                    "whole, by zone and not by year.",
                    **values,
                )
            ]
        return [
            self.env._(
                "%(measure)s: %(value)s were published for %(first)s–%(last)s as a "
                "whole, not by year.",
                **values,
            )
        ]

    def scope(self, initiative=None, year=None):
        """Say what a table is about, in the words of its caption."""
        period = self.span(year)
        if not initiative:
            return self.env._("All files that count, %(period)s.", period=period)
        return self.env._(
            "Files of the initiative “%(initiative)s” that count, %(period)s.",
            initiative=self.initiative_label(initiative),
            period=period,
        )

    def span(self, first=None):
        """Return the years from the first to that of the report: “2026–2030”."""
        if not first or first == self.year:
            return str(self.year)
        return f"{first}–{self.year}"

    def initiative_label(self, initiative):
        field = self.figures.activity._fields["initiative"]
        return dict(field._description_selection(self.env))[initiative]

    # ------------------------------------------------------------
    # Charts
    # ------------------------------------------------------------

    def bars(self, block, title, sentence, pairs, code):
        """Draw live and published parts of totals, one bar a record.

        :param pairs: pairs of record and `Total`
        """
        live = [total.live for _record, total in pairs]
        published = [total.published for _record, total in pairs]
        series = [
            Series(self.env._("Records"), live),
            Series(self.env._("Published totals"), published, True),
        ]
        series = [one for one in series if any(v is not None for v in one.values)]
        return draw_bars(
            block,
            title,
            sentence,
            [record.display_name for record, _total in pairs],
            series,
            lambda value: format_value(self.env, code, value),
        )

    def lines(self, block, title, sentence, codes, initiative=None):
        """Draw measures over the years; points of published totals are hollow."""
        if len(self.figures.years) < 2:
            return ""
        series = []
        for code in codes:
            totals = [
                self.figures.get(code, year, initiative) for year in self.figures.years
            ]
            series.append(
                Series(
                    self.label(code),
                    [total.value for total in totals],
                    published=frozenset(
                        number
                        for number, total in enumerate(totals)
                        if total.is_published
                    ),
                )
            )
        return draw_lines(
            block,
            title,
            sentence,
            [str(year) for year in self.figures.years],
            series,
            lambda value: self.words.number(value, 1),
        )

    def zone_block(
        self, block, code, groups, title, caption, initiative=None, first=None
    ):
        """Return a measure by zone: sentence, chart and table with shares.

        :param groups: function of a zone that returns its `Total`
        :param first: the first year of totals of several years
        """
        zones = self.env["cooperation.zone"].search([])
        pairs = [(zone, groups(zone)) for zone in zones]
        pairs = [(zone, total) for zone, total in pairs if total.value is not None]
        counts = [(zone, total.value) for zone, total in pairs]
        sentence = self.words.describe_zones(code, counts, self.span(first))
        sentence = sentence or self.env._("Nothing is known by zone.")
        dimensions = {"first": first}
        if initiative:
            dimensions["initiative"] = initiative
        none = groups(self.env["cooperation.zone"])
        rows = self.make_zone_rows(code, pairs, none, dimensions)
        columns = [
            self.name(self.env._("Zone")),
            self.column(code),
            self.share_column(),
        ]
        scope = self.scope(initiative, first)
        table = Table(caption, scope, columns, rows, self.sums(columns, rows))
        chart = self.bars(block, caption, sentence, pairs, code) if pairs else ""
        return Block(block, title, sentence, table, chart, is_lead=not initiative)

    def make_zone_rows(self, code, pairs, none, dimensions):
        """Return zones, totals and shares; what has no zone comes last.

        :param pairs: pairs of zone and `Total`
        :param none: the `Total` of what has no zone
        """
        shares = self.shares([total for _zone, total in pairs])
        rows = [
            [
                self.text(zone.name),
                self.total(code, total, zone_id=zone, **dimensions),
                share,
            ]
            for (zone, total), share in zip(pairs, shares, strict=True)
        ]
        if none.value is not None:
            cell = self.total(code, none, zone_id=False, **dimensions)
            rows.append([self.text(self.env._("Not broken down")), cell, Cell()])
        return rows

    def sums(self, columns, rows):
        """Return the last row: what the summed columns add up to."""
        cells = [self.text(self.env._("Total"))]
        for number, column in enumerate(columns[1:], 1):
            values = [row[number].value for row in rows]
            known = [value for value in values if value is not None]
            if not column.is_summed or not known:
                cells.append(Cell())
                continue
            value = round(sum(known), 2)
            is_published = any(row[number].is_published for row in rows)
            text = self.word(column, value)
            cells.append(Cell(value, text, is_published))
        return cells if any(cell.text for cell in cells[1:]) else None

    def word(self, column, value):
        if column.kind == "percent":
            return self.words.percent(value)
        if column.kind == "amount":
            return format_value(self.env, "amount", value)
        return self.words.number(value, 1)

    @staticmethod
    def add(totals):
        """Return the sum of some `Total`."""
        totals = list(totals)

        def add_up(parts):
            known = [part for part in parts if part is not None]
            return sum(known) if known else None

        return Total(
            add_up(total.live for total in totals),
            add_up(total.published for total in totals),
        )
