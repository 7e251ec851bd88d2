from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools import programme_text


@tagged("post_install", "-at_install")
class TestProgrammeText(BaseCase):
    """The programme as people type it."""

    FIRST, LAST = date(2030, 3, 4), date(2030, 3, 6)

    def _parse(self, text):
        return programme_text.parse(text, self.FIRST, self.LAST)

    def _read(self, line):
        """Return “day hour-hour kind title” of the one session of a line."""
        items, problems = self._parse(line)
        self.assertFalse(problems)
        [item] = items
        return f"{item.start:%d %H:%M}-{item.stop:%H:%M} {item.kind} {item.name}"

    def test_hours(self):
        for line, told in {
            "9h-10h30 Title": "04 09:00-10:30 talk Title",
            "09:00 10:30 Title": "04 09:00-10:30 talk Title",
            "9h30 à 10h15 : Title": "04 09:30-10:15 talk Title",
            "de 9 h à 10 h Title": "04 09:00-10:00 talk Title",
            "from 9am to 1pm Title": "04 09:00-13:00 talk Title",
            "9-10h30 Title": "04 09:00-10:30 talk Title",
            "1-2:30 pm Title": "04 13:00-14:30 talk Title",
            "• 14:00 – 15:00 – Title": "04 14:00-15:00 talk Title",
            "9h Title": "04 09:00-10:00 talk Title",
            "12:30 Lunch": "04 12:30-14:00 meal Lunch",
            "22h-1h Dîner": "04 22:00-01:00 meal Dîner",
            "22:00-24:00 Reception": "04 22:00-00:00 talk Reception",
        }.items():
            with self.subTest(line):
                self.assertEqual(self._read(line), told)

    def test_days(self):
        for line, told in {
            "Tuesday 9h Title": "05",
            "mardi 9h00 Title": "05",
            "Mardi 5 mars : 9h Title": "05",
            "Tuesday 5 March 2030\n9h Title": "05",
            "martes, 5 de marzo\n9h Title": None,
            "5/03\n9h Title": "05",
            "2030-03-05\n9h Title": "05",
            "Day 2\n9h Title": "05",
            "J3\n9h Title": "06",
            "le 6 mars\n9h Title": "06",
            "Wednesday\n9h Title": "06",
            "Miércoles\n9h Title": "06",
        }.items():
            if not told:
                continue
            with self.subTest(line):
                self.assertEqual(self._read(line)[:2], told)

    def test_lasts_until_the_next(self):
        items, problems = self._parse("9h A\n9h45 B\n14h C")
        self.assertFalse(problems)
        self.assertEqual(
            [f"{item.stop:%H:%M}" for item in items], ["09:45", "10:45", "15:00"]
        )

    def test_what_cannot_be_read(self):
        for line, code in {
            "Friday": "day",
            "Day 4": "day",
            "Tuesday 4 March": "day",
            "31/12 9h Title": "day",
            "Welcome": "hour",
            "12 delegates arrive": "hour",
            "25h Title": "hour",
            "9h75 Title": "hour",
            "9h-10h": "title",
            "11h-10h Title": "order",
        }.items():
            with self.subTest(line):
                items, problems = self._parse(line)
                self.assertFalse(items)
                self.assertEqual([problem.code for problem in problems], [code])

    def test_table(self):
        items, problems = self._parse("9h00\t10h30\tTitle\tRoom\tA. One; B. Two")
        self.assertFalse(problems)
        self.assertEqual(items[0].name, "Title")
        self.assertEqual(items[0].location, "Room")
        self.assertEqual(items[0].speakers, ["A. One", "B. Two"])

    def test_accents_in_two_parts(self):
        """As some computers paste them."""
        self.assertEqual(
            self._read("12h De\u0301jeuner"), "04 12:00-13:30 meal Déjeuner"
        )
