from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, format_datetime

from ..tools import clock
from .calendar_event import SILENT


class CooperationVisitSession(models.Model):
    """One item of a visit's programme: it is one event of Odoo's calendar.

    The event carries title, times, place and attendees, so that moving either side
    moves the other; the session adds what the calendar does not know. It lies within
    the dates of its visit, in the time zone of the place.
    """

    _name = "cooperation.visit.session"
    _description = "Visit Session"
    _inherit = ["cooperation.part.mixin"]
    _inherits = {"calendar.event": "event_id"}
    _file_field = "visit_id"
    _parts_field = "session_ids"
    _order = "start, id"

    event_id = fields.Many2one(
        "calendar.event", required=True, index=True, ondelete="cascade"
    )
    visit_id = fields.Many2one(
        "cooperation.visit", required=True, index=True, ondelete="cascade"
    )
    visit_state = fields.Selection(
        related="visit_id.state", export_string_translation=False
    )
    kind = fields.Selection(
        [
            ("talk", "Talk"),
            ("workshop", "Workshop"),
            ("field_visit", "Field visit"),
            ("ceremony", "Ceremony"),
            ("meal", "Meal"),
            ("travel", "Travel"),
            ("break", "Break"),
        ],
        required=True,
        default="talk",
    )
    speaker_ids = fields.Many2many(
        "res.partner",
        "cooperation_visit_session_speaker_rel",
        "session_id",
        "partner_id",
        string="Speakers",
    )
    host_id = fields.Many2one(
        "res.partner", string="Host", index="btree_not_null", ondelete="restrict"
    )
    room_id = fields.Many2one(
        "cooperation.room", string="Room", index="btree_not_null", ondelete="restrict"
    )
    language_id = fields.Many2one("cooperation.language")
    theme_id = fields.Many2one("cooperation.theme")

    @api.model
    def default_get(self, fields):
        """Start where the programme of the visit has come to, for one hour."""
        defaults = super().default_get(fields)
        context = self.env.context
        visit = self.env["cooperation.visit"].browse(defaults.get("visit_id"))
        if "start" in fields and "default_start" not in context:
            start = visit._get_next_session_start(
                context.get("cooperation_visit_date"), context.get("cooperation_tz")
            )
            defaults["start"] = start or defaults.get("start")
            if "stop" in fields and "default_stop" not in context:
                defaults["stop"] = defaults["start"] + timedelta(hours=1)
        if "duration" in fields:
            defaults["duration"] = self._get_default_duration()
        return defaults

    @api.model
    def _get_default_duration(self):
        """Return the hours drawn in the calendar, or one."""
        start, stop = (
            fields.Datetime.to_datetime(self.env.context.get(f"default_{name}"))
            for name in ("start", "stop")
        )
        drawn = (stop - start).total_seconds() / 3600 if start and stop else 0
        return self.env.context.get("default_duration") or drawn or 1.0

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("visit_id", "event_id")
    def _check_within_visit(self):
        """A session lies within the days of its visit, in the place's own time."""
        for session in self:
            visit = session.visit_id
            if not (visit.date_start and visit.date_end):
                raise ValidationError(
                    self.env._(
                        "Give “%(visit)s” its dates before you write its programme.",
                        visit=visit.display_name,
                    )
                )
            first, last = session._get_local_days()
            if first < visit.date_start or last > visit.date_end:
                raise ValidationError(session._get_outside_sentence())

    def _get_local_days(self):
        """Return the first and last day of the session, in the place's own time."""
        self.ensure_one()
        if self.allday:
            return self.start.date(), self.stop.date()
        # A session that ends at midnight does not reach into the next day.
        stop = max(self.start, self.stop - timedelta(seconds=1))
        tz = self.visit_id.tz
        return clock.to_local(self.start, tz).date(), clock.to_local(stop, tz).date()

    def _get_outside_sentence(self):
        self.ensure_one()
        visit = self.visit_id
        return self.env._(
            "“%(session)s” runs from %(start)s to %(stop)s (time of %(tz)s): a session "
            "lies within the visit, from %(first)s to %(last)s.",
            session=self.name,
            start=format_datetime(self.env, self.start, tz=visit.tz),
            stop=format_datetime(self.env, self.stop, tz=visit.tz),
            tz=visit.tz,
            first=format_date(self.env, visit.date_start),
            last=format_date(self.env, visit.date_end),
        )

    # ------------------------------------------------------------
    # CRUD: both sides always agree
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        sessions = super(CooperationVisitSession, self.with_context(**SILENT)).create(
            [self._prepare_event(vals) for vals in vals_list]
        )
        for session in sessions:
            session._replace_attendees(self.env["res.partner"])
        return sessions.with_env(self.env)

    def write(self, vals):
        followed = not vals.keys().isdisjoint(("speaker_ids", "host_id", "visit_id"))
        before = {session: session._get_attendees() for session in self if followed}
        result = super(CooperationVisitSession, self.with_context(**SILENT)).write(vals)
        for session, attendees in before.items():
            session._replace_attendees(attendees)
        return result

    def unlink(self):
        """An event lives and dies with its session."""
        events = self.event_id
        result = super().unlink()
        events.unlink()
        return result

    @api.model
    def _prepare_event(self, vals):
        """Complete the values of a new session with those of its event."""
        if vals.get("event_id"):
            return vals
        visit_id = vals.get("visit_id") or self.env.context.get("default_visit_id")
        visit = self.env["cooperation.visit"].browse(visit_id)
        start = fields.Datetime.to_datetime(
            vals.get("start") or self.env.context.get("default_start")
        )
        start = start or visit._get_next_session_start() or fields.Datetime.now()
        stop = fields.Datetime.to_datetime(vals.get("stop"))
        if not stop:
            hours = vals.get("duration") or self._get_default_duration()
            stop = start + timedelta(hours=hours)
        return {
            "user_id": visit.user_id.id,
            "privacy": "confidential",
            **vals,
            "start": start,
            "stop": stop,
            "duration": (stop - start).total_seconds() / 3600,
            "partner_ids": vals.get("partner_ids") or [Command.clear()],
            "res_model_id": self.env["ir.model"]._get_id(visit._name),
            "res_id": visit.id,
        }

    def _follow_visit(self, date_start, tz):
        """Keep day and hour of the programme when its visit moves.

        :param date_start: first day of the visit before it moved
        :param tz: time zone of the visit before it moved
        """
        for session in self:
            visit = session.visit_id
            days = (visit.date_start - date_start) if visit.date_start else None
            if days is None or (not days and tz == visit.tz):
                continue
            moved = {
                name: clock.to_utc(clock.to_local(session[name], tz) + days, visit.tz)
                for name in ("start", "stop")
            }
            session.event_id.with_context(**SILENT).write(moved)

    # ------------------------------------------------------------
    # Attendees
    # ------------------------------------------------------------

    def _get_attendees(self):
        """Return who attends because of what they do in the programme."""
        self.ensure_one()
        return self.speaker_ids | self.host_id | self.visit_id.user_id.partner_id

    def _replace_attendees(self, before):
        """Follow a change of speakers, host or officer; other guests stay.

        :param before: who attended because of the programme before the change
        """
        self.ensure_one()
        after = self._get_attendees()
        invited = self.event_id.partner_ids
        commands = [Command.link(partner.id) for partner in after - invited]
        commands += [
            Command.unlink(partner.id) for partner in (before - after) & invited
        ]
        if commands:
            self.event_id.with_context(**SILENT).write({"partner_ids": commands})
