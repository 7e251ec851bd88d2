import { registry } from "@web/core/registry";

// The ranking and its rows: see `path` of its action.
const RANKING = "/expert-ranking";

/**
 * Go back to the file from which the ranking was opened and read it anew; opened by its
 * address alone, the ranking itself is read anew.
 */
async function goBackFromRanking(env) {
    const current = env.services.action.currentController;
    const file = current?.config.breadcrumbs.findLast(
        (crumb) => !crumb.url?.includes(RANKING)
    );
    if (current) {
        await env.services.action.restore((file || current).jsId);
    }
}

registry.category("actions").add("cooperation_ranking_done", goBackFromRanking);
