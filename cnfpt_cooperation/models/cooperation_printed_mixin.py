import base64

from werkzeug.urls import url_encode

from odoo import api, models

from ..tools.letters import LETTER_LAYOUT

_MODULE = "cnfpt_cooperation"
_SIGNATORY = f"{_MODULE}.paper_signatory_id"


class CooperationPrintedMixin(models.AbstractModel):
    """Something of which papers are printed and files downloaded."""

    _name = "cooperation.printed.mixin"
    _description = "With Papers"

    def _get_paper_reference(self):
        """Return the number that papers bear."""
        self.ensure_one()
        return self.reference

    def _get_paper_name(self, title):
        """Return the name of the file of a paper, without its extension."""
        self.ensure_one()
        return f"{title} {self._get_paper_reference()}".replace("/", "-")

    def _print_paper(self, name):
        """Return file name and content of a paper, as superuser or as the user."""
        self.ensure_one()
        report = self.env.ref(f"{_MODULE}.action_{name}").sudo()
        content, extension = self.env["ir.actions.report"]._render_qweb_pdf(
            report, [self.id]
        )
        title = report.with_context(lang="fr_FR").name
        return f"{self._get_paper_name(title)}.{extension}", content

    @api.model
    def _get_signatory(self):
        """Return who signs papers and letters, if the settings say so."""
        return self._get_signatory_user().partner_id

    @api.model
    def _get_signatory_user(self):
        parameter = self.env["ir.config_parameter"].sudo().get_param(_SIGNATORY)
        return self.env["res.users"].sudo().browse(int(parameter or 0)).exists()

    def _open_composer(self, template):
        """Return the action that opens Odoo's own composer with a letter in it."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": self.env.ref(f"{_MODULE}.{template}").id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": LETTER_LAYOUT,
                "force_email": True,
            },
        }

    def _enclose(self, get_files):
        """Return the files of a letter, as Odoo's hook for attachments wants them.

        :param get_files: function of a record that returns names and contents
        """
        return {
            record.id: {
                "attachments": [
                    (name, base64.b64encode(content))
                    for name, content in get_files(record)
                ]
            }
            for record in self
        }

    def _download(self, field_name, extension, mimetype):
        """Return the action that downloads a file: Odoo checks who may read it."""
        query = {
            "download": "true",
            "filename": f"{self._get_paper_reference()}.{extension}".replace("/", "-"),
            "mimetype": mimetype,
        }
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{field_name}"
            f"?{url_encode(query)}",
            "target": "self",
        }
