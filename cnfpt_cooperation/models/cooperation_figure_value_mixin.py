from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_compare

from ..tools.measures import MEASURES, format_signed, format_value


class CooperationFigureValueMixin(models.AbstractModel):
    """The live value beside the published one, and what lies between them."""

    _name = "cooperation.figure.value.mixin"
    _description = "Live and Published Values"

    live_value = fields.Float(
        compute="_compute_live_value",
        digits=(16, 2),
        help="What the files and the published totals taken over say at this moment.",
    )
    snapshot_ids = fields.One2many(
        "cooperation.figure.snapshot", "figure_id", string="Publications"
    )
    published_value = fields.Float(
        compute="_compute_last_publication",
        digits=(16, 2),
        help="The value of the last publication, as it was then.",
    )
    live_text = fields.Char(
        string="Now", compute="_compute_texts", help="The live value as it is said."
    )
    published_text = fields.Char(
        string="Published",
        compute="_compute_texts",
        help="The published value as it is said.",
    )
    difference_text = fields.Char(
        string="Written Difference",
        compute="_compute_texts",
        help="The difference as it is said, with its sign.",
    )
    published_on = fields.Datetime(
        string="Last Published On", compute="_compute_last_publication"
    )
    published_by_id = fields.Many2one(
        "res.users", string="Published By", compute="_compute_last_publication"
    )
    difference = fields.Float(
        compute="_compute_difference",
        digits=(16, 2),
        help="The live value less the published one.",
    )
    question = fields.Char(
        compute="_compute_question", help="What opens the rows that moved."
    )
    has_moved = fields.Boolean(
        string="Moved Since",
        compute="_compute_difference",
        search="_search_has_moved",
        help="The files say something else than what was published.",
    )

    @api.depends(
        *("measure", "zone_id", "country_id", "theme_id", "programme_id"),
        *("initiative", "partner_id", "origin", "date_start", "date_end"),
    )
    def _compute_live_value(self):
        """Ask for all figures at once: each has its own scope, the query is one."""
        queries = [figure._get_value_sql(number) for number, figure in enumerate(self)]
        values = dict(self.env.execute_query(SQL(" UNION ALL ").join(queries)))
        for number, figure in enumerate(self):
            figure.live_value = values[number]

    def _get_value_sql(self, key, domain=None):
        """Return the SELECT of `key` and the live value of this figure.

        :param domain: other rows than those behind the live value
        """
        report = self.env["cooperation.activity.report"]
        query = report._search(
            self._get_report_domain() if domain is None else domain, order="id"
        )
        query.order = None
        measure = MEASURES[self.measure]
        column = report._field_to_sql(query.table, measure.field, query)
        if measure.aggregate == "count_distinct":
            aggregate = SQL("COUNT(DISTINCT %s)", column)
        else:
            aggregate = SQL("COALESCE(SUM(%s), 0)", column)
        return query.select(SQL("%s", key), SQL("(%s)::float", aggregate))

    @api.depends("snapshot_ids")
    def _compute_last_publication(self):
        # A slice forgets its fellows: without them, each would be read by itself.
        snapshots = self.snapshot_ids
        for figure in self:
            last = figure.snapshot_ids[:1].with_prefetch(snapshots.ids)
            figure.published_value = last.value
            figure.published_on = last.published_on
            figure.published_by_id = last.published_by_id

    @api.depends("live_value", "published_value", "published_on", "state")
    def _compute_difference(self):
        for figure in self:
            is_public = figure.state != "draft" and figure.published_on
            difference = figure.live_value - figure.published_value if is_public else 0
            figure.difference = difference
            figure.has_moved = float_compare(difference, 0, precision_digits=2) != 0

    @api.depends("live_value", "published_value", "difference", "measure")
    @api.depends_context("lang")
    def _compute_texts(self):
        for figure in self:
            for name in ("live", "published"):
                value = figure[f"{name}_value"]
                figure[f"{name}_text"] = format_value(self.env, figure.measure, value)
            figure.difference_text = format_signed(
                self.env, figure.measure, figure.difference
            )

    @api.depends("live_value", "published_value", "published_on", "measure")
    @api.depends_context("lang")
    def _compute_question(self):
        for figure in self:
            figure.question = figure.published_on and figure._get_question(
                figure.live_value, figure.published_value
            )

    def _get_question(self, now, published):
        """Return what anybody would ask: “Why 78 and not 77?”"""
        texts = [format_value(self.env, self.measure, v) for v in (now, published)]
        if float_compare(now, published, precision_digits=2) == 0:
            return self.env._("Why %(value)s?", value=texts[0])
        return self.env._(
            "Why %(now)s and not %(published)s?", now=texts[0], published=texts[1]
        )

    def _search_has_moved(self, operator, value):
        if operator != "in":
            return NotImplemented
        moved = self.search([("state", "!=", "draft")]).filtered("has_moved").ids
        return Domain.OR(
            Domain("id", "in" if wanted else "not in", moved) for wanted in value
        )
