from odoo import models


class ReportRequestLetter(models.AbstractModel):
    """The answer to a requester, to be printed and posted."""

    _name = "report.cnfpt_cooperation.report_request_letter"
    _description = "Printed Answer to a Request"
    _inherit = ["cooperation.paper.mixin"]
    _paper_model = "cooperation.request"
