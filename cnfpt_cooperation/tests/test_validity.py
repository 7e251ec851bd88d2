import random
import unittest
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.validity import end_of_validity

START = date(2030, 1, 1)
YEARS = 4


def slow_end(start, years, suspensions):
    """Count the days one by one: every day of validity is a day not suspended."""
    length = (start + relativedelta(years=years) - start).days
    day = start - timedelta(days=1)
    while length:
        day += timedelta(days=1)
        stops = [(first, last) for first, last in suspensions if first <= day]
        if any(last is None for _first, last in stops):
            return None
        if not any(first <= day <= last for first, last in stops):
            length -= 1
    return day


@tagged("post_install", "-at_install")
class TestValidity(BaseCase):
    """Four years, whose clock stops during suspensions [R16]."""

    def test_nothing_stops(self):
        self.assertEqual(end_of_validity(START, YEARS, []), date(2033, 12, 31))

    def test_leap_day(self):
        end = end_of_validity(date(2032, 2, 29), 4, [])
        self.assertEqual(end, date(2036, 2, 28))

    def test_one_year_of_leave(self):
        year = [(date(2031, 3, 1), date(2032, 2, 29))]
        end = end_of_validity(START, YEARS, year)
        self.assertEqual(end, date(2033, 12, 31) + timedelta(days=366))

    def test_overlap_counts_once(self):
        one = [(date(2031, 1, 1), date(2031, 12, 31))]
        two = [*one, (date(2031, 6, 1), date(2031, 9, 30))]
        self.assertEqual(
            end_of_validity(START, YEARS, one), end_of_validity(START, YEARS, two)
        )

    def test_second_leave_in_the_time_gained(self):
        """A leave taken in the days won by another one stops the clock too."""
        leaves = [
            (date(2033, 1, 1), date(2033, 12, 31)),
            (date(2034, 1, 1), date(2034, 1, 10)),
        ]
        end = end_of_validity(START, YEARS, leaves)
        self.assertEqual(end, date(2033, 12, 31) + timedelta(days=365 + 10))

    def test_outside_does_not_count(self):
        outside = [
            (date(2020, 1, 1), date(2021, 1, 1)),
            (date(2040, 1, 1), date(2041, 1, 1)),
            (date(2040, 1, 1), None),
        ]
        self.assertEqual(end_of_validity(START, YEARS, outside), date(2033, 12, 31))

    def test_suspension_that_lasts(self):
        self.assertIsNone(end_of_validity(START, YEARS, [(date(2031, 1, 1), None)]))

    def test_random_histories(self):
        """Whatever the history, the end is the one that counting by hand gives."""
        chance = random.Random(2030)
        for _turn in range(300):
            history = []
            for _leave in range(chance.randrange(6)):
                first = START + timedelta(days=chance.randrange(-400, 2600))
                last = first + timedelta(days=chance.randrange(500))
                history.append((first, None if chance.random() < 0.05 else last))
            with self.subTest(history=history):
                end = end_of_validity(START, YEARS, history)
                self.assertEqual(end, slow_end(START, YEARS, history))
                shuffled = chance.sample(history, len(history))
                self.assertEqual(end, end_of_validity(START, YEARS, shuffled))


if __name__ == "__main__":
    unittest.main()
