"""Every total of the dashboards and the annual report, over 1,000,000 ledger days.

What the dashboards ask is read from their files, without a filter, for a year, for a
zone and for a theme; what the annual report asks is written down while it is made. Each
is asked as the web client does, beside the same totals from the tables by hand, and
must say the same. The budgets are 1.5 times the statements by hand, and 300 ms. Under
10 ms no ratio is taken: it would compare the price of asking. Growth: the same on a
hundredth of the records. `_totals_shell.py` is what runs inside Odoo.
"""

from tests.bench._shell import measure


def run(app):
    """Return (what, seconds, seconds of the reference, budget as a ratio)."""
    return measure(app, "_totals_shell.py")
