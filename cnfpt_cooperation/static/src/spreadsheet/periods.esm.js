import {
    dateFilterValueToString,
    getDateRange,
} from "@spreadsheet/global_filters/helpers";
import { OdooChartFeaturePlugin } from "@spreadsheet/chart/plugins/odoo_chart_feature_plugin";
import { GlobalFiltersCoreViewPlugin } from "@spreadsheet/global_filters";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { serializeDate } from "@web/core/l10n/dates";
import { patch } from "@web/core/utils/patch";

const { DateTime } = luxon;
const NOTHING = new Domain([[0, "=", 1]]);
const BEFORE = {
    year: ({ year }) => ({ type: "year", year: year - 1 }),
    quarter: ({ year, quarter }) =>
        quarter > 1
            ? { type: "quarter", year, quarter: quarter - 1 }
            : { type: "quarter", year: year - 1, quarter: 4 },
    month: ({ year, month }) =>
        month > 1
            ? { type: "month", year, month: month - 1 }
            : { type: "month", year: year - 1, month: 12 },
    range: getRangeBefore,
};

/**
 * Return the range of the same length just before: whole months by months, hence whole
 * years by years, others by days. The same as `tools/periods.py`.
 */
function getRangeBefore({ from, to }) {
    if (!from || !to) {
        return undefined;
    }
    const first = DateTime.fromISO(from);
    const last = DateTime.fromISO(to);
    const end = first.minus({ days: 1 });
    const isWhole = first.day === 1 && last.plus({ days: 1 }).day === 1;
    const months = (last.year - first.year) * 12 + last.month - first.month + 1;
    const start = isWhole
        ? first.minus({ months })
        : end.minus({ days: Math.round(last.diff(first, "days").days) });
    return { type: "range", from: serializeDate(start), to: serializeDate(end) };
}

/**
 * Return the period just before, as the value of a filter; undefined where there is
 * none, because the period is open at one end or was not chosen.
 *
 * “Year to date” comes before the same days of the year before, as everywhere in Odoo.
 */
export function getPeriodBefore(value) {
    if (value?.type === "relative") {
        const { from, to } = getDateRange(value, -1) || {};
        return (
            from && { type: "range", from: serializeDate(from), to: serializeDate(to) }
        );
    }
    return value && BEFORE[value.type]?.(value);
}

/**
 * Return the name of a period: “2026”, “2015–2018”, “March 2026”, or its dates.
 */
export function getPeriodName(value) {
    const { from, to } = getDateRange(value);
    if (value.type === "range" && from && to && from.day === 1) {
        const isWhole = to.plus({ days: 1 }).day === 1;
        if (isWhole && from.month === 1 && to.month === 12) {
            return from.year === to.year ? `${to.year}` : `${from.year}–${to.year}`;
        }
        if (isWhole && from.hasSame(to, "month")) {
            return from.toFormat("LLLL yyyy");
        }
    }
    return dateFilterValueToString(value).toString();
}

/** Return a shorter name, for where there is little room. */
export function getShortName(value) {
    const name = getPeriodName(value);
    return name.length < 16 ? name : _t("period before").toString();
}

export function getPeriod(getters) {
    return getters.getGlobalFilter("period") && getters.getGlobalFilterValue("period");
}

patch(GlobalFiltersCoreViewPlugin.prototype, {
    /**
     * Compare any period with the one before: Odoo leaves ranges where they are. Without
     * a period there is nothing to compare with, hence nothing to ask for.
     *
     * A theme takes those under it along.
     */
    getGlobalFilterDomain(filterId, fieldMatching) {
        const { chain, offset } = fieldMatching;
        if (chain === "period" && offset) {
            const before = getPeriodBefore(this.getGlobalFilterValue(filterId));
            if (!before) {
                return NOTHING;
            }
            const { from, to } = getDateRange(before);
            return new Domain([
                [chain, ">=", serializeDate(from)],
                [chain, "<=", serializeDate(to)],
            ]);
        }
        const domain = super.getGlobalFilterDomain(...arguments);
        const filter = this.getters.getGlobalFilter(filterId);
        if (filter?.modelName !== "cooperation.theme") {
            return domain;
        }
        const value = this.getGlobalFilterValue(filterId);
        if (!value?.ids) {
            return domain;
        }
        const withChildren = new Domain([[chain, "child_of", value.ids]]);
        return value.operator === "not in" ? Domain.not(withChildren) : withChildren;
    },
});

patch(OdooChartFeaturePlugin.prototype, {
    /**
     * Odoo looks for months or quarters that fit a period by its length, and fails with
     * one that is open at one end: charts then stay as they are.
     */
    _onGlobalFilterChange(cmd) {
        const { from, to } = getDateRange(cmd.value) || {};
        const isOpen = cmd.value?.type === "range" && !(from && to);
        if (!isOpen) {
            super._onGlobalFilterChange(cmd);
        }
    },
});
