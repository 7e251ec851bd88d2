from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CooperationMissionCover(models.TransientModel):
    """The dialog that covers a mission: what is missing, and who could pay for it.

    What is missing is spread over the agreements that could cover it, and taken from
    them at once; funding that does not count any more is taken off or, where days were
    done under it, settled.
    """

    _name = "cooperation.mission.cover"
    _description = "Cover This Mission"

    mission_id = fields.Many2one(
        "cooperation.mission", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="mission_id.currency_id")
    planned_days = fields.Float(related="mission_id.planned_days")
    planned_cost = fields.Monetary(related="mission_id.planned_cost")
    missing_days = fields.Float(related="mission_id.missing_days")
    missing_cost = fields.Monetary(related="mission_id.missing_cost")
    lost_sentence = fields.Char(compute="_compute_lost_sentence")
    line_ids = fields.One2many(
        "cooperation.mission.cover.line",
        "cover_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    days_taken = fields.Float(compute="_compute_taken", digits=(16, 1))
    cost_taken = fields.Monetary(compute="_compute_taken")
    days_missing_still = fields.Float(
        string="Days Still Missing", compute="_compute_taken", digits=(16, 1)
    )
    cost_missing_still = fields.Monetary(
        string="Cost Still Missing", compute="_compute_taken"
    )

    @api.depends("mission_id")
    @api.depends_context("lang")
    def _compute_lost_sentence(self):
        for dialog in self:
            lost = dialog.mission_id.allocation_ids.filtered("obstacle")
            dialog.lost_sentence = (
                "; ".join(dict.fromkeys(lost.mapped("obstacle"))) or False
            )

    @api.depends("mission_id")
    def _compute_line_ids(self):
        """Take what is missing from the first that could cover it, then the next."""
        for dialog in self:
            mission = dialog.mission_id
            days, cost = mission.missing_days, mission.missing_cost
            commands = [Command.clear()]
            for candidate in mission._get_candidates() if mission else ():
                line = self.env["cooperation.funding.line"].browse(candidate.line_id)
                most = dialog._get_most(line, candidate)
                taken_days = min(days, max(candidate.days, 0))
                taken_cost = min(cost, most)
                days, cost = days - taken_days, cost - taken_cost
                commands.append(
                    Command.create(
                        {
                            "funding_line_id": line.id,
                            "days_held": max(candidate.days, 0),
                            "cost_held": most,
                            "days": taken_days,
                            "cost": taken_cost,
                        }
                    )
                )
            dialog.line_ids = commands

    def _get_most(self, line, candidate):
        """Return the cost that a line may and can still pay of this mission."""
        mission = self.mission_id
        own = mission.allocation_ids.filtered(lambda a: a.funding_line_id == line)
        share = line._get_most_share(mission) - sum(own.mapped("cost"))
        held = line._get_most(max(candidate.amount, 0), mission.currency_id)
        return max(min(share, held), 0)

    @api.depends("line_ids.days", "line_ids.cost", "missing_days", "missing_cost")
    def _compute_taken(self):
        for dialog in self:
            days = sum(dialog.line_ids.mapped("days"))
            cost = sum(dialog.line_ids.mapped("cost"))
            dialog.days_taken, dialog.cost_taken = days, cost
            dialog.days_missing_still = max(dialog.missing_days - days, 0)
            missing = dialog.currency_id.round(dialog.missing_cost - cost)
            dialog.cost_missing_still = max(missing, 0)

    def action_confirm(self):
        """Take what the lines of the dialog say, all of it or nothing.

        :raise UserError: a line holds less, even when another mission took it this
            instant, or the mission is still not covered and its gate is passed
        """
        self.ensure_one()
        taken = {
            line.funding_line_id: (line.days, line.cost)
            for line in self.line_ids
            if line.days or line.cost
        }
        if not taken and not self.lost_sentence:
            raise UserError(
                self.env._(
                    "Say how many days or how much to take from at least one line."
                )
            )
        self.mission_id._cover(taken)
        return {"type": "ir.actions.act_window_close"}
