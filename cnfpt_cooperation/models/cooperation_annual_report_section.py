from odoo import api, fields, models
from odoo.tools import is_html_empty

from .cooperation_record_mixin import INITIATIVES

# The chapters of the report, in its order: the five initiatives [R12] stand between
# what concerns them all.
SECTIONS = [
    ("overview", "Overview"),
    *INITIATIVES,
    ("comparison", "Comparison over the years"),
    ("partners", "Partners and agreements"),
    ("promises", "Promises"),
]


class CooperationAnnualReportSection(models.Model):
    """A chapter of an annual report: what people say of its figures.

    The chapters come with the report; the figures are computed when it is read. A
    comment changes until the report is signed off.
    """

    _name = "cooperation.annual.report.section"
    _description = "Chapter of an Annual Report"
    _inherit = ["cooperation.part.mixin", "cooperation.derived.mixin"]
    _order = "report_id, sequence, id"
    _rec_name = "code"
    _file_field = "report_id"
    _parts_field = "section_ids"

    report_id = fields.Many2one(
        "cooperation.annual.report", required=True, index=True, ondelete="cascade"
    )
    code = fields.Selection(
        SECTIONS, string="Chapter", required=True, readonly=True, default="overview"
    )
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    comment = fields.Html(
        string="Text",
        help="What readers should know beside the figures: context, results, people.",
    )
    is_written = fields.Boolean(string="Written", compute="_compute_is_written")

    _code_uniq = models.Constraint(
        "UNIQUE(report_id, code)", "The report has this chapter already."
    )

    @api.depends("code")
    def _compute_sequence(self):
        order = {code: number for number, (code, _label) in enumerate(SECTIONS)}
        for section in self:
            section.sequence = order.get(section.code, len(order))

    @api.depends("comment")
    def _compute_is_written(self):
        for section in self:
            section.is_written = not is_html_empty(section.comment)
