from odoo.tests import tagged

from ..tools.batches import run_each
from .common import CooperationCommon


@tagged("post_install", "-at_install")
class TestBatches(CooperationCommon):
    """One bad record holds up no other, and is undone alone."""

    def test_one_that_fails_is_undone_alone(self):
        visits = self._create_visit() | self._create_visit() | self._create_visit()

        def rename(visit):
            visit.name = "Renamed"
            if visit == visits[1]:
                raise ValueError("Not this one")

        with self.assertLogs("odoo.addons.cnfpt_cooperation.tools.batches") as log:
            failed = run_each(visits, rename)
        self.assertEqual(failed, visits[1])
        self.assertIn("Not this one", log.output[0])
        self.assertEqual(visits.mapped("name"), ["Renamed", "Test visit", "Renamed"])

    def test_purge_goes_on_after_a_bad_visit(self):
        sheets = self.env["cooperation.visit.protocol"]
        for name in ("First", "Second"):
            visit = self._create_visit(
                name=name, date_start="2020-03-04", date_end="2020-03-06"
            )
            delegate = self.env["cooperation.visit.delegate"].create(
                {"visit_id": visit.id, "name": "Test Delegate"}
            )
            sheets |= sheets.create({"delegate_id": delegate.id})
        bad = sheets[0].visit_id
        plain = type(bad).message_post

        def post(visit, **kwargs):
            if visit == bad:
                raise ValueError("No note for this one")
            return plain(visit, **kwargs)

        self.patch(type(bad), "message_post", post)
        progress = []
        self.patch(
            self.registry["ir.cron"],
            "_commit_progress",
            lambda _cron, processed=0, remaining=None: progress.append(remaining),
        )
        with self.assertLogs("odoo.addons.cnfpt_cooperation.tools.batches"):
            sheets._cron_purge()
        self.assertEqual(progress, [0], "what failed waits for tomorrow")
        self.assertTrue(sheets[0].exists())
        self.assertFalse(sheets[1].exists())
