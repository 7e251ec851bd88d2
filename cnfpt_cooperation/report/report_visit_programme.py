from odoo import api, fields, models

from ..tools import clock
from . import wording


class ReportVisitProgramme(models.AbstractModel):
    """The programme of a visit, in French and in the language of the delegation.

    What is compared from one version to the next is a snapshot: plain values without
    any language, from which this paper words its changes in both.
    """

    _name = "report.cnfpt_cooperation.report_visit_programme"
    _description = "Programme of a Visit"
    _inherit = ["cooperation.paper.mixin"]

    # ------------------------------------------------------------
    # Snapshots
    # ------------------------------------------------------------

    @api.model
    def _take_snapshot(self, visit):
        """Return the programme of a visit as plain values, its sessions in order."""
        return {
            "date_start": fields.Date.to_string(visit.date_start) or "",
            "date_end": fields.Date.to_string(visit.date_end) or "",
            "tz": visit.tz,
            "sessions": [
                self._take_session(session)
                for session in visit._get_programme_sessions()
            ],
        }

    @api.model
    def _take_session(self, session):
        return {
            "id": session.id,
            "start": fields.Datetime.to_string(session.start),
            "stop": fields.Datetime.to_string(session.stop),
            "allday": session.allday,
            "kind": session.kind,
            "title": session.name or "",
            "title_translated": session.name_translated or "",
            "place": ", ".join(
                dict.fromkeys(filter(None, (session.room_id.name, session.location)))
            ),
            "speakers": sorted(
                self._name_person(partner)
                for partner in (session.speaker_ids | session.host_id).sudo()
            ),
            # Said where it is not the one in which the paper is written.
            "language": session.language_id.code or ""
            if session.language_id != session.visit_id.language_id
            else "",
        }

    @api.model
    def _name_person(self, partner):
        """Return the name of a person, then position and body, in no language."""
        body = partner.parent_id.name if not partner.is_company else ""
        return [partner.name, ", ".join(filter(None, (partner.function, body)))]

    @api.model
    def _word_person(self, person):
        name, details = person
        return f"{name} ({details})" if details else name

    @api.model
    def _get_local(self, item, tz):
        """Return when a session of a snapshot starts and stops, by the place's clocks.

        A session of the whole day has days only, whatever the time zone.
        """
        start, stop = (
            fields.Datetime.to_datetime(item[name]) for name in ("start", "stop")
        )
        if item["allday"]:
            return start, stop
        return clock.to_local(start, tz), clock.to_local(stop, tz)

    # ------------------------------------------------------------
    # What is printed
    # ------------------------------------------------------------

    @api.model
    def _prepare_paper(self, visit):
        versions = visit.programme_version_ids.sorted("number")
        snapshot = self._take_snapshot(visit)
        is_current = versions and versions[-1].snapshot == snapshot
        current = versions[-1:] if is_current else versions.browse()
        # A draft says what has changed since the last version, a version since the
        # one before.
        base = versions[-2:-1] if current else versions[-1:]
        langs = self._get_langs(visit)
        return {
            **super()._prepare_paper(visit),
            "version": current,
            "dated": self._get_dated(visit, current),
            "base": base,
            "facts": {
                lang["code"]: self._in(lang["code"])._get_facts(visit) for lang in langs
            },
            "changes": {
                lang["code"]: self._in(lang["code"])._get_changes(
                    base.snapshot, snapshot
                )
                for lang in langs
            }
            if base
            else {},
            "days": self._get_days(snapshot, langs),
        }

    @api.model
    def _get_page_identity(self, visit):
        paper = self._in(wording.FRENCH)
        version = visit._get_current_programme_version()
        status = (
            paper.env._("Programme, version %(number)s", number=version.number)
            if version
            else paper.env._("Programme, draft")
        )
        return " · ".join((visit.reference, status, self._get_dated(visit, version)))

    @api.model
    def _get_dated(self, visit, version):
        """Return the day on which the version was issued, or a draft printed."""
        moment = version.date_issued or fields.Datetime.now()
        day = clock.to_local(moment, visit.tz).date()
        return wording.format_date(day, wording.FRENCH)

    @api.model
    def _get_facts(self, visit):
        """Return the lines of the first page, as pairs of label and text."""
        lang = self.env.lang
        country = visit.country_id.with_context(lang=lang).name
        bodies = ", ".join(visit.visiting_body_ids.mapped("name"))
        head = visit.head_delegate_id
        contact = visit.user_id.sudo().partner_id
        facts = [
            (
                self.env._("Delegation"),
                f"{bodies} ({country})" if country else bodies,
            ),
            (
                self.env._("Dates"),
                wording.format_period(visit.date_start, visit.date_end, lang),
            ),
            (self.env._("Host"), visit.host_id.name),
            (
                self.env._("Head of delegation"),
                "\n".join(filter(None, (head.name, head.function))),
            ),
            (
                self.env._("Languages"),
                ", ".join(
                    wording.get_language_name(language.code, lang)
                    for language in visit.language_ids
                ),
            ),
            (
                self.env._("Interpreters"),
                ", ".join(visit.interpreter_ids.mapped("name")),
            ),
            (
                self.env._("Your contact"),
                "\n".join(filter(None, (contact.name, contact.phone, contact.email))),
            ),
            (self.env._("Hours"), self._get_time_note(visit)),
        ]
        return [(label, text) for label, text in facts if text]

    @api.model
    def _get_time_note(self, visit):
        """Say by which clocks hours are given, where it is not the time of France."""
        if visit.tz == "Europe/Paris":
            return ""
        return self.env._(
            "Local time of %(city)s",
            city=wording.get_place_of_time(visit.tz, self.env.lang),
        )

    @api.model
    def _get_days(self, snapshot, langs):
        """Return the days of the programme, each with its sessions in each language."""
        days = {}
        for item in snapshot["sessions"]:
            start, _stop = self._get_local(item, snapshot["tz"])
            days.setdefault(start.date(), []).append(item)
        return [
            {
                "titles": {
                    lang["code"]: wording.format_day(day, lang["code"])
                    for lang in langs
                },
                "sessions": [
                    {
                        lang["code"]: self._in(lang["code"])._word_session(
                            item, snapshot["tz"]
                        )
                        for lang in langs
                    }
                    for item in items
                ],
            }
            for day, items in sorted(days.items())
        ]

    @api.model
    def _word_session(self, item, tz):
        """Return what is printed of a session in the language of the context."""
        lang = self.env.lang
        return {
            "hours": self._word_hours(item, tz),
            "title": self._get_title(item),
            "kind": self._get_kind_label(item["kind"]),
            "is_pause": item["kind"] in ("meal", "travel", "break"),
            "place": item["place"],
            "speakers": " ; ".join(map(self._word_person, item["speakers"])),
            "language": wording.get_language_name(item["language"], lang),
        }

    @api.model
    def _word_hours(self, item, tz):
        start, stop = self._get_local(item, tz)
        if not item["allday"]:
            return wording.format_hours(start, stop, self.env.lang)
        if start.date() < stop.date():
            return self.env._(
                "Whole day, until %(day)s",
                day=wording.format_day(stop.date(), self.env.lang),
            )
        return self.env._("Whole day")

    @api.model
    def _get_title(self, item):
        """Return the title in the language of the context, the French one failing it.

        A programme has two languages: all that is not French is the delegation's.
        """
        if self.env.lang == wording.FRENCH:
            return item["title"]
        return item["title_translated"] or item["title"]

    @api.model
    def _get_kind_label(self, kind):
        sessions = self.env["cooperation.visit.session"]
        selection = sessions._fields["kind"]._description_selection(sessions.env)
        return dict(selection).get(kind, "")

    # ------------------------------------------------------------
    # What has changed
    # ------------------------------------------------------------

    @api.model
    def _get_changes(self, before, after):
        """Return what has changed between two snapshots, one sentence each."""
        old = {item["id"]: item for item in before["sessions"]}
        new = {item["id"]: item for item in after["sessions"]}
        sentences = list(self._get_frame_changes(before, after))
        for key, item in new.items():
            if key not in old:
                sentences.append(
                    self.env._(
                        "Added: “%(title)s”, %(moment)s.",
                        title=self._get_title(item),
                        moment=self._word_moment(item, after["tz"]),
                    )
                )
            else:
                sentences += self._get_session_changes(
                    old[key], before["tz"], item, after["tz"]
                )
        sentences += [
            self.env._(
                "Removed: “%(title)s”, %(moment)s.",
                title=self._get_title(item),
                moment=self._word_moment(item, before["tz"]),
            )
            for key, item in old.items()
            if key not in new
        ]
        return sentences

    @api.model
    def _get_frame_changes(self, before, after):
        """Yield what has changed of the visit itself."""
        dates = [
            tuple(
                fields.Date.to_date(shot[name]) for name in ("date_start", "date_end")
            )
            for shot in (before, after)
        ]
        if dates[0] != dates[1]:
            yield self.env._(
                "The visit takes place on %(after)s instead of %(before)s.",
                before=wording.format_period(*dates[0], self.env.lang),
                after=wording.format_period(*dates[1], self.env.lang),
            )
        if before["tz"] != after["tz"]:
            yield self.env._(
                "Hours are now those of %(city)s.",
                city=wording.get_place_of_time(after["tz"], self.env.lang),
            )

    @api.model
    def _get_session_changes(self, before, old_tz, after, new_tz):
        """Yield what has changed of one session."""
        title = self._get_title(after)
        if self._get_title(before) != title:
            yield self.env._(
                "New title: “%(title)s” instead of “%(before)s”.",
                title=title,
                before=self._get_title(before),
            )
        times = [
            self._word_moment(item, tz) + "|" + self._word_hours(item, tz)
            for item, tz in ((before, old_tz), (after, new_tz))
        ]
        if times[0] != times[1]:
            yield self._word_move(title, before, old_tz, after, new_tz)
        if before["place"] != after["place"]:
            yield self.env._(
                "“%(title)s”: place changed from %(before)s to %(after)s.",
                title=title,
                before=before["place"] or "—",
                after=after["place"] or "—",
            )
        if before["speakers"] != after["speakers"]:
            yield self.env._(
                "“%(title)s”: speakers are now %(after)s (before: %(before)s).",
                title=title,
                **self._compare_speakers(before["speakers"], after["speakers"]),
            )
        yield from self._get_minor_changes(title, before, after)

    @api.model
    def _compare_speakers(self, before, after):
        """Name the speakers, with what they are only where that is what changes."""
        is_named = [name for name, _ in before] != [name for name, _ in after]
        return {
            key: ", ".join(
                person[0] if is_named else self._word_person(person)
                for person in people
            )
            or "—"
            for key, people in (("before", before), ("after", after))
        }

    @api.model
    def _get_minor_changes(self, title, before, after):
        if before["kind"] != after["kind"]:
            yield self.env._(
                "“%(title)s” is now: %(kind)s.",
                title=title,
                kind=self._get_kind_label(after["kind"]),
            )
        if before["language"] != after["language"]:
            yield self.env._(
                "“%(title)s”: language is now %(language)s.",
                title=title,
                language=wording.get_language_name(after["language"], self.env.lang)
                or "—",
            )

    @api.model
    def _word_move(self, title, before, old_tz, after, new_tz):
        """Say that a session takes place at another time, or lasts otherwise."""
        old, new = (
            self._get_local(item, tz)[0].date()
            for item, tz in ((before, old_tz), (after, new_tz))
        )
        if old == new:
            return self.env._(
                "Moved: “%(title)s”, %(day)s, %(after)s instead of %(before)s.",
                title=title,
                day=wording.format_day(new, self.env.lang),
                before=self._word_hours(before, old_tz),
                after=self._word_hours(after, new_tz),
            )
        return self.env._(
            "Moved: “%(title)s”, from %(before)s to %(after)s.",
            title=title,
            before=self._word_span(before, old_tz),
            after=self._word_span(after, new_tz),
        )

    @api.model
    def _word_moment(self, item, tz):
        start, _stop = self._get_local(item, tz)
        return wording.format_moment(start, item["allday"], self.env.lang)

    @api.model
    def _word_span(self, item, tz):
        """Return the day and the hours of a session."""
        start, _stop = self._get_local(item, tz)
        day = wording.format_day(start.date(), self.env.lang)
        return f"{day} ({self._word_hours(item, tz)})"
