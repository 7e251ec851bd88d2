import { registries } from "@odoo/o-spreadsheet";
import { ChartDataSource } from "@spreadsheet/chart/data_source/chart_data_source";
import "@spreadsheet/chart/odoo_chart/odoo_bar_chart";
import "@spreadsheet/chart/odoo_chart/odoo_line_chart";
import { isChartJSMiddleClick } from "@spreadsheet/chart/odoo_chart/odoo_chart_helpers";
import { patch } from "@web/core/utils/patch";
import { writeShare } from "./functions.esm";
import { openRows } from "./rows.esm";
import { percentages } from "./shares.esm";

const REPORT = "cooperation.activity.report";
const PUBLISHED = "opening";
// In pixels.
const HATCH = 6;
const AWAY = 4;
// How many letters of a label stand on a line.
const LINE = 18;
const LONG_LINE = 60;
const TEXT = "#374151";
// Room for the value behind the longest bar.
const ROOM = { odoo_bar: "12%", odoo_line: "15%" };
const ROOM_FOR_SHARES = "45%";
// How near a click has to come to a point.
const NEAR = 12;

/**
 * Say whether a chart splits the activity report into what is live and what was
 * published.
 */
function isBySource({ resModel, groupBy }) {
    return resModel === REPORT && groupBy[1] === "source";
}

/** Say whether a chart tells the origins of experts apart. */
function isByOrigin({ resModel, groupBy }) {
    return resModel === REPORT && groupBy[0] === "origin";
}

/**
 * Give all these charts the same series, in the same order.
 *
 * Series come in the order in which the server meets them, and their colours with them:
 * without this, what was published would be grey in one chart and blue in the next.
 */
patch(ChartDataSource.prototype, {
    getData() {
        const data = super.getData();
        if (!isBySource(this._metaData) || !data.labels.length) {
            return data;
        }
        const { selection } = this._metaData.fields.source;
        const datasets = selection.map(([source, label]) => {
            const dataset = data.datasets.find((series) => series.label === label);
            return {
                ...(dataset || {
                    label,
                    data: data.labels.map(() => 0),
                    domains: data.labels.map(() => []),
                }),
                isPublished: source === PUBLISHED,
            };
        });
        return { ...data, datasets };
    },
});

/** Draw white lines across the bars of what was published: seen without colours too. */
const hatchPlugin = {
    id: "cooperationHatch",
    afterDatasetDraw(chart, { index, meta }) {
        if (!chart.data.datasets[index].isPublished) {
            return;
        }
        const { ctx } = chart;
        for (const bar of meta.data) {
            const { x, y, base, width, height } = bar.getProps(
                ["x", "y", "base", "width", "height"],
                true
            );
            const box = bar.horizontal
                ? [Math.min(x, base), y - height / 2, Math.abs(x - base), height]
                : [x - width / 2, Math.min(y, base), width, Math.abs(y - base)];
            drawHatch(ctx, ...box);
        }
    },
};

function drawHatch(ctx, left, top, width, height) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.beginPath();
    for (let start = -height; start < width; start += HATCH) {
        ctx.moveTo(left + start, top + height);
        ctx.lineTo(left + start + height, top);
    }
    ctx.strokeStyle = "rgba(255, 255, 255, 0.75)";
    ctx.lineWidth = 1.5;
    ctx.stroke();
    ctx.restore();
}

/** Return what the legend shows: the same lines. */
function getHatchedFill(colour) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = HATCH;
    const ctx = canvas.getContext("2d");
    ctx.fillStyle = colour;
    ctx.fillRect(0, 0, HATCH, HATCH);
    drawHatch(ctx, 0, 0, HATCH, HATCH);
    return ctx.createPattern(canvas, "repeat");
}

/**
 * Write what each bar and point is worth behind it, where it can be read on white, and
 * no “0”: a zone without a published total has none, which is not zero.
 */
const valuesPlugin = {
    id: "cooperationValues",
    afterDatasetsDraw(chart, _args, { write }) {
        const { ctx } = chart;
        ctx.save();
        ctx.fillStyle = TEXT;
        ctx.font = "12px sans-serif";
        chart.data.datasets.forEach(({ data }, number) => {
            const { data: elements, hidden } = chart.getDatasetMeta(number);
            elements.forEach((element, index) => {
                if (data[index] && !hidden) {
                    writeBehind(ctx, element, write(data[index], number, index));
                }
            });
        });
        ctx.restore();
    },
};

function writeBehind(ctx, element, text) {
    const { x, y } = element.getProps(["x", "y"], true);
    ctx.textAlign = element.horizontal ? "left" : "center";
    ctx.textBaseline = element.horizontal ? "middle" : "bottom";
    const place = element.horizontal ? [x + AWAY, y] : [x, y - AWAY];
    ctx.fillText(text, ...place);
}

/** Tell what was published from what is live. */
function showSources(chart, config) {
    const series = chart.dataSource.getData().datasets;
    config.data.datasets.forEach((dataset, index) => {
        dataset.isPublished = Boolean(series[index]?.isPublished);
    });
    const { labels } = config.options.plugins.legend;
    const { generateLabels } = labels;
    labels.generateLabels = (drawn) =>
        generateLabels(drawn).map((label) =>
            drawn.data.datasets[label.datasetIndex]?.isPublished
                ? { ...label, fillStyle: getHatchedFill(label.fillStyle) }
                : label
        );
}

/** Write values; those of origins with their shares, which add up to 100. */
function showValues(chart, config) {
    const { plugins } = config.options;
    const { callback } = plugins.chartShowValuesPlugin;
    const shares = isByOrigin(chart.metaData)
        ? percentages(config.data.datasets[0]?.data || [])
        : undefined;
    plugins.chartShowValuesPlugin.showValues = false;
    plugins.cooperationValues = {
        write: (value, number, index) => {
            const text = callback(value, config.data.datasets[number], index);
            return shares ? `${text} (${writeShare(shares[index])})` : text;
        },
    };
}

/** Return a label on as many lines as it takes: none is cut. */
function wrap(label, length) {
    const lines = [""];
    for (const word of String(label).split(" ")) {
        const line = `${lines.at(-1)} ${word}`.trim();
        if (line.length > length && lines.at(-1)) {
            lines.push(word);
        } else {
            lines[lines.length - 1] = line;
        }
    }
    return lines;
}

/** Leave room for the values, and count in whole numbers. */
function showScales(chart, { data, options: { scales } }) {
    const [labels, values] = chart.horizontal
        ? [scales.y, scales.x]
        : [scales.x, scales.y];
    values.grace = isByOrigin(chart.metaData) ? ROOM_FOR_SHARES : ROOM[chart.type];
    values.ticks.precision = 0;
    const length = chart.metaData.groupBy[0] === "theme_id" ? LONG_LINE : LINE;
    if (chart.horizontal) {
        labels.ticks.autoSkip = false;
        labels.ticks.callback = function (value) {
            return wrap(this.getLabelForValue(value), length);
        };
    } else if (chart.type === "odoo_line") {
        labels.offset = true;
        data.datasets.forEach((dataset) => (dataset.pointHitRadius = NEAR));
    }
}

/** Open the rows of the bar or point that was clicked on, as cells and cards do. */
function openItem(chart, getters) {
    return async (event, [item]) => {
        const newWindow = isChartJSMiddleClick(event);
        const { datasets, labels } = chart.dataSource.getData();
        const series = item && datasets[item.datasetIndex];
        const domain = series?.domains[item.index];
        if (!domain || (event.type !== "click" && !newWindow)) {
            return;
        }
        event.native.preventDefault();
        const name = [labels[item.index], series.label].filter(Boolean).join(" / ");
        const { measure } = chart.metaData;
        await openRows(getters.getOdooEnv(), name, domain, measure, newWindow);
    };
}

for (const type of Object.keys(ROOM)) {
    const description = registries.chartRegistry.get(type);
    const { getChartRuntime } = description;
    description.getChartRuntime = (chart, getters) => {
        const runtime = getChartRuntime(chart, getters);
        const config = runtime.chartJsConfig;
        if (chart.metaData.resModel === REPORT) {
            config.plugins = [...(config.plugins || []), hatchPlugin, valuesPlugin];
            if (isBySource(chart.metaData)) {
                showSources(chart, config);
            }
            config.options.onClick = openItem(chart, getters);
            showValues(chart, config);
            showScales(chart, config);
        }
        return runtime;
    };
}
