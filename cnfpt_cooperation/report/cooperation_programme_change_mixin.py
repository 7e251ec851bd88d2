from odoo import api, fields, models

from ..tools import clock
from . import wording


class CooperationProgrammeChangeMixin(models.AbstractModel):
    """What differs between two snapshots of a programme, one sentence each.

    A snapshot is made of plain values; sentences are in the language of the context.
    """

    _name = "cooperation.programme.change.mixin"
    _description = "Changes of a Programme"

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

    @api.model
    def _word_person(self, person):
        name, details = person
        return f"{name} ({details})" if details else name

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
        elif any(before[key] != after[key] for key in ("title", "title_translated")):
            yield self.env._(
                "“%(title)s”: title reworded in the other language.", title=title
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
