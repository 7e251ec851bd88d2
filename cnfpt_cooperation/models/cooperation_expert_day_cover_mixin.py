from odoo import api, models

from .cooperation_funding_obstacle_mixin import ORDERED_STATES


class CooperationExpertDayCoverMixin(models.AbstractModel):
    """A day to come leans on the agreement of its line, or on its mission's."""

    _name = "cooperation.expert.day.cover.mixin"
    _description = "Cover of an Expert Day"
    _inherit = ["cooperation.cover.mixin"]

    _cover_states = ("planned",)
    # Those of the mission.
    _cover_kept_states = ORDERED_STATES

    @api.model
    def _get_cover_triggers(self):
        return [
            *("state", "date", "mission_id.state"),
            "funding_line_id.agreement_id.state",
            "funding_line_id.agreement_id.date_cover_end",
            "mission_id.agreement_id.state",
            "mission_id.agreement_id.date_cover_end",
        ]

    def _is_cover_kept(self):
        return self.mission_id.state in self._cover_kept_states

    def _get_cover_agreements(self):
        own = self.funding_line_id.agreement_id
        return (own or self.mission_id.agreement_id)._get_instruments()

    def _get_last_day(self):
        return self.date

    def _get_lost_advice(self):
        return self.env._("cover the mission by another one, or take the day out.")
