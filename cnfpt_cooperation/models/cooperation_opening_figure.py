from odoo import api, fields, models
from odoo.tools.misc import formatLang

MEASURES = [
    ("visits", "Delegations hosted"),
    ("missions", "Expert missions"),
    ("experts", "Experts mobilised (as published)"),
    ("days", "Expert days"),
    ("training_sessions", "Training sessions"),
    ("trainees", "Trainees"),
    ("share_cnfpt", "Share of CNFPT agents (%)"),
    ("share_local_authority", "Share of agents of local authorities (%)"),
]


class CooperationOpeningFigure(models.Model):
    """A published marginal total that stands beside live records [F1-F5] [004].

    It has the dimensions that were published and no others: missions have zones and
    no years, days have years and no zones. "Not published" is never zero.
    """

    _name = "cooperation.opening.figure"
    _description = "Opening Figure"
    _inherit = ["cooperation.counted.mixin"]
    _order = "code, year, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, index=True)
    measure = fields.Selection(MEASURES, required=True)
    zone_id = fields.Many2one("cooperation.zone", ondelete="restrict")
    year = fields.Integer(aggregator=None)
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True)
    is_published = fields.Boolean(default=True)
    value = fields.Float(
        digits=(16, 1), aggregator=None, help="Empty when nothing was published."
    )
    value_label = fields.Char(string="Published Value", compute="_compute_labels")
    year_label = fields.Char(string="Year Published", compute="_compute_labels")
    source = fields.Char(required=True)
    scope = fields.Char(translate=True, help="What the source counts.")

    _period_order = models.Constraint(
        "CHECK (period_end >= period_start)", "A period cannot end before it starts."
    )
    _unpublished_is_empty = models.Constraint(
        "CHECK (is_published OR COALESCE(value, 0) = 0)",
        "A figure that was not published has no value.",
    )

    @api.depends("value", "is_published", "year")
    @api.depends_context("lang")
    def _compute_labels(self):
        """Say in words what an empty number would not: not published, no year."""
        for figure in self:
            value = figure.value
            digits = 0 if value == int(value) else 1
            figure.value_label = (
                formatLang(self.env, value, digits=digits)
                if figure.is_published
                else self.env._("Not published")
            )
            figure.year_label = str(figure.year) if figure.year else False
