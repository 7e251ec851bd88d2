"""The one SQL statement that ranks the roster for a mission.

Each criterion gives a share from 0 to 1 and earns that share of its weight, rounded to
a tenth; the score is the sum of what is earned. What excludes an expert is looked up
in the same statement. Skills and languages are read from the expert, where
`cooperation.expert.match.mixin` keeps them: a join of their lines takes four times as
long for a hundred thousand experts.
"""

from dataclasses import dataclass, field
from datetime import date

from odoo.tools import SQL

# A row of the ranking is a mission and an expert: its id holds both.
_EXPERT_BITS = 32
# What an unknown counts for: newcomers have neither evaluations nor a slow employer.
UNKNOWN_SHARE = 0.5
# Quarters: from B1 on one can work in a language; C1 and C2 count alike.
LANGUAGE_STEPS = {"A1": 0, "A2": 1, "B1": 2, "B2": 3, "C1": 4, "C2": 4}
DECLARED_COUNTRY_SHARE = 0.5
_BEST_LEVEL = 4
_BEST_EVALUATION = 4
# More than any score: who cannot be proposed comes after everybody who can.
_BELOW_ALL = 1000


def to_row_id(mission_id, expert_id):
    """Return the id of the row of an expert in the ranking for a mission."""
    return (mission_id << _EXPERT_BITS) + expert_id


def from_row_id(row_id):
    """Return the mission and the expert of a row, as ids."""
    return row_id >> _EXPERT_BITS, row_id & ((1 << _EXPERT_BITS) - 1)


@dataclass(frozen=True)
class Wanted:
    """What a mission looks for, in plain values.

    :param themes: ids of the themes of the needed skills
    :param languages: ids of the needed languages
    :param points: what each criterion that counts is worth out of 100, by its code
    :param thresholds: days, by code
    """

    mission_id: int
    today: date
    start: date | None = None
    end: date | None = None
    country_id: int | None = None
    themes: tuple[int, ...] = ()
    languages: tuple[int, ...] = ()
    points: dict[str, float] = field(default_factory=dict)
    thresholds: dict[str, float] = field(default_factory=dict)

    def get_days(self, code):
        """Return a threshold by which one may divide."""
        return max(self.thresholds.get(code, 0), 1)


def get_ranking_sql(wanted, expert_ids=()):
    """Return the ranking as a table: one row an expert, points by criterion, score.

    `place` sorts it: the score of who can be proposed, then those who cannot.

    :param expert_ids: only these experts; empty for the whole roster
    """
    tenths = {
        code: SQL("ROUND(%s * %s)", _SHARES[code](wanted), _number(10 * points))
        for code, points in wanted.points.items()
    }
    return SQL(
        """
        SELECT id, mission_id, expert_id, employer_id, origin, last_mission_end,
               date_confirmed, is_excluded, %(points)s,
               %(sum)s / 10.0::float8 AS score,
               %(sum)s / 10.0::float8 - is_excluded::int * %(last)s AS place
          FROM (SELECT (%(mission)s::bigint << %(bits)s) + expert.id AS id,
                       %(mission)s AS mission_id, expert.id AS expert_id,
                       expert.employer_id, expert.origin, expert.last_mission_end,
                       expert.date_confirmed, %(excluded)s AS is_excluded, %(earned)s
                  FROM cooperation_expert expert
                 WHERE expert.active AND expert.state != 'left' %(only)s) ranked
        """,
        points=SQL(", ").join(
            SQL(
                "%s / 10.0::float8 AS %s",
                _get_tenths_name(code),
                SQL.identifier(f"{code}_points"),
            )
            for code in CODES
        ),
        sum=SQL("(%s)", SQL(" + ").join(map(_get_tenths_name, CODES))),
        last=_BELOW_ALL,
        mission=wanted.mission_id,
        bits=_EXPERT_BITS,
        excluded=_get_exclusion(wanted),
        earned=SQL(", ").join(
            SQL("%s AS %s", tenths.get(code, SQL("0")), _get_tenths_name(code))
            for code in CODES
        ),
        only=SQL("AND expert.id IN %s", tuple(expert_ids)) if expert_ids else SQL(),
    )


def _get_tenths_name(code):
    """Return the column of what a criterion earns, in tenths of a point."""
    return SQL.identifier(f"{code}_tenths")


def _number(value):
    return SQL("%s::float8", value)


# ------------------------------------------------------------
# Shares
# ------------------------------------------------------------


def _get_skills_share(wanted):
    """The levels in the needed skills, out of the best in each."""
    return _get_kept_share("skill_levels", wanted.themes, _BEST_LEVEL)


def _get_languages_share(wanted):
    """How far an expert can work in the needed languages, on average."""
    best = max(LANGUAGE_STEPS.values())
    return _get_kept_share("language_levels", wanted.languages, best)


def _get_kept_share(column, keys, best):
    """Add up the digits that a column keeps under some keys, out of the best ones."""
    digits = SQL(" + ").join(
        SQL(
            "COALESCE(ascii(expert.%s ->> %s) - ascii('0'), 0)",
            SQL.identifier(column),
            str(key),
        )
        for key in keys
    )
    return SQL("(%s) / %s", digits, _number(best * len(keys)))


def _get_country_share(wanted):
    """In full for who worked there, half for who says to know it."""
    return SQL(
        "CASE WHEN expert.id IN (SELECT expert_id FROM cooperation_assignment"
        " WHERE state = 'done' AND country_id = %(country)s) THEN 1"
        " WHEN expert.id IN (SELECT cooperation_expert_id"
        " FROM cooperation_expert_res_country_rel"
        " WHERE res_country_id = %(country)s) THEN %(declared)s ELSE 0 END",
        country=wanted.country_id,
        declared=_number(DECLARED_COUNTRY_SHARE),
    )


def _get_availability_share(wanted):
    """In full for who said to be free on all these dates, half for who said nothing."""
    return SQL(
        "CASE WHEN expert.id IN (SELECT expert_id FROM cooperation_expert_availability"
        " WHERE kind = 'free' AND date_start <= %s AND date_end >= %s)"
        " THEN 1 ELSE %s END",
        wanted.start,
        wanted.end,
        _number(UNKNOWN_SHARE),
    )


def _get_rotation_share(wanted):
    """The longer since the last mission the more; who never went counts in full."""
    return SQL(
        "CASE WHEN expert.last_mission_end IS NULL THEN 1 ELSE"
        " LEAST(GREATEST(%s::date - expert.last_mission_end, 0) / %s, 1) END",
        wanted.start or wanted.today,
        _number(wanted.get_days("rotation")),
    )


def _get_evaluation_share(_wanted):
    return SQL(
        "CASE WHEN expert.evaluation_count > 0"
        " THEN (expert.evaluation_average - 1) / %s ELSE %s END",
        _number(_BEST_EVALUATION - 1),
        _number(UNKNOWN_SHARE),
    )


def _get_employer_share(wanted):
    """In full for who needs no consent, then the faster the employer the more."""
    return SQL(
        "CASE WHEN expert.origin = 'cnfpt' THEN 1"
        " WHEN expert.employer_answer_count > 0"
        " THEN GREATEST(0, 1 - expert.employer_answer_days / %s) ELSE %s END",
        _number(wanted.get_days("employer")),
        _number(UNKNOWN_SHARE),
    )


def _get_freshness_share(wanted):
    """In full for a while after the profile was confirmed, then less and less."""
    return SQL(
        "CASE WHEN expert.date_confirmed IS NULL THEN 0 ELSE"
        " LEAST(GREATEST(2 - (%s::date - expert.date_confirmed) / %s, 0), 1) END",
        wanted.today,
        _number(wanted.get_days("freshness")),
    )


# What each criterion gives an expert, from 0 to 1.
_SHARES = {
    "skills": _get_skills_share,
    "languages": _get_languages_share,
    "country": _get_country_share,
    "availability": _get_availability_share,
    "rotation": _get_rotation_share,
    "freshness": _get_freshness_share,
    "evaluation": _get_evaluation_share,
    "employer": _get_employer_share,
}
CODES = tuple(_SHARES)


# ------------------------------------------------------------
# Exclusions
# ------------------------------------------------------------


def _get_exclusion(wanted):
    """Return whether an expert cannot be proposed, whatever the score."""
    return SQL(
        "(expert.state != 'active' OR expert.validity_end IS NULL"
        " OR expert.validity_end < %s OR expert.id IN (%s))",
        wanted.end or wanted.today,
        SQL(" UNION ALL ").join(_get_held_queries(wanted)),
    )


def _get_held_queries(wanted):
    """Yield who is on the mission already, or kept away at its dates."""
    yield SQL(
        "SELECT expert_id FROM cooperation_assignment WHERE mission_id = %s",
        wanted.mission_id,
    )
    held = [SQL("suspension WHERE TRUE")]
    if wanted.start and wanted.end:
        yield SQL(
            "SELECT expert_id FROM cooperation_assignment"
            " WHERE state IN ('confirmed', 'ordered')"
            " AND date_start <= %s AND date_end >= %s",
            *(wanted.end, wanted.start),
        )
        held += [
            SQL("position WHERE position IN ('parental_leave', 'leave_of_absence')"),
            SQL("availability WHERE kind = 'busy'"),
        ]
    for lines in held:
        yield SQL(
            "SELECT expert_id FROM cooperation_expert_%s AND date_start <= %s"
            " AND (date_end >= %s OR date_end IS NULL)",
            lines,
            wanted.end or wanted.today,
            wanted.start or wanted.today,
        )
