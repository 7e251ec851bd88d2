/* The staffing board: experts, week by week, and the missions that call for them.
 *
 * OCA's timeline with what a staffing board wants: whole days, both ends included; bars
 * that move in time and stay with their expert; a move that is refused goes back, and
 * the sentence of the guard is shown.
 */
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { TimelineController } from "@web_timeline/views/timeline/timeline_controller.esm";
import { TimelineModel } from "@web_timeline/views/timeline/timeline_model.esm";
import { TimelineRenderer } from "@web_timeline/views/timeline/timeline_renderer.esm";
import { TimelineView } from "@web_timeline/views/timeline/timeline_view.esm";

const { DateTime } = luxon;
const WEEKS = 6;
const FORMATS = { weekday: "ccc d", day: "d", week: "'S' W", month: "LLL", year: "yyyy" };
const MAJOR_FORMATS = { weekday: "LLLL yyyy", day: "LLLL yyyy", week: "LLLL yyyy", month: "yyyy" };

export class StaffingModel extends TimelineModel {
    setup(params) {
        // The timeline asks for rights by a method that Odoo has left.
        const orm = this.orm;
        this.orm = Object.create(orm, {
            call: {
                value: (model, method, args, kwargs) =>
                    method === "check_access_rights"
                        ? orm.call(model, "has_access", [[], args[0]])
                        : orm.call(model, method, args, kwargs),
            },
        });
        super.setup(params);
    }

    /* A day is a whole one: the last day of a bar is in it. */
    _get_event_dates(record) {
        return [
            deserializeDate(record.date_start),
            deserializeDate(record.date_end).plus({ days: 1 }),
        ];
    }

    _event_data_transform(record) {
        const item = super._event_data_transform(record);
        item.title = `${record.display_name} · ${this.getPeriod(record)}`;
        item.className = record.is_conflicting ? "o_staffing_conflict" : "o_staffing_bar";
        item.editable = { updateTime: this.canEdit, updateGroup: false, remove: false };
        return item;
    }

    getPeriod(record) {
        const [start, end] = this._get_event_dates(record);
        const day = (date) => date.toLocaleString(DateTime.DATE_SHORT);
        return `${day(start)} – ${day(end.minus({ days: 1 }))}`;
    }
}

export class StaffingController extends TimelineController {
    static template = "cnfpt_cooperation_timeline.StaffingBoard";
    static components = { ...TimelineController.components, SearchBar };

    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    /* Where one lets go is the nearest day. */
    _onMove(item, callback) {
        const round = (date) => DateTime.fromJSDate(date).plus({ hours: 12 }).startOf("day");
        const dates = [round(item.start), round(item.end).minus({ days: 1 })];
        this.moveQueue.push({ item, callback, dates: dates.map(serializeDate) });
        this.debouncedInternalMove();
    }

    async internalMove() {
        const moves = this.moveQueue.splice(0);
        for (const { item, callback, dates } of moves) {
            try {
                await this.model.orm.call(
                    this.model.model_name,
                    "action_move_dates",
                    [[item.id], ...dates],
                );
                callback(item);
            } catch (error) {
                callback(null);
                if (!(error instanceof RPCError)) {
                    throw error;
                }
                this.notification.add(error.data.message, { type: "danger" });
            }
        }
        await this.model.load(this.getSearchProps());
        this.render();
    }
}

export class StaffingRenderer extends TimelineRenderer {
    _computeMode() {
        const start = DateTime.local().startOf("week").minus({ weeks: 1 });
        Object.assign(this.options, {
            start: start.toJSDate(),
            end: start.plus({ weeks: WEEKS }).toJSDate(),
            snap: (date) => DateTime.fromJSDate(date).plus({ hours: 12 }).startOf("day").toJSDate(),
            zoomMin: 1000 * 3600 * 24 * 7,
            orientation: { axis: "top", item: "top" },
            multiselect: false,
            format: {
                minorLabels: (date, scale) => this.formatAxis(date, FORMATS[scale] || "d"),
                majorLabels: (date, scale) => this.formatAxis(date, MAJOR_FORMATS[scale] || ""),
            },
        });
        // The window is these weeks: a new load does not move it.
        this.mode.data = "weeks";
    }

    /* The axis speaks the language of the reader. */
    formatAxis(date, format) {
        return format && DateTime.fromMillis(date.valueOf()).toFormat(format);
    }

    /* Only those who are called for have a line. */
    async split_groups(records) {
        const groups = await super.split_groups(records);
        const used = new Set(records.map((record) => this.model._event_data_transform(record).group));
        return groups
            .filter((group) => used.has(group.id))
            .map((group) => (group.id === -1 ? { ...group, content: _t("None") } : group));
    }
}

registry.category("views").add("cooperation_staffing_board", {
    ...TimelineView,
    Controller: StaffingController,
    Model: StaffingModel,
    Renderer: StaffingRenderer,
});
