"""Latin words and figures in a text written from right to left.

WebKit, in builds of wkhtmltopdf with the Qt of a distribution, measures an Arabic run
that starts or ends with a space or a sign as if its letters had no width: words then
lie on one another. Between marks of direction every run is measured whole, and a
bracket stays with the Latin words that it closes. The marks print nothing.
"""

import re
import unicodedata

_RIGHT = "\u200f"
_LEFT = "\u200e"
_ARABIC = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_PLAIN = rf"[^\W_{_ARABIC}]"
# From a Latin letter or a figure to the last one before the next Arabic letter, with
# the brackets that close what was opened inside.
_ATOM = re.compile(rf"{_PLAIN}(?:[^{_ARABIC}]*{_PLAIN})?")
# After the last Latin letter, what only figures follow: “ (4 – 6”, “, 14:30”.
_FIGURES = re.compile(r"(?<=[^\W\d_])[^\w]*[(,;–«][^\w]*[\d\W]*$")
_CLOSING = {")": "(", "]": "[", "»": "«", "”": "“"}
_HAS_ARABIC = re.compile(rf"[{_ARABIC}]")


def guess_direction(text):
    """Return “rtl” or “ltr”, as the first letter of a text is written.

    >>> guess_direction("12. Synthèse"), guess_direction("1. خلاصة Synthèse")
    ('ltr', 'rtl')
    """
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return "ltr" if direction == "L" else "rtl"
    return "ltr"


def mark_directions(text):
    """Return a text written from right to left, with marks around what is not."""
    if not text.strip():
        return text
    parts, position = [], 0
    while match := _ATOM.search(text, position):
        start, end = match.span()
        end = _close_brackets(text, start, _cut_figures(text, start, end))
        atom = text[start:end]
        if any(unicodedata.bidirectional(char) == "L" for char in atom):
            atom = f"{_LEFT}{atom}{_LEFT}"
        parts += [_mark_run(text[position:start]), atom]
        position = end
    return "".join([*parts, _mark_run(text[position:])])


def _cut_figures(text, start, end):
    """Return where Latin words end: figures behind a sign belong to what follows."""
    figures = _FIGURES.search(text[start:end])
    return start + figures.start() if figures else end


def _close_brackets(text, start, end):
    """Return where the brackets opened since `start` are closed."""
    while end < len(text) and text[end] in _CLOSING:
        opening = _CLOSING[text[end]]
        inside = text[start:end]
        if inside.count(opening) <= inside.count(text[end]):
            break
        end += 1
    return end


def _mark_run(run):
    """Return an Arabic run, each of its words between marks where it ends in a sign."""
    words = re.split(r"(\s+)", run)
    marked = "".join(
        f"{_RIGHT}{word}{_RIGHT}" if _HAS_ARABIC.search(word) else word
        for word in words
    )
    return f"{_RIGHT}{marked}{_RIGHT}" if marked else ""


def mark_names(text):
    """Return a text written from left to right, with marks after its Arabic names.

    A figure that follows them would be taken for a part of them.
    """
    return re.sub(rf"([{_ARABIC}])(?=[^{_ARABIC}\w]*\d)", rf"\1{_LEFT}", text)


def mark_tree(root):
    """Mark every text of a document, as the element that it stands in is written."""
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("style", "script"):
            continue
        if element.text:
            element.text = _mark_in(element, element.text)
        parent = element.getparent()
        if element.tail and parent is not None:
            element.tail = _mark_in(parent, element.tail)


def _mark_in(element, text):
    mark = mark_directions if _get_direction(element) == "rtl" else mark_names
    return mark(text)


def _get_direction(element):
    """Return the direction given by the element or the nearest around it.

    What stands in a `bdi` goes by its own first letter.
    """
    while element is not None:
        if element.get("dir"):
            return element.get("dir")
        if element.tag == "bdi":
            letters = map(unicodedata.bidirectional, "".join(element.itertext()))
            first = next((kind for kind in letters if kind in ("L", "R", "AL")), "L")
            return "ltr" if first == "L" else "rtl"
        element = element.getparent()
    return "ltr"
