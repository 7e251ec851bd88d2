/* From the request to the mission order, in the coordinator's quickest way: terms of
 * reference from the template of the kind, the first of the ranking, an invitation by
 * e-mail. The expert and the employer answer by their links between the two tours.
 *
 * Counted from the steps below and from those of mission_steps.esm.js: 25 clicks and
 * 9 fields typed; test_order_journey.py checks the numbers.
 */
import { registry } from "@web/core/registry";
import {
    button,
    click,
    field,
    fund,
    isExpert,
    isInState,
    onExpert,
    page,
    plan,
    request,
} from "./mission_steps.esm";

const monday = () => luxon.DateTime.now().plus({ weeks: 5 }).startOf("week");

const scope = () => [
    ...plan(monday()),
    click("Take the terms of the kind", "button[name=action_fill_terms]"),
    {
        content: "They are written",
        trigger: `${field("terms_of_reference")}:contains(Test School of Administration)`,
    },
    button("action_scope"),
    isInState("Scoped"),
];

const invite = () => [
    button("action_find_experts"),
    {
        content: "Who cannot come is shown with the reason",
        trigger: ".o_data_row:contains(Basile):contains(Not available)",
    },
    click(
        "Propose the first of the ranking",
        ".o_data_row:contains(Amina) button[name=action_propose]"
    ),
    isInState("Funded"),
    page("Experts"),
    onExpert("action_invite"),
    isExpert("Invited"),
];

const ask = () => [
    page("Experts"),
    onExpert("action_ask_employer"),
    onExpert("action_confirm"),
    isExpert("Confirmed"),
];

const order = () => [
    button("action_staff"),
    isInState("Staffed"),
    button("action_order"),
    isInState("Ordered"),
];

registry
    .category("web_tour.tours")
    .add("cooperation_invite_tour", {
        steps: () => [...request(), ...scope(), ...fund(), ...invite()],
    })
    .add("cooperation_ask_employer_tour", { steps: ask })
    .add("cooperation_order_tour", { steps: order });
