from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.activity import SCOPE_DIMENSIONS
from ..tools.measures import MEASURES, SELECTION
from ..tools.periods import label
from .cooperation_expert import ORIGINS
from .cooperation_record_mixin import INITIATIVES


class CooperationFigureScopeMixin(models.AbstractModel):
    """What is counted, where and when: the rows of the activity report behind it."""

    _name = "cooperation.figure.scope.mixin"
    _description = "Measure, Scope and Period"

    measure = fields.Selection(SELECTION, required=True, default="visits")
    zone_id = fields.Many2one("cooperation.zone", ondelete="restrict")
    country_id = fields.Many2one("res.country", ondelete="restrict")
    theme_id = fields.Many2one(
        "cooperation.theme", ondelete="restrict", help="With the themes below it."
    )
    programme_id = fields.Many2one("cooperation.programme", ondelete="restrict")
    initiative = fields.Selection(INITIATIVES)
    partner_id = fields.Many2one("res.partner", ondelete="restrict")
    origin = fields.Selection(ORIGINS, string="Origin of the Experts")
    date_start = fields.Date(string="From", help="Empty: since the beginning.")
    date_end = fields.Date(string="Until", help="Empty: up to now.")
    is_opening = fields.Boolean(
        string="Published Totals Only",
        help="The figure stands for what was published before this tool: what is "
        "published is the total of its source, without the files entered since.",
    )
    scope_label = fields.Char(
        string="Scope",
        compute="_compute_scope_label",
        help="Where and when it counts, in words.",
    )

    crossing_obstacles = fields.Text(
        compute="_compute_crossing_obstacles",
        help="Why the published totals do not tell this scope.",
    )

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A period cannot end before it starts."
    )

    @api.depends(*SCOPE_DIMENSIONS, "date_start", "date_end")
    @api.depends_context("lang")
    def _compute_scope_label(self):
        for figure in self:
            names = [label(self.env, figure.date_start, figure.date_end)]
            for name in SCOPE_DIMENSIONS:
                field = figure._fields[name]
                if figure[name] and field.type == "selection":
                    options = dict(field._description_selection(self.env))
                    names.append(options[figure[name]])
                elif figure[name]:
                    names.append(figure[name].display_name)
            figure.scope_label = " · ".join(names)

    @api.depends("measure", "date_start", "date_end", *SCOPE_DIMENSIONS)
    @api.depends_context("lang")
    def _compute_crossing_obstacles(self):
        report = self.env["cooperation.activity.report"]
        for figure in self:
            obstacles = report._get_crossing_obstacles(
                figure.measure,
                figure.date_start,
                figure.date_end,
                **figure._get_dimensions(),
            )
            figure.crossing_obstacles = "\n".join(obstacles)

    @api.constrains("measure", "date_start", "date_end", *SCOPE_DIMENSIONS)
    def _check_crossing(self):
        """Refuse what the published totals do not tell."""
        for figure in self:
            if figure.crossing_obstacles:
                raise ValidationError(figure.crossing_obstacles)

    def _get_dimensions(self):
        """Return the dimensions that narrow the scope, as the report takes them."""
        self.ensure_one()
        return {name: self[name] for name in SCOPE_DIMENSIONS if self[name]}

    def _get_report_domain(self):
        """Return the rows behind the live value."""
        self.ensure_one()
        domain = self.env["cooperation.activity.report"]._get_scope_domain(
            self.date_start, self.date_end, **self._get_dimensions()
        )
        return domain & Domain(MEASURES[self.measure].field, "!=", False)

    def _get_published_domain(self):
        """Return the rows that a publication freezes."""
        domain = self._get_report_domain()
        return domain & Domain("is_opening", "=", True) if self.is_opening else domain
