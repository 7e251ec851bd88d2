"""The work of experts by month, kept by PostgreSQL: what totals are asked of.

A million days are added up for each number of a dashboard, and a day gets its place,
theme and funder from two other tables. `cooperation_activity_month` has one row for an
assignment and a month, with all of it. Triggers write it anew whenever a day, an
assignment or a mission changes, by any way in, out of the same SELECT as the view of
`cooperation.activity.report`: it holds nothing of its own.

Two that write at the same instant about one mission both write its row, so that the
database makes the second start again and see what the first has done.
"""

from .activity import FILE_DIMENSIONS

TABLE = "cooperation_activity_month"
SOURCE = f"{TABLE} f"
_EXPERT_COLUMNS = {
    **{name: "int" for name in FILE_DIMENSIONS},
    "initiative": "varchar",
    "origin": "varchar",
    "expert_id": "int",
}
# By what dashboards and the annual report count persons.
_PERSON_GROUPS = ("year", "zone_id", "country_id", "origin", "initiative, year")
# Columns whose change moves rows, by the table that has them.
_ASSIGNMENT_COLUMNS = (
    *("state", "mission_id", "expert_id", "origin", "date_start", "date_end"),
)
_MISSION_COLUMNS = ("state", "date_start", *FILE_DIMENSIONS)


def get_table_sql():
    """Create the table anew; its triggers or `get_filling_sql` fill it.

    The persons of a group, and of a period, are read from an index alone, in order.
    """
    indexes = "".join(
        f"CREATE INDEX ON {TABLE} ({names}, expert_id, month);"
        for names in _PERSON_GROUPS
    )
    columns = ", ".join(f"{name} {type_}" for name, type_ in _EXPERT_COLUMNS.items())
    return f"""
        DROP TABLE IF EXISTS {TABLE} CASCADE;
        CREATE TABLE {TABLE} (
            assignment_id int NOT NULL, month date, {columns},
            mobilisations int, days numeric, day_count int,
            year int GENERATED ALWAYS AS (EXTRACT(YEAR FROM month)) STORED
        );
        CREATE INDEX ON {TABLE} (assignment_id);
        CREATE INDEX ON {TABLE} (month);
        {indexes}
    """


def get_removal_sql():
    """Take away what would outlive the application: table, views, functions."""
    functions = (
        *("refresh(int[])", "day_insert()", "day_update()", "day_delete()"),
        *("assignment_insert()", "assignment()", "mission()"),
    )
    return f"DROP TABLE IF EXISTS {TABLE} CASCADE;" + "".join(
        f"DROP FUNCTION IF EXISTS {TABLE}_{function} CASCADE;" for function in functions
    )


def get_filling_sql(facts, condition="TRUE"):
    """Return the INSERT of what `facts` say, by assignment and month.

    :param facts: the branches of the report about experts; `a` is the assignment
    :param condition: SQL about the assignments to write
    """
    names = ", ".join(_EXPERT_COLUMNS)
    branches = " UNION ALL ".join(
        f"{fact.get_sql(assignment_id='a.id')} AND {condition}" for fact in facts
    )
    return f"""
        INSERT INTO {TABLE} (assignment_id, month, {names},
                             mobilisations, days, day_count)
        SELECT assignment_id, date_trunc('month', date)::date, {names},
               SUM(mobilisations), SUM(days), COUNT(days)
          FROM ({branches}) fact
         GROUP BY assignment_id, date_trunc('month', date)::date, {names}
    """


def get_trigger_sql(facts):
    """Return the functions and triggers that keep the table true."""
    return f"""
        CREATE OR REPLACE FUNCTION {TABLE}_refresh(changed int[]) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            IF cardinality(changed) = 0 THEN RETURN; END IF;
            UPDATE cooperation_mission SET write_date = write_date
             WHERE id IN (SELECT mission_id FROM cooperation_assignment
                           WHERE id = ANY(changed));
            DELETE FROM {TABLE} WHERE assignment_id = ANY(changed);
            {get_filling_sql(facts, "a.id = ANY(changed)")};
        END $$;
        {_get_day_triggers()}
        {_get_assignment_triggers()}
        {_get_mission_trigger()}
    """


def _get_day_triggers():
    """Days come by thousands: one refresh a statement."""
    changed = "(d.state, d.date, d.fraction, d.assignment_id)"
    old = changed.replace("d.", "o.")
    sources = {
        "insert": (
            "NEW TABLE AS new_days",
            "SELECT assignment_id FROM new_days WHERE state = 'done'",
        ),
        "delete": (
            "OLD TABLE AS old_days",
            "SELECT assignment_id FROM old_days WHERE state = 'done'",
        ),
        "update": (
            "OLD TABLE AS old_days NEW TABLE AS new_days",
            "SELECT unnest(ARRAY[d.assignment_id, o.assignment_id]) "
            "FROM new_days d JOIN old_days o USING (id) "
            f"WHERE {changed} IS DISTINCT FROM {old} "
            "AND 'done' IN (d.state, o.state)",
        ),
    }
    return "".join(
        f"""
        CREATE OR REPLACE FUNCTION {TABLE}_day_{event}() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM {TABLE}_refresh(ARRAY(SELECT DISTINCT * FROM ({query}) changed));
            RETURN NULL;
        END $$;
        CREATE OR REPLACE TRIGGER {TABLE}_{event}
        AFTER {event.upper()} ON cooperation_expert_day REFERENCING {tables}
        FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_day_{event}();
        """
        for event, (tables, query) in sources.items()
    )


def _get_assignment_triggers():
    columns = ", ".join(_ASSIGNMENT_COLUMNS)
    return f"""
        CREATE OR REPLACE FUNCTION {TABLE}_assignment_insert() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM {TABLE}_refresh(ARRAY(
                SELECT id FROM new_rows WHERE state IN ('ordered', 'done')));
            RETURN NULL;
        END $$;
        CREATE OR REPLACE TRIGGER {TABLE}_insert
        AFTER INSERT ON cooperation_assignment REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_assignment_insert();

        CREATE OR REPLACE FUNCTION {TABLE}_assignment() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM {TABLE}_refresh(ARRAY[OLD.id]);
            RETURN NULL;
        END $$;
        CREATE OR REPLACE TRIGGER {TABLE}_update
        AFTER UPDATE OF {columns} ON cooperation_assignment
        FOR EACH ROW WHEN ({_get_difference(_ASSIGNMENT_COLUMNS)})
        EXECUTE FUNCTION {TABLE}_assignment();
        CREATE OR REPLACE TRIGGER {TABLE}_delete
        AFTER DELETE ON cooperation_assignment
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_assignment();
    """


def _get_mission_trigger():
    return f"""
        CREATE OR REPLACE FUNCTION {TABLE}_mission() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM {TABLE}_refresh(ARRAY(
                SELECT id FROM cooperation_assignment WHERE mission_id = OLD.id));
            RETURN NULL;
        END $$;
        CREATE OR REPLACE TRIGGER {TABLE}_update
        AFTER UPDATE OF {", ".join(_MISSION_COLUMNS)} ON cooperation_mission
        FOR EACH ROW WHEN ({_get_difference(_MISSION_COLUMNS)})
        EXECUTE FUNCTION {TABLE}_mission();
    """


def _get_difference(columns):
    old, new = (
        ", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW")
    )
    return f"({old}) IS DISTINCT FROM ({new})"
