"""What differs between two texts, word by word, marked on both sides."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond that many words a line that has changed is marked as a whole.
_MOST_WORDS = 2_000
_MOST_LINES = 5_000
_BREAK = Markup("<br/>")


def mark(before, after):
    """Return both texts as HTML, with what is gone and what is new marked.

    >>> mark("In force one year", "In force two years")[1]
    Markup('In force <ins>two</ins> <ins>years</ins>')
    >>> mark("<b>", "<b>")
    (Markup('&lt;b&gt;'), Markup('&lt;b&gt;'))
    """
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > _MOST_LINES:
        return _wrap("del", before), _wrap("ins", after)
    left, right = [], []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        pairs = list(zip(old[a:b], new[c:d], strict=False))
        for one, other in pairs:
            if tag == "equal":
                marked = escape(one), escape(other)
            else:
                marked = _mark_words(one, other)
            left.append(marked[0])
            right.append(marked[1])
        left += [_wrap("del", line) for line in old[a + len(pairs) : b]]
        right += [_wrap("ins", line) for line in new[c + len(pairs) : d]]
    return _BREAK.join(left), _BREAK.join(right)


def _mark_words(before, after):
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        return _wrap("del", before), _wrap("ins", after)
    left, right = [], []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        one, other = "".join(old[a:b]), "".join(new[c:d])
        left.append(escape(one) if tag == "equal" else _wrap("del", one))
        right.append(escape(other) if tag == "equal" else _wrap("ins", other))
    return Markup().join(left), Markup().join(right)


def _wrap(tag, text):
    """Return `text` in a tag; what is only white space needs no mark."""
    if not text.strip():
        return escape(text)
    return Markup("<%s>%s</%s>") % (Markup(tag), text, Markup(tag))
