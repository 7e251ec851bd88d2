from odoo.tests import TransactionCase, tagged

from .common import MODULE

STATES_SHOWN = {
    "cooperation.request": {"new", "qualified", "postponed", "declined", "converted"},
    "cooperation.visit": {"draft", "planned", "done", "closed", "cancelled"},
    "cooperation.agreement": {"draft", "validation", "to_sign", "active"},
    "cooperation.expert": {"candidate", "active", "suspended"},
    "cooperation.mission": {
        "draft",
        "scoped",
        "funded",
        "staffed",
        "ordered",
        "closed",
    },
    "cooperation.assignment": {"proposed", "confirmed", "ordered", "done"},
    "cooperation.expert.day": {"planned", "done"},
    "cooperation.funding.statement": {"draft", "issued"},
    "cooperation.internship": {"draft", "matched", "ongoing", "closed"},
    "cooperation.training.session": {"planned", "done"},
    "cooperation.commitment": {"open", "kept"},
    "cooperation.programme": {"open"},
}


@tagged("post_install", "-at_install", "-standard", "cooperation_demo")
class TestDemo(TransactionCase):
    """Demo data shows every room of the house lived in, over two years."""

    def test_every_life_is_shown(self):
        for model, states in STATES_SHOWN.items():
            with self.subTest(model=model):
                shown = dict(
                    self.env[model]._read_group([], ["state"], ["__count"])
                ).keys()
                self.assertLessEqual(states, shown)

    def test_every_role_has_its_user(self):
        for login in ("officer", "coordinator", "direction", "administrator"):
            with self.subTest(login=login):
                user = self.env.ref(f"{MODULE}.user_{login}_demo")
                self.assertRecordValues(user, [{"login": login, "lang": "fr_FR"}])
                self.assertTrue(user.has_group(f"{MODULE}.{MODULE}_group_{login}"))

    def test_figures_stand_beside_demo_data(self):
        """The published figures stay exact, and live activity stands beside them."""
        report = self.env["cooperation.activity.report"]
        for measure, published in (("visits", 48), ("missions", 77), ("days", 579)):
            with self.subTest(measure=measure):
                totals = dict(
                    report._read_group([], ["is_opening"], [f"{measure}:sum"])
                )
                self.assertEqual(totals[True], published)
                self.assertGreater(totals[False], 0)

    def test_two_years_are_shown(self):
        """Graphs by year have something to compare."""
        visits = self.env["cooperation.visit"]._read_group(
            [("state", "=", "closed")], ["date_start:year"], ["__count"]
        )
        self.assertGreaterEqual(len(visits), 2)
