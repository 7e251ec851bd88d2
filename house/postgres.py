"""A PostgreSQL server of our own, for development and tests only.

Only the programs of a PostgreSQL installation are used, so any installation
could take the place of the embedded one. The server listens on a Unix socket
in a folder that only its owner enters, never on TCP. Every `./manage` that
uses it holds a shared lock; the last one out stops the server.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from .core import LOCAL, HouseError, digest, lock, quiet, step

ROLE = "odoo"  # Odoo refuses to run as "postgres"
PORT = 5432  # names the socket only
ACCOUNT = "nobody"
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432.lock")
# Said at every start, so that a cluster of yesterday has those of today. Compiling a
# total takes longer than adding it up, and the persons of a million days fit in 32 MB.
SETTINGS = (
    "listen_addresses=''",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=256MB",
    "max_wal_size=2GB",
    "jit=off",
    "work_mem=32MB",
    "logging_collector=off",
)
# Odoo creates its databases from template1, which has what French needs.
PREPARE = """
CREATE ROLE odoo LOGIN CREATEDB;
\\c template1
CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
ALTER FUNCTION unaccent(text) IMMUTABLE;
ALTER FUNCTION unaccent(text) OWNER TO odoo;
"""


def _namespace():
    """Return the command that lets root's files be served by a non-root server."""
    command = ["unshare", "--user", f"--map-user={pwd.getpwnam(ACCOUNT).pw_uid}"]
    probe = [*command, "test", "-w", str(LOCAL)]
    if not shutil.which("unshare"):
        return None
    done = subprocess.run(probe, capture_output=True, check=False)
    return None if done.returncode else command


class Server:
    """The embedded server; use it as a context manager."""

    def __init__(self, venv_folder):
        programs = sorted(
            venv_folder.glob("lib/python3*/site-packages/*/pginstall/bin/initdb")
        )
        if not programs:
            raise HouseError("The embedded PostgreSQL has no build for this machine.")
        self.programs = programs[0].parent
        self.home = LOCAL / "postgres"
        self.home.mkdir(parents=True, exist_ok=True)
        self._prefix = []
        self._account = {}
        if os.geteuid() == 0:
            self._leave_root()
        version = quiet([self.programs / "postgres", "--version"], "PostgreSQL").split()
        self.data = self.home / f"data-{version[2].split('.')[0]}"
        self.socket = self._socket_folder()

    def _leave_root(self):
        """Find a way for the server, which refuses to run as root."""
        self._prefix = _namespace()
        if self._prefix is None:
            # Without user namespaces: an account, with programs and data where
            # it can reach them.
            self._prefix = []
            account = pwd.getpwnam(ACCOUNT)
            package = self.programs.parent.parent
            self._account = {"user": account.pw_uid, "group": account.pw_gid}
            self._account["extra_groups"] = []
            self.home = (
                Path("/var/tmp") / f"cnfpt-postgres-{digest(str(LOCAL.resolve()))}"
            )
            programs = self.home / f"programs-{digest(str(self.programs))}"
            with lock("postgres"):
                self.home.mkdir(mode=0o700, exist_ok=True)
                if self.home.stat().st_uid not in (0, account.pw_uid):
                    raise HouseError(f"{self.home} belongs to somebody else.")
                os.chown(self.home, account.pw_uid, account.pw_gid)
                if not programs.exists():
                    partial = programs.with_suffix(".partial")
                    shutil.rmtree(partial, ignore_errors=True)
                    for folder in package.parent.glob(f"{package.name}*"):
                        if not folder.name.endswith("-info"):  # its libraries too
                            shutil.copytree(
                                folder, partial / folder.name, symlinks=True
                            )
                    partial.rename(programs)
            self.programs = programs / self.programs.relative_to(package.parent)

    def _socket_folder(self):
        """Return a folder whose sockets have names short enough for the system."""
        folder = self.home / "run"
        if len(os.fsencode(folder)) > LONGEST_SOCKET:
            name = f"cnfpt-postgres-{os.geteuid()}-{digest(str(self.home.resolve()))}"
            folder = Path(tempfile.gettempdir()) / name
        return folder

    def _own(self, folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._account:
            os.chown(folder, self._account["user"], self._account["group"])
        elif folder.stat().st_uid != os.geteuid():
            raise HouseError(f"{folder} belongs to somebody else.")

    def _run(self, *command, what="PostgreSQL", **options):
        return quiet(
            [*self._prefix, self.programs / command[0], *command[1:]],
            what,
            cwd=self.home,
            **self._account,
            **options,
        )

    def __enter__(self):
        self._users = (LOCAL / "postgres.users").open("a")
        with lock("postgres"):
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._own(self.socket)
            if not self.data.exists():
                self._initialise()
            if not self.ready():
                self._start()
        return self

    def __exit__(self, *_error):
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # somebody else still uses it
        else:
            if self.ready():
                self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w")
        finally:
            self._users.close()

    @property
    def users_lock(self):
        """Return the descriptor that a child inherits to keep the server alive."""
        return self._users.fileno()

    def variables(self):
        """Return the standard variables that lead to this server."""
        return {"PGHOST": str(self.socket), "PGPORT": str(PORT), "PGUSER": ROLE}

    def ready(self):
        """Tell whether the server answers."""
        command = [self.programs / "pg_isready", "-q", "-h", self.socket, "-p", PORT]
        return not subprocess.run(
            [str(item) for item in command], check=False
        ).returncode

    def _initialise(self):
        with step("Create the PostgreSQL cluster"):
            partial = self.data.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            self._own(partial)
            self._run(
                *("initdb", "-D", partial, "-U", "postgres", "-A", "trust"),
                *("-E", "UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            )
            self._pg_ctl_start(partial)
            try:
                self._run(
                    *("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"),
                    *("-h", self.socket, "-p", PORT, "-U", "postgres"),
                    input=PREPARE,
                )
            finally:
                self._run("pg_ctl", "stop", "-D", partial, "-m", "fast", "-w")
            partial.rename(self.data)

    def _start(self):
        for patience in range(10, -1, -1):
            self._forget_the_dead()
            try:
                return self._pg_ctl_start(self.data)
            except HouseError:  # the children of a killed server may linger
                if not patience:
                    raise
                time.sleep(1)

    def _pg_ctl_start(self, data):
        log = self.home / "server.log"
        options = [f"-k '{self.socket}'", *(f"-c {setting}" for setting in SETTINGS)]
        self._run(
            *("pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", 60),
            *("-o", " ".join(options)),
            what=f"Starting PostgreSQL (see {log})",
        )

    def _forget_the_dead(self):
        """Remove the trace of a server that was killed with its machine."""
        trace = self.data / "postmaster.pid"
        if not trace.exists():
            return
        process = Path("/proc") / trace.read_text().split("\n", 1)[0] / "cmdline"
        for _attempt in range(50):  # it may be on its way out, or in
            if not process.exists() or b"postgres" not in process.read_bytes():
                trace.unlink(missing_ok=True)
                return
            if self.ready():
                return
            time.sleep(0.2)
