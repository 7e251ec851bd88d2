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
    _inherit = ["cooperation.visit.sheet.mixin", "cooperation.programme.change.mixin"]

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
        # One by one, and not their union: their names are then read for all sessions.
        people = dict.fromkeys([*session.sudo().speaker_ids, *session.sudo().host_id])
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
            "speakers": sorted(self._name_person(partner) for partner in people),
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
