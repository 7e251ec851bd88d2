"""What leadership should know today: the SQL behind `cooperation.watch`."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

from .watch_rows import BRANCHES

# What the settings say: how many days ahead one looks, how long a report and an
# evaluation may take, from which share of one zone on activity is concentrated.
AHEAD_PARAMETER, AHEAD_DAYS = "cnfpt_cooperation.watch_ahead_days", 90
REPORT_PARAMETER, REPORT_DAYS = "cnfpt_cooperation.watch_report_days", 30
SHARE_PARAMETER, SHARE = "cnfpt_cooperation.watch_share", 75
LONGEST_WATCH_DAYS = 1000
# What comes within so many days, or is late since more, is urgent.
URGENT_DAYS = 30
# After so many days nobody remembers enough to answer an evaluation.
EVALUATION_DAYS = 120
# A share of fewer visits or missions says nothing.
FEWEST = 5
# Columns of every branch, with their types; a branch leaves out what it has not.
_COLUMNS = {
    "kind": "varchar",
    "thing": "bigint",
    "res_model": "varchar",
    "res_id": "integer",
    "severity": "varchar",
    "date": "date",
    "date_other": "date",
    "detail": "varchar",
    "quantity": "numeric",
    "total": "numeric",
    "currency_id": "integer",
    "partner_id": "integer",
    "area_id": "integer",
    "country_id": "integer",
    "zone_id": "integer",
    "user_id": "integer",
}


def get_watch_sql(env, today, ahead, report, share):
    """Return the rows of the watchlist of a day.

    :param int ahead: days ahead that one looks
    :param int report: days that a report or an evaluation may take
    :param int share: percent from which on activity is concentrated in one zone
    """
    branches = [_get_branch(*branch) for branch in BRANCHES]
    rows = SQL(
        " UNION ALL ".join(branches),
        today=today,
        since=today - relativedelta(years=1),
        ahead=ahead,
        report=report,
        share=share,
        urgent=URGENT_DAYS,
        evaluation=EVALUATION_DAYS,
        fewest=FEWEST,
        quiet=env["cooperation.quiet"]._table_query,
        paces=_get_paces_sql(env),
        figures=_get_figures_sql(env),
    )
    return SQL(
        """
        SELECT b.thing * 16 + b.number AS id, b.kind, b.severity,
               ARRAY_POSITION(ARRAY['urgent', 'soon', 'know'], b.severity) AS rank,
               b.date, b.date_other, b.res_model, b.res_id, b.detail, b.quantity,
               b.total, b.currency_id, b.partner_id, b.area_id, b.country_id,
               COALESCE(b.zone_id, c.cooperation_zone_id) AS zone_id,
               CASE WHEN u.active THEN u.id END AS user_id
          FROM (%s) b
          LEFT JOIN res_country c ON c.id = b.country_id
          LEFT JOIN res_users u ON u.id = b.user_id""",
        rows,
    )


def _get_branch(number, source, columns):
    """Return the SELECT of one kind of rows, with every column typed."""
    selected = [
        f"({columns.get(name, 'NULL')})::{sql_type} AS {name}"
        for name, sql_type in _COLUMNS.items()
    ]
    return f"SELECT {number} AS number, {', '.join(selected)} FROM {source}"


def _get_paces_sql(env):
    """Return the grants that run dry too early: their pace is reckoned in Python."""
    paces = env["cooperation.funding.line"]._read_paces()
    rows = [
        (id_, found["date"] or None, found["pace"], found["end"], found["left"])
        for id_, found in paces.items()
        if found["pace"] in ("early", "dry")
    ]
    return _unnest(rows, "int4", "date", "varchar", "date", "numeric")


def _get_figures_sql(env):
    """Return the published figures whose live value is another one by now."""
    figures = env["cooperation.figure"].search([("state", "=", "published")])
    # Files have moved meanwhile.
    figures.invalidate_recordset(["live_value", "difference", "has_moved"])
    rows = [
        (
            figure.id,
            fields.Datetime.context_timestamp(figure, figure.published_on).date(),
            figure.live_value,
            figure.published_value,
        )
        for figure in figures.filtered("has_moved")
    ]
    return _unnest(rows, "int4", "date", "numeric", "numeric")


def _unnest(rows, *types):
    """Return what makes a table of Python rows in SQL."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [
        [] for _ in types
    ]
    arrays = [
        SQL("%s::%s[]", column, SQL.identifier(sql_type))
        for column, sql_type in zip(columns, types, strict=True)
    ]
    return SQL("unnest(%s)", SQL(", ").join(arrays))
