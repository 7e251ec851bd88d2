from odoo import SUPERUSER_ID, api

# The working week of the countries whose week-end is not Saturday and Sunday.
_WEEKS = {
    "france": "FR",
    "sunday_thursday": "BH DZ EG IL IQ JO KW LY OM QA SA SD SY YE",
    "saturday_wednesday": "AF",
    "saturday_thursday": "IR",
    "monday_saturday": "IN UG",
}


def migrate(cr, version):
    """Give what a new database has to one that is older."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    _give_weeks(env)


def _give_weeks(env):
    """Experts' days are counted on the working week of the country."""
    for week, codes in _WEEKS.items():
        calendar = env.ref(f"cnfpt_cooperation.resource_calendar_{week}")
        env["res.country"].search(
            [("code", "in", codes.split()), ("cooperation_calendar_id", "=", False)]
        ).cooperation_calendar_id = calendar
