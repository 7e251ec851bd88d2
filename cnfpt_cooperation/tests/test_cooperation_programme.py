from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CooperationCommon


@tagged("post_install", "-at_install")
class TestProgramme(CooperationCommon):
    """A programme groups files, and is opened and closed by the coordination."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme = (
            cls.env["cooperation.programme"]
            .with_user(cls.user_coordinator)
            .create({"name": "Test programme", "country_ids": cls.tunisia.ids})
        )

    def test_life(self):
        self.programme.action_open()
        self.assertEqual(self.programme.state, "open")
        self.programme.action_close()
        self.assertEqual(self.programme.state, "closed")
        self.programme.with_user(self.user_direction).action_open()
        self.assertEqual(self.programme.state, "open")

    def test_open_needs_a_country(self):
        self.programme.country_ids = False
        with self.assertRaisesRegex(UserError, "country"):
            self.programme.action_open()

    def test_refusals(self):
        with self.assertRaises(UserError):
            self.programme.action_close()
        with self.assertRaises(UserError):
            self.programme.state = "open"
        with self.assertRaises(AccessError):
            self.programme.with_user(self.user_officer).action_open()

    def test_counts_open_what_they_count(self):
        self._create_visit(programme_id=self.programme.id)
        self._create_mission(programme_id=self.programme.id)
        self._create_mission(programme_id=self.programme.id)
        self._create_request(programme_id=self.programme.id)
        for name, count in (
            ("visit", 1),
            ("mission", 2),
            ("request", 1),
            ("agreement", 0),
            ("internship", 0),
        ):
            with self.subTest(name=name):
                action = getattr(self.programme, f"action_open_{name}s")()
                self.assertEqual(self.programme[f"{name}_count"], count)
                self.assertEqual(
                    self.env[action["res_model"]].search_count(action["domain"]), count
                )

    def test_network_counts_members_of_today(self):
        network = (
            self.env["cooperation.network"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "name": "Test network",
                    "membership_ids": [
                        (0, 0, {"partner_id": self.funder.id}),
                        (
                            0,
                            0,
                            {
                                "partner_id": self.foreign_body.id,
                                "date_end": "2020-12-31",
                            },
                        ),
                    ],
                }
            )
        )
        self.assertEqual(network.member_count, 1)
        self.assertEqual(network.membership_ids.mapped("is_current"), [True, False])
