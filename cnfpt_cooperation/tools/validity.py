"""How long a validity runs when its clock can stop [R16] [003 Q36]."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def end_of_validity(start, years, suspensions):
    """Return the last day of a validity, or None while a suspension lasts.

    :param date start: first day of the validity
    :param int years: how long it runs when nothing stops it
    :param list suspensions: pairs (first day, last day or None); they may overlap,
        and what lies outside the validity does not count
    """
    end = start + relativedelta(years=years) - timedelta(days=1)
    covered_until = start - timedelta(days=1)
    for first, last in sorted(suspensions, key=lambda pair: pair[0]):
        first = max(first, covered_until + timedelta(days=1))
        if first > end:
            break
        if last is None:
            return None
        if last >= first:
            end += last - first + timedelta(days=1)
            covered_until = last
    return end
