/* The officer's day: a request becomes a visit, its programme is written, it is
 * confirmed, takes place, and is closed with its outcome and headcount.
 *
 * Counted from the steps below (`click` and `edit`): 12 clicks and 6 fields typed
 * from the empty screen to the closed visit, of which 2 clicks and 4 fields to write the
 * request down, and one click to turn it into a visit. test_officer_journey.py checks
 * these numbers, so that a screen that grows heavier is seen.
 */
import { registry } from "@web/core/registry";

const today = () => luxon.DateTime.now().toFormat("MM/dd/yyyy");

function field(name) {
    return `.o_form_view .o_field_widget[name=${name}]`;
}

function button(action) {
    return {
        content: `Take the step ${action}`,
        trigger: `.o_statusbar_buttons button[name=${action}]:enabled`,
        run: "click",
    };
}

function isInState(label) {
    return {
        content: `The record is in the state ${label}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
    };
}

function type(content, trigger, text) {
    return { content, trigger, run: `edit ${text}` };
}

export const officerSteps = () => [
    {
        content: "Write a new request down",
        trigger: ".o-kanban-button-new",
        run: "click",
    },
    type("What it is about", `${field("name")} input`, "Mayors of Sousse"),
    type("Who asks", `${field("partner_id")} input`, "Test School of Admin"),
    {
        content: "Choose the requester",
        trigger: ".o-autocomplete--dropdown-item:contains(Test School of Admin)",
        run: "click",
    },
    {
        content: "Its country is known",
        trigger: `${field("zone_id")}:contains(Mediterranean)`,
    },
    type("Wanted on", "input[data-field=date_wanted_start]", today()),
    type("How many", `${field("headcount")} input`, "12"),
    button("action_qualify"),
    isInState("Qualified"),
    button("action_accept"),
    isInState("Accepted"),
    button("action_convert"),
    isInState("Draft"),
    {
        content: "The visit knows how many people the request announced",
        trigger: `${field("headcount_declared")} input:value(12)`,
    },
    {
        content: "The visit shows its request",
        trigger: ".oe_stat_button[name=action_open_request]",
    },
    button("action_plan"),
    isInState("Planned"),
    {
        content: "What is missing is said before anyone presses the button",
        trigger: "[name=transition_checklist]:contains(at least one session)",
    },
    {
        content: "Write a session",
        trigger: `${field("session_ids")} .o_field_x2many_list_row_add button, ${field("session_ids")} .o_field_x2many_list_row_add a`,
        run: "click",
    },
    type(
        "What it is about",
        `${field("session_ids")} .o_selected_row [name=name] input`,
        "Welcome"
    ),
    button("action_confirm"),
    isInState("Confirmed"),
    {
        content: "The session is in the programme",
        trigger: ".oe_stat_button[name=action_open_sessions]:contains(1)",
    },
    type("How many came", `${field("headcount_actual")} input`, "11"),
    button("action_done"),
    isInState("Done"),
    button("action_open_close"),
    {
        content: "Choose the outcome",
        trigger: ".modal .o_field_widget[name=outcome] .o_radio_item:contains(Follow-up agreed) input",
        run: "click",
    },
    {
        content: "Close the visit",
        trigger: ".modal .modal-footer button.btn-primary",
        run: "click",
    },
    isInState("Closed"),
];

registry.category("web_tour.tours").add("cooperation_officer_tour", {
    steps: officerSteps,
});
