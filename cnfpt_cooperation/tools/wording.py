"""Days, amounts and dates as the user's language writes them."""

from odoo.tools import float_repr
from odoo.tools.misc import format_amount, format_date, formatLang


def format_days(env, days):
    """Return “2.5 expert days”, without a useless “.0”.

    What lies between one and two has its own source string: a plural in English, a
    singular in French.
    """
    whole = float_repr(days, 1).endswith(".0")
    number = formatLang(env, days, digits=0 if whole else 1)
    if days <= 1:
        return env._("%(days)s expert day", days=number)
    if days < 2:
        return env._("%(days)s days of expertise", days=number)
    return env._("%(days)s expert days", days=number)


def format_coverage(env, days, cost, currency):
    """Return “2.5 expert days and 1,200 €”; one part alone when the other is zero."""
    parts = [format_days(env, days)] if days else []
    if cost:
        is_whole = not currency.decimal_places or cost == int(cost)
        trailing = not currency.decimal_places or not is_whole
        parts.append(format_amount(env, cost, currency, trailing_zeroes=trailing))
    if len(parts) == 2:
        return env._("%(days)s and %(cost)s", days=parts[0], cost=parts[1])
    return parts[0] if parts else format_days(env, 0)


def format_period(env, start, end):
    """Return “05/06/2030 – 05/10/2030” in the user's format; open ends stay open."""
    if start and start == end:
        return format_date(env, start)
    return " – ".join(format_date(env, date) if date else "…" for date in (start, end))
