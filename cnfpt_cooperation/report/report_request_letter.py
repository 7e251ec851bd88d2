from odoo import api, models


class ReportRequestLetter(models.AbstractModel):
    """The answer to a requester, to be printed and posted."""

    _name = "report.cnfpt_cooperation.report_request_letter"
    _description = "Printed Answer to a Request"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template prints.

        :raise AccessError: the user may not read one of the requests
        """
        requests = self.env["cooperation.request"].browse(docids)
        requests.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": requests._name,
            "docs": requests,
            "company": self.env.company,
        }

    @api.model
    def _get_page_identity(self, _request):
        """Return what the foot of each page says: nothing, on a letter."""
        return ""
