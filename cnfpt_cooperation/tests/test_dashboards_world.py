import random
from pathlib import Path

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import MODULE
from .common_dashboard import Dashboard
from .common_world import WorldCommon

REPORT = "cooperation.activity.report"
SEEDS = (135, 194)
_COMBINATIONS = 3
PERIODS = (
    {"type": "year", "year": 2016},
    {"type": "year", "year": 2019},
    {"type": "quarter", "year": 2019, "quarter": 1},
    {"type": "month", "year": 2020, "month": 12},
    {"type": "range", "from": "2015-01-01", "to": "2018-12-31"},
    {"type": "range", "from": "2015-07-01", "to": "2016-06-30"},
)


def get_dashboards():
    """Return every dashboard that the application ships."""
    folder = Path(file_path(f"{MODULE}/data/files"))
    return [
        Dashboard(f"data/files/{path.name}")
        for path in sorted(folder.glob("*_dashboard.json"))
    ]


@tagged("post_install", "-at_install")
class TestDashboardsWorld(WorldCommon):
    """Each number of each dashboard is that of plain Python, with any filter, and the
    rows that it opens are those that it counts.
    """

    def _draw_filters(self, chance, dashboard):
        """Give no filter, each alone, then some together."""
        values = {
            "period": chance.choice(PERIODS),
            "zone": chance.choice(list(self.zones.values())),
            "country": chance.choice(list(self.places.values())),
            "theme": self.themes[:1].id,
            "programme": chance.choice(self.programmes.ids),
        }
        known = [name for name in dashboard.filters if name in values]
        yield {}
        for name in known:
            yield {name: values[name]}
        for period in PERIODS:
            yield {"period": period}
        for _number in range(_COMBINATIONS):
            values["period"] = chance.choice(PERIODS)
            values["theme"] = chance.choice(self.themes.ids)
            picked = chance.sample(known, chance.randint(2, len(known)))
            yield {name: values[name] for name in picked}

    def _read_key(self, value):
        """Return the key of a group as the oracle has it."""
        if isinstance(value, (tuple, list)):
            value = value[0]
        return value or False

    def _get_spec(self, name, aggregator):
        if name == "__count":
            return name
        aggregator = aggregator or self.env[REPORT]._fields[name].aggregator
        return f"{name}:{aggregator}"

    def _assert_question(self, oracle, question, filters):
        report = self.env[REPORT].with_user(self.user_direction)
        domain = question.get_domain(filters)
        rows = oracle.search(domain)
        measures = [name for name, _aggregator in question.measures]
        specs = [self._get_spec(*measure) for measure in question.measures]
        expected = {
            tuple(str(part) if part else False for part in key): [
                oracle.total(group, name) or None for name in measures
            ]
            for key, group in oracle.group(rows, question.groupby).items()
        }
        groups = report.formatted_read_group(
            domain, question.groupby, [*specs, *({"__count"} - set(specs))]
        )
        found = {}
        for group in groups:
            keys = (self._read_key(group[name]) for name in question.groupby)
            key = tuple(str(part) if part else False for part in keys)
            found[key] = [group[spec] or None for spec in specs]
            opened = report.search_count(domain & Domain(group["__extra_domain"]))
            self.assertEqual(opened, group["__count"], (question.name, filters))
        if not question.groupby:
            expected = expected or {(): [None] * len(measures)}
        self._assert_equal_groups(
            found, expected, (question.dashboard.path, question.name, filters)
        )

    def _assert_equal_groups(self, found, expected, where):
        rounded = [
            {key: [v and round(v, 2) for v in values] for key, values in groups.items()}
            for groups in (found, expected)
        ]
        self.assertEqual(*rounded, where)

    def test_dashboards(self):
        dashboards = get_dashboards()
        self.assertTrue(dashboards)
        asked = 0
        for seed in SEEDS:
            self.cr.execute("SAVEPOINT world")
            oracle = self._create_world(seed)
            chance = random.Random(seed)
            for dashboard in dashboards:
                ours = [q for q in dashboard.questions if q.model == REPORT]
                self.assertTrue(ours, dashboard.path)
                for filters in self._draw_filters(chance, dashboard):
                    for question in ours:
                        with self.subTest(seed=seed, name=question.name):
                            self._assert_question(oracle, question, filters)
                            asked += 1
            self.cr.execute("ROLLBACK TO SAVEPOINT world")
            self.env.invalidate_all()
        self.assertGreater(asked, 200)
