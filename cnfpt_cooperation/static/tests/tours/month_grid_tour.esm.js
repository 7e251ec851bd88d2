/* The month grid of expert days: clicks, keys, totals, what is refused, a phone. */
import { registry } from "@web/core/registry";

const row = (expert, mission) =>
    `.o_ledger_grid tbody tr:has(.o_ledger_name:contains(${expert})):contains(${mission})`;
const cell = (day) => `${row("Amina", "Tunis")} .o_ledger_cell[data-day="${day}"]`;
const has = (day, sign) => ({
    content: `Day ${day} shows “${sign}”`,
    trigger: sign ? `${cell(day)} .o_ledger_value:text(${sign})` : `${cell(day)}:not(.o_filled)`,
});
const click = (day) => ({
    content: `Click on day ${day}`,
    trigger: cell(day),
    run: "click",
});
const press = (day, key) => ({
    content: `Press ${key} on day ${day}`,
    trigger: cell(day),
    run: `press ${key}`,
});
const total = (selector, text) => ({
    content: `${selector} is ${text}`,
    trigger: `.o_ledger_grid ${selector}:text(${text})`,
});

registry.category("web_tour.tours").add("cooperation_month_grid_tour", {
    steps: () => [
        { content: "The month of the mission", trigger: ".o_ledger_month:contains(May 2030)" },
        // A click goes from none to a half, to a whole day, to none.
        click(7),
        has(7, "½"),
        click(7),
        has(7, "1"),
        click(7),
        has(7, ""),
        click(7),
        click(7),
        has(7, "1"),
        // The keyboard: where one has clicked, arrows lead on.
        press(7, "ArrowRight"),
        { content: "The focus has moved", trigger: `${cell(8)}:focus` },
        press(8, "5"),
        has(8, "½"),
        press(8, "ArrowRight"),
        press(9, "Space"),
        has(9, "½"),
        press(9, "0"),
        has(9, ""),
        // Another kind than what the dates tell.
        {
            content: "Write travel days",
            trigger: "#o_ledger_kind",
            run: "selectByLabel Travel",
        },
        click(9),
        press(9, "1"),
        { content: "A day of travel", trigger: `${cell(9)}.o_kind_travel` },
        {
            content: "Back to what the dates tell",
            trigger: "#o_ledger_kind",
            run: "selectByLabel What the dates tell",
        },
        // Before the assignment one prepares.
        click(3),
        { content: "A preparation", trigger: `${cell(3)}.o_kind_preparation:contains(½)` },
        // Totals of the row, the day and the month.
        total(`tbody tr:contains(Tunis) .o_ledger_row_sum`, "3"),
        total("tfoot [data-sum='7']", "1"),
        total(".o_ledger_month_sum", "4"),
        // Another mission has the 13th: refused, and the cell is as it was.
        { content: "Busy elsewhere", trigger: `${cell(13)}.o_elsewhere` },
        click(13),
        {
            content: "The refusal names who, when and why",
            trigger: ".o_notification:contains(Amina already has a day on 05/13/2030)",
        },
        has(13, ""),
        // All at once.
        {
            content: "Plan what the dates give",
            trigger: `${row("Ben", "Sfax")} .o_ledger_plan`,
            run: "click",
        },
        { content: "A week is planned", trigger: `${row("Ben", "Sfax")} .o_ledger_row_sum:text(5)` },
        // Months go by.
        { content: "Next month", trigger: ".o_ledger_next", run: "click" },
        { content: "Nobody in June", trigger: ".o_nocontent_help:contains(No expert is on)" },
        { content: "Back", trigger: ".o_ledger_previous", run: "click" },
        has(7, "1"),
    ],
});

registry.category("web_tour.tours").add("cooperation_month_grid_reader_tour", {
    steps: () => [
        { content: "No tool to write with", trigger: ".o_cooperation_ledger:not(:has(#o_ledger_kind))" },
        click(7),
        has(7, ""),
        { content: "Nothing was refused", trigger: "body:not(:has(.o_notification))" },
    ],
});

registry.category("web_tour.tours").add("cooperation_month_grid_phone_tour", {
    steps: () => [
        {
            content: "Tap a day",
            trigger: cell(7),
            run: "click",
        },
        has(7, "½"),
        {
            content: "Nothing scrolls sideways, seven days side by side",
            trigger: cell(7),
            run({ anchor }) {
                const page = document.documentElement;
                if (page.scrollWidth > page.clientWidth) {
                    throw new Error("The page scrolls sideways");
                }
                const line = anchor.parentElement.querySelectorAll("td.o_ledger_cell");
                const top = anchor.offsetTop;
                if ([...line].filter((td) => td.offsetTop === top).length !== 7) {
                    throw new Error("A line is not a week");
                }
            },
        },
        {
            content: "The mission keeps its total",
            trigger: ".o_ledger_all:contains(0.5 / 5)",
        },
    ],
});
