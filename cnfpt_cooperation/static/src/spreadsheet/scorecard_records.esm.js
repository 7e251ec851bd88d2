import { components } from "@odoo/o-spreadsheet";
import {
    SEE_RECORDS_PIVOT,
    SEE_RECORDS_PIVOT_VISIBLE,
} from "@spreadsheet/pivot/pivot_actions";
import { patch } from "@web/core/utils/patch";

/**
 * Let a key figure open the very rows that make it, with the filters of the dashboard.
 *
 * Odoo opens a menu from a scorecard, hence a list without the filters. A scorecard
 * without a menu, whose value is a pivot cell or a formula of one, opens its records.
 */
patch(components.ScorecardChart.prototype, {
    get recordsPosition() {
        const { getters } = this.env.model;
        const range = getters.getChart(this.props.chartId)?.keyValue;
        if (!range) {
            return undefined;
        }
        const shown = getPosition(range);
        const formula = getters.getCell(shown)?.compiledFormula;
        const positions = [shown, ...(formula?.dependencies || []).map(getPosition)];
        return positions.find((position) => SEE_RECORDS_PIVOT_VISIBLE(position, getters));
    },
    get hasOdooMenu() {
        const opensRecords = this.env.isDashboard() && this.recordsPosition;
        return super.hasOdooMenu || Boolean(opensRecords);
    },
    async navigateToOdooMenu(newWindow) {
        if (super.hasOdooMenu) {
            return super.navigateToOdooMenu(newWindow);
        }
        await SEE_RECORDS_PIVOT(this.recordsPosition, this.env, newWindow);
    },
});

function getPosition({ sheetId, zone }) {
    return { sheetId, col: zone.left, row: zone.top };
}
