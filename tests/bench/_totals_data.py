"""Years of activity, written in SQL: what `_totals_shell.py` adds up.

Twelve years, pseudo-random and the same at every run: as many visits and missions as
`size` says, three experts on each mission, ten days for each three of them, as many
experts as missions. A tenth was cancelled, planned or declined and must not count.
"""

# What every file has, drawn from its number n.
_FILE = """
    'country_id', (SELECT ids[1 + (n * 31) %% 40] FROM drawn WHERE model = 'country'),
    'zone_id', (SELECT ids[1 + (n * 31) %% 40] FROM drawn WHERE model = 'zone'),
    'theme_id', (SELECT ids[1 + (n * 17) %% cardinality(ids)] FROM drawn
                  WHERE model = 'theme'),
    'programme_id', (SELECT ids[1 + (n * 13) %% (2 * cardinality(ids))] FROM drawn
                      WHERE model = 'programme'),
    'partner_id', (SELECT ids[1 + (n * 7) %% cardinality(ids)] FROM drawn
                    WHERE model = 'partner'),
    'initiative', (ARRAY['expertise', 'partnerships', 'training'])[1 + n %% 3],
    'reference', '{prefix}/' || n,
    'name', '{prefix} ' || n,
    'date_start', DATE '2019-01-01' + n * 4380 / %(size)s,
    'date_end', DATE '2019-01-01' + n * 4380 / %(size)s + 3
"""
_VISIT = _FILE.format(prefix="Visit")
_MISSION = _FILE.format(prefix="Mission")
STATEMENTS = (
    """
    CREATE TEMPORARY TABLE drawn (model text, ids int[]);
    INSERT INTO drawn
    SELECT 'theme', array_agg(id ORDER BY id) FROM cooperation_theme
    UNION ALL
    SELECT 'programme', array_agg(id ORDER BY id) FROM cooperation_programme
    UNION ALL
    SELECT 'country', array_agg(id ORDER BY id)
      FROM (SELECT id FROM res_country WHERE cooperation_zone_id IS NOT NULL
             ORDER BY id LIMIT 40) country
    UNION ALL
    SELECT 'zone', array_agg(cooperation_zone_id ORDER BY id)
      FROM (SELECT id, cooperation_zone_id FROM res_country
             WHERE cooperation_zone_id IS NOT NULL ORDER BY id LIMIT 40) country
    """,
    """
    INSERT INTO res_partner (name, active, type, is_company)
    SELECT 'Body ' || n, TRUE, 'contact', TRUE FROM generate_series(1, 1000) n;
    INSERT INTO drawn
    SELECT 'partner', array_agg(id ORDER BY id) FROM res_partner
     WHERE name LIKE 'Body %%'
    """,
    """
    INSERT INTO res_partner (name, active, type, is_company)
    SELECT 'Expert ' || n, TRUE, 'contact', FALSE FROM generate_series(1, %(size)s) n
    """,
    """
    INSERT INTO cooperation_expert
    SELECT made.*
      FROM (SELECT id, name, ROW_NUMBER() OVER (ORDER BY id) AS n
              FROM res_partner WHERE name LIKE 'Expert %%') person
      JOIN cooperation_expert model ON model.id = %(expert)s
     CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
           'id', nextval('cooperation_expert_id_seq'),
           'partner_id', person.id,
           'name', person.name,
           'origin', CASE WHEN n %% 5 = 0 THEN 'local_authority' ELSE 'cnfpt' END
           )) made;
    INSERT INTO drawn
    SELECT 'expert', array_agg(id ORDER BY id) FROM cooperation_expert
     WHERE name LIKE 'Expert %%'
    """,
    f"""
    INSERT INTO cooperation_visit
    SELECT made.*
      FROM generate_series(1, %(size)s) n
      JOIN cooperation_visit model ON model.id = %(visit)s
     CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
           'id', nextval('cooperation_visit_id_seq'),
           {_VISIT},
           'headcount', n %% 20,
           'state', CASE WHEN n %% 10 = 0 THEN 'cancelled' ELSE 'closed' END
           )) made
    """,
    f"""
    INSERT INTO cooperation_mission
    SELECT made.*
      FROM generate_series(1, %(size)s) n
      JOIN cooperation_mission model ON model.id = %(mission)s
     CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
           'id', nextval('cooperation_mission_id_seq'),
           {_MISSION},
           'state', CASE WHEN n %% 20 = 0 THEN 'cancelled' ELSE 'closed' END
           )) made
    """,
    # An expert goes on three missions, years apart: 7919 has no factor in common
    # with a power of ten.
    """
    INSERT INTO cooperation_assignment
    SELECT made.*
      FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n
              FROM cooperation_mission WHERE name LIKE 'Mission %%') mission
      JOIN cooperation_assignment model ON model.id = %(assignment)s
     CROSS JOIN generate_series(0, 2) k
     CROSS JOIN LATERAL (SELECT (n * 3 + k) * 7919 %% %(size)s AS person) which
     CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
           'id', nextval('cooperation_assignment_id_seq'),
           'mission_id', mission.id,
           'expert_id', (SELECT ids[1 + person] FROM drawn WHERE model = 'expert'),
           'origin', CASE WHEN person %% 5 = 0 THEN 'local_authority'
                          ELSE 'cnfpt' END,
           'country_id', mission.country_id,
           'zone_id', mission.zone_id,
           'date_start', mission.date_start,
           'date_end', mission.date_end,
           'state', CASE WHEN (n * 3 + k) %% 30 = 7 THEN 'declined' ELSE 'done' END
           )) made
    """,
    """
    INSERT INTO cooperation_expert_day
        (assignment_id, mission_id, expert_id, date, kind, fraction, half, state)
    SELECT assignment.id, mission_id, expert_id, date_start + day, 'field',
           CASE WHEN day = 2 THEN 0.5 ELSE 1.0 END,
           CASE WHEN day = 2 THEN 'morning' END,
           CASE WHEN n %% 10 = 3 THEN 'planned' ELSE 'done' END
      FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS n
              FROM cooperation_assignment WHERE id > %(assignment)s) assignment
     CROSS JOIN LATERAL
           generate_series(0, CASE WHEN n %% 3 = 0 THEN 3 ELSE 2 END) day
    """,
    "DROP TABLE drawn",
)
