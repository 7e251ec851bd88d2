"""A three-day visit of twelve people, planned here and in Odoo's own Events.

Both are played in Chromium by `_clicks_browser.py`, each in the quickest way that
its screens offer; clicks and fields typed are counted.
"""

import json
import secrets
import subprocess
from pathlib import Path

from house import databases, serve
from house.core import CORE_ADDON, LOCAL, step

UNIT = ""
PLAY = Path(__file__).with_name("_clicks_browser.py")
# Events keep the programme of an event in their tracks.
EVENTS = "website_event_track"
SET_UP = """
env.ref("base.user_admin").password = {password!r}
env["res.partner"].create({{"name": "Test School of Administration",
    "is_company": True, "country_id": env.ref("base.tn").id}})
env["res.users"].search([]).odoobot_state = "disabled"
env.cr.commit()
"""


def run(app):
    """Return (what, count here, count in Events, budget as a ratio)."""
    databases.drop(app, app.database)
    databases.copy(app, databases.template(app, [CORE_ADDON], False), app.database)
    password = secrets.token_urlsafe(12)
    try:
        with step("Install the application and Events"):
            app.quiet(
                *("-i", f"{CORE_ADDON},{EVENTS}", "--stop-after-init", "--no-http"),
                "--max-cron-threads=0",
                what="Installing",
            )
            app.quiet(
                *("shell", "--no-http", "--log-level=error", "--max-cron-threads=0"),
                what="Setting up",
                script=SET_UP.format(password=password),
            )
        with step("Play"):
            counts = play(app, password)
    finally:
        databases.drop(app, app.database)
    clicks, typed = counts.pop("here")
    return [
        row
        for way, (other_clicks, other_typed) in counts.items()
        for row in (
            (f"clicks, {way}", clicks, other_clicks, 1.0),
            (
                f"clicks and fields, {way}",
                clicks + typed,
                other_clicks + other_typed,
                1,
            ),
        )
    ]


def play(app, password):
    """Return {way: (clicks, fields typed)}, from a server of our own."""
    log = LOCAL / "log" / f"{app.database}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w") as output:
        server = app.popen("--max-cron-threads=0", stdout=output, stderr=output)
        try:
            serve.wait_until_ready(app, server, log)
            done = subprocess.run(
                [
                    *(str(app.environment.python), str(PLAY)),
                    *(f"http://127.0.0.1:{app.port}", password),
                ],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
        finally:
            server.terminate()
            server.wait()
    return json.loads(done.stdout)
