import operator as operators
from math import ceil

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..tools.wording import format_days

# What the days of the last twelve months foretell is not asked for a century.
_MOST_DAYS = 36525
_COMPARISONS = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


class CooperationFundingPaceMixin(models.AbstractModel):
    """The day on which a grant will run dry at the present pace.

    The pace is what was done in the last twelve months, or since the first eligible
    day where that is later. What is granted and not done yet is carried on at it from
    today; the earlier of days and money counts. A grant that is used up ran dry on its
    last day done; one on which nothing was done in twelve months has no date.
    """

    _name = "cooperation.funding.pace.mixin"
    _description = "Pace of a Grant"
    # Column of the funding lines that are taken together.
    _pace_key = "id"

    date_run_dry = fields.Date(
        string="Runs Dry On",
        compute="_compute_pace",
        search="_search_date_run_dry",
        help="At the pace of the last twelve months: what was done since then, or "
        "since the first eligible day, carried on from today until all that is "
        "granted is done, in days or in money, whichever comes first.",
    )
    pace = fields.Selection(
        [
            ("dry", "Used up"),
            ("early", "Runs dry before its end"),
            ("lasting", "Lasts until its end"),
            ("idle", "Nothing done in twelve months"),
        ],
        compute="_compute_pace",
        search="_search_pace",
        help="What becomes of the grant at the pace of the last twelve months.",
    )
    pace_sentence = fields.Char(string="At This Pace", compute="_compute_pace")

    @api.depends_context("lang")
    def _compute_pace(self):
        paces = self._read_paces(self._origin.ids)
        for record in self:
            found = paces.get(record._origin.id)
            record.date_run_dry = found and found["date"]
            record.pace = found and found["pace"]
            record.pace_sentence = found and record._get_pace_sentence(found)

    def _search_date_run_dry(self, operator, value):
        if operator in ("in", "not in"):
            return self._search_paces(lambda found: found["date"] in value, operator)
        if operator not in _COMPARISONS:
            return NotImplemented
        compare, day = _COMPARISONS[operator], fields.Date.to_date(value)
        return self._search_paces(
            lambda found: found["date"] and compare(found["date"], day)
        )

    def _search_pace(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        return self._search_paces(lambda found: found["pace"] in value, operator)

    def _search_paces(self, is_found, operator="in"):
        paces = self._read_paces()
        return [("id", operator, [id_ for id_ in paces if is_found(paces[id_])])]

    @api.model
    def _read_paces(self, ids=None):
        """Return the pace of these grants, or of all of them, in one statement.

        :return: {number: {"date", "pace", "days" done in the window, "since", "left",
            "end"}}; nothing for those that grant nothing
        """
        if ids is not None and not ids:
            return {}
        today = fields.Date.context_today(self)
        before = today - relativedelta(years=1)
        self.env.flush_all()
        rows = self.env.execute_query_dict(self._get_pace_sql(ids, before, today))
        paces = {row["id"]: self._reckon_pace(row, before, today) for row in rows}
        return {id_: pace for id_, pace in paces.items() if pace}

    def _get_pace_sql(self, ids, before, today):
        key = SQL.identifier("l", self._pace_key)
        return SQL(
            """
            SELECT %(key)s AS id,
                   SUM(l.days) AS granted_days,
                   SUM(l.amount / NULLIF(l.currency_rate, 0)) AS granted_amount,
                   MIN(COALESCE(l.date_start, a.date_start)) AS date_start,
                   MAX(COALESCE(l.date_end, a.date_cover_end)) AS date_end,
                   SUM(d.days) AS done_days,
                   SUM(d.amount / NULLIF(l.currency_rate, 0)) AS done_amount,
                   SUM(d.paced_days) AS paced_days,
                   SUM(d.paced_amount / NULLIF(l.currency_rate, 0)) AS paced_amount,
                   MAX(d.date) AS last
              FROM cooperation_funding_line l
              JOIN cooperation_agreement a ON a.id = l.agreement_id
        CROSS JOIN LATERAL (
                SELECT SUM(days) AS days, SUM(amount) AS amount, MAX(date) AS date,
                       SUM(days) FILTER (WHERE %(paced)s) AS paced_days,
                       SUM(amount) FILTER (WHERE %(paced)s) AS paced_amount
                  FROM (
                    SELECT e.date, e.fraction AS days,
                           s.amount_held * e.fraction / NULLIF(s.days, 0) AS amount
                      FROM cooperation_expert_day e
                 LEFT JOIN cooperation_funding_allocation s
                        ON s.mission_id = e.mission_id AND s.funding_line_id = l.id
                     WHERE e.funding_line_id = l.id AND e.state = 'done'
                     UNION ALL
                    SELECT e.date, 0, s.amount_held * e.fraction / m.planned_days
                      FROM cooperation_funding_allocation s
                      JOIN cooperation_mission m ON m.id = s.mission_id
                      JOIN cooperation_expert_day e ON e.mission_id = s.mission_id
                     WHERE s.funding_line_id = l.id AND e.state = 'done'
                       AND s.days = 0 AND m.planned_days > 0
                  ) facts
              ) d
             WHERE %(where)s
             GROUP BY %(key)s
            """,
            key=key,
            paced=SQL("date > %s AND date <= %s", before, today),
            where=SQL("TRUE") if ids is None else SQL("%s = ANY(%s)", key, list(ids)),
        )

    @api.model
    def _reckon_pace(self, row, before, today):
        """Return what the sums of one grant foretell; None when it grants nothing."""
        measures = [m for m in ("days", "amount") if row[f"granted_{m}"]]
        if not measures:
            return None
        since = max(filter(None, (before + relativedelta(days=1), row["date_start"])))
        elapsed = (today - since).days + 1
        dates, is_dry = [], False
        for measure in measures:
            left = row[f"granted_{measure}"] - (row[f"done_{measure}"] or 0)
            paced = row[f"paced_{measure}"] or 0
            if left < 0.005:
                is_dry = True
            elif paced > 0 and elapsed > 0:
                needed = ceil(round(left * elapsed / paced, 6))
                if needed <= _MOST_DAYS:
                    dates.append(today + relativedelta(days=needed))
        date = row["last"] if is_dry else min(dates, default=False)
        end = row["date_end"]
        pace = "dry" if is_dry else elapsed > 0 and "idle"
        if dates and not is_dry:
            pace = "early" if end and date < end else "lasting"
        left = (row["granted_days"] or 0) - (row["done_days"] or 0)
        return {
            **{"date": date, "pace": pace, "since": since, "end": end, "left": left},
            "days": row["paced_days"] or 0,
        }

    def _get_pace_sentence(self, found):
        """Say in words what the date rests on."""
        values = {
            "days": format_days(self.env, found["days"]),
            "since": format_date(self.env, found["since"]),
            "left": format_days(self.env, max(found["left"], 0)),
            "date": found["date"] and format_date(self.env, found["date"]),
        }
        if found["pace"] == "dry":
            return self.env._(
                "All that was granted is done; the last day was %(date)s.", **values
            )
        if not found["pace"]:
            return self.env._("Nothing is eligible before %(since)s.", **values)
        if not found["date"]:
            return self.env._(
                "%(left)s are not done yet; nothing was done since %(since)s.", **values
            )
        return self.env._(
            "%(days)s done since %(since)s: at this pace the grant runs dry on "
            "%(date)s; %(left)s are not done yet.",
            **values,
        )
