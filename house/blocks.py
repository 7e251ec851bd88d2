"""Figures of a dashboard: key figures, charts, maps."""

from dataclasses import dataclass

from .spreadsheets import (
    ACTION,
    GAP,
    LIVE,
    PUBLISHED,
    REPORT,
    ROW,
    TEXT,
    WIDTH,
    Measure,
    match_filters,
    text,
)

_BLUE, _GREEN, _ORANGE, _VIOLET = "#EFF6FF", "#F0FDF4", "#FFF7ED", "#FAF5FF"
# In the order of the catalogue; a test compares the two.
MEASURES = {
    "visits": Measure("visits", "Delegations hosted", ("visit",), _BLUE, True),
    "visitors": Measure("visitors", "Visitors", ("visit",), _BLUE),
    "missions": Measure("missions", "Expert missions", ("mission",), _ORANGE, True),
    "persons": Measure(
        "expert_id", "Experts (persons)", ("mobilisation", "expert_day"), _ORANGE
    ),
    "mobilisations": Measure(
        "mobilisations", "Mobilisations", ("mobilisation",), _ORANGE
    ),
    "days": Measure("days", "Expert days", ("expert_day",), _ORANGE, True, "half"),
    "experts": Measure("experts", "Experts (as published)", ("mobilisation",), _ORANGE),
    "internships": Measure("internships", "Internships", ("internship",), _GREEN),
    "training_sessions": Measure(
        "training_sessions", "Training sessions", ("training",), _GREEN, True
    ),
    "trainees": Measure("trainees", "Trainees", ("training",), _GREEN, True),
    "agreements": Measure("agreements", "Agreements signed", ("agreement",), _VIOLET),
    "amount": Measure("amount", "Amount granted", ("agreement",), _VIOLET),
}
LIVE_ONLY = ["is_opening", "=", False]


def _get_title(words, size=15):
    return {"text": words, "bold": True, "color": TEXT, "fontSize": size}


@dataclass
class Cards:
    """Key figures, each with what it was in the period before."""

    codes: tuple[str, ...]
    height: int = 95

    def add(self, book):
        """Put them in rows of as many as fit."""
        rows = -(-len(self.codes) // 6)
        each = -(-len(self.codes) // rows)
        width = (WIDTH - GAP * (each - 1)) // each
        down = 4
        for number, code in enumerate(self.codes):
            row, column = divmod(number, each)
            book.shown.place(
                f"card_{code}",
                self._get_card(book, MEASURES[code], code),
                column * (width + GAP),
                width,
                self.height,
                down + row * (self.height + GAP),
            )
        book.shown.row += -(-(down + rows * (self.height + GAP) + GAP) // ROW)

    def _get_card(self, book, measure, code):
        row = book.behind.row + 1
        shown = f'=IF(B{row}="","–",B{row})'
        if code == "amount":
            shown = f"=ODOO.COOPERATION.AMOUNT(B{row})"
        published = self._ask(book, measure, [["is_opening", "=", True]])
        _name, _value, key, _published, _before, note = book.keep(
            text(measure.name),
            self._ask(book, measure),
            shown,
            published if measure.published else None,
            self._ask(book, measure, offset=-1),
            text("persons or mobilisations")
            if code == "experts"
            else f"=ODOO.COOPERATION.COMPARED(B{row},E{row},D{row})",
        )
        if code == "amount":
            book.behind.write(2, row - 1, None, "key")
        else:
            book.behind.paint((2, row - 1), (2, row - 1), "key", measure.format)
            book.behind.paint((3, row - 1), (4, row - 1), "number", measure.format)
        return {
            "type": "scorecard",
            "title": _get_title(measure.name, 11),
            "background": measure.colour,
            "keyValue": key,
            # An amount is longer than a count: smaller, it fits.
            **({"keyDescr": {"text": "", "fontSize": 22}} if code == "amount" else {}),
            "baseline": note,
            "baselineMode": "text",
            "baselineDescr": {"text": "", "fontSize": 10},
            "baselineColorUp": TEXT,
            "baselineColorDown": TEXT,
            "humanize": False,
        }

    def _ask(self, book, measure, domain=(), offset=0):
        """Return the formula of a total; totals of all kinds are asked for at once."""
        what = "published" if domain else "before" if offset else "shown"
        if measure.field == "expert_id":
            number = book.add_pivot(
                f"Persons {what}", ["expert_id"], measure.domain, offset=offset
            )
            return f'=PIVOT.VALUE({number},"expert_id")'
        asked = [
            MEASURES[code]
            for code in self.codes
            if code != "persons" and (not domain or MEASURES[code].published)
        ]
        if measure not in asked:
            return None
        # Other kinds have none of it: to read them would take time and show nothing.
        kinds = list(dict.fromkeys(kind for known in asked for kind in known.kinds))
        number = book.add_pivot(
            f"Key figures {what}",
            [known.field for known in asked],
            [*domain, ["kind", "in", kinds]],
            ["kind"],
            offset=offset,
        )
        kind = measure.kinds[0]
        return f'=PIVOT.VALUE({number},"{measure.field}","kind","{kind}")'


@dataclass
class Chart:
    """One chart over the rows of a measure.

    :param by: the dimension of its bars or points
    :param live: leave out what was published, which does not have the dimension
    """

    title: str
    code: str
    by: str
    live: bool = False
    horizontal: bool = False
    share: int = 1
    type = "odoo_bar"

    @property
    def groups(self):
        """Live records and published totals are told apart, never mixed."""
        return [self.by] if self.live else [self.by, "source"]

    def get_domain(self):
        """Return the rows that it counts."""
        return [*MEASURES[self.code].domain, *([LIVE_ONLY] if self.live else [])]

    def get_data(self):
        """Return what the file says of it."""
        return {
            "type": self.type,
            "title": _get_title(self.title),
            "background": "#FFFFFF",
            "legendPosition": "none" if self.live else "top",
            "metaData": {
                "groupBy": self.groups,
                "measure": self.measure,
                "order": None,
                "resModel": REPORT,
                "mode": self.type.removeprefix("odoo_").replace("geo", "bar"),
            },
            "searchParams": {
                "context": {},
                "domain": self.get_domain(),
                "groupBy": self.groups,
                "orderBy": [],
            },
            "actionXmlId": ACTION,
            "humanize": False,
            "fieldMatching": match_filters(),
            **self.get_look(),
        }

    @property
    def measure(self):
        """The column that it adds up."""
        return MEASURES[self.code].field

    def get_look(self):
        """Return how it is drawn."""
        return {
            "dataSets": [{"backgroundColor": LIVE}, {"backgroundColor": PUBLISHED}],
            "stacked": not self.horizontal,
            "showValues": True,
            "verticalAxisPosition": "left",
            **({"horizontal": True} if self.horizontal else {}),
        }


class Line(Chart):
    """What happens over time; published totals have no months."""

    type = "odoo_line"

    def get_look(self):
        """Return how it is drawn."""
        return {
            "dataSets": [{"backgroundColor": LIVE}],
            "stacked": False,
            "cumulative": False,
            "cumulatedStart": False,
            "fillArea": True,
            "showValues": True,
            "verticalAxisPosition": "left",
        }


@dataclass
class Map(Chart):
    """The world, with Odoo's own shapes of countries."""

    by: str = "country_id"
    live: bool = True
    kinds: tuple[str, ...] = ()
    type = "odoo_geo"

    @property
    def measure(self):
        """Files of several kinds are counted by their rows."""
        return "__count" if self.kinds else super().measure

    def get_domain(self):
        """Return the rows that have a country."""
        kinds = [["kind", "in", list(self.kinds)]]
        known = kinds if self.kinds else MEASURES[self.code].domain
        return [*known, ["country_id", "!=", False]]

    def get_look(self):
        """Return how it is drawn."""
        return {
            "dataSets": [{}],
            "region": "world",
            "colorScale": {
                "minColor": "#9CC3E6",
                "midColor": "#5B9BD0",
                "maxColor": "#0B4A82",
            },
            "missingValueColor": "#EEF1F4",
        }


@dataclass
class Charts:
    """Charts side by side; each takes its share of three thirds."""

    height: int
    charts: tuple[Chart, ...]

    def add(self, book):
        """Put them in one row."""
        third = (WIDTH - 2 * GAP) // 3
        left = 0
        for chart in self.charts:
            width = third * chart.share + GAP * (chart.share - 1)
            code = f"chart_{chart.code}_{chart.by.replace(':', '_')}_{chart.type}"
            book.shown.place(code, chart.get_data(), left, width, self.height)
            left += width + GAP
        book.shown.row += -(-(self.height + GAP) // ROW)
