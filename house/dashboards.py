"""What the three dashboards show, top to bottom. `./manage dashboards` writes them."""

import json

from .blocks import Cards, Chart, Charts, Line, Map
from .core import ROOT
from .spreadsheets import Book
from .tables import Origins, Table, Watch, Words, Years

FOLDER = ROOT / "cnfpt_cooperation" / "data" / "files"

PERIOD = Words(("=ODOO.COOPERATION.PERIOD()",), after=0)
PUBLISHED_EXPERTS = Words(
    (
        "Published for 2015-2018: 135 experts, 79 % CNFPT agents and 21 % agents of "
        "local authorities, without counts; only 106 and 29, or 107 and 28, round so.",
        "The source does not say whether these are persons or mobilisations: they are "
        "added to neither.",
    )
)


# Why a number is less than what was published, then what holds always.
def get_footnotes(*codes):
    """Return the last lines of a dashboard that shows these published totals."""
    return Words(
        (
            "What was published for 2015-2018 has a zone or a year, never both. A "
            "filter leaves out the published totals that do not have its dimension.",
            *(
                f'=ODOO.COOPERATION.OBSTACLE({number},"{",".join(codes)}")'
                for number in range(1, 2 * len(codes) + 1)
            ),
        )
    )


ORIGIN_CHARTS = Charts(
    200,
    (
        Chart("Persons by origin", "persons", "origin", live=True, horizontal=True),
        Chart("Mobilisations by origin", "mobilisations", "origin", True, True),
        Chart("Expert days by origin", "days", "origin", live=True, horizontal=True),
    ),
)
VISITS_BY_ZONE = Chart(
    "Delegations hosted by zone", "visits", "zone_id", horizontal=True
)
MISSIONS_BY_ZONE = Chart(
    "Expert missions by zone", "missions", "zone_id", horizontal=True
)
DAYS_BY_YEAR = Chart("Expert days by year", "days", "year")
TRAINEES_BY_YEAR = Chart("Trainees by year (2018: not published)", "trainees", "year")
EXPERTS_BY_YEAR = Table(
    "Experts by year",
    "year",
    "Year",
    "All years",
    ("persons", "mobilisations", "days"),
    count=10,
    left=5,
)
TRAINING = ("Training on international action", ("training_sessions", "trainees"))

DASHBOARDS = {
    "direction": (
        PERIOD,
        Cards(
            (
                *("visits", "visitors", "missions", "persons", "mobilisations", "days"),
                *("experts", "internships", "training_sessions", "trainees"),
                *("agreements", "amount"),
            )
        ),
        Charts(300, (VISITS_BY_ZONE, MISSIONS_BY_ZONE, DAYS_BY_YEAR)),
        Watch(),
        Charts(
            420,
            (
                Map(
                    "Visits and missions by country (live records)",
                    "missions",
                    kinds=("visit", "mission"),
                    share=2,
                ),
                TRAINEES_BY_YEAR,
            ),
        ),
        ORIGIN_CHARTS,
        Origins(),
        PUBLISHED_EXPERTS,
        Table(
            "Activity by zone",
            "zone_id",
            "Zone",
            "All zones",
            (
                *("visits", "visitors", "missions", "persons", "mobilisations"),
                *("days", "internships", "agreements"),
            ),
        ),
        Years(*TRAINING, beside=EXPERTS_BY_YEAR),
        get_footnotes(
            "visits", "missions", "experts", "days", "training_sessions", "trainees"
        ),
    ),
    "missions": (
        PERIOD,
        Cards(("missions", "persons", "mobilisations", "days", "experts", "amount")),
        Charts(
            300,
            (
                MISSIONS_BY_ZONE,
                DAYS_BY_YEAR,
                Chart(
                    "Expert missions by year (live records)", "missions", "year", True
                ),
            ),
        ),
        ORIGIN_CHARTS,
        Origins(),
        PUBLISHED_EXPERTS,
        Charts(
            420,
            (
                Map("Missions by country (live records)", "missions", share=2),
                Line(
                    "Expert days by quarter (live records)",
                    "days",
                    "date:quarter",
                    live=True,
                ),
            ),
        ),
        Charts(
            420,
            (
                Chart(
                    "Expert missions by theme (live records)",
                    "missions",
                    "theme_id",
                    live=True,
                    horizontal=True,
                    share=3,
                ),
            ),
        ),
        Table(
            "Missions by country (live records)",
            "country_id",
            "Country",
            "All countries",
            ("missions", "persons", "mobilisations", "days"),
            count=12,
            live=True,
        ),
        Table(
            "Missions by programme (live records)",
            "programme_id",
            "Programme",
            "All programmes",
            ("missions", "persons", "mobilisations", "days"),
            live=True,
        ),
        get_footnotes("missions", "experts", "days"),
    ),
    "visits": (
        PERIOD,
        Cards(("visits", "visitors", "internships", "training_sessions", "trainees")),
        Charts(
            300,
            (
                VISITS_BY_ZONE,
                Chart("Training sessions by year", "training_sessions", "year"),
                TRAINEES_BY_YEAR,
            ),
        ),
        Charts(
            420,
            (
                Map("Delegations by country (live records)", "visits", share=2),
                Line(
                    "Delegations by quarter (live records)",
                    "visits",
                    "date:quarter",
                    live=True,
                ),
            ),
        ),
        Charts(
            260,
            (
                Chart("Delegations by year (live records)", "visits", "year", True),
                Chart("Visitors by year (live records)", "visitors", "year", True),
                Chart(
                    "Internships by year (live records)", "internships", "year", True
                ),
            ),
        ),
        Charts(
            420,
            (
                Chart(
                    "Delegations by theme (live records)",
                    "visits",
                    "theme_id",
                    live=True,
                    horizontal=True,
                    share=3,
                ),
            ),
        ),
        Table(
            "Visits by country (live records)",
            "country_id",
            "Country",
            "All countries",
            ("visits", "visitors", "internships"),
            count=15,
            live=True,
            beside=Years(*TRAINING, left=5),
        ),
        get_footnotes("visits", "training_sessions", "trainees"),
    ),
}


def get_text(code):
    """Return the file of a dashboard."""
    book = Book()
    for block in DASHBOARDS[code]:
        block.add(book)
    return json.dumps(book.get_data(), indent=1, ensure_ascii=False) + "\n"


def get_path(code):
    """Return where it lies."""
    return FOLDER / f"{code}_dashboard.json"


def write():
    """Write every file anew; return those that have changed."""
    changed = []
    for code in DASHBOARDS:
        path, content = get_path(code), get_text(code)
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            changed.append(path)
    return changed
