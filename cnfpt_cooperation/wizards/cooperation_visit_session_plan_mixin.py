from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class CooperationVisitSessionPlanMixin(models.AbstractModel):
    """Sessions shown before they are written, with what stands in their way."""

    _name = "cooperation.visit.session.plan.mixin"
    _description = "Sessions to Be Written"

    visit_id = fields.Many2one(
        "cooperation.visit", required=True, readonly=True, ondelete="cascade"
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    problems = fields.Html(string="To Mend", compute="_compute_preview", sanitize=False)
    remarks = fields.Html(string="To Know", compute="_compute_preview", sanitize=False)
    item_count = fields.Integer(compute="_compute_preview")
    is_written = fields.Boolean(readonly=True)

    def _get_plan(self):
        """Return the items, the sentences that refuse, and those that only tell."""
        raise NotImplementedError

    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            items, problems, remarks = wizard._get_plan()
            remarks = [*remarks, *wizard.visit_id._describe_clashes(items)]
            wizard.item_count = len(items)
            wizard.problems = wizard._list_sentences(problems)
            wizard.remarks = wizard._list_sentences(remarks)
            wizard.preview = bool(items) and self.env["ir.qweb"]._render(
                "cnfpt_cooperation.cooperation_visit_session_preview",
                {"days": wizard._group_by_day(items)},
            )

    @api.model
    def _list_sentences(self, sentences):
        if not sentences:
            return False
        rows = Markup().join(Markup("<li>%s</li>") % line for line in sentences)
        return Markup("<ul class='mb-0'>%s</ul>") % rows

    def _group_by_day(self, items):
        """Return the items of each day, in order, with the words of the reader."""
        kinds = dict(
            self.env["cooperation.visit.session"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        days = {}
        for item in sorted(items, key=lambda item: item.start):
            day = format_datetime(
                self.env, item.start, tz="UTC", dt_format="EEEE d MMMM"
            )
            day = day[:1].upper() + day[1:]
            days.setdefault(day, []).append((item, kinds[item.kind]))
        return days

    def action_write(self):
        """Write all the sessions, or none.

        :raise UserError: what has to be mended before
        """
        self.ensure_one()
        if self.is_written:
            raise UserError(self.env._("These sessions are written already."))
        items, problems, _remarks = self._get_plan()
        if problems:
            raise UserError("\n".join(problems))
        if not items:
            raise UserError(self.env._("There is no session to write yet."))
        self.visit_id._write_items(items)
        self.is_written = True
        return {"type": "ir.actions.act_window_close"}
