from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report import wording
from ..tools.placeholders import fill
from ..tools.wording import format_coverage

_FRENCH = wording.FRENCH


class CooperationAgreementTextMixin(models.AbstractModel):
    """The articles of an instrument, in French and in the language of the partner.

    They are drafted from a template of its kind, then written by hand.
    """

    _name = "cooperation.agreement.text.mixin"
    _description = "Text of an Agreement"

    template_id = fields.Many2one(
        "cooperation.agreement.template",
        string="Template",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    second_lang = fields.Selection(
        selection="_selection_second_lang",
        string="Partner's Language",
        compute="_compute_second_lang",
        store=True,
        readonly=False,
        precompute=True,
        help="The instrument is written in it beside the French; empty for French "
        "alone.",
    )
    article_ids = fields.One2many(
        "cooperation.agreement.article", "agreement_id", string="Articles", copy=True
    )

    @api.model
    def _selection_second_lang(self):
        return [
            (code, name)
            for code, name in self.env["res.lang"].get_installed()
            if code != _FRENCH
        ]

    @api.depends("kind")
    def _compute_template_id(self):
        """Propose the first template of the kind."""
        templates = self.env["cooperation.agreement.template"].search(
            [("kind", "in", list(filter(None, self.mapped("kind"))))]
        )
        for agreement in self:
            chosen = agreement.template_id
            if not chosen or chosen.kind != agreement.kind:
                fitting = templates.filtered(lambda t, k=agreement.kind: t.kind == k)
                agreement.template_id = fitting[:1]

    @api.depends("partner_id", "parent_id")
    def _compute_second_lang(self):
        """Propose what the instrument was written in, or what a foreign body reads."""
        codes = {code for code, _name in self._selection_second_lang()}
        for agreement in self:
            if agreement.second_lang or agreement._origin:
                agreement.second_lang = agreement.second_lang
                continue
            body = agreement.partner_id
            lang = agreement.parent_id.second_lang
            if not lang and not body.commercial_partner_id.is_national_counterpart:
                lang = body.lang if not body.country_id.is_francophone else False
            agreement.second_lang = lang if lang in codes else False

    # ------------------------------------------------------------
    # Drafting from a template
    # ------------------------------------------------------------

    def action_draft_text(self):
        """Write the articles anew from the template, in French and the other language.

        The text that stands there is kept as a version first.

        :raise UserError: no template is chosen, it is empty, or the text is frozen
        """
        for agreement in self:
            agreement.check_access("write")
            agreement._check_not_frozen({"article_ids"})
            template = agreement.template_id
            if not template:
                raise UserError(
                    self.env._(
                        "Choose the template from which “%(agreement)s” is drafted.",
                        agreement=agreement.display_name,
                    )
                )
            template._check_has_articles()
            if agreement.article_ids:
                agreement._keep_version("draft")
                agreement.article_ids.unlink()
            agreement._write_from_template(template)
        return True

    def _write_from_template(self, template):
        self.ensure_one()
        articles = self.with_context(lang=_FRENCH).article_ids.create(
            [
                {
                    "agreement_id": self.id,
                    "sequence": 10 * rank,
                    **self._fill_article(article, _FRENCH),
                }
                for rank, article in enumerate(template.article_ids, 1)
            ]
        )
        if self.second_lang:
            for article, source in zip(articles, template.article_ids, strict=True):
                article.with_context(lang=self.second_lang).write(
                    self._fill_article(source, self.second_lang)
                )

    def _fill_article(self, article, lang):
        """Return title and text of an article of a template, filled in."""
        values = self.with_context(lang=lang)._get_template_values()
        article = article.with_context(lang=lang)
        return {
            "name": fill(article.name, values).unescape(),
            "body": fill(article.body, values),
        }

    def _get_template_values(self):
        """Return what the agreement fills in, plain text by word in braces."""
        lang = self.env.lang or _FRENCH
        lines = self.funding_line_ids
        amounts = [
            format_coverage(self.env, line.days, line.amount, line.currency_id)
            for line in lines
        ]
        parent = self.parent_id
        others = self._get_signatories().partner_id if self else self.env["res.partner"]
        return {
            "agreement": self.name,
            "reference": self.reference if self.reference != "/" else "",
            "partner": self.partner_id.name,
            "parties": ", ".join((others | self.partner_id).mapped("name")),
            "country": self.country_id.name,
            "countries": ", ".join(
                (self.country_ids or self.country_id).mapped("name")
            ),
            "areas": ", ".join(self.area_ids.mapped("name")),
            "start": self.date_start and wording.format_date(self.date_start, lang),
            "end": self.date_end and wording.format_date(self.date_end, lang),
            "notice": str(self.notice_days or ""),
            "programme": self.programme_id.name,
            "funders": ", ".join(lines.funder_id.mapped("name")),
            "funding": ", ".join(amounts),
            "parent": parent.name,
            "parent_reference": parent.reference,
        }

    def _get_text_blockers(self):
        """Say what is missing in the text before it is submitted."""
        self.ensure_one()
        yield from self.article_ids._get_wording_blockers()
