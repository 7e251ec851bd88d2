import json

from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.measures import MEASURES, get_label

_GROUP = "cnfpt_cooperation.spreadsheet_dashboard_group_cooperation"
_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"
_CARD = "card_"  # begins the names of the cards of our dashboards


class SpreadsheetDashboardShare(models.Model):
    """A frozen copy of a dashboard, read without login by whoever has its link."""

    _inherit = "spreadsheet.dashboard.share"

    @api.model
    def action_get_share_url(self, vals):
        """Write out the titles of cards: Odoo leaves them to who reads, in English."""
        dashboard = self.env["spreadsheet.dashboard"].browse(vals.get("dashboard_id"))
        if vals.get("spreadsheet_data") and self._is_cooperation(dashboard):
            data = self._name_cards(json.loads(vals["spreadsheet_data"]))
            vals = {**vals, "spreadsheet_data": json.dumps(data)}
        return super().action_get_share_url(vals)

    @api.model
    def _name_cards(self, data):
        """Give the cards of a frozen copy the names that their sharer reads."""
        for sheet in data["sheets"]:
            for figure in sheet["figures"]:
                code = figure["id"].removeprefix(_CARD)
                if code != figure["id"] and code in MEASURES:
                    figure["data"]["title"]["text"] = get_label(self.env, code)
        return data

    @api.model
    def _is_cooperation(self, dashboards):
        """Return whether one of these dashboards is the Mission's."""
        ours = self.env.ref(_GROUP, raise_if_not_found=False)
        return bool(ours) and ours in dashboards.sudo().dashboard_group_id

    @api.constrains("dashboard_id")
    def _check_cooperation_share(self):
        """Leave it to the direction to hand figures of the Mission outside."""
        user = self.env.user
        if user._is_superuser() or user.has_group(_DIRECTION):
            return
        if self._is_cooperation(self.dashboard_id):
            raise AccessError(
                self.env._(
                    "A shared dashboard can be read by everybody who has its link: ask "
                    "the direction to share it."
                )
            )
