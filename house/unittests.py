"""Runs the tests of tests/ and writes their counts as JSON."""

import json
import sys
import unittest

from .core import ROOT


def main(target):
    """Run the tests and write how many passed, failed and were skipped."""
    suite = unittest.defaultTestLoader.discover(str(ROOT / "tests"), top_level_dir=ROOT)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = {str(getattr(test, "test_case", test)) for test, _trace in result.failures}
    failed |= {str(getattr(test, "test_case", test)) for test, _trace in result.errors}
    failed |= {str(test) for test in result.unexpectedSuccesses}
    skipped = len(result.skipped)
    counts = {
        "passed": max(result.testsRun - len(failed) - skipped, 0),
        "failed": len(failed),
        "skipped": skipped,
    }
    with open(target, "w") as handle:
        json.dump(counts, handle)


if __name__ == "__main__":
    main(sys.argv[1])
