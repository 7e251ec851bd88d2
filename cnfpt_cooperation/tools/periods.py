"""Periods of reports: the one before, and their names."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools.misc import format_date

_DAY = timedelta(days=1)


def previous(start, end):
    """Return the period of the same length just before, as (start, end).

    Whole years come before whole years and whole months before whole months, however
    long each is; other periods have the same number of days. A period that is open at
    one end has none before it: (None, None).
    """
    if not start or not end:
        return None, None
    last = start - _DAY
    if start.day == 1 and (end + _DAY).day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        return start - relativedelta(months=months), last
    return start - (end - start) - _DAY, last


def label(env, start, end):
    """Return the name of a period in the user's language.

    “2026”, “2015–2018”, “March 2026”, “January–June 2026”, “from 3/5/2026 to
    3/9/2026”, “since …”, “until …”, or “since the beginning” when it is open.
    """
    if not start and not end:
        return env._("since the beginning")
    if not end:
        return env._("since %(date)s", date=format_date(env, start))
    if not start:
        return env._("until %(date)s", date=format_date(env, end))
    if start == end:
        return format_date(env, start)
    if start.day == 1 and (end + _DAY).day == 1:
        return _label_months(env, start, end)
    return env._(
        "from %(start)s to %(end)s",
        start=format_date(env, start),
        end=format_date(env, end),
    )


def _label_months(env, start, end):
    """Name whole months; whole years by their numbers alone."""
    if start.month == 1 and end.month == 12:
        years = (str(start.year), str(end.year))
        return years[0] if start.year == end.year else "–".join(years)
    last = format_date(env, end, date_format="MMMM y")
    if (start.year, start.month) == (end.year, end.month):
        return last
    first_format = "MMMM" if start.year == end.year else "MMMM y"
    first = format_date(env, start, date_format=first_format)
    return f"{first} – {last}" if start.year != end.year else f"{first}–{last}"
