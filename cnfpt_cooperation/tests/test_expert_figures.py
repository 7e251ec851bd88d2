import random
from collections import Counter
from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .common import MODULE
from .common_expertise import ExpertiseCommon

_MISSIONS = 12
# Country, zone, days of the week on which nobody works (Monday is 0).
_PLACES = [
    ("base.dz", "mediterranee", {4, 5}),
    ("base.tn", "mediterranee", {5, 6}),
    ("base.bj", "afrique", {5, 6}),
    ("base.vn", "asie", {5, 6}),
]
_HOLIDAYS_AT_HOME = {
    date(2030, month, day)
    for month, day in (
        *((1, 1), (4, 22), (5, 1), (5, 8), (5, 30), (6, 10)),
        *((7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    )
} | {date(2031, 1, 1)}


@tagged("post_install", "-at_install")
@freeze_time("2031-06-02")
class TestExpertFigures(ExpertiseCommon):
    """Random, seeded missions: their figures equal a computation in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls._create_active_agreement(
            days=500, amount=5000000, date_end="2031-12-31"
        )
        cls.experts = [
            cls._create_active_expert(
                f"Expert {number}",
                employer_id=(cls.inset if number % 3 else cls.city).id,
            )
            for number in range(6)
        ]

    def _draw(self, chance):
        """Return missions as plain values; an expert is on one at a time."""
        free_from = dict.fromkeys(range(len(self.experts)), date(2030, 2, 1))
        missions = []
        for _number in range(_MISSIONS):
            people = chance.sample(sorted(free_from), chance.randint(1, 3))
            start = max(free_from[person] for person in people)
            start += timedelta(days=chance.randint(0, 40))
            end = start + timedelta(days=chance.randint(4, 16))
            for person in people:
                free_from[person] = end + timedelta(days=15)
            xmlid, zone, days_off = chance.choice(_PLACES)
            missions.append(
                {
                    "place": xmlid,
                    "zone": zone,
                    "off": days_off,
                    "start": start,
                    "end": end,
                    "people": people,
                    "out": chance.randint(0, 2),
                    "back": chance.randint(0, 1),
                    "report": chance.choice((0, 0, 1, 1.5)),
                    "lost": chance.choice((0, 0, 0.5, 1)),
                }
            )
        return missions

    def _count_days(self, mission):
        """Return the days of one expert of a mission, by year."""
        years = Counter()
        span = (mission["end"] - mission["start"]).days + 1
        days = [mission["start"] + timedelta(days=number) for number in range(span)]
        kept = []
        for number, day in enumerate(days):
            is_travel = number < mission["out"] or number >= span - mission["back"]
            if is_travel or day.weekday() not in mission["off"]:
                kept.append(day)
        for day in kept:
            years[day.year] += 1
        # The last day of all was shortened or never took place.
        years[kept[-1].year] -= mission["lost"]
        left, day = mission["report"], mission["end"]
        while left > 0:
            day += timedelta(days=1)
            if day.weekday() < 5 and day not in _HOLIDAYS_AT_HOME:
                years[day.year] += min(left, 1)
                left -= min(left, 1)
        return years

    def _play(self, mission, name):
        """Take the mission from its draft to its last day, as a coordinator does."""
        values = {
            "country_id": self.env.ref(mission["place"]).id,
            "date_start": mission["start"],
            "date_end": mission["end"],
        }
        days = {
            "travel_days_out": mission["out"],
            "travel_days_back": mission["back"],
            "report_days": mission["report"],
        }
        planned = sum(self._count_days({**mission, "lost": 0}).values())
        record = self._create_funded_mission(
            self.agreement,
            name=name,
            planned_days=planned * len(mission["people"]),
            **values,
        )
        for person in mission["people"]:
            assignment = self._create_confirmed_assignment(
                record, self.experts[person], **days
            )
            self.assertEqual(assignment.planned_days, planned)
        record = self._as_coordinator(record)
        record.action_staff()
        record.action_order()
        record.action_start()
        record.action_generate_days()
        for assignment in record.assignment_ids:
            inside = assignment.day_ids.filtered(lambda d: d.date <= mission["end"])
            if mission["lost"]:
                last = max(inside.mapped("date"))
                assignment.write_day(last, 1 - mission["lost"])
            assignment.action_days_done()

    def _read(self, kind, group, measure):
        domain = [
            ("kind", "=", kind),
            ("expert_id", "in", [expert.id for expert in self.experts]),
        ]
        report = self.env["cooperation.activity.report"].with_user(self.user_direction)
        return {
            getattr(key, "code", key): value
            for key, value in report._read_group(domain, [group], [measure])
        }

    def test_figures(self):
        chance = random.Random(579)
        missions = self._draw(chance)
        zones = {
            m["zone"]: self.env.ref(f"{MODULE}.zone_{m['zone']}").code for m in missions
        }
        by_year, by_zone, by_origin = Counter(), Counter(), Counter()
        mobilisations, persons = Counter(), {}
        for number, mission in enumerate(missions):
            self._play(mission, f"Mission {number}")
            years = self._count_days(mission)
            for person in mission["people"]:
                by_year += years
                zone = zones[mission["zone"]]
                by_zone[zone] += sum(years.values())
                origin = "cnfpt" if person % 3 else "local_authority"
                by_origin[origin] += sum(years.values())
                mobilisations[zone] += 1
                persons.setdefault(zone, set()).add(person)
        self.assertEqual(len(by_year), 2, "the set lies on both sides of a New Year")
        self.assertEqual(self._read("expert_day", "year", "days:sum"), by_year)
        self.assertEqual(self._read("expert_day", "zone_id", "days:sum"), by_zone)
        self.assertEqual(self._read("expert_day", "origin", "days:sum"), by_origin)
        self.assertEqual(
            self._read("mobilisation", "zone_id", "mobilisations:sum"), mobilisations
        )
        self.assertEqual(
            self._read("mobilisation", "zone_id", "expert_id:count_distinct"),
            {zone: len(people) for zone, people in persons.items()},
        )
        years = self.env["cooperation.ledger.year"].search(
            [("year", "in", list(by_year))]
        )
        self.assertEqual({y.year: y.days_done for y in years}, by_year)
