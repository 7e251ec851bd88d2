from odoo import fields, models, tools
from odoo.tools import SQL

from ..tools.area_activity import ACT_MODELS, get_activity_sql
from .cooperation_covered_mixin import ACTS

# What a row is made of, in each of the models behind it.
DIMENSIONS = (
    *("state", "reference", "name", "agreement_id", "area_id", "act"),
    *("date_start", "date_end", "partner_id", "country_id", "user_id"),
)


class CooperationAreaActivity(models.Model):
    """What is done under agreements, area by area and act by act [R13].

    One row a visit, mission, internship or training session that names its agreement;
    drafts, and what was declined or called off, do not count. What is planned does: an
    area where something is to come is not silent.
    """

    _name = "cooperation.area.activity"
    _description = "Activity by Area"
    _auto = False
    _order = "date desc, id desc"
    _depends = {model: [*DIMENSIONS] for model in ACT_MODELS}

    name = fields.Char(string="Title", readonly=True)
    kind = fields.Selection(
        [
            ("cooperation.visit", "Visit"),
            ("cooperation.mission", "Expert mission"),
            ("cooperation.internship", "Internship"),
            ("cooperation.training.session", "Training session"),
        ],
        string="File",
        readonly=True,
    )
    act = fields.Selection(ACTS, string="Kind of Act", readonly=True)
    agreement_id = fields.Many2one("cooperation.agreement", readonly=True)
    area_id = fields.Many2one(
        "cooperation.area", string="Area of Cooperation", readonly=True
    )
    date = fields.Date(string="From", readonly=True)
    date_last = fields.Date(string="Until", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Partner", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    user_id = fields.Many2one("res.users", string="In Charge", readonly=True)
    res_model = fields.Char(string="Model of the File", readonly=True)
    res_id = fields.Many2oneReference(
        string="File Number", model_field="res_model", readonly=True, aggregator=None
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (SELECT x.*, x.res_model AS kind FROM (%s) x)",
                SQL.identifier(self._table),
                SQL(get_activity_sql()),
            )
        )

    def action_open_file(self):
        """Open the visit, the mission, the internship or the training session."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()
