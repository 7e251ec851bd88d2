from odoo import api, models

from ..tools.annual.document import Document
from . import wording

_KEY = "cooperation_annual_document"


class PaperAnnualReport(models.AbstractModel):
    """The annual report on paper: the document and the template of its page."""

    _name = "report.cnfpt_cooperation.paper_annual_report"
    _description = "Annual Report"
    _inherit = ["cooperation.paper.mixin"]
    _paper_model = "cooperation.annual.report"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Print the document that was handed over, or make it now.

        What comes from a browser is plain values, and never a document.
        """
        document = (data or {}).get("document")
        if isinstance(document, Document):
            self = self.with_context(**{_KEY: document})
        return super()._get_report_values(docids, data)

    @api.model
    def _prepare_paper(self, record):
        document = self.env.context.get(_KEY)
        if not isinstance(document, Document):
            document = record._get_document_to_print()
        return {"document": document}

    @api.model
    def _get_page_identity(self, record):
        name = record.with_context(lang=record.lang).display_name
        day = wording.format_date(self._get_dated(record), record.lang)
        return " · ".join((self.env.company.name, name, day))

    @api.model
    def _get_dated(self, record):
        signed = record.signed_off_on
        return signed.date() if signed else self._get_today(record)
