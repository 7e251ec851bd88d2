from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _creation_message(self):
        """Return the first line of a file's trace.

        Odoo's own, "%s created", agrees with no feminine name in French, and takes
        the English name of the model for what an installation creates.
        """
        if self._name.startswith("cooperation."):
            # An installation has no language in its context; its user has one.
            lang = self.env.lang or self.env.user.lang
            return self.with_context(lang=lang).env._("File created")
        return super()._creation_message()
