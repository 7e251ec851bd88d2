from odoo import api, models


class CooperationAssignmentCoverMixin(models.AbstractModel):
    """An expert goes under the agreements of the mission."""

    _name = "cooperation.assignment.cover.mixin"
    _description = "Cover of an Assignment"
    _inherit = ["cooperation.cover.mixin"]

    _cover_states = ("proposed", "invited", "accepted", "confirmed", "ordered")
    _cover_kept_states = ("ordered",)
    _cover_due_states = ("confirmed", "ordered")

    @api.model
    def _get_cover_triggers(self):
        mission = self.env["cooperation.mission"]
        return [
            *("state", "date_start", "date_end"),
            *(
                f"mission_id.{name}"
                for name in mission._get_cover_triggers()
                if "agreement_id" in name
            ),
        ]

    def _get_cover_agreements(self):
        return self.mission_id._get_cover_agreements()

    def _get_lost_advice(self):
        return self.env._(
            "cover the mission by another one, or take the expert off it."
        )
