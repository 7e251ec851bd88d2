import { registries } from "@odoo/o-spreadsheet";
import { ChartDataSource } from "@spreadsheet/chart/data_source/chart_data_source";
import "@spreadsheet/chart/odoo_chart/odoo_bar_chart";
import { patch } from "@web/core/utils/patch";

// In pixels, at the size at which charts write their values.
const SHORT_BAR = 20;
const SPACE = "\u00a0";
const SPACE_WIDTH = 3.3;

/**
 * Say whether a chart splits the activity report into what is live and what was
 * published.
 */
function isBySource({ resModel, groupBy }) {
    return resModel === "cooperation.activity.report" && groupBy[1] === "source";
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
        const datasets = selection.map(([, label]) => {
            const dataset = data.datasets.find((series) => series.label === label);
            return (
                dataset || {
                    label,
                    data: data.labels.map(() => 0),
                    domains: data.labels.map(() => []),
                }
            );
        });
        return { ...data, datasets };
    },
});

/**
 * Write what a bar is worth where it can be read, beside a bar that is too short for it,
 * and no “0”: a zone without a published total has none, which is not zero.
 */
function writeValue(text, bar, isHorizontal) {
    if (!isHorizontal || bar.width >= SHORT_BAR) {
        return text;
    }
    return SPACE.repeat(Math.ceil(bar.width / SPACE_WIDTH)) + text;
}

const barChart = registries.chartRegistry.get("odoo_bar");
const { getChartRuntime } = barChart;
barChart.getChartRuntime = (chart, getters) => {
    const runtime = getChartRuntime(chart, getters);
    if (isBySource(chart.metaData)) {
        const values = runtime.chartJsConfig.options.plugins.chartShowValuesPlugin;
        const { callback } = values;
        values.callback = (value, series, index) =>
            value
                ? writeValue(
                      callback(value, series, index),
                      series.data[index],
                      chart.horizontal
                  )
                : "";
    }
    return runtime;
};
