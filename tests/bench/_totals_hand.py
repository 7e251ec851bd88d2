"""The totals as somebody would write them in psql, on the tables as they are.

Nothing here comes from the report: what counts is written a second time, on purpose.
"""

_FILES = {
    "visits": ("cooperation_visit", "('ongoing', 'done', 'closed')", "COUNT(*)"),
    "visitors": (
        "cooperation_visit",
        "('ongoing', 'done', 'closed')",
        "SUM(headcount)",
    ),
    "missions": (
        "cooperation_mission",
        "('ongoing', 'reported', 'closed')",
        "COUNT(*)",
    ),
    "internships": (
        "cooperation_internship",
        "('ongoing', 'evaluated', 'closed')",
        "COUNT(*)",
    ),
    "training_sessions": ("cooperation_training_session", "('done')", "COUNT(*)"),
    "trainees": ("cooperation_training_session", "('done')", "SUM(trainee_count)"),
}
KINDS = {
    "visits": ("visit",),
    "visitors": ("visit",),
    "missions": ("mission",),
    "internships": ("internship",),
    "training_sessions": ("training",),
    "trainees": ("training",),
    "mobilisations": ("mobilisation",),
    "days": ("expert_day",),
    "expert_id": ("mobilisation", "expert_day"),
}
_MOBILISATIONS = """
    FROM cooperation_assignment a
    JOIN cooperation_mission f ON f.id = a.mission_id
   WHERE a.state IN ('ordered', 'done')
     AND f.state IN ('ongoing', 'reported', 'closed')
"""
_DAYS = """
    FROM cooperation_expert_day d
    JOIN cooperation_assignment a ON a.id = d.assignment_id
    {mission}
   WHERE d.state = 'done' AND a.state NOT IN ('cancelled', 'declined')
"""
# Table, name and order of the records by which one groups.
RECORDS = {
    "zone_id": ("cooperation_zone", "name->>'en_US'", "sequence"),
    "country_id": ("res_country", "name->>'en_US'", "name->>'en_US'"),
    "theme_id": ("cooperation_theme", "name->>'en_US'", "complete_name"),
    "programme_id": ("cooperation_programme", "name->>'en_US'", "name->>'en_US'"),
    "partner_id": ("res_partner", "name", "complete_name"),
}
_ON_MISSION = "JOIN cooperation_mission f ON f.id = a.mission_id"


class UnknownStatement(Exception):
    """Nobody has written this by hand."""


def get_statements(measures, groupby, conditions):
    """Return {measure: statement}: columns of the groups, then the total.

    Groups stand in their order; one that is a record has two columns, id and name.

    :param conditions: (column, SQL behind it); `date` is the day at which a row counts
    """
    return {
        name: _name_groups(_get_statement(name, groupby, conditions), groupby)
        for name in measures
        if name in KINDS
    }


def _name_groups(statement, groupby):
    if not groupby:
        return statement
    numbers = [f"g{n}" for n in range(len(groupby))]
    columns, joins, order = [], "", []
    for group, spec in zip(numbers, groupby, strict=True):
        columns.append(f"t.{group}")
        if spec in RECORDS:
            table, name, rank = RECORDS[spec]
            columns.append(f"{group}.{name}")
            joins += f" LEFT JOIN {table} {group} ON {group}.id = t.{group}"
            order += [f"{group}.{rank}", f"t.{group}"]
        else:
            order.append(f"t.{group}")
    return (
        f"SELECT {', '.join([*columns, 't.total'])} "
        f"FROM ({statement}) t({', '.join([*numbers, 'total'])}) {joins} "
        f"ORDER BY {', '.join(order)}"
    )


def _get_statement(name, groupby, conditions):
    if name in _FILES:
        table, states, total = _FILES[name]
        source = f"FROM {table} f WHERE f.state IN {states}"
        return _finish(total, source, "f.date_start", groupby, conditions, KINDS[name])
    if name == "mobilisations":
        return _finish(
            "COUNT(*)",
            _MOBILISATIONS,
            "COALESCE(a.date_start, f.date_start)",
            groupby,
            conditions,
            ("mobilisation",),
        )
    asked = {spec.partition(":")[0] for spec in groupby} | {c[0] for c in conditions}
    needs_mission = asked - {"date", "year", "origin", "kind", "source"}
    days = _DAYS.format(mission=_ON_MISSION if needs_mission else "")
    if name == "days":
        return _finish(
            "SUM(d.fraction)", days, "d.date", groupby, conditions, ("expert_day",)
        )
    return _get_persons(days, groupby, conditions)


def _get_persons(days, groupby, conditions):
    if "kind" in groupby:
        raise UnknownStatement("persons by kind")
    parts = []
    for source, date in (
        (_MOBILISATIONS, "COALESCE(a.date_start, f.date_start)"),
        (days, "d.date"),
    ):
        columns = [
            f"{_get_column(spec, date, ('',))} AS g{n}"
            for n, spec in enumerate(groupby)
        ]
        parts.append(
            f"SELECT {', '.join([*columns, 'a.expert_id'])} {source} "
            f"{_get_conditions(conditions, date)}"
        )
    groups = [f"g{n}" for n in range(len(groupby))]
    grouped = f"GROUP BY {', '.join(groups)}" if groups else ""
    return (
        f"SELECT {', '.join([*groups, 'COUNT(DISTINCT expert_id)'])} "
        f"FROM ({' UNION ALL '.join(parts)}) people {grouped}"
    )


def _finish(total, source, date, groupby, conditions, kinds):
    columns = [_get_column(spec, date, kinds) for spec in groupby]
    numbers = ", ".join(str(n + 1) for n in range(len(columns)))
    grouped = f"GROUP BY {numbers}" if columns else ""
    return (
        f"SELECT {', '.join([*columns, total])} {source} "
        f"{_get_conditions(conditions, date)} {grouped}"
    )


def _get_column(spec, date, kinds):
    name, __, part = spec.partition(":")
    if name == "kind":
        return f"'{kinds[0]}'::text"
    if name == "source":
        return "'live'::text"
    if name == "year":
        return f"EXTRACT(YEAR FROM {date})::int"
    if name == "date":
        return f"date_trunc('{part or 'month'}', {date})::date"
    if name == "origin":
        return "a.origin" if kinds[0] in ("mobilisation", "expert_day", "") else "NULL"
    return f"f.{name}"


def _get_conditions(conditions, date):
    return "".join(
        f" AND {_get_column(name, date, ('',)) if name != 'date' else date} {rest}"
        for name, rest in conditions
    )
