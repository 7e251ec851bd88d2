from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.measures import MEASURES, SELECTION
from .cooperation_transition_mixin import Transition

_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"
# What a published figure stands for: it never changes under a published value.
_DEFINING_FIELDS = frozenset(
    {
        "name",
        "code",
        "measure",
        "definition",
        "zone_id",
        "country_id",
        "programme_id",
        "date_start",
        "date_end",
    }
)


class CooperationFigure(models.Model):
    """The definition of a figure: what counts, in which scope and period.

    Its live value is computed from the activity report and moves with the files.
    Publishing freezes the value in a snapshot, with the rows behind it, by whom and
    when. A figure whose files have moved is superseded, then published again: each
    snapshot stays. Another definition is another figure.
    """

    _name = "cooperation.figure"
    _description = "Figure"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "code, id"
    _rec_names_search = ["name", "code"]
    _transitions = {
        "action_publish": Transition(
            ("draft", "superseded"), "published", _DIRECTION, "_get_publish_blockers"
        ),
        "action_supersede": Transition(
            ("published",), "superseded", _DIRECTION, main=False
        ),
    }

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    measure = fields.Selection(
        SELECTION,
        required=True,
        default="visits",
    )
    definition = fields.Text(
        translate=True, help="What counts and what does not, in words."
    )
    zone_id = fields.Many2one("cooperation.zone", ondelete="restrict")
    country_id = fields.Many2one("res.country", ondelete="restrict")
    programme_id = fields.Many2one("cooperation.programme", ondelete="restrict")
    date_start = fields.Date(string="From", help="Empty: since the beginning.")
    date_end = fields.Date(string="Until", help="Empty: up to now.")
    live_value = fields.Float(
        compute="_compute_live_value",
        digits=(16, 1),
        help="What the files and the published totals taken over say at this moment.",
    )
    snapshot_ids = fields.One2many(
        "cooperation.figure.snapshot", "figure_id", string="Publications"
    )
    published_value = fields.Float(
        compute="_compute_last_publication",
        digits=(16, 1),
        help="The value of the last publication, as it was then.",
    )
    published_on = fields.Datetime(
        string="Last Published On", compute="_compute_last_publication"
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This code already exists.")
    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A period cannot end before it starts."
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends(
        "measure", "zone_id", "country_id", "programme_id", "date_start", "date_end"
    )
    def _compute_live_value(self):
        """Ask for all figures at once: each has its own scope, the query is one."""
        queries = [figure._get_value_sql(number) for number, figure in enumerate(self)]
        values = dict(self.env.execute_query(SQL(" UNION ALL ").join(queries)))
        for number, figure in enumerate(self):
            figure.live_value = values[number]

    def _get_value_sql(self, number):
        """Return the SELECT of `number` and the value of this figure."""
        report = self.env["cooperation.activity.report"]
        query = report._search(self._get_report_domain(), order="id")
        query.order = None
        name = self._get_report_field()
        column = report._field_to_sql(report._table, name, query)
        if report._fields[name].aggregator == "count_distinct":
            aggregate = SQL("COUNT(DISTINCT %s)", column)
        else:
            aggregate = SQL("COALESCE(SUM(%s), 0)", column)
        return query.select(SQL("%s", number), SQL("(%s)::float", aggregate))

    def _get_report_field(self):
        """Return the column of the report that this figure adds up."""
        self.ensure_one()
        return MEASURES[self.measure].field

    def _get_report_domain(self):
        """Return the rows behind the figure.

        A published total of several years counts in a period that holds all of it.
        """
        self.ensure_one()
        domain = [(self._get_report_field(), "!=", False)]
        domain += [
            (name, "=", self[name].id)
            for name in ("zone_id", "country_id", "programme_id")
            if self[name]
        ]
        if self.date_start:
            domain.append(("period_start", ">=", self.date_start))
        if self.date_end:
            domain.append(("period_end", "<=", self.date_end))
        return domain

    @api.depends("snapshot_ids")
    def _compute_last_publication(self):
        for figure in self:
            last = figure.snapshot_ids[:1]
            figure.published_value = last.value
            figure.published_on = last.published_on

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        return frozen if self.state == "draft" else frozen | _DEFINING_FIELDS

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def _get_publish_blockers(self):
        self.ensure_one()
        if not self.definition:
            yield self.env._(
                "Write the definition of “%(figure)s”: what counts and what does not.",
                figure=self.name,
            )
        report = self.env["cooperation.activity.report"]
        if not report.search_count(self._get_report_domain(), limit=1):
            yield self.env._(
                "No file stands behind “%(figure)s” in this scope and period: widen "
                "them, or enter the files first.",
                figure=self.name,
            )

    def action_publish(self):
        """Freeze the value, its rows, who and when.

        :raise UserError: no definition, or nothing behind the figure
        """
        self._take_transition("action_publish")
        # The value of this instant, not one that was read before the files moved.
        self.invalidate_recordset(["live_value"])
        # Nobody writes snapshots: they come into being here, after the guards.
        self.env["cooperation.figure.snapshot"].sudo().create(
            [figure._prepare_snapshot() for figure in self]
        )
        self.invalidate_recordset(["snapshot_ids"])
        return True

    def action_supersede(self):
        """Say that the published value no longer stands."""
        return self._take_transition("action_supersede")

    def _prepare_snapshot(self):
        report = self.env["cooperation.activity.report"]
        return {
            "figure_id": self.id,
            "value": self.live_value,
            "report_ids_json": report.search(self._get_report_domain(), order="id").ids,
            "published_by_id": self.env.uid,
        }

    def action_open_rows(self):
        """Open the rows whose total is the live value."""
        self.ensure_one()
        return self.env["cooperation.activity.report"]._get_rows_action(
            self.name, self._get_report_domain()
        )
