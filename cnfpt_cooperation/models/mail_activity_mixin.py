from odoo import models


class MailActivityMixin(models.AbstractModel):
    _inherit = "mail.activity.mixin"

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Name what is to do on a file in the language of whoever does it.

        Odoo takes the language of who schedules it: a nightly task's is English.
        """
        if self._name.startswith("cooperation.") and act_values.get("user_id"):
            user = self.env["res.users"].browse(act_values["user_id"])
            self = self.with_context(lang=user.lang or self.env.lang)
        return super().activity_schedule(
            act_type_xmlid, date_deadline, summary, note, **act_values
        )
