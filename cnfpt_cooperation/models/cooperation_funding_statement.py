from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.wording import format_coverage, format_period
from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"


class CooperationFundingStatement(models.Model):
    """What a funder is told of the days done with its money in a period [R1].

    Each line is a day of the ledger; its amount is frozen when the statement is
    issued, with its file and the checksum of that. A day stands in one live statement
    only: PostgreSQL decides between two.
    """

    _name = "cooperation.funding.statement"
    _description = "Financial Statement"
    _inherit = [
        "cooperation.funding.statement.collect.mixin",
        "cooperation.funding.statement.paper.mixin",
        "cooperation.transition.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"
    _rec_names_search = ["reference", "funder_id.name", "agreement_id.reference"]
    _closed_states = ("issued", "withdrawn")
    _guarded_fields = frozenset({"reference", "issued_on", "issued_by_id"})
    _set_at_start = frozenset({"state", "reference"})
    _transitions = {
        "action_issue": Transition(
            ("draft",), "issued", _COORDINATOR, "_get_issue_blockers"
        ),
        "action_withdraw": Transition(
            ("issued",),
            "withdrawn",
            _COORDINATOR,
            "_get_withdraw_blockers",
            main=False,
        ),
    }

    reference = fields.Char(
        default="/", required=True, readonly=True, copy=False, index="trigram"
    )
    agreement_id = fields.Many2one(
        "cooperation.agreement",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="Its amendments are part of it.",
    )
    funder_id = fields.Many2one(
        "res.partner",
        compute="_compute_funder_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Sent To",
        help="Who receives the statement; the funder itself when nobody is named.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="A statement is in one currency: make one for each.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index="btree_not_null",
        tracking=True,
    )
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="To", required=True, tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued"), ("withdrawn", "Withdrawn")],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many(
        "cooperation.funding.statement.line", "statement_id", string="Days Stated"
    )
    days = fields.Float(compute="_compute_totals", store=True, digits=(16, 1))
    amount = fields.Monetary(compute="_compute_totals", store=True)
    overhead = fields.Monetary(
        string="Overheads", compute="_compute_totals", store=True
    )
    total = fields.Monetary(compute="_compute_totals", store=True)
    left_out = fields.Text(
        string="What Is Left Out",
        compute="_compute_left_out",
        help="Days done that this statement does not hold, and why.",
    )
    issued_on = fields.Date(string="Date of Issue", readonly=True, copy=False)
    issued_by_id = fields.Many2one(
        "res.users", string="Stated By", readonly=True, copy=False
    )
    withdraw_reason = fields.Text(
        string="Why It Is Withdrawn", copy=False, tracking=True
    )

    _reference_uniq = models.UniqueIndex(
        "(reference) WHERE reference != '/'", "This reference already exists."
    )
    _date_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A statement cannot end before it starts."
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("reference", "funder_id.name")
    def _compute_display_name(self):
        for statement in self:
            parts = (statement.reference, statement.funder_id.name)
            statement.display_name = " · ".join(filter(None, parts))

    @api.depends("agreement_id")
    def _compute_funder_id(self):
        """Propose the funder when the agreement has only one."""
        for statement in self:
            funders = statement._get_all_funding_lines().funder_id
            single = funders if len(funders) == 1 else False
            statement.funder_id = statement.funder_id or single

    @api.depends("agreement_id", "funder_id")
    def _compute_currency_id(self):
        for statement in self:
            lines = statement._get_all_funding_lines().filtered(
                lambda line, s=statement: line.funder_id == s.funder_id
            )
            currencies = lines.currency_id
            if statement.currency_id not in currencies:
                statement.currency_id = currencies[:1] or self.env.company.currency_id

    @api.depends("line_ids.fraction", "line_ids.amount", "line_ids.overhead")
    def _compute_totals(self):
        for statement in self:
            lines, currency = statement.line_ids, statement.currency_id
            statement.days = sum(lines.mapped("fraction"))
            statement.amount = currency.round(sum(lines.mapped("amount")))
            statement.overhead = currency.round(sum(lines.mapped("overhead")))
            statement.total = currency.round(statement.amount + statement.overhead)

    @api.depends("agreement_id", "funder_id", "currency_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_left_out(self):
        for statement in self:
            sentences = statement.state == "draft" and statement._get_left_out()
            statement.left_out = "\n".join(sentences or ()) or False

    @api.constrains("agreement_id", "funder_id", "currency_id")
    def _check_funder(self):
        for statement in self:
            if not statement._get_funding_lines():
                raise ValidationError(
                    self.env._(
                        "%(funder)s grants nothing in %(currency)s under "
                        "“%(agreement)s”: choose one of its funders.",
                        funder=statement.funder_id.display_name,
                        currency=statement.currency_id.name,
                        agreement=statement.agreement_id.display_name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the statements by year, and collect their days."""
        next_by_code = self.env["ir.sequence"].sudo().next_by_code
        statements = super().create(
            [{**vals, "reference": next_by_code(self._name)} for vals in vals_list]
        )
        statements._collect()
        return statements

    def write(self, vals):
        result = super().write(vals)
        if not self._collected_by.isdisjoint(vals):
            self.filtered(lambda statement: statement.state == "draft")._collect()
        return result

    def unlink(self):
        """A draft gives its days back."""
        self._unlink_except_started()
        self.sudo().line_ids.unlink()
        return super().unlink()

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self.state == "issued":
            frozen -= {"withdraw_reason"}
        return frozen

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def _get_issue_blockers(self):
        self.ensure_one()
        if self.date_to and self.date_to > fields.Date.context_today(self):
            yield self.env._(
                "The period of “%(statement)s” runs until %(end)s: issue it once it "
                "is over, or end it earlier.",
                statement=self.display_name,
                end=self._format_date(self.date_to),
            )
        if not self.line_ids:
            yield self.env._(
                "No day done in the period %(period)s is left to state to %(funder)s.",
                period=format_period(self.env, self.date_from, self.date_to),
                funder=self.funder_id.display_name,
            )

    def _get_withdraw_blockers(self):
        self.ensure_one()
        if not self.withdraw_reason:
            yield self.env._(
                "Say in “Why It Is Withdrawn” what was wrong in “%(statement)s”.",
                statement=self.display_name,
            )

    def action_collect(self):
        """Collect again the days done in the period."""
        self.check_access("write")
        self._check_not_frozen({"line_ids"})
        self._collect()
        return True

    def action_issue(self):
        """Freeze days and amounts as they are now, and keep the paper.

        :raise UserError: the period is not over, nothing is to state, or another
            statement has taken one of its days meanwhile
        """
        for statement in self:
            statement._check_transition("action_issue")
            statement._hold_days()
            statement._collect()
            statement._take_transition(
                "action_issue",
                {
                    "issued_on": fields.Date.context_today(statement),
                    "issued_by_id": self.env.uid,
                },
            )
            statement._keep_paper()
            statement.message_post(
                body=self.env._(
                    "Issued: %(total)s.",
                    total=format_coverage(
                        self.env, statement.days, statement.total, statement.currency_id
                    ),
                )
            )
        return True

    def action_withdraw(self):
        """Withdraw a statement that was wrong: its days can be stated again.

        It stays on record with its file.
        """
        return self._take_transition("action_withdraw")
