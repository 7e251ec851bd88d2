"""Days, hours and languages as each language of the papers writes them."""

from datetime import timedelta

from babel import Locale, UnknownLocaleError, dates

FRENCH = "fr_FR"
# What Odoo calls English is American; a European programme is not.
_LOCALES = {"en_US": "en_GB"}
# Where what Babel proposes is not what one writes: in full, then without the weekday.
_PATTERNS = {
    "en": ("EEEE d MMMM y", "d MMMM y"),
    "vi": ("EEEE, 'ngày' d 'tháng' M 'năm' y", "d 'tháng' M 'năm' y"),
}
# Non-breaking: an hour is not cut at the end of a line.
_NBSP = "\u00a0"


def get_locale(lang):
    """Return Babel's locale of a language of Odoo."""
    try:
        return Locale.parse(_LOCALES.get(lang, lang))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_LOCALES["en_US"])


def is_right_to_left(lang):
    """Return whether the language is written from right to left.

    >>> is_right_to_left("ar_001"), is_right_to_left("vi_VN")
    (True, False)
    """
    return get_locale(lang).text_direction == "rtl"


def format_day(day, lang):
    """Return a day with its weekday, in full."""
    return _format(day, lang, 0)


def format_date(day, lang):
    """Return a day in full, without its weekday."""
    return _format(day, lang, 1)


def _format(day, lang, number):
    pattern = _PATTERNS.get(lang[:2], ("full", "long"))[number]
    return _ordinal(dates.format_date(day, pattern, get_locale(lang)), day, lang)


def _ordinal(text, day, lang):
    """In French the first day of a month is the “1er”."""
    if lang.startswith("fr") and day.day == 1:
        return text.replace("1 ", "1er ", 1)
    return text


def format_period(start, end, lang):
    """Return the days from `start` to `end`, both included."""
    if start == end or not (start and end):
        return format_day(start or end, lang) if start or end else ""
    if (start.year, start.month) == (end.year, end.month):
        # Each of our languages writes the day first.
        first = _ordinal(f"{start.day} ", start, lang).strip()
        return f"{first} – {format_date(end, lang)}"
    return f"{format_date(start, lang)} – {format_date(end, lang)}"


def format_hour(moment, lang):
    """Return an hour of the 24 hours of the clock: “9 h 30”, “09:30” elsewhere."""
    if not lang.startswith("fr"):
        return f"{moment:%H:%M}"
    minutes = f"{_NBSP}{moment:%M}" if moment.minute else ""
    return f"{moment.hour}{_NBSP}h{minutes}"


def format_hours(start, stop, lang):
    """Return the hours from `start` to `stop`; the other day is named when it is one.

    A session that ends at midnight does not reach into the next day.
    """
    text = f"{format_hour(start, lang)} – {format_hour(stop, lang)}"
    if (stop - timedelta(seconds=1)).date() > start.date():
        text += f" ({format_day(stop.date(), lang)})"
    return text


def format_moment(start, is_whole_day, lang):
    """Return the day of a session, with its hour unless it takes the whole day."""
    day = format_day(start.date(), lang)
    return day if is_whole_day else f"{day}, {format_hour(start, lang)}"


def format_number(value, lang):
    """Return a number without useless decimals.

    >>> format_number(20.25, "fr_FR"), format_number(12.0, "fr_FR")
    ('20,25', '12')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    comma = get_locale(lang).number_symbols.get("latn", {}).get("decimal", ".")
    return text.replace(".", comma)


def get_language_name(code, lang):
    """Return the name of the language `code` in the language `lang`.

    >>> get_language_name("ar", "fr_FR")
    'arabe'
    """
    return get_locale(lang).languages.get(code or "", code or "")


def get_place_of_time(tz, lang):
    """Return the city whose clocks show the hours of a time zone."""
    return dates.get_timezone_location(tz, locale=get_locale(lang), return_city=True)
