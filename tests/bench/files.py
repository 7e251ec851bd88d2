"""Files of the Mission beside crm.lead: create them, list them, sum them up.

The figures are taken in one process on one database, one after the other: only the
ratios mean anything. `_files_shell.py` is what runs inside Odoo.
"""

from tests.bench._shell import measure


def run(app):
    """Return (what, seconds, seconds of the reference, budget as a ratio)."""
    return measure(app, "_files_shell.py")
