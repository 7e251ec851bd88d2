"""Moments in UTC, as Odoo stores them, and what the clocks of a place show."""

from datetime import datetime
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")


def to_local(moment, tz):
    """Return the naive UTC `moment` as the clocks of `tz` show it.

    >>> to_local(datetime(2030, 3, 4, 8), "Europe/Paris")
    datetime.datetime(2030, 3, 4, 9, 0)
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(tz)).replace(tzinfo=None)


def to_utc(wall, tz):
    """Return the naive UTC moment at which the clocks of `tz` show `wall`.

    >>> to_utc(datetime(2030, 3, 4, 9), "Europe/Paris")
    datetime.datetime(2030, 3, 4, 8, 0)
    """
    return wall.replace(tzinfo=ZoneInfo(tz)).astimezone(UTC).replace(tzinfo=None)


def at(day, hour, tz):
    """Return the naive UTC moment of `hour` on `day` in `tz`."""
    return to_utc(datetime.combine(day, hour), tz)
