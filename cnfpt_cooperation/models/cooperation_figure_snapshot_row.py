from odoo import api, fields, models

from ..tools.actions import open_record
from .cooperation_activity_report import NOT_BROKEN_DOWN


class CooperationFigureSnapshotRow(models.Model):
    """What stood behind a published value: one row of the activity report, kept.

    It says what the row added, what it was about and where; the contributions of a
    publication add up to its value. It holds no name of a person: `label` is the
    reference of the file, `person` a key to count by.
    """

    _name = "cooperation.figure.snapshot.row"
    _description = "Row of a Published Figure"
    _inherit = ["cooperation.frozen.mixin"]
    _order = "snapshot_id, report_row_id"
    _rec_name = "label"
    _log_access = False
    _kept_columns = (
        *("snapshot_id", "report_row_id", "kind", "res_model", "res_id", "person"),
        *("contribution", "dimensions", "label"),
    )

    snapshot_id = fields.Many2one(
        "cooperation.figure.snapshot",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    report_row_id = fields.Integer(
        string="Row of the Report", readonly=True, aggregator=None
    )
    kind = fields.Selection(
        lambda self: self.env["cooperation.activity.report"]
        ._fields["kind"]
        ._description_selection(self.env),
        readonly=True,
    )
    res_model = fields.Char(string="Model of the Record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, aggregator=None
    )
    person = fields.Integer(string="Key of the Person", readonly=True, aggregator=None)
    contribution = fields.Float(
        digits=(16, 2),
        readonly=True,
        help="What the row added to the published value; a person is counted in the "
        "first of their rows.",
    )
    dimensions = fields.Json(
        readonly=True, help="Where and when the row counted when it was published."
    )
    label = fields.Char(
        string="File",
        readonly=True,
        help="The reference of the file, kept even when the file is deleted.",
    )
    date = fields.Date(compute="_compute_scope", falsy_value_label=NOT_BROKEN_DOWN)
    zone_id = fields.Many2one(
        "cooperation.zone",
        compute="_compute_scope",
        falsy_value_label=NOT_BROKEN_DOWN,
    )
    country_id = fields.Many2one(
        "res.country", compute="_compute_scope", falsy_value_label=NOT_BROKEN_DOWN
    )
    is_deleted = fields.Boolean(
        string="Deleted Since",
        compute="_compute_is_deleted",
        help="The record that stood behind the published value does not exist any "
        "more.",
    )

    _record_idx = models.Index("(res_model, res_id)")

    @api.depends("dimensions")
    def _compute_scope(self):
        scopes = {row: row.dimensions or {} for row in self}
        kept = {scope["zone_id"] for scope in scopes.values() if "zone_id" in scope}
        # A zone may be deleted since, were it only by its last file.
        zones = self.env["cooperation.zone"].browse(kept).exists()
        countries = self.env["res.country"]
        for row, scope in scopes.items():
            row.date = scope.get("date", False)
            row.zone_id = zones & zones.browse(scope.get("zone_id"))
            row.country_id = countries.browse(scope.get("country_id"))

    @api.depends("res_model", "res_id")
    def _compute_is_deleted(self):
        ids_by_model = {}
        for row in self:
            ids_by_model.setdefault(row.res_model, []).append(row.res_id)
        alive = {
            model: set(self.env[model].sudo().browse(ids).exists().ids)
            for model, ids in ids_by_model.items()
            if model in self.env
        }
        for row in self:
            row.is_deleted = row.res_id not in alive.get(row.res_model, ())

    def action_open_record(self):
        """Open the record behind this row."""
        self.ensure_one()
        return open_record(self.res_model, self.res_id)
