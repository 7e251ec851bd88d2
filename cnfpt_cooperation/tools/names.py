"""Names as people write them: the same one, or one that looks like it."""

import re
import unicodedata
from collections import Counter, defaultdict

# Share of common trigrams from which two names are shown as likely the same.
LIKELY = 0.6

# Forms of address before a name, as they come in French and English lists.
_CIVILITIES = (
    r"son excellence(?: madame| monsieur)?|s\. ?e\. ?m(?:me)?\.?|s\. ?e\.?|s\.?e\.?m\."
    r"|h\. ?e\.?|his excellency|her excellency|honou?rable|hon\."
    r"|monsieur|madame|mademoiselle|messieurs|mesdames"
    r"|mme|mlle|mm\.|m\.|mr\.?|mrs\.?|ms\.?|miss|sr\.?|sra\.?"
    r"|dr\.?|docteur|doctor|pr\.?|prof\.?|professeur|professor|ma[iî]tre"
)
_CIVILITY = re.compile(
    rf"^\s*((?:(?:{_CIVILITIES})(?:\s+|(?<=\.)(?=\w)))+)(?=\S)", re.IGNORECASE
)
_LONE_CIVILITY = re.compile(rf"^\s*(?:(?:{_CIVILITIES}|m)\s*)+$", re.IGNORECASE)


def fold(text):
    """Return `text` without case, accents or punctuation.

    >>> fold("BÉN  Amor-Zouari")
    'ben amor zouari'
    """
    decomposed = unicodedata.normalize("NFKD", text or "")
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    plain = plain.casefold().replace("đ", "d").replace("œ", "oe").replace("æ", "ae")
    return re.sub(r"[\W_]+", " ", plain).strip()


def get_key(name):
    """Return what two ways of writing one name share: family name first or last.

    >>> get_key("BEN AMOR Salma") == get_key("Salma Ben Amor")
    True
    """
    return " ".join(sorted(fold(name).split()))


def split_civility(name):
    """Return the form of address and the name without it.

    >>> split_civility("S.E. M. Ahmed Ben Salah")
    ('S.E. M.', 'Ahmed Ben Salah')
    >>> split_civility("Le Thi Hoa")
    ('', 'Le Thi Hoa')
    """
    match = _CIVILITY.match(name)
    if not match:
        return "", name.strip()
    return match.group(1).strip(), name[match.end() :].strip()


def is_civility(text):
    """Return whether `text` is a form of address alone, as in a column of titles."""
    return bool(text) and bool(_LONE_CIVILITY.match(text))


def _get_trigrams(key):
    return Counter(
        f"  {word} "[index : index + 3]
        for word in key.split()
        for index in range(len(word) + 1)
    )


class NameIndex:
    """Names among which to look for one that is the same or looks like it."""

    def __init__(self, names):
        """Index `names`, pairs of a name and what bears it."""
        self._bearers = defaultdict(list)
        self._sizes = {}
        self._keys = defaultdict(dict)
        for name, bearer in names:
            key = get_key(name)
            if key:
                self._bearers[key].append(bearer)
        for key in self._bearers:
            trigrams = _get_trigrams(key)
            self._sizes[key] = sum(trigrams.values())
            for trigram, count in trigrams.items():
                self._keys[trigram][key] = count

    def get_same(self, name):
        """Return what bears this very name, in whatever order it is written."""
        return self._bearers.get(get_key(name), [])

    def get_likely(self, name, least=LIKELY):
        """Return what bears the name that looks most like this one, if any does."""
        trigrams = _get_trigrams(get_key(name))
        common = Counter()
        for trigram, count in trigrams.items():
            for key, other in self._keys.get(trigram, {}).items():
                common[key] += min(count, other)
        size = sum(trigrams.values())
        best, likeness = None, least
        for key, shared in common.items():
            share = shared / (size + self._sizes[key] - shared)
            if share >= likeness:
                best, likeness = key, share
        return self._bearers[best] if best else []
