import { registry } from "@web/core/registry";
import { field, isInState, press } from "./partnership_steps.esm";

/**
 * The direction reads its dashboard, goes from a key figure to its rows, then from a
 * total of the activity pivot to its list and to a record.
 */
registry.category("web_tour.tours").add("cooperation_direction_tour", {
    steps: () => [
        {
            content: "The dashboard shows its key figures",
            trigger: ".o-figure canvas.o-scorecard",
        },
        {
            content: "A key figure opens the very rows that make it",
            trigger: ".o-figure canvas.o-scorecard[role=button]:first",
            run: "click",
        },
        {
            content: "The list of rows is open",
            trigger: ".o_list_view .o_data_row",
        },
        {
            content: "Back to the dashboard",
            trigger: ".breadcrumb-item a, .o_back_button a",
            run: "click",
        },
        {
            trigger: ".o-figure canvas.o-scorecard",
        },
        {
            content: "To the application",
            trigger: ".o_navbar_apps_menu button",
            run: "click",
        },
        {
            trigger:
                ".o_app[data-menu-xmlid='cnfpt_cooperation.cooperation_menu_root']",
            run: "click",
        },
        {
            content: "To the figures",
            trigger:
                "[data-menu-xmlid='cnfpt_cooperation.cooperation_menu_reporting']",
            run: "click",
        },
        {
            trigger:
                "[data-menu-xmlid='cnfpt_cooperation.cooperation_activity_report_menu']",
            run: "click",
        },
        {
            content: "From a total of the pivot to its list",
            trigger: ".o_pivot_cell_value:not(.o_empty):first",
            run: "click",
        },
        {
            content: "From the list to a live record",
            trigger: ".o_list_view .o_data_row:contains(Visit) .o_data_cell:first",
            run: "click",
        },
        {
            content: "The record is open",
            trigger: ".o_form_view .o_form_sheet, .o_form_view",
        },
    ],
});

const confirmStep = {
    content: "Confirm what cannot be undone",
    trigger: ".modal footer .btn-primary",
    run: "click",
};

/**
 * The direction hears from its watchlist that a published figure has moved, reads which
 * mission entered, and signs off the report of the year.
 */
registry.category("web_tour.tours").add("cooperation_direction_morning_tour", {
    steps: () => [
        {
            content: "The watchlist says that 77 is 78 by now",
            trigger: ".o_list_view .o_data_row td[name=sentence]:contains(77):contains(78)",
            run: "click",
        },
        {
            content: "The figure shows both, side by side",
            trigger: `${field("published_text")}:contains(77)`,
        },
        {
            content: "Why 78 and not 77?",
            trigger: "button[name=action_explain]",
            run: "click",
        },
        {
            content: "One mission has entered",
            trigger: ".o_data_row:contains(Late mission to Tunis)",
        },
        {
            content: "The difference is one",
            trigger: `${field("difference_text")}:contains(1)`,
        },
        {
            content: "To the reports",
            trigger:
                "[data-menu-xmlid='cnfpt_cooperation.cooperation_menu_reporting']",
            run: "click",
        },
        {
            trigger:
                "[data-menu-xmlid='cnfpt_cooperation.cooperation_annual_report_menu']",
            run: "click",
        },
        {
            content: "Prepare the report of a year",
            trigger: ".o_kanban_view",
        },
        {
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            content: "The year is 2018",
            trigger: `${field("year")} input`,
            run: "edit 2018",
        },
        {
            content: "In which language?",
            trigger: `${field("lang")} input`,
            run: "click",
        },
        {
            content: "In English",
            trigger: ".o_select_menu_item:contains(English)",
            run: "click",
        },
        {
            content: "Keep the draft",
            trigger: ".o_form_button_save",
            run: "click",
        },
        press("action_sign_off"),
        confirmStep,
        isInState("Signed Off"),
    ],
});
