import base64

from odoo import api, fields, models
from odoo.tools import format_date

from ..report import wording
from ..tools.wording import format_coverage, format_period


class CooperationAgreementConsolidated(models.TransientModel):
    """The whole instrument as its amendments make it, at a date that one chooses."""

    _name = "cooperation.agreement.consolidated"
    _description = "The Instrument as Amended"
    _inherit = ["cooperation.printed.mixin"]

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, ondelete="cascade"
    )
    date = fields.Date(string="As of", required=True, default=fields.Date.context_today)
    second_lang = fields.Selection(related="agreement_id.second_lang")
    is_second = fields.Boolean(string="In the Partner's Language")
    text = fields.Html(compute="_compute_text", sanitize=False)
    paper = fields.Binary(
        compute="_compute_paper", exportable=False, export_string_translation=False
    )

    @api.depends("agreement_id", "date", "is_second")
    @api.depends_context("lang", "uid")
    def _compute_text(self):
        for wizard in self:
            wizard.text = wizard.date and self.env["ir.qweb"]._render(
                "cnfpt_cooperation.agreement_consolidated_text", wizard._get_values()
            )

    def _compute_paper(self):
        for wizard in self:
            content = wizard.agreement_id._render_instrument(wizard.date)
            wizard.paper = base64.b64encode(content)

    def _get_paper_reference(self):
        return f"{self.agreement_id.reference} {self.date}"

    def action_print(self):
        """Download the whole instrument as amended at the date, as a PDF."""
        self.ensure_one()
        return self._download("paper", "pdf", "application/pdf")

    def _get_values(self):
        """Return what the page shows: terms, articles with their source, amendments."""
        self.ensure_one()
        agreement = self.agreement_id
        lang = wording.FRENCH
        if self.is_second and self.second_lang:
            lang = self.second_lang
        amendments = agreement._get_effects(agreement._get_amendments(), self.date)
        return {
            "agreement": agreement,
            "terms": self._get_term_rows(),
            "articles": [
                {**article, "origin": self._word_source(article["source"])}
                for article in agreement.with_context(lang=lang)._get_text_at(self.date)
            ],
            "amendments": [self._word_source(a) for a in amendments],
            "direction": "rtl" if wording.is_right_to_left(lang) else "ltr",
        }

    def _word_source(self, source):
        """Return the name of the amendment that words an article, and since when."""
        if source == self.agreement_id:
            return False
        return self.env._(
            "%(amendment)s, from %(date)s",
            amendment=source.with_env(self.env).display_name,
            date=format_date(self.env, source._get_effect_date()),
        )

    def _get_term_rows(self):
        """Return label and words of each term at the date."""
        terms = self.agreement_id._get_terms_at(self.date)
        roles = self.env["cooperation.agreement.party"]._fields["role"]
        labels = dict(roles._description_selection(self.env))
        parties = [
            self.env._(
                "%(body)s: %(role)s",
                body=party.partner_id.display_name,
                role=labels[party.role],
            )
            for party in terms["party_ids"]
        ]
        lines = [
            self.env._(
                "%(line)s: %(grant)s",
                line=line.display_name,
                grant=format_coverage(
                    self.env, line.days, line.amount, line.currency_id
                ),
            )
            for line in terms["funding_line_ids"]
        ]
        rows = [
            (
                self.env._("In Force"),
                [format_period(self.env, terms["date_start"], terms["date_end"])],
            ),
            (self.env._("Areas of Cooperation"), terms["area_ids"].mapped("name")),
            (self.env._("Countries Covered"), terms["country_ids"].mapped("name")),
            (self.env._("Parties"), parties),
            (self.env._("Funding Lines"), lines),
        ]
        return [row for row in rows if any(row[1])]
