"""What `experts.py` sends to `odoo shell`; `env` is the shell's environment."""

import json
from datetime import date, timedelta
from functools import partial

import _clock as clock
import _experts_data as data

from odoo.addons.cnfpt_cooperation.models import cooperation_guarded_mixin as guards

EXPERTS = 100_000
DAYS = 1_000_000
# Days a batch: what an import brings, and what one writes at a time.
BATCH = 10_000
DAYS_EACH = 500
LEADS = 4_000
PAGE = 40  # as many as the list shows at a time
# Batches looked at for growth, at the beginning and at the end.
_EDGE = 5
env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
history = {guards.GUARD_KEY: guards.HISTORY}

timed = partial(clock.timed, env)
best = partial(clock.best, env, runs=25)


# ------------------------------------------------------------
# Ranking
# ------------------------------------------------------------

body = env["res.partner"].create(
    {"name": "Bench", "is_company": True, "country_id": env.ref("base.tn").id}
)
countries = env["res.country"].search([], limit=40)
first = date(2025, 1, 1)
env["cooperation.mission"].with_context(**history).create(
    [
        {
            "name": f"Past mission {number}",
            "partner_id": body.id,
            "country_id": countries[number % len(countries)].id,
            "date_start": first + timedelta(days=17 * number),
            "date_end": first + timedelta(days=17 * number + 4),
            "state": "closed",
        }
        for number in range(120)
    ]
)
languages = env.ref("cnfpt_cooperation.language_fr") + env.ref(
    "cnfpt_cooperation.language_ar"
)
themes = env["cooperation.theme"].search([("parent_id", "=", False)], limit=2)
mission = env["cooperation.mission"].create(
    {
        "name": "Mission of the ranking",
        "partner_id": body.id,
        "country_id": env.ref("base.tn").id,
        "is_own_initiative": True,
        "date_start": "2030-06-03",
        "date_end": "2030-06-07",
        "need_theme_ids": themes.ids,
        "need_language_ids": languages.ids,
    }
)
model = env["cooperation.expert"].create(
    {"partner_id": env["res.partner"].create({"name": "Model"}).id, "origin": "cnfpt"}
)
env["cooperation.assignment"].create({"mission_id": mission.id, "expert_id": model.id})
env.flush_all()
ranking = env["cooperation.expert.ranking"].with_context(
    cooperation_mission_id=mission.id
)


def fill(start, stop):
    """Bring the roster from `start` experts to `stop`."""
    env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM cooperation_expert")
    values = {
        "from": start + 1,
        "to": stop,
        "last": env.cr.fetchone()[0],
        "employer": body.id,
        "model": model.id,
        "french": languages[0].id,
    }
    for statement in data.STATEMENTS:
        env.cr.execute(statement, values)
    env.cr.execute("ANALYZE")


def rank():
    """Ask what the list asks: the first page, its words, and how many there are."""
    shown = {
        name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
        for name in ("expert_id", "employer_id", "score", "sentence", "is_excluded")
    }
    return ranking.web_search_read([], shown, limit=PAGE, count_limit=10_001)


def rank_by_hand():
    """Return the same page from one statement on the same tables."""
    env.cr.execute(data.BY_HAND, by_hand)
    return env.cr.fetchall()


def check_ranking():
    """Refuse to compare two statements that do not say the same."""
    page = [record["score"] for record in rank()["records"]]
    pairs = zip(page, rank_by_hand(), strict=True)
    if any(abs(score - float(row[1])) > 0.01 for score, row in pairs):
        raise AssertionError("The statement by hand ranks otherwise")


# The parameter of a criterion has its code, but where that is the country's.
CODES = {"country": "country_points"}
env.cr.execute(
    "SELECT code, 10.0 * 100 * weight / SUM(weight) OVER () "
    "FROM cooperation_expert_criterion WHERE active AND weight > 0"
)
by_hand = {
    **{CODES.get(code, code): float(tenths) for code, tenths in env.cr.fetchall()},
    "mission": mission.id,
    "country": mission.country_id.id,
    "french": languages[0].id,
    "arabic": languages[1].id,
    "one": list(themes[0].search([("id", "child_of", themes[0].id)]).ids),
    "other": list(themes[1].search([("id", "child_of", themes[1].id)]).ids),
    "start": mission.date_start,
    "end": mission.date_end,
    "limit": PAGE,
}
fill(0, EXPERTS // 10)
few = best(rank)
fill(EXPERTS // 10, EXPERTS)
check_ranking()
many, hand = best(rank), best(rank_by_hand)

# ------------------------------------------------------------
# Ledger
# ------------------------------------------------------------

lead_values = [
    {"name": f"Lead {n}", "partner_id": body.id, "country_id": body.country_id.id}
    for n in range(LEADS)
]
leads = timed(lambda: env["crm.lead"].create(lead_values))[0] / LEADS

experts = env["cooperation.expert"].search([], limit=DAYS // DAYS_EACH)
missions = (
    env["cooperation.mission"]
    .with_context(**history)
    .create(
        [
            {
                "name": f"Mission of the ledger {number}",
                "partner_id": body.id,
                "country_id": body.country_id.id,
                "date_start": first,
                "date_end": first + timedelta(days=DAYS_EACH),
                "state": "ongoing",
            }
            for number in range(len(experts) // BATCH * DAYS_EACH + 1)
        ]
    )
)
assignments = (
    env["cooperation.assignment"]
    .with_context(**history)
    .create(
        [
            {
                "mission_id": missions[number % len(missions)].id,
                "expert_id": expert.id,
                "state": "done",
                "date_start": first,
                "date_end": first + timedelta(days=DAYS_EACH),
            }
            for number, expert in enumerate(experts)
        ]
    )
)
env.flush_all()
ledger = env["cooperation.expert.day"].with_context(**history)


def write_days(start):
    """Write a batch of days, as many assignments as it takes."""
    values = [
        {
            "assignment_id": assignment,
            "date": first + timedelta(days=number),
            "state": "done",
        }
        for assignment in assignments.ids[start : start + BATCH // DAYS_EACH]
        for number in range(DAYS_EACH)
    ]
    seconds, _days = timed(lambda: ledger.create(values))
    env.cr.commit()
    return seconds / len(values)


batches = [
    write_days(start) for start in range(0, len(assignments), BATCH // DAYS_EACH)
]
rows = [
    ("rank 100,000 experts, with words / SQL by hand", many, hand, 1.5),
    ("rank 100,000 experts, with words / 150 ms", many, 0.150, 1.0),
    ("rank 100,000 experts / 10,000", many, few, 10.0),
    (
        f"write {BATCH * len(batches)} expert days / crm.lead, a record",
        sum(batches) / len(batches),
        leads,
        0.2,
    ),
    (
        "write a day beside 1,000,000 / beside 10,000",
        min(batches[-_EDGE:]),
        min(batches[:_EDGE]),
        1.5,
    ),
]
print("BENCH " + json.dumps(rows))
