"""How long a validity runs when its clock can stop [R16] [003 Q36].

The clock counts the days on which nothing stops it. A year of validity is over when
it has counted as many days as the same year of the calendar has from the start; what
is listed for four years is asked for again, in writing, in the course of the second
year and of the third, and lapses at the end of the first of them that nobody asked in.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """The end of a year at which a written request is due.

    `opens` and `closes` are the first and last day of that year of validity; None
    while a suspension keeps the clock from reaching them.
    """

    year: int
    opens: date | None
    closes: date | None
    is_asked: bool


@dataclass(frozen=True)
class Validity:
    """What a history gives: the last day, and the terms on the way to it.

    `end` is the last day that what is written gives, `limit` the one that it has when
    every term is asked for; None while a suspension lasts before them. `due` is the
    term that makes `end` come before `limit`, or None.
    """

    end: date | None
    limit: date | None
    due: Term | None
    terms: tuple[Term, ...]

    def get_term(self, day):
        """Return the term for which a request of `day` counts, None if for none.

        A request for a year that the validity did not live to see counts for none.
        """
        for term in self.terms:
            if _is_within(day, term.opens, term.closes):
                return term
            if not term.is_asked:
                return None
        return None


def run_validity(start, years, suspensions, renewal_years=(), requests=()):
    """Return the validity that starts on `start`.

    :param date start: first day of the validity
    :param int years: how long it runs when nothing stops it
    :param suspensions: pairs (first day, last day or None); they may overlap, and
        what lies outside the validity does not count
    :param renewal_years: the years in the course of which it is asked for again
    :param requests: days on which it was asked for in writing
    """
    stops = _merge(suspensions)
    ends = [_end_of_year(start, year, stops) for year in range(years + 1)]
    limit = ends[-1]
    terms = tuple(
        Term(
            year,
            opens := ends[year - 1] and ends[year - 1] + _DAY,
            ends[year],
            any(_is_within(asked, opens, ends[year]) for asked in requests),
        )
        for year in sorted(renewal_years)
    )
    due = next((term for term in terms if not term.is_asked), None)
    return Validity(due.closes if due else limit, limit, due, terms)


def _is_within(day, first, last):
    return bool(first and first <= day and (not last or day <= last))


def _merge(suspensions):
    """Return disjoint stops in their order; one that lasts ends on the last day."""
    merged = []
    for first, last in sorted((first, last or date.max) for first, last in suspensions):
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return merged


def _end_of_year(start, year, stops):
    """Return the last day of the year, None when a stop that lasts comes before."""
    end = start + relativedelta(years=year) - _DAY
    for first, last in stops:
        first = max(first, start)
        # A stop on the day after the end comes too late to move it.
        if first > end or last < start:
            continue
        if last == date.max:
            return None
        end += last - first + _DAY
    return end
