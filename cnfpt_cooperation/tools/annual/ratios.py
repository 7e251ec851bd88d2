"""Ratios of the annual report [F8], each with its definition."""

from .document import Block, Cell, Column, Table
from .figures import NOTHING
from .part import AnnualPart


class AnnualRatios(AnnualPart):
    """Totals divided by one another: those of files by those of files, those that were
    published by those that were published, so that none is a mixture.
    """

    def make_ratios(self, totals, first=None, block="ratios"):
        """Return the ratios of a period, or nothing where none is known.

        :param totals: {code: Total}
        :param first: the first year of a period of several years
        """
        rows = self.make_rows(totals)
        if not rows:
            return None
        columns = [
            self.name(self.env._("Ratio")),
            Column(self.env._("Value"), "ratio"),
            Column(self.env._("Dividend"), "number"),
            Column(self.env._("Divisor"), "number"),
            self.name(self.env._("Definition")),
        ]
        caption = self.env._("Ratios of %(period)s", period=self.span(first))
        sentence = "; ".join(f"{row[0].text}: {row[1].text}" for row in rows) + "."
        if (self.env.lang or "").startswith("fr"):
            sentence = sentence.replace(";", "\N{NARROW NO-BREAK SPACE};").replace(
                ":", "\N{NO-BREAK SPACE}:"
            )
        table = Table(caption, self.scope(year=first), columns, rows)
        return Block(block, self.env._("Ratios"), sentence, table)

    def make_rows(self, totals):
        """Return the ratios that are known, those of published totals last."""
        rows = []
        for is_published, ratios in (
            (False, self.get_ratios()),
            (True, self.get_published_ratios()),
        ):
            for label, over, under, definition in ratios:
                pair = [totals.get(code, NOTHING) for code in (over, under)]
                parts = [one.published if is_published else one.live for one in pair]
                rows.append(self.make_row(label, definition, parts, is_published))
        return [row for row in rows if row]

    def make_row(self, label, definition, pair, is_published):
        over, under = pair
        if not over or not under:
            return None
        value = round(float(over) / float(under), 2)
        return [
            self.text(label),
            Cell(value, self.words.number(value, 2), is_published),
            Cell(float(over), self.words.number(over, 1), is_published),
            Cell(float(under), self.words.number(under, 1), is_published),
            self.text(definition),
        ]

    def get_ratios(self):
        """Return label, measure above, measure below and definition."""
        return [
            (
                self.env._("Days a mission"),
                *("days", "missions"),
                self.env._("Expert days done by missions begun."),
            ),
            (
                self.env._("Mobilisations a mission"),
                *("mobilisations", "missions"),
                self.env._("Mobilisations ordered by missions begun."),
            ),
            (
                self.env._("Days a person"),
                *("days", "persons"),
                self.env._("Expert days done by different experts."),
            ),
            (
                self.env._("Visitors a delegation"),
                *("visitors", "visits"),
                self.env._("People received by delegations hosted."),
            ),
            (
                self.env._("Trainees a session"),
                *("trainees", "training_sessions"),
                self.env._("Trainees by training sessions held."),
            ),
        ]

    def get_published_ratios(self):
        """Return those of published totals: what an expert is there is not known."""
        outside = self.env._("Published totals, outside Europe.")
        return [
            (self.env._("Days a mission, published"), "days", "missions", outside),
            (
                self.env._("Experts a mission, published"),
                "experts",
                "missions",
                outside,
            ),
            (self.env._("Days an expert, published"), "days", "experts", outside),
            (
                self.env._("Trainees a session, published"),
                *("trainees", "training_sessions"),
                self.env._("Published totals of training in international action."),
            ),
        ]
