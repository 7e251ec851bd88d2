/* What the journeys of agreements and internships have in common. */

export const today = () => luxon.DateTime.now().toFormat("MM/dd/yyyy");

export function field(name) {
    return `.o_form_view .o_field_widget[name=${name}]`;
}

export function press(action) {
    return {
        content: `Take the step ${action}`,
        trigger: `.o_statusbar_buttons button[name=${action}]:enabled`,
        run: "click",
    };
}

export function isInState(label) {
    return {
        content: `The record is in the state ${label}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
    };
}

export function choose(name, text) {
    return [
        {
            content: `Look for ${text}`,
            trigger: `${field(name)} input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
            run: "click",
        },
    ];
}

export function openTab(name) {
    return {
        content: `Open the tab ${name}`,
        trigger: `.o_notebook_headers a[name=${name}]`,
        run: "click",
    };
}

export function fillDate(list, row, name) {
    return [
        {
            content: `Edit ${name} in row ${row}`,
            trigger: `${field(list)} .o_data_row:eq(${row}) td[name=${name}]`,
            run: "click",
        },
        {
            content: `Give ${name} in row ${row}`,
            trigger: `${field(list)} .o_data_row:eq(${row}) input[data-field=${name}]`,
            run: `edit ${today()}`,
        },
    ];
}

export function openCard(text) {
    return {
        content: `Open ${text}`,
        trigger: `.o_kanban_record:contains(${text})`,
        run: "click",
    };
}

export function attach(name) {
    return {
        content: `Attach ${name}`,
        trigger: `${field(name)} input[type=file]:not(:visible)`,
        run() {
            const files = new DataTransfer();
            const type = "application/pdf";
            files.items.add(new File(["%PDF-1.4 signed"], "signed.pdf", { type }));
            this.anchor.files = files.files;
            this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}

export function edit(name, text, scope = "") {
    return {
        content: `Write ${text}`,
        trigger: `${scope} .o_field_widget[name=${name}] :is(input, textarea)`,
        run: `edit ${text}`,
    };
}

/* Everybody is proposed as having signed today: only the names are missing. */
export function signOnPaper(bodies) {
    return [
        press("action_note_signatures"),
        ...bodies.flatMap((body, row) => [
            {
                content: `Signed for ${body}`,
                trigger: `.modal .o_data_row:eq(${row}) td[name=signatory_name]`,
                run: "click",
            },
            edit("signatory_name", `Head of ${body}`, ".modal .o_selected_row"),
        ]),
        attach("signed_file"),
        {
            content: "The file is there",
            trigger: `${field("signed_file")} input:value(signed.pdf)`,
        },
        {
            content: "Note the signatures",
            trigger: ".modal footer button[name=action_note]",
            run: "click",
        },
        press("action_activate"),
        isInState("Active"),
    ];
}
