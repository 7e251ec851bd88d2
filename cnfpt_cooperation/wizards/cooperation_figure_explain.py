from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools.measures import MEASURES, format_signed, format_value
from ..tools.provenance import get_changes_sql, get_rows_sql

_COLUMNS = (
    *("kind", "res_model", "res_id", "report_row_id", "label", "change"),
    *("value_before", "value_after", "difference", "scope_before"),
)


class CooperationFigureExplain(models.TransientModel):
    """Why a figure is not any more what was published, row by row.

    Made by :meth:`~.CooperationFigure.action_explain` and by nobody else, for its lines
    tell what happened to any record: the rows that entered, left or changed since,
    whose differences add up to the difference of the figure.
    """

    _name = "cooperation.figure.explain"
    _description = "Why a Figure Has Moved"
    _rec_name = "question"

    figure_id = fields.Many2one("cooperation.figure", required=True, readonly=True)
    snapshot_id = fields.Many2one("cooperation.figure.snapshot", readonly=True)
    definition = fields.Text(related="figure_id.definition")
    scope_label = fields.Char(related="figure_id.scope_label")
    published_on = fields.Datetime(related="snapshot_id.published_on")
    published_by_id = fields.Many2one(related="snapshot_id.published_by_id")
    published_value = fields.Float(related="snapshot_id.value")
    live_value = fields.Float(digits=(16, 2), readonly=True)
    difference = fields.Float(
        compute="_compute_difference", digits=(16, 2), help="Now, less when published."
    )
    published_text = fields.Char(compute="_compute_answer")
    live_text = fields.Char(compute="_compute_answer")
    difference_text = fields.Char(compute="_compute_answer")
    question = fields.Char(compute="_compute_answer")
    answer = fields.Char(compute="_compute_answer")
    line_ids = fields.One2many(
        "cooperation.figure.explain.line", "explain_id", readonly=True
    )

    @api.depends("live_value", "published_value")
    def _compute_difference(self):
        for explanation in self:
            explanation.difference = (
                explanation.live_value - explanation.published_value
            )

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_answer(self):
        for explanation in self:
            figure = explanation.figure_id
            explanation.question = figure._get_question(
                explanation.live_value, explanation.published_value
            )
            explanation.answer = explanation._get_answer()
            values = (explanation.published_value, explanation.live_value)
            explanation.published_text, explanation.live_text = (
                format_value(self.env, figure.measure, value) for value in values
            )
            explanation.difference_text = explanation._format_signed(
                explanation.difference
            )

    def _get_answer(self):
        """Return how many rows entered, left and changed, and what that adds up to."""
        self.ensure_one()
        groups = self.env["cooperation.figure.explain.line"]._read_group(
            [("explain_id", "=", self._origin.id)],
            ["change"],
            ["__count", "difference:sum"],
        )
        found = {change: (count, total) for change, count, total in groups}
        if not found:
            return self.env._(
                "Nothing entered, left or changed since %(date)s.",
                date=format_date(self.env, self.published_on),
            )
        return self.env._(
            "Since %(date)s: %(changes)s. Together: %(total)s.",
            date=format_date(self.env, self.published_on),
            changes=", ".join(self._get_parts(found)),
            total=self._format_signed(sum(total for __, total in found.values())),
        )

    def _get_parts(self, found):
        """Yield “2 rows left (−2)” for each change; one row is told as one."""
        one = {
            "entered": self.env._("%(count)s row entered (%(total)s)"),
            "left": self.env._("%(count)s row left (%(total)s)"),
            "changed": self.env._("%(count)s row changed (%(total)s)"),
        }
        several = {
            "entered": self.env._("%(count)s rows entered (%(total)s)"),
            "left": self.env._("%(count)s rows left (%(total)s)"),
            "changed": self.env._("%(count)s rows changed (%(total)s)"),
        }
        for change in filter(found.get, one):
            count, total = found[change]
            words = (one if count == 1 else several)[change]
            yield words % {"count": count, "total": self._format_signed(total)}

    def _format_signed(self, value):
        return format_signed(self.env, self.figure_id.measure, value)

    @api.model
    def _make(self, figure):
        """Return what has moved since the last publication of a figure."""
        report = self.env["cooperation.activity.report"]
        figure.invalidate_recordset(["live_value"])
        snapshot = figure.snapshot_ids[:1]
        explanation = (
            self.sudo()
            .create(
                {
                    "figure_id": figure.id,
                    "snapshot_id": snapshot.id,
                    "live_value": figure.live_value,
                }
            )
            .with_env(self.env)
        )
        measure = MEASURES[figure.measure]
        rows = get_rows_sql(report, figure._get_report_domain(), measure)
        columns = SQL(", ").join(map(SQL.identifier, _COLUMNS))
        self.env.cr.execute(
            SQL(
                """INSERT INTO cooperation_figure_explain_line
                          (explain_id, create_uid, create_date, %(columns)s)
                   SELECT %(id)s, %(uid)s, now() AT TIME ZONE 'UTC', %(columns)s
                     FROM (%(changes)s) changes
                 ORDER BY abs(difference) DESC, report_row_id""",
                columns=columns,
                id=explanation.id,
                uid=self.env.uid,
                changes=get_changes_sql(snapshot.id, rows, measure),
            )
        )
        explanation.invalidate_recordset(flush=False)
        return explanation
