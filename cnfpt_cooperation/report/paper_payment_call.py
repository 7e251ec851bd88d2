from odoo import api, models
from odoo.tools import format_amount

from . import wording


class PaperPaymentCall(models.AbstractModel):
    """The call for payment of a tranche of a grant."""

    _name = "report.cnfpt_cooperation.paper_payment_call"
    _description = "Call for Payment"
    _inherit = ["cooperation.expertise.sheet.mixin"]
    _paper_model = "cooperation.funding.tranche"

    @api.model
    def _prepare_paper(self, tranche):
        lang = tranche._get_lang()
        tranche = tranche.with_context(lang=lang)
        self = self._in(lang)
        line, agreement = tranche.funding_line_id, tranche.agreement_id
        account = tranche._get_creditor_account()
        return {
            **super()._prepare_paper(tranche),
            "lang": lang,
            "is_draft": not tranche.date_called,
            "day": wording.format_date(self._get_dated(tranche), lang),
            "funder": tranche.funder_id.name,
            "address": tranche.funder_id._display_address(without_company=True).strip(),
            "agreement": agreement.name,
            "agreement_reference": agreement.reference,
            "signed": agreement.date_signed
            and wording.format_date(agreement.date_signed, lang),
            "line": line.name,
            "tranche": tranche.name,
            "due": wording.format_date(tranche.date_due, lang),
            "account": account.acc_number or "",
            "bank": account.bank_name or "",
            "amounts": {
                name: format_amount(self.env, amount, line.currency_id)
                for name, amount in tranche._get_call_position().items()
            },
        }

    @api.model
    def _get_page_identity(self, record):
        lang = record._get_lang()
        report = self.env["ir.actions.report"]._get_report(
            self._name.removeprefix("report.")
        )
        title = report.with_context(lang=lang).name
        day = wording.format_date(self._get_dated(record), lang)
        return " · ".join((self._get_reference(record), title, day))

    @api.model
    def _get_dated(self, record):
        return record.date_called or super()._get_dated(record)
