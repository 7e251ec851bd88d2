from odoo import api, fields, models
from odoo.tools import format_amount

from . import wording

_ONCE_SIGNED = ("active", "to_renew", "expired", "terminated")
# A longer article may go on to the next page.
_KEPT_WHOLE = 1800


class ReportAgreement(models.AbstractModel):
    """An instrument, in French and in the partner's language, side by side.

    With a date it is the whole instrument as amended on that day; without one its own
    text. The last page is that of the signatures.
    """

    _name = "report.cnfpt_cooperation.report_agreement"
    _description = "Instrument"
    _inherit = ["cooperation.expertise.sheet.mixin"]
    _paper_model = "cooperation.agreement"

    # ------------------------------------------------------------
    # Options
    # ------------------------------------------------------------

    @api.model
    def _get_date(self, agreement):
        """Return the day at which the text is read as amended, or None."""
        date = fields.Date.to_date(self.env.context.get("cooperation_paper_date"))
        return date if agreement.kind != "amendment" else None

    @api.model
    def _get_langs(self, agreement):
        """Return French, then the partner's language; those wanted, if any are."""
        codes = [wording.FRENCH]
        if agreement._get_root().second_lang:
            codes.append(agreement._get_root().second_lang)
        wanted = self.env.context.get("cooperation_paper_lang")
        if wanted in codes:
            codes = [wanted]
        return [
            {"code": code, "dir": "rtl" if wording.is_right_to_left(code) else "ltr"}
            for code in codes
        ]

    # ------------------------------------------------------------
    # What is printed
    # ------------------------------------------------------------

    @api.model
    def _prepare_paper(self, agreement):
        langs, date = self._get_langs(agreement), self._get_date(agreement)
        terms = agreement._get_terms_at(date)
        words = {
            lang["code"]: self._in(lang["code"])._word_instrument(
                agreement.with_context(lang=lang["code"]), date, terms
            )
            for lang in langs
        }
        first = words[langs[0]["code"]]
        signatories = terms["party_ids"].filtered(lambda p: p.role == "signatory")
        return {
            **super()._prepare_paper(agreement),
            "langs": langs,
            "words": words,
            "is_letter": agreement._get_root().kind == "engagement_letter",
            "parties": range(len(first["parties"])),
            "articles": range(len(first["articles"])),
            "grants": range(len(first["grants"])),
            "signatures": range(len(signatories)),
            "is_long": [
                any(
                    len(words[lang["code"]]["articles"][number]["body"]) > _KEPT_WHOLE
                    for lang in langs
                )
                for number in range(len(first["articles"]))
            ],
            "is_consolidated": bool(date),
        }

    @api.model
    def _word_instrument(self, agreement, date, terms):
        """Return all that is printed in the language of the context."""
        parties = terms["party_ids"].with_context(lang=self.env.lang)
        return {
            "title": self._get_title(agreement),
            "name": agreement.name,
            "under": self._word_under(agreement),
            "status": self._word_status(agreement, date),
            "is_final": agreement.state in _ONCE_SIGNED,
            "facts": self._get_facts(agreement, date, terms),
            "parties": [self._describe_party(party) for party in parties],
            "articles": [
                self._word_article(agreement, item)
                for item in agreement._get_text_at(date)
            ],
            "grants": self._describe_grants(terms["funding_line_ids"]),
            "signatures": [
                self._describe_signature(party)
                for party in parties
                if party.role == "signatory"
            ],
        }

    @api.model
    def _get_title(self, agreement):
        """Return what an instrument of its kind is called."""
        if agreement.kind == "amendment":
            number = agreement.amendment_number
            return (
                self.env._("Amendment no. %(number)s", number=number)
                if number
                else self.env._("Amendment")
            )
        return {
            "convention": self.env._("Convention"),
            "partnership": self.env._("Partnership agreement"),
            "engagement_letter": self.env._("Letter of engagement"),
            "framework": self.env._("Framework agreement"),
            "application": self.env._("Application agreement"),
        }[agreement.kind]

    @api.model
    def _word_under(self, agreement):
        """Say what an amendment changes, and which framework is applied."""
        parent = agreement.parent_id
        if not parent:
            return ""
        values = {"agreement": parent.name, "reference": parent.reference}
        if parent.date_signed:
            values["date"] = wording.format_date(parent.date_signed, self.env.lang)
            if agreement.kind == "amendment":
                return self.env._(
                    "to “%(agreement)s” (%(reference)s), signed on %(date)s", **values
                )
            return self.env._(
                "under “%(agreement)s” (%(reference)s), signed on %(date)s", **values
            )
        if agreement.kind == "amendment":
            return self.env._("to “%(agreement)s” (%(reference)s)", **values)
        return self.env._("under “%(agreement)s” (%(reference)s)", **values)

    @api.model
    def _word_status(self, agreement, date):
        """Say what the paper is worth: a draft, to be signed, signed, as amended."""
        if date:
            day = wording.format_date(date, self.env.lang)
            return self.env._("Text as amended on %(date)s", date=day)
        if agreement.state in _ONCE_SIGNED:
            if not agreement.date_signed:
                return self.env._("Signed")
            day = wording.format_date(agreement.date_signed, self.env.lang)
            return self.env._("Signed by all on %(date)s", date=day)
        if agreement.state == "to_sign":
            return self.env._("For signature")
        return self.env._("DRAFT")

    # ------------------------------------------------------------
    # Terms
    # ------------------------------------------------------------

    @api.model
    def _get_facts(self, agreement, date, terms):
        """Return the lines of the first page, as pairs of label and text.

        An amendment says only what it changes.
        """
        is_whole = agreement.kind != "amendment"
        facts = []
        if is_whole:
            period = wording.format_period(
                terms["date_start"], terms["date_end"], self.env.lang
            )
            facts += [(self.env._("In force"), period)]
        else:
            start = terms["date_start"]
            facts += [
                (
                    self.env._("Takes effect on"),
                    start and wording.format_date(start, self.env.lang),
                )
            ]
            if agreement.amends_end:
                end = wording.format_date(terms["date_end"], self.env.lang)
                facts += [(self.env._("New end"), end)]
        if is_whole or agreement.amends_areas:
            areas = self._word_names(terms["area_ids"])
            facts += [(self.env._("Areas of cooperation"), areas)]
        if is_whole or agreement.amends_countries:
            countries = self._word_names(terms["country_ids"])
            facts += [(self.env._("Countries"), countries)]
        if is_whole:
            facts += [(self.env._("Renewal"), self._word_renewal(agreement))]
        return [(label, text) for label, text in facts if text]

    @api.model
    def _word_names(self, records):
        return ", ".join(records.with_context(lang=self.env.lang).mapped("name"))

    @api.model
    def _word_renewal(self, agreement):
        notice = agreement.notice_days
        if agreement.renewal == "none":
            return self.env._("none")
        if agreement.renewal == "tacit":
            return self.env._(
                "tacit, unless denounced %(days)s days before the end", days=notice
            )
        return self.env._("in writing, reviewed %(days)s days before", days=notice)

    @api.model
    def _describe_party(self, party):
        body = party.partner_id
        place = ", ".join(filter(None, (body.city, body.country_id.name)))
        roles = {
            "signatory": self.env._("Signatory"),
            "funder": self.env._("Funder"),
            "beneficiary": self.env._("Beneficiary"),
            "operator": self.env._("Operator"),
        }
        share = party.share and wording.format_number(party.share, self.env.lang)
        return {
            "name": party._get_printed_name(),
            "place": place,
            "role": roles[party.role] + (f" ({share} %)" if share else ""),
        }

    # ------------------------------------------------------------
    # Articles
    # ------------------------------------------------------------

    @api.model
    def _word_article(self, agreement, item):
        """Return title, text and note of an article, as `_get_text_at` gives it."""
        title = self.env._("Article %(number)s", number=item["number"])
        if item["name"]:
            title += f". {item['name']}"
        note, source = "", item["source"]
        if source != agreement:
            note = f"{self._get_title(source)} ({source.reference})"
        elif item["operation"]:
            note = self._word_operation(agreement, item)
        is_removed = item["operation"] == "remove"
        return {
            "title": title,
            "note": note,
            "body": "" if is_removed else item["body"],
        }

    @api.model
    def _word_operation(self, agreement, item):
        """Say what an article of an amendment does to the instrument."""
        target = item["target"].with_context(lang=self.env.lang)
        number = agreement._get_article_numbers().get(target.id, target.number)
        article = ". ".join(filter(None, (number, target.name)))
        if item["operation"] == "remove":
            return self.env._("Article %(article)s is removed.", article=article)
        if item["operation"] == "replace":
            return self.env._("Article %(article)s is replaced by:", article=article)
        if target:
            return self.env._(
                "After article %(article)s, the following is added:", article=article
            )
        return self.env._("The following article is added:")

    # ------------------------------------------------------------
    # Funding and signatures
    # ------------------------------------------------------------

    @api.model
    def _describe_grants(self, lines):
        return [
            {
                "name": line.name,
                "funder": line.funder_id.name,
                "days": wording.format_number(line.days, self.env.lang),
                "amount": format_amount(self.env, line.amount, line.currency_id),
                "period": wording.format_period(
                    line.date_start, line.date_end, self.env.lang
                ),
            }
            for line in lines
        ]

    @api.model
    def _describe_signature(self, party):
        """Return who signed for a party, when and how; or the room to do so."""
        if not party.signed_on:
            return {"body": party._get_printed_name(), "name": ""}
        day = wording.format_date(party.signed_on, self.env.lang)
        if party.signature_channel == "tool":
            how = self.env._("Signed electronically on %(date)s", date=day)
        else:
            how = self.env._("Signed on %(date)s", date=day)
        is_text = party.signature_channel == "tool" and party.signed_sha256
        return {
            "body": party._get_printed_name(),
            "name": party.signatory_name or "",
            "function": party.signatory_function or "",
            "how": how,
            "checksum": party.signed_sha256 if is_text else "",
        }

    # ------------------------------------------------------------
    # The foot of each page
    # ------------------------------------------------------------

    @api.model
    def _get_page_identity(self, record):
        """Name the instrument and the version of its text, in French."""
        paper = self._in(wording.FRENCH)
        agreement = record.with_context(lang=wording.FRENCH)
        date = self._get_date(agreement)
        version = agreement.sudo().signing_version_id
        parts = [agreement.reference, paper._get_title(agreement)]
        if not date and version:
            parts.append(f"v{version.number}, SHA-256 {version.sha256[:16]}…")
        else:
            parts.append(paper._word_status(agreement, date))
        return " · ".join(parts)
