from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.quiet import LONGEST_MONTHS, MONTHS_PARAMETER, QUIET_MONTHS
from ..tools.watch import (
    AHEAD_DAYS,
    AHEAD_PARAMETER,
    LONGEST_WATCH_DAYS,
    REPORT_DAYS,
    REPORT_PARAMETER,
    SHARE,
    SHARE_PARAMETER,
)
from .cooperation_visit_protocol import (
    LONGEST_DAYS,
    RETENTION_DAYS,
    RETENTION_PARAMETER,
)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cooperation_alias_id = fields.Many2one(
        "mail.alias", compute="_compute_cooperation_alias_id"
    )
    cooperation_alias_name = fields.Char(
        string="Address for Requests",
        compute="_compute_cooperation_alias_id",
        inverse="_inverse_cooperation_alias_name",
        help="What is written to this address becomes a request.",
    )
    cooperation_alias_domain = fields.Char(
        related="cooperation_alias_id.alias_domain_id.name",
        string="Domain of the Address",
    )
    cooperation_acknowledge = fields.Boolean(
        string="Acknowledge Receipt",
        config_parameter="cnfpt_cooperation.acknowledge",
        help="Whoever writes to the address for requests gets a short answer at once, "
        "in the language of the message.",
    )
    cooperation_protocol_days = fields.Integer(
        string="Protocol Sheets Kept",
        default=RETENTION_DAYS,
        config_parameter=RETENTION_PARAMETER,
        help="Days after the departure at which passport, diet and travel are "
        "destroyed.",
    )
    cooperation_quiet_months = fields.Integer(
        string="Partners Dormant After",
        default=QUIET_MONTHS,
        config_parameter=MONTHS_PARAMETER,
        help="Months without exchange after which a partner is listed as dormant.",
    )
    cooperation_watch_ahead_days = fields.Integer(
        string="Agreements and Notices",
        default=AHEAD_DAYS,
        config_parameter=AHEAD_PARAMETER,
        help="How long before its notice or its end an agreement is on the watchlist.",
    )
    cooperation_watch_report_days = fields.Integer(
        string="Reports and Evaluations",
        default=REPORT_DAYS,
        config_parameter=REPORT_PARAMETER,
        help="How long after a mission its report, and after a visit or a mission its "
        "evaluation, is on the watchlist.",
    )
    cooperation_watch_share = fields.Integer(
        string="Concentration",
        default=SHARE,
        config_parameter=SHARE_PARAMETER,
        help="The share of missions or delegations of one zone from which it is on the "
        "watchlist.",
    )
    cooperation_signatory_id = fields.Many2one(
        "res.users",
        string="Signs Certificates and Letters",
        config_parameter="cnfpt_cooperation.paper_signatory_id",
        domain="[('share', '=', False)]",
        help="Name and position printed below certificates of attendance and letters "
        "of thanks.",
    )

    @api.constrains("cooperation_protocol_days")
    def _check_cooperation_protocol_days(self):
        for settings in self:
            if not 1 <= settings.cooperation_protocol_days <= LONGEST_DAYS:
                raise ValidationError(
                    self.env._(
                        "Protocol sheets are kept from 1 to %(longest)s days after the "
                        "departure.",
                        longest=LONGEST_DAYS,
                    )
                )

    @api.constrains("cooperation_quiet_months")
    def _check_cooperation_quiet_months(self):
        for settings in self:
            if not 1 <= settings.cooperation_quiet_months <= LONGEST_MONTHS:
                raise ValidationError(
                    self.env._(
                        "A partner is dormant after 1 to %(longest)s months without "
                        "exchange.",
                        longest=LONGEST_MONTHS,
                    )
                )

    @api.constrains(
        "cooperation_watch_ahead_days",
        "cooperation_watch_report_days",
        "cooperation_watch_share",
    )
    def _check_cooperation_watch(self):
        for settings in self:
            days = (
                settings.cooperation_watch_ahead_days,
                settings.cooperation_watch_report_days,
            )
            if not all(1 <= number <= LONGEST_WATCH_DAYS for number in days):
                raise ValidationError(
                    self.env._(
                        "The watchlist looks 1 to %(longest)s days ahead and back.",
                        longest=LONGEST_WATCH_DAYS,
                    )
                )
            if not 1 <= settings.cooperation_watch_share <= 100:
                raise ValidationError(
                    self.env._("A share is a percentage from 1 to 100.")
                )

    def set_values(self):
        """Apply a new retention to the sheets that are there already."""
        sheets = self.env["cooperation.visit.protocol"]
        before = sheets._get_retention_days()
        result = super().set_values()
        if sheets._get_retention_days() != before:
            sheets._recompute_purge_dates()
        return result

    @api.depends("company_id")
    def _compute_cooperation_alias_id(self):
        alias = self.env.ref(
            "cnfpt_cooperation.mail_alias_request", raise_if_not_found=False
        )
        for settings in self:
            settings.cooperation_alias_id = alias
            settings.cooperation_alias_name = alias and alias.alias_name

    def _inverse_cooperation_alias_name(self):
        for settings in self:
            alias = settings.cooperation_alias_id
            if alias and alias.alias_name != settings.cooperation_alias_name:
                alias.alias_name = settings.cooperation_alias_name
