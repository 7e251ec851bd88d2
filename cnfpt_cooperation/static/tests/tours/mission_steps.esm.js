/* What the two journeys of the coordinator have in common: how one clicks and types, a
 * request that becomes a mission, its plan, and its cover by a third party.
 */
export const write = (date) => date.toFormat("MM/dd/yyyy");

export function field(name) {
    return `.o_form_view .o_field_widget[name=${name}]`;
}

export function click(content, trigger) {
    return { content, trigger, run: "click" };
}

export function button(action) {
    return click(
        `Take the step ${action}`,
        `.o_statusbar_buttons button[name=${action}]:enabled`
    );
}

export function isInState(label) {
    return {
        content: `The record is in the state ${label}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
    };
}

export function type(content, trigger, text) {
    return { content, trigger, run: `edit ${text}` };
}

export function page(label) {
    return click(`Open the page ${label}`, `.o_notebook .nav-link:contains(${label})`);
}

export function choose(content, name, text) {
    return [
        type(content, `${name} input`, text),
        click(content, `.o-autocomplete--dropdown-item:contains(${text})`),
    ];
}

export const experts = `${field("assignment_ids")} .o_data_row`;

export function onExpert(action) {
    return click(
        `The expert takes the step ${action}`,
        `${experts} button[name=${action}]`
    );
}

export function isExpert(label) {
    return {
        content: `The expert is in the state ${label}`,
        trigger: `${experts}:contains(${label})`,
    };
}

export const request = () => [
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

/* What the mission is, and when: five days of work from a Monday on. */
export const plan = (monday) => [
    {
        content: "What is missing is said before anyone presses the button",
        trigger: "[name=transition_checklist]:contains(terms of reference)",
    },
    ...choose("What kind of mission", field("kind_id"), "Needs diagnosis"),
    type("From", "input[data-field=date_start]", `${write(monday)} && press Enter`),
    type(
        "To",
        "input[data-field=date_end]",
        `${write(monday.plus({ days: 4 }))} && press Enter`
    ),
    type("How many days", `${field("planned_days")} input`, "5"),
    type("At what cost", `${field("planned_cost")} input`, "1200"),
    page("Terms of Reference"),
];

export const fund = () => [
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
