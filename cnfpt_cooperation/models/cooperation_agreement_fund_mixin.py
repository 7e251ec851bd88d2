from odoo import api, fields, models

from ..tools.actions import open_list
from .cooperation_funding_figure_mixin import FIGURES


class CooperationAgreementFundMixin(models.AbstractModel):
    """What is granted under an agreement, its amendments in force included.

    Lines in one currency are added up in it, lines in several in our own, each at its
    rate. An amendment shows what it adds.
    """

    _name = "cooperation.agreement.fund.mixin"
    _description = "Funds of an Agreement"
    _inherit = ["cooperation.funding.figure.mixin", "cooperation.funding.pace.mixin"]
    _ledger_field = "instrument_id"
    _pace_key = "instrument_id"

    funding_line_ids = fields.One2many(
        "cooperation.funding.line", "agreement_id", string="Funding Lines"
    )
    granted_line_ids = fields.One2many(
        "cooperation.funding.line",
        "instrument_id",
        string="Funding Lines as Amended",
        help="Those of its amendments in force included.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_figures")
    days_granted = fields.Float(compute="_compute_figures", digits=(16, 1))
    days_planned = fields.Float(compute="_compute_figures", digits=(16, 1))
    days_committed = fields.Float(compute="_compute_figures", digits=(16, 1))
    days_left = fields.Float(compute="_compute_figures", digits=(16, 1))
    amount_granted = fields.Monetary(compute="_compute_figures")
    amount_planned = fields.Monetary(compute="_compute_figures")
    amount_committed = fields.Monetary(compute="_compute_figures")
    amount_left = fields.Monetary(compute="_compute_figures")
    late_tranche_count = fields.Integer(compute="_compute_late_tranche_count")

    @api.depends(
        "funding_line_ids.days",
        "funding_line_ids.days_left",
        "funding_line_ids.amount",
        "funding_line_ids.amount_left",
    )
    def _compute_figures(self):
        totals = self._get_ledger_totals()
        for agreement in self:
            figures = totals[agreement._origin.id]
            own = self.env.company.currency_id
            currencies = figures["currencies"]
            is_single = len(currencies) <= 1
            agreement.currency_id = (is_single and currencies) or own
            for figure in FIGURES:
                agreement[f"days_{figure}"] = figures[f"days_{figure}"]
                measure = "amount" if is_single else "company"
                agreement[f"amount_{figure}"] = figures[f"{measure}_{figure}"]

    def _get_ledger_totals(self, key=None):
        amendments = self.filtered(lambda agreement: agreement.kind == "amendment")
        others = super(CooperationAgreementFundMixin, self - amendments)
        added = super(CooperationAgreementFundMixin, amendments)
        return {
            **others._get_ledger_totals(key),
            **added._get_ledger_totals(key or "agreement_id"),
        }

    def _get_ledger_domain(self):
        """An amendment shows what it adds."""
        if self.kind == "amendment":
            return [("agreement_id", "=", self.id)]
        return super()._get_ledger_domain()

    def _compute_late_tranche_count(self):
        counts = dict(
            self.env["cooperation.funding.tranche"]._read_group(
                [("agreement_id", "in", self.ids), ("status", "in", ["late"])],
                ["agreement_id"],
                ["__count"],
            )
        )
        for agreement in self:
            agreement.late_tranche_count = counts.get(agreement._origin, 0)

    def _get_activate_blockers(self):
        """Money in a currency without a rate would count for nothing."""
        yield from super()._get_activate_blockers()
        signed = [date for date in self._get_signatories().mapped("signed_on") if date]
        date = max(signed, default=fields.Date.context_today(self))
        for currency in self.funding_line_ids.currency_id:
            line = self.funding_line_ids.filtered(
                lambda f, c=currency: f.currency_id == c
            )
            if not line[0]._get_rate_at(currency, date):
                yield self.env._(
                    "“%(line)s” is in %(currency)s, which has no rate on %(date)s: an "
                    "administrator enters it under Configuration.",
                    line=line[0].name,
                    currency=currency.name,
                    date=self._format_date(date),
                )

    def action_open_funding_lines(self):
        """Open what is granted under this agreement, as amended."""
        self.ensure_one()
        lines = self.funding_line_ids | self.granted_line_ids
        return open_list(
            self.env._("Funding Lines"),
            "cooperation.funding.line",
            [("id", "in", lines.ids)],
            default_agreement_id=self.id,
        )

    def action_open_tranches(self):
        """Open the payments of its grants, those that are late first."""
        self.ensure_one()
        lines = self.funding_line_ids | self.granted_line_ids
        domain = [("funding_line_id", "in", lines.ids)]
        name = self.env._("Tranches")
        action = open_list(name, "cooperation.funding.tranche", domain)
        return {**action, "view_mode": "list,kanban"}
