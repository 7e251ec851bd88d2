"""What the words of a message say, before anybody has read it."""

import re
import unicodedata
from datetime import date

# Answers and forwards, in the languages in which people write to the Mission.
_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|tr|rv|rép|rep|réf|ref|enc|aw|wg|i|رد)\s*(?:\[\d+\])?\s*:\s*)+",
    re.IGNORECASE,
)
# Everybody has an address there: the domain says nothing about the body.
FREE_MAIL = frozenset(
    "gmail.com googlemail.com yahoo.com yahoo.fr ymail.com rocketmail.com hotmail.com "
    "hotmail.fr outlook.com outlook.fr live.com live.fr msn.com orange.fr wanadoo.fr "
    "free.fr sfr.fr laposte.net bbox.fr neuf.fr numericable.fr aol.com icloud.com "
    "me.com mac.com gmx.com gmx.fr gmx.net mail.com mail.ru yandex.com yandex.ru "
    "proton.me protonmail.com zoho.com qq.com 163.com topnet.tn planet.tn menara.ma "
    "gnet.tn djaweb.dz caramail.com".split()
)
# Domains of a country that the whole world buys for their sound.
_VANITY = frozenset("ac ai cc co fm gg io im me nu sh st to tv ws".split())
_SECOND_LEVEL = frozenset(
    "ac asso co com edu gob gouv gouvernement gov gv mil min muni net org or sch "
    "univ".split()
)
_KINDS = (
    ("internship", r"\bstages?\b|\bstagiaires?\b|\binternships?\b|\betudiante?s?\b"
     r"|\bpasantias?\b|\bpracticas\b|\bestagios?\b|\bstudents?\b"),
    ("partnership", r"\bconventions?\b|\bpartenariats?\b|\bpartnerships?\b"
     r"|\bmemorandum\b|\bmou\b|\bconvenios?\b|\bparcerias?\b|اتفاقية|شراكة"),
    ("expertise", r"\bexperts?\b|\bexpertises?\b|\bappui technique\b|خبير|خبراء"
     r"|\btechnical assistance\b|\bexpertos?\b"),
    ("publication", r"\bpublications?\b|\bbrochures?\b|\bpublicaciones\b"),
    ("visit", r"\bvisites?\b|\bvisits?\b|\bdelegations?\b|\bvisitas?\b|\baccueil\b"
     r"|\bdelegacion\b|زيارة|وفد"),
    ("training", r"\bformations?\b|\btrainings?\b|\bformacion\b|\bformacao\b|تكوين"
     r"|تدريب"),
)  # fmt: skip
_PEOPLE = re.compile(
    r"\b(\d{1,3})\s+(?:personnes|participants|membres|agents|cadres|elus|maires"
    r"|delegues|people|persons|members|delegates|mayors|officials|civil servants"
    r"|personas|participantes|pessoas)\b"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january enero janeiro",
            "fevrier february febrero fevereiro",
            "mars march marzo marco",
            "avril april abril",
            "mai may mayo maio",
            "juin june junio junho",
            "juillet july julio julho",
            "aout august agosto",
            "septembre september septiembre setembro",
            "octobre october octubre outubro",
            "novembre november noviembre novembro",
            "decembre december diciembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(_MONTHS)
# “du 4 au 6 mars 2030”, “du 28 février au 2 mars 2030”, “4-6 March 2030”.
_PERIOD = re.compile(
    rf"\b(\d{{1,2}})(?:er)?\s*(?:de\s+)?({_MONTH})?\s*(?:-|–|au|to|al|a)\s*"
    rf"(\d{{1,2}})\s+(?:de\s+)?({_MONTH})\s+(?:de\s+)?(20\d{{2}})\b"
)
_USUAL_WORDS = {
    "fr": "nous vous notre votre madame monsieur bonjour souhaite souhaitons une les "
    "des cordialement pour avec est",
    "en": "we you our your dear madam sir hello would wish the and of regards for with "
    "is",
    "es": "nosotros ustedes nuestra nuestro estimado estimada señor señora saludos los "
    "las una para con es deseamos",
    "pt": "nós nosso nossa prezado prezada senhor senhora saudações os uma para com "
    "não são gostaríamos é",
}
_SENTENCE_START = 4_000
_FEW_WORDS = 3


def plain(text):
    """Return `text` in small letters, without accents.

    >>> plain("Été à Hanoï")
    'ete a hanoi'
    """
    split = unicodedata.normalize("NFD", text or "")
    return "".join(c for c in split if not unicodedata.combining(c)).lower()


def strip_prefixes(subject):
    """Return the subject of a message as its first author wrote it.

    >>> strip_prefixes("TR : Re: Visite d’études ")
    'Visite d’études'
    """
    return _PREFIX.sub("", " ".join((subject or "").split()))


def get_domain(address):
    """Return the domain of an address, or None when it says nothing of the body."""
    domain = (address or "").rpartition("@")[2].strip().lower().rstrip(".>")
    return domain if "." in domain and domain not in FREE_MAIL else None


def get_body_domains(domain):
    """Return a domain and those above it that one body can own.

    >>> get_body_domains("mail.sousse.gov.tn")
    ['mail.sousse.gov.tn', 'sousse.gov.tn']
    """
    labels = (domain or "").split(".")
    shortest = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2
    return [".".join(labels[n:]) for n in range(len(labels) - shortest + 1)]


def get_country_code(domain):
    """Return the ISO code of the country whose domain it is, or None.

    >>> get_country_code("ville-sousse.tn"), get_country_code("council.gov.uk")
    ('TN', 'GB')
    """
    labels = (domain or "").split(".")
    top = labels[-1]
    if len(top) != 2 or top == "eu":
        return None
    if top in _VANITY and not (len(labels) > 2 and labels[-2] in _SECOND_LEVEL):
        return None
    return {"uk": "GB"}.get(top, top.upper())


def guess_kind(*texts):
    """Return the kind of request that the first telling text speaks of, or None."""
    for text in map(plain, texts):
        for kind, words in _KINDS:
            if re.search(words, text):
                return kind
    return None


def guess_headcount(text):
    """Return the one number of people that a text gives, or 0."""
    numbers = {int(found) for found in _PEOPLE.findall(plain(text))}
    return numbers.pop() if len(numbers) == 1 else 0


def guess_period(text):
    """Return the one period that a text gives, as two dates, or two None."""
    found = set(_PERIOD.findall(plain(text)))
    if len(found) == 1:
        first_day, first_month, last_day, month, year = found.pop()
        try:
            start = date(int(year), _MONTHS[first_month or month], int(first_day))
            end = date(int(year), _MONTHS[month], int(last_day))
        except ValueError:
            return None, None
        if start <= end:
            return start, end
    return None, None


def guess_language(text):
    """Return the code of the language of a text, or None when it is not plain.

    >>> guess_language("Nous vous remercions de votre accueil")
    'fr'
    """
    text = (text or "")[:_SENTENCE_START].lower()
    letters = [c for c in text if c.isalpha()]
    if sum("\u0600" <= c <= "\u06ff" for c in letters) > len(letters) / 2:
        return "ar"
    if sum(c in "ơưđạảấầậắặếềệịọộớợụứừựỳ" for c in letters) > _FEW_WORDS:
        return "vi"
    words = re.findall(r"[^\W\d_]+", text)
    counts = {
        code: sum(word in usual.split() for word in words)
        for code, usual in _USUAL_WORDS.items()
    }
    best, second = sorted(counts, key=counts.get, reverse=True)[:2]
    if counts[best] >= _FEW_WORDS and counts[best] > counts[second]:
        return best
    return None


def find_names(text, names):
    """Return the values whose name stands in `text`, the longest names first.

    “Guinée équatoriale” is not found as “Guinée” too.

    :param dict names: values by plain name
    """
    text = plain(text)
    found = []
    for name in sorted(names, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
        if re.search(pattern, text):
            found.append(names[name])
            text = re.sub(pattern, " ", text)
    return found
