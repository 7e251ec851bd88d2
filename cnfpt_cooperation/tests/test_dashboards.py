import json
import random
import re

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from ..tools.measures import MEASURES, get_label
from ..tools.periods import previous
from ..tools.shares import percentages
from .common import MODULE, CooperationCommon
from .common_browser import BrowserCase
from .common_dashboard import get_range

REPORT = "cooperation.activity.report"
CODES = ("direction", "missions", "visits")
IMPORT = """
(async () => {
    const {loadBundle} = odoo.loader.modules.get("@web/core/assets");
    await loadBundle("spreadsheet.o_spreadsheet");
    return true;
})()
"""
SHARES = """
odoo.loader.modules.get("@cnfpt_cooperation/spreadsheet/shares.esm")
"""
PERIODS = """
odoo.loader.modules.get("@cnfpt_cooperation/spreadsheet/periods.esm")
"""
GETTERS = """
odoo.__WOWL_DEBUG__.root.env.services.spreadsheet_dashboard_loader
    ?.getActiveDashboard()?.model?.getters
"""
CARDS = f"""
(() => {{
    const getters = {GETTERS.strip()};
    if (!getters) {{
        return null;
    }}
    const cards = {{}};
    for (const figure of getters.getFigures(getters.getActiveSheetId())) {{
        const id = getters.getChartIdFromFigureId(figure.id);
        const chart = getters.getChart(id);
        if (chart.type === "scorecard") {{
            const {{sheetId, zone}} = chart.keyValue;
            const place = {{sheetId, col: zone.left, row: zone.top}};
            const note = {{...place, col: 5}};
            cards[id] = [place, note].map((one) => getters.getEvaluatedCell(one).value);
        }}
    }}
    const isLoading = JSON.stringify(cards).includes("Loading");
    return isLoading ? null : cards;
}})()
"""
SHARE = """
(() => {
    const menu = document.querySelector(".spreadsheet_share_dropdown");
    if (!menu) {
        // No clipboard without a window.
        navigator.clipboard.writeText = async () => {};
        document.querySelector("button:has(.fa-share-alt)")?.click();
    }
    return menu?.querySelector(".o_field_CopyClipboardChar .d-grid span")?.innerText;
})()
"""
DOMAIN = """
(() => {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    const {model} = services.spreadsheet_dashboard_loader.getActiveDashboard();
    model.dispatch("SET_GLOBAL_FILTER_VALUE", {id: %s, value: %s});
    return model.getters.getGlobalFilterDomain(%s, %s).toList();
})()
"""


@tagged("post_install", "-at_install")
class TestDashboards(CooperationCommon):
    """Three dashboards, for whom they are meant, without a sample of anything."""

    def _get_dashboards(self):
        return self.env["spreadsheet.dashboard"].browse(
            [
                self.env.ref(f"{MODULE}.spreadsheet_dashboard_{code}").id
                for code in CODES
            ]
        )

    def test_no_sample(self):
        """A new database shows what was published, and nothing that was invented."""
        self.assertFalse(
            any(self._get_dashboards().mapped("sample_dashboard_file_path"))
        )
        self.assertEqual(set(self._get_dashboards().mapped("is_published")), {True})

    def test_who_reads(self):
        """Officers keep visits, internships and training; the rest is leadership's."""
        readers = {
            self.user_direction: CODES,
            self.user_coordinator: CODES,
            self.user_officer: ("visits",),
            self.user_employee: (),
        }
        for user, codes in readers.items():
            found = (
                self.env["spreadsheet.dashboard"]
                .with_user(user)
                .search([("id", "in", self._get_dashboards().ids)])
            )
            expected = [
                self.env.ref(f"{MODULE}.spreadsheet_dashboard_{code}").id
                for code in codes
            ]
            self.assertEqual(set(found.ids), set(expected), user.login)

    def test_who_shares(self):
        """Who has the link of a copy needs no login: the direction decides on it."""
        ours = self.env.ref(f"{MODULE}.spreadsheet_dashboard_visits")
        other = self.env["spreadsheet.dashboard"].create(
            {
                "name": "Somebody else's",
                "dashboard_group_id": ours.dashboard_group_id.copy().id,
                "group_ids": [Command.link(self.env.ref("base.group_user").id)],
            }
        )
        for user in (self.user_officer, self.user_coordinator):
            shares = self.env["spreadsheet.dashboard.share"].with_user(user)
            self.assertTrue(shares.create({"dashboard_id": other.id}))
            with self.assertRaisesRegex(AccessError, "ask the direction to share"):
                shares.action_get_share_url({"dashboard_id": ours.id})
            with self.assertRaisesRegex(AccessError, "ask the direction to share"):
                shares.create({"dashboard_id": other.id}).dashboard_id = ours
        shares = shares.with_user(self.user_direction)
        self.assertIn(
            "/dashboard/share/", shares.action_get_share_url({"dashboard_id": ours.id})
        )

    def test_menus(self):
        """One entry a dashboard, for the same people."""
        for menu, code in (
            ("spreadsheet_dashboard_menu", "direction"),
            ("spreadsheet_dashboard_missions_menu", "missions"),
            ("spreadsheet_dashboard_visits_menu", "visits"),
        ):
            entry = self.env.ref(f"{MODULE}.{menu}")
            dashboard = self.env.ref(f"{MODULE}.spreadsheet_dashboard_{code}")
            self.assertEqual(entry.action.params, {"dashboard_id": dashboard.id})
            self.assertEqual(entry.group_ids, dashboard.group_ids, code)

    @users("direction_test")
    def test_measures(self):
        """Cards bear the names of the catalogue and ask for its columns."""
        fields = {measure.field for measure in MEASURES.values()}
        names = {code: measure.name for code, measure in MEASURES.items()}
        for dashboard in self._get_dashboards().with_user(self.env.user):
            data = json.loads(dashboard.spreadsheet_data)
            for figure in data["sheets"][0]["figures"]:
                code = figure["id"].removeprefix("card_")
                if code != figure["id"]:
                    self.assertEqual(figure["data"]["title"]["text"], names[code])
            for pivot in data["pivots"].values():
                asked = {measure["fieldName"] for measure in pivot["measures"]}
                self.assertLessEqual(asked, fields)

    @users("direction_test")
    def test_obstacles(self):
        """Under the figures stands why some of them leave out what was published."""
        report = self.env[REPORT]
        codes = ["visits", "days"]
        self.assertEqual(
            report.get_crossing_obstacles(codes, "2015-01-01", "2018-12-31", []), []
        )
        self.assertEqual(
            report.get_crossing_obstacles(codes, "2030-01-01", False, ["zone_id"]), []
        )
        (year,) = report.get_crossing_obstacles(codes, "2016-01-01", "2016-12-31", [])
        self.assertIn("Delegations hosted", year)
        (zone,) = report.get_crossing_obstacles(codes, False, False, ["zone_id"])
        self.assertIn("Expert days", zone)
        self.assertEqual(
            report.get_crossing_obstacles(["no_such"], False, False, ["x", []]), []
        )

    @users("officer_test")
    def test_crafted_obstacles(self):
        """What is no question is refused in a sentence, whatever it is made of."""
        for args in (
            (None, False, False, []),
            ([["visits"]], False, False, []),
            (["visits"], "2017-13-01", False, []),
            (["visits"], 5, {"a": 1}, []),
            (["visits"], False, False, None),
        ):
            with (
                self.subTest(args=args),
                self.assertRefused(UserError, "no question of a dashboard"),
            ):
                self.env[REPORT].get_crossing_obstacles(*args)


FACET_TITLE = """(async () => {
    const bar = odoo.loader.modules.get(
        "@spreadsheet_dashboard/bundle/dashboard_action/dashboard_search_bar/"
        + "dashboard_search_bar"
    )?.DashboardSearchBar.prototype;
    const getters = {getGlobalFilterValue: () => ({operator: "set"})};
    return bar && (await bar.getFacetFor.call(
        {props: {model: {getters}}, getTranslatedFilterLabel: () => "Pays"},
        {id: "country", type: "boolean", label: "Country"},
    )).title;
})()"""


@tagged("post_install", "-at_install", "cooperation_browser")
class TestDashboardsInBrowser(CooperationCommon, BrowserCase):
    """What the browser reckons by itself is what Python reckons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_direction.tour_enabled = False
        cls.dashboard = cls.env.ref(f"{MODULE}.spreadsheet_dashboard_direction")

    def _look(self, look, user=None):
        return self.visit(
            f"/odoo/dashboards?dashboard_id={self.dashboard.id}",
            look,
            (user or self.user_direction).login,
        )

    def test_shares(self):
        """Random counts, ties, halves, gaps: the same shares as `tools/shares.py`."""
        chance = random.Random(79)
        counts = [[8, 12, 18, 7, 3], [1, 1, 1], [0, 0], [], [106, 29], [107, 28]]
        for _number in range(500):
            choices = (None, 0, 0.5, 1, 2, 3, 7, 84.4, chance.randint(0, 10**6))
            counts.append(chance.choices(choices, k=chance.randint(1, 9)))
        for digits in (0, 1):
            found = self._look(
                lambda page, digits=digits: (
                    page.wait(IMPORT),
                    page.evaluate(
                        f"{json.dumps(counts)}.map((one) => "
                        f"({SHARES.strip()}).percentages(one, {digits}))"
                    ),
                )[1]
            )
            self.assertEqual(found, [percentages(one, digits) for one in counts])

    def test_periods(self):
        """The period before is that of `tools/periods.py`, for ranges of days too."""
        periods = [
            {"type": "year", "year": 2026},
            {"type": "quarter", "year": 2026, "quarter": 1},
            {"type": "month", "year": 2024, "month": 3},
            {"type": "month", "year": 2024, "month": 1},
            {"type": "range", "from": "2015-01-01", "to": "2018-12-31"},
            {"type": "range", "from": "2024-02-01", "to": "2024-02-29"},
            {"type": "range", "from": "2026-03-05", "to": "2026-03-31"},
            {"type": "range", "from": "2026-03-29", "to": "2026-03-31"},
        ]
        matching = '{"chain": "period", "type": "date", "offset": -1}'

        def look(page):
            page.wait(CARDS, 60)
            values = [*periods, {"type": "range", "from": "2015-01-01"}]
            return [
                page.evaluate(
                    DOMAIN % ('"period"', json.dumps(value), '"period"', matching)
                )
                for value in values
            ]

        *found, opened = self._look(look)
        expected = []
        for period in periods:
            start, end = previous(*get_range(period))
            expected.append(
                ["&", ["period", ">=", str(start)], ["period", "<=", str(end)]]
            )
        self.assertEqual(found, expected)
        self.assertEqual(opened, [[0, "=", 1]], "an open period has none before it")

    def test_theme_with_children(self):
        theme = self.env.ref(f"{MODULE}.theme_governance").id
        value = json.dumps({"operator": "in", "ids": [theme]})
        matching = '{"chain": "theme_id", "type": "many2one"}'

        def look(page):
            page.wait(CARDS, 60)
            return page.evaluate(DOMAIN % ('"theme"', value, '"theme"', matching))

        self.assertEqual(self._look(look), [["theme_id", "child_of", [theme]]])

    def test_shared_copy(self):
        """All is written out in a copy: who reads it has neither Odoo nor our words."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_direction.lang = "fr_FR"
        for code in CODES:
            self.dashboard = self.env.ref(f"{MODULE}.spreadsheet_dashboard_{code}")
            self._look(lambda page: (page.wait(CARDS, 60), page.wait(SHARE, 60)))
            share = self.env["spreadsheet.dashboard.share"].search(
                [], order="id desc", limit=1
            )
            self.assertEqual(share.dashboard_id, self.dashboard)
            sheets = json.loads(share.spreadsheet_data)["sheets"]
            titles = {
                figure["id"].removeprefix("card_"): figure["data"]["title"]["text"]
                for figure in sheets[0]["figures"]
                if figure["id"].startswith("card_")
            }
            reader = self.env(context={"lang": "fr_FR"})
            names = {code: get_label(reader, code) for code in titles}
            self.assertTrue(titles)
            self.assertEqual(titles, names)
            cells = [content for sheet in sheets for content in sheet["cells"].values()]
            self.assertTrue(cells)
            asking = [one for one in cells if re.match(r"=.*(ODOO|PIVOT|_t\()", one)]
            self.assertFalse(asking)
            self.assertFalse([one for one in cells if one.startswith("#")], "an error")

    def test_filters_in_the_users_language(self):
        """Odoo names a filter in English once it is set."""
        self.assertEqual(self._look(lambda page: page.wait(FACET_TITLE, 60)), "Pays")

    def test_new_database(self):
        """Without files, published totals and dashes: no zero, no sample."""
        for model in ("visit", "mission", "internship", "training.session"):
            records = self.env[f"cooperation.{model}"].with_context(active_test=False)
            if records.search_count([], limit=1):
                self.skipTest("this database has files of its own")
        cards = self._look(lambda page: page.wait(CARDS, 60))
        values = {code.removeprefix("card_"): card[0] for code, card in cards.items()}
        self.assertEqual(set(values), set(MEASURES))
        published = {"visits": 48, "missions": 77, "days": 579, "experts": 135}
        published |= {"training_sessions": 33, "trainees": 746}
        self.assertEqual(values, dict.fromkeys(MEASURES, "–") | published)
        self.assertIn("48", cards["card_visits"][1])
