"""The branches of the SQL view of `cooperation.activity.report`, as plain objects."""

from dataclasses import dataclass, field

from odoo.fields import Domain

# Every column of the view with its PostgreSQL type; a fact leaves out what it has not.
COLUMNS = {
    "id": "integer",
    "kind": "varchar",
    "source": "varchar",
    "is_opening": "boolean",
    "res_model": "varchar",
    "res_id": "integer",
    "date": "date",
    "year": "integer",
    "period_start": "date",
    "period_end": "date",
    "zone_id": "integer",
    "country_id": "integer",
    "theme_id": "integer",
    "origin": "varchar",
    "initiative": "varchar",
    "programme_id": "integer",
    "partner_id": "integer",
    "expert_id": "integer",
    "currency_id": "integer",
    "visits": "integer",
    "visitors": "integer",
    "missions": "integer",
    "experts": "integer",
    "mobilisations": "integer",
    "days": "numeric",
    "internships": "integer",
    "training_sessions": "integer",
    "trainees": "integer",
    "agreements": "integer",
    "amount": "numeric",
}
# What every file of the Mission says about itself.
FILE_DIMENSIONS = (
    "zone_id",
    "country_id",
    "theme_id",
    "initiative",
    "programme_id",
    "partner_id",
)
# The same and the day, those first of which there are the fewest.
_FILE_INDEX = (
    *("theme_id", "zone_id", "country_id", "date_start"),
    *("initiative", "programme_id", "partner_id"),
)

# Columns that are constant in branches, what they say there, how they are asked for.
_CONSTANT_COLUMNS = ("kind", "source", "is_opening", "expert_id")
_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": False} | {
    f"'{value}'": value
    for value in (
        *("visit", "mission", "mobilisation", "expert_day", "internship"),
        *("training", "agreement", "live", "opening"),
    )
}
_MEMBERSHIPS = {"=": True, "in": True, "!=": False, "not in": False}
# What a figure or a link may be narrowed by, in the order in which it is told.
SCOPE_DIMENSIONS = (
    "zone_id",
    "country_id",
    "theme_id",
    "programme_id",
    "initiative",
    "partner_id",
    "origin",
)


def get_file_columns(alias):
    """Return the dimensions of the file whose table is `alias`."""
    return {name: f"{alias}.{name}" for name in FILE_DIMENSIONS}


@dataclass(frozen=True)
class Fact:
    """One branch of the view: which records count, and as what.

    :param number: 0 to 15, what tells its row ids from those of the other branches
    :param model: the records behind the rows
    :param alias: their table in `source`
    :param source: what follows FROM, with the condition that makes a record count
    :param columns: SQL of the columns that it has, by name
    :param row_count: SQL of how many records a row stands for
    """

    number: int
    model: str
    alias: str
    source: str
    columns: dict[str, str] = field(default_factory=dict)
    row_count: str = "1"

    def get_sql(self, **more):
        """Return the SELECT of this branch, with every column typed.

        :param more: SQL of further columns, by name, behind those of the report

        Types are written out so that PostgreSQL sees through the UNION ALL and reads
        no more than the branches, columns and joins that a question needs.
        """
        columns = {
            "id": f"{self.alias}.id * 16 + {self.number}",
            "res_model": f"'{self.model}'",
            "res_id": f"{self.alias}.id",
            **self.columns,
        }
        selected = [
            f"({columns.get(name, 'NULL')})::{sql_type} AS {name}"
            for name, sql_type in COLUMNS.items()
        ]
        selected += [f"{sql} AS {name}" for name, sql in more.items()]
        return f"SELECT {', '.join(selected)} FROM {self.source}"

    def get_sum_sql(self, name):
        """Return the SQL that adds up a column, empty where there is nothing to add.

        A column of ones is counted, which PostgreSQL does once for all of them.
        """
        sql = self.row_count if name == "row_count" else self.columns.get(name, "NULL")
        if sql == "1":
            return "NULLIF(COUNT(*), 0)"
        return f"NULL::{COLUMNS[name]}" if sql == "NULL" else f'SUM("{name}")'


def get_file_fact(number, kind, model, states, measures):
    """Return the branch of what counts by its own file, once, at its first day.

    :param states: SQL of the states in which a file counts
    :param measures: SQL of its measures, by name
    """
    table = model.replace(".", "_")
    columns = {**get_file_columns("f"), **measures}
    return Fact(
        number,
        model,
        "f",
        f"{table} f WHERE f.state IN {states}",
        get_live_columns(kind, "f.date_start", **columns),
    )


def get_file_index_sql(model, states, measures):
    """Return the statements that index all that totals of such files read.

    They are read out of the index alone, of which PostgreSQL skips what a filter does
    not ask for: there are few themes, zones and countries.
    """
    table = model.replace(".", "_")
    read = [sql.removeprefix("f.") for sql in measures.values() if sql != "1"]
    columns = ", ".join([*_FILE_INDEX, *read])
    return f"""
        DROP INDEX IF EXISTS {table}_counted_idx;
        CREATE INDEX {table}_counted_idx ON {table} ({columns})
         WHERE state IN {states};
    """


def get_live_columns(kind, date, **columns):
    """Return the columns of a live record that counts at `date`."""
    return {
        "kind": f"'{kind}'",
        "source": "'live'",
        "is_opening": "FALSE",
        "date": date,
        "year": f"EXTRACT(YEAR FROM {date})",
        "period_start": date,
        "period_end": date,
        **columns,
    }


def get_month_columns(columns):
    """Return the columns of a live branch by month, out of those of its records.

    A month lies in a period when all of it does; what is the same for all rows of the
    branch stays.
    """
    constant = ("kind", "source", "is_opening")
    return {
        **{name: f"f.{name}" for name in columns},
        **{name: columns[name] for name in constant},
        "date": "f.month",
        "year": "f.year",
        "period_start": "f.month",
        "period_end": "(f.month + INTERVAL '1 month' - INTERVAL '1 day')",
    }


def is_wanted(columns, domain):
    """Whether a domain may want rows of a branch, as far as its constants tell.

    :param columns: SQL of the columns of the branch, by name
    """

    def settle(condition):
        name, operator = condition.field_expr, condition.operator
        sql = columns.get(name, "NULL")
        if (
            name not in _CONSTANT_COLUMNS
            or sql not in _CONSTANTS
            or operator not in _MEMBERSHIPS
        ):
            return condition
        values = condition.value
        if isinstance(values, str | int):
            values = [values]
        return Domain((_CONSTANTS[sql] in values) == _MEMBERSHIPS[operator])

    return not Domain(domain).map_conditions(settle).is_false()
