"""`./manage run`: from nothing to a running server, in one step."""

import secrets
import signal
import socket
import time
import urllib.error
import urllib.request

from . import databases
from .core import (
    CORE_ADDON,
    LOCAL,
    HouseError,
    addons,
    digest,
    say,
    step,
    write_private,
)

RESERVATIONS = []  # sockets that hold the ports given to this process
ROLES = ("officer", "coordinator", "direction", "administrator")
# Runs once, inside Odoo, in each new database: nobody knows the password of its
# administrator, people added later speak French unless they say otherwise, and the
# money of a French establishment is in euros. Odoo's robot greets nobody: its window
# would cover the first page on a telephone. The establishment is not looked up at a
# third party's: nobody has asked for that.
FIRST_TIME = """
env["ir.config_parameter"].init(force=True)
admin = env.ref("base.user_admin")
admin.write({{"password": {password!r}, "lang": {language!r}, "tz": "Europe/Paris"}})
env["ir.default"].set("res.partner", "lang", {language!r})
euro, france = env.ref("base.EUR"), env.ref("base.fr")
company = env.ref("base.main_company")
company.write({{"currency_id": euro.id, "country_id": france.id}})
if "iap_enrich_auto_done" in company._fields:
    company.iap_enrich_auto_done = True
users = env["res.users"].search([])
if "odoobot_state" in users._fields:
    users.odoobot_state = "disabled"
env.cr.commit()
"""


def reserve_port(port):
    """Keep the other commands of this machine off a port until this process ends.

    Odoo binds its port long after it was found free, and the probe of another command
    between the two would find it free as well. The name of a socket is nobody else's.

    :return: True, or False if another command, or this one, has it already
    """
    reservation = socket.socket(socket.AF_UNIX)
    try:
        reservation.bind(f"\0cnfpt_cooperation port {port}")
    except OSError:
        reservation.close()
        return False
    RESERVATIONS.append(reservation)
    return True


def is_free(port):
    """Tell whether nothing listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(port):
    """Return the first free port from this one on, reserved for this process."""
    for candidate in range(port, port + 100):
        if is_free(candidate) and reserve_port(candidate):
            return candidate
    raise HouseError(f"No free port from {port} on.")


def code_key(folder):
    """Return a key of an addon's files that changes when an update is needed."""
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not {"tests", "__pycache__"} & set(path.relative_to(folder).parts)
    )
    parts = [part for path in files for part in (path.relative_to(folder), path)]
    return digest(*(str(p) if not p.is_absolute() else p for p in parts))


def remember(app, names):
    """Note in the database which code it holds."""
    values = ", ".join(
        f"('house.code.{name}', '{code_key(addons()[name])}')" for name in names
    )
    if values:
        app.sql(
            f"INSERT INTO ir_config_parameter (key, value) VALUES {values}"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            app.database,
        )


def installed(app):
    """Return the addons of ours that the database has."""
    rows = app.sql(
        "SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade')",
        app.database,
    )
    return sorted(set(rows.split()) & set(addons()))


def create(app, demo):
    """Create the database under another name and rename it when it is finished."""
    wanted = [name for name in [CORE_ADDON] if name in addons()]
    base = databases.template(app, wanted, demo)
    partial = f"{app.database}_partial"
    databases.drop(app, partial)
    password = secrets.token_urlsafe(12)
    with step(f"Create the database {app.database}"):
        databases.copy(app, base, partial)
        if wanted:
            app.quiet(
                *("-i", ",".join(wanted), f"--load-language={databases.LANGUAGES}"),
                *("--stop-after-init", "--no-http", "--max-cron-threads=0"),
                *(["--with-demo"] if demo else []),
                what="Installing the application",
                database=partial,
            )
        script = FIRST_TIME.format(password=password, language=databases.LANGUAGE)
        app.quiet(
            *("shell", "--no-http", "--max-cron-threads=0", "--log-level=warn"),
            what="Setting up the database",
            database=partial,
            script=script,
        )
        databases.rename(app, partial, app.database)
    write_private(password_file(app), f"{password}\n")
    remember(app, installed(app))


def password_file(app):
    """Return where the password of a database's administrator is kept."""
    return LOCAL / "passwords" / app.database


def update(app):
    """Update the addons whose code has changed since the database saw them."""
    names = installed(app)
    known = dict(
        row.split("|")
        for row in app.sql(
            "SELECT substr(key, 12), value FROM ir_config_parameter"
            " WHERE key LIKE 'house.code.%'",
            app.database,
        ).splitlines()
    )
    changed = [name for name in names if known.get(name) != code_key(addons()[name])]
    if changed:
        with step(f"Update {', '.join(changed)}"):
            app.quiet(
                *("-u", ",".join(changed), "--stop-after-init", "--no-http"),
                "--max-cron-threads=0",
                what="Updating the application",
            )
        remember(app, changed)


def answers(port):
    """Tell whether a server answers on a port."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/web/login", timeout=60
        ) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def wait_until_ready(app, process, log):
    """Wait until the server of a process answers."""
    while not answers(app.port):
        if process.poll() is not None:
            raise HouseError(f"Odoo stopped at once: see {log}.")
        time.sleep(0.3)


def logins(app):
    """Return (login, password) pairs to show: one a role, or the administrator."""
    names = ", ".join(f"'{role}'" for role in ROLES)
    found = app.sql(
        f"SELECT login FROM res_users WHERE active AND login IN ({names})"
        " AND EXISTS (SELECT 1 FROM ir_module_module WHERE name = 'base' AND demo)",
        app.database,
    ).split()
    pairs = [(role, role) for role in ROLES if role in found]
    if not pairs and password_file(app).exists():
        pairs = [("admin", password_file(app).read_text().strip())]
    return pairs


def run(app, demo):
    """Create or update the database, serve it until interrupted."""
    if not databases.exists(app, app.database):
        create(app, demo)
    else:
        update(app)
    log = LOCAL / "log" / f"{app.database}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = app.popen(stdout=output, stderr=output)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            with step("Start Odoo"):
                wait_until_ready(app, process, log)
            say(f"\nReady: http://127.0.0.1:{app.port}/odoo")
            for login, password in logins(app):
                say(f"  login {login:<14} password {password}")
            say(f"Log: {log}. Stop with Ctrl-C.")
            return process.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            process.terminate()
            process.wait()
