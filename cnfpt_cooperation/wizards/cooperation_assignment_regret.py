from odoo import Command, api, fields, models
from odoo.exceptions import UserError

_WAITING = ("proposed", "invited", "accepted")


class CooperationAssignmentRegret(models.TransientModel):
    """The dialog that frees those who were not chosen, and tells them why.

    Whoever heard of the mission is told; whoever was only proposed never did. All of
    it is done or nothing.
    """

    _name = "cooperation.assignment.regret"
    _description = "Tell Those Not Chosen"

    mission_id = fields.Many2one(
        "cooperation.mission",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self._default_mission_id(),
    )
    line_ids = fields.One2many(
        "cooperation.assignment.regret.line",
        "regret_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.model
    def _default_mission_id(self):
        if self.env.context.get("active_model") == "cooperation.mission":
            return self.env.context.get("active_id")
        return False

    @api.depends("mission_id")
    def _compute_line_ids(self):
        for dialog in self:
            waiting = dialog.mission_id._get_assignments(*_WAITING)
            reasons = waiting._get_regrets()
            dialog.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "assignment_id": assignment.id,
                        "is_told": bool(
                            assignment.expert_id.email
                            and assignment.state != "proposed"
                        ),
                        "reason": reasons[assignment],
                    }
                )
                # Those who heard of the mission come first.
                for assignment in waiting.sorted(lambda a: a.state == "proposed")
            ]

    def action_confirm(self):
        """Free the experts of these lines, with their reason, and write to them.

        :raise UserError: nobody is chosen yet, or a reason or an address is missing
        """
        self.ensure_one()
        self.mission_id.check_access("write")
        blockers = list(self._get_blockers())
        if blockers:
            raise UserError("\n".join(blockers))
        for line in self.line_ids:
            line.assignment_id._regret(line.reason)
        self.line_ids.filtered("is_told").assignment_id._tell_regret()
        return {"type": "ir.actions.act_window_close"}

    def _get_blockers(self):
        mission = self.mission_id
        if not mission._get_firm_assignments():
            yield self.env._(
                "Nobody is confirmed on “%(mission)s” yet: choose first.",
                mission=mission.display_name,
            )
        for line in self.line_ids:
            expert = line.expert_id.display_name
            if line.assignment_id.mission_id != mission:
                yield self.env._(
                    "“%(expert)s” is not on “%(mission)s”.",
                    expert=expert,
                    mission=mission.display_name,
                )
            if line.assignment_id.state not in _WAITING:
                yield self.env._(
                    "“%(assignment)s” is in the state “%(state)s”: take the line off.",
                    assignment=line.assignment_id.display_name,
                    state=line.assignment_id._get_state_label(line.assignment_id.state),
                )
            if not (line.reason or "").strip():
                yield self.env._("Say why “%(expert)s” is not chosen.", expert=expert)
            if line.is_told and not line.email:
                yield self.env._(
                    "“%(expert)s” has no e-mail address: give one, or untick “Tell”.",
                    expert=expert,
                )
