import random
import unittest
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.validity import run_validity

START = date(2030, 1, 1)
YEARS = 4
RENEWALS = (2, 3)
DAY = timedelta(days=1)


class Clock:
    """Live through a history day by day, as somebody who keeps a calendar would.

    Independent of the engine: no date is computed, days are crossed off one after the
    other, and at the last day of a year one looks whether a letter came in it.
    """

    def __init__(self, start, suspensions, letters, years=YEARS, renewals=RENEWALS):
        self.start, self.suspensions, self.letters = start, suspensions, letters
        self.lengths = [
            (start + relativedelta(years=n) - start).days for n in range(years + 1)
        ]
        self.renewals = renewals

    def is_stopped(self, day):
        return any(
            first <= day and (last is None or day <= last)
            for first, last in self.suspensions
        )

    def is_stopped_for_good(self, day):
        return any(first <= day and last is None for first, last in self.suspensions)

    def live(self, forgives=False):
        """Return the last valid day and the year that lapsed; None while it lasts."""
        day, ran, year, has_letter = self.start - DAY, 0, 1, False
        while True:
            day += DAY
            if self.is_stopped_for_good(day):
                return None, None
            has_letter |= day in self.letters
            if self.is_stopped(day):
                continue
            ran += 1
            if ran < self.lengths[year]:
                continue
            if year in self.renewals and not has_letter and not forgives:
                return day, year
            if year == len(self.lengths) - 1:
                return day, None
            year, has_letter = year + 1, False


def draw_history(chance):
    """Return suspensions and letters at random, some of them nonsense."""
    suspensions = []
    for _leave in range(chance.randrange(6)):
        first = START + timedelta(days=chance.randrange(-400, 2600))
        last = first + timedelta(days=chance.randrange(500))
        suspensions.append((first, None if chance.random() < 0.05 else last))
    letters = [
        START + timedelta(days=chance.choice((chance.randrange(-50, 2600), around)))
        for around in (400, 600, 729, 730, 731, 900, 1094, 1095, 1096)
        if chance.random() < 0.5
    ]
    return suspensions, letters


@tagged("post_install", "-at_install")
class TestValidity(BaseCase):
    """Four years, asked for again, whose clock stops during suspensions [R16]."""

    def _end(self, suspensions=(), letters=(), start=START):
        return run_validity(start, YEARS, suspensions, RENEWALS, letters).end

    def _limit(self, suspensions=(), start=START):
        """Return the end of a validity that nobody has to ask for again."""
        validity = run_validity(start, YEARS, suspensions)
        self.assertEqual(validity.end, validity.limit)
        return validity.end

    def test_nothing_stops(self):
        self.assertEqual(self._limit(), date(2033, 12, 31))

    def test_lapses_at_the_end_of_the_second_year(self):
        validity = run_validity(START, YEARS, [], RENEWALS)
        self.assertEqual(validity.end, date(2031, 12, 31))
        self.assertEqual(validity.limit, date(2033, 12, 31))
        self.assertEqual(validity.due.year, 2)
        self.assertEqual(validity.due.opens, date(2031, 1, 1))

    def test_lapses_at_the_end_of_the_third_year(self):
        self.assertEqual(self._end(letters=[date(2031, 12, 31)]), date(2032, 12, 31))

    def test_runs_to_its_end_when_asked_for_twice(self):
        letters = [date(2031, 11, 3), date(2032, 12, 31)]
        self.assertEqual(self._end(letters=letters), date(2033, 12, 31))

    def test_a_letter_too_early_or_too_late(self):
        for day in (date(2030, 12, 31), date(2032, 1, 1)):
            with self.subTest(day):
                self.assertEqual(self._end(letters=[day]), date(2031, 12, 31))

    def test_the_third_year_does_not_mend_the_second(self):
        self.assertEqual(self._end(letters=[date(2032, 6, 1)]), date(2031, 12, 31))

    def test_one_letter_serves_one_year(self):
        both = [date(2031, 6, 1), date(2031, 7, 1)]
        self.assertEqual(self._end(letters=both), date(2032, 12, 31))

    def test_a_leave_puts_the_letter_off(self):
        """Ten days of leave in the second year: ten days more to write."""
        leave = [(date(2031, 6, 1), date(2031, 6, 10))]
        self.assertEqual(self._end(leave), date(2032, 1, 10))
        asked = [date(2032, 1, 10)]
        self.assertEqual(self._end(leave, asked), date(2033, 1, 10))

    def test_a_letter_written_on_leave_counts(self):
        leave = [(date(2031, 6, 1), date(2031, 12, 31))]
        asked = [date(2031, 8, 1)]
        self.assertEqual(self._end(leave, asked), date(2032, 12, 31) + 214 * DAY)

    def test_no_lapse_while_the_clock_is_stopped(self):
        self.assertIsNone(self._end([(date(2031, 12, 31), None)]))
        self.assertEqual(self._end([(date(2032, 1, 1), None)]), date(2031, 12, 31))

    def test_leap_day(self):
        self.assertEqual(self._limit(start=date(2032, 2, 29)), date(2036, 2, 28))

    def test_one_year_of_leave(self):
        year = [(date(2031, 3, 1), date(2032, 2, 29))]
        self.assertEqual(self._limit(year), date(2033, 12, 31) + 366 * DAY)

    def test_overlap_counts_once(self):
        one = [(date(2031, 1, 1), date(2031, 12, 31))]
        two = [*one, (date(2031, 6, 1), date(2031, 9, 30))]
        self.assertEqual(self._limit(one), self._limit(two))

    def test_second_leave_in_the_time_gained(self):
        """A leave taken in the days won by another one stops the clock too."""
        leaves = [
            (date(2033, 1, 1), date(2033, 12, 31)),
            (date(2034, 1, 1), date(2034, 1, 10)),
        ]
        self.assertEqual(self._limit(leaves), date(2033, 12, 31) + (365 + 10) * DAY)

    def test_outside_does_not_count(self):
        outside = [
            (date(2020, 1, 1), date(2021, 1, 1)),
            (date(2040, 1, 1), date(2041, 1, 1)),
            (date(2040, 1, 1), None),
        ]
        self.assertEqual(self._limit(outside), date(2033, 12, 31))

    def test_suspension_that_lasts(self):
        self.assertIsNone(self._limit([(date(2031, 1, 1), None)]))

    def test_random_histories(self):
        """Whatever the history, the end is that of the calendar kept day by day."""
        chance = random.Random(2030)
        outcomes = set()
        for _turn in range(400):
            suspensions, letters = draw_history(chance)
            with self.subTest(suspensions=suspensions, letters=letters):
                clock = Clock(START, suspensions, letters)
                end, lapsed = clock.live()
                validity = run_validity(START, YEARS, suspensions, RENEWALS, letters)
                self.assertEqual(validity.end, end)
                self.assertEqual(validity.limit, clock.live(forgives=True)[0])
                if end:
                    self.assertEqual(validity.due and validity.due.year, lapsed)
                mixed = chance.sample(suspensions, len(suspensions))
                same = run_validity(START, YEARS, mixed, RENEWALS, letters[::-1])
                self.assertEqual(same, validity)
                outcomes.add((bool(end), lapsed))
        self.assertEqual(outcomes, {(False, None), (True, None), (True, 2), (True, 3)})

    def test_random_letters_change_what_they_say(self):
        """A letter that counts moves the end on; one that does not, changes nothing."""
        chance = random.Random(4)
        for _turn in range(200):
            suspensions, letters = draw_history(chance)
            before = run_validity(START, YEARS, suspensions, RENEWALS, letters)
            day = START + timedelta(days=chance.randrange(2600))
            after = run_validity(START, YEARS, suspensions, RENEWALS, [*letters, day])
            with self.subTest(suspensions=suspensions, letters=letters, day=day):
                term = before.get_term(day)
                if before.due and term == before.due:
                    self.assertTrue(after.end is None or after.end > before.end)
                else:
                    self.assertEqual(after.end, before.end)


if __name__ == "__main__":
    unittest.main()
