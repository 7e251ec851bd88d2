from datetime import date

from odoo.tests import tagged

from ..tools.shares import percentages
from .common_dashboard import Dashboard
from .common_world import WorldCommon

REPORT = "cooperation.activity.report"
SEED = 4
YEARS = (2015, 2016, 2017, 2018)
DELEGATIONS = {
    "europe": 8,
    "afrique": 12,
    "mediterranee": 18,
    "asie": 7,
    "ameriques_caraibes": 3,
}
MISSIONS = {"ameriques_caraibes": 3, "mediterranee": 65, "afrique": 6, "asie": 3}
DAYS = {2015: 164, 2016: 194, 2017: 127, 2018: 94}
SESSIONS = {2015: 13, 2016: 10, 2017: 10}
TRAINEES = {2015: 314, 2016: 169, 2017: 263}


class AcceptanceCommon(WorldCommon):
    """The published figures of [004], each asked at every door."""

    # The doors: the report, a figure, a dashboard; an addition has its own.
    doors = ("report", "figure", "dashboard")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env[REPORT].with_user(cls.user_direction)
        cls.direction = Dashboard("data/files/direction_dashboard.json")

    # ------------------------------------------------------------
    # The same question at each door
    # ------------------------------------------------------------

    def _ask(self, door, measure, groupby=None, start=None, end=None, **scope):
        """Return what was published: a value, or {zone or year: value}.

        :param groupby: "zone_id" or "year"
        """
        ask = getattr(self, f"_ask_{door}")
        found = ask(measure, groupby, start, end, **scope)
        if not groupby:
            return found
        names = {zone: name for name, zone in self.zones.items()}
        return {
            names.get(key, key): value
            for key, value in found.items()
            if value is not None
        }

    def _ask_report(self, measure, groupby, start, end, **scope):
        domain = self.report._get_scope_domain(start, end, **scope)
        return self._read(domain, measure, groupby)

    def _read(self, domain, measure, groupby):
        totals = self.report._get_totals(
            [*domain, ("is_opening", "=", True)],
            [groupby] if groupby else [],
            [measure],
        )
        if groupby:
            return {key[0]: values[measure] for key, values in totals.items()}
        return totals[()][measure]

    def _ask_figure(self, measure, groupby, start, end, **scope):
        """A published figure for each zone or year."""
        if not groupby:
            return self._publish(measure, start, end, **scope)
        if groupby == "zone_id":
            zones = self.zones.values()
            asked = {zone: {"zone_id": zone, **scope} for zone in zones}
            found = {
                key: self._publish(measure, start, end, **values)
                for key, values in asked.items()
            }
        else:
            found = {
                year: self._publish(
                    measure, date(year, 1, 1), date(year, 12, 31), **scope
                )
                for year in YEARS
            }
        return {key: value or None for key, value in found.items()}

    def _publish(self, measure, start, end, **scope):
        values = {
            "name": "Acceptance",
            "code": f"ACC-{self.env['cooperation.figure'].search_count([])}",
            "definition": "What [004] published.",
            "measure": measure,
            "date_start": start,
            "date_end": end,
            "is_opening": True,
            **scope,
        }
        figure = self.env["cooperation.figure"].create(values)
        if list(figure._get_publish_blockers()):
            return None
        figure.with_user(self.user_direction).action_publish()
        return figure.published_value

    def _ask_dashboard(self, measure, groupby, start, end, **scope):
        """The part of a dashboard that shows what was published, with its filter."""
        field = {"persons": "expert_id"}.get(measure, measure)
        keys = {groupby, "source"} if groupby else {"kind"}
        (question, *_others) = (
            question
            for question in self.direction.questions
            if field in [name for name, _aggregator in question.measures]
            and set(question.groupby) == keys
        )
        filters = {}
        if start:
            filters["period"] = {
                "type": "range",
                "from": str(start),
                "to": str(end),
            }
        return self._read(question.get_domain(filters), measure, groupby)

    # ------------------------------------------------------------
    # The figures
    # ------------------------------------------------------------

    def _assert_f1(self, door):
        whole = (date(2015, 1, 1), date(2018, 12, 31))
        self.assertEqual(self._ask(door, "visits", "zone_id", *whole), DELEGATIONS)
        self.assertEqual(self._ask(door, "visits", None, *whole), 48)
        self.assertEqual(sum(DELEGATIONS.values()), 48)

    def _assert_f2(self, door):
        whole = (date(2015, 1, 1), date(2018, 12, 31))
        self.assertEqual(self._ask(door, "missions", "zone_id", *whole), MISSIONS)
        self.assertEqual(self._ask(door, "missions", None, *whole), 77)

    def _assert_f3(self, door):
        whole = (date(2015, 1, 1), date(2018, 12, 31))
        self.assertEqual(self._ask(door, "experts", None, *whole), 135)
        if door == "report":
            for measure in ("persons", "mobilisations"):
                self.assertIsNone(self._ask(door, measure, None, *whole))

    def _assert_f4(self, door):
        whole = (date(2015, 1, 1), date(2018, 12, 31))
        self.assertEqual(self._ask(door, "days", "year", *whole), DAYS)
        self.assertEqual(self._ask(door, "days", None, *whole), 579)
        half = (date(2016, 1, 1), date(2016, 6, 30))
        if door != "figure":  # a figure of half a published year is refused
            self.assertIsNone(self._ask(door, "days", None, *half))
        second = (date(2016, 7, 1), date(2016, 12, 31))
        if door != "figure":
            self.assertIsNone(self._ask(door, "days", None, *second))

    def _assert_f5(self, door):
        """Nothing of 2018 was published: it is missing, and not zero."""
        whole = (date(2015, 1, 1), date(2018, 12, 31))
        if door != "dashboard":
            sessions = self._ask(door, "training_sessions", "year", *whole)
            self.assertEqual(sessions, SESSIONS)
        self.assertEqual(self._ask(door, "trainees", "year", *whole), TRAINEES)
        self.assertEqual(self._ask(door, "training_sessions", None, *whole), 33)
        self.assertEqual(self._ask(door, "trainees", None, *whole), 746)
        if door != "figure":
            last = (date(2018, 1, 1), date(2018, 12, 31))
            self.assertIsNone(self._ask(door, "trainees", None, *last))
            self.assertIsNone(self._ask(door, "training_sessions", None, *last))

    def _assert_f7(self, door):
        """Mostly from Africa and the Mediterranean: 30 of 48, 62.5 %."""
        zones = self._ask(door, "visits", "zone_id")
        both = zones["afrique"] + zones["mediterranee"]
        self.assertEqual(both, 30)
        self.assertEqual(percentages([both, 48 - both], digits=1), [62.5, 37.5])

    def _assert_f8(self, door):
        days, missions, experts = (
            self._ask(door, measure) for measure in ("days", "missions", "experts")
        )
        self.assertEqual(round(days / missions, 2), 7.52)
        self.assertEqual(round(experts / missions, 2), 1.75)
        self.assertEqual(round(days / experts, 2), 4.29)
        zones = self._ask(door, "missions", "zone_id")
        self.assertEqual(round(100 * zones["mediterranee"] / missions, 1), 84.4)

    def _assert_all(self):
        for door in self.doors:
            for number in (1, 2, 3, 4, 5, 7, 8):
                with self.subTest(figure=f"F{number}", door=door):
                    getattr(self, f"_assert_f{number}")(door)


@tagged("post_install", "-at_install")
class TestAcceptanceFigures(AcceptanceCommon):
    """F1 to F8 come out exactly, alone and whatever stands beside them [004]."""

    def test_f1_delegations_by_zone(self):
        for door in self.doors:
            self._assert_f1(door)

    def test_f2_missions_by_zone_outside_europe(self):
        for door in self.doors:
            self._assert_f2(door)

    def test_f3_experts_are_neither_persons_nor_mobilisations(self):
        """79 % and 21 % of 135: only 106 and 29, and 107 and 28, round so."""
        for door in self.doors:
            self._assert_f3(door)
        fitting = [
            count
            for count in range(136)
            if percentages([count, 135 - count]) == [79, 21]
        ]
        self.assertEqual(fitting, [106, 107])
        shares = self.env["cooperation.opening.figure"].search([("code", "=", "F3")])
        self.assertEqual(sorted(shares.mapped("value")), [21, 79, 135])

    def test_f4_days_by_calendar_year(self):
        for door in self.doors:
            self._assert_f4(door)

    def test_f5_training_by_year(self):
        for door in self.doors:
            self._assert_f5(door)

    def test_f6_route_of_three_modules_of_three_days(self):
        """INSET Nancy: nine days in three modules, each a session that counts once."""
        inset = self.env["res.partner"].search([("name", "ilike", "INSET")], limit=1)
        route = [
            {
                "name": "Decentralised cooperation",
                "module": f"{number} of 3",
                "partner_id": inset.id,
                "state": "done",
                "days": 3.0,
                "date_start": date(2030, number, 4),
                "date_end": date(2030, number, 6),
                "trainee_count": 12,
            }
            for number in (1, 2, 3)
        ]
        sessions = self._store("cooperation.training.session", route)
        self.env.flush_all()
        self.assertEqual(sum(sessions.mapped("days")), 9)
        domain = self.report._get_scope_domain(date(2030, 1, 1), date(2030, 12, 31))
        totals = self.report._get_totals(domain)[()]
        self.assertEqual(totals["training_sessions"], 3)
        self.assertEqual(totals["trainees"], 36)

    def test_f7_mostly_from_africa_and_the_mediterranean(self):
        for door in self.doors:
            self._assert_f7(door)

    def test_f8_derived(self):
        for door in self.doors:
            self._assert_f8(door)

    def test_with_live_records_around(self):
        oracle = self._create_world(SEED)
        self._assert_all()
        live = oracle.search([("is_opening", "=", False)])
        totals = self.report._get_totals([])[()]
        for measure, published in (
            ("visits", 48),
            ("missions", 77),
            ("experts", 135),
            ("days", 579),
            ("training_sessions", 33),
            ("trainees", 746),
        ):
            more = oracle.total(live, measure) or 0
            self.assertEqual(totals[measure], published + more, measure)

    def test_with_a_mission_in_europe(self):
        """It counts for itself, and F2 stays what it was: outside Europe."""
        self._add_mission("ro", date(2016, 5, 2), date(2016, 5, 6))
        self._assert_all()
        europe = self.zones["europe"]
        for scope in (
            {},
            {"date_start": date(2015, 1, 1), "date_end": date(2018, 12, 31)},
        ):
            domain = self.report._get_scope_domain(zone_id=europe, **scope)
            totals = self.report._get_totals(domain, measures=["missions", "days"])
            self.assertEqual(totals[()], {"missions": 1, "days": 5})
        everywhere = self.report._get_totals([], ["source"], ["missions"])
        self.assertEqual(
            everywhere, {("live",): {"missions": 1}, ("opening",): {"missions": 77}}
        )

    def test_across_a_change_of_year(self):
        """A mission over New Year is one mission, and its days are of two years."""
        self._add_mission("tn", date(2018, 12, 29), date(2019, 1, 2))
        self._assert_all()
        totals = self.report._get_totals(
            [("is_opening", "=", False)],
            ["year"],
            ["missions", "mobilisations", "days"],
        )
        self.assertEqual(
            totals,
            {
                (2018,): {"missions": 1, "mobilisations": 1, "days": 3},
                (2019,): {"missions": None, "mobilisations": None, "days": 2},
            },
        )
        with_published = self.report._get_totals([], ["year"], ["days"])
        self.assertEqual(with_published[2018,], {"days": 94 + 3})

    def _add_mission(self, country, start, end):
        days = [
            {
                "date": date.fromordinal(day),
                "kind": "field",
                "state": "done",
                "fraction": 1.0,
                "half": None,
            }
            for day in range(start.toordinal(), end.toordinal() + 1)
        ]
        self._store_missions(
            [
                {
                    "name": "Beside what was published",
                    "state": "closed",
                    "country_id": self.places[country],
                    "partner_id": self.foreign_body.id,
                    "date_start": start,
                    "date_end": end,
                    "team": [
                        {
                            "expert_id": self.experts[:1].id,
                            "state": "done",
                            "origin": "cnfpt",
                            "date_start": start,
                            "date_end": end,
                            "days": days,
                        }
                    ],
                }
            ]
        )
        self.env.flush_all()
