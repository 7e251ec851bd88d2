from datetime import datetime, time, timedelta

from odoo import api, fields, models

from ..tools import clock
from .calendar_event import SILENT

# The hours between which the sessions of a day are proposed.
FIRST_HOUR, LAST_HOUR = time(9), time(18)


class CooperationVisitCalendarMixin(models.AbstractModel):
    """The programme of a visit in Odoo's calendar.

    It moves with the days, the time zone and the officer of its visit, leaves the
    calendar with a visit that does not take place, and goes with a deleted one.
    """

    _name = "cooperation.visit.calendar.mixin"
    _description = "Programme in the Calendar"

    session_ids = fields.One2many(
        "cooperation.visit.session",
        "visit_id",
        string="Sessions",
        # The programme of a cancelled visit is archived, and still its programme.
        context={"active_test": False},
    )
    session_count = fields.Integer(compute="_compute_session_count")
    next_wall = fields.Char(
        compute="_compute_next_wall",
        exportable=False,
        export_string_translation=False,
        help="Where the programme has come to by the clocks of the place, as typed.",
    )
    tz_note = fields.Char(string="Time Zones", compute="_compute_tz_note")

    @api.depends("session_ids.active")
    def _compute_session_count(self):
        counts = dict(
            self.env["cooperation.visit.session"]._read_group(
                [("visit_id", "in", self.ids)], ["visit_id"], ["__count"]
            )
        )
        for visit in self:
            visit.session_count = counts.get(visit._origin, 0)

    def write(self, vals):
        """Take the programme along when the visit changes its days or its officer."""
        moved = not vals.keys().isdisjoint(("date_start", "date_end", "tz"))
        before = {visit: (visit.date_start, visit.tz) for visit in self if moved}
        attendees = {
            session: session._get_attendees()
            for session in self.session_ids
            if "user_id" in vals
        }
        # Sessions that the same form has written are where the officer wants them.
        written = {
            command[1] for command in vals.get("session_ids") or () if command[0] == 1
        }
        sessions = self.session_ids.filtered(lambda session: session.id not in written)
        result = super().write(vals)
        for visit, (date_start, tz) in before.items():
            (sessions & visit.session_ids)._follow_visit(date_start, tz)
        if moved:
            self.session_ids._check_within_visit()
        for session, previous in attendees.items():
            session.event_id.with_context(**SILENT).user_id = session.visit_id.user_id
            session._replace_attendees(previous)
        return result

    def unlink(self):
        """The events of the programme go with the visit."""
        self.session_ids.unlink()
        return super().unlink()

    @api.depends(
        "date_start",
        "date_end",
        "session_ids.active",
        "session_ids.allday",
        "session_ids.place_date",
        "session_ids.place_hour",
        "session_ids.place_hour_stop",
    )
    def _compute_next_wall(self):
        for visit in self:
            wall = visit._get_next_wall()
            visit.next_wall = fields.Datetime.to_string(wall) if wall else False

    def _get_next_wall(self):
        """Return when the next session is proposed, as the place's clocks show it.

        That is where the programme has come to, or nine o'clock of its first day and
        of the day after a full one; nothing when the visit has no dates.
        """
        if not self or not self.date_start:
            return None
        ends = [
            session._get_typed_stop()
            for session in self.session_ids
            if session.active and not session.allday and session.place_date
        ]
        last = max(ends, default=None)
        if not last:
            return datetime.combine(self.date_start, FIRST_HOUR)
        day = last.date()
        if last.time() >= LAST_HOUR and day < (self.date_end or day):
            return datetime.combine(day + timedelta(days=1), FIRST_HOUR)
        return max(last, datetime.combine(day, time(6)))

    @api.depends("tz", "date_start")
    @api.depends_context("tz", "uid", "lang")
    def _compute_tz_note(self):
        """Tell whoever reads in another time zone which one the programme is in."""
        reader = clock.get_reader_tz(self.env)
        for visit in self:
            day = visit.date_start or fields.Date.context_today(visit)
            moment = clock.at(day, FIRST_HOUR, visit.tz or "UTC")
            here = clock.to_local(moment, reader)
            visit.tz_note = here != clock.to_local(moment, visit.tz or "UTC") and (
                self.env._(
                    "Type the hours of %(place)s: 09:00 there is %(hour)s on your "
                    "clocks (%(reader)s).",
                    place=clock.get_city(visit.tz),
                    hour=f"{here:%H:%M}",
                    reader=clock.get_city(reader),
                )
            )

    def _set_programme_active(self, active):
        """Take the programme out of the calendar, or back; who was invited is told."""
        if not active:
            self.session_ids.attendee_ids._tell_cancelled()
        self.session_ids.event_id.with_context(**SILENT).write({"active": active})
        return True

    def action_open_sessions(self):
        """Open the programme as a board, at the first day and in the place's hours."""
        self.ensure_one()
        name = self.env._("Programme of %(visit)s", visit=self.display_name)
        if self.tz_note:
            name = self.env._(
                "%(programme)s (hours of %(place)s)",
                programme=name,
                place=clock.get_city(self.tz),
            )
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "cooperation.visit.session",
            "view_mode": "calendar,list,form",
            "domain": [("visit_id", "=", self.id)],
            "context": {
                "default_visit_id": self.id,
                "initial_date": fields.Date.to_string(self.date_start),
                "cooperation_board_tz": self.date_start and self.tz,
                "cooperation_tz": self.tz,
            },
        }
