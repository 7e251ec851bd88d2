from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare, format_amount


class CooperationFundingTranche(models.Model):
    """A payment of a grant: due at a date, received at another."""

    _name = "cooperation.funding.tranche"
    _description = "Funding Tranche"
    _order = "date_due, id"

    name = fields.Char(required=True)
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", required=True, index=True, ondelete="cascade"
    )
    agreement_id = fields.Many2one(related="funding_line_id.agreement_id")
    funder_id = fields.Many2one(related="funding_line_id.funder_id")
    currency_id = fields.Many2one(related="funding_line_id.currency_id")
    amount = fields.Monetary(required=True)
    date_due = fields.Date(string="Due On", required=True)
    date_received = fields.Date(string="Received On")
    status = fields.Selection(
        [("due", "Due"), ("late", "Late"), ("received", "Received")],
        compute="_compute_status",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A tranche is a positive amount."
    )

    @api.depends("date_due", "date_received")
    def _compute_status(self):
        today = fields.Date.context_today(self)
        for tranche in self:
            if tranche.date_received:
                tranche.status = "received"
            elif tranche.date_due and tranche.date_due < today:
                tranche.status = "late"
            else:
                tranche.status = "due"

    @api.constrains("date_received")
    def _check_date_received(self):
        today = fields.Date.context_today(self)
        for tranche in self:
            if tranche.date_received and tranche.date_received > today:
                raise ValidationError(
                    self.env._(
                        "“%(tranche)s” cannot have been received in the future.",
                        tranche=tranche.name,
                    )
                )

    @api.constrains("amount", "funding_line_id")
    def _check_within_grant(self):
        """The payments of a grant never add up to more than the grant."""
        for line in self.funding_line_id:
            total = sum(line.tranche_ids.mapped("amount"))
            digits = line.currency_id.decimal_places
            if float_compare(total, line.amount, precision_digits=digits) > 0:
                raise ValidationError(
                    self.env._(
                        "The tranches of “%(line)s” add up to %(total)s, more than "
                        "the %(granted)s granted.",
                        line=line.display_name,
                        total=format_amount(self.env, total, line.currency_id),
                        granted=format_amount(self.env, line.amount, line.currency_id),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_received(self):
        for tranche in self:
            if tranche.date_received:
                raise UserError(
                    self.env._(
                        "“%(tranche)s” has been received: it stays in the ledger.",
                        tranche=tranche.name,
                    )
                )
