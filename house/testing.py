"""`./manage test`: every test, each in a fresh database, and the log as one more."""

import json
import re
import subprocess
from collections import Counter
from typing import NamedTuple

from . import databases, logcheck
from .core import (
    CORE_ADDON,
    LOCAL,
    ROOT,
    HouseError,
    addons,
    lock,
    say,
    step,
)

OWN = "house"  # names the tests of the repository's own tests/ folder
DEMO = "cooperation_demo"  # tags the tests that look at the demo data


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


def run_odoo(app, names, tags, demo=False):
    """Install addons in a fresh database, run tests there, return their counts."""
    base = databases.template(app, names, demo)
    title = f"Test {', '.join(tags)}"
    output = LOCAL / "log" / f"{app.database}-{names[0]}{'-demo' if demo else ''}.log"
    extra = ["--with-demo", f"--load-language={databases.LANGUAGES}"] if demo else []
    output.parent.mkdir(parents=True, exist_ok=True)
    with lock(f"test-{app.database}"):
        databases.drop(app, app.database)
        databases.copy(app, base, app.database)
        try:
            with step(title), output.open("w") as stream:
                code = app.call(
                    *("-i", ",".join(names), "--test-tags", ",".join(tags)),
                    *("--stop-after-init", "--max-cron-threads=0"),
                    *extra,
                    stdout=stream,
                    stderr=stream,
                )
        finally:
            databases.drop(app, app.database)
    with output.open(errors="replace") as lines:
        log = logcheck.read(lines)
    problems = judge(log, code)
    if problems:
        show(output, problems)
    say(f"  {len(log.passed)} passed, {len(problems)} failed; log: {output}")
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
    total = Counter()
    if OWN in arguments or not arguments:
        total += run_own(app)
    for names, tags, demo in plan(arguments):
        total += run_odoo(app, names, tags, demo)
    if not total["passed"] and not total["failed"]:
        say("No test was run.")
        total["failed"] = 1
    say("{passed} passed, {failed} failed, {skipped} skipped".format_map(total))
    return 1 if total["failed"] else 0
