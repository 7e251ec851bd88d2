"""The first chapter of the annual report: all initiatives together."""

from ..charts import Series, draw_bars
from ..measures import MEASURES
from .document import Block, Cell, Column, Section, Table
from .figures import EXPERTS, NOTHING
from .ratios import AnnualRatios

_BY_COUNTRY = ("visits", "missions", "persons", "mobilisations", "days")


class AnnualOverview(AnnualRatios):
    """What the Mission did in the year, all initiatives together."""

    def make(self, comment):
        blocks = [
            self.make_key_figures(),
            self.make_origins(),
            self.make_zones("visits"),
            self.make_zones("missions"),
            self.make_countries(),
            self.make_ratios(self.figures.by_year.get((self.year,), {})),
        ]
        return Section(
            "overview", self.env._("Overview"), [b for b in blocks if b], comment
        )

    # ------------------------------------------------------------
    # Key figures
    # ------------------------------------------------------------

    def make_key_figures(self):
        figures, before = self.figures, self.year - 1
        codes = [
            code
            for code in MEASURES
            if code != "experts" or figures.get(code).value is not None
        ]
        columns = [
            self.name(self.env._("Measure")),
            Column(str(self.year), "number"),
            Column(str(before), "number"),
            Column(self.env._("Change"), "number"),
        ]
        caption = self.env._("Key figures of %(year)s", year=self.year)
        rows = [self.make_key_figure(code) for code in codes]
        notes = self.unsplit_notes(codes)
        totals = {code: figures.get(code).value for code in codes}
        return Block(
            "key_figures",
            self.env._("Key figures"),
            self.words.describe_year(self.year, totals),
            Table(caption, self.scope(), columns, rows, notes=notes),
            is_lead=True,
        )

    def make_key_figure(self, code):
        """Return a measure, this year and the year before."""
        before = self.year - 1
        now, past = self.figures.get(code), self.figures.get(code, before)
        return [
            self.text(self.label(code)),
            self.total(code, now),
            self.total(code, past, before),
            self.make_change(code, now, past),
        ]

    def make_change(self, code, now, past):
        if now.value is None or past.value is None:
            return Cell()
        difference = now.value - past.value
        return Cell(float(difference), self.words.change(difference, code))

    # ------------------------------------------------------------
    # Persons, mobilisations and days together
    # ------------------------------------------------------------

    def make_origins(self):
        groups = self.figures.by_origin
        field = self.figures.activity._fields["origin"]
        labels = dict(field._description_selection(self.env))
        origins = [origin for origin in labels if (origin,) in groups]
        totals = {
            code: [groups[origin,].get(code, NOTHING) for origin in origins]
            for code in EXPERTS
        }
        shares = {code: self.shares(totals[code]) for code in EXPERTS}
        rows = []
        for number, origin in enumerate(origins):
            row = [self.text(labels[origin])]
            for code in EXPERTS:
                row.append(self.total(code, totals[code][number], origin=origin))
                row.append(shares[code][number])
            rows.append(row)
        rows += self.make_unbroken(groups.get((False,), {}))
        counts = [
            (labels[origin], totals["mobilisations"][number].value)
            for number, origin in enumerate(origins)
        ]
        sentence = self.words.describe_experts(
            {code: self.figures.get(code).value for code in EXPERTS}, counts
        )
        table = self.make_origins_table(rows, totals)
        chart = self.draw_origins(table.caption, sentence, origins, labels, shares)
        title = self.env._("Experts: persons, mobilisations and days")
        return Block("origins", title, sentence, table, chart)

    def make_unbroken(self, totals):
        """Return the row of what is not broken down by origin, if there is any."""
        if all(totals.get(code, NOTHING).value is None for code in EXPERTS):
            return []
        row = [self.text(self.env._("Not broken down"))]
        for code in EXPERTS:
            total = totals.get(code, NOTHING)
            row += [self.total(code, total, origin=False), Cell()]
        return [row]

    def make_origins_table(self, rows, totals):
        columns = [self.name(self.env._("Origin of the expert"))]
        for code in EXPERTS:
            columns += [self.column(code), self.share_column()]
        total = self.sums(columns, rows)
        if total:
            # Persons are counted, not added up: one may come under two origins.
            total[1] = self.total("persons", self.figures.get("persons"))
        notes = []
        if rows:
            notes.append(
                self.env._(
                    "Persons, mobilisations and days are three measures and never "
                    "stand for one another. Shares are those of what is broken down by "
                    "origin; they add up to 100 % by the largest remainder."
                )
            )
        added = self.add(totals["persons"]).value
        if added is not None and added != self.figures.get("persons").value:
            notes.append(
                self.env._(
                    "An expert whose origin changed stands under each of them and is "
                    "one person in the total."
                )
            )
        notes += self.make_published_experts_notes()
        caption = self.env._("Experts mobilised in %(year)s, by origin", year=self.year)
        return Table(caption, self.scope(), columns, rows, total, notes)

    def make_published_experts_notes(self):
        """Say what was published of experts [F3], without inventing their counts."""
        published = {
            figure.measure: figure
            for figure in self.figures.openings
            if figure.code == "F3"
            and figure.period_start.year <= self.year <= figure.period_end.year
        }
        experts = published.get("experts")
        shares = [published.get("share_cnfpt"), published.get("share_local_authority")]
        if not experts or not all(shares):
            return []
        return [
            self.env._(
                "Published for %(first)s–%(last)s: %(experts)s experts, of whom "
                "%(cnfpt)s CNFPT agents and %(local)s agents of local authorities. The "
                "source does not say whether they are persons or mobilisations, and "
                "gives no counts: only 106 and 29, or 107 and 28, round so.",
                first=experts.period_start.year,
                last=experts.period_end.year,
                experts=self.words.number(experts.value),
                cnfpt=self.words.percent(shares[0].value),
                local=self.words.percent(shares[1].value),
            )
        ]

    def draw_origins(self, caption, sentence, origins, labels, shares):
        if not origins:
            return ""
        return draw_bars(
            "origins",
            caption,
            sentence,
            [self.label(code) for code in EXPERTS],
            [
                Series(labels[origin], [shares[code][number].value for code in EXPERTS])
                for number, origin in enumerate(origins)
            ],
            self.words.percent,
        )

    # ------------------------------------------------------------
    # Where
    # ------------------------------------------------------------

    def make_zones(self, code):
        groups = self.figures.by_zone
        if code == "visits":
            title = self.env._("Where delegations come from")
            caption = self.env._(
                "Delegations hosted in %(year)s, by zone", year=self.year
            )
        else:
            title = self.env._("Where expert missions went")
            caption = self.env._("Expert missions of %(year)s, by zone", year=self.year)
        if self.figures.get(code).value is None:
            return None
        return self.zone_block(
            f"{code}_by_zone",
            code,
            lambda zone: groups.get((zone.id,), {}).get(code, NOTHING),
            title,
            caption,
        )

    def make_countries(self):
        rows = self.make_country_rows()
        if not rows:
            return None
        columns = [self.name(self.env._("Country")), *map(self.column, _BY_COUNTRY)]
        caption = self.env._("Countries of %(year)s", year=self.year)
        sentence = (
            self.env._("%(count)s countries were concerned.", count=len(rows))
            if len(rows) > 1
            else self.env._(
                "One country was concerned: %(name)s.", name=rows[0][0].text
            )
        )
        notes = [self.env._("One person may have worked in several countries.")]
        total = self.sums(columns, rows)
        return Block(
            "countries",
            self.env._("Countries"),
            sentence,
            Table(caption, self.scope(), columns, rows, total, notes),
        )

    def make_country_rows(self):
        """Return the countries that have any of the measures, by name."""
        groups = self.figures.by_country
        countries = self.figures.get_records(groups, "res.country")
        rows = []
        for country in countries:
            totals = groups[country.id,]
            if any(totals[code].value is not None for code in _BY_COUNTRY):
                rows.append(
                    [
                        self.text(country.name),
                        *(
                            self.total(code, totals[code], country_id=country)
                            for code in _BY_COUNTRY
                        ),
                    ]
                )
        return rows
