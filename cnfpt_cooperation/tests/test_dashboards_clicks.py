import json
import re
import time

from odoo.fields import Domain
from odoo.tests import tagged

from ..tools.measures import NOTHING
from .common import MODULE
from .common_browser import BrowserCase
from .common_world import WorldCommon

REPORT = "cooperation.activity.report"
SEED = 2018
# Each thing on the dashboard that shows a number and may be clicked on: what it shows,
# which measure that is, and where it stands.
ELEMENTS = """
(() => {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    const dashboard = services.spreadsheet_dashboard_loader.getActiveDashboard();
    const {getters} = dashboard?.model || {};
    const sheetId = getters?.getActiveSheetId();
    const found = [];
    const place = (box) => ({x: box.x + box.width / 2, y: box.y + box.height / 2});
    const read = (position) => {
        const origin = getters.getEvaluatedCell(position).origin ?? position;
        const cell = getters.getCell(origin);
        const positions = [origin, ...(cell?.compiledFormula?.dependencies || []).map(
            ({sheetId, zone}) => ({sheetId, col: zone.left, row: zone.top})
        )];
        for (const one of positions) {
            const pivot = getters.getPivotCellFromPosition(one);
            if (pivot?.type === "VALUE") {
                return pivot.measure;
            }
            if (pivot?.type === "HEADER") {
                return "header";
            }
        }
        return "";
    };
    // A country is no circle: its middle may lie in the sea or in another country. A
    // mouse points at whole pixels, and some countries have none at this size.
    const findInside = (element, drawn, box) => {
        const scale = drawn.width / box.width;
        const point = element.getCenterPoint(true);
        const middle = {x: box.x + point.x / scale, y: box.y + point.y / scale};
        if (!element.feature) {
            return middle;
        }
        const isInside = (x, y) =>
            element.inRange((x - box.x) * scale, (y - box.y) * scale);
        let narrow;
        for (let y = Math.ceil(box.top); y < box.bottom; y += 1) {
            for (let x = Math.ceil(box.left); x < box.right; x += 1) {
                if (isInside(x, y)) {
                    if (isInside(x + 1, y + 1)) {
                        return {x, y};
                    }
                    narrow ||= {x, y};
                }
            }
        }
        return narrow;
    };
    const readFigure = (figure) => {
        const chartId = getters.getChartIdFromFigureId(figure.id);
        const node = document.querySelector(`.o-figure[data-id="${figure.id}"]`);
        const canvas = node?.querySelector("canvas");
        if (!canvas || !chartId) {
            return;
        }
        const box = canvas.getBoundingClientRect();
        const chart = getters.getChart(chartId);
        if (chart.type === "scorecard") {
            const {sheetId, zone} = chart.keyValue;
            const position = {sheetId, col: zone.left, row: zone.top};
            const {value, formattedValue} = getters.getEvaluatedCell(position);
            found.push({
                kind: "scorecard", figure: chartId, value, text: formattedValue,
                measure: read(position), ...place(box),
            });
            return;
        }
        const drawn = Chart.getChart(canvas);
        const measure = chart.metaData?.measure;
        if (!drawn || !measure) {
            return;
        }
        drawn.data.datasets.forEach((dataset, number) => {
            const {data, hidden} = drawn.getDatasetMeta(number);
            data.forEach((element, index) => {
                const item = dataset.data[index];
                const value = item?.value ?? item;
                if (hidden || typeof value !== "number" || !value) {
                    return;
                }
                const point = findInside(element, drawn, box);
                if (!point) {
                    return;
                }
                const label = item?.feature?.properties.name;
                found.push({
                    kind: chart.type, figure: chartId, value, measure,
                    text: `${label || drawn.data.labels[index]} / ${dataset.label}`,
                    ...point,
                });
            });
        });
    };
    // A share is a text; what it opens is its count.
    const readNumber = (position) => {
        const cell = getters.getCell(position);
        const [count] = cell?.compiledFormula?.dependencies || [];
        if (!count || !cell.content.startsWith("=ODOO.COOPERATION.SHARE(")) {
            return getters.getEvaluatedCell(position).value;
        }
        const {sheetId, zone} = count;
        const place = {sheetId, col: zone.left, row: zone.top};
        return getters.getEvaluatedCell(place).value;
    };
    if (!getters) {
        return found;
    }
    getters.getFigures(sheetId).forEach(readFigure);
    const grid = document.querySelector(".o-grid-overlay").getBoundingClientRect();
    const nodes = [...document.querySelectorAll(".o-dashboard-clickable-cell")];
    for (const position of getters.getVisibleCellPositions()) {
        const {left, top} = {left: position.col, top: position.row};
        const rect = getters.getVisibleRect({left, top, right: left, bottom: top});
        const node = nodes.find((one) => {
            const box = one.getBoundingClientRect();
            return Math.abs(box.x - grid.x - rect.x) < 1
                && Math.abs(box.y - grid.y - rect.y) < 1;
        });
        const {formattedValue} = getters.getEvaluatedCell(position);
        const value = readNumber(position);
        if (node && typeof value === "number") {
            found.push({
                kind: "cell", figure: `${position.col},${position.row}`, value,
                text: formattedValue, measure: read(position),
                ...place(node.getBoundingClientRect()),
            });
        }
    }
    return found;
})()
"""
# True once every cell has its value and every chart is drawn.
LOADED = """
(() => {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    const dashboard = services.spreadsheet_dashboard_loader?.getActiveDashboard();
    const {getters} = dashboard?.model || {};
    if (!getters || !document.querySelector(".o-figure canvas")) {
        return false;
    }
    return getters.getSheetIds().every((sheetId) =>
        Object.values(getters.getEvaluatedCells(sheetId)).every(
            ({value, type}) => value !== "Loading..." && type !== "error"
        )
    );
})()
"""
# The cells that have no value yet, for who reads the failure.
UNLOADED = """
(() => {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    const dashboard = services.spreadsheet_dashboard_loader?.getActiveDashboard();
    const {getters} = dashboard?.model || {};
    const cells = (getters?.getSheetIds() || []).flatMap((sheetId) =>
        Object.values(getters.getEvaluatedCells(sheetId)).filter(
            ({value, type}) => value === "Loading..." || type === "error"
        )
    );
    return `${dashboard?.status} ${JSON.stringify(cells.slice(0, 5))}`;
})()
"""
# What a click opens is kept instead of being opened.
HOLD = """
(() => {
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    window.proof = {original: action.doAction, opened: []};
    action.doAction = async (description) => { window.proof.opened.push(description); };
    return true;
})()
"""
FREE = """
(() => {
    odoo.__WOWL_DEBUG__.root.env.services.action.doAction = window.proof.original;
    return true;
})()
"""
OPENED = "window.proof.opened.length ? window.proof.opened.splice(0) : null"


SET_FILTER = """
(() => {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    const {model} = services.spreadsheet_dashboard_loader.getActiveDashboard();
    model.dispatch("SET_GLOBAL_FILTER_VALUE", %s);
    return true;
})()
"""
# What the list that is open shows: its rows, its footer by column, and its title.
LIST = """
(() => {
    const table = document.querySelector(".o_list_view table.o_list_table");
    if (!table) {
        return null;
    }
    const heads = [...table.querySelectorAll("thead th")];
    const columns = heads.map((head) => head.dataset.name);
    const sums = {};
    let column = 0;
    for (const cell of table.querySelectorAll("tfoot td")) {
        sums[columns[column]] = cell.textContent.replace(/[^\\d.,-]/g, "");
        column += cell.colSpan;
    }
    const groups = [...table.querySelectorAll(".o_group_name")].map((one) =>
        Number(one.textContent.match(/\\((\\d+)\\)/)?.[1] || 0)
    );
    const rows = groups.length
        ? groups.reduce((total, count) => total + count, 0)
        : table.querySelectorAll(".o_data_row").length;
    const title = document.querySelector(".o_last_breadcrumb_item")?.textContent || "";
    return {rows, sums, title};
})()
"""
# What the usual list hides, or cannot add up.
HIDDEN = {"expert_id", "visitors", "experts", "amount"}
BACK = ".breadcrumb-item a, .o_back_button a"
PERIOD = {"type": "year", "year": 2018}


@tagged("post_install", "-at_install", "cooperation_browser")
class TestDashboardsClicks(WorldCommon, BrowserCase):
    """In the browser of the direction, each number opens the rows that make it."""

    browser_size = "1366x3200"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oracle = cls._create_world(SEED, visit=90, training=40, agreement=40)
        cls.user_direction.tour_enabled = False

    def _get_dashboards(self):
        group = self.env.ref(f"{MODULE}.spreadsheet_dashboard_group_cooperation")
        return group.dashboard_ids

    def _wait_loaded(self, page):
        """Wait until every cell has its value; else say which have not."""
        try:
            page.wait(LOADED, 60)
        except AssertionError as error:
            raise AssertionError(page.evaluate(UNLOADED)) from error

    def _set_filters(self, page, filters):
        for name, value in filters.items():
            page.evaluate(SET_FILTER % json.dumps({"id": name, "value": value}))
        self._wait_loaded(page)
        page.settle()
        time.sleep(1)  # charts move to where they will be

    def _look(self, page, filters=None):
        """Click on everything; return what it showed and what it opened."""
        self._wait_loaded(page)
        page.settle()
        self._set_filters(page, filters or {})
        page.evaluate(HOLD)
        elements = page.wait(ELEMENTS)
        for element in elements:
            page.click(element["x"], element["y"])
            try:
                patience = 1 if element["value"] == NOTHING else 15
                element["opened"] = page.wait(OPENED, patience)
            except AssertionError:
                element["opened"] = None
        page.evaluate(FREE)
        return elements

    def _go_and_read(self, page):
        """Follow the first element of each kind, and of each measure that is not a
        usual column of the list, into its list, and come back.
        """
        self._wait_loaded(page)
        page.settle()
        seen = {}
        for element in page.wait(ELEMENTS):
            key = (element["kind"], HIDDEN & {element["measure"]})
            if element["measure"] == "header" or str(key) in seen:
                continue
            (now,) = (
                one
                for one in page.wait(ELEMENTS)
                if (one["figure"], one["text"]) == (element["figure"], element["text"])
            )
            page.click(now["x"], now["y"])
            element["list"] = page.wait(LIST)
            seen[str(key)] = element
            page.evaluate(f"document.querySelector({json.dumps(BACK)}).click()")
            self._wait_loaded(page)
            page.settle()
        return list(seen.values())

    def _assert_opens_its_rows(self, element):
        name = (element["kind"], element["figure"], element["text"])
        if element["value"] == NOTHING and not element["opened"]:
            return  # there is nothing to open
        self.assertTrue(element["opened"], f"{name} opens nothing")
        (action,) = element["opened"]
        self.assertEqual(action["res_model"], REPORT, name)
        domain = Domain(action["domain"])
        rows = self.env[REPORT].with_user(self.user_direction).search(domain)
        expected = self.oracle.search(domain)
        self.assertEqual(len(rows), len(expected), name)
        measure = element["measure"]
        self.assertTrue(measure, name)
        if measure == "header":
            return  # the name of a row, not a number
        if measure == "__count":
            total = len(rows)
        elif measure == "expert_id":
            total = len(set(filter(None, rows.mapped("expert_id"))))
        else:
            total = sum(rows.mapped(measure))
        self.assertAlmostEqual(total, element["value"], 2, name)
        counted = self.oracle.total(expected, measure) or 0
        self.assertAlmostEqual(counted, element["value"], 2, name)

    def _assert_clicks(self, user, filters=None):
        for dashboard in self._get_dashboards():
            elements = self.visit(
                f"/odoo/dashboards?dashboard_id={dashboard.id}",
                lambda page: self._look(page, filters),
                user.login,
            )
            self.assertGreater(len(elements), 10, dashboard.name)
            for element in elements:
                with self.subTest(dashboard=dashboard.name):
                    self._assert_opens_its_rows(element)

    def test_clicks(self):
        self._assert_clicks(self.user_direction)

    def test_clicks_in_french_with_filters(self):
        """The year 2018 leaves out what was published of 2015-2018 together."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"].search(
            [("name", "in", ("base", "spreadsheet", MODULE))]
        )._update_translations(["fr_FR"])
        self.user_direction.lang = "fr_FR"
        self._assert_clicks(self.user_direction, {"period": PERIOD})

    def test_lists(self):
        """The list that a click opens shows the number that was clicked on."""
        for dashboard in self._get_dashboards():
            for element in self.visit(
                f"/odoo/dashboards?dashboard_id={dashboard.id}",
                self._go_and_read,
                self.user_direction.login,
            ):
                name = (element["kind"], element["figure"], element["text"])
                with self.subTest(dashboard=dashboard.name, element=name):
                    shown = self._read_list(element["measure"], element["list"])
                    self.assertAlmostEqual(shown, element["value"], 1)

    def _read_list(self, measure, shown):
        """Return what an open list says that its rows make."""
        if measure == "__count":
            return shown["rows"]
        if measure == "expert_id":  # no footer adds up persons: the title tells them
            found = re.search(r": (\d+), each counted once", shown["title"])
            self.assertTrue(found, shown["title"])
            return int(found[1])
        return float(shown["sums"][measure].replace(",", ""))
