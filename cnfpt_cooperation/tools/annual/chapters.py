"""The chapters of the five initiatives [R12], and the comparison over the years."""

from ..measures import MEASURES, format_quantity, format_value
from .document import Block, Cell, Column, Section, Table
from .figures import EXPERTS, NOTHING
from .ratios import AnnualRatios

_FAMILIES = (
    ("activity", ("visits", "missions", "internships", "agreements")),
    ("experts", EXPERTS),
    ("training", ("training_sessions", "trainees")),
    ("others", ("visitors", "amount")),
)
# What a chapter draws: measures that can stand on one scale.
_DRAWN = {
    "training": ("training_sessions", "trainees"),
    "partnership": ("missions", "agreements"),
    "hosting": ("visits", "internships"),
    "resources": ("training_sessions", "visits", "missions", "agreements"),
    "events": ("training_sessions", "visits", "missions", "agreements"),
}
# Whose published totals concern an initiative, though they do not name it.
_PUBLISHED = {
    "training": ("training_sessions", "trainees"),
    "partnership": ("missions", "days"),
    "hosting": ("visits",),
}
_ZONE_MEASURES = ("visits", "missions", "internships", "training_sessions")


class AnnualInitiative(AnnualRatios):
    """What was done under one initiative."""

    def make(self, initiative, comment):
        codes = self.figures.get_measures(initiative)
        blocks = [self.make_figures(initiative, codes)]
        for code in _ZONE_MEASURES:
            own = self.figures.get(code, None, initiative).value
            # The same table as in the overview is not repeated.
            if own is not None and own != self.figures.get(code).value:
                blocks.append(self.make_zones(initiative, code))
        return Section(initiative, self.initiative_label(initiative), blocks, comment)

    def make_figures(self, initiative, codes):
        label = self.initiative_label(initiative)
        caption = f"{label}, {self.span(self.figures.years[0])}"
        sentence = self.word_initiative(initiative, codes)
        drawn = [code for code in _DRAWN[initiative] if code in codes] or codes[:2]
        block = f"{initiative}_figures"
        chart = self.lines(block, caption, sentence, drawn, initiative) if drawn else ""
        table = self.years_table(codes, caption, initiative)
        table.notes.extend(self.published_notes(initiative))
        title = self.env._("Figures of the initiative")
        return Block(block, title, sentence, table, chart)

    def word_initiative(self, initiative, codes):
        """Say the figures of the year and how the first of them has moved."""
        known = [
            (code, value)
            for code in codes
            if (value := self.figures.get(code, None, initiative).value) is not None
        ]
        if not known:
            return self.env._(
                "No file of this initiative counts in %(year)s.", year=self.year
            )
        quantities = [format_quantity(self.env, *pair) for pair in known]
        first = self.env._(
            "%(year)s: %(quantities)s.",
            year=self.year,
            quantities=self.words.join(quantities),
        )
        drawn = [pair for pair in known if pair[0] in _DRAWN[initiative]]
        code, value = (drawn or known)[0]
        before = self.figures.get(code, self.year - 1, initiative).value
        second = self.words.compare(code, self.year, value, before)
        return f"{first} {second}"

    def published_notes(self, initiative):
        """Say what was published without naming an initiative, year by year."""
        notes = self.unsplit_notes(_PUBLISHED.get(initiative, ()))
        for code in _PUBLISHED.get(initiative, ()):
            parts = [
                (year, total.published)
                for year in self.figures.years
                if (total := self.figures.get(code, year)).published is not None
            ]
            if parts:
                notes.append(
                    self.env._(
                        "%(measure)s published for all initiatives together: "
                        "%(values)s. No record stands behind them.",
                        measure=self.label(code),
                        values=self.words.join(
                            f"{self.words.number(value, 1)} ({year})"
                            for year, value in parts
                        ),
                    )
                )
        return notes

    def make_zones(self, initiative, code):
        groups = self.figures.by_initiative_zone
        label = self.label(code)
        caption = self.env._(
            "%(measure)s in %(year)s, by zone", measure=label, year=self.year
        )
        return self.zone_block(
            f"{initiative}_{code}",
            code,
            lambda zone: groups.get((initiative, zone.id), {}).get(code, NOTHING),
            self.env._("%(measure)s by zone", measure=label),
            caption,
            initiative,
        )


class AnnualComparison(AnnualRatios):
    """The years side by side, then as a whole."""

    def make(self, comment):
        titles = {
            "activity": self.env._("Visits, missions, internships and agreements"),
            "experts": self.env._("Persons, mobilisations and days"),
            "training": self.env._("Training"),
            "others": self.env._("Visitors and grants"),
        }
        blocks = []
        for family, codes in _FAMILIES:
            known = [code for code in codes if self.figures.is_any(code)]
            if known:
                blocks.append(self.make_course(family, titles[family], known))
        if not blocks:
            blocks.append(self.make_nothing())
        if len(self.figures.years) > 1:
            blocks += self.make_whole()
        title = self.env._("Comparison over the years")
        return Section("comparison", title, blocks, comment)

    def make_nothing(self):
        """Say that there is nothing to compare: a heading alone looks like a fault."""
        title = self.env._("Years compared")
        caption = f"{title}, {self.span(self.figures.years[0])}"
        sentence = self.env._(
            "No file counts in these years: %(years)s.",
            years=self.words.join(map(str, self.figures.years)),
        )
        return Block("comparison_none", title, sentence, Table(caption, "", [], []))

    def make_course(self, family, title, codes):
        years = self.figures.years
        caption = f"{title}, {self.span(years[0])}"
        sentence = " ".join(
            self.words.describe_course(
                code, [(year, self.figures.get(code, year).value) for year in years]
            )
            for code in codes
        )
        has_chart = family != "others"
        chart = self.lines(f"c-{family}", caption, sentence, codes) if has_chart else ""
        table = self.years_table(codes, caption)
        return Block(f"comparison_{family}", title, sentence, table, chart)

    # ------------------------------------------------------------
    # The years as a whole: published totals of several years are in it
    # ------------------------------------------------------------

    def make_whole(self):
        blocks = [self.make_whole_totals()]
        titles = {
            "visits": self.env._("Delegations of all these years, by zone"),
            "missions": self.env._("Expert missions of all these years, by zone"),
        }
        for code, title in titles.items():
            if self.figures.whole.get(code, NOTHING).value is not None:
                blocks.append(self.make_whole_zones(code, title))
        first = self.figures.years[0]
        blocks.append(self.make_ratios(self.figures.whole, first, "whole_ratios"))
        return [block for block in blocks if block]

    def make_whole_totals(self):
        first, whole = self.figures.years[0], self.figures.whole
        codes = [
            code for code in MEASURES if whole.get(code, NOTHING).value is not None
        ]
        if not codes:
            return None
        rows = [
            [
                self.text(self.label(code)),
                self.total(code, whole[code], first=first),
                self.part(code, whole[code].published),
            ]
            for code in codes
        ]
        caption = self.env._("Totals of %(period)s as a whole", period=self.span(first))
        columns = [
            self.name(self.env._("Measure")),
            Column(self.env._("Total"), "number"),
            Column(self.env._("Of which published"), "number"),
        ]
        if not any(whole[code].is_published for code in codes):
            columns, rows = columns[:-1], [row[:-1] for row in rows]
        totals = {code: whole[code].value for code in codes}
        return Block(
            "whole",
            self.env._("All these years together"),
            self.words.describe_period(first, self.year, totals),
            self.make_table(caption, first, columns, rows),
        )

    def part(self, code, value):
        if value is None:
            return Cell()
        return Cell(float(value), format_value(self.env, code, value), True)

    def make_table(self, caption, first, columns, rows):
        note = self.env._(
            "An expert who came back in several years is one person here: persons of "
            "the years do not add up."
        )
        return Table(caption, self.scope(year=first), columns, rows, notes=[note])

    def make_whole_zones(self, code, title):
        groups = self.figures.whole_by_zone
        first = self.figures.years[0]
        return self.zone_block(
            f"whole_{code}",
            code,
            lambda zone: groups.get((zone.id,), {}).get(code, NOTHING),
            title,
            f"{title}, {self.span(first)}",
            first=first,
        )
