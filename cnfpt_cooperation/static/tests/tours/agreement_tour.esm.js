/* An agreement is drafted by a coordinator, validated by the direction, signed by
 * everybody and put in force.
 */
import { registry } from "@web/core/registry";
import {
    choose,
    field,
    isInState,
    openCard,
    openTab,
    press,
    signOnPaper,
    today,
} from "./partnership_steps.esm";

const nextYear = () => luxon.DateTime.now().plus({ years: 1 }).toFormat("MM/dd/yyyy");
const NAME = "Training of executives in Sousse";

registry.category("web_tour.tours").add("cooperation_agreement_draft_tour", {
    steps: () => [
        {
            content: "Draft an agreement",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            content: "What it is about",
            trigger: `${field("name")} input`,
            run: `edit ${NAME}`,
        },
        ...choose("partner_id", "Test School of Admin"),
        {
            content: "A foreign body signs a letter of engagement",
            trigger: `${field("kind")} input:value(Letter of engagement)`,
        },
        ...choose("area_ids", "Test area"),
        {
            content: "In force from",
            trigger: "input[data-field=date_start]",
            run: `edit ${today()} && press Enter`,
        },
        {
            content: "In force until",
            trigger: "input[data-field=date_end]",
            run: `edit ${nextYear()} && press Enter`,
        },
        press("action_submit"),
        isInState("Validation"),
        openTab("parties"),
        {
            content: "CNFPT is a party from the start",
            trigger: `${field("party_ids")} .o_data_row:contains(Centre national)`,
        },
    ],
});

registry.category("web_tour.tours").add("cooperation_agreement_validate_tour", {
    steps: () => [openCard(NAME), press("action_validate"), isInState("To sign")],
});

registry.category("web_tour.tours").add("cooperation_agreement_sign_tour", {
    steps: () => [
        openCard(NAME),
        {
            content: "What is missing is said before anyone presses the button",
            trigger: "[name=transition_checklist]:contains(Keep the signed file)",
        },
        ...signOnPaper(["CNFPT", "the School"]),
    ],
});
