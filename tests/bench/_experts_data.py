"""A large roster, written in SQL: what `_experts_shell.py` ranks.

Pseudo-random and the same at every run: three skills and two languages each, two
countries, three assignments of which some hold their expert when the mission takes
place, absences, positions, suspensions.
"""

# The mission takes place in the first days of June 2030.
STATEMENTS = (
    """
    INSERT INTO res_partner (name, active, type, is_company)
    SELECT 'Expert ' || n, TRUE, 'contact', FALSE
      FROM generate_series(%(from)s, %(to)s) n
    """,
    # Whatever else an expert must have is that of the first one, made by the ORM.
    """
    INSERT INTO cooperation_expert
    SELECT expert.*
      FROM res_partner partner
      JOIN cooperation_expert model ON model.id = %(model)s
     CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
           'id', nextval('cooperation_expert_id_seq'),
           'partner_id', partner.id,
           'name', partner.name,
           'state', CASE WHEN partner.id %% 50 = 0 THEN 'candidate' ELSE 'active' END,
           'origin', CASE WHEN partner.id %% 5 = 0 THEN 'local_authority'
                          ELSE 'cnfpt' END,
           'employer_id', %(employer)s,
           'validity_start', DATE '2028-01-01',
           'validity_end', CASE WHEN partner.id %% 33 = 0 THEN DATE '2030-01-01'
                                ELSE DATE '2031-12-31' END,
           'date_confirmed', CURRENT_DATE - partner.id %% 700,
           'last_mission_end', DATE '2027-01-01' + partner.id %% 1100,
           'evaluation_count', partner.id %% 4,
           'evaluation_average', CASE partner.id %% 4 WHEN 0 THEN 0 ELSE 2.5 END,
           'employer_answer_count', partner.id %% 3,
           'employer_answer_days', partner.id %% 40)) expert
     WHERE partner.name LIKE 'Expert %%'
       AND NOT EXISTS (SELECT FROM cooperation_expert known
                        WHERE known.partner_id = partner.id)
    """,
    """
    INSERT INTO cooperation_expert_skill (expert_id, theme_id, level)
    SELECT expert.id, theme.id, 1 + (expert.id + theme.id) %% 4
      FROM cooperation_expert expert
      JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS number
              FROM cooperation_theme) theme
        ON (expert.id + 7 * theme.number) %% 15 = 0
     WHERE expert.id > %(last)s
    """,
    """
    INSERT INTO cooperation_expert_language (expert_id, language_id, level)
    SELECT expert.id, language.id,
           CASE WHEN language.id = %(french)s THEN 'C2'
                ELSE (ARRAY['B1', 'B2', 'C1'])[1 + expert.id %% 3] END
      FROM cooperation_expert expert
      JOIN cooperation_language language
        ON language.id = %(french)s OR (expert.id + language.id) %% 31 = 0
     WHERE expert.id > %(last)s
    """,
    """
    INSERT INTO cooperation_expert_res_country_rel
        (cooperation_expert_id, res_country_id)
    SELECT expert.id, country.id
      FROM cooperation_expert expert
      JOIN res_country country ON (expert.id + country.id) %% 120 = 0
     WHERE expert.id > %(last)s
    """,
    """
    INSERT INTO cooperation_assignment
    SELECT assignment.*
      FROM cooperation_expert expert
      JOIN (SELECT id, country_id, date_start, date_end,
                   ROW_NUMBER() OVER (ORDER BY id) AS number
              FROM cooperation_mission WHERE name LIKE 'Past mission%%') mission
        ON (expert.id + mission.number) %% 40 = 0
      JOIN cooperation_assignment model ON model.expert_id = %(model)s
     CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
           'id', nextval('cooperation_assignment_id_seq'),
           'mission_id', mission.id,
           'expert_id', expert.id,
           'country_id', mission.country_id,
           'state', CASE WHEN mission.date_end >= '2030-01-01' THEN 'confirmed'
                         ELSE 'done' END,
           'date_start', mission.date_start,
           'date_end', mission.date_end)) assignment
     WHERE expert.id > %(last)s
    """,
    """
    INSERT INTO cooperation_expert_availability (expert_id, kind, date_start, date_end)
    SELECT id, CASE WHEN id %% 2 = 0 THEN 'free' ELSE 'busy' END,
           DATE '2030-01-01' + id %% 300, DATE '2030-01-20' + id %% 300
      FROM cooperation_expert
     WHERE id > %(last)s AND (id %% 2 = 0 OR id %% 7 = 0)
    """,
    """
    INSERT INTO cooperation_expert_position (expert_id, position, date_start)
    SELECT id, CASE WHEN id %% 60 = 0 THEN 'parental_leave' ELSE 'activity' END,
           '2020-01-01'
      FROM cooperation_expert WHERE id > %(last)s
    """,
    """
    INSERT INTO cooperation_expert_suspension (expert_id, date_start, date_end)
    SELECT id, '2030-05-01', '2030-06-30'
      FROM cooperation_expert WHERE id > %(last)s AND id %% 90 = 0
    """,
    # What the application keeps on each expert, computed here for speed.
    """
    UPDATE cooperation_expert expert
       SET skill_levels = kept.levels
      FROM (SELECT expert_id, jsonb_object_agg(theme, level) AS levels
              FROM (SELECT skill.expert_id, ancestor AS theme, MAX(level) AS level
                      FROM cooperation_expert_skill skill
                      JOIN cooperation_theme theme ON theme.id = skill.theme_id
                     CROSS JOIN LATERAL unnest(
                           string_to_array(trim('/' FROM theme.parent_path), '/')
                           ) AS ancestor
                     GROUP BY skill.expert_id, ancestor) best
             GROUP BY expert_id) kept
     WHERE kept.expert_id = expert.id AND expert.id > %(last)s
    """,
    """
    UPDATE cooperation_expert expert
       SET language_levels = kept.levels
      FROM (SELECT expert_id,
                   jsonb_object_agg(language_id::text, CASE level
                       WHEN 'A1' THEN '0' WHEN 'A2' THEN '1' WHEN 'B1' THEN '2'
                       WHEN 'B2' THEN '3' ELSE '4' END) AS levels
              FROM cooperation_expert_language
             GROUP BY expert_id) kept
     WHERE kept.expert_id = expert.id AND expert.id > %(last)s
    """,
)
# The same ranking as somebody would write it in psql, on the tables as they are.
BY_HAND = """
    WITH skill AS (
        SELECT expert_id,
               (COALESCE(MAX(level) FILTER (WHERE theme_id = ANY(%(one)s)), '0')::int
                + COALESCE(MAX(level) FILTER (WHERE theme_id = ANY(%(other)s)),
                           '0')::int) / 8.0::float8 AS share
          FROM cooperation_expert_skill
         WHERE theme_id = ANY(%(one)s) OR theme_id = ANY(%(other)s)
         GROUP BY expert_id
    ), spoken AS (
        SELECT expert_id, SUM(CASE level WHEN 'A1' THEN 0 WHEN 'A2' THEN 0.125
                   WHEN 'B1' THEN 0.25 WHEN 'B2' THEN 0.375 ELSE 0.5 END) AS share
          FROM cooperation_expert_language
         WHERE language_id IN (%(french)s, %(arabic)s)
         GROUP BY expert_id
    ), away AS (
        SELECT expert_id FROM cooperation_assignment WHERE mission_id = %(mission)s
        UNION
        SELECT expert_id FROM cooperation_assignment
         WHERE state IN ('confirmed', 'ordered')
           AND date_start <= %(end)s AND date_end >= %(start)s
        UNION
        SELECT expert_id FROM cooperation_expert_position
         WHERE position IN ('parental_leave', 'leave_of_absence')
           AND date_start <= %(end)s AND COALESCE(date_end, %(start)s) >= %(start)s
        UNION
        SELECT expert_id FROM cooperation_expert_availability
         WHERE kind = 'busy' AND date_start <= %(end)s AND date_end >= %(start)s
        UNION
        SELECT expert_id FROM cooperation_expert_suspension
         WHERE date_start <= %(end)s AND COALESCE(date_end, %(start)s) >= %(start)s
    ), free AS (
        SELECT DISTINCT expert_id FROM cooperation_expert_availability
         WHERE kind = 'free' AND date_start <= %(start)s AND date_end >= %(end)s
    ), worked AS (
        SELECT DISTINCT expert_id FROM cooperation_assignment
         WHERE state = 'done' AND country_id = %(country)s
    ), scored AS (
        SELECT expert.id, expert.last_mission_end,
               expert.state != 'active' OR expert.validity_end IS NULL
               OR expert.validity_end < %(end)s OR away.expert_id IS NOT NULL
               AS is_excluded,
               ROUND(COALESCE(skill.share, 0)::float8 * %(skills)s)
               + ROUND(COALESCE(spoken.share, 0)::float8 * %(languages)s)
               + ROUND(CASE WHEN worked.expert_id IS NOT NULL THEN 1
                       WHEN known.res_country_id IS NOT NULL THEN 0.5 ELSE 0
                       END::float8 * %(country_points)s)
               + ROUND(CASE WHEN free.expert_id IS NOT NULL THEN 1 ELSE 0.5
                       END::float8 * %(availability)s)
               + ROUND(CASE WHEN expert.last_mission_end IS NULL THEN 1 ELSE
                       LEAST(GREATEST(%(start)s::date - expert.last_mission_end, 0)
                             / 365.0::float8, 1) END * %(rotation)s)
               + ROUND(CASE WHEN expert.date_confirmed IS NULL THEN 0 ELSE
                       LEAST(GREATEST(2 - (CURRENT_DATE - expert.date_confirmed)
                             / 365.0::float8, 0), 1) END * %(freshness)s)
               + ROUND(CASE WHEN expert.evaluation_count > 0
                       THEN (expert.evaluation_average - 1) / 3 ELSE 0.5
                       END * %(evaluation)s)
               + ROUND(CASE WHEN expert.origin = 'cnfpt' THEN 1
                       WHEN expert.employer_answer_count > 0
                       THEN GREATEST(0, 1 - expert.employer_answer_days / 60)
                       ELSE 0.5 END * %(employer)s) AS tenths
          FROM cooperation_expert expert
          LEFT JOIN skill ON skill.expert_id = expert.id
          LEFT JOIN spoken ON spoken.expert_id = expert.id
          LEFT JOIN away ON away.expert_id = expert.id
          LEFT JOIN free ON free.expert_id = expert.id
          LEFT JOIN worked ON worked.expert_id = expert.id
          LEFT JOIN cooperation_expert_res_country_rel known
            ON known.cooperation_expert_id = expert.id
           AND known.res_country_id = %(country)s
         WHERE expert.active AND expert.state != 'left'
    )
    SELECT id, tenths / 10.0, is_excluded
      FROM scored
     ORDER BY is_excluded, tenths DESC, last_mission_end NULLS FIRST, id
     LIMIT %(limit)s
"""
