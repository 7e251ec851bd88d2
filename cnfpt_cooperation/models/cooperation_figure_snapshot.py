from odoo import fields, models


class CooperationFigureSnapshot(models.Model):
    """A figure as it was published: its value, its rows, by whom and when."""

    _name = "cooperation.figure.snapshot"
    _description = "Published Figure"
    _order = "published_on desc, id desc"

    figure_id = fields.Many2one(
        "cooperation.figure", required=True, index=True, ondelete="cascade"
    )
    value = fields.Float(digits=(16, 1), readonly=True)
    published_on = fields.Datetime(readonly=True, default=fields.Datetime.now)
    published_by_id = fields.Many2one("res.users", readonly=True)
    report_ids_json = fields.Json(
        readonly=True, help="Ids of the activity report rows behind the value."
    )
