"""Read a programme as people type it, or paste it from a letter or a table.

Days stand above their sessions or in front of them: “Monday”, “lundi 4 mars”,
“4/03/2030”, “Day 2”, “J1”. A session is an hour or two, a title, then, after bars or
tabs, the room and the speakers: “9h-10h30 Accueil | Salle 204 | Mme Martin”.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from .programme import DEFAULT_HOURS, Item

MAX_CHARACTERS = 20_000
MAX_LINES = 300

_WEEKDAYS = (
    ("lundi", "monday", "lunes", "segunda"),
    ("mardi", "tuesday", "martes", "terca"),
    ("mercredi", "wednesday", "miercoles", "quarta"),
    ("jeudi", "thursday", "jueves", "quinta"),
    ("vendredi", "friday", "viernes", "sexta"),
    ("samedi", "saturday", "sabado"),
    ("dimanche", "sunday", "domingo"),
)
_MONTHS = (
    ("janvier", "january", "enero", "janeiro", "janv", "jan"),
    ("fevrier", "february", "febrero", "fevereiro", "fevr", "fev", "feb"),
    ("mars", "march", "marzo", "marco", "mar"),
    ("avril", "april", "abril", "avr", "apr"),
    ("mai", "may", "mayo", "maio"),
    ("juin", "june", "junio", "junho", "jun"),
    ("juillet", "july", "julio", "julho", "juil", "jul"),
    ("aout", "august", "agosto", "aug"),
    ("septembre", "september", "septiembre", "setembro", "sept", "sep"),
    ("octobre", "october", "octubre", "outubro", "oct"),
    ("novembre", "november", "noviembre", "novembro", "nov"),
    ("decembre", "december", "diciembre", "dezembro", "dec"),
)
# The first kind with a word of the title wins; what matches none is a talk.
_KINDS = (
    ("meal", "dejeuner|diner|lunch|dinner|breakfast|repas|cocktail|buffet|banquet"),
    ("break", "pause|break|coffee"),
    (
        "travel",
        "trajet|transfert|transfer|deplacement|travel|bus|flight"
        "|arrivee|arrival|depart|departure|retour (?:a|au|en|vers)|return to",
    ),
    ("workshop", "atelier|workshop|travaux pratiques|group work|exercise"),
    (
        "ceremony",
        "accueil|mot de bienvenue|ouverture|cloture|remise|signature|ceremonie"
        "|welcome|opening|closing|ceremony|signing",
    ),
    ("field_visit", "visite|visit|guided tour|decouverte"),
)


def _words(table):
    names = {name: index for index, row in enumerate(table) for name in row}
    ordered = "|".join(sorted(names, key=len, reverse=True))
    return names, ordered


_WEEKDAY_INDEX, _WEEKDAY_WORDS = _words(_WEEKDAYS)
_MONTH_INDEX, _MONTH_WORDS = _words(_MONTHS)

_DAY_NUMBER = re.compile(r"(?:jour|day|dia|ngay|j)\s*(?P<nth>\d{1,2})(?![\dh:])")
_ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_WRITTEN_DATE = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY_WORDS})\b\.?,?\s*)?"
    r"(?:le\s+|the\s+)?"
    r"(?:(?P<day>\d{1,2})(?:/(?P<number>\d{1,2})(?:/(?P<year>\d{4}))?(?!\d)"
    rf"|(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH_WORDS})\b\.?"
    r"(?:\s+(?P<year2>\d{4}))?"
    r"|(?:er|st|nd|rd|th)?(?=\s*(?:$|,|:(?!\d)|\s\d{1,2}\s?[h:])))"
    r")?"
)
_CLOCK = r"(\d{1,2})\s?(?:[h:]\s?(\d{2})?|(?=\s?[ap]m\b))\s?([ap]m\b)?(?!\d)"
_BARE = r"(\d{1,2})(?:\s?[h:]\s?(\d{2})?)?\s?([ap]m\b)?(?!\d)"
_RANGE = re.compile(
    rf"(?:de |from |at )?(?:{_CLOCK}(?:\s*(?:-|–|—|→|/|\bto\b|\ba\b|\bau\b)\s*{_BARE}"
    rf"|\s+{_CLOCK})|{_BARE}\s*(?:-|–|—)\s*{_CLOCK})"
)
_START = re.compile(rf"(?:a |at )?{_CLOCK}")
_WHOLE_DAY = re.compile(r"(?:toute la journee|journee entiere|all day|whole day)\b")
_SEPARATORS = " \t|:;,.-–—•*·>#"


@dataclass(frozen=True)
class Problem:
    """A line that cannot be read: its number, its text, and what is wrong with it."""

    line: int
    text: str
    code: str


def parse(text, first_day, last_day):
    """Return the items of the programme and what could not be read.

    :param first_day: first day of the visit; headings mean days of the visit
    :param last_day: last day of the visit
    :return: items in the order of the lines, and problems; codes are `day` (no such
        day in the visit), `hour` (none, or none that clocks show), `title` (none)
        and `order` (ends before it starts)
    """
    days = [
        first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)
    ]
    reader = _Reader(days)
    composed = unicodedata.normalize("NFC", text)
    for number, line in enumerate(composed.splitlines(), 1):
        reader.take(number, line)
    reader.close_gaps()
    return reader.items, reader.problems


def fold(text):
    """Return `text` in small letters without accents, letter for letter."""
    return "".join(
        (unicodedata.normalize("NFD", char)[0] if char.isalpha() else char).lower()[:1]
        for char in text
    )


def guess_kind(title):
    """Return the kind of session that a title sounds like."""
    folded = fold(title)
    for kind, words in _KINDS:
        if re.search(rf"\b(?:{words})s?\b", folded):
            return kind
    return "talk"


class _Reader:
    def __init__(self, days):
        self.days = days
        self.day = days[0]
        self.items = []
        self.problems = []
        self.open_items = set()

    def take(self, number, line):
        """Take one line in: a day, a session, both, or nothing."""
        text = line.strip(_SEPARATORS)
        if not text:
            return
        folded = fold(text)
        rest = 0
        if heading := self._match_day(folded):
            day, rest = heading
            if not day:
                self.problems.append(Problem(number, text, "day"))
                return
            self.day = day
            if not text[rest:].strip(_SEPARATORS):
                return
        code = self._read_session(text[rest:].lstrip(_SEPARATORS))
        if code:
            self.problems.append(Problem(number, text, code))

    def _match_day(self, folded):
        """Return the day that the line starts with, and where the rest starts."""
        if found := _DAY_NUMBER.match(folded):
            nth = int(found["nth"])
            day = self.days[nth - 1] if 0 < nth <= len(self.days) else None
            return day, found.end()
        if found := _ISO_DATE.match(folded):
            wanted = [int(found[name]) for name in ("year", "month", "day")]
            return self._find_day(*wanted, None), found.end()
        found = _WRITTEN_DATE.match(folded)
        if not (found["weekday"] or found["number"] or found["month"]):
            return None
        year = found["year"] or found["year2"]
        month = found["number"] or (found["month"] and _MONTH_INDEX[found["month"]] + 1)
        weekday = found["weekday"] and _WEEKDAY_INDEX[found["weekday"]]
        wanted = [part and int(part) for part in (year, month, found["day"])]
        return self._find_day(*wanted, weekday), found.end()

    def _find_day(self, year, month, day, weekday):
        """Return the next day of the visit that is all that is said of it."""

        def suits(date):
            return (
                year in (None, date.year)
                and month in (None, date.month)
                and day in (None, date.day)
                and weekday in (None, date.weekday())
            )

        found = [date for date in self.days if suits(date)]
        later = [date for date in found if date >= self.day]
        return next(iter(later or found), None)

    def _read_session(self, text):
        """Add the session that `text` tells of, or return what is wrong with it."""
        folded = fold(text)
        is_whole_day = bool(_WHOLE_DAY.match(folded))
        found = _WHOLE_DAY.match(folded) or _RANGE.match(folded) or _START.match(folded)
        if not found:
            return "hour"
        if is_whole_day:
            start, stop = datetime.combine(self.day, time(8)), time(18)
            stop = datetime.combine(self.day, stop)
        else:
            hours = _read_hours(found.groups())
            if not hours:
                return "hour"
            start, *stops = [datetime.combine(self.day, hour) for hour in hours]
            stop = stops[0] if stops else None
            if stop and stop <= start:
                if start.hour < 17 or stop.hour > 6:
                    return "order"
                stop += timedelta(days=1)
        cells = re.split(r"[|\t]", text[found.end() :].strip(_SEPARATORS))
        title, place, names, *_rest = (*(cell.strip() for cell in cells), "", "")
        if not title:
            return "title"
        kind = guess_kind(title)
        if not stop:
            self.open_items.add(len(self.items))
            stop = start + timedelta(hours=DEFAULT_HOURS[kind])
        speakers = [name.strip() for name in re.split(r"[;,]", names) if name.strip()]
        self.items.append(Item(title, start, stop, kind, place, is_whole_day, speakers))
        return None

    def close_gaps(self):
        """A session without an end lasts until the next one, if that is not far."""
        for index in self.open_items:
            item = self.items[index]
            starts = [
                other.start
                for other in self.items
                if item.start < other.start <= item.start + timedelta(hours=3)
                and not other.is_whole_day
            ]
            item.stop = min(starts, default=item.stop)


def _read_hours(groups):
    """Return one or two times of the day out of hours, minutes and am or pm."""
    hours = []
    parts = [groups[at : at + 3] for at in range(0, len(groups), 3)]
    parts = [part for part in parts if part[0] is not None]
    later = parts[-1][2]
    for hour, minute, half in parts:
        hour, half = int(hour), half or later
        if half and hour <= 12:
            hour = hour % 12 + 12 * (half == "pm")
        if hour > 24 or int(minute or 0) > 59 or (hour == 24 and not hours):
            return None
        hours.append(time(hour % 24, int(minute or 0)))
    return hours
