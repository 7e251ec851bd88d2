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
        days = super().create(vals_list)
        days._check_room()
        return days

    def write(self, vals):
        """Less than before needs no more cover than before."""
        is_more = "assignment_id" in vals or any(
            vals.get("fraction", day.fraction) > day.fraction for day in self
        )
        result = super().write(vals)
        if is_more:
            self._check_room()
        return result

    def _get_gated(self):
        """Return the missions that passed their gate, each with its own of these."""
        live = self.filtered(lambda day: not day.is_imported)
        groups = live.grouped("mission_id").items()
        return [
            (mission, days) for mission, days in groups if mission._is_gate_passed()
        ]

    def _check_room(self):
        """The days of a mission never exceed its cover [R1].

        An adjustment counts what was done by its own rule.

        :raise ValidationError: by how much, and who could cover it
        """
        if self._is_adjusted():
            return
        # What is summed up is read from the database.
        self.flush_recordset()
        for mission, _days in self._get_gated():
            total = mission.days_done + mission.days_scheduled
            blockers = list(mission._get_room_blockers(total))
            if blockers:
                raise ValidationError("\n".join(blockers))

    @api.constrains("date", "assignment_id", "funding_line_id")
    def _check_covered(self):
        """A day lies within the agreement and the line that pay for it [R1]."""
        for mission, days in self._get_gated():
            blockers = [
                *mission._get_dates_blockers(days),
                *mission._get_stranger_blockers(days),
            ]
            if blockers:
                raise ValidationError("\n".join(dict.fromkeys(blockers)))
