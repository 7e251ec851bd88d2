/* An internship is matched, its file completed, covered by its placement agreement,
 * and evaluated.
 */
import { registry } from "@web/core/registry";
import {
    attach,
    choose,
    field,
    fillDate,
    isInState,
    openCard,
    openTab,
    press,
    today,
} from "./partnership_steps.esm";

registry.category("web_tour.tours").add("cooperation_internship_tour", {
    steps: () => [
        openCard("Test Intern"),
        ...choose("host_tutor_id", "Test Host Tutor"),
        press("action_match"),
        isInState("Matched"),
        {
            content: "The missing piece is named",
            trigger: "[name=transition_checklist]:contains(Curriculum vitae)",
        },
        ...fillDate("piece_ids", 0, "date_received"),
        press("action_prepare_agreement"),
        isInState("Placement agreement"),
        openTab("placement"),
        attach("placement_agreement_file"),
        {
            content: "The file is there",
            trigger: `${field("placement_agreement_file")} input:value(signed.pdf)`,
        },
        {
            content: "Signed today",
            trigger: "input[data-field=placement_agreement_date]",
            run: `edit ${today()}`,
        },
        {
            content: "Open the opinions",
            trigger: `${field("security_opinion")} input`,
            run: "click",
        },
        {
            content: "Choose the opinion",
            trigger: ".o_select_menu_item:contains(Favourable)",
            run: "click",
        },
        press("action_clear"),
        isInState("Cleared"),
        press("action_start"),
        isInState("Ongoing"),
        openTab("evaluation_page"),
        {
            content: "Give a mark",
            trigger: `${field("evaluation")} .o_radio_item:contains(Very good) input`,
            run: "click",
        },
        {
            content: "Say what it has brought",
            trigger: `${field("evaluation_note")} textarea`,
            run: "edit A stay that both sides want to repeat.",
        },
        press("action_evaluate"),
        isInState("Evaluated"),
    ],
});
