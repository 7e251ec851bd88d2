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
    """
    INSERT INTO cooperation_expert (partner_id, name, active, state, origin,
        employer_id, validity_start, validity_end, date_confirmed, last_mission_end,
        evaluation_count, evaluation_average, employer_answer_count,
        employer_answer_days)
    SELECT partner.id, partner.name, TRUE,
           CASE WHEN partner.id %% 50 = 0 THEN 'candidate' ELSE 'active' END,
           CASE WHEN partner.id %% 5 = 0 THEN 'local_authority' ELSE 'cnfpt' END,
           %(employer)s, '2028-01-01',
           CASE WHEN partner.id %% 33 = 0 THEN DATE '2030-01-01'
                ELSE DATE '2031-12-31' END,
           DATE '2029-01-01' + partner.id %% 700,
           DATE '2027-01-01' + partner.id %% 1100,
           partner.id %% 4, CASE partner.id %% 4 WHEN 0 THEN 0 ELSE 2.5 END,
           partner.id %% 3, partner.id %% 40
      FROM res_partner partner
      LEFT JOIN cooperation_expert expert ON expert.partner_id = partner.id
     WHERE partner.name LIKE 'Expert %%' AND expert.id IS NULL
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
    INSERT INTO cooperation_assignment (mission_id, expert_id, country_id, role,
        state, date_start, date_end)
    SELECT mission.id, expert.id, mission.country_id, 'expert',
           CASE WHEN mission.date_end >= '2030-01-01' THEN 'confirmed' ELSE 'done' END,
           mission.date_start, mission.date_end
      FROM cooperation_expert expert
      JOIN (SELECT id, country_id, date_start, date_end,
                   ROW_NUMBER() OVER (ORDER BY id) AS number
              FROM cooperation_mission WHERE name LIKE 'Past mission%%') mission
        ON (expert.id + mission.number) %% 40 = 0
     WHERE expert.id > %(last)s
    """,
    """
    INSERT INTO cooperation_expert_availability (expert_id, kind, date_start, date_end)
    SELECT id, CASE WHEN id %% 2 = 0 THEN 'free' ELSE 'busy' END,
           DATE '2030-01-01' + id %% 300, DATE '2030-01-20' + id %% 300
      FROM cooperation_expert WHERE id > %(last)s AND id %% 2 = 0 OR id %% 7 = 0
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
)
