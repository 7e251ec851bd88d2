from datetime import datetime, timedelta

from odoo import api, fields, models

from . import wording

# What is not work: no hours are certified for it.
_PAUSES = frozenset({"meal", "travel", "break"})
# A whole day of training, at CNFPT.
_HOURS_A_DAY = 6


class ReportVisitCertificate(models.AbstractModel):
    """A certificate of attendance a page, for each delegate who came."""

    _name = "report.cnfpt_cooperation.report_visit_certificate"
    _description = "Attendance Certificates"
    _inherit = ["cooperation.visit.sheet.mixin"]

    @api.model
    def _prepare_paper(self, visit):
        hours = self._get_hours(visit)
        langs = self._get_langs(visit)
        present = visit.delegate_ids.filtered("is_present")
        return {
            **super()._prepare_paper(visit),
            "delegates": present,
            "signatory": visit._get_signatory(),
            "texts": {
                (delegate.id, lang["code"]): self._in(lang["code"])._word(
                    visit, delegate, hours
                )
                for delegate in present
                for lang in langs
            },
            "dated": {
                lang["code"]: self._in(lang["code"])._word_place_and_day(visit)
                for lang in langs
            },
        }

    @api.model
    def _get_hours(self, visit):
        """Return the hours of work of the programme; meals and travel do not count.

        What takes place at the same time, or within a whole day, counts once: nobody
        attends two workshops together.
        """
        sessions = [
            session
            for session in visit._get_programme_sessions()
            if session.kind not in _PAUSES
        ]
        days = set()
        for session in filter(lambda s: s.allday, sessions):
            first, last = session._get_local_days()
            days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        hours, free_from = len(days) * _HOURS_A_DAY, datetime.min
        for session in sessions:  # in the order in which they start
            if session.allday or session._get_local_days()[0] in days:
                continue
            start = max(session.start, free_from)
            free_from = max(session.stop, free_from)
            hours += max(free_from - start, timedelta()).total_seconds() / 3600
        return hours

    @api.model
    def _word(self, visit, delegate, hours):
        """Return the sentence of the certificate, in the language of the context."""
        lang = self.env.lang
        values = {
            "visit": visit.name,
            "host": visit.host_id.name or self.env.company.name,
            "dates": wording.format_period(visit.date_start, visit.date_end, lang),
            "hours": wording.format_number(hours, lang),
        }
        if not hours:
            return self.env._(
                "took part in “%(visit)s”, organised by %(host)s (%(dates)s).",
                **values,
            )
        return self.env._(
            "took part in “%(visit)s”, organised by %(host)s (%(dates)s), for a total "
            "of %(hours)s hours of work.",
            **values,
        )

    @api.model
    def _word_place_and_day(self, visit):
        """Return where and on which day the certificate is signed."""
        day = max(
            self._get_today(visit),
            visit.date_end or fields.Date.to_date("1970-01-01"),
        )
        return self._word_place_and_date(visit.host_id.city, day)
