from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..tools.actions import open_list
from ..tools.area_activity import ACT_MODELS, get_agreement_area_sql
from .cooperation_area_activity import DIMENSIONS

# "An area without activity for 12 months" is silent.
SILENT_MONTHS = 12


class CooperationAgreementArea(models.Model):
    """An area of an agreement, and what was done in it [R13].

    Amendments and applications count with the agreement that they amend or apply. The
    row without an area holds what names the agreement only.
    """

    _name = "cooperation.agreement.area"
    _description = "Area of an Agreement"
    _auto = False
    _order = "agreement_id, area_id, id"
    _depends = {
        **{model: [*DIMENSIONS] for model in ACT_MODELS},
        "cooperation.agreement": [
            *("kind", "state", "parent_id", "partner_id", "area_ids"),
            *("date_start", "date_signed"),
        ],
    }

    agreement_id = fields.Many2one("cooperation.agreement", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Counterpart", readonly=True)
    area_id = fields.Many2one("cooperation.area", string="Area", readonly=True)
    is_covered = fields.Boolean(
        string="In the Agreement",
        readonly=True,
        help="The agreement, as amended, covers this area.",
    )
    exchange = fields.Integer(string="Exchanges", readonly=True)
    study_visit = fields.Integer(string="Study Visits", readonly=True)
    collaboration = fields.Integer(string="Collaborations", readonly=True)
    co_production = fields.Integer(string="Co-productions", readonly=True)
    total = fields.Integer(string="All Acts", readonly=True)
    date_last = fields.Date(string="Last Activity", readonly=True)
    date_since = fields.Date(
        string="Without Activity Since",
        readonly=True,
        help="The last activity, or the start of the agreement when there was none.",
    )
    date_silent = fields.Date(
        string="Silent From",
        readonly=True,
        help="Twelve months after the last activity, or after the start of the "
        "agreement when there was none; only while it is in force.",
    )
    is_silent = fields.Boolean(string="Silent", compute="_compute_is_silent")

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                get_agreement_area_sql(SILENT_MONTHS),
            )
        )

    @api.depends("date_silent")
    def _compute_is_silent(self):
        today = fields.Date.context_today(self)
        for area in self:
            area.is_silent = bool(area.date_silent) and area.date_silent <= today

    @api.depends("agreement_id", "area_id")
    def _compute_display_name(self):
        for area in self:
            names = (area.area_id.name, area.agreement_id.display_name)
            area.display_name = " · ".join(filter(None, names))

    def action_open_activity(self):
        """Open what was done in this area: as many rows as the total says."""
        self.ensure_one()
        name = self.area_id.name or self.env._("Without an Area")
        return open_list(
            name,
            "cooperation.area.activity",
            [
                ("agreement_id", "child_of", self.agreement_id.id),
                ("area_id", "=", self.area_id.id),
            ],
            search_default_group_by_act=1,
        ) | {"view_mode": "list,kanban,pivot,graph"}
