"""Sentences of the annual report, generated from its totals, in French and English."""

from odoo.tools.i18n import format_list
from odoo.tools.misc import format_date, formatLang

from ..measures import format_quantity, format_value
from ..shares import percentages

_NBSP = "\N{NO-BREAK SPACE}"
_MOST_ZONES = 3
# Who comes from somewhere; everything else goes there.
_COMING = ("visits", "visitors")


class AnnualWords:
    """Words about numbers: no gap, no “0” where nothing is known, plurals that agree.

    :param env: its language is that of the sentences
    """

    def __init__(self, env):
        self.env = env

    # ------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------

    def percent(self, share):
        """Return “62.5 %”, without a useless decimal."""
        if share is None:
            return ""
        digits = 0 if share == int(share) else 1
        return f"{formatLang(self.env, share, digits=digits)}{_NBSP}%"

    def number(self, value, digits=0):
        digits = 0 if value == int(value) else digits
        return formatLang(self.env, value, digits=digits)

    def change(self, difference, code):
        """Return “+12”, “−3” or “=” with a true minus sign."""
        if not difference:
            return "="
        sign = "+" if difference > 0 else "\N{MINUS SIGN}"
        return f"{sign}{format_value(self.env, code, abs(difference))}"

    def share(self, part, whole):
        """Return “30 of 48, 62.5 %”."""
        percent = percentages([part, whole - part], 1)[0]
        return self.env._(
            "%(part)s of %(whole)s, %(percent)s",
            part=self.number(part, 1),
            whole=self.number(whole, 1),
            percent=self.percent(percent),
        )

    def date(self, day):
        return format_date(self.env, day) if day else ""

    def join(self, items):
        return format_list(self.env, items)

    # ------------------------------------------------------------
    # A year
    # ------------------------------------------------------------

    def describe_year(self, year, totals):
        """Return what was done in a year, in one sentence.

        :param totals: {code: number or None}
        """
        clauses = [clause for clause in self._get_clauses(totals) if clause]
        if not clauses:
            return self.env._("No file counts in %(year)s yet.", year=year)
        return self.env._(
            "In %(year)s, the Mission %(clauses)s.",
            year=year,
            clauses=self.join(clauses),
        )

    def describe_period(self, first, last, totals):
        """Return what was done in several years, in one sentence."""
        clauses = [clause for clause in self._get_clauses(totals) if clause]
        if not clauses:
            return ""
        return self.env._(
            "From %(first)s to %(last)s, the Mission %(clauses)s.",
            first=first,
            last=last,
            clauses=self.join(clauses),
        )

    def _get_clauses(self, totals):
        def quantity(code):
            value = totals.get(code)
            return format_quantity(self.env, code, value) if value else ""

        if visits := quantity("visits"):
            yield self.env._("received %(visits)s", visits=visits)
        if missions := quantity("missions"):
            yield self.env._("carried out %(missions)s", missions=missions)
        yield self._get_expert_clause(quantity("persons"), quantity("days"))
        if internships := quantity("internships"):
            yield self.env._("followed %(internships)s", internships=internships)
        yield self._get_training_clause(
            quantity("training_sessions"), quantity("trainees")
        )
        if agreements := quantity("agreements"):
            yield self.env._("signed %(agreements)s", agreements=agreements)

    def _get_expert_clause(self, persons, days):
        if persons and days:
            return self.env._(
                "mobilised %(persons)s for %(days)s", persons=persons, days=days
            )
        if persons:
            return self.env._("mobilised %(persons)s", persons=persons)
        return days and self.env._("provided %(days)s", days=days)

    def _get_training_clause(self, sessions, trainees):
        if sessions and trainees:
            return self.env._(
                "held %(sessions)s for %(trainees)s",
                sessions=sessions,
                trainees=trainees,
            )
        return sessions and self.env._("held %(sessions)s", sessions=sessions)

    def compare(self, code, year, value, before):
        """Return how a total of a year stands to that of the year before."""
        values = {
            "quantity": format_quantity(self.env, code, value),
            "year": year,
            "before": year - 1,
        }
        if before is None:
            return self.env._(
                "%(quantity)s in %(year)s; nothing is known of %(before)s.", **values
            )
        difference = value - before
        if not difference:
            return self.env._(
                "%(quantity)s in %(year)s, as many as in %(before)s.", **values
            )
        number = format_value(self.env, code, abs(difference))
        if difference > 0:
            return self.env._(
                "%(quantity)s in %(year)s, %(number)s more than in %(before)s.",
                number=number,
                **values,
            )
        return self.env._(
            "%(quantity)s in %(year)s, %(number)s fewer than in %(before)s.",
            number=number,
            **values,
        )

    def describe_course(self, code, points):
        """Return how a measure went over the years.

        :param points: pairs of year and number; None where it is not known
        """
        known = [(year, value) for year, value in points if value is not None]
        if not known:
            return ""
        (first, start), (last, end) = known[0], known[-1]
        if first == last:
            return self.env._(
                "%(quantity)s in %(year)s, the only year that is known.",
                quantity=format_quantity(self.env, code, end),
                year=last,
            )
        return self.env._(
            "From %(start)s in %(first)s to %(end)s in %(last)s (%(change)s).",
            start=format_quantity(self.env, code, start),
            end=format_quantity(self.env, code, end),
            first=first,
            last=last,
            change=self.change(end - start, code),
        )

    # ------------------------------------------------------------
    # Places
    # ------------------------------------------------------------

    def describe_zones(self, code, counts, period):
        """Return where most come from, or where most went.

        The fewest zones that make more than half are named, in the order of the
        zones: “mostly from Africa and the Mediterranean (30 of 48, 62.5 %)” [F7].
        Zones that are equal are named together or not at all.

        :param counts: pairs of zone and number, in the order of the zones
        """
        counts = [(zone, count) for zone, count in counts if count]
        whole = sum(count for _zone, count in counts)
        if not whole:
            return ""
        most = self._get_majority(counts, whole)
        where = self._get_from if code in _COMING else self._get_in
        part = sum(count for _zone, count in most)
        values = {
            "period": period,
            "quantity": format_quantity(self.env, code, whole),
            "places": self._join_places([where(zone) for zone, _count in most]),
        }
        if whole == 1:
            return self.env._("%(period)s: %(quantity)s, %(places)s.", **values)
        if part == whole and len(most) < _MOST_ZONES:
            return self.env._("%(period)s: %(quantity)s, all %(places)s.", **values)
        if part == whole or len(most) > _MOST_ZONES:
            return self.env._(
                "%(period)s: %(quantity)s, in %(count)s zones, without a majority.",
                count=len(counts),
                **values,
            )
        return self.env._(
            "%(period)s: %(quantity)s, mostly %(places)s (%(share)s).",
            share=self.share(part, whole),
            **values,
        )

    def _get_majority(self, counts, whole):
        """Return the fewest zones that make more than half, and their equals."""
        ranked = sorted((count for _zone, count in counts), reverse=True)
        reached, least = 0, 0
        for count in ranked:
            if reached * 2 > whole:
                break
            reached, least = reached + count, count
        return [(zone, count) for zone, count in counts if count >= least]

    def _join_places(self, places):
        """English says its preposition once, French repeats it."""
        if (self.env.lang or "").startswith("fr"):
            return self.join(places)
        preposition = places[0].split(" ")[0] + " "
        rest = [place.removeprefix(preposition) for place in places[1:]]
        return self.join([places[0], *rest])

    def _get_from(self, zone):
        phrases = {
            "europe": self.env._("from Europe"),
            "afrique": self.env._("from Africa"),
            "mediterranee": self.env._("from the Mediterranean"),
            "asie": self.env._("from Asia"),
            "ameriques_caraibes": self.env._("from the Americas and the Caribbean"),
            "oceanie": self.env._("from Oceania"),
        }
        return phrases.get(zone.code) or self.env._(
            "from the zone “%(zone)s”", zone=zone.name
        )

    def _get_in(self, zone):
        phrases = {
            "europe": self.env._("in Europe"),
            "afrique": self.env._("in Africa"),
            "mediterranee": self.env._("in the Mediterranean"),
            "asie": self.env._("in Asia"),
            "ameriques_caraibes": self.env._("in the Americas and the Caribbean"),
            "oceanie": self.env._("in Oceania"),
        }
        return phrases.get(zone.code) or self.env._(
            "in the zone “%(zone)s”", zone=zone.name
        )

    # ------------------------------------------------------------
    # Experts and promises
    # ------------------------------------------------------------

    def describe_experts(self, totals, origins):
        """Return persons, mobilisations and days together, and where they come from.

        :param totals: {code: number or None}
        :param origins: pairs of label and number of mobilisations
        """
        parts = [
            format_quantity(self.env, code, totals[code])
            for code in ("persons", "mobilisations", "days")
            if totals.get(code) is not None
        ]
        if not parts:
            return self.env._("No expert was mobilised.")
        whole = sum(count or 0 for _label, count in origins)
        if not whole:
            return self.env._("%(measures)s.", measures=self.join(parts))
        label, most = max(origins, key=lambda pair: pair[1] or 0)
        return self.env._(
            "%(measures)s. Most frequent origin of the mobilisations: %(origin)s "
            "(%(share)s).",
            measures=self.join(parts),
            origin=label,
            share=self.share(most, whole),
        )

    def describe_promises(self, year, counts):
        """Return what became of the promises due in a year.

        :param counts: {state: number}
        """
        whole = sum(counts.values())
        if not whole:
            return self.env._("No promise was due in %(year)s.", year=year)
        kept = counts.get("kept", 0)
        if whole == 1:
            return (
                self.env._("The one promise due in %(year)s was kept.", year=year)
                if kept
                else self.env._(
                    "The one promise due in %(year)s is not kept yet.", year=year
                )
            )
        return self.env._(
            "%(count)s promises were due in %(year)s (kept: %(kept)s; late: %(late)s; "
            "open: %(open)s; given up: %(dropped)s).",
            count=whole,
            year=year,
            kept=kept,
            late=counts.get("late", 0),
            open=counts.get("open", 0),
            dropped=counts.get("dropped", 0),
        )
