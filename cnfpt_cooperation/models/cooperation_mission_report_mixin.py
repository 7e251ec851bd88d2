import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..tools.pages import count_pages
from ..tools.placeholders import fill

_PAPER = "cnfpt_cooperation.action_report_mission_report"
_LATE = "cnfpt_cooperation.mail_activity_type_late_deliverable"


class CooperationMissionReportMixin(models.AbstractModel):
    """What a mission hands over: its deliverables, and a report that is not too long.

    The report is a file, or is written here on the outline of the template, which
    makes the file; its pages are counted either way.
    """

    _name = "cooperation.mission.report.mixin"
    _description = "Report and Deliverables of a Mission"

    deliverable_ids = fields.One2many("cooperation.mission.deliverable", "mission_id")
    late_deliverable_count = fields.Integer(
        string="Late Deliverables", compute="_compute_late_deliverable_count"
    )
    report_body = fields.Html(string="Text of the Report", copy=False)
    report_file = fields.Binary(attachment=True, copy=False)
    report_filename = fields.Char(copy=False)
    report_page_limit = fields.Integer(
        string="Page Limit of the Report", help="0 for as many as one likes."
    )
    report_page_count = fields.Integer(
        string="Pages of the Report",
        compute="_compute_report_page_count",
        store=True,
        help="Counted in the file, when it is a PDF.",
    )
    outcome = fields.Html(copy=False)
    lessons = fields.Html(
        string="Lessons Learnt",
        copy=False,
        help="What the debrief taught us [R9].",
    )

    _page_limit_positive = models.Constraint(
        "CHECK (report_page_limit BETWEEN 0 AND 500)",
        "A report has up to 500 pages.",
    )

    @api.depends(
        "state",
        "deliverable_ids.date_due",
        "deliverable_ids.date_delivered",
        "deliverable_ids.waiver",
    )
    def _compute_late_deliverable_count(self):
        counts = dict(
            self.env["cooperation.mission.deliverable"]._read_group(
                [("mission_id", "in", self.ids), ("is_late", "=", True)],
                ["mission_id"],
                ["__count"],
            )
        )
        for mission in self:
            mission.late_deliverable_count = counts.get(mission._origin, 0)

    @api.depends("report_file")
    def _compute_report_page_count(self):
        for mission in self.with_context(bin_size=False):
            content = base64.b64decode(mission.report_file or b"")
            mission.report_page_count = count_pages(content)

    # ------------------------------------------------------------
    # Report
    # ------------------------------------------------------------

    def action_fill_report(self):
        """Start the text of the report from the outline of the template.

        :raise UserError: no template is chosen, or it has no outline
        """
        for mission in self:
            outline = mission.template_id.report_outline
            if is_html_empty(outline):
                raise UserError(
                    self.env._(
                        "Choose for “%(mission)s” a template that has an outline of "
                        "the report, in the page “Terms of Reference”.",
                        mission=mission.display_name,
                    )
                )
            mission.report_body = fill(outline, mission._get_template_values())
        return True

    def action_make_report(self):
        """Make the file of the report from its text.

        :raise UserError: there is no text, or the file has too many pages; the file
            that was there stays
        """
        self.ensure_one()
        self.check_access("write")
        if is_html_empty(self.report_body):
            raise UserError(
                self.env._(
                    "Write the text of the report of “%(mission)s” first.",
                    mission=self.display_name,
                )
            )
        reports = self.env["ir.actions.report"]
        content, _extension = reports._render_qweb_pdf(_PAPER, self.ids)
        too_long = self._get_too_long_sentence(count_pages(content))
        if too_long:
            raise UserError(too_long)
        self.write(
            {
                "report_file": base64.b64encode(content),
                "report_filename": f"{self.reference.replace('/', '-')}.pdf",
            }
        )
        return True

    def _get_too_long_sentence(self, pages):
        limit = self.report_page_limit
        if not limit or pages <= limit:
            return None
        return self.env._(
            "The report of “%(mission)s” has %(pages)s pages, and may have %(limit)s: "
            "shorten it, and put the rest in the deliverables.",
            mission=self.display_name,
            pages=pages,
            limit=limit,
        )

    def _get_report_blockers(self):
        self.ensure_one()
        name = self.display_name
        if not self.report_file and is_html_empty(self.outcome):
            yield self.env._(
                "Attach the report of “%(mission)s” or write its outcome.",
                mission=name,
            )
        elif self.report_file and self.report_page_limit:
            if not self.report_page_count:
                yield self.env._(
                    "Attach the report of “%(mission)s” as a PDF: its pages are "
                    "counted.",
                    mission=name,
                )
            elif too_long := self._get_too_long_sentence(self.report_page_count):
                yield too_long

    # ------------------------------------------------------------
    # Deliverables
    # ------------------------------------------------------------

    def _get_deliverable_blockers(self):
        """Everything is delivered, or there is a reason why it is not."""
        self.ensure_one()
        for deliverable in self.deliverable_ids:
            if deliverable._is_open():
                yield self.env._(
                    "“%(deliverable)s” is not delivered: give the date on which it "
                    "was, or the reason why it is not, in the page “Deliverables”.",
                    deliverable=deliverable.name,
                )

    def _settle_late_deliverables(self):
        """Take the reminder off the missions of which nothing is late any more."""
        settled = self.filtered(lambda m: not any(m.deliverable_ids.mapped("is_late")))
        settled.activity_unlink([_LATE])
