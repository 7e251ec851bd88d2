"""Working days."""

from datetime import timedelta

_SATURDAY = 5


def working_days(start, end):
    """Return the dates from Monday to Friday between two dates, both included."""
    if not (start and end):
        return []
    dates = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [date for date in dates if date.weekday() < _SATURDAY]
