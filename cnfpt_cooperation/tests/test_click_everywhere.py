from odoo.tests import HttpCase, tagged

from .common import MODULE

CLICKBOT = "@web/webclient/clickbot/clickbot_loader"
SUCCESS = "clickbot test succeeded"
# The robot clicks on each filter in each view, and leaves them on: nearly all its time
# goes there, and all views but the first show nothing. A filter is the same question
# to the database whichever view asks it: they wait here until the last view is open,
# so that each view shows its records and each filter is clicked on once.
FILTERS_IN_LAST_VIEW = """
const find = document.querySelector.bind(document);
document.querySelector = (selector) => {
    if (selector.includes(".o_searchview_dropdown_toggler")) {
        const views = document.querySelectorAll(".o_cp_switch_buttons .o_switch_view");
        if (views.length && !views[views.length - 1].classList.contains("active")) {
            return null;
        }
    }
    return find(selector);
};
"""


@tagged("post_install", "-at_install", "-standard", "cooperation_demo")
class TestClickEverywhere(HttpCase):
    """Odoo's own robot opens every menu, view and filter on the demo data, in French.

    It runs as each role: what a role cannot read must not stand in its menus.
    """

    allow_end_on_form = True

    def _click_everywhere(self, login):
        """Visit the application and the dashboards as the demo user `login`."""
        user = self.env.ref(f"{MODULE}.user_{login}_demo")
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        apps = {menus[app]["xmlid"] for app in menus["root"]["children"]}
        self.assertIn(f"{MODULE}.cooperation_menu_root", apps)
        for app in sorted(apps):
            if app.startswith((f"{MODULE}.", "spreadsheet_dashboard.")):
                with self.subTest(app=app):
                    self.browser_js(
                        "/odoo",
                        f"{FILTERS_IN_LAST_VIEW}odoo.loader.modules.get('{CLICKBOT}')"
                        f".startClickEverywhere('{app}');",
                        "odoo.isReady === true",
                        login=login,
                        timeout=600,
                        success_signal=SUCCESS,
                    )

    def test_as_officer(self):
        self._click_everywhere("officer")

    def test_as_coordinator(self):
        self._click_everywhere("coordinator")

    def test_as_direction(self):
        self._click_everywhere("direction")

    def test_as_administrator(self):
        self._click_everywhere("administrator")
