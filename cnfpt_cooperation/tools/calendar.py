"""Working days."""

from datetime import date as Date
from datetime import timedelta

from dateutil.easter import easter

_SATURDAY = 5


def iterate_dates(start, end):
    """Yield the dates between two dates, both included; none when one is missing."""
    if start and end:
        for number in range((end - start).days + 1):
            yield start + timedelta(days=number)


def working_days(start, end):
    """Return the dates from Monday to Friday between two dates, both included."""
    return [date for date in iterate_dates(start, end) if date.weekday() < _SATURDAY]


def french_holidays(year):
    """Return the eleven public holidays of France: labour code, article L3133-1.

    >>> sorted(french_holidays(2030))[1]
    datetime.date(2030, 4, 22)
    """
    sunday = easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    # Easter Monday, Ascension Day and Whit Monday move with Easter.
    return {Date(year, month, day) for month, day in fixed} | {
        sunday + timedelta(days=days) for days in (1, 39, 50)
    }
