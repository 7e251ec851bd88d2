"""Delegates out of a list as people write it: a table, or one line a person."""

import re
from dataclasses import dataclass, field

from .names import fold, is_civility, split_civility
from .tables import split_table

# No name of a person is longer.
LONGEST_NAME = 100

_HEADERS = {
    "civility": "civilite titre de civilite title titre formule d appel salutation",
    "first_name": "prenom prenoms first name given name given names forename",
    "last_name": "nom de famille last name family name surname",
    "name": "nom name nom et prenom nom et prenoms noms et prenoms prenom et nom "
    "nom prenom nom complet full name noms delegue delegate participant participants "
    "nom du participant membre",
    "function": "fonction fonctions function position post poste qualite role "
    "job title titre fonction intitule du poste position held grade",
    "body": "organisme organisation organization institution structure entite "
    "employeur employer body company societe administration ministere ministry "
    "collectivite etablissement organisme d origine affiliation service",
    "email": "email e mail mail courriel adresse mail adresse e mail adresse "
    "electronique email address mel",
    "language": "langue langues language languages langue parlee",
    "head": "chef chef de delegation head head of delegation",
    "ignored": "n no num numero # rang ordre",
}
_NUMBERING = re.compile(
    r"^\s*(?:(?:n\s*[°o]\s*)?\d{1,3}\s*(?:[.)/°:]|-(?=\s)|–(?=\s))\s*|[-•*·▪‣–—]\s+)"
)
_EMAIL = re.compile(r"(?:mailto:)?([\w.+'-]+@[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_HEAD = re.compile(
    r"\b(?:chef(?:fe)?\s+(?:de\s+)?(?:la\s+)?d[ée]l[ée]gation"
    r"|head\s+of\s+(?:the\s+)?delegation|pr[ée]sidente?\s+de\s+(?:la\s+)?d[ée]l[ée]gation"
    r"|jefe\s+de\s+(?:la\s+)?delegaci[oó]n)\b",
    re.IGNORECASE,
)
_TITLE_OF_LIST = re.compile(
    r"\b(liste?|membres?|participants?|d[ée]l[ée]gation|delegates?|delegation|noms?)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"^\s*(total|soit|effectif)\b.*\d", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*")
_BODY_WORDS = re.compile(
    r"\b(minist|universit|[ée]cole|school|institut|centre|center|mairie|commune|ville"
    r"|conseil|r[ée]gion|pr[ée]fecture|direction g[ée]n[ée]rale de|agence|agency|office"
    r"|association|ambassade|embassy|gouvernorat|wilaya|d[ée]partement|coll[eè]ge"
    r"|academy|acad[ée]mie|cour|assembl[ée]e|parlement|f[ée]d[ée]ration|union)",
    re.IGNORECASE,
)


@dataclass
class Delegate:
    """One person of a list; `line` is where, `note` what is odd about it."""

    line: int
    name: str = ""
    civility: str = ""
    function: str = ""
    body: str = ""
    email: str = ""
    language: str = ""
    is_head: bool = False
    note: str = ""


@dataclass
class Reading:
    """What was read: the people, and the titles of the columns that were left out."""

    delegates: list = field(default_factory=list)
    ignored: list = field(default_factory=list)


def read_delegates(source):
    """Return the people of `source`, a text or rows of cells.

    :raise UnreadableList: the text is no list that can be read
    """
    rows, delimiter = split_table(source) if isinstance(source, str) else (source, "x")
    reading = Reading()
    if delimiter and max(map(len, rows)) > 1:
        _read_table(rows, reading)
    else:
        _read_lines([next(filter(None, row), "") for row in rows], reading)
    return reading


# ------------------------------------------------------------
# Tables
# ------------------------------------------------------------


def _read_table(rows, reading):
    first = next((index for index, row in enumerate(rows[:6]) if _is_header(row)), None)
    if first is None:
        columns, start = _guess_columns(rows), 0
    else:
        columns, start = _read_header(rows[first], reading), first + 1
    for number, row in enumerate(rows[start:], start + 1):
        cells = {}
        for column, cell in zip(columns, row, strict=False):
            if column and cell:
                cells[column] = f"{cells[column]}, {cell}" if column in cells else cell
        if set(cells) - {"ignored"} and not _is_total(row):
            _add(_make(number, cells), reading)


def _is_total(row):
    return bool(_TOTAL.match(" ".join(row)))


def _find_header(cell):
    """Return which of our columns a title stands for, or None."""
    key = f" {fold(cell)} "
    if key.strip() in ("", "n", "no", "num", "numero", "rang", "ordre"):
        return "ignored"
    for column, words in _HEADERS.items():
        if key in f" {words} " and _is_whole(key.strip(), words):
            return column
    if len(key.split()) <= 6:
        for column in ("email", "first_name", "function", "body", "language", "name"):
            word = {"body": "organisme", "first_name": "prenom", "name": "nom"}
            if f" {word.get(column, column)} " in key:
                return column
        if "fonction" in key:
            return "function"
    return None


def _is_whole(key, words):
    """Words of a title follow each other in our list as in the title."""
    return f" {key} " in f" {words} "


def _is_header(row):
    """A header has at least a name and no address, and no cell as long as a text."""
    cells = [cell for cell in row if cell]
    found = {_find_header(cell) for cell in cells} - {None, "ignored"}
    named = found & {"name", "first_name", "last_name"}
    return bool(named) and (len(found) > 1 or len(cells) == 1)


def _read_header(row, reading):
    columns = []
    for cell in row:
        column = _find_header(cell) if cell else None
        if column is None and cell:
            reading.ignored.append(cell)
        columns.append(None if column == "ignored" else column)
    if "first_name" in columns and "name" in columns:
        columns[columns.index("name")] = "last_name"
    return columns


def _guess_columns(rows):
    """Name the columns of a table without a header by what is in them."""
    width = max(map(len, rows))
    columns, texts = [None] * width, []
    for index in range(width):
        cells = [row[index] for row in rows if index < len(row) and row[index]]
        if not cells:
            continue
        if sum(bool(re.fullmatch(r"[\d.°)\s]+", cell)) for cell in cells) == len(cells):
            continue
        if sum("@" in cell for cell in cells) * 2 >= len(cells):
            columns[index] = "email"
        elif all(is_civility(cell) for cell in cells):
            columns[index] = "civility"
        elif all(not re.search(r"[^\W\d_]", cell) for cell in cells):
            continue
        else:
            texts.append((index, cells))
    names = ["name", "function", "body"]
    if len(texts) > 3 and _are_family_names(texts[0][1], texts[1][1]):
        names = ["last_name", "first_name", "function", "body"]
    for (index, _cells), name in zip(texts, names, strict=False):
        columns[index] = name
    return columns


def _are_family_names(last_names, first_names):
    """BEN AMOR in one column and Salma in the next."""
    upper = sum(cell.isupper() for cell in last_names) * 2 > len(last_names)
    return upper and not any(len(cell.split()) > 3 for cell in first_names)


# ------------------------------------------------------------
# Lines
# ------------------------------------------------------------


def _read_lines(lines, reading):
    body = ""
    for number, line in enumerate(lines, 1):
        if _is_total([line]):
            continue
        text = _NUMBERING.sub("", line).strip(" ,;")
        if line.rstrip().endswith(":"):
            title = text.rstrip(" :")
            body = "" if _TITLE_OF_LIST.search(title) else title
            continue
        if not re.search(r"[^\W\d_]", text) or fold(text) in _HEADERS["name"].split():
            continue
        if number == 1 and _is_title(text):
            continue
        delegate = _read_line(number, text)
        delegate.body = delegate.body or body
        _add(delegate, reading)


def _is_title(text):
    """“Delegation of the CFAD” above a list names nobody."""
    return bool(_TITLE_OF_LIST.match(text)) and not _EMAIL.search(text)


def _read_line(number, text):
    cells = {}
    if match := _EMAIL.search(text):
        cells["email"] = match.group(1)
        text = text.replace(match.group(0), " ").replace("()", " ").replace("<>", " ")
        text = re.sub(r"[<(\[]\s*[>)\]]", " ", text)
    parts = _split(text)
    cells["name"] = parts[0] if parts else ""
    if len(parts) == 2:
        column = "body" if _is_body(parts[1]) else "function"
        cells[column] = parts[1]
    elif len(parts) > 2:
        cells["function"] = ", ".join(parts[1:-1])
        cells["body"] = parts[-1]
    return _make(number, cells)


def _split(text):
    """Return the parts of a line: dashes part it first, commas where they must."""
    parts = [part.strip(" ,;") for part in _DASH.split(text)]
    parts = [part for part in parts if part]
    if len(parts) > 2:
        return parts
    name, comma, rest = (parts[0] if parts else "").partition(",")
    if len(parts) == 2:
        if comma:
            return [name.strip(), rest.strip(), parts[1]]
        function, comma, rest = parts[1].partition(",")
        return [parts[0], *(part.strip() for part in (function, rest) if part.strip())]
    return [part.strip() for part in text.split(",", 2) if part.strip(" ;")]


def _is_body(text):
    return bool(_BODY_WORDS.match(text)) or (text.isupper() and len(text) > 2)


# ------------------------------------------------------------
# One person
# ------------------------------------------------------------


def _make(number, cells):
    names = (cells.get("first_name"), cells.get("last_name"))
    text = cells.get("name") or " ".join(filter(None, names))
    text = _NUMBERING.sub("", text)
    is_head = any(_HEAD.search(cell) for cell in (text, cells.get("function", "")))
    is_head = is_head or fold(cells.get("head", "")) in ("x", "oui", "yes", "1", "true")
    text = re.sub(rf"[(\[]?\s*{_HEAD.pattern}\s*[)\]]?", " ", text, flags=re.IGNORECASE)
    if match := _EMAIL.search(text):
        cells.setdefault("email", match.group(1))
        text = re.sub(r"[<(\[]?\s*" + _EMAIL.pattern + r"\s*[>)\]]?", " ", text)
    civility, name = split_civility(text.strip(" ,;"))
    email = _EMAIL.search(cells.get("email", ""))
    delegate = Delegate(
        line=number,
        name=re.sub(r"\s+", " ", name),
        civility=cells.get("civility") or civility,
        function=cells.get("function", ""),
        body=cells.get("body", ""),
        email=email.group(1).rstrip(".") if email else "",
        language=cells.get("language", ""),
        is_head=is_head,
    )
    if cells.get("email") and not email:
        delegate.note = "email"
    return delegate


def _add(delegate, reading):
    """Keep a line that has a name; say so when it is none that people bear."""
    if not re.search(r"[^\W\d_]", delegate.name):
        return
    if len(delegate.name) > LONGEST_NAME:
        delegate.note = "long"
        delegate.name = delegate.name[:LONGEST_NAME]
    reading.delegates.append(delegate)
