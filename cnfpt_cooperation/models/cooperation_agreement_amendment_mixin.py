from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..report.wording import FRENCH
from ..tools.actions import open_dialog
from ..tools.consolidation import ArticleTree

# An amendment in one of these has been signed by all and put in force.
_ONCE_IN_FORCE = ("active", "to_renew", "expired", "terminated")
# What says that an amendment changes a term, and the term.
_TERMS = {
    "amends_end": "date_end",
    "amends_areas": "area_ids",
    "amends_countries": "country_ids",
    "amends_parties": "party_ids",
}


class CooperationAgreementAmendmentMixin(models.AbstractModel):
    """An instrument as its amendments change it, at any date.

    An amendment takes effect on its first day, or else on the day of its last
    signature. Articles and terms that it does not change stay as they are. It ends
    with its instrument, so that its effect lasts.
    """

    _name = "cooperation.agreement.amendment.mixin"
    _description = "Amended Agreement"

    _amended_terms = tuple(_TERMS)

    amends_end = fields.Boolean(
        string="Changes the End",
        compute="_compute_amends_end",
        store=True,
        readonly=False,
        help="The end given here is the new end of the agreement.",
    )
    amends_areas = fields.Boolean(
        string="Changes the Areas",
        compute="_compute_amends_areas",
        store=True,
        readonly=False,
        help="The areas given here take the place of those of the agreement.",
    )
    amends_countries = fields.Boolean(
        string="Changes the Countries",
        compute="_compute_amends_countries",
        store=True,
        readonly=False,
        help="The countries given here take the place of those of the agreement.",
    )
    amends_parties = fields.Boolean(
        string="Changes the Parties",
        help="The parties and roles given here take the place of those of the "
        "agreement; otherwise the same parties sign.",
    )

    @api.depends("instrument_id", "date_end")
    def _compute_amends_end(self):
        for agreement in self:
            root = agreement.instrument_id
            agreement.amends_end = bool(
                root and agreement.date_end and agreement.date_end != root.date_end
            )

    @api.depends("instrument_id", "area_ids")
    def _compute_amends_areas(self):
        self._compute_amends("amends_areas", "area_ids")

    @api.depends("instrument_id", "country_ids")
    def _compute_amends_countries(self):
        self._compute_amends("amends_countries", "country_ids")

    def _compute_amends(self, name, field_name):
        """Tick a term that an amendment gives otherwise than its agreement does."""
        for agreement in self:
            root = agreement.instrument_id
            given = agreement[field_name]._origin
            agreement[name] = bool(root and given and given != root[field_name])

    def write(self, vals):
        """Refuse a circle of amendments before the ORM follows it without an end."""
        parent = self.browse(vals.get("parent_id"))
        while parent:
            if parent in self:
                raise ValidationError(self.env._("An agreement cannot amend itself."))
            parent = parent.parent_id
        return super().write(vals)

    # ------------------------------------------------------------
    # Which amendments, in which order
    # ------------------------------------------------------------

    def _get_instrument(self):
        """Return what an amendment changes in the end, and else this one."""
        self.ensure_one()
        return self.instrument_id or self

    def _get_amendments(self):
        """Return the amendments of an instrument that were put in force, as signed."""
        self.ensure_one()
        return self._group_amendments().get(self, self.browse())

    def _group_amendments(self):
        """Return the amendments of each of these instruments, as signed."""
        amendments = self.search(
            [("instrument_id", "in", self.ids), ("state", "in", _ONCE_IN_FORCE)]
        )
        signed = amendments.sorted(lambda a: (a._get_signing_day(), a.id))
        return signed.grouped("instrument_id")

    def _get_signing_day(self):
        return self.date_signed or self.date_start or fields.Date.to_date("1900-01-01")

    def _get_effect_date(self):
        """Return the day from which an amendment changes its instrument."""
        self.ensure_one()
        return self.date_start or self._get_signing_day()

    def _is_in_effect(self, date):
        """Return whether this amendment changes the instrument at a date."""
        self.ensure_one()
        return self._get_effect_date() <= date

    def _get_effects(self, amendments, date):
        """Return those in effect at a date, in the order of their effect."""
        return amendments.filtered(lambda a: a._is_in_effect(date)).sorted(
            lambda a: (a._get_effect_date(), a._get_signing_day(), a.id)
        )

    # ------------------------------------------------------------
    # Articles
    # ------------------------------------------------------------

    def _get_article_tree(self, date=None, amendments=None):
        """Return the articles of the instrument, each with the one that words it now.

        :param date: the day at which it is read; None leaves the amendments out
        :param amendments: those put in force, when they are known already
        """
        self.ensure_one()
        tree = ArticleTree()
        for article in self.article_ids.sorted():
            tree.add(article.id, article)
        if amendments is None:
            amendments = self._get_amendments()
        effects = self._get_effects(amendments, date) if date else self.browse()
        # Numbers follow the signatures, so that no later effect changes them.
        for amendment in amendments:
            self._add_articles(tree, amendment, is_in_text=amendment in effects)
        for amendment in effects:
            for article in amendment.article_ids.sorted():
                if article.operation == "replace":
                    tree.replace(article.target_id.id, article)
                elif article.operation == "remove":
                    tree.remove(article.target_id.id)
        return tree

    @api.model
    def _add_articles(self, tree, amendment, is_in_text):
        """Add what an amendment adds; what stands behind an article comes after it."""
        added = amendment.article_ids.filtered(lambda a: a.operation == "add")
        pending = added.sorted()
        while pending:
            later = pending.filtered(lambda a, left=pending: a.target_id in left)
            for article in pending - later:
                behind = article.target_id.id
                tree.add(
                    article.id,
                    article if is_in_text else None,
                    behind if behind in tree.numbers else None,
                )
            pending = later

    def _get_article_numbers(self):
        """Return the number of each article of the instruments and their amendments.

        Of the whole instruments, when these are amendments.
        """
        roots = self.instrument_id | self.filtered(lambda a: not a.instrument_id)
        amendments = roots._group_amendments()
        numbers = {}
        for root in roots:
            known = amendments.get(root, self.browse())
            numbers |= root._get_article_tree(amendments=known).numbers
        return numbers

    def _get_text_at(self, date=None):
        """Return the text of the instrument, article by article.

        :param date: the day at which it is read, as amended; None for the text of
            this instrument alone, which is an amendment's own for an amendment
        :return: a list of dicts `number, name, body, source` in the language of the
            context if the instrument is written in it, in French otherwise; `source`
            is the instrument that gave the article its words. `article` is the
            record. Without a date, `operation` and `target` say what it changes.
        """
        self.ensure_one()
        langs = (FRENCH, self._get_instrument().second_lang)
        agreement = self
        if self.env.lang not in langs:
            agreement = self.with_context(lang=FRENCH)
        if date is None:
            found = enumerate(agreement.article_ids.sorted(), 1)
        else:
            root = agreement._get_instrument()
            found = root._get_article_tree(fields.Date.to_date(date)).list_articles()
        found = list(found)
        words = agreement.article_ids.browse([article.id for _n, article in found])
        wordings = words._get_wordings()
        return [
            agreement._prepare_text(str(number), article, wordings[article.id])
            for number, article in found
        ]

    def _prepare_text(self, number, article, wordings):
        name, body = (
            words.get(self.env.lang) or words.get(FRENCH) or "" for words in wordings
        )
        target = article.target_id
        return {
            "number": number,
            "name": name,
            "body": Markup(body),
            "source": article.agreement_id,
            "article": article,
            "operation": article.operation,
            "target": target,
        }

    # ------------------------------------------------------------
    # Terms
    # ------------------------------------------------------------

    def _get_own_terms(self):
        """Return the terms as this instrument was signed, or as they stand."""
        self.ensure_one()
        terms = {
            "date_start": self.date_start,
            "date_end": self.date_end,
            "area_ids": self.area_ids,
            "country_ids": self.country_ids,
            "party_ids": self.party_ids,
            "funding_line_ids": self.funding_line_ids,
        }
        version = self.signing_version_id.sudo()
        if version and self.state in _ONCE_IN_FORCE:
            text = version.text
            terms["date_end"] = fields.Date.to_date(text["date_end"])
            terms["area_ids"] = self.area_ids.browse(text["areas"]).exists()
            terms["country_ids"] = self.country_ids.browse(text["countries"])
        return terms

    def _get_terms_at(self, date=None):
        """Return what the instrument says of its term, areas, parties and funding.

        :param date: the day at which it is read, as amended; None for the terms of
            this instrument alone
        :return: a dict `date_start, date_end, area_ids, country_ids, party_ids,
            funding_line_ids`; the last ones are records
        """
        self.ensure_one()
        if date is None:
            return self._get_own_terms()
        root, date = self._get_instrument(), fields.Date.to_date(date)
        terms = root._get_own_terms()
        for _day, source in root._get_term_changes(date):
            if source._name != root._name:
                terms["date_end"] = source.date_end
                continue
            own = source._get_own_terms()
            for flag, name in _TERMS.items():
                if source[flag]:
                    terms[name] = own[name]
            terms["funding_line_ids"] |= own["funding_line_ids"]
        return terms

    def _get_countries_at(self, date):
        """Return the countries that it names at a date, or names now without one."""
        self.ensure_one()
        amendments = date and self.child_ids and self._get_amendments()
        if amendments and any(amendments.mapped("amends_countries")):
            return self._get_terms_at(date)["country_ids"]
        return self.country_ids

    def _get_term_changes(self, date):
        """Return the renewals and the amendments until a date, in their order."""
        amendments = self._get_effects(self._get_amendments(), date)
        renewals = self.renewal_ids.filtered(lambda r: r.date <= date).sorted("id")
        changes = [
            (amendment._get_effect_date(), amendment) for amendment in amendments
        ]
        changes += [(renewal.date, renewal) for renewal in renewals]
        return sorted(changes, key=lambda change: change[0])

    def _apply_amendments(self):
        """Give the amended agreements the terms that their amendments give them.

        What they said before stays in the version that was signed.
        """
        for amendment in self:
            # Whoever puts an amendment in force changes what it amends.
            root = amendment.instrument_id.sudo()
            if not root:
                continue
            if not root.signing_version_id:
                root._guarded_write(
                    {"signing_version_id": root._keep_version("signed").id}
                )
            values = amendment._get_amended_values(root)
            if values:
                root._guarded_write(values)
                root._post_amended(amendment, values)

    def _get_amended_values(self, root):
        """Return what changes in the agreement that this amendment amends."""
        values = {}
        if self.amends_end and self.date_end and self.date_end != root.date_end:
            values["date_end"] = self.date_end
            if root.date_end and self.date_end > root.date_end:
                values["state"] = "active"
        for flag, name in (
            ("amends_areas", "area_ids"),
            ("amends_countries", "country_ids"),
        ):
            if self[flag] and self[name] != root[name]:
                values[name] = [Command.set(self[name].ids)]
        return values

    def _post_amended(self, amendment, values):
        """Say on the agreement what an amendment has changed in it."""
        self.ensure_one()
        sentences = []
        if "date_end" in values:
            sentences.append(
                self.env._(
                    "“%(amendment)s” carries the end to %(end)s.",
                    amendment=amendment.display_name,
                    end=format_date(self.env, amendment.date_end),
                )
            )
        for name in ("area_ids", "country_ids"):
            if name in values:
                sentences.append(
                    self.env._(
                        "“%(amendment)s” changes “%(term)s” to: %(names)s.",
                        amendment=amendment.display_name,
                        term=self._get_field_label(name),
                        names=", ".join(amendment[name].mapped("name")),
                    )
                )
        self.message_post(body=" ".join(sentences))

    # ------------------------------------------------------------
    # What an amendment is missing
    # ------------------------------------------------------------

    def _get_amendment_blockers(self):
        """Say which articles cannot be changed as this amendment wants it."""
        self.ensure_one()
        if not self.instrument_id:
            return
        tree = self._get_instrument()._get_article_tree(self._get_effect_date())
        seen = set()
        for article in self.article_ids:
            target = article.target_id
            if article.operation not in ("replace", "remove"):
                continue
            values = {"amendment": self.name, "article": target.display_name}
            if target in seen:
                yield self.env._(
                    "“%(amendment)s” changes “%(article)s” twice: keep one of the two.",
                    **values,
                )
            elif target.agreement_id != self and not tree.has(target.id):
                yield self.env._(
                    "“%(article)s” is not in the text on the day on which "
                    "“%(amendment)s” takes effect: choose another article.",
                    **values,
                )
            seen.add(target)

    def action_open_consolidated(self):
        """Open the whole instrument as amended, at a date that one chooses."""
        self.ensure_one()
        return open_dialog(
            self.env._("The Instrument as Amended"),
            "cooperation.agreement.consolidated",
            default_agreement_id=self._get_instrument().id,
        )
