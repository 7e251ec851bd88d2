/* A request typed by hand, from somebody whom nobody knew until then.
 *
 * Counted from the steps below (`click` and `edit`): 4 clicks and 5 fields typed from
 * the list to the saved request, with a new requester and its country; 3 more clicks
 * and 1 field to decline it with its letter. test_request_journey.py checks these
 * numbers and the time.
 */
import { registry } from "@web/core/registry";

const field = (name) => `.o_form_view .o_field_widget[name=${name}]`;
const dialog = (name) => `.modal .o_field_widget[name=${name}]`;

function type(content, trigger, text) {
    return { content, trigger, run: `edit ${text}` };
}

function choose(label) {
    return {
        content: `Choose ${label}`,
        trigger: `.o-autocomplete--dropdown-item:contains(${label})`,
        run: "click",
    };
}

const typeRequest = () => [
    {
        content: "Write a new request down",
        trigger: ".o-kanban-button-new",
        run: "click",
    },
    type("What it is about", `${field("name")} input`, "Mayors of the coast"),
    type("From where", `${field("country_id")} input`, "Germ"),
    choose("Germany"),
    type("Who asks", `${field("partner_id")} input`, "Coast School"),
    choose("Create"),
    type("How many", `${field("headcount")} input`, "12"),
    {
        content: "In which words",
        trigger: `${field("description")} .odoo-editor-editable`,
        run: "editor Training",
    },
    {
        content: "Save it",
        trigger: ".o_form_button_save",
        run: "click",
    },
    {
        content: "It has its number and its zone",
        trigger: `${field("reference")}:contains(DEM)`,
    },
];

const declineRequest = () => [
    {
        content: "Decline it",
        trigger: ".o_statusbar_buttons button:contains(Decline)",
        run: "click",
    },
    {
        content: "The letter is ready",
        trigger: `${dialog("body")}:contains(sincere regret)`,
    },
    type("Why", `${dialog("reason")} textarea`, "The agenda is full."),
    {
        content: "Confirm",
        trigger: ".modal footer button:contains(Decline)",
        run: "click",
    },
    {
        content: "It is declined, and nobody was written to",
        trigger: ".alert:contains(No letter was sent)",
    },
    {
        content: "What was decided",
        trigger: ".o_notebook .nav-link:contains(Decision)",
        run: "click",
    },
    {
        content: "The letter is kept",
        trigger: `${field("letter_body")}:contains(sincere regret)`,
    },
];

registry.category("web_tour.tours").add("cooperation_request_tour", {
    steps: () => [...typeRequest(), ...declineRequest()],
});
