from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CooperationPeriodMixin(models.AbstractModel):
    """A first and a last day that come in order.

    PostgreSQL refuses what gets by; here the sentence names both days, before
    anything is written.
    """

    _name = "cooperation.period.mixin"
    _description = "First and Last Day in Order"

    # The fields of the first day and of the last.
    _period = ("date_start", "date_end")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_period_order(vals, {})
        return super().create(vals_list)

    def write(self, vals):
        if not vals.keys().isdisjoint(self._period):
            for record in self:
                record._check_period_order(vals, record)
        return super().write(vals)

    @api.model
    def _check_period_order(self, vals, present):
        """Refuse a last day before the first.

        :param vals: what is written
        :param present: the record that it is written on, or nothing
        :raise ValidationError: names both days
        """
        first, last = (
            fields.Date.to_date(vals.get(name, present and present[name]))
            for name in self._period
        )
        if first and last and last < first:
            raise ValidationError(
                self.env._(
                    "“%(file)s” would end on %(last)s, before it starts on %(first)s: "
                    "put its dates in order.",
                    file=vals.get("name") or (present and present.display_name) or "",
                    first=self._format_date(first),
                    last=self._format_date(last),
                )
            )
