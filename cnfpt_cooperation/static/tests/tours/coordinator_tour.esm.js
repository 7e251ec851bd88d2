/* The coordinator's day: a request for support becomes a mission, which is scoped,
 * funded by a third party, staffed with an expert found on the roster, ordered, lived,
 * reported and closed. The mission lies in the past week, so that its days may be done.
 */
import { registry } from "@web/core/registry";
import {
    button,
    click,
    experts,
    field,
    fund,
    isExpert,
    isInState,
    onExpert,
    page,
    plan,
    request,
    type,
    write,
} from "./mission_steps.esm";

const monday = () => luxon.DateTime.now().minus({ weeks: 1 }).startOf("week");
const scope = () => [
    ...plan(monday()),
    {
        content: "Write what is expected",
        trigger: `${field("terms_of_reference")} .odoo-editor-editable`,
        run: "editor Find out what the trainers need.",
    },
    button("action_scope"),
    isInState("Scoped"),
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
