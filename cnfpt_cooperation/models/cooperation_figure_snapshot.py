from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.actions import open_list
from ..tools.provenance import get_named_rows_sql

# What tells a publication from any other way to make a snapshot is the identity of
# this object: no client can put it in a context.
_KEY = "cooperation_publication"
_PUBLICATION = object()
_ROW_COLUMNS = (
    *("snapshot_id", "report_row_id", "kind", "res_model", "res_id"),
    *("person", "contribution", "dimensions", "label"),
)


class CooperationFigureSnapshot(models.Model):
    """A figure as it was published: its value, its rows, by whom and when.

    Publishing a figure makes it; nobody writes or deletes it.
    """

    _name = "cooperation.figure.snapshot"
    _description = "Published Figure"
    _inherit = ["cooperation.frozen.mixin"]
    _order = "published_on desc, id desc"
    _rec_name = "published_on"
    _kept_columns = ("figure_id", "value", "published_on", "published_by_id")

    figure_id = fields.Many2one(
        "cooperation.figure", required=True, index=True, ondelete="restrict"
    )
    value = fields.Float(digits=(16, 2), readonly=True, aggregator=None)
    published_on = fields.Datetime(required=True, readonly=True)
    published_by_id = fields.Many2one(
        "res.users", string="Published By", readonly=True, ondelete="restrict"
    )
    row_ids = fields.One2many(
        "cooperation.figure.snapshot.row", "snapshot_id", string="Rows"
    )
    row_count = fields.Integer(
        string="Number of Rows",
        compute="_compute_row_count",
        help="How many rows of the activity report make the value.",
    )

    @api.depends("row_ids")
    def _compute_row_count(self):
        groups = self.env["cooperation.figure.snapshot.row"]._read_group(
            [("snapshot_id", "in", self.ids)], ["snapshot_id"], ["__count"]
        )
        counts = dict(groups)
        for snapshot in self:
            snapshot.row_count = counts.get(snapshot._origin, 0)

    def _is_being_made(self):
        return self.env.context.get(_KEY) is _PUBLICATION

    @api.model
    def _make(self, figure, value, rows):
        """Freeze a value with the rows that add up to it.

        :param rows: SELECT of `tools.provenance.get_rows_sql`
        """
        publication = self.with_context(**{_KEY: _PUBLICATION}).sudo()
        snapshot = publication.create(
            {
                "figure_id": figure.id,
                "value": value,
                # The instant that the files of this transaction are dated by too.
                "published_on": self.env.cr.now(),
                "published_by_id": self.env.uid,
            }
        ).with_env(self.env)
        # A million rows are kept by one statement, without passing through Python.
        columns = SQL(", ").join(map(SQL.identifier, _ROW_COLUMNS))
        self.env.cr.execute(
            SQL(
                """INSERT INTO cooperation_figure_snapshot_row (%s)
                   SELECT %s, id, kind, res_model, res_id, person, contribution,
                          dimensions, label
                     FROM (%s) named
                 ORDER BY id""",
                columns,
                snapshot.id,
                get_named_rows_sql(rows),
            )
        )
        self.env["cooperation.figure.snapshot.row"].invalidate_model(flush=False)
        snapshot.invalidate_recordset(["row_ids", "row_count"], flush=False)
        return snapshot

    def action_open_rows(self):
        """Open the rows that made the value, as they were when it was published."""
        self.ensure_one()
        action = open_list(
            self.figure_id.name,
            "cooperation.figure.snapshot.row",
            [("snapshot_id", "=", self.id)],
        )
        return {**action, "view_mode": "list", "views": [(False, "list")]}
