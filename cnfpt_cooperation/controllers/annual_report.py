from odoo.http import Controller, content_disposition, request, route

from ..models.cooperation_annual_report_paper_mixin import PAPERS

# What people wrote stands on the page: nothing of it runs, nothing is fetched.
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class AnnualReport(Controller):
    """The files of an annual report, for whoever may read it."""

    @route(
        "/cooperation/annual-report/<int:report_id>/<string:kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def annual_report(self, report_id, kind, **kwargs):
        report = request.env["cooperation.annual.report"].browse(report_id).exists()
        if kind not in PAPERS or not report:
            raise request.not_found()
        report.check_access("read")
        name = report._get_file_name(kind)
        headers = {
            "Content-Type": PAPERS[kind][1],
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        if kind == "html":
            headers["Content-Type"] += "; charset=utf-8"
            headers["Content-Security-Policy"] = _PAGE_POLICY
        else:
            headers["Content-Disposition"] = content_disposition(name)
        return request.make_response(report._get_file(kind), list(headers.items()))
