from odoo import api, models
from odoo.exceptions import UserError

from ..tools.actions import open_dialog
from .cooperation_funding_obstacle_mixin import (
    COMMITTED_STATES,
    ORDERED_STATES,
    with_covering,
)


class CooperationMissionCoverMixin(models.AbstractModel):
    """The agreements that a mission leans on, and how it is covered anew."""

    _name = "cooperation.mission.cover.mixin"
    _description = "Cover of a Mission"
    _inherit = ["cooperation.cover.mixin", "cooperation.mission.room.mixin"]

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
            "allocation_ids.is_worked_off",
            "allocation_ids.funding_line_id.agreement_id.state",
            "allocation_ids.funding_line_id.agreement_id.date_cover_end",
        ]

    def _get_cover_agreements(self):
        counting = self.allocation_ids.filtered(lambda a: not a.is_worked_off)
        agreements = self.agreement_id | counting.funding_line_id.agreement_id
        return agreements._get_instruments()

    # ------------------------------------------------------------
    # Covering
    # ------------------------------------------------------------

    def action_open_cover(self):
        """Open the dialog that takes what is missing from who could cover it."""
        self.ensure_one()
        return open_dialog(
            self.env._("Cover %(mission)s", mission=self.display_name),
            "cooperation.mission.cover",
            default_mission_id=self.id,
        )

    def _cover(self, taken):
        """Take days and costs from funding lines, in place of what does not count.

        The gate is looked at once all of it is written, where it was passed already.

        :param dict taken: days and cost in the mission's currency by funding line
        :raise UserError: a line holds less, or it is still not covered
        """
        self.ensure_one()
        self.check_access("write")
        self._check_not_frozen({"allocation_ids", "agreement_id"})
        mission = with_covering(self)
        lost = mission.allocation_ids.filtered("obstacle")
        former = lost.funding_line_id
        lost.filtered(lambda a: a.funding_line_id not in taken)._settle()
        for line, (days, cost) in taken.items():
            mission._take_from(line, days, cost)
        lines = self.env["cooperation.funding.line"].union(*taken)
        mission._move_to_agreement(lines)
        mission._move_days(former - mission._get_counting_lines(), lines)
        self._check_still_covered()
        self._settle_cover()
        blockers = list(self.allocation_ids._get_overdraft_blockers())
        if blockers:
            raise UserError("\n".join(blockers))

    def _take_from(self, line, days, cost):
        """Add to what the mission takes from a line, or begin to take from it."""
        own = self.allocation_ids.filtered(lambda a: a.funding_line_id == line)
        if own:
            own.write({"days": own.days + days, "cost": own.cost + cost})
        else:
            own.create(
                {
                    "mission_id": self.id,
                    "funding_line_id": line.id,
                    "days": days,
                    "cost": cost,
                }
            )

    def _get_counting_lines(self):
        return self.allocation_ids.filtered(
            lambda a: not (a.obstacle or a.is_worked_off)
        ).funding_line_id

    def _move_to_agreement(self, lines):
        """Put the mission under the agreement that covers it now."""
        agreement = self.agreement_id
        obstacles = self.allocation_ids._get_agreement_obstacles(agreement, self)
        if lines and (not agreement or any(obstacles)):
            self.agreement_id = lines[0].agreement_id._get_instruments()

    def _move_days(self, former, lines):
        """Plan the days to come on the line that pays for them now."""
        days = self.day_ids.filtered(
            lambda d: d.state == "planned" and d.funding_line_id in former
        )
        if days and lines:
            days.write({"funding_line_id": lines[0].id})
