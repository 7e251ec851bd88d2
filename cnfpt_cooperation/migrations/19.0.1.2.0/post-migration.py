from odoo import SUPERUSER_ID, api, fields
from odoo.tools import sql

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
    _keep_accreditations(env)
    _list_years(env)
    _start_safety_history(env)


def _give_weeks(env):
    """Experts' days are counted on the working week of the country."""
    for week, codes in _WEEKS.items():
        calendar = env.ref(f"cnfpt_cooperation.resource_calendar_{week}")
        env["res.country"].search(
            [("code", "in", codes.split()), ("cooperation_calendar_id", "=", False)]
        ).cooperation_calendar_id = calendar


def _keep_accreditations(env):
    """Let nobody lapse for a letter that the earlier release had no place for.

    The terms that were over then count as asked for, on their last day.
    """
    experts = env["cooperation.expert"].with_context(active_test=False)
    experts = experts.search([("validity_start", "!=", False)])
    for name in ("validity_end", "validity_limit", "renewal_due"):
        env.add_to_compute(experts._fields[name], experts)
    today = fields.Date.today()
    for expert in experts:
        while (due := expert._get_validity().due) and due.closes and due.closes < today:
            env["cooperation.expert.renewal"].create(
                {
                    "expert_id": expert.id,
                    "date_asked": due.closes,
                    "note": "Term passed before written requests were kept",
                }
            )


def _list_years(env):
    """Every year that has expert days can be closed."""
    days = env["cooperation.expert.day"]._read_group([], ["date:year"])
    env["cooperation.ledger.year"]._ensure({start.year for (start,) in days})


def _start_safety_history(env):
    """Begin the history of each country with what was typed on its missions.

    Nothing has got worse by that: no order is taken back.
    """
    if not sql.table_exists(env.cr, "cooperation_safety_advice_kept"):
        return
    env.cr.execute(
        """INSERT INTO cooperation_safety_advice
                  (country_id, level, date, source, create_uid, create_date)
           SELECT kept.*, %s, now() AT TIME ZONE 'UTC'
             FROM cooperation_safety_advice_kept kept
            WHERE NOT EXISTS (SELECT 1 FROM cooperation_safety_advice advice
                               WHERE advice.country_id = kept.country_id)
        RETURNING country_id""",
        [SUPERUSER_ID],
    )
    countries = env["res.country"].browse(row[0] for row in env.cr.fetchall())
    env.cr.execute("DROP TABLE cooperation_safety_advice_kept")
    countries.invalidate_recordset(["cooperation_safety_advice_ids"])
    countries.modified(["cooperation_safety_advice_ids"])
    env.flush_all()
