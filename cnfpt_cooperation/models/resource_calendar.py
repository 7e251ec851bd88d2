from odoo import fields, models

from ..tools.calendar import french_holidays, iterate_dates
from ..tools.clock import to_local

_HOLIDAYS = {"fr": french_holidays}
_NOON = 12


class ResourceCalendar(models.Model):
    """The working week of a country, of which the days of experts are counted.

    Odoo's own calendar of working time: the days of its week, less its closures, less
    the public holidays of the law where we know them for every year.
    """

    _inherit = "resource.calendar"

    cooperation_holidays = fields.Selection(
        [("fr", "France: labour code, article L3133-1")],
        string="Public Holidays",
        help="Days of every year on which nobody works. Others, such as those that "
        "follow the moon or are decreed, are added as time off of the calendar.",
    )

    cooperation_country_ids = fields.One2many(
        "res.country", "cooperation_calendar_id", string="Countries"
    )

    def _get_working_dates(self, start, end):
        """Return the set of dates on which people work, both ends included.

        A closure takes a date away when it covers its noon, in the zone of the
        calendar.
        """
        self.ensure_one()
        closed = self._get_closed_dates(start, end)
        return {
            date
            for date in iterate_dates(start, end)
            if date not in closed and self._works_on_date(date)
        }

    def _get_closed_dates(self, start, end):
        """Return the public holidays and closures around those dates."""
        closed = set()
        if holidays := _HOLIDAYS.get(self.cooperation_holidays):
            for year in range(start.year, end.year + 1):
                closed |= holidays(year)
        # Closures count for everybody, whatever company they were written in.
        for leave in self.sudo().global_leave_ids:
            if leave.time_type == "leave":
                first = to_local(leave.date_from, self.tz)
                last = to_local(leave.date_to, self.tz)
                closed |= {
                    date
                    for date in iterate_dates(first.date(), last.date())
                    if first <= _at_noon(date) <= last
                }
        return closed


def _at_noon(date):
    return fields.Datetime.to_datetime(date).replace(hour=_NOON)
