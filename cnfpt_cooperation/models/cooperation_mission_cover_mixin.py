from odoo import api, models

from .cooperation_funding_obstacle_mixin import COMMITTED_STATES, ORDERED_STATES


class CooperationMissionCoverMixin(models.AbstractModel):
    """The agreements that a mission leans on: its own, and those of its funding."""

    _name = "cooperation.mission.cover.mixin"
    _description = "Cover of a Mission"
    _inherit = ["cooperation.cover.mixin"]

    _cover_states = (
        *("draft", "scoped", "funded", "staffed"),
        *("ordered", "ongoing", "reported"),
    )
    _cover_kept_states = ORDERED_STATES
    _cover_due_states = COMMITTED_STATES

    @api.model
    def _get_cover_triggers(self):
        return [
            *super()._get_cover_triggers(),
            "allocation_ids.funding_line_id.agreement_id.state",
            "allocation_ids.funding_line_id.agreement_id.date_cover_end",
        ]

    def _get_cover_agreements(self):
        lines = self.allocation_ids.funding_line_id
        return (self.agreement_id | lines.agreement_id)._get_instruments()
