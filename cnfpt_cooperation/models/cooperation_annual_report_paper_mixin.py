import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.annual.maker import make_document
from ..tools.annual.workbook import write_document
from ..tools.workbook import XLSX

# The three files of a report, by the field that keeps them: extension and type.
PAPERS = {
    "html": ("html", "text/html"),
    "pdf": ("pdf", "application/pdf"),
    "xlsx": ("xlsx", XLSX),
}
_PAGE = "cnfpt_cooperation.paper_annual_report_page"
_PAPER = "cnfpt_cooperation.action_paper_annual_report"


class CooperationAnnualReportPaperMixin(models.AbstractModel):
    """The page, the PDF and the workbook of a report: made anew, or as they were kept.

    All three are written from the document that :meth:`_get_document` returns.
    """

    _name = "cooperation.annual.report.paper.mixin"
    _description = "Files of an Annual Report"
    _inherit = ["cooperation.guarded.mixin"]
    _guarded_fields = frozenset(
        f"{kind}_{name}" for kind in PAPERS for name in ("file", "sha256")
    )

    html_file = fields.Binary(
        string="Page", attachment=True, readonly=True, copy=False, exportable=False
    )
    html_sha256 = fields.Char(string="Checksum of the Page", readonly=True, copy=False)
    pdf_file = fields.Binary(
        string="PDF", attachment=True, readonly=True, copy=False, exportable=False
    )
    pdf_sha256 = fields.Char(string="Checksum of the PDF", readonly=True, copy=False)
    xlsx_file = fields.Binary(
        string="Workbook", attachment=True, readonly=True, copy=False, exportable=False
    )
    xlsx_sha256 = fields.Char(
        string="Checksum of the Workbook",
        readonly=True,
        copy=False,
        help="SHA-256 of the file: shows that it is the one that was signed off.",
    )

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    def _get_document(self):
        """Return what the report says at this moment, in its language.

        :return: a :class:`Document` of `tools.annual.document`
        """
        self.ensure_one()
        return make_document(self.with_context(lang=self.lang))

    def _get_document_to_print(self):
        """Return the document of a draft: what was signed off is not made anew.

        :raise UserError: it was signed off
        """
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "“%(report)s” was signed off: download its PDF, which was kept as "
                    "it was.",
                    report=self.display_name,
                )
            )
        return self._get_document()

    # ------------------------------------------------------------
    # The three files
    # ------------------------------------------------------------

    def _get_file_name(self, kind):
        """Return the name of a file: “rapport-annuel-2030.pdf”."""
        self.ensure_one()
        edition = f"-edition-{self.edition}" if self.edition > 1 else ""
        return f"rapport-annuel-{self.year}{edition}.{PAPERS[kind][0]}"

    def _get_file(self, kind):
        """Return the bytes of a file: as it was kept, or made now while a draft."""
        self.ensure_one()
        kept = self.with_context(bin_size=False)[f"{kind}_file"]
        return base64.b64decode(kept) if kept else self._make_file(kind)

    def _make_file(self, kind, document=None):
        """Write a file from the document.

        :param str kind: `html`, `pdf` or `xlsx`
        """
        document = document or self._get_document()
        return getattr(self, f"_make_{kind}")(document)

    def _make_html(self, document):
        page = self.env["ir.qweb"]._render(
            _PAGE, {"document": document}, lang=document.lang
        )
        return f"<!DOCTYPE html>\n{page}".encode()

    def _make_pdf(self, document):
        """Draw the paper; the document is handed over, not made a second time."""
        report = self.env.ref(_PAPER).sudo()
        content, _kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(report, self.ids, {"document": document})
        )
        return content

    def _make_xlsx(self, document):
        return write_document(document)

    def _keep_files(self):
        """Keep the three files of one and the same document, with their checksums."""
        self.ensure_one()
        self.env.flush_all()
        document = self._get_document()
        values = {}
        for kind in PAPERS:
            content = self._make_file(kind, document)
            values[f"{kind}_file"] = base64.b64encode(content)
            values[f"{kind}_sha256"] = hashlib.sha256(content).hexdigest()
        self._guarded_write(values)

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    @api.readonly
    def action_preview(self):
        """Open the page in the browser."""
        return self._open_file("html")

    @api.readonly
    def action_download_pdf(self):
        """Download the paper."""
        return self._open_file("pdf")

    @api.readonly
    def action_download_workbook(self):
        """Download the tables as a workbook."""
        return self._open_file("xlsx")

    def _open_file(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cooperation/annual-report/{self.id}/{kind}",
            "target": "new" if kind == "html" else "self",
        }
