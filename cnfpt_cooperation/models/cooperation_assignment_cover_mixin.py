from odoo import api, models
from odoo.exceptions import ValidationError


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

    # ------------------------------------------------------------
    # An expert more
    # ------------------------------------------------------------

    def _get_confirm_blockers(self):
        yield from super()._get_confirm_blockers()
        yield from self.mission_id._get_experts_blockers(self)

    @api.constrains("planned_days", "mission_id")
    def _check_room(self):
        """Who goes already plans no more days than the funding covers [R1]."""
        firm = self.filtered(lambda a: a.state in ("confirmed", "ordered"))
        for mission in firm.filtered(lambda a: not a.is_imported).mission_id:
            blockers = list(mission._get_experts_blockers(self.browse()))
            if blockers:
                raise ValidationError("\n".join(blockers))
