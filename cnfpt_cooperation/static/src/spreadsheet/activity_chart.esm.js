import { registries } from "@odoo/o-spreadsheet";
import { ChartDataSource } from "@spreadsheet/chart/data_source/chart_data_source";
import "@spreadsheet/chart/odoo_chart/odoo_bar_chart";
import { patch } from "@web/core/utils/patch";

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
 * Write no “0” on them: a zone without a published total has none, not zero.
 */
const barChart = registries.chartRegistry.get("odoo_bar");
const { getChartRuntime } = barChart;
barChart.getChartRuntime = (chart, getters) => {
    const runtime = getChartRuntime(chart, getters);
    const values = runtime.chartJsConfig.options.plugins.chartShowValuesPlugin;
    if (isBySource(chart.metaData)) {
        const { callback } = values;
        values.callback = (value, ...args) => (value ? callback(value, ...args) : "");
    }
    return runtime;
};
