from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, html_sanitize, is_html_empty

from ..report.wording import FRENCH
from ..tools.limits import check_lengths
from ..tools.whole_html import WholeHtml

# The language in which Odoo keeps the source of every translated field.
_SOURCE = "en_US"


class CooperationAgreementArticle(models.Model):
    """An article of an instrument, in French and in the partner's language.

    In an amendment it may change the instrument: it adds an article, replaces one or
    removes one. What has no operation is a clause of the instrument itself.
    """

    _name = "cooperation.agreement.article"
    _description = "Agreement Article"
    _inherit = ["cooperation.agreement.part.mixin"]
    _order = "agreement_id, sequence, id"
    _text_fields = frozenset(
        {"agreement_id", "sequence", "name", "body", "operation", "target_id"}
    )

    sequence = fields.Integer(default=10)
    number = fields.Char(
        compute="_compute_number", help="Its place in this instrument."
    )
    name = fields.Char(string="Title", translate=True)
    body = WholeHtml(string="Text")
    operation = fields.Selection(
        [
            ("add", "Adds an article"),
            ("replace", "Replaces an article"),
            ("remove", "Removes an article"),
        ],
        string="Effect",
        help="What it does to the instrument that is amended; empty for a clause of "
        "the amendment itself.",
    )
    target_id = fields.Many2one(
        "cooperation.agreement.article",
        string="Article Concerned",
        index="btree_not_null",
        ondelete="restrict",
        help="The article that is replaced or removed, or behind which one is added; "
        "empty to add one at the end.",
    )
    target_label = fields.Char(string="Concerns", compute="_compute_target_label")
    agreement_kind = fields.Selection(related="agreement_id.kind")
    second_lang = fields.Selection(related="agreement_id.second_lang")
    is_frozen = fields.Boolean(compute="_compute_is_frozen")
    candidate_ids = fields.Many2many(
        "cooperation.agreement.article", compute="_compute_candidate_ids"
    )
    name_french = fields.Char(
        string="Title in French",
        compute="_compute_french",
        inverse="_inverse_name_french",
    )
    body_french = fields.Html(
        string="Text in French",
        compute="_compute_french",
        inverse="_inverse_body_french",
    )
    name_second = fields.Char(
        string="Title in the Partner's Language",
        compute="_compute_second",
        inverse="_inverse_name_second",
    )
    body_second = fields.Html(
        string="Text in the Partner's Language",
        compute="_compute_second",
        inverse="_inverse_body_second",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("sequence", "agreement_id.article_ids.sequence")
    def _compute_number(self):
        ranks = {
            article: str(rank)
            for agreement in self.agreement_id
            for rank, article in enumerate(agreement.article_ids.sorted(), 1)
        }
        for article in self:
            article.number = ranks.get(article, False)

    @api.depends("number", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        numbers = self.agreement_id._origin._get_article_numbers()
        for article in self:
            number = numbers.get(article._origin.id) or article.number
            article.display_name = ". ".join(filter(None, (number, article.name)))

    @api.depends("agreement_id.state")
    def _compute_is_frozen(self):
        for article in self:
            agreement = article.agreement_id
            article.is_frozen = bool(agreement) and agreement._is_text_frozen()

    @api.depends("agreement_id.instrument_id")
    def _compute_candidate_ids(self):
        """The articles that an amendment may change, or behind which it adds one."""
        for agreement in self.agreement_id:
            candidates = self.browse()
            if instrument := agreement.instrument_id._origin:
                amendments = instrument._get_amendments() | agreement._origin
                candidates = instrument.article_ids | amendments.article_ids.filtered(
                    lambda article: article.operation == "add"
                )
            for article in self.filtered(
                lambda a, own=agreement: a.agreement_id == own
            ):
                article.candidate_ids = candidates - article._origin
        for article in self.filtered(lambda a: not a.agreement_id):
            article.candidate_ids = False

    @api.depends("target_id", "operation")
    @api.depends_context("lang")
    def _compute_target_label(self):
        for article in self:
            article.target_label = article.target_id.display_name

    @api.depends("name", "body")
    def _compute_french(self):
        wordings = self._get_wordings()
        for article in self:
            name, body = wordings.get(article._origin.id, ({}, {}))
            article.name_french = name.get(FRENCH)
            article.body_french = body.get(FRENCH)

    @api.depends("name", "body", "agreement_id.second_lang")
    def _compute_second(self):
        wordings = self._get_wordings()
        for article in self:
            name, body = wordings.get(article._origin.id, ({}, {}))
            article.name_second = name.get(article.second_lang)
            article.body_second = body.get(article.second_lang)

    def _get_wordings(self):
        """Return titles and texts by language, as they are kept: `{id: (…, …)}`.

        A field read in a language falls back to another one where it has no words.
        """
        ids = self._origin.ids
        if not ids:
            return {}
        self.flush_model(["name", "body"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, name, body FROM %s WHERE id IN %s",
                SQL.identifier(self._table),
                tuple(ids),
            )
        )
        return {
            key: tuple(self._with_french(words or {}) for words in wordings)
            for key, *wordings in rows
        }

    @api.model
    def _with_french(self, words):
        """Take what was written in no language in particular for French."""
        return {FRENCH: words[_SOURCE], **words} if words.get(_SOURCE) else words

    def _inverse_name_french(self):
        for article in self:
            article.with_context(lang=FRENCH).name = article.name_french

    def _inverse_body_french(self):
        for article in self:
            article.with_context(lang=FRENCH).body = article.body_french

    def _inverse_name_second(self):
        for article in self.filtered("second_lang"):
            article.with_context(lang=article.second_lang).name = article.name_second

    def _inverse_body_second(self):
        for article in self.filtered("second_lang"):
            article.with_context(lang=article.second_lang).body = article.body_second

    @api.onchange("operation", "target_id")
    def _onchange_target_id(self):
        """Start a new wording from the one that it replaces."""
        if self.operation != "replace" or not self.target_id or self.body_french:
            return
        instrument = self.agreement_id._get_instrument()
        today = fields.Date.context_today(self)
        tree = instrument._origin._get_article_tree(today)
        article = tree.get(self.target_id._origin.id) or self.target_id
        name, body = article._get_wordings()[article._origin.id]
        self.name_french = name.get(FRENCH)
        self.body_french = body.get(FRENCH)
        self.name_second = name.get(self.second_lang)
        self.body_second = body.get(self.second_lang)

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("operation", "target_id", "agreement_id")
    def _check_operation(self):
        """Only an amendment changes articles, and those of its instrument only."""
        if self._has_cycle("target_id"):
            raise ValidationError(
                self.env._("An article cannot stand behind itself: choose another.")
            )
        for article in self:
            for sentence in article._get_operation_blockers():
                raise ValidationError(sentence)

    def _get_operation_blockers(self):
        """Say what is wrong with what this article does to the instrument."""
        self.ensure_one()
        values = {"article": self.display_name, "agreement": self.agreement_id.name}
        target = self.target_id
        if (self.operation or target) and self.agreement_id.kind != "amendment":
            yield self.env._(
                "“%(agreement)s” is no amendment: its articles are its own text, they "
                "change no other article.",
                **values,
            )
        elif self.operation in ("replace", "remove") and not target:
            yield self.env._(
                "Choose the article that “%(article)s” replaces or removes.", **values
            )
        elif target and not self.operation:
            yield self.env._(
                "Say what “%(article)s” does to “%(target)s”: replace it, remove it, "
                "or add an article behind it.",
                target=target.display_name,
                **values,
            )
        elif target and not target._is_in_instrument(self.agreement_id):
            yield self.env._(
                "“%(target)s” is no article of the instrument that “%(agreement)s” "
                "amends: choose one of its articles.",
                target=target.display_name,
                **values,
            )

    def _is_in_instrument(self, agreement):
        """Return whether this is an article of what `agreement` amends, or of it."""
        self.ensure_one()
        if self.agreement_id.kind == "amendment" and self.operation != "add":
            return False
        return self.agreement_id._get_instrument() == agreement._get_instrument()

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_lengths(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        check_lengths(self, vals)
        return super().write(vals)

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """The other language is part of the text: it is frozen with it.

        The ORM writes these values as they come, without `write`.
        """
        if field_name in self._text_fields:
            self._check_text_open()
            self.agreement_id._note_author(self.env.user)
        check_lengths(self, {field_name: max(map(str, translations.values()), key=len)})
        if self._fields[field_name].type == "html":
            translations = {
                lang: html_sanitize(value) if isinstance(value, str) else value
                for lang, value in translations.items()
            }
        return super()._update_field_translations(
            field_name, translations, digest, source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_target(self):
        """An article that an amendment refers to stays."""
        referring = self.sudo().search(
            [("target_id", "in", self.ids), ("id", "not in", self.ids)], limit=1
        )
        if referring:
            raise UserError(
                self.env._(
                    "“%(amendment)s” refers to “%(article)s”: change it there first.",
                    amendment=referring.agreement_id.display_name,
                    article=referring.target_id.display_name,
                )
            )

    # ------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------

    def _get_wording_blockers(self):
        """Say in which language an article has no words yet."""
        labels = dict(self.env["res.lang"].get_installed())
        wordings = self._get_wordings()
        for article in self.filtered(lambda a: a.operation != "remove"):
            name, body = wordings[article.id]
            for lang in filter(None, (FRENCH, article.second_lang)):
                # The source language is filled in with the French from the start.
                is_copied = lang == _SOURCE and body.get(lang) == body.get(FRENCH)
                if not name.get(lang) or is_html_empty(body.get(lang)) or is_copied:
                    yield self.env._(
                        "Give article %(number)s of “%(agreement)s” its title and its "
                        "text in this language: %(language)s.",
                        number=article.number,
                        agreement=article.agreement_id.display_name,
                        language=labels.get(lang, lang),
                    )

    @api.model
    def _get_parts_label(self):
        return self.env._("articles")
