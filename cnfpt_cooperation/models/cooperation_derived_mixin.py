from odoo import api, models
from odoo.exceptions import UserError


class CooperationDerivedMixin(models.AbstractModel):
    """What is computed and stored follows from the rest: no client writes it.

    The ORM shows such a field as read-only and computes it at creation, whatever the
    values say, and yet takes any value that a crafted call or an import writes later;
    totals, zones, purge dates and what is left on a funding line would then lie.
    """

    _name = "cooperation.derived.mixin"
    _description = "With Computed Fields That Are Not Written"

    @api.model
    def _is_derived(self, name):
        """Return whether the stored field `name` is only ever computed."""
        field = self._fields.get(name)
        return bool(
            field
            and field.compute
            and field.store
            and field.readonly
            and not field.inverse
            and not field.inherited
        )

    def write(self, vals):
        self._check_not_derived(vals)
        return super().write(vals)

    @api.model
    def _check_not_derived(self, names):
        for name in names:
            if self._is_derived(name):
                raise UserError(
                    self.env._(
                        "“%(field)s” is computed: change what it follows from.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
