/* The programme of a three-day visit: typed in one box, seen on the board.
 *
 * Counted from the steps below (`click` and `edit`): 2 clicks and 1 field typed for
 * twelve sessions. test_programme_journey.py checks these numbers.
 */
import { registry } from "@web/core/registry";

const PROGRAMME = `Day 1
9:00-9:45 Welcome by the direction | Room 204
9:45-11:00 Decentralisation in France | Room 204
11:00 Coffee break
11:15-12:30 The French territorial civil service | Room 204
12:30-14:00 Lunch
14:00-16:00 Workshop on training needs | Room 210
Day 2
9:00-9:30 Travel to the city hall
9:30-12:00 Visit of the city hall | City hall
12:00-13:30 Lunch | City hall
Day 3
9:00-10:30 Workshop on evaluation | Room 204
10:30-11:30 Next steps
11:30-12:00 Certificates and closing ceremony`;

registry.category("web_tour.tours").add("cooperation_programme_tour", {
    steps: () => [
        {
            content: "Open the box",
            trigger: "button[name=action_write_programme]",
            run: "click",
        },
        {
            content: "Type or paste the programme",
            trigger: ".modal [name=text] textarea",
            run: ({ edit }) => edit(PROGRAMME),
        },
        {
            content: "Write all of it",
            trigger: ".modal button[name=action_write]",
            run: "click",
        },
        {
            content: "The programme is in the visit",
            trigger: ".oe_stat_button[name=action_open_sessions]:contains(12)",
        },
    ],
});

const boardSteps = () => [
    {
        content: "Open the board",
        trigger: ".oe_stat_button[name=action_open_sessions]",
        run: "click",
    },
    {
        content: "Nine o'clock is nine o'clock at the place",
        trigger: ".fc-day-mon .fc-event:contains(Welcome):contains(09:00)",
    },
    {
        content: "Look at it",
        trigger: ".fc-event:contains(Welcome)",
        run: "click",
    },
    {
        content: "It says where its hours are",
        trigger: ".o_cw_popover:contains(Ho Chi Minh)",
    },
    {
        content: "Close it",
        trigger: ".o_cw_popover_close",
        run: "click",
    },
    {
        content: "Move the session to Wednesday, which is in the middle of the week",
        trigger: ".fc-event:contains(Welcome)",
        run: "drag_and_drop .fc-timegrid-slot-lane[data-time='14:00:00']",
    },
];

registry.category("web_tour.tours").add("cooperation_board_tour", {
    steps: () => [
        ...boardSteps(),
        {
            content: "It is there",
            trigger: ".fc-day-wed .fc-event:contains(Welcome)",
        },
    ],
});

registry.category("web_tour.tours").add("cooperation_board_refusal_tour", {
    steps: () => [
        ...boardSteps(),
        {
            content: "The visit is over by then",
            trigger: ".modal:contains(lies within the visit)",
        },
        {
            content: "Read it",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is back where it was",
            trigger: ".fc-day-mon .fc-event:contains(Welcome):contains(09:00)",
        },
        {
            content: "And only there",
            trigger: ".o_calendar_view:not(:has(.fc-day-wed .fc-event))",
        },
    ],
});
