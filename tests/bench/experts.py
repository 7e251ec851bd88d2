"""Ranking 100,000 experts and writing 1,000,000 days of the ledger.

The ranking is what the screen of a coordinator asks of the server, words included; its
reference is one SQL statement written by hand for the same rows, and its budget in
milliseconds is a reference too. The ledger is written beside crm.lead. Growth: the same
work on a tenth of the experts, and on a hundredth of the days.
`_experts_shell.py` is what runs inside Odoo.
"""

import json
from pathlib import Path

from house import databases
from house.core import CORE_ADDON, step

FOLDER = Path(__file__).parent
SCRIPT = FOLDER / "_experts_shell.py"
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
        with step("Measure (some minutes)"):
            output = app.quiet(
                *("shell", "--no-http", "--log-level=error", "--max-cron-threads=0"),
                what="Measuring",
                script=f"import sys; sys.path.insert(0, {str(FOLDER)!r})\n"
                + SCRIPT.read_text(),
            )
    finally:
        databases.drop(app, app.database)
    lines = [line for line in output.splitlines() if MARK in line]
    return json.loads(lines[-1].split(MARK, 1)[1])
