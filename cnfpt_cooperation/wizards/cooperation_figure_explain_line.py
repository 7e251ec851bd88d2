from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.actions import open_record
from ..tools.provenance_history import get_histories

# Kinds of rows that are named by the mission that they hang on.
_HANGING = ("mobilisation", "expert_day")


class CooperationFigureExplainLine(models.TransientModel):
    """One row that entered, left or changed since a figure was published."""

    _name = "cooperation.figure.explain.line"
    _description = "Row That Moved a Figure"
    _inherit = ["cooperation.file.ref.mixin"]
    _order = "id"

    explain_id = fields.Many2one(
        "cooperation.figure.explain", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        lambda self: self.env["cooperation.activity.report"]
        ._fields["kind"]
        ._description_selection(self.env),
        readonly=True,
    )
    change = fields.Selection(
        [("entered", "Entered"), ("left", "Left"), ("changed", "Changed")],
        readonly=True,
    )
    res_model = fields.Char(string="Model of the Record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, aggregator=None
    )
    report_row_id = fields.Integer(
        string="Row of the Report", readonly=True, aggregator=None
    )
    label = fields.Char(string="Reference", readonly=True)
    name = fields.Text(
        string="File",
        compute="_compute_name",
        help="The reference, with the title for those who may read the file.",
    )
    value_before = fields.Float(
        string="Published", digits=(16, 2), readonly=True, aggregator=None
    )
    value_after = fields.Float(
        string="Now", digits=(16, 2), readonly=True, aggregator=None
    )
    difference = fields.Float(digits=(16, 2), readonly=True)
    scope_before = fields.Json(readonly=True)
    what = fields.Text(
        string="What Happened",
        compute="_compute_history",
        help="What changed, as far as it was kept.",
    )
    changed_by_id = fields.Many2one(
        "res.users", string="By", compute="_compute_history"
    )
    changed_on = fields.Datetime(string="When", compute="_compute_history")
    is_deleted = fields.Boolean(
        string="Deleted Since",
        compute="_compute_history",
        help="The record does not exist any more.",
    )

    @api.depends("res_model", "res_id", "label", "kind", "scope_before")
    @api.depends_context("lang")
    def _compute_name(self):
        files = self._get_visible_files((line.res_model, line.res_id) for line in self)
        files.update(self._get_visible_openings())
        missions = self._get_visible_missions()
        dates = self._get_dates()
        for line in self:
            file = files.get((line.res_model, line.res_id)) or missions.get(line.label)
            parts = (dates.get(line), file.display_name if file else line.label)
            line.name = " · ".join(filter(None, parts))

    def _get_visible_openings(self):
        """Return the published totals taken over, whose code several of them share."""
        openings = self.env["cooperation.opening.figure"]
        lines = self.filtered(lambda line: line.res_model == openings._name)
        if not lines or not openings.has_access("read"):
            return {}
        found = openings.browse(lines.mapped("res_id")).exists()
        return {(openings._name, opening.id): opening for opening in found}

    def _get_visible_missions(self):
        """Return the missions of days and mobilisations by their reference."""
        hanging = self.filtered(lambda line: line.kind in _HANGING)
        missions = self.env["cooperation.mission"]
        if not hanging or not missions.has_access("read"):
            return {}
        found = missions.with_context(active_test=False).search_fetch(
            [("reference", "in", hanging.mapped("label"))],
            ["display_name", "reference"],
        )
        return {mission.reference: mission for mission in found}

    def _get_dates(self):
        """Return the dates of days, in words: a mission has many of them."""
        lines = self.filtered(lambda line: line.kind == "expert_day")
        days = self.env["cooperation.expert.day"].sudo().browse(lines.mapped("res_id"))
        dates = {day.id: day.date for day in days.exists()}
        return {
            line: format_date(
                self.env,
                (line.scope_before or {}).get("date") or dates.get(line.res_id),
            )
            for line in lines
        }

    @api.depends("res_model", "res_id", "change")
    @api.depends_context("lang")
    def _compute_history(self):
        histories = get_histories(self)
        for line in self:
            history = histories[line.id]
            line.what = history.what
            line.changed_by_id = history.user_id
            line.changed_on = history.when
            line.is_deleted = history.is_deleted

    def action_open_record(self):
        """Open the record behind this row."""
        self.ensure_one()
        return open_record(self.res_model, self.res_id)
