"""The totals of an annual report: each asked once, whatever the number of files."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date as Date

from ..measures import MEASURES
from ..names import fold

LIVE, OPENING = "live", "opening"
PLACES = ("visits", "visitors", "missions", "internships", "training_sessions")
EXPERTS = ("persons", "mobilisations", "days")


@dataclass(frozen=True)
class Total:
    """A total, and what of it is a published one without records behind it."""

    live: float | None = None
    published: float | None = None

    @property
    def value(self):
        known = [part for part in (self.live, self.published) if part is not None]
        return sum(known) if known else None

    @property
    def is_published(self):
        return self.published is not None


NOTHING = Total()


class AnnualFigures:
    """What the activity report says of a year and of those that it is compared with.

    Totals come by (code of a measure); a group is a tuple without the source, so that
    live and published parts stand side by side in one :class:`Total`.

    :param int year: the year of the report
    :param int count: how many years are compared, this one included
    """

    def __init__(self, env, year, count):
        self.env = env
        self.year = year
        self.years = list(range(year - count + 1, year + 1))
        self.activity = env["cooperation.activity.report"]
        self.start, self.end = Date(year, 1, 1), Date(year, 12, 31)
        self.own = self.activity._get_scope_domain(self.start, self.end)
        first = min(self.years[0], year - 1)
        known = self.activity._get_scope_domain(Date(first, 1, 1), self.end)
        self.by_year = self._ask(known, "year")
        self.by_initiative = self._ask(known, "initiative", "year")
        span = self.activity._get_scope_domain(Date(self.years[0], 1, 1), self.end)
        self.whole = self._ask(span).get((), {})
        self.whole_by_zone = self._ask(span, "zone_id", measures=PLACES)
        self.by_zone = self._ask(self.own, "zone_id")
        self.by_initiative_zone = self._ask(
            self.own, "initiative", "zone_id", measures=PLACES
        )
        self.by_origin = self._ask(self.own, "origin", measures=EXPERTS)
        self.by_country = self._ask(self.own, "country_id")
        self.by_partner = self._ask(self.own, "partner_id")
        self.openings = env["cooperation.opening.figure"].search([])

    def _ask(self, domain, *groupby, measures=()):
        """Return {group: {code: Total}}, with live and published parts apart."""
        parts = defaultdict(lambda: defaultdict(dict))
        totals = self.activity._get_totals(domain, (*groupby, "source"), measures)
        for (*group, source), values in totals.items():
            for code, value in values.items():
                parts[tuple(group)][code][source] = value
        return {
            group: {
                code: Total(both.get(LIVE), both.get(OPENING))
                for code, both in by_code.items()
            }
            for group, by_code in parts.items()
        }

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def get(self, code, year=None, initiative=None):
        """Return a total of a year, of all files or of those of an initiative."""
        year = year or self.year
        if initiative:
            groups = self.by_initiative.get((initiative, year), {})
        else:
            groups = self.by_year.get((year,), {})
        return groups.get(code, NOTHING)

    def is_any(self, code, initiative=None):
        """Return whether a measure is known in one of the years."""
        return any(
            self.get(code, year, initiative).value is not None for year in self.years
        )

    def get_measures(self, initiative=None):
        """Return the codes of the measures that are known in one of the years."""
        return [code for code in MEASURES if self.is_any(code, initiative)]

    def get_records(self, groups, model):
        """Return the records that groups of one dimension are about, by name.

        As people look them up: “École” between “Centre” and “Institut”.
        """
        ids = [group[0] for group in groups if group[0]]
        records = self.env[model].browse(ids)
        return records.sorted(lambda one: (fold(one.display_name), one.id))

    def is_published_year(self, year):
        """Return whether the source of published totals covers a year.

        What it does not say of such a year was not published; of other years, what is
        missing was not recorded.
        """
        return any(
            figure.period_start.year <= year <= figure.period_end.year
            for figure in self.openings
        )
