from odoo import models
from odoo.tools import SQL


class CooperationMeanMixin(models.AbstractModel):
    """Means of groups that are means of what was counted, not of other means.

    A file with two marks would otherwise weigh as much as one with two hundred, and a
    file without marks would count as zero. `_weights` says of how many each is a mean.
    """

    _name = "cooperation.mean.mixin"
    _description = "Means That Are Weighted"

    _weights: dict[str, str] = {}

    def _read_group_select(self, aggregate_spec, query):
        name, __, function = aggregate_spec.partition(":")
        if function != "avg" or name not in self._weights:
            return super()._read_group_select(aggregate_spec, query)
        mean = self._field_to_sql(self._table, name, query)
        weight = self._field_to_sql(self._table, self._weights[name], query)
        return SQL(
            "SUM(%(mean)s * %(weight)s) / NULLIF(SUM(%(weight)s), 0)",
            mean=mean,
            weight=weight,
        )
