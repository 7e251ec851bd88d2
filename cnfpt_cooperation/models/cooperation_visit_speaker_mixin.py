from odoo import models
from odoo.tools import SQL, format_datetime, format_list

from ..tools import clock

_MOST_PROPOSED = 50
_RANKING = """
    WITH themes AS (
        SELECT theme.id
          FROM cooperation_theme theme
          JOIN cooperation_theme asked ON asked.id = %(theme)s
         WHERE theme.parent_path LIKE asked.parent_path || '%%'
    ), skills AS (
        SELECT DISTINCT ON (skill.expert_id)
               skill.expert_id, skill.theme_id, skill.level
          FROM cooperation_expert_skill skill
          JOIN themes ON themes.id = skill.theme_id
         ORDER BY skill.expert_id, skill.level DESC, skill.id
    ), spoken AS (
        SELECT rel.partner_id, COUNT(*) AS count
          FROM cooperation_visit_session_speaker_rel rel
          JOIN cooperation_visit_session session ON session.id = rel.session_id
          JOIN calendar_event event ON event.id = session.event_id
         WHERE event.active AND session.id <> %(session)s
           AND (session.theme_id IN (SELECT id FROM themes) OR %(theme)s = 0)
         GROUP BY rel.partner_id
    ), experts AS (
        SELECT expert.id, expert.partner_id, skills.theme_id, skills.level,
               known.level AS cefr
          FROM cooperation_expert expert
          LEFT JOIN skills ON skills.expert_id = expert.id
          LEFT JOIN cooperation_expert_language known
                 ON known.expert_id = expert.id AND known.language_id = %(language)s
         WHERE expert.active AND expert.state = 'active' AND expert.is_consent_given
           AND (skills.level IS NOT NULL OR %(theme)s = 0
                OR expert.partner_id IN (SELECT partner_id FROM spoken))
    ), busy AS (
        SELECT DISTINCT ON (rel.res_partner_id)
               rel.res_partner_id AS partner_id, event.start, event.stop,
               CASE WHEN session.id IS NOT NULL THEN event.name END AS name
          FROM calendar_event event
          JOIN calendar_event_res_partner_rel rel ON rel.calendar_event_id = event.id
          LEFT JOIN calendar_attendee attendee
                 ON attendee.event_id = event.id
                AND attendee.partner_id = rel.res_partner_id
          LEFT JOIN cooperation_visit_session session ON session.event_id = event.id
         WHERE event.active AND event.id <> %(event)s
           AND event.start < %(stop)s AND event.stop > %(start)s
           AND event.show_as = 'busy'
           AND attendee.state IS DISTINCT FROM 'declined'
         ORDER BY rel.res_partner_id, event.start
    ), missions AS (
        SELECT DISTINCT ON (assignment.expert_id)
               assignment.expert_id, mission.reference
          FROM cooperation_assignment assignment
          JOIN cooperation_mission mission ON mission.id = assignment.mission_id
         WHERE assignment.state IN ('confirmed', 'ordered')
           AND assignment.date_start <= %(last)s AND assignment.date_end >= %(first)s
         ORDER BY assignment.expert_id, assignment.date_start
    ), absences AS (
        SELECT DISTINCT absence.expert_id
          FROM cooperation_expert_availability absence
         WHERE absence.kind = 'busy'
           AND absence.date_start <= %(last)s AND absence.date_end >= %(first)s
    )
    SELECT partner.id AS partner_id,
           experts.id IS NOT NULL AS is_expert,
           experts.theme_id, experts.level, experts.cefr,
           COALESCE(spoken.count, 0) AS spoke,
           COALESCE(partner.is_cnfpt_structure, FALSE) AS is_staff,
           missions.reference AS busy_mission,
           absences.expert_id IS NOT NULL AS is_absent,
           busy.start AS busy_start, busy.stop AS busy_stop, busy.name AS busy_name
      FROM res_partner partner
      LEFT JOIN experts ON experts.partner_id = partner.id
      LEFT JOIN spoken ON spoken.partner_id = partner.id
      LEFT JOIN busy ON busy.partner_id = partner.id
      LEFT JOIN missions ON missions.expert_id = experts.id
      LEFT JOIN absences ON absences.expert_id = experts.id
     WHERE partner.active AND NOT partner.is_company
       AND (experts.id IS NOT NULL OR spoken.count > 0)
       AND NOT EXISTS (
           SELECT FROM cooperation_visit_session_speaker_rel own
            WHERE own.session_id = %(session)s AND own.partner_id = partner.id
       )
     ORDER BY (busy.partner_id IS NOT NULL OR missions.expert_id IS NOT NULL
               OR absences.expert_id IS NOT NULL),
              COALESCE(experts.level::int, 0) * 10
              + COALESCE(array_position(
                    ARRAY['A1', 'A2', 'B1', 'B2', 'C1', 'C2'], experts.cefr::text
                ), 0) * 3
              + LEAST(COALESCE(spoken.count, 0), 5) * 4
              + CASE WHEN partner.is_cnfpt_structure THEN 3 ELSE 0 END DESC,
              partner.name, partner.id
     LIMIT %(limit)s
"""


class CooperationVisitSpeakerMixin(models.AbstractModel):
    """Who could speak at a session: by theme, by language, and free at that time.

    Only what an officer may read counts: skills, languages, sessions and firm
    missions; of other people's appointments, only that there is one.
    """

    _name = "cooperation.visit.speaker.mixin"
    _description = "Speakers Proposed"

    def action_propose_speakers(self):
        """Open who could speak at this session, the best first, the busy ones last."""
        self.ensure_one()
        self.check_access("write")
        self._check_file_open()
        proposals = self.env["cooperation.visit.session.speaker"].create(
            self._prepare_proposals()
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Speakers for “%(session)s”", session=self.name),
            "res_model": proposals._name,
            "view_mode": "list",
            "views": [[False, "list"]],
            "target": "new",
            "domain": [("id", "in", proposals.ids)],
        }

    def _prepare_proposals(self):
        """Return the values of the proposals, in their order."""
        language = self.language_id
        return [
            {
                "session_id": self.id,
                "partner_id": row["partner_id"],
                "sequence": rank,
                "reason": format_list(self.env, list(self._get_reasons(row, language))),
                "clash": self._describe_clash(row),
            }
            for rank, row in enumerate(self._rank_speakers())
        ]

    def _get_reasons(self, row, language):
        if row["theme_id"]:
            theme = self.env["cooperation.theme"].browse(row["theme_id"])
            levels = self.env["cooperation.expert.skill"]._fields["level"]
            yield self.env._(
                "%(theme)s: %(level)s",
                theme=theme.name,
                level=dict(levels._description_selection(self.env))[row["level"]],
            )
        if row["spoke"] == 1:
            yield self.env._("spoke at one session on this theme")
        elif row["spoke"]:
            yield self.env._(
                "spoke at %(count)s sessions on this theme", count=row["spoke"]
            )
        if language and row["cefr"]:
            yield self.env._(
                "speaks %(language)s (%(level)s)",
                language=language.name,
                level=row["cefr"],
            )
        elif language and row["is_expert"]:
            yield self.env._(
                "needs an interpreter for %(language)s", language=language.name
            )
        if row["is_staff"]:
            yield self.env._("CNFPT")

    def _describe_clash(self, row):
        """Return what keeps somebody busy; nothing of appointments of their own."""
        if row["busy_mission"]:
            return self.env._("on mission: %(mission)s", mission=row["busy_mission"])
        if row["is_absent"]:
            return self.env._("not available")
        if not row["busy_start"]:
            return False
        start, stop = (
            format_datetime(self.env, row[name], tz=self.visit_id.tz, dt_format="HH:mm")
            for name in ("busy_start", "busy_stop")
        )
        return self.env._(
            "%(start)s–%(stop)s: %(what)s",
            start=start,
            stop=stop,
            what=row["busy_name"] or self.env._("another appointment"),
        )

    def _rank_speakers(self):
        """Return one row a candidate, in one statement."""
        self.ensure_one()
        for model in (
            *("calendar.event", "cooperation.visit.session", "cooperation.assignment"),
            *("cooperation.expert", "cooperation.expert.skill", "res.partner"),
            *("cooperation.expert.language", "cooperation.expert.availability"),
            *("cooperation.theme", "cooperation.mission", "cooperation.visit"),
        ):
            self.env[model].flush_model()
        theme = self.theme_id or self.visit_id.theme_id
        start, stop = self.start, self.stop
        first, last = self._get_local_days()
        if self.allday:
            tz = self.visit_id.tz
            start, stop = clock.at_midnight(first, tz), clock.at_midnight(last, tz, 1)
        self.env.cr.execute(
            SQL(
                _RANKING,
                theme=theme.id or 0,
                language=self.language_id.id or 0,
                session=self.id,
                event=self.event_id.id,
                start=start,
                stop=stop,
                first=first,
                last=last,
                limit=_MOST_PROPOSED,
            )
        )
        return self.env.cr.dictfetchall()
