"""Daily allowances of missions abroad.

A day's allowance is made of the night (65 %) and of two meals (17.5 % each); what the
host provides free of charge is not paid. The shares are those of the ministerial
orders taken under decree 2006-781 of 3 July 2006.
"""

from decimal import Decimal

# The shares of a day's allowance, by what they pay for.
SHARES = {
    "night": Decimal("0.65"),
    "midday": Decimal("0.175"),
    "evening": Decimal("0.175"),
}


def count_stay(start, end):
    """Return how many nights, midday and evening meals a stay has.

    One arrives before noon of the first day and leaves after noon of the last one:
    nights and evenings are one fewer than days.

    >>> from datetime import date
    >>> count_stay(date(2030, 5, 6), date(2030, 5, 10))
    {'night': 4, 'midday': 5, 'evening': 4}
    >>> count_stay(date(2030, 5, 6), date(2030, 5, 6))
    {'night': 0, 'midday': 1, 'evening': 0}
    >>> count_stay(None, date(2030, 5, 6))
    {'night': 0, 'midday': 0, 'evening': 0}
    """
    days = (end - start).days + 1 if start and end and start <= end else 0
    nights = max(days - 1, 0)
    return {"night": nights, "midday": days, "evening": nights}


def compute_allowance(rate, taken, provided=None):
    """Return what is paid for a stay.

    :param float rate: a whole day's allowance
    :param dict taken: how many nights, midday and evening meals the stay has
    :param dict provided: how many of them the host provides free of charge

    >>> compute_allowance(100, {"night": 4, "midday": 5, "evening": 4})
    417.5
    >>> compute_allowance(100, {"night": 4, "midday": 5}, {"night": 4, "midday": 1})
    70.0
    >>> compute_allowance(100, {"night": 1}, {"night": 2})
    0.0
    """
    provided = provided or {}
    paid = sum(
        share * max(taken.get(part, 0) - provided.get(part, 0), 0)
        for part, share in SHARES.items()
    )
    return float(Decimal(str(rate)) * paid)
