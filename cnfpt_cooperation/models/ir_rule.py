from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Say why a file is not deleted any more, where Odoo speaks of cookies."""
        error = super()._make_access_error(operation, records)
        sentence = operation == "unlink" and self._get_kept_sentence(records)
        return AccessError(sentence) if sentence else error

    def _get_kept_sentence(self, records):
        """Return why these files stay: they have started. Nothing of other rules."""
        if not records._name.startswith("cooperation.") or "state" not in records:
            return None
        rules = self._get_failing(records, mode="unlink").sudo()
        # Names are for those who may read the files.
        seen = records.sudo(False)._filtered_access("read")[:1].sudo()
        if not seen or any(rule.perm_read or rule.perm_write for rule in rules):
            return None
        states = dict(seen._fields["state"]._description_selection(self.env))
        return self.env._(
            "“%(file)s” is in the state “%(state)s” and is not deleted any more: only "
            "what has not started yet can be.",
            file=seen.display_name,
            state=states.get(seen.state, seen.state),
        )
