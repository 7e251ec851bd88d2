from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CooperationPerDiemRate(models.Model):
    """What a day of mission in a country is paid, from a date on, and who says so.

    The State publishes some of them in other currencies than the euro: what one euro
    buys of it stands beside the amount, so that nothing hangs on rates of exchange
    that nobody keeps up to date.
    """

    _name = "cooperation.per.diem.rate"
    _description = "Daily Allowance"
    _inherit = ["cooperation.derived.mixin"]
    _order = "country_id, date_start desc"

    country_id = fields.Many2one(
        "res.country", required=True, index=True, ondelete="cascade"
    )
    date_start = fields.Date(string="In Force From", required=True)
    amount = fields.Monetary(string="A Day", required=True, aggregator=None)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.ref("base.EUR")
    )
    exchange_rate = fields.Float(
        string="One Euro Buys",
        digits=(16, 4),
        aggregator=None,
        help="How much of that currency; the chancery rate of the State. Of no account "
        "when the amount is in euros.",
    )
    euro_id = fields.Many2one(
        "res.currency", compute="_compute_euro_amount", store=True
    )
    euro_amount = fields.Monetary(
        string="A Day in Euros",
        compute="_compute_euro_amount",
        store=True,
        currency_field="euro_id",
        aggregator=None,
    )
    source = fields.Char(required=True, help="The text or the body that gives it.")

    _date_uniq = models.Constraint(
        "UNIQUE(country_id, date_start)",
        "This country already has a daily allowance from that date.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND exchange_rate >= 0)",
        "A daily allowance is more than zero.",
    )

    @api.depends("amount", "currency_id", "exchange_rate")
    def _compute_euro_amount(self):
        euro = self.env.ref("base.EUR")
        for rate in self:
            divisor = 1 if rate.currency_id == euro else rate.exchange_rate
            rate.euro_id = euro
            rate.euro_amount = divisor and euro.round(rate.amount / divisor)

    @api.depends("country_id.name", "date_start")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = self.env._(
                "%(country)s, from %(date)s",
                country=rate.country_id.name or "",
                date=rate.date_start or "",
            )

    @api.constrains("currency_id", "exchange_rate")
    def _check_exchange_rate(self):
        for rate in self:
            if not rate.euro_amount:
                raise ValidationError(
                    self.env._(
                        "Say in “One Euro Buys” how much %(currency)s it is: the "
                        "allowance of %(country)s is reckoned in euros.",
                        currency=rate.currency_id.name,
                        country=rate.country_id.name,
                    )
                )
