from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import format_amount, format_date, formatLang

from ..tools.calendar import working_days

# What the Mission hosts itself; missions live on the money of others [R1].
_HOSTED = ("visit", "training")


class CooperationRequestCostMixin(models.AbstractModel):
    """What saying yes would cost, and how that is reckoned.

    Units a day × days × rate, for sessions, persons and interpreters; an officer who
    knows better writes the amount by hand.
    """

    _name = "cooperation.request.cost.mixin"
    _description = "Cost Estimate of a Request"

    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
        exportable=False,
        export_string_translation=False,
    )
    cost_estimate = fields.Monetary(
        compute="_compute_cost_estimate",
        store=True,
        help="Sessions, people and interpreters at the rates of the settings, or the "
        "amount given by hand.",
    )
    cost_parts = fields.Json(
        compute="_compute_cost_estimate",
        store=True,
        exportable=False,
        export_string_translation=False,
    )
    cost_manual = fields.Monetary(
        string="Cost by Hand",
        tracking=True,
        help="Takes the place of the computed estimate.",
    )
    cost_explanation = fields.Html(
        string="How It Is Reckoned",
        compute="_compute_cost_explanation",
        sanitize=False,
    )

    _cost_manual_positive = models.Constraint(
        "CHECK (cost_manual >= 0)", "A cost cannot be negative."
    )

    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.depends(
        *("kind", "date_wanted_start", "date_wanted_end", "headcount"),
        *("language_ids", "cost_manual"),
    )
    def _compute_cost_estimate(self):
        rates = self.env["cooperation.cost.rate"].search([("amount", ">", 0)])
        for request in self:
            parts = request._get_cost_parts(rates)
            request.cost_parts = parts
            request.cost_estimate = request.cost_manual or sum(
                part["quantity"] * part["amount"] for part in parts
            )

    def _get_cost_days(self):
        start = self.date_wanted_start or self.date_wanted_end
        return len(working_days(start, self.date_wanted_end or start))

    def _is_interpreter_needed(self):
        codes = self.language_ids.mapped("code")
        return bool(codes) and "fr" not in codes

    def _get_cost_parts(self, rates):
        """Return one entry a rate that applies: its quantity, amount and date."""
        days = self._get_cost_days() if self.kind in _HOSTED else 0
        units = {
            "session": 1,
            "person": self.headcount,
            "interpreter": 1 if self._is_interpreter_needed() else 0,
        }
        company = self.env.company
        return [
            {
                "rate": rate.id,
                "quantity": rate.per_day * days * units[rate.code],
                "amount": rate.currency_id._convert(
                    rate.amount, company.currency_id, company, rate.date
                ),
                "date": fields.Date.to_string(rate.date),
            }
            for rate in rates
            if days and units[rate.code]
        ]

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("cost_parts", "cost_manual")
    def _compute_cost_explanation(self):
        for request in self:
            lines = list(request._get_cost_lines())
            request.cost_explanation = lines and Markup(
                "<ul class='list-unstyled mb-0'>%s</ul>"
            ) % Markup().join(Markup("<li>%s</li>") % line for line in lines)

    def _get_cost_lines(self):
        """Return what the estimate is made of, and what it leaves out."""
        currency = self.currency_id
        if self.cost_manual:
            yield self.env._("The amount is given by hand; the rates would give:")
        rates = self.env["cooperation.cost.rate"].sudo()
        for part in self.cost_parts or ():
            yield self.env._(
                "%(rate)s: %(quantity)s × %(amount)s = %(cost)s (rate of %(date)s)",
                rate=rates.browse(part["rate"]).exists().name or "",
                quantity=formatLang(self.env, part["quantity"], digits=0),
                amount=format_amount(self.env, part["amount"], currency),
                cost=format_amount(
                    self.env, part["quantity"] * part["amount"], currency
                ),
                date=format_date(self.env, part["date"]),
            )
        if self.kind not in _HOSTED:
            yield self.env._(
                "Nothing is hosted for this kind of request: no cost is reckoned."
            )
        elif not self._get_cost_days():
            yield self.env._("Give the wanted dates: the cost depends on the days.")
        else:
            if not self.headcount:
                yield self.env._("Give the number of people: each of them counts.")
            if not self.language_ids:
                yield self.env._("Give the languages: an interpreter may be needed.")
