from datetime import time

from odoo import api, fields, models

from ..tools import clock
from .calendar_event import SILENT

# The hour at which the first session of a programme is proposed.
FIRST_HOUR = time(9)


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

    def _get_next_session_start(self, date_start=None, tz=None):
        """Return the moment, in UTC, at which the next session is proposed.

        That is where the programme has come to, or nine o'clock of the first day in
        the place's own time; nothing when the visit has no dates.

        :param date_start: first day of a visit that is not saved yet
        :param tz: time zone of a visit that is not saved yet
        """
        last = self.session_ids.filtered("active").sorted("stop")[-1:]
        if last:
            return last.stop
        day = fields.Date.to_date(date_start) or self.date_start
        if not day:
            return None
        return clock.at(day, FIRST_HOUR, tz or self.tz or "UTC")

    def _set_programme_active(self, active):
        self.session_ids.event_id.with_context(**SILENT).write({"active": active})
        return True

    def action_open_sessions(self):
        """Open the programme in the calendar, at the first day of the visit."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Programme of %(visit)s", visit=self.display_name),
            "res_model": "cooperation.visit.session",
            "view_mode": "calendar,list,form",
            "domain": [("visit_id", "=", self.id)],
            "context": {
                "default_visit_id": self.id,
                "initial_date": fields.Date.to_string(self.date_start),
            },
        }
