import secrets

from odoo import api, fields, models
from odoo.fields import NO_ACCESS


def _new_token():
    """Return 256 bits of chance: what nobody guesses needs no other lock."""
    return secrets.token_urlsafe(32)


class CooperationPersonalLinkMixin(models.AbstractModel):
    """A question answered by a personal link, without an account.

    Who has the link has the right to answer. It stands in a mail that is not kept once
    it is sent, and nowhere that an employee could read it. The model that inherits
    names the path of its public page, and says who reads it.
    """

    _name = "cooperation.personal.link.mixin"
    _description = "Answered by a Personal Link"

    _link_path = ""

    token = fields.Char(
        required=True,
        default=lambda self: _new_token(),
        groups=NO_ACCESS,
        copy=False,
        exportable=False,
        export_string_translation=False,
    )

    _token_uniq = models.Constraint(
        "UNIQUE(token)", "Each question has its own personal link."
    )

    def _get_link_reader(self):
        """Return the contact to whom the link is sent."""
        self.ensure_one()
        return self.env["res.partner"]

    @api.model
    def _find(self, token):
        """Return the question of a personal link, or nothing."""
        return self.sudo().search([("token", "=", token)]) if token else self.browse()

    def _get_url(self):
        """Return the personal link, for the mail alone."""
        self.ensure_one()
        return f"{self.get_base_url()}/{self._link_path}/{self.sudo().token}"

    def _get_lang(self):
        """Return the language of the mail and of the page."""
        self.ensure_one()
        return self._get_agent_lang(self._get_link_reader())

    @api.model
    def _get_agent_lang(self, partner):
        """French agents read French, unless their contact says English.

        No other language: these letters stay in France [R7].
        """
        lang = partner.lang or ""
        return lang if lang.startswith(("fr", "en")) else self._get_house_lang()

    @api.model
    def _get_house_lang(self):
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return "fr_FR" if "fr_FR" in installed else "en_US"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Nobody reads a link in a mail that still waits to be sent."""
        return dict.fromkeys(self, "write")
