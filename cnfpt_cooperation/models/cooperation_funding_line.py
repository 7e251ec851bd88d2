from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.actions import open_list


class CooperationFundingLine(models.Model):
    """What a funder grants under an agreement, in euros and in expert days [R1].

    granted ≥ committed: the database refuses what two confirmations at once would
    overspend. Stored sums make both write this row, so that the second one waits,
    reads the first one's sum and meets the constraint.
    """

    _name = "cooperation.funding.line"
    _description = "Funding Line"
    _inherit = ["cooperation.agreement.part.mixin", "cooperation.derived.mixin"]
    _order = "agreement_id, id"
    _rec_names_search = ["name", "agreement_id.reference", "funder_id.name"]
    _text_fields = frozenset(
        {
            "agreement_id",
            "funder_id",
            "currency_id",
            "amount",
            "days",
            "date_start",
            "date_end",
        }
    )

    name = fields.Char(required=True)
    funder_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    is_third_party = fields.Boolean(
        string="Third-Party Money",
        compute="_compute_is_third_party",
        store=True,
        help="The funder is neither CNFPT nor one of its structures [R1].",
    )
    agreement_state = fields.Selection(related="agreement_id.state")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary(string="Granted Amount")
    days = fields.Float(string="Granted Days", digits=(16, 1))
    date_start = fields.Date(
        string="Eligible From", help="Empty: from the start of the agreement."
    )
    date_end = fields.Date(
        string="Eligible Until", help="Empty: until the end of the agreement."
    )
    tranche_ids = fields.One2many(
        "cooperation.funding.tranche", "funding_line_id", string="Tranches"
    )
    allocation_ids = fields.One2many(
        "cooperation.funding.allocation", "funding_line_id", string="Missions Covered"
    )
    amount_received = fields.Monetary(compute="_compute_amount_received", store=True)
    days_planned = fields.Float(
        compute="_compute_ledger",
        store=True,
        digits=(16, 1),
        help="Days of all missions that are not cancelled.",
    )
    days_committed = fields.Float(
        compute="_compute_ledger",
        store=True,
        digits=(16, 1),
        help="Days of the missions that are funded or beyond.",
    )
    days_done = fields.Float(
        compute="_compute_days_done",
        digits=(16, 1),
        help="Expert days done, in the ledger of days.",
    )
    days_left = fields.Float(
        compute="_compute_ledger",
        store=True,
        digits=(16, 1),
        help="Granted days less committed days.",
    )
    amount_planned = fields.Monetary(compute="_compute_ledger", store=True)
    amount_committed = fields.Monetary(compute="_compute_ledger", store=True)
    amount_left = fields.Monetary(compute="_compute_ledger", store=True)
    days_progress = fields.Float(
        string="Days Committed (%)", compute="_compute_days_progress"
    )

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A grant cannot end before it starts."
    )
    _granted_positive = models.Constraint(
        "CHECK (amount >= 0 AND days >= 0)", "A grant cannot be negative."
    )
    _not_over_committed = models.Constraint(
        "CHECK (days_committed <= days AND amount_committed <= amount)",
        "This funding line does not hold that many days or euros.",
    )

    @api.depends("funder_id.is_cnfpt_structure")
    def _compute_is_third_party(self):
        for line in self:
            line.is_third_party = not line.funder_id.is_cnfpt_structure

    @api.depends("tranche_ids.amount", "tranche_ids.date_received")
    def _compute_amount_received(self):
        for line in self:
            received = line.tranche_ids.filtered("date_received")
            line.amount_received = sum(received.mapped("amount"))

    @api.depends(
        "amount",
        "days",
        "allocation_ids.amount",
        "allocation_ids.days",
        "allocation_ids.is_committed",
        "allocation_ids.mission_id.state",
    )
    def _compute_ledger(self):
        for line in self:
            planned = line.allocation_ids.filtered(
                lambda allocation: allocation.mission_id.state != "cancelled"
            )
            committed = planned.filtered("is_committed")
            line.days_planned = sum(planned.mapped("days"))
            line.days_committed = sum(committed.mapped("days"))
            line.days_left = line.days - line.days_committed
            line.amount_planned = sum(planned.mapped("amount"))
            line.amount_committed = sum(committed.mapped("amount"))
            line.amount_left = line.amount - line.amount_committed

    def _compute_days_done(self):
        done = dict(
            self.env["cooperation.expert.day"]._read_group(
                [("funding_line_id", "in", self.ids), ("state", "=", "done")],
                ["funding_line_id"],
                ["fraction:sum"],
            )
        )
        for line in self:
            line.days_done = done.get(line._origin, 0.0)

    @api.depends("days", "days_committed")
    def _compute_days_progress(self):
        for line in self:
            line.days_progress = line.days and 100 * line.days_committed / line.days

    @api.depends("name", "agreement_id.reference")
    def _compute_display_name(self):
        for line in self:
            reference = line.agreement_id.reference
            line.display_name = f"{reference} · {line.name}" if reference else line.name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["cooperation.funding.allocation"].search(
            [("funding_line_id", "in", self.ids)], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    "“%(line)s” covers “%(mission)s”: take it off the mission before "
                    "you delete it.",
                    line=used.funding_line_id.display_name,
                    mission=used.mission_id.display_name,
                )
            )

    def action_open_missions(self):
        """Open the missions that this line covers."""
        self.ensure_one()
        return open_list(
            self.env._("Missions Covered"),
            "cooperation.mission",
            [("id", "in", self.allocation_ids.mission_id.ids)],
        )

    @api.model
    def _get_parts_label(self):
        return self.env._("funding lines")
