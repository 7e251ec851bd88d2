"""Files of the Mission beside crm.lead: create them, list them, sum them up.

The figures are taken in one process on one database, one after the other: only the
ratios mean anything. `_files_shell.py` is what runs inside Odoo.
"""

import json
from pathlib import Path

from house import databases
from house.core import CORE_ADDON, step

SCRIPT = Path(__file__).with_name("_files_shell.py")
MARK = "BENCH "


def run(app):
    """Return (what, seconds, seconds of the reference, budget as a ratio)."""
    databases.drop(app, app.database)
    databases.copy(app, databases.template(app, [CORE_ADDON], False), app.database)
    try:
        with step("Install the application and crm"):
            app.quiet(
                *("-i", f"{CORE_ADDON},crm", "--stop-after-init", "--no-http"),
                "--max-cron-threads=0",
                what="Installing",
            )
        with step("Measure"):
            output = app.quiet(
                *("shell", "--no-http", "--log-level=error", "--max-cron-threads=0"),
                what="Measuring",
                script=SCRIPT.read_text(),
            )
    finally:
        databases.drop(app, app.database)
    lines = [line for line in output.splitlines() if MARK in line]
    return json.loads(lines[-1].split(MARK, 1)[1])
