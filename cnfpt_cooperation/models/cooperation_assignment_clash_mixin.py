from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.wording import format_period
from .cooperation_booking_mixin import OPEN_STATES

# What else an expert is counted on for at these dates: sessions of visits that take
# place, as speaker or host, on the days of the place; interns whom they tutor.
_COMMITMENTS = """
    WITH asked AS (
        SELECT assignment.id, assignment.date_start, assignment.date_end,
               expert.partner_id
          FROM cooperation_assignment assignment
          JOIN cooperation_expert expert ON expert.id = assignment.expert_id
         WHERE assignment.id = ANY(%(ids)s)
    ), presence AS (
        SELECT rel.partner_id, rel.session_id
          FROM cooperation_visit_session_speaker_rel rel
         WHERE rel.partner_id IN (SELECT partner_id FROM asked)
        UNION
        SELECT session.host_id, session.id
          FROM cooperation_visit_session session
         WHERE session.host_id IN (SELECT partner_id FROM asked)
    )
    SELECT asked.id AS assignment_id, session.id AS session_id,
           NULL::int AS internship_id, event.start AS moment
      FROM asked
      JOIN presence ON presence.partner_id = asked.partner_id
      JOIN cooperation_visit_session session ON session.id = presence.session_id
      JOIN calendar_event event ON event.id = session.event_id
      JOIN cooperation_visit visit ON visit.id = session.visit_id
     WHERE event.active AND visit.active
       AND visit.state NOT IN ('declined', 'cancelled')
       AND asked.date_start <= CASE
               WHEN event.allday THEN event.stop
               ELSE (event.stop - INTERVAL '1 second')
                    AT TIME ZONE 'UTC' AT TIME ZONE visit.tz
           END::date
       AND asked.date_end >= CASE
               WHEN event.allday THEN event.start
               ELSE event.start AT TIME ZONE 'UTC' AT TIME ZONE visit.tz
           END::date
    UNION ALL
    SELECT asked.id, NULL, internship.id, internship.date_start::timestamp
      FROM asked
      JOIN cooperation_internship internship
        ON asked.partner_id IN (internship.host_tutor_id, internship.school_tutor_id)
     WHERE internship.active
       AND internship.state IN ('matched', 'agreement', 'cleared', 'ongoing')
       AND internship.date_start <= asked.date_end
       AND internship.date_end >= asked.date_start
     ORDER BY assignment_id, moment, session_id, internship_id
"""
_MODELS = (
    *("cooperation.assignment", "cooperation.expert", "cooperation.internship"),
    *("cooperation.visit", "cooperation.visit.session", "calendar.event"),
)


class CooperationAssignmentClashMixin(models.AbstractModel):
    """What an expert is counted on for elsewhere at the dates of an assignment.

    Warnings: a tutor may follow an intern from far away, and a session may find
    another speaker. Two missions are another matter, and the database's.
    """

    _name = "cooperation.assignment.clash.mixin"
    _description = "Clashes of an Assignment"

    clashes = fields.Html(string="To Check", compute="_compute_clashes", sanitize=False)

    @api.depends("expert_id", "date_start", "date_end", "state")
    @api.depends_context("uid", "lang")
    def _compute_clashes(self):
        """Ask once for all the assignments that are still to come."""
        sessions = self.env["cooperation.visit.session"]
        found = self._origin._find_commitments()
        for assignment in self:
            sentences = [
                *assignment._get_consent_warnings(),
                *found.get(assignment._origin, ()),
            ]
            assignment.clashes = sessions._list_warnings(sentences)

    def _find_commitments(self):
        """Return, for each assignment, the sentences that say what else there is."""
        asked = self.filtered(
            lambda a: a.state in OPEN_STATES and a.date_start and a.date_end
        )
        if not asked:
            return {}
        for model in _MODELS:
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(SQL(_COMMITMENTS, ids=asked.ids))
        assignments = {assignment.id: assignment for assignment in asked}
        sessions = self._browse_by_id("cooperation.visit.session", "session_id", rows)
        internships = self._browse_by_id(
            "cooperation.internship", "internship_id", rows
        )
        found = {}
        for row in rows:
            assignment = assignments[row["assignment_id"]]
            if row["session_id"]:
                sentence = assignment._get_session_sentence(sessions[row["session_id"]])
            else:
                sentence = assignment._get_internship_sentence(
                    internships[row["internship_id"]]
                )
            found.setdefault(assignment, []).append(sentence)
        return found

    @api.model
    def _browse_by_id(self, model, name, rows):
        """Return the records that the rows name, read together."""
        records = self.env[model].sudo().browse({row[name] for row in rows} - {None})
        return {record.id: record for record in records}

    def _get_session_sentence(self, session):
        self.ensure_one()
        return self.env._(
            "%(expert)s speaks at “%(session)s”, %(time)s (%(visit)s).",
            expert=self.expert_id.name,
            session=session.name,
            time=session.place_time,
            visit=session.visit_id.reference,
        )

    def _get_internship_sentence(self, internship):
        self.ensure_one()
        return self.env._(
            "%(expert)s tutors “%(internship)s” (%(period)s).",
            expert=self.expert_id.name,
            internship=internship.display_name,
            period=format_period(self.env, internship.date_start, internship.date_end),
        )

    def _get_consent_warnings(self):
        """Name the links that reached nobody, or whose dates have changed."""
        self.ensure_one()
        for consent in self._get_waiting_consents():
            name = consent.partner_id.name
            if consent.undelivered:
                yield self.env._(
                    "The message to %(name)s was not delivered (%(reason)s).",
                    name=name,
                    reason=consent.undelivered,
                )
            elif not consent._is_about(self):
                yield self.env._(
                    "The dates have changed since %(name)s was asked: ask again.",
                    name=name,
                )
            elif consent.deadline < fields.Date.context_today(self):
                yield self.env._(
                    "%(name)s has not answered by %(date)s.",
                    name=name,
                    date=self._format_date(consent.deadline),
                )
