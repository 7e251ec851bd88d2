from odoo import api, fields, models


class CooperationFigureSnapshot(models.Model):
    """A figure as it was published: its value, its rows, by whom and when.

    Publishing a figure makes it; nobody writes or deletes it.
    """

    _name = "cooperation.figure.snapshot"
    _description = "Published Figure"
    _order = "published_on desc, id desc"
    _rec_name = "published_on"

    figure_id = fields.Many2one(
        "cooperation.figure", required=True, index=True, ondelete="cascade"
    )
    value = fields.Float(digits=(16, 1), readonly=True, aggregator=None)
    published_on = fields.Datetime(readonly=True, default=fields.Datetime.now)
    published_by_id = fields.Many2one("res.users", string="Published By", readonly=True)
    report_ids_json = fields.Json(
        string="Rows",
        readonly=True,
        help="Ids of the activity report rows behind the value.",
    )
    row_count = fields.Integer(
        string="Number of Rows",
        compute="_compute_row_count",
        help="How many rows of the activity report make the value.",
    )

    @api.depends("report_ids_json")
    def _compute_row_count(self):
        for snapshot in self:
            snapshot.row_count = len(snapshot.report_ids_json or [])

    def action_open_rows(self):
        """Open the rows that made the value when it was published."""
        self.ensure_one()
        return self.env["cooperation.activity.report"]._get_rows_action(
            self.figure_id.name, [("id", "in", self.report_ids_json or [])]
        )
