from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_round


def _round_down(amount, currency):
    rounding = currency.rounding or 0.01
    return float_round(amount, precision_rounding=rounding, rounding_method="DOWN")


class CooperationFundingCurrencyMixin(models.AbstractModel):
    """Money in the currency of a grant, and what it is worth in the company's.

    The rate is that of the day on which the agreement was signed, and stays: what is
    left on a grant does not move with the exchanges. Until then it is that of the day
    on which the line was written. A currency without a rate counts for nothing.
    """

    _name = "cooperation.funding.currency.mixin"
    _description = "Money in the Currency of a Grant"

    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    company_currency_id = fields.Many2one(
        "res.currency",
        string="Own Currency",
        compute="_compute_company_currency_id",
        store=True,
        precompute=True,
    )
    currency_date = fields.Date(
        string="Rate Of",
        compute="_compute_currency_date",
        store=True,
        precompute=True,
        help="The day of the signature; until then the day on which it was written.",
    )
    currency_rate = fields.Float(
        string="Rate",
        digits=0,
        compute="_compute_currency_rate",
        store=True,
        precompute=True,
        aggregator=None,
        help="Units of the currency of the grant for one unit of our own.",
    )
    amount = fields.Monetary(string="Granted Amount")
    amount_company = fields.Monetary(
        string="Amount in Own Currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        precompute=True,
    )

    @api.depends("currency_id")
    def _compute_company_currency_id(self):
        for line in self:
            line.company_currency_id = (
                line.company_currency_id or self.env.company.currency_id
            )

    @api.depends("currency_id", "agreement_id.date_signed")
    def _compute_currency_date(self):
        today = fields.Date.context_today(self)
        for line in self:
            agreement = line.agreement_id
            past = agreement.is_imported and agreement.date_start
            line.currency_date = agreement.date_signed or past or today

    @api.depends("currency_id", "currency_date")
    def _compute_currency_rate(self):
        for line in self:
            line.currency_rate = line._get_rate_at(line.currency_id, line.currency_date)

    @api.depends("amount", "currency_rate")
    def _compute_amount_company(self):
        for line in self:
            line.amount_company = (
                line.company_currency_id.round(line.amount / line.currency_rate)
                if line.currency_rate
                else 0
            )

    def _get_rate_at(self, currency, date):
        """Return the units of `currency` for one of our own, zero when unknown.

        Odoo takes a currency without rates for our own, and the first rate for all
        that was before it: a grant would then be counted in another currency.
        """
        self.ensure_one()
        own = self.company_currency_id or self.env.company.currency_id
        if currency == own or not currency:
            return 1.0
        company = self.env.company.root_id
        known = self.env["res.currency.rate"].search_count(
            Domain("currency_id", "=", currency.id)
            & Domain("name", "<=", date)
            & Domain("company_id", "in", (False, company.id)),
            limit=1,
        )
        return known and currency._get_conversion_rate(own, currency, company, date)

    def _convert(self, amount, source, target):
        """Convert `amount` at the rates of this line, without rounding it.

        :return: zero when one of the currencies has no rate on that day
        """
        if source == target:
            return amount
        rates = {
            currency: self.currency_rate
            if currency == self.currency_id
            else self._get_rate_at(currency, self.currency_date)
            for currency in (source, target)
        }
        return rates[source] and amount / rates[source] * rates[target]

    def _get_most(self, held, currency):
        """Return the highest cost in `currency` that takes no more than `held` here.

        Overheads come on top of what a mission costs: both are taken from the line.
        """
        self.ensure_one()
        net = _round_down(held / (1 + self.overhead_rate / 100), self.currency_id)
        cost = self._convert(net, self.currency_id, currency)
        return _round_down(max(cost, 0), currency)

    def _get_most_share(self, mission):
        """Return the highest part of a mission's cost that it may pay, as shared."""
        self.ensure_one()
        share = mission.planned_cost * self.cofinancing_rate / 100
        return mission.currency_id.round(share)
