/* A three-day visit of twelve people, from the empty form to the confirmed visit:
 * delegates and programme are pasted as text.
 *
 * Counted from the steps below (`click` and `edit`): 11 clicks and 7 fields typed, of
 * which 8 clicks and 7 fields until people and programme stand. Odoo's own Events
 * take 12 clicks and 3 fields for as much, with two files prepared in a spreadsheet
 * beside it, or 29 clicks and 51 fields without (`./manage bench clicks` plays all
 * three). test_visit_journey.py checks the numbers of this tour.
 */
import { registry } from "@web/core/registry";

const DAYS = ["03/04/2030", "03/05/2030", "03/06/2030"];

const PROGRAMME = DAYS.map(
    (_day, index) =>
        `Day ${index + 1}\n` +
        "9:00-10:30 Welcome and presentation | Test room\n" +
        "10:45-12:15 Recruiting local officials\n" +
        "12:30-14:00 Lunch\n" +
        "14:15-16:30 Workshop"
).join("\n");

const PEOPLE = Array.from(
    { length: 12 },
    (_item, index) =>
        `Test Delegate ${index + 1}\tDirector\tTest School of Administration`
).join("\n");

function field(name) {
    return `.o_form_view .o_field_widget[name=${name}]`;
}

function button(name) {
    return {
        content: `Press ${name}`,
        trigger: `button[name=${name}]:enabled`,
        run: "click",
    };
}

function type(content, trigger, text) {
    return { content, trigger, run: `edit ${text}` };
}

/* What a tour runs as a string has one line only. */
function paste(content, trigger, text) {
    return {
        content,
        trigger,
        async run({ edit, press }) {
            await edit(text);
            await press("Tab");
        },
    };
}

export const visitSteps = () => [
    { content: "A new visit", trigger: ".o-kanban-button-new", run: "click" },
    type("Its title", `${field("name")} input`, "Three days in Strasbourg"),
    type("Who comes", `${field("partner_id")} input`, "Test School of Admin"),
    {
        content: "Choose the body",
        trigger: ".o-autocomplete--dropdown-item:contains(Test School of Admin)",
        run: "click",
    },
    {
        content: "Its country is known",
        trigger: `${field("zone_id")}:contains(Mediterranean)`,
    },
    type("From", "input[data-field=date_start]", DAYS[0]),
    type("To", "input[data-field=date_end]", `${DAYS[2]} && press Tab`),
    type("How many", `${field("headcount_declared")} input`, "12"),
    button("action_write_programme"),
    paste("The programme", ".modal [name=text] textarea", PROGRAMME),
    {
        content: "It is read before it is written",
        trigger: ".modal [name=preview]:contains(Recruiting local officials)",
    },
    button("action_write"),
    {
        content: "Twelve sessions stand",
        trigger: ".oe_stat_button[name=action_open_sessions]:contains(12)",
    },
    {
        content: "Go to the delegation",
        trigger: ".nav-link[name=delegation]",
        run: "click",
    },
    button("action_import_delegates"),
    paste("The people", ".modal [name=text] textarea", PEOPLE),
    button("action_read"),
    {
        content: "Twelve people were read",
        trigger: ".modal .o_data_row:eq(11)",
    },
    button("action_import"),
    {
        content: "They are in the delegation",
        trigger: `${field("delegate_ids")} .o_data_row:eq(11)`,
    },
    {
        content: "The Mission invited them",
        trigger: `${field("is_own_initiative")} input`,
        run: "click",
    },
    button("action_plan"),
    {
        content: "The visit is planned",
        trigger: ".o_statusbar_status .o_arrow_button_current:contains(Planned)",
    },
    button("action_confirm"),
    {
        content: "The visit is confirmed",
        trigger: ".o_statusbar_status .o_arrow_button_current:contains(Confirmed)",
    },
];

registry.category("web_tour.tours").add("cooperation_three_day_visit_tour", {
    steps: visitSteps,
});
