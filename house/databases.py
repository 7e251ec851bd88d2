"""Databases with their filestores: create, copy, rename, drop; templates."""

import ast
import re
import shutil

from .core import HouseError, addons, digest, lock, step

# What every database of the application starts from.
BASE_MODULES = ("contacts", "calendar", "resource", "spreadsheet_dashboard", "survey")
LANGUAGE = "fr_FR"
# All those in which the Mission writes: Odoo leaves none that it is not given.
LANGUAGES = f"en_US,{LANGUAGE},es_ES,ar_001,pt_PT,vi_VN"


def check_name(name):
    """Refuse a database name that could not be quoted everywhere."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,50}", name):
        raise HouseError(f"“{name}” is not a database name: letters, digits, _ and -.")
    return name


def filestore(app, name):
    """Return the folder of a database's attachments."""
    return app.data / "filestore" / name


def exists(app, name):
    """Tell whether a database exists."""
    return bool(app.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def drop(app, name):
    """Remove a database and its attachments, if they exist."""
    # Not WITH (FORCE): an ordinary role may not end an autovacuum, a plain drop
    # makes it stop.
    app.sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND usename = current_user"
    )
    app.sql(f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(filestore(app, name), ignore_errors=True)


def create_empty(app, name):
    """Create a database with the extensions that Odoo and the application use."""
    base = app.variables().get("PGDATABASE_TEMPLATE", "template0")
    app.sql(f"CREATE DATABASE \"{name}\" TEMPLATE {base} ENCODING 'UTF8'")
    for extension in ("btree_gist", "pg_trgm", "unaccent"):
        app.sql(f"CREATE EXTENSION IF NOT EXISTS {extension}", name)
    # Odoo indexes unaccented text; a dump does not tell that it may. Only its
    # owner can say so: elsewhere Odoo has made no such index.
    app.sql(
        "DO $$ BEGIN ALTER FUNCTION unaccent(text) IMMUTABLE;"
        " EXCEPTION WHEN insufficient_privilege THEN NULL; END $$",
        name,
    )


def copy(app, source, target):
    """Copy a database and its attachments."""
    app.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    shutil.rmtree(filestore(app, target), ignore_errors=True)
    if filestore(app, source).exists():
        shutil.copytree(filestore(app, source), filestore(app, target))


def rename(app, source, target):
    """Give a finished database its name."""
    shutil.rmtree(filestore(app, target), ignore_errors=True)
    if filestore(app, source).exists():
        filestore(app, source).rename(filestore(app, target))
    app.sql(f'ALTER DATABASE "{source}" RENAME TO "{target}"')


def dependencies(names):
    """Return the modules, not ours, that addons of ours depend on."""
    ours = addons()
    found, waiting, seen = set(BASE_MODULES), list(names), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in ours:
            manifest = ast.literal_eval((ours[name] / "__manifest__.py").read_text())
            waiting += manifest.get("depends", [])
        else:
            found.add(name)
    return sorted(found)


def template(app, names, demo):
    """Return a database with all that these addons depend on, built once."""
    modules = dependencies(names)
    kind = "demo" if demo else "plain"
    key = digest(app.environment.key(), LANGUAGES, kind, *modules)
    name = f"template_{kind}_{key}"
    with lock(name):
        if not exists(app, name):
            with step(f"Prepare a template database ({kind})"):
                partial = f"{name}_partial"
                drop(app, partial)
                app.quiet(
                    *("-i", ",".join(modules), f"--load-language={LANGUAGES}"),
                    *("--stop-after-init", "--no-http", "--max-cron-threads=0"),
                    *(["--with-demo"] if demo else []),
                    what="Preparing the template database",
                    database=partial,
                )
                rename(app, partial, name)
    return name
