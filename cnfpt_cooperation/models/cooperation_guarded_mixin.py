from odoo import api, models
from odoo.exceptions import UserError

# What tells a guarded write from any other is the identity of these objects: a
# context sent by a client is made of plain values and can never hold them.
GUARD_KEY = "cooperation_guard"
TRANSITION = object()
HISTORY = object()


class CooperationGuardedMixin(models.AbstractModel):
    """Fields that only a step of our own writes, from RPC and import never."""

    _name = "cooperation.guarded.mixin"
    _description = "With Guarded Fields"
    _inherit = ["cooperation.derived.mixin"]

    # Fields that only a step may write; those of all the mixins of a model count.
    _guarded_fields: frozenset[str] = frozenset()

    @api.model
    def _get_guarded_fields(self):
        """Return the names of the fields that only a step may write."""
        return frozenset().union(
            *(vars(base).get("_guarded_fields", ()) for base in type(self).__mro__)
        )

    def _guarded_write(self, values):
        """Write fields that no one may write directly."""
        return self.with_context(**{GUARD_KEY: TRANSITION}).write(values)

    @api.model_create_multi
    def create(self, vals_list):
        records = super(
            CooperationGuardedMixin, self.with_context(**{GUARD_KEY: None})
        ).create(vals_list)
        if not self._is_history_import():
            records._check_created_at_start()
        return records.with_env(self.env)

    @api.model
    def _is_history_import(self):
        return self.env.context.get(GUARD_KEY) is HISTORY

    def _check_created_at_start(self):
        """Refuse records that a client has created with what only a step writes.

        Looked at once they exist, so that defaults sent in the context count too.
        """
        for record in self:
            filled = {name for name in self._get_guarded_fields() if record[name]}
            if filled:
                record._check_direct_write(filled)

    def write(self, vals):
        if self.env.context.get(GUARD_KEY) is not TRANSITION:
            self._check_direct_write(vals.keys())
        return super(
            CooperationGuardedMixin, self.with_context(**{GUARD_KEY: None})
        ).write(vals)

    def _check_direct_write(self, names):
        """Refuse guarded fields, whoever writes them otherwise than by a step."""
        guarded = self._get_guarded_fields() & names
        if guarded:
            raise UserError(
                self.env._(
                    "“%(field)s” changes by the buttons of the record only.",
                    field=self._get_field_label(min(guarded)),
                )
            )

    def _get_field_label(self, name):
        return self._fields[name]._description_string(self.env)
