"""What `files.py` sends to `odoo shell`; `env` is the shell's environment."""

import json
from datetime import date, timedelta
from functools import partial

import _clock as clock

from odoo.addons.cnfpt_cooperation.models import cooperation_guarded_mixin as guards

COUNT = 2000
DAYS_EACH = 200
env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
history = {guards.GUARD_KEY: guards.HISTORY}

timed = partial(clock.timed, env)
best = partial(clock.best, env, runs=15)


def listed(model, *names):
    """Return what a list view asks the server for its first page."""
    return lambda: env[model].web_search_read(
        [], {name: {} for name in names}, limit=80, count_limit=10001
    )


country = env.ref("base.tn")
body = env["res.partner"].create({"name": "Bench", "country_id": country.id})
first = date(2030, 1, 1)
common = {"partner_id": body.id, "country_id": country.id}

lead_values = [{"name": f"Lead {n}", **common} for n in range(COUNT)]
leads, _records = timed(lambda: env["crm.lead"].create(lead_values))

visit_values = [
    {"name": f"Visit {n}", "date_start": first, "date_end": first, **common}
    for n in range(COUNT)
]
visits, _records = timed(
    lambda: env["cooperation.visit"]
    .with_context(**history)
    .create([{**values, "state": "closed"} for values in visit_values])
)

mission_values = [
    {
        "name": f"Mission {n}",
        "date_start": first,
        "date_end": first + timedelta(days=DAYS_EACH),
        "state": "ongoing",
        **common,
    }
    for n in range(COUNT)
]
missions, mission_records = timed(
    lambda: env["cooperation.mission"].with_context(**history).create(mission_values)
)

people = env["res.partner"].create([{"name": f"Expert {n}"} for n in range(100)])
experts = env["cooperation.expert"].create(
    [{"partner_id": person.id, "origin": "cnfpt"} for person in people]
)
assignments = (
    env["cooperation.assignment"]
    .with_context(**history)
    .create(
        [
            {
                "mission_id": mission.id,
                "expert_id": expert.id,
                "state": "ordered",
                "date_start": mission.date_start,
                "date_end": mission.date_end,
            }
            for mission, expert in zip(mission_records[:100], experts, strict=True)
        ]
    )
)
env.flush_all()
day_values = [
    {"assignment_id": assignment.id, "date": first + timedelta(days=n), "state": "done"}
    for assignment in assignments
    for n in range(DAYS_EACH)
]
days, _records = timed(
    lambda: env["cooperation.expert.day"].with_context(**history).create(day_values)
)

measures = ["visits:sum", "missions:sum", "days:sum", "expert_id:count_distinct"]
report = env["cooperation.activity.report"]
totals = best(lambda: report._read_group([("is_opening", "=", False)], [], measures))
BY_HAND = """
    SELECT (SELECT COUNT(*) FROM cooperation_visit
             WHERE state IN ('ongoing', 'done', 'closed')),
           (SELECT COUNT(*) FROM cooperation_mission
             WHERE state IN ('ongoing', 'reported', 'closed')),
           (SELECT SUM(fraction) FROM cooperation_expert_day WHERE state = 'done'),
           (SELECT COUNT(DISTINCT expert_id) FROM cooperation_expert_day
             WHERE state = 'done')
"""
by_hand = best(lambda: env.cr.execute(BY_HAND))

shown = ("name", "partner_id", "user_id", "country_id")
lead_list = best(listed("crm.lead", *shown, "stage_id"))
rows = [
    (f"create {COUNT} visits / crm.lead", visits, leads, 1.0),
    (f"create {COUNT} missions / crm.lead", missions, leads, 1.0),
    (
        f"write {len(day_values)} expert days / crm.lead, a record",
        days / len(day_values),
        leads / COUNT,
        0.2,
    ),
    (
        "open the list of visits / crm.lead",
        best(listed("cooperation.visit", *shown, "state", "date_start")),
        lead_list,
        1.0,
    ),
    (
        "open the list of missions / crm.lead",
        best(listed("cooperation.mission", *shown, "state", "date_start")),
        lead_list,
        1.0,
    ),
    ("totals of the activity report / SQL by hand", totals, by_hand, 1.5),
]
print("BENCH " + json.dumps(rows))
