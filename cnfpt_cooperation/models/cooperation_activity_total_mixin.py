from odoo import fields, models
from odoo.fields import Domain

from ..tools.measures import MEASURES


class CooperationActivityTotalMixin(models.AbstractModel):
    """What a period and a scope hold, and their totals: asked here, nowhere else.

    A row lies in a period when all of it does. A live row has one day; a published
    total of 2015-2018 lies in 2015-2018 and in no year of it. `period` says so to
    filters: `period >= from` and `period <= until` together. `date` tells a published
    year by its last day only, and would put it into its last month.
    """

    _name = "cooperation.activity.total.mixin"
    _description = "Totals of Activity"

    period = fields.Date(
        string="Lies In Period",
        compute="_compute_period",
        search="_search_period",
        help="From a day: nothing of it was before. Until a day: nothing of it came "
        "after. A published total lies in a period that holds all of it.",
    )

    def _compute_period(self):
        for row in self:
            row.period = row.period_end

    def _search_period(self, operator, value):
        if operator in (">=", ">"):
            return Domain("period_start", operator, value)
        if operator in ("<=", "<"):
            return Domain("period_end", operator, value)
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("period_start", "=", day) & Domain("period_end", "=", day)
            for day in value
        )

    def _get_scope_domain(self, date_start=None, date_end=None, **dimensions):
        """Return the rows of a period and a scope.

        :param date_start: first day, empty: since the beginning
        :param date_end: last day, empty: without end
        :param dimensions: zone_id, country_id, theme_id (with its children),
            programme_id, initiative, partner_id, origin: a record, an id or a value;
            an empty one does not narrow the scope
        """
        domain = Domain.TRUE
        if date_start:
            domain &= Domain("period", ">=", date_start)
        if date_end:
            domain &= Domain("period", "<=", date_end)
        for name, value in dimensions.items():
            if value:
                plain = value.ids if isinstance(value, models.BaseModel) else value
                operator = "=" if isinstance(plain, str | int) else "in"
                if name == "theme_id":
                    operator = "child_of"
                domain &= Domain(name, operator, plain)
        return domain

    def _get_totals(self, domain, groupby=(), measures=()):
        """Return {group: {code: total}}, asked at once (persons by a statement more).

        A group is the tuple of its values, records as ids, False where a row lacks the
        dimension; the tuple is empty without `groupby`. Groups in which nothing of what
        is asked may stand are left out. A total is None where nothing stands behind
        it: nothing published is never zero.

        :param domain: the rows, see `_get_scope_domain`
        :param groupby: what `_read_group` groups by: "zone_id", "date:month"…
        :param measures: codes of `tools.measures`; empty: all of them
        """
        codes = list(measures) or list(MEASURES)
        kinds = {kind for code in codes for kind in MEASURES[code].kinds}
        domain = Domain(domain) & Domain("kind", "in", sorted(kinds))
        rows = self._read_group(
            domain, list(groupby), [MEASURES[code].spec for code in codes]
        )
        totals = {}
        for row in rows:
            group = tuple(
                value.id if isinstance(value, models.BaseModel) else value
                for value in row[: len(groupby)]
            )
            totals[group] = {
                code: None if value is False else value
                for code, value in zip(codes, row[len(groupby) :], strict=True)
            }
        return totals
