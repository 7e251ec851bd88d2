import { registry } from "@web/core/registry";

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
