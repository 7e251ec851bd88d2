"""Shared ground: where things are, progress lines, locks and child processes."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
CORE_ADDON = "cnfpt_cooperation"


class HouseError(Exception):
    """A problem told to the user in one sentence, without a traceback."""


def say(message=""):
    """Print one line at once, so that progress shows through pipes too."""
    print(message, flush=True)


@contextlib.contextmanager
def step(title):
    """Announce a long step and print how long it took."""
    print(f"{title} …", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say(" failed")
        raise
    say(f" {time.monotonic() - start:.0f} s")


@contextlib.contextmanager
def lock(name):
    """Hold an exclusive lock shared by every `./manage` of this folder."""
    folder = LOCAL / "lock"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def digest(*parts):
    """Return a short key of strings and files: it changes when they change."""
    result = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        result.update(hashlib.sha256(data).digest())
    return result.hexdigest()[:12]


def quiet(command, what, **options):
    """Run a command silently; on failure show its last lines and say what failed."""
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    done = subprocess.run(
        [str(item) for item in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **options,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-25:])
        raise HouseError(f"{tail}\n{what} failed (exit code {done.returncode}).")
    return done.stdout


def write_private(path, text):
    """Write a file that only its owner reads, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as handle:
        handle.write(text)
    temporary.rename(path)


def addons():
    """Return the folder of each addon of ours by name, the core first."""
    found = {}
    for parent in (ROOT, ROOT / "addons"):
        for manifest in sorted(parent.glob("*/__manifest__.py")):
            found[manifest.parent.name] = manifest.parent
    return found
