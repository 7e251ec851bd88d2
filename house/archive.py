"""`./manage backup` and `./manage restore`: a database and its attachments.

The archive is a tar file with `database.dump` (pg_dump's custom format) first and
`filestore/` after it. Odoo writes an attachment's file before the row that names
it, and removes none at once, so files copied after the dump are all there.
"""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from . import databases
from .core import LOCAL, HouseError, step

DUMP = "database.dump"
FILES = "filestore"


def backup(app, target):
    """Write the archive of a database; an interrupted one leaves no file."""
    target = Path(target).resolve()
    if target.exists():
        raise HouseError(f"{target} exists: choose another name.")
    if not databases.exists(app, app.database):
        raise HouseError(f"There is no database {app.database}.")
    partial = target.with_name(f"{target.name}.partial")
    try:
        with step(f"Back up {app.database}"), TemporaryDirectory(dir=LOCAL) as folder:
            dump = Path(folder) / DUMP
            program(app, "pg_dump", "-Fc", "--no-owner", "-f", dump, app.database)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as output:
                with tarfile.open(fileobj=output, mode="w") as archive:
                    archive.add(dump, DUMP)
                    files = databases.filestore(app, app.database)
                    if files.exists():
                        archive.add(files, FILES)
                output.flush()
                os.fsync(output.fileno())
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


def restore(app, source):
    """Make a new database of an archive; an existing one is never touched."""
    if databases.exists(app, app.database):
        raise HouseError(f"The database {app.database} exists: name a new one by --db.")
    partial = f"{app.database}_partial"
    with step(f"Restore {app.database}"), TemporaryDirectory(dir=LOCAL) as folder:
        unpack(source, Path(folder))
        databases.drop(app, partial)
        databases.create_empty(app, partial)
        try:
            program(
                *(app, "pg_restore", "--no-owner", "--no-comments", "--exit-on-error"),
                *("-d", partial, Path(folder) / DUMP),
            )
            if (Path(folder) / FILES).exists():
                store = databases.filestore(app, partial)
                store.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(Path(folder) / FILES, store)
            databases.rename(app, partial, app.database)
        except BaseException:
            databases.drop(app, partial)
            raise


def unpack(source, folder):
    """Unpack an archive, refusing what a backup never holds."""
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                parts = Path(member.name).parts
                plain = member.isfile() or member.isdir()
                if not plain or parts[0] not in (DUMP, FILES) or ".." in parts:
                    raise HouseError(f"{source} is not a backup of ours.")
                member.mode = 0o700 if member.isdir() else 0o600
                archive.extract(member, folder)
    except (OSError, tarfile.TarError) as error:
        raise HouseError(f"{source} cannot be read: {error}.") from error
    if not (folder / DUMP).exists():
        raise HouseError(f"{source} is not a backup of ours.")


def program(app, name, *arguments):
    """Run a program of PostgreSQL."""
    command = [app.program(name), *map(str, arguments)]
    done = subprocess.run(
        command, env=app.variables(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise HouseError(f"{name} failed: {done.stderr.strip()}")
