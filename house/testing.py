"""`./manage test`: every test, each in a fresh database, and the log as one more."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import NamedTuple

from . import databases, logcheck, serve
from .core import (
    CORE_ADDON,
    LOCAL,
    ROOT,
    HouseError,
    addons,
    lock,
    say,
)

OWN = "house"  # names the tests of the repository's own tests/ folder
DEMO = "cooperation_demo"  # tags the tests that look at the demo data
DEMO_OPTIONS = ("--with-demo", f"--load-language={databases.LANGUAGES}")


class Run(NamedTuple):
    """One fresh database: the addons to install and the tests to run there."""

    names: list
    tags: list
    demo: bool = False


def split(arguments):
    """Sort arguments into addons of ours and Odoo test tags."""
    names = [item for item in arguments if item in addons()]
    tags = [item for item in arguments if item not in addons() and item != OWN]
    return names, tags


def addons_of(tags):
    """Return the addons of ours that tags name, or all of them."""
    named = {match for tag in tags for match in re.findall(r"/(\w+)", tag)}
    return sorted(named & set(addons())) or list(addons())


def plan(arguments):
    """Return the runs to do; the demo data has one of its own, in French."""
    names, tags = split(arguments)
    runs = []
    if names or not arguments:
        wanted = names or list(addons())
        if CORE_ADDON in wanted:  # alone first: it needs none of the others
            runs.append(Run([CORE_ADDON], tags_of([CORE_ADDON])))
        others = [name for name in wanted if name != CORE_ADDON]
        if others:
            runs.append(Run(others, tags_of(others)))
    if tags:
        runs.append(Run(addons_of(tags), tags, any(DEMO in tag for tag in tags)))
    if not arguments and CORE_ADDON in addons():
        runs.append(Run([CORE_ADDON], [DEMO], demo=True))
    return runs


def tags_of(names):
    """Return the test tags of addons: theirs, and their JavaScript unit tests."""
    tags = [f"/{name}" for name in names]
    for name in names:
        if any((addons()[name] / "static/tests").glob("**/*.test.js")):
            tags.append(f"/web:WebSuite.test_unit_desktop[@{name}]")
    return tags


@contextlib.contextmanager
def started(app, asked, number):
    """Start a run in a database of its own; give what waits for its end and judges it.

    :param number: 0 for the first, whose database is the application's; the others
        have theirs, and their ports, behind it
    """
    database = f"{app.database}_{number}" if number else app.database
    port = serve.free_port(app.port) if number else app.port
    begun = time.monotonic()
    base = databases.template(app, asked.names, asked.demo)
    databases.drop(app, database)
    databases.copy(app, base, database)
    output = LOCAL / "log" / f"{database}-{asked.names[0]}.log"
    output.parent.mkdir(parents=True, exist_ok=True)
    title = f"Test {', '.join(asked.tags)}"
    with output.open("w") as stream:
        process = app.popen(
            *("-i", ",".join(asked.names), "--test-tags", ",".join(asked.tags)),
            *("--stop-after-init", "--max-cron-threads=0", f"--http-port={port}"),
            *(DEMO_OPTIONS if asked.demo else ()),
            database=database,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    say(f"{title} …")

    def finish():
        code = process.wait()
        return report(title, output, code, time.monotonic() - begun)

    try:
        yield finish
    finally:
        end(process)
        databases.drop(app, database)


def end(process):
    """End a run, and the browsers that would outlive an Odoo ended in a test."""
    process.terminate()
    process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def report(title, output, code, seconds):
    """Say how a run ended, and return its counts."""
    with output.open(errors="replace") as lines:
        log = logcheck.read(lines)
    problems = judge(log, code)
    if problems:
        show(output, problems)
    say(
        f"{title}: {len(log.passed)} passed, {len(problems)} failed, "
        f"{seconds:.0f} s; log: {output}"
    )
    return Counter(
        passed=len(log.passed), failed=len(problems), skipped=len(log.skipped)
    )


def judge(log, code):
    """Return what is wrong with a run, one sentence for each failure."""
    problems = [f"{test} ({logger})" for logger, test in sorted(log.failed)]
    problems += [f"unexpected in the log: {line}" for line in log.unexpected]
    if log.announced is None:
        problems.append("Odoo ended before its tests did")
    elif not log.started:
        problems.append("no test was run")
    elif code and not problems:
        problems.append(f"Odoo ended with code {code}")
    return problems


def show(output, problems):
    """Print the tracebacks of a log, then the list of what failed."""
    printing = False
    for line in output.read_text(errors="replace").splitlines():
        record = logcheck.RECORD.match(line)
        if record:
            printing = record["level"] in logcheck.HARMFUL and not logcheck.harmless(
                record["logger"], record["message"]
            )
        if printing:
            say(f"  {line}")
    for problem in problems:
        say(f"  FAILED {problem}")


def run_own(app):
    """Run the tests of the repository's own tests/ folder."""
    results = LOCAL / "log" / "own-tests.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    say("Test tests/ …")
    subprocess.run(
        [str(app.environment.python), "-m", "house.unittests", str(results)],
        cwd=ROOT,
        check=False,
    )
    if not results.exists():
        return Counter(failed=1)
    return Counter(json.loads(results.read_text()))


def run(app, arguments):
    """Run what was asked for, or everything; end with the line of totals."""
    if not addons():
        raise HouseError("There is no addon here.")
    # Whoever ends us ends the runs: they must not go on without their PostgreSQL.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    total = Counter()
    runs = plan(arguments)
    with contextlib.ExitStack() as stack:
        if runs:
            stack.enter_context(lock(f"test-{app.database}"))
            # The first takes by far the longest: the others pass beside it.
            finish_first = stack.enter_context(started(app, runs[0], 0))
        if OWN in arguments or not arguments:
            total += run_own(app)
        for number, other in enumerate(runs[1:], 1):
            with started(app, other, number) as finish:
                total += finish()
        if runs:
            total += finish_first()
    if not total["passed"] and not total["failed"]:
        say("No test was run.")
        total["failed"] = 1
    say("{passed} passed, {failed} failed, {skipped} skipped".format_map(total))
    return 1 if total["failed"] else 0
