import { components, registries } from "@odoo/o-spreadsheet";
import {
    SEE_RECORDS_PIVOT,
    SEE_RECORDS_PIVOT_VISIBLE,
} from "@spreadsheet/pivot/pivot_actions";
import { OdooPivot } from "@spreadsheet/pivot/odoo_pivot";
import "@spreadsheet_dashboard/bundle/pivot/clickable_cell";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

const { clickableCellRegistry } = registries;
const REPORT = "cooperation.activity.report";

function getPosition({ sheetId, zone }) {
    return { sheetId, col: zone.left, row: zone.top };
}

/**
 * Return the cell of a pivot whose rows make what a cell shows: itself, or the first
 * one that its formula reads.
 */
function findRows(position, getters) {
    const formula = getters.getCell(position)?.compiledFormula;
    const positions = [position, ...(formula?.dependencies || []).map(getPosition)];
    return positions.find((one) => SEE_RECORDS_PIVOT_VISIBLE(one, getters));
}

/** Open the rows behind a number, in a list that shows its column and its total. */
export async function openRows(env, name, domain, measure, newWindow) {
    const { action, orm } = env.services;
    const rows = await orm.call(REPORT, "get_rows_action", [name, domain, measure]);
    await action.doAction(rows, { viewType: "list", newWindow });
}

/**
 * Open the rows that make a number, and no others.
 *
 * Odoo opens all the rows of a group: those of visits too where the number counts
 * missions.
 */
async function openCell(position, env, newWindow) {
    const { getters } = env.model;
    const origin = getters.getEvaluatedCell(position).origin ?? position;
    const pivotId = getters.getPivotIdFromPosition(origin);
    const pivot = getters.getPivot(pivotId);
    const cell = getters.getPivotCellFromPosition(origin);
    await pivot.load();
    const measure = cell.measure && pivot.getMeasure(cell.measure).fieldName;
    if (pivot.definition.model !== REPORT || !measure || measure === "__count") {
        return SEE_RECORDS_PIVOT(position, env, newWindow);
    }
    const domain = Domain.and([
        pivot.getPivotCellDomain(cell.domain),
        [[measure, "!=", false]],
    ]).toList();
    const name = pivot.getMeasure(cell.measure).displayName;
    await openRows(env, name, domain, measure, newWindow);
}

clickableCellRegistry.replace("pivot", {
    ...clickableCellRegistry.get("pivot"),
    execute: openCell,
});

clickableCellRegistry.add("cooperation_share", {
    condition: (position, getters) =>
        getters.getCell(position)?.content?.startsWith("=ODOO.COOPERATION.SHARE(") &&
        Boolean(findRows(position, getters)),
    execute: (position, env, newWindow) =>
        openCell(findRows(position, env.model.getters), env, newWindow),
    title: _t("See records"),
    sequence: 4,
});

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
        return range && findRows(getPosition(range), getters);
    },
    get hasOdooMenu() {
        const opensRecords = this.env.isDashboard() && this.recordsPosition;
        return super.hasOdooMenu || Boolean(opensRecords);
    },
    async navigateToOdooMenu(newWindow) {
        if (super.hasOdooMenu) {
            return super.navigateToOdooMenu(newWindow);
        }
        await openCell(this.recordsPosition, this.env, newWindow);
    },
});

/** A table without rows says nothing, instead of the title of a total that it has not. */
patch(OdooPivot.prototype, {
    getPivotHeaderValueAndFormat(domain) {
        const header = super.getPivotHeaderValueAndFormat(domain);
        const isEmpty = !domain.length && this.coreDefinition.model === REPORT;
        return isEmpty ? { value: "" } : header;
    },
});
