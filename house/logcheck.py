"""Reads the log of a test run: what was tested, what failed, what was unexpected."""

import re
from dataclasses import dataclass, field

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+"
    r" (?P<logger>[^\s:]+): (?P<message>.*)$"
)
STARTING = re.compile(r"^Starting (?P<test>.+) \.\.\. *$")
SKIPPED = re.compile(r"^skipped (?P<test>.+?) : ")
FAILED = re.compile(r"^(?:FAIL|ERROR): (?P<test>.+?) *$")
SUMMARY = re.compile(
    r"^(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<run>\d+) tests"
)
# Odoo's own totals at the end of failed tests: the tests themselves are counted.
ECHO = re.compile(
    r"^Module \w+: \d+ failures?, |^At least one test failed when loading"
)
HARMFUL = ("WARNING", "ERROR", "CRITICAL")
# Warnings and errors that a healthy run prints, each with its reason. A test that
# provokes one catches it with assertLogs instead, and it never reaches the log.
EXPECTED = ()


@dataclass
class Log:
    """What a log says."""

    started: set = field(default_factory=set)
    skipped: set = field(default_factory=set)
    failed: set = field(default_factory=set)
    announced: int = None
    unexpected: list = field(default_factory=list)

    @property
    def passed(self):
        """Return the tests that were started, not skipped, and did not fail."""
        return self.started - self.skipped - self.failed


def harmless(logger, message):
    """Tell whether a warning or an error is expected, or counts tests only."""
    return bool(SUMMARY.match(message) or ECHO.match(message)) or any(
        re.fullmatch(known_logger, logger) and re.search(pattern, message)
        for known_logger, pattern, _reason in EXPECTED
    )


def read(lines):
    """Read the lines of Odoo's log."""
    log = Log()
    for line in lines:
        record = RECORD.match(line)
        if record:
            _read_record(log, record["level"], record["logger"], record["message"])
    return log


def _read_record(log, level, logger, message):
    for pattern, names in (
        (STARTING, log.started),
        (SKIPPED, log.skipped),
        (FAILED, log.failed),
    ):
        match = pattern.match(message)
        if match and ".tests" in logger:
            names.add(_name(logger, match["test"]))
            return
    summary = SUMMARY.match(message)
    if summary and logger.startswith("odoo.tests"):
        log.announced = (log.announced or 0) + int(summary["run"])
    elif level in HARMFUL and not harmless(logger, message):
        log.unexpected.append(f"{level} {logger}: {message}")


def _name(logger, test):
    """Return (module, test): a class's own failure is named like a test of it."""
    for_class = re.match(r"(?P<stage>\w+Class) \((?P<path>.+)\.(?P<name>\w+)\)$", test)
    if for_class:
        return for_class["path"], f"{for_class['name']}.{for_class['stage']}"
    return logger, re.sub(r"^Subtest ", "", re.sub(r" [(\[].*$", "", test))
