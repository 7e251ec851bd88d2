/* The ledger of expert days on a month grid: one row an assignment, one cell a date.
 *
 * A click, or Space, takes a cell from none to a half to a whole day; the server writes
 * it by the ledger, and what it refuses is said and goes back to what it was.
 */
import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { KeepLast, Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { standardViewProps } from "@web/views/standard_view_props";

const { DateTime } = luxon;
const MODEL = "cooperation.assignment";
const NEXT = { 0: 0.5, 0.5: 1, 1: 0 };
const SIGNS = { 0: "", 0.5: "½", 1: "1" };
const FRACTION_KEYS = { 0: 0, 1: 1, 2: 0.5, 5: 0.5, Delete: 0, Backspace: 0 };
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class LedgerGridController extends Component {
    static template = "cnfpt_cooperation.LedgerGrid";
    static components = { Layout, SearchBar };
    static props = { ...standardViewProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.rootRef = useRef("root");
        this.writes = new Mutex();
        this.lastLoad = new KeepLast();
        this.searchBarToggler = useSearchBarToggler();
        const date = this.props.state?.month || this.props.context.cooperation_grid_date;
        this.state = useState({
            month: (date ? deserializeDate(date) : DateTime.local()).startOf("month"),
            grid: { rows: [], count: 0, kinds: [] },
            kind: "",
            focus: [0, 1],
        });
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({ month: serializeDate(this.state.month) }),
        });
        onWillStart(() => this.load());
        onWillUpdateProps((props) => this.load(props.domain));
        useEffect(
            () => this.focusedCell?.focus({ preventScroll: !this.isMoving }),
            () => this.state.focus
        );
    }

    /* Reading */

    async load(domain = this.props.domain) {
        const grid = await this.lastLoad.add(
            this.orm.call(MODEL, "read_days_grid", [domain, serializeDate(this.state.month)])
        );
        this.state.grid = grid;
    }

    async showMonth(month) {
        this.state.month = month;
        this.isMoving = false;
        await this.load();
    }

    get today() {
        return DateTime.local();
    }

    get limitSentence() {
        const { rows, count } = this.state.grid;
        return _t(
            "%(shown)s assignments of %(count)s are shown: search for an expert or a mission.",
            { shown: rows.length, count }
        );
    }

    get monthName() {
        return this.state.month.toFormat("LLLL yyyy");
    }

    get days() {
        const today = DateTime.local();
        return Array.from({ length: this.state.month.daysInMonth }, (_unused, index) => {
            const date = this.state.month.set({ day: index + 1 });
            return {
                number: index + 1,
                iso: serializeDate(date),
                // On a phone the days of a week are side by side, Monday first.
                column: date.weekday,
                letter: date.toFormat("ccccc"),
                name: date.toFormat("cccc d LLLL"),
                isToday: date.hasSame(today, "day"),
            };
        });
    }

    getFraction(row, day) {
        return row.cells[day.number]?.fraction || 0;
    }

    getSign(row, day) {
        return SIGNS[this.getFraction(row, day)];
    }

    getKindLabel(row, day) {
        const cell = row.cells[day.number];
        return cell ? this.state.grid.kinds.find(([kind]) => kind === cell.kind)[1] : "";
    }

    getLabel(row, day) {
        const cell = row.cells[day.number];
        const words = [day.name, SIGNS[cell?.fraction || 0] || _t("no day")];
        if (cell?.fraction) {
            words.push(this.getKindLabel(row, day), cell.done ? _t("done") : _t("planned"));
        }
        if (row.elsewhere[day.number]) {
            words.push(_t("on another mission: %s", row.elsewhere[day.number]));
        }
        return words.join(", ");
    }

    getCellClass(row, day) {
        const cell = row.cells[day.number];
        const isIn = row.date_start <= day.iso && day.iso <= row.date_end;
        return {
            o_off: row.off.includes(day.number),
            o_out: !isIn,
            o_today: day.isToday,
            o_elsewhere: Boolean(row.elsewhere[day.number]),
            o_filled: Boolean(cell?.fraction),
            o_done: Boolean(cell?.fraction && cell.done),
            [`o_kind_${cell?.kind}`]: Boolean(cell?.fraction),
            o_settled: this.isSettled(row),
        };
    }

    isSettled(row) {
        return this.state.grid.is_closed || row.is_settled;
    }

    format(days) {
        return formatFloat(days, { digits: [16, 1], trailingZeros: false });
    }

    sumRow(row) {
        return Object.values(row.cells).reduce((sum, cell) => sum + cell.fraction, 0);
    }

    sumDay(day) {
        return this.state.grid.rows.reduce((sum, row) => sum + this.getFraction(row, day), 0);
    }

    get sumMonth() {
        return this.state.grid.rows.reduce((sum, row) => sum + this.sumRow(row), 0);
    }

    /* Writing */

    onCellClick(row, day, position) {
        this.isMoving = false;
        this.state.focus = position;
        const kind = this.state.kind;
        const cell = row.cells[day.number];
        const isRepainted = kind && cell?.fraction && cell.kind !== kind;
        const fraction = this.getFraction(row, day);
        return this.write(row, day, isRepainted ? fraction : NEXT[fraction]);
    }

    async write(row, day, fraction) {
        if (!this.state.grid.can_write) {
            return;
        }
        if (this.isSettled(row)) {
            return this.adjust(row, day);
        }
        // Shown at once: whoever clicks three times goes round, whatever the network.
        this.show(row, day, fraction);
        await this.writes.exec(() => this.send(row, day, fraction));
    }

    show(row, day, fraction) {
        const cell = row.cells[day.number] || { kind: "", done: false };
        const kind = this.state.kind || cell.kind || this.state.grid.kinds[0][0];
        row.cells[day.number] = { ...cell, kind, fraction };
    }

    async send(row, day, fraction) {
        const args = [[row.id], day.iso, fraction, this.state.kind || false];
        try {
            const written = await this.orm.call(MODEL, "write_day", args);
            this.take(row, day, written);
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.notification.add(error.data.message, { type: "danger" });
            await this.load();
        }
    }

    /* Take what the server holds now, here and where the expert is busy elsewhere. */
    take(row, day, written) {
        const cell = written.cells[day.number];
        if (this.writes._queueSize <= 1) {
            row.cells = written.cells;
        }
        row.total = written.total;
        for (const other of this.state.grid.rows) {
            if (other.expert_id === row.expert_id && other.id !== row.id) {
                if (cell) {
                    other.elsewhere[day.number] = row.mission;
                } else if (other.elsewhere[day.number] === row.mission) {
                    delete other.elsewhere[day.number];
                }
            }
        }
    }

    async adjust(row, day) {
        const action = await this.orm.call(MODEL, "action_adjust_day", [[row.id], day.iso]);
        return this.action.doAction(action, { onClose: () => this.load() });
    }

    async run(row, method) {
        try {
            await this.orm.call(MODEL, method, [[row.id]]);
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.notification.add(error.data.message, { type: "danger" });
        }
        await this.load();
    }

    openAssignment(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    /* The keyboard */

    get focusedCell() {
        const [row, day] = this.state.focus;
        const cell = `[data-row="${row}"][data-day="${day}"]`;
        // Not before one has come into the grid: the search bar keeps its focus.
        return this.hasFocus ? this.rootRef.el?.querySelector(cell) : null;
    }

    onCellFocus(position) {
        this.hasFocus = true;
        this.state.focus = position;
    }

    onGridBlur(ev) {
        this.hasFocus = ev.currentTarget.contains(ev.relatedTarget);
    }

    onCellKeydown(ev, row, day) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        if (ev.key === " " || ev.key === "Enter") {
            this.onCellClick(row, day, this.state.focus);
        } else if (ev.key in FRACTION_KEYS) {
            this.write(row, day, FRACTION_KEYS[ev.key]);
        } else if (ev.key in MOVES) {
            this.moveFocus(...MOVES[ev.key]);
        } else if (ev.key === "Home" || ev.key === "End") {
            this.moveFocus(0, ev.key === "Home" ? -31 : 31);
        } else if (ev.key === "PageUp" || ev.key === "PageDown") {
            this.showMonth(this.state.month.plus({ months: ev.key === "PageUp" ? -1 : 1 }));
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    moveFocus(down, right) {
        const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
        const [row, day] = this.state.focus;
        this.isMoving = true;
        this.state.focus = [
            clamp(row + down, 0, this.state.grid.rows.length - 1),
            clamp(day + right, 1, this.state.month.daysInMonth),
        ];
    }
}

registry.category("views").add("cooperation_ledger_grid", {
    type: "list",
    Controller: LedgerGridController,
    searchMenuTypes: ["filter", "favorite"],
    props: (genericProps) => genericProps,
});
