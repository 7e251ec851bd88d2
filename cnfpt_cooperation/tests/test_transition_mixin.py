from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import CooperationCommon

HISTORY = {"cooperation_history_import": True}


@tagged("post_install", "-at_install")
class TestTransitionMixin(CooperationCommon):
    """No way into a state but the button that leads there."""

    @users("officer_test")
    def test_state_is_not_written(self):
        """A client cannot write the state, whatever context it sends."""
        visit = self._create_visit().with_env(self.env)
        for context in ({}, {"cooperation_guard": True}, {"cooperation_guard": "1"}):
            with self.assertRaises(UserError):
                visit.with_context(**context).write({"state": "closed"})
        self.assertEqual(visit.state, "draft")

    @users("officer_test")
    def test_state_is_not_created(self):
        """A new record starts at the start: by its values or by a default."""
        values = {"name": "Crafted", "country_id": self.tunisia.id}
        with self.assertRaises(UserError):
            self.env["cooperation.visit"].create({**values, "state": "closed"})
        with self.assertRaises(UserError):
            self.env["cooperation.visit"].with_context(default_state="closed").create(
                values
            )

    @users("officer_test")
    def test_guarded_fields_are_not_created(self):
        """What a step decides is not given at creation, by a default either."""
        values = {"name": "Crafted", "country_id": self.tunisia.id}
        requests = self.env["cooperation.request"]
        with self.assertRaises(UserError):
            requests.create({**values, "decision_date": "2030-01-01"})
        with self.assertRaises(UserError):
            requests.with_context(default_decision_date="2030-01-01").create(values)
        self.assertFalse(requests.create(values).decision_date)

    @users("officer_test")
    def test_state_is_not_imported(self):
        """Importing a spreadsheet is no way round the guards either."""
        visits = self.env["cooperation.visit"]
        result = visits.load(["name", "state"], [["Crafted", "closed"]])
        self.assertFalse(result["ids"])
        self.assertIn("starts in the state", result["messages"][0]["message"])
        with self.assertRaises(AccessError):
            visits.with_context(**HISTORY).load(["name", "state"], [["Old", "closed"]])

    @users("administrator_test")
    def test_history_import(self):
        """An administrator takes past records over; they say that they are."""
        result = (
            self.env["cooperation.visit"]
            .with_context(**HISTORY)
            .load(
                ["reference", "name", "state", "country_id/.id", "date_start"],
                [["VIS/2016/3", "Old", "closed", str(self.tunisia.id), "2016-04-04"]],
            )
        )
        visit = self.env["cooperation.visit"].browse(result["ids"])
        self.assertRecordValues(
            visit,
            [
                {
                    "reference": "VIS/2016/3",
                    "state": "closed",
                    "is_imported": True,
                    "zone_id": self.zone_mediterranean.id,
                }
            ],
        )

    @users("administrator_test")
    def test_imported_mark_is_guarded(self):
        """Nobody marks a record as imported to spare it its checks."""
        visit = self._create_visit().with_env(self.env)
        with self.assertRaises(UserError):
            visit.is_imported = True
        with self.assertRaises(UserError):
            self.env["cooperation.visit"].create({"name": "x", "is_imported": True})

    @users("direction_test")
    def test_wrong_role(self):
        """The direction does not run visits."""
        visit = self._create_visit().with_env(self.env)
        with self.assertRaises(AccessError):
            visit.action_plan()

    @users("officer_test")
    def test_wrong_state(self):
        """The refusal names the record and both states."""
        visit = self._create_visit().with_env(self.env)
        with self.assertRaisesRegex(UserError, "VIS/.*Draft.*Closed"):
            visit.action_close()

    @users("officer_test")
    def test_reference_never_changes(self):
        visit = self._create_visit(reference="FORGED").with_env(self.env)
        self.assertRegex(visit.reference, r"^VIS/\d{4}/\d{4}$")
        with self.assertRaises(UserError):
            visit.reference = "VIS/2030/9999"
        self.assertNotEqual(visit.copy().reference, visit.reference)

    @users("officer_test")
    def test_closed_record_is_frozen(self):
        visit = self._create_visit().with_env(self.env)
        visit.cancel_reason = "The delegation is not coming."
        visit.action_cancel()
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            visit.name = "Another title"
        visit.message_post(body="Still talks")

    @users("officer_test")
    def test_started_record_is_not_deleted(self):
        visit = self._create_visit().with_env(self.env)
        visit.cancel_reason = "The delegation is not coming."
        visit.action_cancel()
        with self.assertRaises(AccessError):
            visit.unlink()
        self._create_visit().with_env(self.env).unlink()

    def test_transition_leaves_a_trace(self):
        visit = self._create_visit(cancel_reason="Postponed sine die").with_context(
            tracking_disable=False, mail_notrack=False
        )
        self.cr.precommit.run()
        visit.action_cancel()
        self.cr.precommit.run()
        self.assertEqual(
            visit.message_ids.tracking_value_ids.filtered(
                lambda value: value.field_id.name == "state"
            ).mapped("new_value_char"),
            ["Cancelled"],
        )

    def test_every_transition_is_whole(self):
        """Each arrow has its method, its guard, and states that exist."""
        for model in self.env.registry.values():
            for action, transition in getattr(model, "_transitions", {}).items():
                with self.subTest(model=model._name, action=action):
                    states = set(dict(model._fields["state"].selection))
                    self.assertTrue(callable(getattr(model, action, None)))
                    self.assertLessEqual(set(transition.source), states)
                    self.assertIn(transition.target, states)
                    if transition.guard:
                        self.assertTrue(callable(getattr(model, transition.guard)))
                    for group in filter(None, transition.groups.split(",")):
                        self.assertTrue(self.env.ref(group))
