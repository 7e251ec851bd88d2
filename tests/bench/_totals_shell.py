"""What `totals.py` sends to `odoo shell`; `env` is the shell's environment."""

import json
from datetime import date
from functools import partial
from pathlib import Path
from unittest.mock import patch

import _clock as clock
import _totals_data as data
import _totals_hand as hand

from odoo.fields import Domain
from odoo.modules import get_module_path

from odoo.addons.cnfpt_cooperation.models import cooperation_guarded_mixin as guards
from odoo.addons.cnfpt_cooperation.tests.common_dashboard import Dashboard
from odoo.addons.cnfpt_cooperation.tools.measures import MEASURES

FEW, MANY = 1_000, 100_000
YEAR = 2026
LONGEST = 0.3  # seconds
SIDES = 1.5
FLOOR = 0.01  # seconds: what a question costs (rights, plan, names of the groups)
env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
history = {guards.GUARD_KEY: guards.HISTORY}
timed = partial(clock.timed, env)
TABLES = (
    *("res_partner", "cooperation_expert", "cooperation_visit", "cooperation_mission"),
    *("cooperation_assignment", "cooperation_expert_day", "cooperation_activity_month"),
)
best = partial(clock.best_within, env, seconds=0.6, runs=8)
report = env["cooperation.activity.report"]


# ------------------------------------------------------------
# Records
# ------------------------------------------------------------


def create_models():
    """Create one record of each kind, of which the statements make the others."""
    tunisia = env.ref("base.tn")
    body = env["res.partner"].create({"name": "Model", "country_id": tunisia.id})
    first = date(2018, 12, 3)
    values = {
        "name": "Model",
        "partner_id": body.id,
        "country_id": tunisia.id,
        "date_start": first,
        "date_end": first,
        "state": "cancelled",
    }
    visit = env["cooperation.visit"].with_context(**history).create(values)
    mission = env["cooperation.mission"].with_context(**history).create(values)
    person = body.create({"name": "Model"})
    expert = env["cooperation.expert"].create(
        {"partner_id": person.id, "origin": "cnfpt"}
    )
    assignment = (
        env["cooperation.assignment"]
        .with_context(**history)
        .create(
            {
                "mission_id": mission.id,
                "expert_id": expert.id,
                "state": "done",
                "date_start": first,
                "date_end": first,
            }
        )
    )
    env.flush_all()
    return {
        "visit": visit.id,
        "mission": mission.id,
        "expert": expert.id,
        "assignment": assignment.id,
    }


def fill(size, models):
    for statement in data.STATEMENTS:
        env.cr.execute(statement, {**models, "size": size})
    env.cr.commit()
    vacuum()


def vacuum():
    """Tidy up as autovacuum does within a minute, so that indexes answer alone."""
    connection = env.cr._cnx
    connection.autocommit = True
    for table in TABLES:
        env.cr.execute(f"VACUUM ANALYZE {table}")
    connection.autocommit = False


def empty():
    """Take back what `fill` has written."""
    for table, condition in (
        ("cooperation_expert_day", "TRUE"),
        ("cooperation_assignment", f"id != {models['assignment']}"),
        ("cooperation_mission", f"id != {models['mission']}"),
        ("cooperation_visit", f"id != {models['visit']}"),
        ("cooperation_expert", f"id != {models['expert']}"),
        ("res_partner", "name LIKE 'Expert %' OR name LIKE 'Body %'"),
    ):
        env.cr.execute(f"DELETE FROM {table} WHERE {condition}")


# ------------------------------------------------------------
# Questions: what, domain, groups one within the other, measures
# ------------------------------------------------------------


def get_dashboard_questions():
    folder = Path(get_module_path("cnfpt_cooperation")) / "data/files"
    for path in sorted(folder.glob("*_dashboard.json")):
        for question in Dashboard(f"data/files/{path.name}").questions:
            if question.model != report._name:
                continue
            fields = [name for name, __ in question.measures if name != "__count"]
            sets = [question.groupby[:n] for n in range(len(question.groupby) + 1)]
            for label, filters in FILTERS.items():
                what = f"{path.stem.split('_')[0]}, {question.name}{label}"
                asked = question.get_domain(filters)
                yield what, asked, sets[-1:] if "pivot" not in what else sets, fields


def get_annual_questions():
    """Write down what the annual report asks while it is made."""
    from odoo.addons.cnfpt_cooperation.tools.annual.figures import AnnualFigures

    asked = []
    original = type(report)._get_totals

    def note(self, domain, groupby=(), measures=()):
        asked.append((domain, list(groupby), list(measures) or list(MEASURES)))
        return original(self, domain, groupby, measures)

    with patch.object(type(report), "_get_totals", note):
        AnnualFigures(env, YEAR, 5)
    for domain, groupby, codes in asked:
        names = [MEASURES[code].field for code in codes]
        kinds = sorted({kind for code in codes for kind in MEASURES[code].kinds})
        what = f"annual report, by {', '.join(groupby) or 'nothing'}"
        yield what, Domain(domain) & Domain("kind", "in", kinds), [groupby], names


def get_specs(names):
    kinds = {measure.field: measure.spec for measure in MEASURES.values()}
    return [*(kinds[name] for name in names), "__count"]


def ask(domain, sets, names):
    """Ask as the web client does: all levels of a pivot at once."""
    specs = get_specs(names)
    if len(sets) == 1:
        return [report.formatted_read_group(domain, sets[0], specs)]
    return report.formatted_read_grouping_sets(domain, sets, specs)


def translate(domain):
    """Return (measures may be of these kinds, conditions in SQL) of a domain."""
    kinds, conditions = None, []
    for condition in domain.iter_conditions():
        name, operator, value = (
            condition.field_expr,
            condition.operator,
            condition.value,
        )
        if name == "kind" and operator in ("=", "in"):
            kinds = {value} if operator == "=" else set(value)
        elif name == "period":
            conditions.append(("date", f"{operator} '{value}'"))
        elif name == "is_opening" and not value:
            pass
        elif name in MEASURES and value is False:
            kinds = (kinds or set()) | set(hand.KINDS.get(name, ()))
        elif operator == "!=" and value is False:
            conditions.append((name, "IS NOT NULL"))
        elif operator == "=" and value is False:
            conditions.append((name, "IS NULL"))
        elif name.endswith("_id") and operator in ("in", "child_of", "="):
            ids = value if isinstance(value, list | tuple) else [value]
            if operator == "child_of":
                ids = (
                    env["cooperation.theme"]
                    .search([(name[:0] + "id", operator, ids)])
                    .ids
                )
            conditions.append((name, f"IN ({', '.join(map(str, ids))})"))
        else:
            raise hand.UnknownStatement(str(condition))
    return kinds, conditions


def get_statements(domain, sets, names):
    kinds, conditions = translate(domain)
    return [
        {
            name: statement
            for name, statement in hand.get_statements(
                names, groupby, conditions
            ).items()
            if not kinds or kinds & set(hand.KINDS[name])
        }
        for groupby in sets
    ]


def run_by_hand(statements):
    found = []
    for statement in statements:
        env.cr.execute(statement)
        found.append(env.cr.fetchall())
    return found


def read_group(row, groupby):
    """Return a group as SQL tells it: of a record its id and its name."""
    told = []
    for spec in groupby:
        value = row[spec]
        pair = value if isinstance(value, tuple | list) else (value, None)
        told += pair[:2] if spec in hand.RECORDS else pair[:1]
    return read_columns(told)


def read_columns(values):
    return tuple("" if value in (None, False) else str(value) for value in values)


def check(what, domain, sets, names, statements):
    """Refuse to compare with statements that do not say the same."""
    live = domain & Domain("is_opening", "=", False)
    for groupby, rows, by_name in zip(
        sets, ask(live, sets, names), statements, strict=True
    ):
        for name, spec in zip(names, get_specs(names), strict=False):
            if name not in by_name:
                continue
            ours = {
                read_group(row, groupby): round(float(row[spec]), 1)
                for row in rows
                if row[spec]
            }
            env.cr.execute(by_name[name])
            by_hand = {
                read_columns(group): round(float(total), 1)
                for *group, total in env.cr.fetchall()
                if total
            }
            if ours != by_hand:
                raise AssertionError(f"{what}, {name} by {groupby}: not the same")


def measure(questions):
    """Return {what: (seconds, seconds by hand)}; the same question counts once."""
    found, asked = {}, set()
    for what, domain, sets, names in questions:
        question = (repr(domain), repr(sets), repr(names))
        if question in asked:
            continue
        asked.add(question)
        ours = best(partial(ask, domain, sets, names))
        try:
            statements = get_statements(domain, sets, names)
        except hand.UnknownStatement:
            found[what] = (ours, None)
            continue
        check(what, domain, sets, names, statements)
        flat = [text for by_name in statements for text in by_name.values()]
        found[what] = (ours, best(partial(run_by_hand, flat)) if flat else None)
    return found


models = create_models()
# The zone of the first country that `_totals_data.py` draws: it has records.
placed = [("cooperation_zone_id", "!=", False)]
zone = env["res.country"].search(placed, order="id", limit=1).cooperation_zone_id
theme = env["cooperation.theme"].search([("child_ids", "!=", False)], limit=1)
FILTERS = {
    "": {},
    ", a year": {"period": {"type": "year", "year": YEAR}},
    ", a zone": {"zone": zone.id},
    ", a theme": {"theme": theme.id},
}
fill(FEW, models)
few = measure([*get_dashboard_questions(), *get_annual_questions()])
empty()
fill(MANY, models)
many = measure([*get_dashboard_questions(), *get_annual_questions()])
rows = []
for what, (ours, by_hand) in many.items():
    if by_hand and ours > FLOOR:
        rows.append((f"{what} / by hand", ours, by_hand, SIDES))
    rows.append((f"{what} / 300 ms", ours, LONGEST, 1.0))
slowest = sorted(many, key=lambda what: -many[what][0])[:5]
for what in slowest:
    rows.append((f"growth of {what}, 100 times", many[what][0], few[what][0], 100.0))
print("BENCH " + json.dumps(rows))
