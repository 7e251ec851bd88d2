from odoo import api, fields, models

from ..tools.watch import (
    AHEAD_DAYS,
    AHEAD_PARAMETER,
    REPORT_DAYS,
    REPORT_PARAMETER,
    SHARE,
    SHARE_PARAMETER,
    get_watch_sql,
)

# What a row may be about beside the files of the Mission.
_OTHER_MODELS = (
    "cooperation.commitment",
    "cooperation.figure",
    "cooperation.funding.line",
    "cooperation.funding.tranche",
    "cooperation.zone",
    "res.partner",
)


class CooperationWatch(models.Model):
    """What leadership should know today: one row a thing, gone once it is settled.

    A read-only view: nothing is kept here. Each row says in a sentence what is the
    matter, explains how that was found and by which setting, and opens what it is
    about. Urgent is what is late or comes within thirty days and has consequences,
    soon what has to be taken up, to know what asks for nothing by itself.

    Coordinators and the direction see all of it; others what is in their charge.
    """

    _name = "cooperation.watch"
    _description = "To Watch"
    _inherit = [
        "cooperation.file.ref.mixin",
        "cooperation.watch.sentence.mixin",
        "cooperation.watch.step.mixin",
    ]
    _auto = False
    _order = "rank, date, id"
    _rec_name = "sentence"
    _depends = {
        "cooperation.agreement": [
            *("active", "state", "kind", "renewal", "date_denounced", "date_review"),
            *("date_end", "partner_id", "country_id", "zone_id", "user_id"),
        ],
        "cooperation.mission": [
            *("active", "state", "date_end", "is_imported", "evaluation_answer_count"),
            *("evaluation_invited_count", "is_safety_reopened", "safety_advice"),
        ],
        "cooperation.visit": [
            *("active", "state", "date_end", "is_imported", "evaluation_answer_count"),
            "evaluation_invited_count",
        ],
        "cooperation.mission.deliverable": [
            *("mission_id", "date_due", "date_delivered", "waiver")
        ],
        "cooperation.commitment": [
            *("state", "date_due", "made_by", "partner_id", "user_id")
        ],
        "cooperation.funding.tranche": [
            *("funding_line_id", "amount_missing", "date_due", "date_called")
        ],
        "cooperation.expert.day": ["state", "date", "fraction", "mission_id"],
        "cooperation.figure": ["state", "measure", "zone_id", "country_id"],
        "cooperation.quiet": ["date_quiet"],
        "cooperation.presence": ["kind", "people", "date_start", "date_end"],
        "cooperation.leaning": [
            *("is_cover_lost", "date_start", "date_end", "user_id", "partner_id"),
            *("country_id", "zone_id"),
        ],
        "cooperation.activity.report": ["kind", "date", "zone_id"],
        "res.country": ["cooperation_zone_id", "cooperation_safety_advice"],
        "res.partner": ["country_id"],
    }

    kind = fields.Selection(
        [
            ("advice", "Advice worsened"),
            ("cover", "Cover lost"),
            ("agreement", "Agreement ends"),
            ("line", "Grant runs dry"),
            ("tranche", "Payment late"),
            ("promise", "Promise late"),
            ("report", "Report late"),
            ("evaluation", "Evaluation missing"),
            ("days", "Planned days past"),
            ("figure", "Figure has moved"),
            ("concentration", "Concentration"),
            ("silent", "Silent agreement or area"),
            ("dormant", "Dormant partner"),
        ],
        readonly=True,
    )
    severity = fields.Selection(
        [("urgent", "Urgent"), ("soon", "Soon"), ("know", "To know")],
        readonly=True,
        group_expand=True,
    )
    rank = fields.Integer(readonly=True, aggregator=None)
    date = fields.Date(
        string="When",
        readonly=True,
        help="The day that counts: when it ends, runs dry, was due, or begins.",
    )
    date_other = fields.Date(string="Other Date", readonly=True)
    res_model = fields.Char(string="Model of the Record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, aggregator=None
    )
    detail = fields.Char(readonly=True)
    quantity = fields.Float(readonly=True, aggregator=None, digits=(16, 2))
    total = fields.Float(readonly=True, aggregator=None, digits=(16, 2))
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Partner", readonly=True)
    area_id = fields.Many2one("cooperation.area", string="Area", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    zone_id = fields.Many2one("cooperation.zone", readonly=True)
    user_id = fields.Many2one("res.users", string="In Charge", readonly=True)

    @property
    def _table_query(self):
        return get_watch_sql(
            self.env, fields.Date.context_today(self), **self._get_limits()
        )

    @api.model
    def _get_limits(self):
        """Return what the settings say: days ahead, days for a report, share."""
        return {
            "ahead": self._get_limit(AHEAD_PARAMETER, AHEAD_DAYS),
            "report": self._get_limit(REPORT_PARAMETER, REPORT_DAYS),
            "share": self._get_limit(SHARE_PARAMETER, SHARE),
        }

    @api.model
    def _get_limit(self, parameter, default):
        value = self.env["ir.config_parameter"].sudo().get_param(parameter)
        return int(value) if str(value or "").isdigit() and int(value) else default

    @api.model
    def _get_file_models(self):
        """Rows are about more than files: grants, payments, promises, figures."""
        return sorted({*super()._get_file_models(), *_OTHER_MODELS})
