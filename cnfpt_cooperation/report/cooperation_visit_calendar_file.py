from datetime import timedelta

import vobject
from pytz import UTC

from odoo import api, fields, models

from . import wording


class CooperationVisitCalendarFile(models.AbstractModel):
    """The programme of a visit as a file for anybody's calendar.

    Its events keep their identity from one version to the next, so that a calendar
    that takes the file in again moves them instead of doubling them. They are worded
    in the language of the context.
    """

    _name = "cooperation.visit.calendar.file"
    _description = "Programme for Calendars"

    @api.model
    def _write_file(self, visit, partner=None):
        """Return the programme in the format iCalendar (RFC 5545), as bytes.

        :param partner: a speaker or host, whose own sessions only are wanted
        """
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = "-//CNFPT//Cooperation//FR"
        calendar.add("method").value = "PUBLISH"
        calendar.add("x-wr-calname").value = visit.name
        calendar.add("x-wr-timezone").value = visit.tz
        for session in visit._get_programme_sessions():
            if not partner or partner in session.speaker_ids | session.host_id:
                self._add_event(calendar, visit, session)
        return calendar.serialize().encode()

    @api.model
    def _add_event(self, calendar, visit, session):
        """Add one session: moments in UTC, or days when it takes the whole day."""
        paper = self.env["report.cnfpt_cooperation.report_visit_programme"]
        item = paper._take_session(session)
        event = calendar.add("vevent")
        event.add("uid").value = self._get_uid(session)
        event.add("sequence").value = str(visit._get_last_programme_version().number)
        event.add("dtstamp").value = UTC.localize(fields.Datetime.now())
        start, stop = session.start, session.stop
        if session.allday:
            # RFC 5545: the end is the first day that is free again.
            event.add("dtstart").value = start.date()
            event.add("dtend").value = stop.date() + timedelta(days=1)
        else:
            event.add("dtstart").value = UTC.localize(start)
            event.add("dtend").value = UTC.localize(stop)
        event.add("summary").value = paper._get_title(item)
        event.add("categories").value = [paper._get_kind_label(session.kind)]
        event.add("description").value = self._describe(item, visit.tz)
        if item["place"]:
            event.add("location").value = item["place"]
        officer = visit.user_id.sudo().partner_id
        if officer.email:
            organizer = event.add("organizer")
            organizer.value = f"mailto:{officer.email}"
            organizer.params["CN"] = [officer.name.replace('"', "'")]

    @api.model
    def _get_uid(self, session):
        """Return what tells the event from any other in the world, for ever."""
        parameters = self.env["ir.config_parameter"].sudo()
        return f"visit-session-{session.id}@{parameters.get_param('database.uuid')}"

    @api.model
    def _describe(self, item, tz):
        """Return speakers, language, and hours by the clocks of the place."""
        paper = self.env["report.cnfpt_cooperation.report_visit_programme"]
        hours = paper._word_hours(item, tz)
        if not item["allday"]:
            hours = self.env._(
                "%(hours)s, local time of %(city)s",
                hours=hours,
                city=wording.get_place_of_time(tz, self.env.lang),
            )
        language = wording.get_language_name(item["language"], self.env.lang)
        lines = [
            hours,
            item["speakers"]
            and self.env._(
                "Speakers: %(names)s",
                names=", ".join(map(paper._word_person, item["speakers"])),
            ),
            language and self.env._("Language: %(language)s", language=language),
        ]
        return "\n".join(filter(None, lines))
