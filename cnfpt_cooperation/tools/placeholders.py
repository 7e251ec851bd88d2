"""Words in braces that a template lets a record fill in."""

import re

from markupsafe import Markup, escape

_WORD = re.compile(r"\{([^{}<>]*)\}")
# What stands for what the record does not know yet: a hole that one sees.
_HOLE = "…"


def find_words(text):
    """Return the words in braces of `text`, in order.

    >>> find_words("<p>In {country}, {dates}; not {</p>")
    ['country', 'dates']
    """
    return _WORD.findall(text or "")


def fill(text, values):
    """Return `text`, which is HTML, with its words in braces filled in.

    :param dict values: plain text by word; nothing of it is read as HTML

    >>> fill("<p>{body} in {country}, {when}</p>", {"body": "A & <b>", "country": ""})
    Markup('<p>A &amp; &lt;b&gt; in …, {when}</p>')
    """

    def replace(match):
        word = match.group(1)
        if word not in values:
            return match.group(0)
        return str(escape(values[word] or _HOLE))

    return Markup(_WORD.sub(replace, text or ""))
