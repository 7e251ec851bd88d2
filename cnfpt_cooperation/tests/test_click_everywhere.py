from odoo.tests import HttpCase, tagged

from .common import MODULE, CooperationCommon

CLICKBOT = "@web/webclient/clickbot/clickbot_loader"
SUCCESS = "clickbot test succeeded"


@tagged("post_install", "-at_install", "cooperation_browser")
class TestClickEverywhere(CooperationCommon, HttpCase):
    """Odoo's own robot opens every menu, view and filter, as each role."""

    allow_end_on_form = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_request()
        cls._create_visit()
        cls._create_mission()
        cls._create_expert()

    def _click_everywhere(self, user):
        """Visit the application and the dashboards as `user`."""
        user.tour_enabled = False
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        apps = {menus[app]["xmlid"] for app in menus["root"]["children"]}
        self.assertIn(f"{MODULE}.cooperation_menu_root", apps)
        for app in sorted(apps):
            if app.startswith((f"{MODULE}.", "spreadsheet_dashboard.")):
                with self.subTest(app=app):
                    self.browser_js(
                        "/odoo",
                        f"odoo.loader.modules.get('{CLICKBOT}')"
                        f".startClickEverywhere('{app}');",
                        "odoo.isReady === true",
                        login=user.login,
                        timeout=600,
                        success_signal=SUCCESS,
                    )

    def test_as_officer(self):
        self._click_everywhere(self.user_officer)

    def test_as_coordinator(self):
        self._click_everywhere(self.user_coordinator)

    def test_as_direction(self):
        self._click_everywhere(self.user_direction)

    def test_as_administrator(self):
        self._click_everywhere(self.user_administrator)
