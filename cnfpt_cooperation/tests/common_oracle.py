"""What the Mission did, counted in plain Python from the definitions in words.

Nothing here reads the database: the world that `common_world` draws is handed over as
plain values, and what [004] published is written down once more.
"""

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MEASURES = (
    "visits",
    "visitors",
    "missions",
    "mobilisations",
    "days",
    "experts",
    "internships",
    "training_sessions",
    "trainees",
    "agreements",
    "amount",
)
DIMENSIONS = (
    "zone_id",
    "country_id",
    "theme_id",
    "initiative",
    "programme_id",
    "partner_id",
)
PUBLISHED_BY_ZONE = {  # F1 and F2: 2015 to 2018, no year
    "visits": {
        "europe": 8,
        "afrique": 12,
        "mediterranee": 18,
        "asie": 7,
        "ameriques_caraibes": 3,
    },
    "missions": {
        "ameriques_caraibes": 3,
        "mediterranee": 65,
        "afrique": 6,
        "asie": 3,
    },
}
PUBLISHED_BY_YEAR = {  # F4 and F5: no zone; nothing of training in 2018
    "days": {2015: 164, 2016: 194, 2017: 127, 2018: 94},
    "training_sessions": {2015: 13, 2016: 10, 2017: 10},
    "trainees": {2015: 314, 2016: 169, 2017: 263},
}
PUBLISHED_EXPERTS = 135  # F3: persons or mobilisations, nobody knows
KINDS = {
    "visits": "visit",
    "missions": "mission",
    "experts": "mobilisation",
    "days": "expert_day",
    "training_sessions": "training",
    "trainees": "training",
}


class Oracle:
    """Facts, each with its dimensions and measures; a total is asked of them."""

    def __init__(self, zones, parents):
        """:param dict zones: id of each zone by its name in [004]
        :param dict parents: parent of each record, by its id, by dimension
        """
        self.parents = parents
        self.files = {}  # what was drawn, by kind, whether it counts or not
        self.rows = []
        for measure, values in PUBLISHED_BY_ZONE.items():
            for zone, value in values.items():
                self._publish(measure, value, zone_id=zones[zone])
        for measure, values in PUBLISHED_BY_YEAR.items():
            for year, value in values.items():
                self._publish(measure, value, year=year)
        self._publish("experts", PUBLISHED_EXPERTS)

    def _publish(self, measure, value, year=None, **dimensions):
        start, end = year or 2015, year or 2018
        self.rows.append(
            {
                "kind": KINDS[measure],
                "source": "opening",
                "is_opening": True,
                "date": year and date(year, 12, 31),
                "year": year,
                "period_start": date(start, 1, 1),
                "period_end": date(end, 12, 31),
                measure: value,
                **dimensions,
            }
        )

    def _count(self, kind, day, file, **values):
        """A live fact has one day; its dimensions are those of its file."""
        self.rows.append(
            {
                "kind": kind,
                "source": "live",
                "is_opening": False,
                "date": day,
                "year": day.year,
                "period_start": day,
                "period_end": day,
                **{name: file.get(name) for name in DIMENSIONS},
                **values,
            }
        )

    # ------------------------------------------------------------
    # What counts
    # ------------------------------------------------------------

    def add_visit(self, visit):
        """Once begun, at its first day, with those who came."""
        if visit["state"] in ("ongoing", "done", "closed"):
            people = visit["headcount_declared"]
            if visit["state"] != "ongoing":
                people = visit["headcount_actual"] or people
            day = visit["date_start"]
            self._count("visit", day, visit, visits=1, visitors=people)

    def add_mission(self, mission):
        """Once begun, at its first day; its experts once they are ordered; each day
        worked, whatever became of the mission.
        """
        has_begun = mission["state"] in ("ongoing", "reported", "closed")
        if has_begun:
            self._count("mission", mission["date_start"], mission, missions=1)
        for mobilisation in mission["team"]:
            expert = {
                "origin": mobilisation["origin"],
                "expert_id": mobilisation["expert_id"],
            }
            if has_begun and mobilisation["state"] in ("ordered", "done"):
                day = mobilisation["date_start"]
                self._count("mobilisation", day, mission, mobilisations=1, **expert)
            if mobilisation["state"] in ("cancelled", "declined"):
                continue
            for day in mobilisation["days"]:
                if day["state"] == "done":
                    fraction = day["fraction"]
                    self._count(
                        "expert_day", day["date"], mission, days=fraction, **expert
                    )

    def add_internship(self, internship):
        if internship["state"] in ("ongoing", "evaluated", "closed"):
            day = internship["date_start"]
            self._count("internship", day, internship, internships=1)

    def add_training(self, session):
        if session["state"] == "done":
            self._count(
                "training",
                session["date_start"],
                session,
                training_sessions=1,
                trainees=session["trainee_count"],
            )

    def add_agreement(self, agreement, get_rate):
        """Once signed; an amendment adds money, not an agreement. Money is in our own
        currency at the rate of the signature; what has no rate adds nothing.
        """
        if agreement["state"] not in ("active", "to_renew", "expired", "terminated"):
            return
        day = agreement["date_signed"] or agreement["date_start"]
        worth = [
            self._convert(line["amount"], rate)
            for line in agreement["lines"]
            if (rate := get_rate(line["currency"], day))
        ]
        self._count(
            "agreement",
            day,
            agreement,
            agreements=None if agreement["kind"] == "amendment" else 1,
            amount=sum(worth) if worth else None,
        )

    @staticmethod
    def _convert(amount, rate):
        """Return what an amount is worth, to the cent; half a cent goes up."""
        worth = Decimal(str(amount)) / Decimal(str(rate))
        return float(worth.quantize(Decimal("0.01"), ROUND_HALF_UP))

    # ------------------------------------------------------------
    # What is asked
    # ------------------------------------------------------------

    def search(self, domain):
        """Return the rows of an Odoo domain in prefix notation."""
        return [row for row in self.rows if self._matches(row, list(domain))]

    def _matches(self, row, domain):
        operators = {"&": all, "|": any}

        def read():
            token = domain.pop(0)
            if token == "!":
                return not read()
            if token in ("&", "|"):
                return operators[token]([read(), read()])
            return self._is_true(row, *token)

        results = []
        while domain:
            results.append(read())
        return all(results)

    def _is_true(self, row, name, operator, value):
        if (name, operator, value) in ((1, "=", 1), (0, "=", 1)):
            return name == 1
        if name == "period":
            return self._is_in_period(row, operator, value)
        has = row.get(name)
        if operator == "child_of":
            return self._has_parent(name, has, value)
        if operator in ("=", "!=", "in", "not in"):
            values = value if isinstance(value, (list, tuple)) else [value]
            found = any(wanted == has or (not wanted and not has) for wanted in values)
            return found == (operator in ("=", "in"))
        limit = date.fromisoformat(value) if isinstance(value, str) else value
        if has is None:
            return False
        return {
            ">=": has >= limit,
            "<=": has <= limit,
            ">": has > limit,
            "<": has < limit,
        }[operator]

    def _is_in_period(self, row, operator, value):
        """A fact lies in a period when all of it does."""
        limit = date.fromisoformat(value) if isinstance(value, str) else value
        return {
            ">=": row["period_start"] >= limit,
            ">": row["period_start"] > limit,
            "<=": row["period_end"] <= limit,
            "<": row["period_end"] < limit,
        }[operator]

    def _has_parent(self, name, has, wanted):
        wanted = wanted if isinstance(wanted, (list, tuple)) else [wanted]
        while has and has not in wanted:
            has = self.parents.get(name, {}).get(has)
        return bool(has)

    @staticmethod
    def total(rows, measure):
        """Return the total of a measure; None where there is nothing, never zero."""
        if measure in ("persons", "expert_id"):
            people = {row["expert_id"] for row in rows if row.get("expert_id")}
            return len(people) or None
        if measure == "__count":
            return len(rows)
        values = [row[measure] for row in rows if row.get(measure) is not None]
        return round(sum(values), 2) if values else None

    def group(self, rows, groupby):
        """Return {key: rows}; `groupby` holds names, dates with `:year` or `:month`."""
        groups = {}
        for row in rows:
            key = tuple(self._get_key(row, spec) for spec in groupby)
            groups.setdefault(key, []).append(row)
        return groups

    def _get_key(self, row, spec):
        name, _colon, granularity = spec.partition(":")
        value = row.get(name)
        if not value:
            return False
        if granularity == "year":
            return date(value.year, 1, 1)
        if granularity == "quarter":
            return date(value.year, (value.month - 1) // 3 * 3 + 1, 1)
        if granularity == "month" or (name == "date" and not granularity):
            return value.replace(day=1)
        return value


def get_previous(start, end):
    """Return the period before: whole years by years, whole months by months."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    is_whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if not is_whole:
        length = end - start
        last = date.fromordinal(start.toordinal() - 1)
        return last - length, last
    year, month = divmod(start.year * 12 + start.month - 1 - months, 12)
    return date(year, month + 1, 1), date.fromordinal(start.toordinal() - 1)
