"""`./manage lint`: form, idioms, data files, translations, Odoo's own lint."""

import csv
import fnmatch
import os
import re
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from tempfile import TemporaryDirectory

from . import databases, logcheck
from .core import CORE_ADDON, ROOT, HouseError, addons, lock, say

# Odoo's lint, less what scans all of Odoo for ten minutes, what wants another
# eslint, and the linter's tests of itself.
LINT_TAGS = "/test_lint" + "".join(
    f",-/test_lint:{name}"
    for name in ("TestPyLint", "TestESLint", "TestSqlLint", "TestI18nChecks")
)
ODOO_CHECKERS = (
    "_odoo_checker_sql_injection",
    "_odoo_checker_gettext",
    "_odoo_checker_unlink_override",
)
ODOO_MESSAGES = (
    "used-before-assignment,undefined-variable,eval-used,unreachable,"
    "function-redefined,sql-injection,gettext-variable,gettext-placeholders,"
    "gettext-repr,missing-gettext,raise-unlink-override"
)
# Odoo's own French of terms that its mixins bring into our models.
TRANSLATED_BY_ODOO = ("mail", "base", "calendar", "contacts", "portal", "rating")
IGNORED = {".git", ".local", "node_modules", "__pycache__"}
SHOWN = 20  # terms to show of each addon
# It would have each term wrapped as Odoo's export wraps it.
NO_PRETTY = "--disable=po-pretty-format"


def sources(*patterns):
    """Return the files of the repository that match, without what it ignores."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - IGNORED)
        for pattern in patterns:
            found += [Path(folder, name) for name in fnmatch.filter(names, pattern)]
    return sorted(found)


def tool(app, *arguments, python_path=()):
    """Run a Python tool of the virtualenv; return what it finds."""
    variables = app.variables()
    variables["PYTHONPATH"] = ":".join(
        [*map(str, python_path), variables["PYTHONPATH"]]
    )
    done = subprocess.run(
        [str(app.environment.python), "-m", *map(str, arguments)],
        cwd=ROOT,
        env=variables,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return [] if not done.returncode else done.stdout.strip().splitlines() or ["failed"]


def check_data_files(_app):
    """Return the XML and CSV files that cannot be read."""
    problems = []
    for path in sources("*.xml", "*.svg"):
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            problems.append(f"{path.relative_to(ROOT)}: {error}")
    for path in sources("*.csv"):
        with path.open(newline="", encoding="utf-8") as handle:
            rows = list(csv.reader(handle, strict=True))
        problems += [
            f"{path.relative_to(ROOT)}:{number}: {len(row)} cells of {len(rows[0])}"
            for number, row in enumerate(rows, 1)
            if len(row) != len(rows[0])
        ]
    return problems


def check_odoo_pylint(app):
    """Run Odoo's own pylint checkers on our addons."""
    plugins = app.environment.addon("test_lint") / "tests"
    arguments = ["pylint", "--rcfile=/dev/null", "--disable=all", "--reports=n"]
    # A remark for pylint-odoo names messages that these checkers do not have.
    arguments += [f"--enable={ODOO_MESSAGES}", "--disable=unknown-option-value"]
    arguments += ["--score=n"]
    arguments += [f"--load-plugins={','.join(ODOO_CHECKERS)}"]
    return tool(app, *arguments, *addons().values(), python_path=[plugins])


def export(app, name, folder):
    """Return a file with the terms of an installed addon."""
    target = f"{folder}/{name}.pot"
    app.quiet(
        *("i18n", "export", "-l", "pot", "-o", target, name),
        what=f"Exporting the terms of {name}",
    )
    return target


def template_of(name):
    """Return the file with the terms of an addon; its translations lie beside it."""
    return addons()[name] / "i18n" / f"{name}.pot"


def check_translations(app, names):
    """Return the terms of installed addons that are missing or not translated."""
    problems = []
    with TemporaryDirectory() as folder:
        for name in names:
            found = tool(
                *(app, "house.po", "check"),
                *(export(app, name, folder), template_of(name)),
            )
            problems += [f"{name}: {line}" for line in found[:SHOWN]]
            if len(found) > SHOWN:
                problems.append(f"{name}: {len(found) - SHOWN} terms more")
    return [*problems, "see ./manage translate"] if problems else []


def check_odoo_lint(app, names):
    """Run Odoo's lint on the database; return what concerns our addons."""
    process = app.popen(
        *("-i", ",".join(["test_lint", *names]), "--test-tags", LINT_TAGS),
        *("--stop-after-init", "--max-cron-threads=0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    lines = process.communicate()[0].splitlines()
    if logcheck.read(lines).announced is None:
        return ["Odoo ended before its lint did", *lines[-20:]]
    return about_us(lines)


def about_us(lines):
    """Return the failures and warnings of a log that name one of our addons."""
    ours = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in addons()))
    blocks, harmful = [], False
    for line in lines:
        record = logcheck.RECORD.match(line)
        if record:
            harmful = record["level"] in logcheck.HARMFUL
            if harmful:
                blocks.append([])
        if harmful:
            blocks[-1].append(line)
    return [line for block in blocks if ours.search("\n".join(block)) for line in block]


def check_installed(app, names):
    """Return what is wrong with addons just installed; lint Odoo's way at the end."""
    problems = check_translations(app, names)
    if set(names) | {CORE_ADDON} == set(addons()):
        problems += check_odoo_lint(app, names)
    return problems


def with_database(app, work):
    """Do work with a fresh database of the core alone, then of all addons."""
    others = [name for name in addons() if name != CORE_ADDON]
    problems = []
    with lock(f"test-{app.database}"):
        try:
            databases.drop(app, app.database)
            base = databases.template(app, [CORE_ADDON], demo=False)
            databases.copy(app, base, app.database)
            for names in filter(None, ([CORE_ADDON], others)):
                app.quiet(
                    *("-i", ",".join(names), "--stop-after-init", "--no-http"),
                    "--max-cron-threads=0",
                    what=f"Installing {', '.join(names)}",
                )
                problems += work(app, names) or []
        finally:
            databases.drop(app, app.database)
    return problems


def translate(app):
    """Refresh the templates of terms and the translations of all addons."""

    def work(_app, names):
        known = [app.environment.addon(name) for name in TRANSLATED_BY_ODOO]
        others = [folder / "i18n/fr.po" for folder in known if folder]
        with TemporaryDirectory() as folder:
            for name in names:
                source = export(app, name, folder)
                subprocess.run(
                    [str(app.environment.python), "-m", "house.po", "refresh"]
                    + [str(path) for path in (source, template_of(name), *others)],
                    cwd=ROOT,
                    check=True,
                )

    with_database(app, work)
    return 0


def checks():
    """Return the checks in order: (title, function of the application)."""
    python = [ROOT / name for name in ("manage", "house", "tests")]
    folders = [*addons().values()]
    po = sources("*.po", "*.pot")
    return [
        (
            "ruff check",
            tool,
            ("ruff", "check", "--output-format=concise", *python, *folders),
        ),
        ("ruff format", tool, ("ruff", "format", "--check", *python, *folders)),
        ("pylint-odoo", tool, ("pylint", "--rcfile=.pylintrc", *folders)),
        ("Odoo's pylint checkers", check_odoo_pylint, ()),
        ("oca-checks-odoo-module", tool, ("oca_pre_commit_hooks.cli", *folders)),
        *(
            [("oca-checks-po", tool, ("oca_pre_commit_hooks.cli_po", NO_PRETTY, *po))]
            if po
            else []
        ),
        ("XML and CSV files", check_data_files, ()),
        ("French, and Odoo's own lint", with_database, (check_installed,)),
    ]


def run(app):
    """Run every check; return 1 if any found something."""
    failed = []
    for title, function, arguments in checks():
        start = time.monotonic()
        try:
            problems = function(app, *arguments)
        except HouseError as error:
            problems = str(error).splitlines()
        verdict = f"{len(problems)} lines" if problems else "ok"
        say(f"{title}: {verdict} ({time.monotonic() - start:.0f} s)")
        for problem in problems:
            say(f"  {problem}")
        if problems:
            failed.append(title)
    say(f"Lint failed: {', '.join(failed)}." if failed else "Lint passed.")
    return 1 if failed else 0
