from odoo import api, fields, models
from odoo.tools.misc import format_date

from .cooperation_expert_day import KINDS


class CooperationFundingStatementLine(models.Model):
    """A day of the ledger in a statement, at its amount.

    What pays a share of the costs without days of its own stands in one line a
    mission, without a day.

    Statements write their lines, nobody else does; they stay as they were issued. The
    database lets a day stand in one live statement only.
    """

    _name = "cooperation.funding.statement.line"
    _description = "Day in a Financial Statement"
    _inherit = ["cooperation.part.mixin", "cooperation.derived.mixin"]
    _file_field = "statement_id"
    _parts_field = "line_ids"
    _order = "statement_id, date, id"

    statement_id = fields.Many2one(
        "cooperation.funding.statement", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        related="statement_id.state", store=True, precompute=True, index=True
    )
    issued_on = fields.Date(related="statement_id.issued_on", store=True)
    agreement_id = fields.Many2one(related="statement_id.agreement_id", store=True)
    funder_id = fields.Many2one(related="statement_id.funder_id", store=True)
    currency_id = fields.Many2one(
        related="statement_id.currency_id", store=True, precompute=True
    )
    day_id = fields.Many2one("cooperation.expert.day", index=True, ondelete="set null")
    allocation_id = fields.Many2one(
        "cooperation.funding.allocation", index=True, ondelete="set null"
    )
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", required=True, index=True, ondelete="restrict"
    )
    mission_id = fields.Many2one(
        "cooperation.mission", required=True, index=True, ondelete="restrict"
    )
    expert_id = fields.Many2one(
        "cooperation.expert", index="btree_not_null", ondelete="restrict"
    )
    date = fields.Date(required=True)
    kind = fields.Selection(KINDS)
    fraction = fields.Float(string="Days", digits=(2, 1), required=True)
    amount = fields.Monetary(required=True)
    overhead = fields.Monetary(string="Overheads", required=True)
    total = fields.Monetary(compute="_compute_total", store=True)

    _day_uniq = models.UniqueIndex(
        "(day_id) WHERE state IN ('draft', 'issued')",
        "This day is in another statement already.",
    )

    @api.depends("expert_id.name", "mission_id.reference", "date")
    def _compute_display_name(self):
        for line in self:
            subject = line.expert_id.name or line.mission_id.reference
            parts = (subject, line.date and format_date(self.env, line.date))
            line.display_name = " · ".join(filter(None, parts))

    def _get_kind_label(self):
        """Return what kind of day it is, or that it is a share of the costs."""
        self.ensure_one()
        if not self.day_id and not self.kind:
            return self.env._("Share of the costs")
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    @api.depends("amount", "overhead")
    def _compute_total(self):
        for line in self:
            line.total = line.currency_id.round(line.amount + line.overhead)
