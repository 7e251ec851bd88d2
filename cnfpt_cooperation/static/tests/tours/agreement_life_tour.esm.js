/* The life of a convention of three: two funders, one of them in dollars, two
 * amendments that its parties sign again, and a termination.
 */
import { registry } from "@web/core/registry";
import {
    choose,
    edit,
    field,
    isInState,
    openCard,
    openTab,
    press,
    signOnPaper,
    today,
} from "./partnership_steps.esm";

const NAME = "Training of executives in Sfax";
const AMENDMENTS = {
    more_days: "More days for Sfax",
    other_words: "Other words for Sfax",
};
const inYears = (years) => luxon.DateTime.now().plus({ years }).toFormat("MM/dd/yyyy");

const confirm = {
    content: "Confirm",
    trigger: ".modal footer .btn-primary",
    run: "click",
};

function pick(name, text, scope) {
    return [
        edit(name, text, scope),
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
            run: "click",
        },
    ];
}

function addLine(list) {
    return {
        content: `Add a line to ${list}`,
        trigger: `${field(list)} .o_field_x2many_list_row_add a`,
        run: "click",
    };
}

function chooseOption(name, text, scope) {
    return [
        {
            content: `Open the choices of ${name}`,
            trigger: `${scope} .o_field_widget[name=${name}] input`,
            run: "click",
        },
        {
            content: `Choose ${text}`,
            trigger: `.o_select_menu_item:contains(${text})`,
            run: "click",
        },
    ];
}

/* A grant is written in a dialog. */
function grant({ name, days, amount, funder, currency }) {
    const scope = ".modal";
    return [
        addLine("funding_line_ids"),
        edit("name", name, scope),
        ...(funder ? pick("funder_id", funder, scope) : []),
        edit("days", days, scope),
        edit("amount", amount, scope),
        ...(currency ? pick("currency_id", currency, scope) : []),
        saveDialog,
        {
            content: `${name} is there`,
            trigger: `${field("funding_line_ids")} .o_data_row:contains(${name})`,
        },
    ];
}

const saveDialog = {
    content: "Save and close",
    trigger: ".modal footer .o_form_button_save",
    run: "click",
};

function giveDates(years) {
    return [
        {
            content: "In force from",
            trigger: "input[data-field=date_start]",
            run: `edit ${today()} && press Enter`,
        },
        {
            content: "In force until",
            trigger: "input[data-field=date_end]",
            run: `edit ${inYears(years)} && press Enter`,
        },
    ];
}

function register(name, steps) {
    const tours = registry.category("web_tour.tours");
    tours.add(`cooperation_agreement_life_${name}_tour`, { steps });
}

register("draft", () => [
    {
        content: "Draft an agreement",
        trigger: ".o-kanban-button-new",
        run: "click",
    },
    edit("name", NAME, ".o_form_view"),
    ...choose("partner_id", "Test Development"),
    {
        content: "A national institution signs a convention",
        trigger: `${field("kind")} input:value(Convention)`,
    },
    ...choose("area_ids", "Test area"),
    ...giveDates(1),
    openTab("parties"),
    addLine("party_ids"),
    ...pick("partner_id", "Test School of Admin", ".o_selected_row"),
    openTab("funding"),
    ...grant({ name: "Grant in euros", days: "20", amount: "20000" }),
    ...grant({
        name: "Grant in dollars",
        funder: "Test Organisation",
        days: "10",
        amount: "9000",
        currency: "USD",
    }),
    openTab("text"),
    {
        content: "Draft the text from the template",
        trigger: "button[name=action_draft_text].btn-primary",
        run: "click",
    },
    {
        content: "The articles are there",
        trigger: `${field("article_ids")} .o_data_row:eq(3)`,
    },
    press("action_submit"),
    isInState("Validation"),
]);

register("validate", () => [
    openCard(NAME),
    press("action_validate"),
    isInState("To sign"),
    press("action_sign"),
    confirm,
    openTab("parties"),
    {
        content: "CNFPT has signed in the tool",
        trigger: `${field("party_ids")} .o_data_row:contains(In the tool)`,
    },
]);

register("ask", () => [
    openCard(NAME),
    press("action_ask_signatures"),
    confirm,
    openTab("parties"),
    {
        content: "The agency has its link",
        trigger: `${field("signature_ids")} .o_data_row:contains(Waiting)`,
    },
]);

register("sign", () => [openCard(NAME), ...signOnPaper(["the School"])]);

register("more_days", () => [
    openCard(NAME),
    press("action_amend"),
    edit("name", AMENDMENTS.more_days, ".o_form_view"),
    ...giveDates(2),
    openTab("funding"),
    ...grant({ name: "Second grant", days: "5", amount: "5000" }),
    press("action_submit"),
    isInState("Validation"),
]);

register("other_words", () => [
    openCard(NAME),
    press("action_amend"),
    edit("name", AMENDMENTS.other_words, ".o_form_view"),
    ...giveDates(2),
    openTab("text"),
    addLine("article_ids"),
    ...chooseOption("operation", "Replace", ".modal"),
    {
        content: "Which article",
        trigger: ".modal .o_field_widget[name=target_id] input",
        run: "click",
    },
    {
        content: "The first one",
        trigger: ".o-autocomplete--dropdown-item:contains(1.)",
        run: "click",
    },
    edit("name_french", "Objet nouveau", ".modal"),
    {
        content: "Its text",
        trigger: ".modal .o_field_widget[name=body_french] .odoo-editor-editable",
        run: "editor Former aussi les formateurs.",
    },
    saveDialog,
    press("action_submit"),
    isInState("Validation"),
]);

for (const [key, name] of Object.entries(AMENDMENTS)) {
    register(`validate_${key}`, () => [
        openCard(name),
        press("action_validate"),
        isInState("To sign"),
    ]);
    register(`sign_${key}`, () => [
        openCard(name),
        ...signOnPaper(["CNFPT", "the agency", "the School"]),
    ]);
}

register("read", () => [
    openCard(NAME),
    {
        content: "The instrument as amended",
        trigger: "button[name=action_open_consolidated]",
        run: "click",
    },
    {
        content: "Its first article is the new one",
        trigger: ".modal .o_field_widget[name=text]:contains(Objet nouveau)",
    },
    {
        content: "Who changed it is said",
        trigger: `.modal .o_field_widget[name=text]:contains(${AMENDMENTS.other_words})`,
    },
]);

register("terminate", () => [
    openCard(NAME),
    press("action_open_terminate"),
    edit("reason", "The agency was dissolved", ".modal"),
    {
        content: "Terminate it",
        trigger: ".modal footer button[name=action_confirm]",
        run: "click",
    },
    isInState("Terminated"),
]);
