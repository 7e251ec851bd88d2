from odoo import api, models

from . import wording


class CooperationAgreementDocument(models.AbstractModel):
    """The text of an instrument as a page of its own, to be read and written upon.

    It goes out with the letter of a negotiation: whoever gets it opens it in a browser
    or in a word processor, without an account.
    """

    _name = "cooperation.agreement.document"
    _description = "Text of an Agreement as a Page"

    @api.model
    def _write_document(self, version, lang):
        """Return the present text of the agreement of `version` as HTML, in bytes."""
        agreement = version.agreement_id.with_context(lang=lang)
        page = self.env["ir.qweb"].with_context(lang=lang)
        html = page._render(
            "cnfpt_cooperation.report_agreement_document",
            {
                "agreement": agreement,
                "version": version,
                "day": wording.format_date(version.date.date(), lang),
                "parties": agreement._get_signatories().partner_id,
                "period": self._word_period(agreement, lang),
                "articles": [
                    {**item, "change": self.with_context(lang=lang)._word_change(item)}
                    for item in agreement._get_text_at()
                ],
                "code": lang[:2],
                "direction": "rtl" if wording.is_right_to_left(lang) else "ltr",
            },
        )
        return f"<!DOCTYPE html>\n{html}".encode()

    @api.model
    def _word_period(self, agreement, lang):
        if not (agreement.date_start and agreement.date_end):
            return ""
        return wording.format_period(agreement.date_start, agreement.date_end, lang)

    @api.model
    def _word_change(self, item):
        """Say what an article of an amendment does, in the language of the context.

        :param dict item: an article of `_get_text_at()`, without a date
        :return: a sentence; empty for a clause of the instrument itself
        """
        operation, target = item["operation"], item["target"]
        number = self._get_target_number(target)
        if operation == "replace":
            return self.env._(
                "Article %(number)s is replaced by the following:", number=number
            )
        if operation == "remove":
            return self.env._("Article %(number)s is removed.", number=number)
        if operation == "add" and target:
            return self.env._(
                "The following article is added after article %(number)s:",
                number=number,
            )
        if operation == "add":
            return self.env._("The following article is added:")
        return ""

    @api.model
    def _get_target_number(self, target):
        """Return the number of an article in the whole instrument."""
        if not target:
            return ""
        numbers = target.agreement_id._get_article_numbers()
        return numbers.get(target.id) or target.number
