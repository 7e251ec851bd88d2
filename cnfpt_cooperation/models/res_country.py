from odoo import api, fields, models

from ..tools.calendar import working_days
from .cooperation_safety_advice import SAFETY_LEVELS


class ResCountry(models.Model):
    _inherit = "res.country"

    cooperation_zone_id = fields.Many2one(
        "cooperation.zone",
        string="Cooperation Zone",
        index="btree_not_null",
        ondelete="restrict",
        help="The one zone in which this country is counted [R5].",
    )
    cooperation_priority = fields.Selection(
        [
            ("south_mediterranean", "South shore of the Mediterranean"),
            ("west_africa", "West Africa"),
            ("caribbean", "Caribbean"),
        ],
        string="Priority Area",
        help="Priority areas of bilateral action; not derived from the zone [R4].",
    )
    is_francophone = fields.Boolean(
        string="Francophone",
        help="Member or associate of the Organisation internationale de la "
        "Francophonie.",
    )
    is_oda_recipient = fields.Boolean(
        string="ODA Recipient", help="On the OECD DAC list of aid recipients."
    )
    is_eu_member = fields.Boolean(string="EU Member")
    is_french_territory = fields.Boolean(
        string="French Territory",
        help="Not a foreign country: no foreign delegation comes from it.",
    )

    cooperation_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Week",
        ondelete="restrict",
        help="Of which the days that experts spend there are counted; from Monday to "
        "Friday when empty. That of France is the one of those who work at home.",
    )
    cooperation_per_diem_ids = fields.One2many(
        "cooperation.per.diem.rate", "country_id", string="Daily Allowances"
    )

    cooperation_safety_advice_ids = fields.One2many(
        "cooperation.safety.advice", "country_id", string="Safety Advice over Time"
    )
    cooperation_safety_advice = fields.Selection(
        SAFETY_LEVELS,
        string="Safety Advice",
        compute="_compute_cooperation_safety",
        store=True,
        help="Advice to travellers of the ministry of foreign affairs, the last one "
        "that was noted.",
    )
    cooperation_safety_date = fields.Date(
        string="Safety Advice As Of", compute="_compute_cooperation_safety", store=True
    )
    cooperation_safety_source = fields.Char(
        string="Source of the Safety Advice",
        compute="_compute_cooperation_safety",
        store=True,
    )

    @api.depends(
        "cooperation_safety_advice_ids.level",
        "cooperation_safety_advice_ids.date",
        "cooperation_safety_advice_ids.source",
    )
    def _compute_cooperation_safety(self):
        for country in self:
            last = max(
                country.cooperation_safety_advice_ids,
                key=lambda advice: advice.date or fields.Date.to_date("1900-01-01"),
                default=self.env["cooperation.safety.advice"],
            )
            country.cooperation_safety_advice = last.level
            country.cooperation_safety_date = last.date
            country.cooperation_safety_source = last.source

    def _is_french(self):
        """Return whether the country is France or one of its territories."""
        self.ensure_one()
        return self.code == "FR" or self.is_french_territory

    def _get_working_dates(self, start, end):
        """Return the set of dates on which people work in the country."""
        if not (self.cooperation_calendar_id and start and end):
            return set(working_days(start, end))
        return self.cooperation_calendar_id._get_working_dates(start, end)
