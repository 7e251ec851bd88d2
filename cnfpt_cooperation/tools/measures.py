"""What the Mission counts: one catalogue for figures, reports, digests and dashboards.

Each measure is a column of `cooperation.activity.report`, added up or counted apart.
Persons, mobilisations and days stand in this order, beside each other, and never stand
for one another.
"""

from dataclasses import dataclass

from odoo.tools.misc import format_amount, formatLang

NOTHING = "–"


@dataclass(frozen=True)
class Measure:
    """One thing that is counted.

    :param code: its name everywhere: figures, papers, mails, tests
    :param name: its English label; `get_label` translates it
    :param field: the column of the activity report that holds it
    :param kinds: the kinds of rows that may have it
    :param aggregate: "sum", or "count_distinct" for persons
    :param digits: decimals that people read
    """

    code: str
    name: str
    field: str
    kinds: tuple[str, ...]
    aggregate: str = "sum"
    digits: int = 0

    @property
    def spec(self):
        """What `_read_group` is asked for."""
        return f"{self.field}:{self.aggregate}"


_CATALOGUE = (
    Measure("visits", "Delegations hosted", "visits", ("visit",)),
    Measure("visitors", "Visitors", "visitors", ("visit",)),
    Measure("missions", "Expert missions", "missions", ("mission",)),
    Measure(
        "persons",
        "Experts (persons)",
        "expert_id",
        ("mobilisation", "expert_day"),
        aggregate="count_distinct",
    ),
    Measure("mobilisations", "Mobilisations", "mobilisations", ("mobilisation",)),
    Measure("days", "Expert days", "days", ("expert_day",), digits=1),
    Measure("experts", "Experts (as published)", "experts", ("mobilisation",)),
    Measure("internships", "Internships", "internships", ("internship",)),
    Measure(
        "training_sessions", "Training sessions", "training_sessions", ("training",)
    ),
    Measure("trainees", "Trainees", "trainees", ("training",)),
    Measure("agreements", "Agreements signed", "agreements", ("agreement",)),
    Measure("amount", "Amount granted", "amount", ("agreement",), digits=2),
)
MEASURES = {measure.code: measure for measure in _CATALOGUE}
SELECTION = [(measure.code, measure.name) for measure in _CATALOGUE]


def get_label(env, code):
    """Return the label of a measure in the user's language: “Expert days”."""
    field = env["cooperation.figure"]._fields["measure"]
    return dict(field._description_selection(env))[code]


def get_unit(env, code, value):
    """Return what comes behind a number in a sentence: “delegations”, “délégation”.

    French says one and a half “jour”, English one and a half “days”.
    """
    french = (env.lang or "").startswith("fr")
    is_singular = abs(value) < 2 if french else abs(value) == 1
    return _get_units(env)[code][0 if is_singular else 1]


def _get_units(env):
    return {
        "visits": (env._("delegation"), env._("delegations")),
        "visitors": (env._("visitor"), env._("visitors")),
        "missions": (env._("expert mission"), env._("expert missions")),
        "persons": (env._("person"), env._("persons")),
        "mobilisations": (env._("mobilisation"), env._("mobilisations")),
        "days": (env._("expert day"), env._("expert days")),
        "experts": (env._("expert"), env._("experts")),
        "internships": (env._("internship"), env._("internships")),
        "training_sessions": (env._("training session"), env._("training sessions")),
        "trainees": (env._("trainee"), env._("trainees")),
        "agreements": (env._("agreement"), env._("agreements")),
    }


def format_value(env, code, value):
    """Return a total as people read it: “579”, “94.5”, “12,000 €”; “–” for None."""
    if value is None:
        return NOTHING
    if code == "amount":
        currency = env.company.currency_id
        is_whole = currency.is_zero(value - int(value))
        return format_amount(env, value, currency, trailing_zeroes=not is_whole)
    digits = MEASURES[code].digits
    return formatLang(env, value, digits=0 if value == int(value) else digits)


def format_signed(env, code, value):
    """Return a difference as people read it: “+3”, “−1.5”, “+12,000 €”, “0”."""
    text = format_value(env, code, abs(value))
    if not value:
        return text
    sign = "+" if value > 0 else "\N{MINUS SIGN}"
    return f"{sign}{text}"


def format_quantity(env, code, value):
    """Return a total with its unit: “579 expert days”, “1 delegation”, “12,000 €”."""
    text = format_value(env, code, value)
    if value is None or code == "amount":
        return text
    return f"{text}\N{NO-BREAK SPACE}{get_unit(env, code, value)}"
