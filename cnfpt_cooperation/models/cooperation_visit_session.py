from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..tools import clock
from ..tools.programme import DEFAULT_HOURS
from .calendar_event import SILENT
from .cooperation_visit_session_place_mixin import PLACE_FIELDS, as_whole_days

SESSION_KINDS = [
    ("talk", "Talk"),
    ("workshop", "Workshop"),
    ("field_visit", "Field visit"),
    ("ceremony", "Ceremony"),
    ("meal", "Meal"),
    ("travel", "Travel"),
    ("break", "Break"),
]
# Colours of Odoo's calendar, one a kind.
_COLORS = {
    "talk": 4,
    "workshop": 11,
    "field_visit": 10,
    "ceremony": 2,
    "meal": 3,
    "travel": 8,
    "break": 7,
}


class CooperationVisitSession(models.Model):
    """One item of a visit's programme: it is one event of Odoo's calendar.

    The event carries title, times, place and attendees, so that moving either side
    moves the other; the session adds what the calendar does not know. It lies within
    the dates of its visit, in the time zone of the place.
    """

    _name = "cooperation.visit.session"
    _description = "Visit Session"
    _inherit = [
        "cooperation.visit.session.place.mixin",
        "cooperation.visit.session.invitation.mixin",
        "cooperation.visit.speaker.mixin",
        "cooperation.visit.session.clash.mixin",
        "cooperation.part.mixin",
    ]
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
    name_translated = fields.Char(
        string="Title in Their Language",
        help="Printed beside the French title, in the delegation's language.",
    )
    kind = fields.Selection(
        SESSION_KINDS,
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
    language_id = fields.Many2one(
        "cooperation.language",
        compute="_compute_language_id",
        store=True,
        readonly=False,
        precompute=True,
        help="In which it is held: that of the delegation, unless you say otherwise.",
    )
    theme_id = fields.Many2one("cooperation.theme")

    color = fields.Integer(compute="_compute_color", export_string_translation=False)
    tz = fields.Selection(related="visit_id.tz", string="Zone of the Place")

    @api.depends("kind")
    def _compute_color(self):
        for session in self:
            session.color = _COLORS.get(session.kind, 0)

    @api.depends("visit_id", "kind")
    def _compute_language_id(self):
        for session in self:
            is_spoken = session.kind not in ("meal", "travel", "break")
            spoken = session.visit_id.language_ids._origin[:1]
            session.language_id = session.language_id or (is_spoken and spoken)

    @api.onchange("kind")
    def _onchange_kind(self):
        """A meal lasts longer than a break, unless somebody has typed how long."""
        if self._origin or not self.place_date:
            return
        hours = (self.place_hour_stop - self.place_hour) % 24
        if hours == DEFAULT_HOURS["talk"]:
            self.duration = DEFAULT_HOURS[self.kind or "talk"]
            self.place_hour_stop = (self.place_hour + self.duration) % 24

    @api.model
    def default_get(self, fields):
        """Start where the programme of the visit has come to, for one hour."""
        defaults = super().default_get(fields)
        visit = self.env["cooperation.visit"].browse(
            defaults.get("visit_id") or self.env.context.get("default_visit_id")
        )
        tz = self.env.context.get("cooperation_tz") or visit.tz or "UTC"
        start, stop = self._get_default_moments(visit, tz)
        if not start:
            return defaults
        wall, wall_stop = clock.to_local(start, tz), clock.to_local(stop, tz)
        proposed = {
            "start": start,
            "stop": stop,
            "duration": (stop - start).total_seconds() / 3600,
            "place_date": wall.date(),
            "place_hour": clock.to_hour(wall),
            "place_hour_stop": clock.to_hour(wall_stop),
        }
        given = {name for name in proposed if f"default_{name}" in self.env.context}
        wanted = set(fields) & proposed.keys() - given
        return defaults | {name: proposed[name] for name in wanted}

    @api.model
    def _get_default_moments(self, visit, tz):
        """Return the moments drawn in the calendar, or the next ones, for one hour."""
        context = self.env.context
        start, stop = (
            fields.Datetime.to_datetime(context.get(f"default_{name}"))
            for name in ("start", "stop")
        )
        if not start:
            wall = fields.Datetime.to_datetime(context.get("cooperation_next_wall"))
            wall = wall or visit._get_next_wall()
            start = clock.to_utc(wall, tz) if wall else None
        if start and not (stop and stop > start):
            stop = start + timedelta(hours=context.get("default_duration") or 1)
        return start, stop

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
        start, stop = self._get_walls()
        if self.allday:
            return start.date(), stop.date()
        # A session that ends at midnight does not reach into the next day.
        return start.date(), max(start, stop - timedelta(seconds=1)).date()

    def _get_outside_sentence(self):
        self.ensure_one()
        visit = self.visit_id
        return self.env._(
            "“%(session)s” is on %(time)s: a session lies within the visit, from "
            "%(first)s to %(last)s.",
            session=self.name,
            time=self._describe_time(visit.tz),
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
        """An event lives and dies with its session; who was invited is told."""
        self._check_file_open()
        self.attendee_ids._tell_cancelled()
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
        self._check_not_recurrent(vals, vals.get("name"), visit)
        vals = self._prepare_moments(vals, visit)
        return {
            "user_id": visit.user_id.id,
            "privacy": "confidential",
            **vals,
            "partner_ids": [Command.set(self._get_invited_ids(vals, visit))],
            "res_model_id": self.env["ir.model"]._get_id(visit._name),
            "res_id": visit.id,
        }

    @api.model
    def _get_invited_ids(self, vals, visit):
        """Return the contacts with whom the event is made, in one go.

        What a crafted list of speakers hides from here is added once it exists.
        """
        given = [*(vals.get("partner_ids") or ()), *(vals.get("speaker_ids") or ())]
        partners = set(visit.user_id.partner_id.ids) | {vals.get("host_id")}
        for command in given:
            if isinstance(command, int):
                partners.add(command)
            elif command[0] == Command.LINK:
                partners.add(command[1])
            elif command[0] == Command.SET:
                partners.update(command[2])
        return sorted(partners - {None, False})

    @api.model
    def _prepare_moments(self, vals, visit):
        """Return the values of a new session with its start, stop and duration."""
        if not PLACE_FIELDS.isdisjoint(vals):
            vals = self._convert_place(vals, visit.tz or "UTC")
        tz = visit.tz or "UTC"
        start = fields.Datetime.to_datetime(vals.get("start"))
        stop = fields.Datetime.to_datetime(vals.get("stop"))
        if start and vals.get("allday", self.env.context.get("default_allday")):
            start, stop = as_whole_days(start, stop)
        if not start:
            start = self._get_default_moments(visit, tz)[0] or fields.Datetime.now()
        if not stop:
            hours = (
                vals.get("duration")
                or self.env.context.get("default_duration")
                or DEFAULT_HOURS[vals.get("kind") or "talk"]
            )
            stop = start + timedelta(minutes=round(hours * 60))
        hours = (stop - start).total_seconds() / 3600
        return {**vals, "start": start, "stop": stop, "duration": hours}

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
            moved = {}
            for name in ("start", "stop"):
                if session.allday:
                    moved[name] = session[name] + days
                else:
                    wall = clock.to_local(session[name], tz) + days
                    moved[name] = clock.to_utc(wall, visit.tz)
            session.event_id.with_context(**SILENT).write(moved)

    def _check_not_recurrent(self, vals, name=None, visit=None):
        """A programme says each session once.

        :raise UserError: the event of a session is made to repeat itself
        """
        if (self or visit) and (vals.get("recurrency") or vals.get("recurrence_id")):
            raise UserError(
                self.env._(
                    "“%(session)s” is a session of “%(visit)s” and does not repeat "
                    "itself: write one session for each time.",
                    session=name or self[0].name,
                    visit=(visit or self[0].visit_id).display_name,
                )
            )

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
        invited = self.event_id.with_context(active_test=False).partner_ids
        if gone := before - after:
            self.attendee_ids.filtered(
                lambda attendee: attendee.partner_id in gone
            )._tell_cancelled()
        commands = [Command.link(partner.id) for partner in after - invited]
        commands += [
            Command.unlink(partner.id) for partner in (before - after) & invited
        ]
        if commands:
            self.event_id.with_context(**SILENT).write({"partner_ids": commands})
