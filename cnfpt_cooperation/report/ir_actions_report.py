import lxml.html

from odoo import api, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .directions import mark_tree
from .page_stamp import stamp_pages
from .wording import FRENCH

_PREFIXES = (
    "cnfpt_cooperation.report_visit_",
    "cnfpt_cooperation.report_request_",
    "cnfpt_cooperation.report_agreement",
    # For agents and their employers, in French.
    "cnfpt_cooperation.paper_",
    "cnfpt_cooperation.report_mission_",
)
# Builds of wkhtmltopdf with the Qt of a distribution draw a millimetre that short.
_UNPATCHED_MILLIMETRE = 0.7688


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _is_cooperation_paper(self):
        """Return whether this is a paper of ours, with a page of its own."""
        return (self.report_name or "").startswith(_PREFIXES)

    def _get_layout(self):
        """A paper carries its own style: nothing is fetched while it is drawn.

        Odoo's layout loads bundles from the server, mirrored in a language written
        from right to left; ours has both directions on one page.
        """
        if self._is_cooperation_paper():
            return self.env.ref("cnfpt_cooperation.report_paper_page")
        return super()._get_layout()

    @api.model
    def _get_paper_zoom(self):
        """Return by how much a page is enlarged, so that millimetres are true."""
        return 1 if _wkhtml().is_patched_qt else round(1 / _UNPATCHED_MILLIMETRE, 4)

    def _prepare_html(self, html, report_model=False):
        """Mark the directions of what is written from right to left."""
        if self._is_cooperation_paper():
            parser = lxml.html.HTMLParser(encoding="utf-8")
            root = lxml.html.fromstring(html, parser=parser)
            mark_tree(root)
            html = lxml.html.tostring(root, encoding="utf-8")
        return super()._prepare_html(html, report_model=report_model)

    def _render_qweb_html(self, report_ref, docids, data=None):
        """The frame of a paper is French, whoever prints it; its parts say theirs."""
        if self._get_report(report_ref)._is_cooperation_paper():
            self = self.with_context(lang=FRENCH)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Draw the papers one by one, and number the pages of each."""
        report = self._get_report(report_ref)
        if not report._is_cooperation_paper():
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        self = self.with_context(lang=FRENCH)
        streams = {}
        for res_id in res_ids or ():
            drawn = super()._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), [res_id]
            )
            identity = self._get_page_identity(report, res_id)
            if identity:
                drawn[res_id]["stream"] = stamp_pages(drawn[res_id]["stream"], identity)
            streams.update(drawn)
        return streams

    def _get_page_identity(self, report, res_id):
        """Return what the foot of each page says, or nothing."""
        paper = self.env[f"report.{report.report_name}"]
        return paper._get_page_identity(self.env[report.model].browse(res_id))
