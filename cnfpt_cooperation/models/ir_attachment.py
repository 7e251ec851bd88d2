from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..tools.filetype import explain_refusal_of_file


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_cooperation_files()
        attachments._check_what_it_says()
        return attachments

    def write(self, vals):
        self._check_cooperation_files()
        result = super().write(vals)
        if not vals.keys().isdisjoint({"res_model", "res_id", "res_field"}):
            self._check_cooperation_files()
        if not vals.keys().isdisjoint({"res_model", "name", "datas", "raw"}):
            self._check_what_it_says()
        return result

    def _check_what_it_says(self):
        """Refuse a file that somebody adds to one of ours under a false name.

        A message that comes in puts such files aside before it is here.
        """
        for attachment in self:
            if (
                attachment.type == "binary"
                and not attachment.res_field
                and (attachment.res_model or "").startswith("cooperation.")
            ):
                reason = explain_refusal_of_file(
                    self.env, attachment.name, attachment.raw or b""
                )
                if reason:
                    raise ValidationError(reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cooperation_frozen(self):
        self._check_cooperation_files()

    def _delete_and_notify(self, message=None):
        """Discuss deletes as superuser whatever its user may write."""
        self.sudo(False)._check_cooperation_files()
        return super()._delete_and_notify(message)

    def _check_cooperation_files(self):
        """The signed text of a frozen file is not changed behind its field either.

        The field itself comes here as superuser, once its record let it through.
        """
        if self.env.su:
            return
        for attachment in self.sudo():
            model, name = attachment.res_model, attachment.res_field
            if name and hasattr(self.env.get(model), "_check_not_frozen"):
                record = self.env[model].browse(attachment.res_id).exists()
                record._check_not_frozen({name})
            if name and name in self._get_guarded_files(model):
                field = self.env[model]._fields[name]
                raise UserError(
                    self.env._(
                        "“%(field)s” changes by the buttons of the record only.",
                        field=field._description_string(self.env),
                    )
                )

    @api.model
    def _get_guarded_files(self, model):
        """Return the fields of a model that only its own steps write."""
        records = self.env.get(model)
        if hasattr(records, "_get_guarded_fields"):
            return records._get_guarded_fields()
        return getattr(records, "_guarded_fields", frozenset())
