from odoo import api, models
from odoo.exceptions import ValidationError

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

    # ------------------------------------------------------------
    # A day more
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        numbers = {vals.get("assignment_id") for vals in vals_list} - {None, False}
        assignments = self.env["cooperation.assignment"].browse(numbers)
        self._hold_missions(
            assignments.mission_id.filtered(lambda m: m._is_gate_passed())
        )
        return super().create(vals_list)

    @api.constrains("date", "fraction", "assignment_id", "funding_line_id")
    def _check_covered(self):
        """The days of a mission never exceed its cover, in number or in dates [R1].

        An adjustment counts what was done by its own rule.
        """
        # What is summed up is read from the database.
        self.flush_recordset()
        for mission in self.mission_id.filtered(lambda m: m._is_gate_passed()):
            own = self.filtered(
                lambda day, m=mission: day.mission_id == m and not day.is_imported
            )
            blockers = list(mission._get_dates_blockers(own))
            if own and not self._is_adjusted():
                total = mission.days_done + mission.days_scheduled
                blockers += mission._get_room_blockers(total)
            if blockers:
                raise ValidationError("\n".join(dict.fromkeys(blockers)))
