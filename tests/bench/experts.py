"""Ranking 100,000 experts and writing 1,000,000 days of the ledger.

The ranking is what the screen of a coordinator asks of the server, words included; its
reference is one SQL statement written by hand for the same rows, and its budget in
milliseconds is a reference too. The ledger is written beside crm.lead. Growth: the same
work on a tenth of the experts, and on a hundredth of the days.
`_experts_shell.py` is what runs inside Odoo.
"""

from tests.bench._shell import measure


def run(app):
    """Return (what, seconds, seconds of the reference, budget as a ratio)."""
    return measure(app, "_experts_shell.py")
