from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import float_compare, format_amount

from ..tools.hold import hold

# A tranche is due, and called for, so many days before its date.
_CALL_DAYS = 30
_IN_FORCE = ("active", "to_renew", "expired", "terminated")


class CooperationFundingTranche(models.Model):
    """A payment of a grant: due at a date, called for, and received at another.

    Its call for payment has a number of the year and is noted by its button only.
    """

    _name = "cooperation.funding.tranche"
    _description = "Funding Tranche"
    _inherit = [
        "cooperation.funding.tranche.cover.mixin",
        "cooperation.derived.mixin",
        "cooperation.funding.call.mixin",
        "mail.thread",
    ]
    _order = "date_due, id"
    _rec_names_search = ["name", "call_reference"]
    _guarded_fields = frozenset(
        {"date_called", "call_reference", "file", "filename", "file_sha256"}
    )

    name = fields.Char(required=True)
    funding_line_id = fields.Many2one(
        "cooperation.funding.line", required=True, index=True, ondelete="cascade"
    )
    agreement_id = fields.Many2one(
        related="funding_line_id.agreement_id", store=True, index=True
    )
    funder_id = fields.Many2one(related="funding_line_id.funder_id", store=True)
    currency_id = fields.Many2one(related="funding_line_id.currency_id")
    amount = fields.Monetary(required=True)
    date_due = fields.Date(string="Due On", required=True)
    date_called = fields.Date(string="Called On", readonly=True, copy=False)
    call_reference = fields.Char(
        string="Call for Payment", readonly=True, copy=False, index="trigram"
    )
    date_received = fields.Date(string="Received On", copy=False)
    amount_received = fields.Monetary(
        compute="_compute_amount_received",
        store=True,
        readonly=False,
        copy=False,
        help="The whole tranche, unless another amount is written here.",
    )
    amount_missing = fields.Monetary(
        string="Still to Receive", compute="_compute_amount_missing", store=True
    )
    status = fields.Selection(
        [
            ("planned", "To come"),
            ("due", "Due"),
            ("called", "Called"),
            ("late", "Late"),
            ("received", "Received"),
        ],
        compute="_compute_status",
        search="_search_status",
        help="To come until thirty days before its date, due from then on, called once "
        "its call for payment is made, late when its date has passed and a part of it "
        "has not come in.",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND amount_received >= 0)",
        "A tranche is a positive amount.",
    )
    _call_reference_uniq = models.UniqueIndex(
        "(call_reference) WHERE call_reference IS NOT NULL",
        "This call for payment already exists.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("date_received", "amount")
    def _compute_amount_received(self):
        for tranche in self:
            tranche.amount_received = tranche.date_received and (
                tranche.amount_received or tranche.amount
            )

    @api.depends("amount", "amount_received")
    def _compute_amount_missing(self):
        for tranche in self:
            tranche.amount_missing = max(tranche.amount - tranche.amount_received, 0)

    @api.depends("date_due", "date_called", "amount_missing")
    def _compute_status(self):
        domains = [*self._get_status_domains()]
        for tranche in self:
            tranche.status = next(
                (
                    status
                    for status, domain in domains
                    if tranche.filtered_domain(domain)
                ),
                False,
            )

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        found, before = Domain.FALSE, Domain.FALSE
        for status, domain in self._get_status_domains():
            if status in value:
                found |= domain & ~before
            before |= domain
        return found

    @api.model
    def _get_status_domains(self):
        """Return each status with what it takes: the first that holds is the status."""
        today = fields.Date.context_today(self)
        soon = today + relativedelta(days=_CALL_DAYS)
        yield "received", Domain("amount_missing", "=", 0)
        yield "late", Domain("date_due", "<", today)
        yield "called", Domain("date_called", "!=", False)
        yield "due", Domain("date_due", "<=", soon)
        yield "planned", Domain("date_due", ">", soon)

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("date_received", "amount_received")
    def _check_received(self):
        today = fields.Date.context_today(self)
        for tranche in self:
            if tranche.date_received and tranche.date_received > today:
                raise ValidationError(
                    self.env._(
                        "“%(tranche)s” cannot have been received in the future.",
                        tranche=tranche.name,
                    )
                )
            if tranche.amount_received and not tranche.date_received:
                raise ValidationError(
                    self.env._(
                        "Say on which day “%(tranche)s” was received.",
                        tranche=tranche.name,
                    )
                )

    @api.constrains("amount", "amount_received", "funding_line_id")
    def _check_within_grant(self):
        """The payments of a grant never add up to more than the grant."""
        hold(self.funding_line_id)
        for line in self.funding_line_id:
            digits = line.currency_id.decimal_places
            for name in ("amount", "amount_received"):
                total = sum(line.tranche_ids.mapped(name))
                if float_compare(total, line.amount, precision_digits=digits) > 0:
                    raise ValidationError(
                        self.env._(
                            "The tranches of “%(line)s” add up to %(total)s, more than "
                            "the %(granted)s granted.",
                            line=line.display_name,
                            total=format_amount(self.env, total, line.currency_id),
                            granted=format_amount(
                                self.env, line.amount, line.currency_id
                            ),
                        )
                    )

    # ------------------------------------------------------------
    # Only by the button
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tranches = super().create(vals_list)
        for tranche in tranches:
            if any(tranche[name] for name in self._guarded_fields):
                tranche._check_call_open()
        return tranches

    def write(self, vals):
        if self._guarded_fields & vals.keys():
            self._check_call_open()
        if {"amount", "date_due", "funding_line_id"} & vals.keys():
            self._check_not_called()
        return super().write(vals)

    def _check_call_open(self):
        """Calls are noted by their button, save those of the past, taken over."""
        for tranche in self:
            if not tranche.agreement_id._is_history_open():
                raise UserError(
                    self.env._(
                        "“%(tranche)s” is called by its button “Call the Tranche” "
                        "only.",
                        tranche=tranche.name,
                    )
                )

    def _check_not_called(self):
        for tranche in self:
            if tranche.date_called and not tranche.agreement_id._is_history_open():
                raise UserError(
                    self.env._(
                        "“%(tranche)s” was called by %(reference)s: take the call back "
                        "before you change what is called.",
                        tranche=tranche.name,
                        reference=tranche.call_reference,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_received(self):
        self._check_not_called()
        for tranche in self:
            if tranche.date_received:
                raise UserError(
                    self.env._(
                        "“%(tranche)s” has been received: it stays in the ledger.",
                        tranche=tranche.name,
                    )
                )

    def action_call(self):
        """Call for the payment: it gets its date and the next number of the year.

        :raise UserError: the agreement was never in force, the tranche has been called
            or received already
        """
        self.check_access("write")
        self._raise_sentences(self._get_call_blockers)
        today = fields.Date.context_today(self)
        sequence = self.env["ir.sequence"].sudo()
        for tranche in self:
            super(CooperationFundingTranche, tranche).write(
                {
                    "date_called": today,
                    "call_reference": sequence.next_by_code(self._name),
                }
            )
            tranche._keep_paper()
        return True

    def action_take_back(self):
        """Take back a call that was made in error; its number is not given again.

        :raise UserError: the tranche was not called, or the money has come in
        """
        self.check_access("write")
        self._raise_sentences(self._get_take_back_blockers)
        return super().write(dict.fromkeys(self._guarded_fields, False))

    def _write_kept(self, values):
        return super().write(values)

    def _raise_sentences(self, get_blockers):
        sentences = [s for tranche in self for s in get_blockers(tranche)]
        if sentences:
            raise UserError("\n".join(sentences))

    @api.model
    def _get_call_blockers(self, tranche):
        agreement = tranche.agreement_id
        if agreement.state not in _IN_FORCE:
            yield self.env._(
                "“%(agreement)s” is in the state “%(state)s”: nothing is called before "
                "it is signed.",
                agreement=agreement.display_name,
                state=agreement._get_state_label(agreement.state),
            )
        if tranche.date_called or tranche.date_received:
            yield self.env._(
                "“%(tranche)s” has already been called or received.",
                tranche=tranche.name,
            )

    @api.model
    def _get_take_back_blockers(self, tranche):
        if not tranche.date_called:
            yield self.env._("“%(tranche)s” was not called.", tranche=tranche.name)
        elif tranche.date_received:
            yield self.env._(
                "“%(tranche)s” has been received: its call stays.",
                tranche=tranche.name,
            )
