from dataclasses import dataclass, replace

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet, date_utils

from ..tools import activity_month
from ..tools.activity import COLUMNS, Fact, get_month_columns, is_wanted
from .cooperation_activity_person_mixin import PERSONS

# What says that rows are gathered is the class of this value: no client can put it in
# a context.
_ROWS = "cooperation_activity_rows"


@dataclass(frozen=True)
class _Rows:
    """Rows of the report, added up already, to be read in its place."""

    table: SQL


_WORK_KINDS = {"mobilisation", "expert_day"}
_EXPERT_FACTS = (2, 3)
# By record, by month, and by month with mobilisation and days in one row.
DAY, MONTH, WORK = range(3)
_SUMS = ("sum", "sum_currency")
_THEME = "cooperation.theme"
_CHILDREN = """
    SELECT child.id FROM cooperation_theme child
      JOIN cooperation_theme top ON child.parent_path LIKE top.parent_path || '%%'
     WHERE top.id = ANY(%s)
"""
# What a month of an assignment cannot tell: its single rows, and their days.
_SINGLE = {"id", "res_id", "display_name"}
_DATES = {"date", "period", "period_start", "period_end"}
_ADDED_UP = {"days", "mobilisations"}
_GRANULARITIES = {"month", "quarter", "year"} | {
    *("month_number", "quarter_number", "year_number"),
}


class CooperationActivityMonthMixin(models.AbstractModel):
    """Answers totals as quickly as SQL by hand, out of the fewest rows.

    PostgreSQL cannot look into the branches of the view: it reads all their columns,
    one by one, guesses the groups, and uses one processor. So each branch is filtered
    and added up for itself, and the few groups that remain are added up together.

    Where whole months will do, days and mobilisations are those of the months, which
    is seven times faster. A question that could tell the difference (a period that cuts
    a month, single records) is asked of the days.
    """

    _name = "cooperation.activity.month.mixin"
    _description = "Activity by Month"
    _inherit = ["cooperation.activity.person.mixin"]

    def _create_months(self):
        """Create the table of months and what keeps it true."""
        by_day = [f for f in self._get_facts() if f.number in _EXPERT_FACTS]
        for statement in (
            activity_month.get_table_sql(),
            activity_month.get_trigger_sql(by_day),
            activity_month.get_filling_sql(by_day),
            f"ANALYZE {activity_month.TABLE}",
        ):
            self.env.cr.execute(SQL(statement))

    def _get_branches(self, level, domain):
        """Return the facts that say what the view says, by `level`.

        Branches of which the domain wants nothing are left out.
        """
        facts = self._get_facts()
        by_day = [fact for fact in facts if fact.number in _EXPERT_FACTS]
        branches = facts if level == DAY else [f for f in facts if f not in by_day]
        if level == WORK:
            branches.append(self._get_work_fact(by_day))
        elif level == MONTH:
            branches += map(self._get_kind_month_fact, by_day)
        wanted = [fact for fact in branches if is_wanted(fact.columns, domain)]
        # A total of nothing is asked of one branch, for PostgreSQL to answer it.
        return wanted or branches[:1]

    def _get_work_fact(self, facts):
        """Return one row for the days and the mobilisation of a month.

        It is of both kinds, so its kind is empty.
        """
        columns = {}
        for fact in facts:
            columns.update(self._get_month_fact(fact).columns)
        columns.update(dict.fromkeys(("kind", "res_model"), "NULL"))
        count = "COALESCE(f.mobilisations, 0) + f.day_count"
        work = self._get_month_fact(facts[0])
        return replace(work, columns=columns, row_count=count)

    def _get_kind_month_fact(self, fact):
        """Return the branch that says by month what `fact` says by record."""
        count = "f.day_count" if "days" in fact.columns else "f.mobilisations"
        monthly = self._get_month_fact(fact)
        source = f"{monthly.source} WHERE {count} > 0"
        return replace(monthly, source=source, row_count=count)

    def _get_month_fact(self, fact):
        columns = get_month_columns(fact.columns)
        single = dict.fromkeys(("id", "res_id"), "NULL")
        return Fact(
            fact.number, fact.model, "f", activity_month.SOURCE, {**columns, **single}
        )

    # ------------------------------------------------------------
    # Which rows
    # ------------------------------------------------------------

    def _is_gathered(self):
        return isinstance(self.env.context.get(_ROWS), _Rows)

    @property
    def _table_sql(self):
        if self._is_gathered():
            return self.env.context[_ROWS].table
        return super()._table_sql

    def _at_level(self, domain, groupby, aggregates, is_added_up=True):
        """Return (report, domain) that answer this question the quickest.

        The report is that of the superuser, over rows which the user may read. It is
        the user's own where nothing can be gained.

        :param is_added_up: False to get rows as they are, of the columns that matter
        """
        if self._is_gathered():
            return self, domain
        sums, names = set(), set()
        for spec in aggregates:
            name, __, function = spec.partition(":")
            if function in _SUMS:
                sums.add(name)
            elif function == "count_distinct":
                names.add(name)
            elif spec != "__count":
                return self, domain
        names |= {spec.partition(":")[0] for spec in groupby}
        if "amount" in sums:
            names.add("currency_id")
        if sums & names or not sums | names <= set(COLUMNS):
            return self, domain
        for name in sums | names:
            self._check_field_access(self._fields[name], "read")
        asked = Domain(domain).map_conditions(self._name_children)
        level, asked = self._get_level(asked, groupby, aggregates)
        rows = self._gather(level, asked, sorted(names), sorted(sums), is_added_up)
        if not rows:
            return self, domain
        return self.sudo().with_context(**{_ROWS: rows}), Domain.TRUE

    def _name_children(self, condition):
        """Name the children of a theme, for PostgreSQL to know how few they are."""
        field = self._fields.get(condition.field_expr)
        value = condition.value
        tops = value if isinstance(value, list | tuple | OrderedSet) else [value]
        if (
            condition.operator != "child_of"
            or field is None
            or field.comodel_name != _THEME
            or any(type(top) is not int for top in tops)
        ):
            return condition
        self.env[_THEME].flush_model(["parent_path"])
        children = self.env.execute_query(SQL(_CHILDREN, list(tops)))
        return Domain(condition.field_expr, "in", [child for (child,) in children])

    def _gather(self, level, domain, names, sums, is_added_up):
        """Return the rows of a domain, by branch; None where there are none."""
        query = self._search(domain)
        if query.is_empty() or query._joins:
            return None
        groups = {name: SQL.identifier(self._table, name) for name in names}
        totals = (*sums, "row_count") if is_added_up else ()
        if "date" in groups and totals and level != DAY:
            groups["date"] = SQL("date_trunc('month', %s)::date", groups["date"])
        selects = [
            self._get_branch_select(fact, groups, totals, query)
            for fact in self._get_branches(level, domain)
        ]
        # Whatever waits to be written is written first, as for the single rows.
        waiting = super()._table_sql.to_flush
        return _Rows(SQL("(%s)", SQL(" UNION ALL ").join(selects), to_flush=waiting))

    def _get_branch_select(self, fact, groups, totals, query):
        """Return the SELECT of a branch: its sums by `groups`, SQL by name."""
        columns = [SQL("%s AS %s", groups[n], SQL.identifier(n)) for n in groups]
        for name in totals:
            total = SQL(fact.get_sum_sql(name))
            columns.append(SQL("%s AS %s", total, SQL.identifier(name)))
        by_group = SQL()
        if groups and totals:
            by_group = SQL("GROUP BY %s", SQL(", ").join(groups.values()))
        return SQL(
            "SELECT %s FROM (%s) AS %s WHERE %s %s",
            SQL(", ").join(columns),
            SQL(fact.get_sql(row_count=fact.row_count)),
            SQL.identifier(self._table),
            query.where_clause or SQL("TRUE"),
            by_group,
        )

    def _get_level(self, domain, groupby, aggregates):
        """Return (level, domain) for the fewest rows that answer this question.

        Where mobilisations and days may both be met, one row for both will do.
        """
        asked = Domain(domain)
        conditions = list(asked.iter_conditions())
        is_by_month = (
            all(map(self._is_month_condition, conditions))
            and all(map(self._is_month_group, groupby))
            and all(map(self._is_month_aggregate, aggregates))
        )
        if not is_by_month:
            return DAY, domain
        told = {condition.field_expr for condition in conditions} | set(groupby)
        kinds = [c for c in conditions if c.field_expr == "kind"]
        if (
            told & (_ADDED_UP | {"res_model"})
            or "kind" in groupby
            or any(c.operator != "in" or not _WORK_KINDS <= set(c.value) for c in kinds)
        ):
            return MONTH, domain
        of_both = Domain("kind", "=", False)
        asked = asked.map_conditions(
            lambda c: c | of_both if c.field_expr == "kind" else c
        )
        return WORK, asked

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
        """Whether months say of this column what their days say."""
        name, __, function = spec.partition(":")
        if function in _SUMS:
            return self._fields[name].aggregator in _SUMS
        return name not in _SINGLE | _DATES | _ADDED_UP | {"kind", "res_model"}

    def _read_group_select(self, aggregate_spec, query):
        selected = super()._read_group_select(aggregate_spec, query)
        if not self._is_gathered():
            return selected
        if aggregate_spec == "__count":
            count = SQL.identifier(self._table, "row_count")
            return SQL("COALESCE(SUM(%s), 0)::bigint", count)
        name, __, function = aggregate_spec.partition(":")
        # A sum of sums is a decimal number to PostgreSQL, even of whole ones.
        is_whole = function == "sum" and self._fields[name].type == "integer"
        return SQL("%s::bigint", selected) if is_whole else selected

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
        asked = self._leave_persons(aggregates, order)
        if having or offset or limit:
            asked = aggregates
        further = self._get_further_specs(groupby, having, order)
        report, rows_domain = self._at_level(domain, groupby, [*asked, *further])
        if report is self:
            asked = aggregates
        rows = [()]
        if groupby or asked or not aggregates:
            rows = super(CooperationActivityMonthMixin, report)._read_group(
                rows_domain, groupby, asked, having, offset, limit, order
            )
        if len(asked) < len(aggregates):
            [rows] = self._add_persons([rows], domain, [groupby], aggregates)
        return self._leave_level(rows)

    def _get_further_specs(self, groupby, having, order):
        """Return the totals by which groups are chosen and sorted."""
        terms = [part.split()[0] for part in (order or "").split(",") if part.strip()]
        terms += [term[0] for term in having if not isinstance(term, str)]
        return [term for term in terms if term not in groupby]

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        groupby = [spec for specs in grouping_sets for spec in specs]
        asked = self._leave_persons(aggregates, order) or aggregates
        further = self._get_further_specs(groupby, (), order)
        report, rows_domain = self._at_level(domain, groupby, [*asked, *further])
        if report is self:
            asked = aggregates
        groups = super(CooperationActivityMonthMixin, report)._read_grouping_sets(
            rows_domain, grouping_sets, asked, order
        )
        if len(asked) < len(aggregates):
            groups = self._add_persons(groups, domain, grouping_sets, aggregates)
        return [self._leave_level(rows) for rows in groups]

    def _leave_persons(self, aggregates, order):
        """Return what is added up; persons are counted apart, unless sorted by."""
        if "expert_id" in (order or ""):
            return aggregates
        return [spec for spec in aggregates if spec != PERSONS]

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
