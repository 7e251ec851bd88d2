import { DashboardSearchBar } from "@spreadsheet_dashboard/bundle/dashboard_action/dashboard_search_bar/dashboard_search_bar";
import { patch } from "@web/core/utils/patch";

patch(DashboardSearchBar.prototype, {
    /**
     * Name the filter as its field does: Odoo translates the one and not the other.
     */
    async getFacetFor(filter) {
        const facet = await super.getFacetFor(filter);
        return { ...facet, title: this.getTranslatedFilterLabel(filter) };
    },
});
