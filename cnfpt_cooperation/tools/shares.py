"""Percentages that add up to 100."""

from fractions import Fraction


def percentages(counts, digits=0):
    """Return the share of each count, in percent, by the largest remainder.

    The shares add up to exactly 100. What is left after rounding down goes to the
    largest remainders; where these are equal, to the larger count, then to the first.
    Write them beside their counts: 79 % and 21 % of 135 may be 106 and 29, or 107
    and 28.

    :param counts: numbers that are not negative; None where nothing is known
    :param int digits: decimals
    :return: one number a count (an integer without decimals), None for None and
        for each when all are zero
    :raise ValueError: a count is negative

    >>> percentages([8, 12, 18, 7, 3])
    [17, 25, 37, 15, 6]
    >>> percentages([1, 1, 1])
    [34, 33, 33]
    >>> percentages([30, 18], digits=1)
    [62.5, 37.5]
    >>> percentages([0, 0])
    [None, None]
    """
    known = [Fraction(count) for count in counts if count is not None]
    if any(count < 0 for count in known):
        raise ValueError(f"A share of a negative count: {counts}")
    total = sum(known)
    if not total:
        return [None for _count in counts]
    scale = 10**digits
    exact = [
        None if count is None else Fraction(count) * 100 * scale / total
        for count in counts
    ]
    parts = [None if share is None else int(share) for share in exact]
    by_claim = sorted(
        (number for number, count in enumerate(counts) if count is not None),
        key=lambda number: (parts[number] - exact[number], -exact[number], number),
    )
    left = 100 * scale - sum(part for part in parts if part is not None)
    for number in by_claim[:left]:
        parts[number] += 1
    if not digits:
        return parts
    return [None if part is None else part / scale for part in parts]
