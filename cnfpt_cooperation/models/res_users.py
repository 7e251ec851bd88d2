from odoo import api, fields, models
from odoo.exceptions import UserError

_READER = "cnfpt_cooperation.cnfpt_cooperation_group_user"


class ResUsers(models.Model):
    _inherit = "res.users"

    cooperation_digest = fields.Selection(
        [("none", "None"), ("weekly", "Weekly"), ("monthly", "Monthly")],
        string="Digest of the Mission",
        compute="_compute_cooperation_digest",
        inverse="_inverse_cooperation_digest",
        help="An e-mail with the figures of the last week or month and what is urgent "
        "on your watchlist.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "cooperation_digest"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "cooperation_digest"]

    @api.model
    def _get_cooperation_digests(self):
        """Return the digests of the Mission, the weekly one last: it says more."""
        digests = self.env["digest.digest"].sudo()
        return digests.search([("is_cooperation", "=", True)], order="periodicity")

    def _compute_cooperation_digest(self):
        digests = self._get_cooperation_digests()
        self.cooperation_digest = "none"
        for digest in digests:
            (self & digest.user_ids).cooperation_digest = digest.periodicity

    def _inverse_cooperation_digest(self):
        """Being a recipient is the choice: a link that ends it changes it too."""
        digests = self._get_cooperation_digests()
        for user in self:
            choice = user.cooperation_digest
            if choice not in (False, "none") and not user.has_group(_READER):
                raise UserError(
                    self.env._(
                        "%(user)s does not read the files of the Mission: give a role "
                        "in Cooperation first.",
                        user=user.name,
                    )
                )
            for digest in digests:
                if digest.periodicity == choice:
                    digest._action_subscribe_users(user)
                else:
                    digest._action_unsubscribe_users(user)
