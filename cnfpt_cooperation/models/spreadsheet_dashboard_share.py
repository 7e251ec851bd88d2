from odoo import api, models
from odoo.exceptions import AccessError

_GROUP = "cnfpt_cooperation.spreadsheet_dashboard_group_cooperation"
_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"


class SpreadsheetDashboardShare(models.Model):
    """A frozen copy of a dashboard, read without login by whoever has its link."""

    _inherit = "spreadsheet.dashboard.share"

    @api.constrains("dashboard_id")
    def _check_cooperation_share(self):
        """Leave it to the direction to hand figures of the Mission outside."""
        user = self.env.user
        if user._is_superuser() or user.has_group(_DIRECTION):
            return
        ours = self.env.ref(_GROUP, raise_if_not_found=False)
        if ours and ours in self.dashboard_id.dashboard_group_id:
            raise AccessError(
                self.env._(
                    "A shared dashboard can be read by everybody who has its link: ask "
                    "the direction to share it."
                )
            )
