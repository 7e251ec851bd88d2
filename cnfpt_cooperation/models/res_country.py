from odoo import fields, models

from ..tools.calendar import working_days


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

    def _is_french(self):
        """Return whether the country is France or one of its territories."""
        self.ensure_one()
        return self.code == "FR" or self.is_french_territory

    def _get_working_dates(self, start, end):
        """Return the set of dates on which people work in the country."""
        if not (self.cooperation_calendar_id and start and end):
            return set(working_days(start, end))
        return self.cooperation_calendar_id._get_working_dates(start, end)
