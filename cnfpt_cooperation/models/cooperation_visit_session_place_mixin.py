from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

from ..tools import clock
from ..tools.programme import Item

PLACE_FIELDS = frozenset({"place_date", "place_hour", "place_hour_stop"})
# Odoo keeps a whole day as these hours, which no time zone moves.
_DAY_START, _DAY_STOP = time(8), time(18)


def as_whole_days(start, stop):
    """Return the moments under which Odoo keeps the days from `start` to `stop`."""
    stop = max(start, stop or start)
    return (
        datetime.combine(start.date(), _DAY_START),
        datetime.combine(stop.date(), _DAY_STOP),
    )


class CooperationVisitSessionPlaceMixin(models.AbstractModel):
    """When a session takes place, as the clocks of the place show it.

    A day and hours in plain figures are the same for every reader; Odoo's own moments
    are shown in the zone of whoever reads. Officers read and write the former.
    """

    _name = "cooperation.visit.session.place.mixin"
    _description = "Time of the Place"

    place_date = fields.Date(
        string="Day", compute="_compute_place", readonly=False, help="At the place."
    )
    place_hour = fields.Float(
        string="Starts",
        compute="_compute_place",
        readonly=False,
        help="By the clocks of the place.",
    )
    place_hour_stop = fields.Float(
        string="Ends",
        compute="_compute_place",
        readonly=False,
        help="By the clocks of the place; the next day when it is before the start.",
    )
    place_time = fields.Char(string="Time of the Place", compute="_compute_texts")
    reader_time = fields.Char(string="Your Time", compute="_compute_texts")
    is_elsewhere = fields.Boolean(
        compute="_compute_texts", export_string_translation=False
    )

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @api.depends("start", "stop", "allday", "visit_id.tz")
    def _compute_place(self):
        for session in self:
            start, stop = session._get_walls()
            session.place_date = start and start.date()
            session.place_hour = clock.to_hour(start) if start else 0
            session.place_hour_stop = clock.to_hour(stop) if stop else 0

    def _get_walls(self):
        """Return start and end as the clocks of the place show them."""
        self.ensure_one()
        if self.allday or not (self.start and self.stop):
            return self.start, self.stop
        tz = self.visit_id.tz or "UTC"
        return clock.to_local(self.start, tz), clock.to_local(self.stop, tz)

    @api.depends("start", "stop", "allday", "visit_id.tz")
    @api.depends_context("tz", "lang", "uid")
    def _compute_texts(self):
        reader = clock.get_reader_tz(self.env)
        for session in self:
            tz = session.visit_id.tz or "UTC"
            session.place_time = session._describe_time(tz)
            session.reader_time = session._describe_time(reader)
            session.is_elsewhere = bool(
                session.start
                and not session.allday
                and clock.to_local(session.start, tz)
                != clock.to_local(session.start, reader)
            )

    def _describe_time(self, tz):
        """Return “Mon 4 Mar, 09:00–10:30 (Paris)” in the time zone `tz`."""
        self.ensure_one()
        if not (self.start and self.stop):
            return False

        def write(moment, pattern, zone=tz):
            return format_datetime(self.env, moment, tz=zone, dt_format=pattern)

        is_this_year = self.start.year == fields.Date.today().year
        date = "EEE d MMM" if is_this_year else "EEE d MMM y"
        if self.allday:
            days = dict.fromkeys(
                write(moment, date, "UTC") for moment in (self.start, self.stop)
            )
            return self.env._("%(days)s, all day", days=" – ".join(days))
        is_short = write(self.start, "yyyyMMdd") == write(self.stop, "yyyyMMdd")
        day, hour = write(self.start, date), write(self.start, "HH:mm")
        stop = write(self.stop, "HH:mm" if is_short else "EEE d MMM HH:mm")
        return f"{day}, {hour}–{stop} ({clock.get_city(tz)})"

    def _get_typed_stop(self):
        """Return the end as the place's clocks show it, saved or just typed."""
        self.ensure_one()
        stop = clock.to_wall(self.place_date, self.place_hour_stop)
        return stop + timedelta(days=self.place_hour_stop <= self.place_hour)

    def _as_item(self):
        """Return the session as an item of a programme, without its speakers."""
        self.ensure_one()
        start, stop = self._get_walls()
        return Item(
            name=self.name,
            start=start,
            stop=stop,
            kind=self.kind,
            location=self.location or "",
            is_whole_day=self.allday,
            values={"theme_id": self.theme_id.id, "room_id": self.room_id.id},
        )

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    def write(self, vals):
        if PLACE_FIELDS.isdisjoint(vals):
            return super().write(vals)
        for session in self:
            super(CooperationVisitSessionPlaceMixin, session).write(
                session._convert_place(vals, session.visit_id.tz)
            )
        return True

    def _convert_place(self, vals, tz):
        """Return `vals` with moments instead of day and hours of the place.

        Called on no session for a new one.

        :raise ValidationError: an hour that no clock shows
        """
        self._check_hours(vals)
        day = fields.Date.to_date(vals.get("place_date") or self.place_date)
        moments = {name: vals[name] for name in vals.keys() - PLACE_FIELDS}
        if not day:
            return moments
        if vals.get("allday", self.allday):
            first = datetime.combine(day, time())
            length = (self.stop.date() - self.start.date()) if self else timedelta()
            start, stop = as_whole_days(first, first + length)
            return {**moments, "start": start, "stop": stop}
        start = clock.to_wall(day, vals.get("place_hour", self.place_hour))
        moments["start"] = clock.to_utc(start, tz)
        if "place_hour_stop" in vals:
            stop = clock.to_wall(day, vals["place_hour_stop"])
            stop += timedelta(days=stop <= start)
            moments["stop"] = clock.to_utc(stop, tz)
            moments.pop("duration", None)
        return moments

    @api.model
    def _check_hours(self, vals):
        for name in PLACE_FIELDS - {"place_date"}:
            if not 0 <= float(vals.get(name) or 0) <= 24:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is an hour of the day, from 0:00 to 24:00.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
