/* The coordinator's day: a request for support becomes a mission, which is scoped,
 * funded by a third party, staffed with an expert found on the roster, ordered, lived,
 * reported and closed. The mission lies in the past week, so that its days may be done.
 *
 * Counted from the steps below: see test_coordinator_journey.py.
 */
import { registry } from "@web/core/registry";

const monday = () => luxon.DateTime.now().minus({ weeks: 1 }).startOf("week");
const write = (date) => date.toFormat("MM/dd/yyyy");

function field(name) {
    return `.o_form_view .o_field_widget[name=${name}]`;
}

function click(content, trigger) {
    return { content, trigger, run: "click" };
}

function button(action) {
    return click(
        `Take the step ${action}`,
        `.o_statusbar_buttons button[name=${action}]:enabled`
    );
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

function page(label) {
    return click(`Open the page ${label}`, `.o_notebook .nav-link:contains(${label})`);
}

function choose(content, name, text) {
    return [
        type(content, `${name} input`, text),
        click(content, `.o-autocomplete--dropdown-item:contains(${text})`),
    ];
}

const experts = `${field("assignment_ids")} .o_data_row`;

function onExpert(action) {
    return click(
        `The expert takes the step ${action}`,
        `${experts} button[name=${action}]`
    );
}

function isExpert(label) {
    return {
        content: `The expert is in the state ${label}`,
        trigger: `${experts}:contains(${label})`,
    };
}

const request = () => [
    click("Write a new request down", ".o-kanban-button-new"),
    type("What it is about", `${field("name")} input`, "Support to the training centre"),
    click("What kind of help", `${field("kind")} input`),
    click("Expert support", ".o_select_menu_item:contains(Expert support)"),
    ...choose("Who asks", field("partner_id"), "Test School of Admin"),
    button("action_qualify"),
    isInState("Qualified"),
    button("action_accept"),
    isInState("Accepted"),
    button("action_convert"),
    isInState("Draft"),
    {
        content: "The mission shows its request",
        trigger: `${field("request_id")} input:value(DEM)`,
    },
];

const scope = () => [
    {
        content: "What is missing is said before anyone presses the button",
        trigger: "[name=transition_checklist]:contains(terms of reference)",
    },
    ...choose("What kind of mission", field("kind_id"), "Needs diagnosis"),
    type("From", "input[data-field=date_start]", `${write(monday())} && press Enter`),
    type(
        "To",
        "input[data-field=date_end]",
        `${write(monday().plus({ days: 4 }))} && press Enter`
    ),
    type("How many days", `${field("planned_days")} input`, "5"),
    type("At what cost", `${field("planned_cost")} input`, "1200"),
    page("Terms of Reference"),
    {
        content: "Write what is expected",
        trigger: `${field("terms_of_reference")} .odoo-editor-editable`,
        run: "editor Find out what the trainers need.",
    },
    button("action_scope"),
    isInState("Scoped"),
];

const fund = () => [
    {
        content: "The gate says what is not covered",
        trigger: "[name=transition_checklist]:contains(5 expert days)",
    },
    page("Funding"),
    ...choose("Under which agreement", field("agreement_id"), "Test convention"),
    click("Take from a line", `${field("allocation_ids")} .o_field_x2many_list_row_add a`),
    ...choose(
        "Which line",
        `${field("allocation_ids")} .o_selected_row [name=funding_line_id]`,
        "Test grant"
    ),
    {
        content: "The line proposes what is missing",
        trigger: `${field("allocation_ids")} .o_selected_row [name=days] input:value(5.0)`,
    },
    button("action_fund"),
    isInState("Funded"),
    {
        content: "All is covered",
        trigger: ".alert-success:contains(covered by third-party funding)",
    },
];

const staff = () => [
    button("action_find_experts"),
    click(
        "Propose the first of the ranking",
        ".o_data_row:contains(Amina):contains(For:) button[name=action_propose]"
    ),
    isInState("Funded"),
    page("Experts"),
    onExpert("action_accept"),
    isExpert("Agreed"),
    onExpert("action_confirm"),
    isExpert("Confirmed"),
    button("action_staff"),
    isInState("Staffed"),
    button("action_order"),
    isInState("Ordered"),
];

const live = () => [
    button("action_start"),
    isInState("Ongoing"),
    page("Experts"),
    onExpert("action_generate_days"),
    onExpert("action_days_done"),
    {
        content: "Five days are done",
        trigger: ".oe_stat_button[name=action_open_days]:contains(5.0)",
    },
    click("Note the briefing and the debrief", `${experts} [name=briefing_date]`),
    type(
        "Briefed on",
        `${experts} input[data-field=briefing_date]`,
        write(monday().minus({ days: 3 }))
    ),
    click("And back", `${experts} [name=debrief_date]`),
    type(
        "Debriefed on",
        `${experts} input[data-field=debrief_date]`,
        write(monday().plus({ days: 5 }))
    ),
    page("Outcome"),
    {
        content: "Write what came of it",
        trigger: `${field("outcome")} .odoo-editor-editable`,
        run: "editor A plan for two years.",
    },
    button("action_report"),
    isInState("Reported"),
    button("action_open_close"),
    click("Close with what the dialog knows", ".modal button[name=action_close]"),
    isInState("Closed"),
];

registry.category("web_tour.tours").add("cooperation_coordinator_tour", {
    steps: () => [...request(), ...scope(), ...fund(), ...staff(), ...live()],
});
