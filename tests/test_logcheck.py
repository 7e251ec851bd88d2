"""The reading of a test run's log."""

import unittest

from house import logcheck, testing

MODULE = "odoo.addons.cnfpt_cooperation.tests.test_visit"


def record(message, level="INFO", logger=MODULE):
    """Return one line as Odoo writes it."""
    return f"2030-01-02 03:04:05,678 910 {level} base_test {logger}: {message}"


SUMMARY = record("0 failed, 0 error(s) of 2 tests when loading database 'x'")
SUMMARY = SUMMARY.replace(MODULE, "odoo.tests.result")
HEALTHY = [
    record("Starting TestVisit.test_a ... "),
    record("Starting TestVisit.test_b ... "),
    record("skipped TestVisit.test_b : no browser"),
    SUMMARY,
]


class TestLogcheck(unittest.TestCase):
    """Counts come from the log; what is not understood never passes."""

    def test_healthy(self):
        log = logcheck.read(HEALTHY)
        self.assertEqual(log.passed, {(MODULE, "TestVisit.test_a")})
        self.assertEqual(log.skipped, {(MODULE, "TestVisit.test_b")})
        self.assertEqual(testing.judge(log, 0), [])

    def test_failures_count_once_a_test(self):
        log = logcheck.read(
            HEALTHY
            + [
                record("FAIL: Subtest TestVisit.test_a (i=0)", "ERROR"),
                record("FAIL: Subtest TestVisit.test_a (i=1)", "ERROR"),
                record("Module cnfpt_cooperation: 2 failures, 0 errors", "ERROR"),
                record("At least one test failed when loading the modules.", "ERROR"),
            ]
        )
        self.assertEqual(log.passed, set())
        self.assertEqual(testing.judge(log, 1), [f"TestVisit.test_a ({MODULE})"])

    def test_class_that_does_not_start(self):
        line = record(f"ERROR: setUpClass ({MODULE}.TestVisit)", "ERROR")
        line = line.replace(f"{MODULE}: E", "odoo.tests.suite: E")
        log = logcheck.read([*HEALTHY, line])
        self.assertEqual(log.failed, {(MODULE, "TestVisit.setUpClass")})

    def test_unexpected_warning_is_a_failure(self):
        log = logcheck.read(
            [*HEALTHY, record("no access rule", "WARNING", "odoo.registry")]
        )
        self.assertEqual(
            testing.judge(log, 0),
            ["unexpected in the log: WARNING odoo.registry: no access rule"],
        )

    def test_no_test_is_a_failure(self):
        log = logcheck.read([SUMMARY])
        self.assertEqual(testing.judge(log, 0), ["no test was run"])

    def test_early_end_is_a_failure(self):
        log = logcheck.read(HEALTHY[:-1])
        self.assertEqual(testing.judge(log, 0), ["Odoo ended before its tests did"])

    def test_exit_code_is_a_failure(self):
        log = logcheck.read(HEALTHY)
        self.assertEqual(testing.judge(log, 3), ["Odoo ended with code 3"])
