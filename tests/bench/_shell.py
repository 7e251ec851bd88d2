"""Measuring inside Odoo: a script sent to `odoo shell` in a database of its own."""

import json
from pathlib import Path

from house import databases
from house.core import CORE_ADDON, step

FOLDER = Path(__file__).parent
MARK = "BENCH "
NOTHING_ELSE = ("--no-http", "--max-cron-threads=0")


def measure(app, script):
    """Return the rows that a script of this folder prints, with crm installed.

    :param str script: its name; what it imports may lie beside it
    """
    databases.drop(app, app.database)
    databases.copy(app, databases.template(app, [CORE_ADDON], False), app.database)
    try:
        with step("Install the application and crm"):
            app.quiet(
                *("-i", f"{CORE_ADDON},crm", "--stop-after-init", *NOTHING_ELSE),
                what="Installing",
            )
        with step("Measure"):
            output = app.quiet(
                *("shell", "--log-level=error", *NOTHING_ELSE),
                what="Measuring",
                script=f"import sys; sys.path.insert(0, {str(FOLDER)!r})\n"
                + (FOLDER / script).read_text(),
            )
    finally:
        databases.drop(app, app.database)
    lines = [line for line in output.splitlines() if MARK in line]
    return json.loads(lines[-1].split(MARK, 1)[1])
