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
