from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_cooperation_files()
        return attachments

    def write(self, vals):
        self._check_cooperation_files()
        result = super().write(vals)
        if not vals.keys().isdisjoint({"res_model", "res_id", "res_field"}):
            self._check_cooperation_files()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cooperation_frozen(self):
        self._check_cooperation_files()

    def _check_cooperation_files(self):
        """The signed text of a frozen file is not changed behind its field either.

        The field itself comes here as superuser, once its record let it through.
        """
        if self.env.su:
            return
        for attachment in self:
            model, name = attachment.res_model, attachment.res_field
            if name and hasattr(self.env.get(model), "_check_not_frozen"):
                record = self.env[model].browse(attachment.res_id).exists()
                record._check_not_frozen({name})
