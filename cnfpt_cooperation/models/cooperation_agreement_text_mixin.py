from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report import wording
from ..tools.actions import open_dialog
from ..tools.placeholders import fill
from ..tools.wording import format_coverage

_FRENCH = wording.FRENCH
# What the text says of each party and each grant.
_PARTY_FIELDS = ("partner_id", "role", "share")
_LINE_FIELDS = (
    *("name", "funder_id", "currency_id", "amount", "days"),
    *("date_start", "date_end"),
)


class CooperationAgreementTextMixin(models.AbstractModel):
    """The articles of an instrument and the versions through which they went.

    They are drafted from a template of its kind, in French and in the language of the
    partner. What the direction validates is kept, and that is what is signed.
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
    version_ids = fields.One2many(
        "cooperation.agreement.version", "agreement_id", string="Versions"
    )
    version_count = fields.Integer(compute="_compute_version_count")
    signing_version_id = fields.Many2one(
        "cooperation.agreement.version",
        string="Version to Sign",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The text that the direction has validated.",
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

    def _compute_version_count(self):
        self._compute_count(
            "version_count", "cooperation.agreement.version", "agreement_id"
        )

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
            "parent_date": parent.date_signed
            and wording.format_date(parent.date_signed, lang),
        }

    # ------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------

    def _get_text_snapshot(self):
        """Return what the instrument says, as plain values.

        Who has signed is no part of it: the text is the same before and after.
        `names` says how the bodies and the rest were called then; another name of
        theirs is no other text.
        """
        self.ensure_one()
        parties, lines = self.party_ids.sorted("id"), self.funding_line_ids.sorted("id")
        text = {
            "name": self.name,
            "kind": self.kind,
            "parent": self.parent_id.id,
            "second_lang": self.second_lang or False,
            "partner": self.partner_id.id,
            "date_start": fields.Date.to_string(self.date_start) or False,
            "date_end": fields.Date.to_string(self.date_end) or False,
            "renewal": self.renewal,
            "notice_days": self.notice_days,
            "areas": sorted(self.area_ids.ids),
            "countries": sorted(self.country_ids.ids),
            "amends": [name for name in self._amended_terms if self[name]],
            "parties": [self._get_snapshot(p, _PARTY_FIELDS) for p in parties],
            "lines": [self._get_snapshot(line, _LINE_FIELDS) for line in lines],
            "articles": self._get_articles_snapshot(),
        }
        named = (
            *(self.partner_id | parties.partner_id | lines.funder_id),
            *(self.parent_id, *self.area_ids, *self.country_ids, *lines.currency_id),
        )
        names = {
            f"{record._name},{record.id}": record.with_context(
                lang=_FRENCH
            ).display_name
            for record in named
            if record
        }
        return {**text, "names": names}

    @api.model
    def _get_snapshot(self, record, names):
        """Return plain values of these fields of a party or a funding line."""
        values = {"id": record.id}
        for name in names:
            value = record[name]
            if isinstance(value, models.BaseModel):
                many = record._fields[name].type != "many2one"
                value = sorted(value.ids) if many else value.id
            elif isinstance(value, date):
                value = fields.Date.to_string(value)
            values[name] = value
        return values

    def _get_articles_snapshot(self):
        articles = self.article_ids.sorted()
        wordings = articles._get_wordings()
        langs = [lang for lang in (_FRENCH, self.second_lang) if lang]
        return [
            {
                "id": article.id,
                "operation": article.operation or False,
                "target": article.target_id.id,
                **{
                    key: {lang: words.get(lang) or "" for lang in langs}
                    for key, words in zip(
                        ("name", "body"), wordings[article.id], strict=True
                    )
                },
            }
            for article in articles
        ]

    def _keep_version(self, kind, **values):
        """Keep the text as it stands and return its version.

        A draft that says the same as the last version is that version.

        :param str kind: draft, sent, validated or signed
        """
        self.ensure_one()
        versions = self.env["cooperation.agreement.version"].sudo()
        text = self._get_text_snapshot()
        digest = versions._get_digest(text)
        last = versions.search([("agreement_id", "=", self.id)], limit=1)
        if kind == "draft" and last.sha256 == digest:
            return last.sudo(False)
        version = versions.create(
            {
                "agreement_id": self.id,
                "number": last.number + 1,
                "user_id": self.env.uid,
                "kind": kind,
                "text": text,
                "sha256": digest,
                **values,
            }
        )
        return version.sudo(False)

    def action_keep_version(self):
        """Keep the text as it stands, and open the list of versions."""
        for agreement in self:
            agreement.check_access("write")
            agreement._keep_version("draft")
        return self.action_open_versions() if len(self) == 1 else True

    def action_open_versions(self):
        """Open the versions of this instrument."""
        return self._open_files(
            "cooperation.agreement.version", "agreement_id", self.env._("Versions")
        )

    def action_compare_versions(self):
        """Open the last two versions side by side, or the last and the text as it is.

        :raise UserError: no version is kept yet
        """
        self.ensure_one()
        versions = self.version_ids.sorted("number")
        if not versions:
            raise UserError(
                self.env._(
                    "No version of “%(agreement)s” is kept yet: keep one, change the "
                    "text, then compare.",
                    agreement=self.display_name,
                )
            )
        last = versions[-1]
        current = versions._get_digest(self._get_text_snapshot())
        is_changed = last.sha256 != current
        return open_dialog(
            self.env._("Compare Versions"),
            "cooperation.agreement.compare",
            default_agreement_id=self.id,
            default_before_id=(last if is_changed else versions[-2:][0]).id,
            default_after_id=False if is_changed else last.id,
        )

    def _get_text_blockers(self):
        """Say what is missing in the text before it is submitted."""
        self.ensure_one()
        yield from self.article_ids._get_wording_blockers()

    def _get_changed_since_validation(self):
        """Say that the text is not the one that the direction has validated."""
        self.ensure_one()
        version = self.signing_version_id
        if version and version.sha256 != version._get_digest(self._get_text_snapshot()):
            yield self.env._(
                "“%(agreement)s” is not as the direction validated it (%(version)s): "
                "return it to negotiation and submit it again.",
                agreement=self.display_name,
                version=version.display_name,
            )
