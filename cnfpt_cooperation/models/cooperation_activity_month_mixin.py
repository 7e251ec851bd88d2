from dataclasses import replace

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, drop_view_if_exists

from ..tools import activity_month
from ..tools.activity import Fact, get_month_columns

# What says that rows are whole months is the identity of this object: no client can
# put it in a context.
_LEVEL = "cooperation_activity_level"
_MONTH = object()
_WORK = object()
_VIEWS = ((_MONTH, activity_month.VIEW), (_WORK, activity_month.WORK_VIEW))
PERSONS = "expert_id:count_distinct"
_WORK_KINDS = {"mobilisation", "expert_day"}
_EXPERT_FACTS = (2, 3)
# What a month of an assignment cannot tell: its single rows, and their days.
_SINGLE = {"id", "res_id", "display_name"}
_DATES = {"date", "period", "period_start", "period_end"}
_ADDED_UP = {"days", "mobilisations"}
_GRANULARITIES = {"month", "quarter", "year"} | {
    *("month_number", "quarter_number", "year_number"),
}


class CooperationActivityMonthMixin(models.AbstractModel):
    """Answers totals by whole months, which is seven times faster than by days.

    Both views say the same in other rows: days and mobilisations of one assignment in
    one month stand in two rows instead of many. A question that could tell the
    difference (a period that cuts a month, single records) is asked of the days.
    """

    _name = "cooperation.activity.month.mixin"
    _description = "Activity by Month"

    def _create_months(self):
        """Create the table of months, what keeps it true, and the view on it."""
        facts = self._get_facts()
        by_day = [fact for fact in facts if fact.number in _EXPERT_FACTS]
        for view in (activity_month.VIEW, activity_month.WORK_VIEW):
            drop_view_if_exists(self.env.cr, view)
        for statement in (
            activity_month.get_table_sql(),
            activity_month.get_trigger_sql(by_day),
            activity_month.get_filling_sql(by_day),
            f"ANALYZE {activity_month.TABLE}",
        ):
            self.env.cr.execute(SQL(statement))
        branches = [
            *(f.get_sql(row_count="1") for f in facts if f not in by_day),
            *map(self._get_month_sql, by_day),
        ]
        others = branches[: -len(by_day)]
        for name, selects in (
            (activity_month.VIEW, branches),
            (activity_month.WORK_VIEW, [*others, self._get_work_sql(by_day)]),
        ):
            query = SQL(" UNION ALL ".join(selects))
            self.env.cr.execute(
                SQL("CREATE VIEW %s AS (%s)", SQL.identifier(name), query)
            )

    def _get_work_sql(self, facts):
        """Return the branch with one row for the days and the mobilisation of a month.

        It is of both kinds, so its kind is empty.
        """
        columns = {}
        for fact in facts:
            columns.update(self._get_month_fact(fact).columns)
        columns.update(dict.fromkeys(("kind", "res_model"), "NULL"))
        work = replace(self._get_month_fact(facts[0]), columns=columns)
        return work.get_sql(row_count="COALESCE(f.mobilisations, 0) + f.day_count")

    def _get_month_sql(self, fact):
        """Return the branch that says by month what `fact` says by record."""
        count = "f.day_count" if "days" in fact.columns else "f.mobilisations"
        monthly = self._get_month_fact(fact)
        monthly = replace(monthly, source=f"{monthly.source} WHERE {count} > 0")
        return monthly.get_sql(row_count=count)

    def _get_month_fact(self, fact):
        columns = get_month_columns(fact.columns)
        single = dict.fromkeys(("id", "res_id"), "NULL")
        return Fact(
            fact.number, fact.model, "f", activity_month.SOURCE, {**columns, **single}
        )

    # ------------------------------------------------------------
    # Which of the two views
    # ------------------------------------------------------------

    def _is_by_month(self):
        level = self.env.context.get(_LEVEL)
        return level is _MONTH or level is _WORK

    @property
    def _table_sql(self):
        by_day = super()._table_sql
        level = self.env.context.get(_LEVEL)
        view = next((view for key, view in _VIEWS if key is level), None)
        # Whatever waits to be written is written first, as for the single rows.
        return SQL.identifier(view, to_flush=by_day.to_flush) if view else by_day

    def _at_level(self, domain, groupby, aggregates):
        """Return (report, domain) for the fewest rows that answer this question.

        Where mobilisations and days may both be met, one row for both will do.
        """
        if self._is_by_month():
            return self, domain
        asked = Domain(domain)
        conditions = list(asked.iter_conditions())
        is_by_month = (
            all(map(self._is_month_condition, conditions))
            and all(map(self._is_month_group, groupby))
            and all(map(self._is_month_aggregate, aggregates))
        )
        if not is_by_month:
            return self, domain
        told = {condition.field_expr for condition in conditions} | set(groupby)
        kinds = [c for c in conditions if c.field_expr == "kind"]
        if (
            told & (_ADDED_UP | {"res_model"})
            or "kind" in groupby
            or any(c.operator != "in" or not _WORK_KINDS <= set(c.value) for c in kinds)
        ):
            return self.with_context(**{_LEVEL: _MONTH}), domain
        of_both = Domain("kind", "=", False)
        asked = asked.map_conditions(
            lambda c: c | of_both if c.field_expr == "kind" else c
        )
        return self.with_context(**{_LEVEL: _WORK}), asked

    def _is_month_condition(self, condition):
        """Whether every day of a month meets the condition, or none."""
        name, __, part = condition.field_expr.partition(".")
        operator, value = condition.operator, condition.value
        if name in _SINGLE:
            return False
        if name in _ADDED_UP:
            return operator in ("!=", "not in") and value in (False, [False])
        if name not in _DATES:
            return True
        if part:
            return part in _GRANULARITIES
        if operator in ("<=", ">", ">=", "<"):
            day = self._read_day(value)
            is_after = operator in ("<=", ">")
            return bool(day) and date_utils.add(day, days=int(is_after)).day == 1
        return operator in ("=", "!=") and value is False

    def _read_day(self, value):
        """Return the date that a condition compares with, None when it is relative."""
        try:
            return fields.Date.to_date(value) or None
        except ValueError:
            return None

    def _is_month_group(self, spec):
        name, __, granularity = spec.partition(":")
        if name in _DATES:
            return granularity in _GRANULARITIES
        return name not in _SINGLE | _ADDED_UP

    def _is_month_aggregate(self, spec):
        name, __, function = spec.partition(":")
        if name in _SINGLE | _DATES:
            return False
        return spec == "__count" or function in (
            "sum",
            "sum_currency",
            "count_distinct",
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "__count" and self._is_by_month():
            count = SQL.identifier(self._table, "row_count")
            return SQL("COALESCE(SUM(%s), 0)::bigint", count)
        return super()._read_group_select(aggregate_spec, query)

    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        report, domain = self._at_level(domain, groupby, aggregates)
        apart = report._counts_persons_apart(aggregates, order)
        if not apart or having or offset or limit:
            rows = super(CooperationActivityMonthMixin, report)._read_group(
                domain, groupby, aggregates, having, offset, limit, order
            )
            return self._leave_level(rows)
        others = [spec for spec in aggregates if spec != PERSONS]
        rows = [()]
        if groupby or others:
            rows = super(CooperationActivityMonthMixin, report)._read_group(
                domain, groupby, others, order=order
            )
        rows = report._add_persons(rows, domain, groupby, aggregates)
        return self._leave_level(rows)

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        groupby = [spec for specs in grouping_sets for spec in specs]
        report, domain = self._at_level(domain, groupby, aggregates)
        others = [spec for spec in aggregates if spec != PERSONS]
        apart = others and report._counts_persons_apart(aggregates, order)
        others = others if apart else aggregates
        groups = super(CooperationActivityMonthMixin, report)._read_grouping_sets(
            domain, grouping_sets, others, order
        )
        if apart:
            groups = [
                report._add_persons(rows, domain, specs, aggregates)
                for rows, specs in zip(groups, grouping_sets, strict=True)
            ]
        return [self._leave_level(rows) for rows in groups]

    def _leave_level(self, rows):
        """Return the groups with records that know nothing of the level."""
        return [
            tuple(
                value.with_env(self.env)
                if isinstance(value, models.BaseModel)
                else value
                for value in row
            )
            for row in rows
        ]

    # ------------------------------------------------------------
    # Persons: to sort half a million rows is slow, to drop their doubles is not
    # ------------------------------------------------------------

    def _counts_persons_apart(self, aggregates, order):
        is_ordered = "expert_id" in (order or "")
        return self._is_by_month() and PERSONS in aggregates and not is_ordered

    def _add_persons(self, rows, domain, groupby, aggregates):
        """Return the rows with the persons of each group in their place."""
        persons = self._count_persons(domain, groupby)
        place = list(aggregates).index(PERSONS) + len(groupby)
        return [
            (*row[:place], persons.get(row[: len(groupby)], False), *row[place:])
            for row in rows
        ]

    def _count_persons(self, domain, groupby):
        """Return {group: distinct experts}, groups as `_read_group` gives them."""
        query = self._search(Domain(domain) & Domain("expert_id", "!=", False))
        if query.is_empty():
            return {}
        terms = [self._read_group_groupby(self._table, spec, query) for spec in groupby]
        names = [SQL.identifier(f"group_{number}") for number in range(len(terms))]
        expert = self._field_to_sql(self._table, "expert_id", query)
        query.groupby = SQL(", ").join([*terms, expert])
        columns = [
            SQL("%s AS %s", term, name) for term, name in zip(terms, names, strict=True)
        ]
        persons = query.select(*columns, SQL("%s AS person", expert))
        counted = SQL(
            "SELECT %s FROM (%s) AS persons",
            SQL(", ").join([*names, SQL("COUNT(*)")]),
            persons,
        )
        if names:
            counted = SQL("%s GROUP BY %s", counted, SQL(", ").join(names))
        found = self.env.execute_query(counted)
        if not found:
            return {}
        *columns, counts = zip(*found, strict=True)
        groups = [
            self._read_group_postprocess_groupby(spec, column)
            for spec, column in zip(groupby, columns, strict=True)
        ]
        groups = zip(*groups, strict=True) if groups else [()]
        return dict(zip(groups, (count or False for count in counts), strict=True))
