"""Rows of cells out of what people paste or send as a list."""

import csv
import io
import re
import zipfile

# Characters of a pasted list, and bytes of a file, that are still read.
LONGEST_TEXT = 1_000_000
LARGEST_FILE = 2_000_000
# A workbook is a ZIP archive: what it unpacks to, and how many rows are read.
LARGEST_WORKBOOK = 30_000_000
MOST_ROWS = 2_000

_ZIP = b"PK\x03\x04"
# First bytes of what is sent instead of a list, and how people call it.
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Excel 97 (.xls) or Word 97 (.doc)"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"<!DOCTYPE", "HTML"),
    (b"<html", "HTML"),
)
_BLANKS = re.compile(r"[\u00a0\u2007\u202f\u2009\u3000]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


class UnreadableList(Exception):
    """A list that cannot be read, and why.

    :param reason: `too_long`, `too_large`, `too_many`, `other` (another kind of file,
        named in `found`), `disguised` (not what its name says), `empty`, `broken`
    """

    def __init__(self, reason, found=""):
        super().__init__(reason)
        self.reason = reason
        self.found = found


def clean(cell):
    """Return a cell as plain text on one line.

    >>> clean("\\u00a0Salma\\nBen\\u200bAmor ")
    'Salma BenAmor'
    """
    text = _INVISIBLE.sub("", _BLANKS.sub(" ", str(cell)))
    return re.sub(r"\s+", " ", text).strip()


def read_file(name, content):
    """Return the text of a CSV file, or the rows of a workbook.

    What counts is what is in the file: a name that says otherwise is refused.

    :raise UnreadableList: why the file cannot be read
    """
    if not content:
        raise UnreadableList("empty")
    if len(content) > LARGEST_FILE:
        raise UnreadableList("too_large")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if content.startswith(_ZIP):
        return _read_workbook(content, extension)
    for magic, kind in _OTHERS:
        if content[: len(magic)].lower() == magic.lower():
            disguised = extension in ("csv", "txt", "tsv", "xlsx")
            raise UnreadableList("disguised" if disguised else "other", kind)
    if extension not in ("csv", "txt", "tsv"):
        is_workbook = extension == "xlsx"
        raise UnreadableList("disguised" if is_workbook else "other", extension)
    return _decode(content)


def _decode(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif b"\0" in content:
        raise UnreadableList("disguised")
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList("disguised")


def _read_workbook(content, extension):
    """Return the rows of the first sheet that has any."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableList(
                    "disguised" if extension in ("xlsx", "csv") else "other",
                    "ZIP" if extension in ("xlsx", "csv") else extension,
                )
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_WORKBOOK:
                raise UnreadableList("too_large")
    except zipfile.BadZipFile as error:
        raise UnreadableList("broken") from error
    if extension != "xlsx":
        raise UnreadableList("disguised", "Excel")
    return _read_sheets(content)


def _read_sheets(content):
    from openpyxl import load_workbook  # noqa: PLC0415, heavy and seldom needed

    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            rows = []
            for row in sheet.iter_rows(values_only=True):
                cells = ["" if cell is None else clean(cell) for cell in row]
                if any(cells):
                    rows.append(cells)
                if len(rows) > MOST_ROWS:
                    raise UnreadableList("too_many")
            if rows:
                return rows
    except UnreadableList:
        raise
    except Exception as error:  # openpyxl raises what its parsers happen to raise
        raise UnreadableList("broken") from error
    raise UnreadableList("empty")


def split_table(text):
    """Return the rows of cells of a text, and the delimiter that was found.

    The delimiter is empty when the text is no table, but lines that people wrote.
    """
    if len(text) > LONGEST_TEXT:
        raise UnreadableList("too_long")
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).replace("\r\n", "\n")
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if not lines:
        raise UnreadableList("empty")
    delimiter = _find_delimiter(lines)
    if not delimiter:
        rows = [[clean(line)] for line in lines]
    else:
        source = io.StringIO("\n".join(lines))
        rows = [
            [clean(cell) for cell in row]
            for row in csv.reader(source, delimiter=delimiter, strict=False)
        ]
    rows = [row for row in rows if any(row)]
    if len(rows) > MOST_ROWS:
        raise UnreadableList("too_many")
    return rows, delimiter


def _find_delimiter(lines):
    """Return what most lines have, in the order in which it is least ambiguous."""
    for delimiter in ("\t", ";", "|"):
        if sum(delimiter in line for line in lines) * 2 >= len(lines):
            return delimiter
    widths = {len(row) for row in csv.reader(lines)}
    is_steady = len(lines) > 1 and len(widths) == 1 and max(widths) > 1
    is_dashed = any(re.search(r"\s[-–—]\s", line) for line in lines)
    return "," if is_steady and not is_dashed else ""
