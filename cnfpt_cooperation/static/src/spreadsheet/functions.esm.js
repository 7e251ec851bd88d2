import { helpers, registries } from "@odoo/o-spreadsheet";
import { getDateRange } from "@spreadsheet/global_filters/helpers";
import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import {
    getPeriod,
    getPeriodBefore,
    getPeriodName,
    getShortName,
} from "./periods.esm";
import { percentages } from "./shares.esm";

const { arg, formatValue, toNumber, toString } = helpers;
const { functionRegistry } = registries;
const REPORT = "cooperation.activity.report";
const DIMENSIONS = ["zone", "country", "theme", "programme"];

const isNumber = (cell) => typeof cell?.value === "number";

/** Write a number as its cell does; an amount, or what has no parts, in whole units. */
function write(cell, locale, value = cell.value) {
    const isWhole = Number.isInteger(value) || cell.format?.includes("[$");
    const format = isWhole ? getWhole(cell.format) : cell.format;
    return formatValue(value, { format, locale }).replace("-", "\u2212");
}

/** Return a format without its decimals. */
function getWhole(format) {
    return format?.replace(/\.0+/, "").replace("0[$", "0[$\u00a0");
}

/** Write a share as the reader's language does. */
export function writeShare(share) {
    return user.lang?.startsWith("fr") ? `${share}\u00a0%` : `${share}%`;
}

function add(name, description, args, compute) {
    functionRegistry.add(`ODOO.COOPERATION.${name}`, {
        description,
        args,
        category: "Odoo",
        compute,
        hidden: true,
        returns: ["ANY"],
    });
}

add(
    "PERIOD",
    _t("Say which period is shown, and with which it is compared."),
    [],
    function () {
        const value = getPeriod(this.getters);
        if (!value) {
            return _t(
                "Since the beginning. Choose a period above to compare each figure with the period before."
            ).toString();
        }
        const before = getPeriodBefore(value);
        const period = getPeriodName(value);
        return before
            ? _t("%(period)s, compared with %(before)s.", {
                  period,
                  before: getPeriodName(before),
              }).toString()
            : _t("%(period)s: there is no period before to compare with.", {
                  period,
              }).toString();
    }
);

add(
    "COMPARED",
    _t("Say what a figure was in the period before, and what was published of it."),
    [
        arg("value (any)", _t("The figure.")),
        arg("before (any)", _t("The figure in the period before.")),
        arg("published (any, optional)", _t("What was published of it.")),
    ],
    function (value, before, published) {
        const chosen = getPeriod(this.getters);
        const period = getPeriodBefore(chosen);
        const words = [];
        if (period && isNumber(before)) {
            const change = isNumber(value) ? value.value - before.value : undefined;
            const sign = change > 0 ? "+" : "";
            const difference =
                change === undefined
                    ? ""
                    : ` (${sign}${write(before, this.locale, change)})`;
            words.push(
                _t("%(period)s: %(value)s", {
                    period: getShortName(period),
                    value: write(before, this.locale) + difference,
                })
            );
        } else if (period) {
            words.push(
                _t("%(period)s: %(value)s", {
                    period: getShortName(period),
                    value: "–",
                })
            );
        }
        if (isNumber(published)) {
            const total = write(published, this.locale);
            // There is little room beside the period before.
            words.push(
                words.length
                    ? _t("published: %s", total)
                    : _t("of which published: %s", total)
            );
        }
        if (!words.length) {
            words.push(chosen ? getPeriodName(chosen) : _t("since the beginning"));
        }
        return words.join(" · ");
    }
);

add(
    "AMOUNT",
    _t("An amount in the currency of the company, in whole units."),
    [arg("value (any)", _t("The amount."))],
    function (value) {
        if (!isNumber(value)) {
            return "–";
        }
        const format = this.getters.getCompanyCurrencyFormat();
        return { value: value.value, format: getWhole(format) };
    }
);

add(
    "SHARE",
    _t("The share of a count; shares add up to 100."),
    [
        arg("value (any)", _t("The count.")),
        arg("counts (any, range<any>)", _t("All the counts.")),
        arg("position (number)", _t("Which of them it is.")),
    ],
    function (value, counts, position) {
        const cells = Array.isArray(counts) ? counts.flat() : [counts];
        const shares = percentages(
            cells.map((cell) => (isNumber(cell) ? cell.value : null))
        );
        const share = shares[toNumber(position, this.locale) - 1];
        return share === null || share === undefined ? "–" : writeShare(share);
    }
);

add(
    "PUBLISHED",
    _t("A published total, or “not published” where there is none."),
    [arg("value (any)", _t("The total.")), arg("year (number)", _t("Its year."))],
    function (value, year) {
        if (isNumber(value)) {
            return value;
        }
        const wanted = toNumber(year, this.locale);
        const { from, to } = getDateRange(getPeriod(this.getters)) || {};
        const isAsked =
            !(from && (from.year > wanted || from.ordinal > 1 && from.year === wanted)) &&
            !(to && (to.year < wanted || to.year === wanted && to.month < 12));
        return isAsked ? _t("not published").toString() : "–";
    }
);

add(
    "OBSTACLE",
    _t("Why a figure leaves out what was published: one sentence, or nothing."),
    [
        arg("position (number)", _t("Which of the sentences.")),
        arg("measures (string)", _t("The figures, with commas.")),
    ],
    function (position, measures) {
        const { from, to } = getDateRange(getPeriod(this.getters)) || {};
        const dimensions = DIMENSIONS.filter(
            (name) =>
                this.getters.getGlobalFilter(name) &&
                this.getters.isGlobalFilterActive(name)
        ).map((name) => `${name}_id`);
        if (!from && !to && !dimensions.length) {
            return "";
        }
        const sentences = this.odooDataProvider.serverData.get(
            REPORT,
            "get_crossing_obstacles",
            [
                toString(measures).split(","),
                from ? serializeDate(from) : false,
                to ? serializeDate(to) : false,
                dimensions,
            ]
        );
        return sentences[toNumber(position, this.locale) - 1] || "";
    }
);
