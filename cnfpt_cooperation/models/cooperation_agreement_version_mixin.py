from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report import wording
from ..tools.actions import open_dialog

_FRENCH = wording.FRENCH
# What the text says of each party and each grant.
_PARTY_FIELDS = ("partner_id", "role", "share")
_LINE_FIELDS = (
    *("funder_id", "currency_id", "amount", "days", "date_start", "date_end"),
    *("overhead_rate", "cofinancing_rate", "kind_ids", "country_ids"),
)


class CooperationAgreementVersionMixin(models.AbstractModel):
    """The versions through which the text of an instrument goes until it is signed.

    What the direction validates is kept, and that is what is signed; what was sent to
    the partner is kept, with what came back.
    """

    _name = "cooperation.agreement.version.mixin"
    _description = "Versions of an Agreement"

    version_ids = fields.One2many(
        "cooperation.agreement.version", "agreement_id", string="Versions"
    )
    reply_ids = fields.One2many(
        "cooperation.agreement.reply", "agreement_id", string="What Came Back"
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

    def _compute_version_count(self):
        self._compute_count(
            "version_count", "cooperation.agreement.version", "agreement_id"
        )

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
        return {**text, "names": self._get_snapshot_names()}

    def _get_snapshot_names(self):
        """Return how all that the text names is called now, in French."""
        parties, lines = self.party_ids, self.funding_line_ids
        named = (
            *(self.partner_id | parties.partner_id | lines.funder_id),
            *lines,
            *(self.parent_id, *self.area_ids, *lines.currency_id, *lines.kind_ids),
            *(self.country_ids | lines.country_ids),
        )
        return {
            f"{record._name},{record.id}": record.with_context(
                lang=_FRENCH
            ).display_name
            for record in named
            if record
        }

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

    # ------------------------------------------------------------
    # Negotiation
    # ------------------------------------------------------------

    def action_send_text(self):
        """Open the letter with which the text goes to the partner."""
        self.ensure_one()
        self._check_can_send()
        return open_dialog(
            self.env._("Send to the Partner"),
            "cooperation.agreement.send",
            default_agreement_id=self.id,
        )

    def _check_can_send(self):
        """Refuse to send what is not negotiated, or has no words.

        :raise UserError: says what to do first
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in self._open_states:
            raise UserError(
                self.env._(
                    "“%(agreement)s” is in the state “%(state)s”: its text is not "
                    "negotiated any more. Return it to negotiation first.",
                    agreement=self.display_name,
                    state=self._get_state_label(self.state),
                )
            )
        if not self.article_ids:
            raise UserError(
                self.env._(
                    "“%(agreement)s” has no article yet: draft its text from a "
                    "template, or write it.",
                    agreement=self.display_name,
                )
            )

    def _is_letter_right_to_left(self):
        """Return whether one writes so in the language of the context."""
        return wording.is_right_to_left(self.env.lang or _FRENCH)

    def _get_text_files(self, version):
        """Return name and content of the files in which a version is sent."""
        self.ensure_one()
        document = self.env["cooperation.agreement.document"]
        name = f"{self.reference} v{version.number}".replace("/", "-")
        return [
            (f"{name}.pdf", self._render_instrument()),
            *(
                (f"{name} {lang[:2]}.html", document._write_document(version, lang))
                for lang in filter(None, (_FRENCH, self.second_lang))
            ),
        ]
