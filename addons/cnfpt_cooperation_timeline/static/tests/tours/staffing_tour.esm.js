/* The staffing board: a bar dragged, one that is refused, conflicts in red. */
import { registry } from "@web/core/registry";

const bar = (mission, kind = "bar") =>
    `.o_cooperation_staffing .o_staffing_${kind}:contains(${mission})`;

/* The library listens to pointers, as a hand moves them, and keeps its own pace. */
async function drag(anchor, days) {
    const box = anchor.getBoundingClientRect();
    const day = box.width / 5;
    const from = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    const send = (target, type, x) =>
        target.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                cancelable: true,
                button: type === "pointermove" ? -1 : 0,
                buttons: type === "pointerup" ? 0 : 1,
                clientX: x,
                clientY: from.y,
                isPrimary: true,
                pointerId: 1,
                pointerType: "mouse",
            })
        );
    const wait = () => new Promise((resolve) => setTimeout(resolve, 60));
    const inside = anchor.querySelector(".vis-item-content") || anchor;
    send(inside, "pointerdown", from.x);
    await wait();
    send(inside, "pointerup", from.x);
    await wait();
    send(inside, "pointerdown", from.x);
    for (let step = 1; step <= 10; step++) {
        send(window, "pointermove", from.x + (days * day * step) / 10);
        await wait();
    }
    send(window, "pointerup", from.x + days * day);
    await wait();
}

const move = (days) => ({
    content: `Drag the bar by ${days} days`,
    trigger: bar("Tunis"),
    run: ({ anchor }) => drag(anchor, days),
});

registry.category("web_tour.tours").add("cooperation_staffing_drag_tour", {
    steps: () => [
        { content: "Amina has a line", trigger: ".vis-label:contains(Amina)" },
        move(3),
        { content: "Nothing is refused", trigger: "body:not(:has(.o_notification))" },
        { content: "Its bar is there", trigger: bar("Tunis") },
    ],
});

registry.category("web_tour.tours").add("cooperation_staffing_refused_tour", {
    steps: () => [
        move(-4),
        {
            content: "The guard says why",
            trigger: ".o_notification:contains(change its dates first)",
        },
        { content: "Its bar is there", trigger: bar("Tunis") },
    ],
});

registry.category("web_tour.tours").add("cooperation_staffing_conflict_tour", {
    steps: () => [
        { content: "Red is one mission", trigger: bar("Tunis", "conflict") },
        { content: "Red is the other", trigger: bar("Sfax", "conflict") },
    ],
});
