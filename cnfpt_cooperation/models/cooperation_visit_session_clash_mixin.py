from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import programme_text
from ..tools.clashes import CLASHES
from ..tools.wording import format_period

# Warnings shown at once; the rest is counted.
_MOST_SHOWN = 8
# What the question to the database reads.
_MODELS = (
    "cooperation.visit",
    "cooperation.visit.session",
    "calendar.event",
    "calendar.attendee",
    "cooperation.expert",
    "cooperation.expert.availability",
    "cooperation.assignment",
)


class CooperationVisitSessionClashMixin(models.AbstractModel):
    """Rooms and people that a session holds while something else does.

    These are warnings: whoever writes the programme knows why two groups share a room.
    """

    _name = "cooperation.visit.session.clash.mixin"
    _description = "Clashes of a Session"

    clashes = fields.Html(string="To Check", compute="_compute_clashes", sanitize=False)

    @api.depends_context("uid", "lang")
    def _compute_clashes(self):
        found = self._origin._find_clashes()
        for session in self:
            sentences = [sentence for _key, sentence in found.get(session._origin, ())]
            session.clashes = self._list_warnings(sentences)

    @api.model
    def _list_warnings(self, sentences):
        """Return the sentences as a list, the first ones only when there are many."""
        left = len(sentences) - _MOST_SHOWN
        if left > 0:
            more = self.env._("…and %(count)s more.", count=left)
            sentences = [*sentences[:_MOST_SHOWN], more]
        items = Markup().join(Markup("<li>%s</li>") % line for line in sentences)
        return Markup("<ul class='mb-0'>%s</ul>") % items if sentences else False

    def _find_clashes(self):
        """Return, for each session, what it clashes with.

        :returns: by session, pairs of a key that is the same seen from both sides,
            and a sentence that names both sides, in the time of the place
        """
        asked = self.filtered(lambda s: s.active and s.start and s.stop)
        found = {}
        for session in asked:
            if sentence := session._get_capacity_sentence():
                found[session] = [(("capacity", session.room_id), sentence)]
        if asked:
            rows = asked._search_clashes()
            records = asked._browse_clashes(rows)
            for row in rows:
                session = self.browse(row["session_id"])
                pair = tuple(sorted((row["session_id"], row["other_id"] or 0)))
                key = (row["kind"], pair, row["partner_id"], row["date_start"])
                sentence = session._get_clash_sentence(row, records)
                found.setdefault(session, []).append((key, sentence))
        return found

    def _search_clashes(self):
        for model in _MODELS:
            self.env[model].flush_model()
        self.env.cr.execute(
            SQL(
                CLASHES,
                ids=list(self.ids),
                first=min(self.mapped("start")),
                last=max(self.mapped("stop")),
            )
        )
        return self.env.cr.dictfetchall()

    def _browse_clashes(self, rows):
        """Return the records that the sentences name, read together."""

        def browse(model, *names):
            ids = {row[name] for row in rows for name in names} - {None}
            return self.env[model].sudo().browse(ids)

        sessions = browse("cooperation.visit.session", "session_id", "other_id")
        return {
            "session": {record.id: record for record in sessions},
            "partner": {r.id: r for r in browse("res.partner", "partner_id")},
            "mission": {r.id: r for r in browse("cooperation.mission", "mission_id")},
        }

    # ------------------------------------------------------------
    # Sentences
    # ------------------------------------------------------------

    def _get_capacity_sentence(self):
        self.ensure_one()
        people = max(self.visit_id.headcount_declared, self.visit_id.delegate_count)
        if not self.room_id.capacity or people <= self.room_id.capacity:
            return None
        return self.env._(
            "“%(room)s” seats %(capacity)s, the delegation is %(people)s.",
            room=self.room_id.display_name,
            capacity=self.room_id.capacity,
            people=people,
        )

    def _get_clash_sentence(self, row, records):
        """Return the sentence of one row of the question to the database."""
        self.ensure_one()
        session = records["session"][self.id]
        other = records["session"].get(row["other_id"])
        person = records["partner"].get(row["partner_id"])
        values = {
            "person": person.name if person else "",
            "session": session.name,
            "time": session.place_time,
            "other": other._get_name_beside(session) if other else "",
        }
        if row["kind"] == "room":
            return self.env._(
                "“%(room)s” is held twice on %(time)s: “%(session)s” and %(other)s.",
                **values,
                room=session.room_id.display_name,
            )
        if row["kind"] == "person":
            return self.env._(
                "%(person)s (%(role)s) is in two places on %(time)s: “%(session)s” and "
                "%(other)s.",
                **values,
                role=self._get_role_label(row["role"]),
            )
        return self._get_absence_sentence(row, records, values)

    def _get_absence_sentence(self, row, records, values):
        values = {
            **values,
            "period": format_period(self.env, row["date_start"], row["date_end"]),
        }
        if row["kind"] == "busy":
            return self.env._(
                "%(person)s has another appointment during “%(session)s”, %(time)s.",
                **values,
            )
        if row["kind"] == "mission":
            return self.env._(
                "%(person)s is on the mission “%(mission)s” (%(period)s) and in "
                "“%(session)s”, %(time)s.",
                **values,
                mission=records["mission"][row["mission_id"]].display_name,
            )
        return self.env._(
            "%(person)s is not available (%(period)s) and in “%(session)s”, %(time)s.",
            **values,
        )

    def _get_name_beside(self, session):
        """Return the name of a session, with its visit and hours when they differ."""
        self.ensure_one()
        if self.visit_id == session.visit_id:
            return self.env._("“%(session)s”", session=self.name)
        return self.env._(
            "“%(session)s” of “%(visit)s”",
            session=self.name,
            visit=self.visit_id.display_name,
        )

    @api.model
    def _get_role_label(self, role):
        return {
            "speaker": self.env._("speaker"),
            "host": self.env._("host"),
            "officer": self.env._("officer"),
            "interpreter": self.env._("interpreter"),
        }[role]

    # ------------------------------------------------------------
    # The room says the place
    # ------------------------------------------------------------

    @api.onchange("room_id")
    def _onchange_room_id(self):
        """Show at once the place that saving would write."""
        if self.room_id and self._is_place_of(self._origin.room_id):
            self.location = self.room_id._get_place(self.visit_id.host_id)

    @api.onchange("location")
    def _onchange_location(self):
        """A place typed as the name of a room of the host is that room."""
        typed = programme_text.fold(self.location or "")
        host = self.visit_id.host_id
        rooms = self.env["cooperation.room"].search([("partner_id", "=", host.id)])
        for room in rooms if typed else ():
            names = (room.name, room._get_place(host))
            if typed in map(programme_text.fold, names):
                self.room_id = room

    def _is_place_of(self, room):
        """The place was not typed: it is empty, or that of `room`."""
        self.ensure_one()
        host = self.visit_id.host_id
        return not self.location or bool(
            room and self.location == room._get_place(host)
        )

    @api.model_create_multi
    def create(self, vals_list):
        sessions = super().create(vals_list)
        for session, vals in zip(sessions, vals_list, strict=True):
            if session.room_id and not vals.get("location"):
                session.location = session.room_id._get_place(session.visit_id.host_id)
        return sessions

    def write(self, vals):
        if not vals.get("room_id") or "location" in vals:
            return super().write(vals)
        following = self.filtered(lambda session: session._is_place_of(session.room_id))
        result = super().write(vals)
        for session in following:
            session.location = session.room_id._get_place(session.visit_id.host_id)
        return result
