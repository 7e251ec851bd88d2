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
    _inherit = [
        "cooperation.counted.mixin",
        "cooperation.agreement.part.mixin",
        "cooperation.derived.mixin",
        "cooperation.funding.currency.mixin",
        "cooperation.funding.figure.mixin",
        "cooperation.funding.pace.mixin",
    ]
    _ledger_field = "funding_line_id"
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
            "overhead_rate",
            "cofinancing_rate",
            "kind_ids",
            "country_ids",
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
    instrument_id = fields.Many2one(
        "cooperation.agreement",
        string="Agreement as Amended",
        compute="_compute_instrument_id",
        store=True,
        index=True,
        help="The agreement that carries the line: what an amendment in force adds "
        "belongs to the agreement that it amends.",
    )
    agreement_state = fields.Selection(related="agreement_id.state")
    days = fields.Float(string="Granted Days", digits=(16, 1))
    date_start = fields.Date(
        string="Eligible From", help="Empty: from the start of the agreement."
    )
    date_end = fields.Date(
        string="Eligible Until", help="Empty: until the end of the agreement."
    )
    kind_ids = fields.Many2many(
        "cooperation.mission.kind",
        string="Eligible Kinds",
        help="Kinds of mission that it pays for; empty: all of them.",
    )
    country_ids = fields.Many2many(
        "res.country",
        string="Eligible Countries",
        help="Countries of the missions that it pays for; empty: all of them.",
    )
    overhead_rate = fields.Float(
        string="Overheads (%)",
        digits=(5, 2),
        aggregator=None,
        help="What the funder pays on top of the cost of a mission.",
    )
    cofinancing_rate = fields.Float(
        string="Co-Financing (%)",
        digits=(5, 2),
        default=100.0,
        aggregator=None,
        help="The part of a mission’s cost that it may pay at most; others pay the "
        "rest.",
    )
    tranche_ids = fields.One2many(
        "cooperation.funding.tranche", "funding_line_id", string="Tranches"
    )
    allocation_ids = fields.One2many(
        "cooperation.funding.allocation", "funding_line_id", string="Missions Covered"
    )
    amount_received = fields.Monetary(compute="_compute_amount_received", store=True)
    days_planned = fields.Float(
        compute="_compute_held",
        store=True,
        digits=(16, 1),
        help="Days of all missions that are not cancelled.",
    )
    days_committed = fields.Float(
        compute="_compute_held",
        store=True,
        digits=(16, 1),
        help="Days of the missions that are funded or beyond.",
    )
    days_left = fields.Float(
        compute="_compute_held",
        store=True,
        digits=(16, 1),
        help="Granted days less committed days.",
    )
    amount_planned = fields.Monetary(compute="_compute_held", store=True)
    amount_committed = fields.Monetary(compute="_compute_held", store=True)
    amount_left = fields.Monetary(compute="_compute_held", store=True)
    days_progress = fields.Float(
        string="Days Committed (%)", compute="_compute_days_progress"
    )

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A grant cannot end before it starts."
    )
    _granted_positive = models.Constraint(
        "CHECK (amount >= 0 AND days >= 0)", "A grant cannot be negative."
    )
    _rates_value = models.Constraint(
        "CHECK (overhead_rate BETWEEN 0 AND 100 AND cofinancing_rate > 0 "
        "AND cofinancing_rate <= 100)",
        "Overheads lie between 0 and 100 %, a co-financing share above 0 and up to "
        "100 %.",
    )
    _not_over_committed = models.Constraint(
        "CHECK (days_committed <= COALESCE(days, 0) "
        "AND amount_committed <= COALESCE(amount, 0))",
        "This funding line does not hold that many days or euros.",
    )

    @api.depends("funder_id.is_cnfpt_structure")
    def _compute_is_third_party(self):
        for line in self:
            line.is_third_party = not line.funder_id.is_cnfpt_structure

    @api.depends("agreement_id.instrument_id", "agreement_id.state")
    def _compute_instrument_id(self):
        for line in self:
            agreement = line.agreement_id
            is_signed = agreement.state not in agreement._unsigned_states
            line.instrument_id = (is_signed and agreement.instrument_id) or agreement

    @api.depends("tranche_ids.amount_received")
    def _compute_amount_received(self):
        for line in self:
            line.amount_received = sum(line.tranche_ids.mapped("amount_received"))

    @api.depends(
        "amount",
        "days",
        "allocation_ids.amount_held",
        "allocation_ids.days",
        "allocation_ids.is_committed",
        "allocation_ids.mission_id.state",
    )
    def _compute_held(self):
        for line in self:
            planned = line.allocation_ids.filtered(
                lambda allocation: allocation.mission_id.state != "cancelled"
            )
            committed = planned.filtered("is_committed")
            line.days_planned = sum(planned.mapped("days"))
            line.days_committed = sum(committed.mapped("days"))
            line.days_left = line.days - line.days_committed
            line.amount_planned = sum(planned.mapped("amount_held"))
            line.amount_committed = sum(committed.mapped("amount_held"))
            line.amount_left = line.amount - line.amount_committed

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

    def _has_rows(self):
        """A grant that comes or goes changes what its agreement brings."""
        return False
