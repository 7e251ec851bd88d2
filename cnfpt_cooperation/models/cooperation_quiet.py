from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.area_activity import ACT_MODELS
from ..tools.batches import run_each
from ..tools.quiet import (
    LONGEST_MONTHS,
    MONTHS_PARAMETER,
    QUIET_MONTHS,
    get_quiet_sql,
)
from .cooperation_area_activity import DIMENSIONS

REMINDER_TYPE = "cnfpt_cooperation.mail_activity_type_quiet"


class CooperationQuiet(models.Model):
    """Partners without exchange, silent areas, agreements that nobody uses.

    One row a body, an agreement in force and an area of one, with the day of the last
    exchange and the day from which the silence is too long: the same number of months
    later, at the end of a shorter month. What is to come is an exchange already.

    - a body is dormant without exchange for the months of the settings: see
      :func:`~odoo.addons.cnfpt_cooperation.tools.quiet.get_exchange_sql` for what
      counts; one that was never heard of counts from the day it was entered;
    - an area of an agreement in force is silent after twelve months without activity,
      or after twelve months in force when there was none;
    - an agreement in force is unused when that is so of all that it covers.
    """

    _name = "cooperation.quiet"
    _description = "Dormant or Silent"
    _inherit = ["cooperation.file.ref.mixin", "cooperation.quiet.step.mixin"]
    _auto = False
    _order = "date_since, id"
    _depends = {
        **{model: [*DIMENSIONS] for model in ACT_MODELS},
        "cooperation.mission": [*DIMENSIONS, "beneficiary_ids"],
        "cooperation.visit": [*DIMENSIONS, "visiting_body_ids"],
        "cooperation.internship": [*DIMENSIONS, "home_body_id"],
        "cooperation.training.place": ["session_id", "partner_id"],
        "cooperation.request": [
            *("state", "date_received", "partner_id", "beneficiary_id", "user_id")
        ],
        "cooperation.agreement": [
            *("kind", "state", "parent_id", "partner_id", "area_ids", "user_id"),
            *("date_start", "date_end", "date_signed", "country_id", "zone_id"),
        ],
        "cooperation.agreement.party": ["agreement_id", "partner_id"],
        "res.partner": [
            *("commercial_partner_id", "is_company", "active", "country_id"),
            *("cooperation_partner_type_id", "is_cnfpt_structure", "user_id"),
            "date_ceased",
        ],
        "res.country": ["cooperation_zone_id"],
        "mail.activity": [
            *("activity_type_id", "active", "date_done", "res_model", "res_id")
        ],
        "mail.message": [
            *("model", "res_id", "date", "message_type", "subtype_id"),
            "mail_activity_type_id",
        ],
    }

    kind = fields.Selection(
        [
            ("partner", "Dormant partner"),
            ("area", "Silent area"),
            ("agreement", "Unused agreement"),
        ],
        readonly=True,
    )
    partner_id = fields.Many2one("res.partner", string="Partner", readonly=True)
    agreement_id = fields.Many2one(
        "cooperation.agreement",
        readonly=True,
        help="The agreement in force with this partner.",
    )
    area_id = fields.Many2one("cooperation.area", string="Area", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    zone_id = fields.Many2one("cooperation.zone", readonly=True)
    date_last = fields.Date(string="Last Exchange", readonly=True)
    date_since = fields.Date(
        string="Quiet Since",
        readonly=True,
        help="The last exchange; without one, the day on which the agreement came into "
        "force or on which the partner was entered.",
    )
    date_quiet = fields.Date(
        string="Too Long From",
        readonly=True,
        help="The day from which the silence is too long.",
    )
    is_quiet = fields.Boolean(
        string="Too Long", compute="_compute_is_quiet", search="_search_is_quiet"
    )
    months_quiet = fields.Integer(
        string="Months",
        compute="_compute_is_quiet",
        help="Whole months since the last exchange.",
    )
    user_id = fields.Many2one("res.users", string="In Charge", readonly=True)
    is_planned = fields.Boolean(
        string="Contact Planned",
        readonly=True,
        help="Somebody has an activity to take up contact again.",
    )
    date_reminded = fields.Date(
        string="Contact Taken Up On",
        readonly=True,
        help="When the last activity to take up contact was done.",
    )
    res_model = fields.Char(string="Model of the Last File", readonly=True)
    res_id = fields.Many2oneReference(
        string="Last File", model_field="res_model", readonly=True, aggregator=None
    )

    @property
    def _table_query(self):
        beneficiaries = self.env["cooperation.mission"]._fields["beneficiary_ids"]
        reminder = self.env.ref(REMINDER_TYPE, raise_if_not_found=False)
        return get_quiet_sql(
            (beneficiaries.relation, beneficiaries.column1, beneficiaries.column2),
            self._get_months(),
            reminder.id if reminder else None,
            fields.Date.context_today(self),
        )

    @api.model
    def _get_months(self):
        """Return after how many months the settings call a partner dormant."""
        value = self.env["ir.config_parameter"].sudo().get_param(MONTHS_PARAMETER)
        months = int(value) if str(value or "").isdigit() else QUIET_MONTHS
        return min(max(months, 1), LONGEST_MONTHS)

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("date_quiet", "date_since")
    def _compute_is_quiet(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.is_quiet = row.date_quiet <= today
            gone = relativedelta(today, row.date_since)
            row.months_quiet = max(gone.years * 12 + gone.months, 0)

    def _search_is_quiet(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("date_quiet", "<=", fields.Date.context_today(self))

    @api.depends("subject", "partner_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row._get_names()

    # ------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------

    @api.model
    def _cron_remind(self, batch_size=100):
        """Ask who is in charge to take up contact, once for a partner or agreement.

        Nobody is asked where contact is planned already, or was taken up since less
        than the months of the settings. Partners come first: an agreement that nobody
        uses with a dormant partner is one thing to do, not two.
        """
        since = fields.Date.context_today(self) - relativedelta(
            months=self._get_months()
        )
        domain = (
            Domain("is_quiet", "=", True)
            & Domain("is_planned", "=", False)
            & Domain("user_id", "!=", False)
            & (
                Domain("date_reminded", "=", False)
                | Domain("date_reminded", "<=", since)
            )
        )
        done, failed = 0, self.browse()
        for kind in ("partner", "agreement", "area"):
            rows = self.search(domain & Domain("kind", "=", kind), limit=batch_size)
            for group in rows.grouped(lambda row: row._get_target()).values():
                if run_each(group[0], lambda _row, group=group: group._remind()):
                    failed |= group
            done += len(rows)
            self.env.invalidate_all()
        # Who cannot be reminded is in the log, and is not tried again before next week.
        self.env["ir.cron"]._commit_progress(
            done,
            remaining=self.search_count(domain & Domain("id", "not in", failed.ids)),
        )

    def _get_target(self):
        """Return what the activity stands on: the body, or else the agreement."""
        self.ensure_one()
        return self.partner_id if self.kind == "partner" else self.agreement_id

    def _remind(self):
        """Schedule one activity for the rows of one target."""
        self._schedule_contact(self[0]._get_target(), self[0].user_id)

    def _format_quiet_since(self):
        """Return “the 4th of March 2029 (14 months)” in words, or that nothing was."""
        self.ensure_one()
        if not self.date_last:
            return self.env._(
                "nothing since %(date)s (%(months)s months)",
                date=format_date(self.env, self.date_since),
                months=self.months_quiet,
            )
        return self.env._(
            "last on %(date)s (%(months)s months ago)",
            date=format_date(self.env, self.date_last),
            months=self.months_quiet,
        )
