/* The programme of one visit as a board, in the hours of the place.
 *
 * Odoo's calendar shows moments in the zone of whoever reads. On the board of a visit
 * nine o'clock is nine o'clock where the delegation is, for an officer in Strasbourg as
 * for a partner in Hanoi; what is dragged there is written as the moment that it is.
 */
import { deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";
import { calendarView } from "@web/views/calendar/calendar_view";

const WALL = { keepLocalTime: true };

export class VisitBoardModel extends CalendarModel {
    get placeZone() {
        return this.meta.context?.cooperation_board_tz;
    }

    /* What the clocks of the place show, as if it were here. */
    toPlace(moment) {
        return moment.setZone(this.placeZone).setZone(luxon.Settings.defaultZone, WALL);
    }

    /* The moment at which the clocks of the place show that. */
    fromPlace(wall) {
        return wall.setZone(this.placeZone, WALL).setZone(luxon.Settings.defaultZone);
    }

    async load(params = {}) {
        const context = params.context || this.meta.context;
        if (!this.meta.date && !params.date && context.cooperation_board_tz) {
            // A day, that no zone moves to the one before; and the whole visit,
            // whatever scale another calendar was left in.
            this.meta.date = deserializeDate(context.initial_date);
            this.meta.scale = this.env.isSmall ? "day" : "week";
        }
        return super.load(params);
    }

    normalizeRecord(rawRecord) {
        const record = super.normalizeRecord(rawRecord);
        if (this.placeZone && !record.isAllDay) {
            record.start = this.toPlace(record.start);
            record.end = this.toPlace(record.end);
            record.isTimeHidden =
                this.meta.isTimeHidden || !record.start.hasSame(record.end, "day");
        }
        return record;
    }

    buildRawRecord(record, options = {}) {
        if (!this.placeZone || record.isAllDay) {
            return super.buildRawRecord(record, options);
        }
        const end = record.end?.isValid
            ? record.end
            : record.start.plus({ hours: options.duration_hour || 1 });
        const moments = { start: this.fromPlace(record.start), end: this.fromPlace(end) };
        return super.buildRawRecord({ ...record, ...moments }, options);
    }

    computeRangeDomain(data) {
        if (!this.placeZone) {
            return super.computeRangeDomain(data);
        }
        const range = {
            start: data.range.start.minus({ days: 1 }),
            end: data.range.end.plus({ days: 1 }),
        };
        return super.computeRangeDomain({ ...data, range });
    }

    /* What is refused goes back to where it was. */
    async updateRecord(record, options = {}) {
        try {
            await super.updateRecord(record, options);
        } catch (error) {
            await this.load();
            throw error;
        }
    }
}

class VisitBoardCommonRenderer extends CalendarCommonRenderer {
    get options() {
        return {
            ...super.options,
            // The line of now is drawn by the clocks of the reader.
            nowIndicator: !this.props.model.placeZone,
            scrollTime: "08:00:00",
            slotLaneClassNames: "o_cooperation_visit_slot",
        };
    }
}

class VisitBoardRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: VisitBoardCommonRenderer,
        week: VisitBoardCommonRenderer,
    };
}

export const visitBoardView = {
    ...calendarView,
    Model: VisitBoardModel,
    Renderer: VisitBoardRenderer,
};

registry.category("views").add("cooperation_visit_board", visitBoardView);
