"""Who and what the sessions of visits hold twice: one question to the database."""

# Sessions that count: of visits that take place, at the time of those asked about.
# Officers and interpreters go from one workshop to the other within their visit;
# between two visits they cannot. Of other appointments only the hours are told.
CLASHES = """
    WITH slot AS (
        SELECT session.id, session.visit_id, session.room_id, session.host_id,
               session.event_id, event.start, event.stop, visit.user_id,
               CASE WHEN event.allday THEN event.start
                    ELSE event.start AT TIME ZONE 'UTC' AT TIME ZONE visit.tz
                END::date AS first_day,
               CASE WHEN event.allday THEN event.stop
                    ELSE event.stop AT TIME ZONE 'UTC' AT TIME ZONE visit.tz
                END::date AS last_day
          FROM cooperation_visit_session session
          JOIN calendar_event event ON event.id = session.event_id
          JOIN cooperation_visit visit ON visit.id = session.visit_id
         WHERE event.active AND visit.active
           AND visit.state NOT IN ('declined', 'cancelled')
           AND event.start < %(last)s AND event.stop > %(first)s
    ), presence AS (
        SELECT slot.*, rel.partner_id, 'speaker' AS role
          FROM slot
          JOIN cooperation_visit_session_speaker_rel rel ON rel.session_id = slot.id
        UNION ALL
        SELECT slot.*, slot.host_id, 'host' FROM slot WHERE slot.host_id IS NOT NULL
        UNION ALL
        SELECT slot.*, officer.partner_id, 'officer'
          FROM slot
          JOIN res_users officer ON officer.id = slot.user_id
        UNION ALL
        SELECT slot.*, rel.partner_id, 'interpreter'
          FROM slot
          JOIN cooperation_visit_interpreter_rel rel ON rel.visit_id = slot.visit_id
    ), own AS (
        SELECT presence.* FROM presence
          JOIN res_partner partner ON partner.id = presence.partner_id
         WHERE presence.id = ANY(%(ids)s) AND NOT partner.is_company
    )
    SELECT 'room' AS kind, own.id AS session_id, other.id AS other_id,
           NULL::int AS partner_id, NULL AS role, NULL::int AS mission_id,
           NULL::date AS date_start, NULL::date AS date_end
      FROM slot own
      JOIN slot other ON other.room_id = own.room_id AND other.id <> own.id
                     AND other.start < own.stop AND other.stop > own.start
     WHERE own.id = ANY(%(ids)s)
    UNION ALL
    SELECT 'person', own.id, other.id, own.partner_id, MIN(own.role), NULL, NULL, NULL
      FROM own
      JOIN presence other ON other.partner_id = own.partner_id AND other.id <> own.id
                         AND other.start < own.stop AND other.stop > own.start
     WHERE other.visit_id <> own.visit_id
        OR (own.role IN ('speaker', 'host') AND other.role IN ('speaker', 'host'))
     GROUP BY own.id, other.id, own.partner_id
    UNION ALL
    SELECT 'busy', own.id, NULL, own.partner_id, MIN(own.role), NULL, NULL, NULL
      FROM own
      JOIN calendar_event_res_partner_rel rel ON rel.res_partner_id = own.partner_id
      JOIN calendar_event event ON event.id = rel.calendar_event_id
      LEFT JOIN calendar_attendee attendee ON attendee.event_id = event.id
                                          AND attendee.partner_id = own.partner_id
     WHERE event.active AND event.show_as = 'busy'
       AND event.start < own.stop AND event.stop > own.start
       AND attendee.state IS DISTINCT FROM 'declined'
       AND NOT EXISTS (
           SELECT FROM cooperation_visit_session session
            WHERE session.event_id = event.id
       )
     GROUP BY own.id, own.partner_id
    UNION ALL
    SELECT DISTINCT 'mission', own.id, NULL::int, own.partner_id, NULL,
           assignment.mission_id, assignment.date_start, assignment.date_end
      FROM own
      JOIN cooperation_expert expert ON expert.partner_id = own.partner_id
      JOIN cooperation_assignment assignment ON assignment.expert_id = expert.id
     WHERE assignment.state IN ('confirmed', 'ordered')
       AND assignment.date_start <= own.last_day
       AND assignment.date_end >= own.first_day
    UNION ALL
    SELECT DISTINCT 'absence', own.id, NULL::int, own.partner_id, NULL, NULL::int,
           absence.date_start, absence.date_end
      FROM own
      JOIN cooperation_expert expert ON expert.partner_id = own.partner_id
      JOIN cooperation_expert_availability absence ON absence.expert_id = expert.id
     WHERE absence.kind = 'busy'
       AND absence.date_start <= own.last_day AND absence.date_end >= own.first_day
     ORDER BY session_id, kind, other_id, partner_id
"""
