"""Odoo with the right interpreter, addons, configuration and database."""

import configparser
import contextlib
import os
import secrets
import signal
import subprocess

from .core import LOCAL, ROOT, digest, quiet, write_private
from .environment import Environment
from .postgres import Server


def own_server(configuration):
    """Return PG* variables of the user's own server, or None without one."""
    options = {
        "PGHOST": "db_host",
        "PGPORT": "db_port",
        "PGUSER": "db_user",
        "PGPASSWORD": "db_password",
    }
    found = {
        variable: os.environ.get(variable)
        or configuration.get("options", option, fallback="")
        for variable, option in options.items()
    }
    found = {key: value for key, value in found.items() if value not in ("", "False")}
    return found if "PGHOST" in found or "PGUSER" in found else None


def master_password():
    """Return the random master password of this folder's databases."""
    path = LOCAL / "master-password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text()


class Odoo:
    """Odoo ready to be called: enter it, and the database server runs."""

    def __init__(self, database, port=8069, dev=False):
        self.database = database
        self.port = port
        self.environment = Environment(dev=dev)
        self.configuration = configparser.ConfigParser(interpolation=None)
        self.configuration.read(ROOT / "odoo.conf")
        self._own = own_server(self.configuration)
        # Each server has its attachments: databases of two may share a name.
        own = self._own and digest(self._own.get("PGHOST"), self._own.get("PGPORT"))
        self.data = LOCAL / (f"data-{own}" if own else "data")
        self._server = None
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        self._rc = self._write_configuration()
        if self._own is None:
            self._server = self._stack.enter_context(Server(self.environment.folder))
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    def _write_configuration(self):
        """Write what odoo.conf cannot know: paths and the master password."""
        options = self.configuration
        if not options.has_section("options"):
            options.add_section("options")
        path = [str(folder) for folder in self.environment.addons_path()]
        options["options"]["addons_path"] = ",".join(path)
        options["options"]["http_port"] = str(self.port)
        options["options"]["data_dir"] = str(self.data)
        options["options"]["admin_passwd"] = master_password()
        text = "[options]\n" + "".join(
            f"{key} = {value}\n" for key, value in options["options"].items()
        )
        target = LOCAL / "conf" / f"odoo-{digest(text)}.conf"
        write_private(target, text)
        return target

    def variables(self, database=None):
        """Return the environment variables of Odoo and of PostgreSQL's programs."""
        values = self.environment.variables()
        if self._server:
            values.update(self._server.variables())
            values["PGDATABASE_TEMPLATE"] = "template1"
            values["PGPATH"] = str(self._server.programs)
        else:
            values.update(self._own)
        values["ODOO_RC"] = str(self._rc)
        values["PGDATABASE"] = database or self.database
        return values

    def program(self, name):
        """Return the path of a PostgreSQL program (psql, pg_dump …)."""
        return str(self._server.programs / name) if self._server else name

    def held(self):
        """Return what a child inherits so that the server outlives our death."""
        return (self._server.users_lock,) if self._server else ()

    def popen(self, *arguments, database=None, **options):
        """Start Odoo."""
        variables = self.variables(database)
        if arguments[:1] == ("db",):
            del variables["PGDATABASE"]  # it would hide all other databases
        command = [self.environment.python, "-m", "odoo", *arguments]
        return subprocess.Popen(
            [str(item) for item in command],
            env=variables,
            cwd=ROOT,
            pass_fds=self.held(),
            **options,
        )

    def call(self, *arguments, database=None, **options):
        """Run Odoo in the foreground and return its exit code."""
        process = self.popen(*arguments, database=database, **options)
        # Whoever ends us ends Odoo: it must not go on without its PostgreSQL.
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                pass  # Odoo received it too and is closing

    def quiet(self, *arguments, what, database=None, script=""):
        """Run Odoo silently; on failure show the end of its log."""
        command = [self.environment.python, "-m", "odoo", *arguments]
        variables = self.variables(database)
        return quiet(command, what, env=variables, cwd=ROOT, input=script)

    def sql(self, query, database="postgres"):
        """Run SQL with psql and return its rows as text, one a line."""
        command = [self.program("psql"), "-X", "-q", "-A", "-t"]
        command += ["-v", "ON_ERROR_STOP=1", "-d", database]
        return quiet(command, "SQL", env=self.variables(), input=query).strip()
