"""Moments in UTC, as Odoo stores them, and what the clocks of a place show."""

from datetime import datetime, time, timedelta
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


def to_wall(day, hour):
    """Return the naive moment at which the clocks show `hour`, 9.5 for half past nine.

    >>> to_wall(date(2030, 3, 4), 9.5)
    datetime.datetime(2030, 3, 4, 9, 30)
    """
    return datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))


def to_hour(wall):
    """Return the hour that the clocks show, 9.5 for half past nine."""
    return wall.hour + wall.minute / 60


def get_reader_tz(env):
    """Return the time zone in which Odoo shows moments to whoever reads."""
    return env.context.get("tz") or env.user.tz or "UTC"


def get_city(tz):
    """Return “Ho Chi Minh” for “Asia/Ho_Chi_Minh”."""
    return tz.rsplit("/", 1)[-1].replace("_", " ")


def at_midnight(day, tz, days=0):
    """Return the naive UTC moment at which `day`, or a later one, starts in `tz`."""
    return at(day + timedelta(days=days), time(), tz)
