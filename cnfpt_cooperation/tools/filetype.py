"""Whether a file is what its name says, by its first bytes."""

from pathlib import PurePosixPath

from odoo.tools.mimetypes import guess_mimetype

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
# An Office file with a password is kept in the older container.
_OFFICE = _ZIP + _OLE
_HEADS = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF8",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "webp": (b"RIFF",),
    "rtf": (b"{\\rtf",),
    "zip": _ZIP,
    "odt": _ZIP,
    "ods": _ZIP,
    "odp": _ZIP,
    "docx": _OFFICE,
    "xlsx": _OFFICE,
    "pptx": _OFFICE,
    "doc": (*_OFFICE, b"{\\rtf"),
    "xls": _OFFICE,
    "ppt": _OFFICE,
}
# What runs when somebody opens it, whatever it is called.
_PROGRAM_HEADS = (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
# Letters with which a list of Mozambique may begin; no text holds the other byte.
_WINDOWS_HEAD, _NO_TEXT = b"MZ", b"\x00"
_PROGRAM_NAMES = frozenset(
    "bat cmd com cpl dll exe hta iso jar js jse lnk msi ps1 reg scr sh vbe vbs "
    "wsf wsh".split()
)
# The end of the name under which a refused file is kept: nothing opens it.
PUT_ASIDE = "refused"
# Readers of PDF accept a few bytes before its head.
_PDF_HEAD_WITHIN = 1024


def get_suffix(name):
    """Return what follows the last dot of a file's name, in small letters."""
    return PurePosixPath(name or "").suffix.lower().lstrip(".")


def is_program(name, content):
    """Tell whether a file would run something on the computer of its reader."""
    return (
        get_suffix(name) in _PROGRAM_NAMES
        or content.startswith(_PROGRAM_HEADS)
        or (content.startswith(_WINDOWS_HEAD) and _NO_TEXT in content)
    )


def is_what_it_says(name, content):
    """Tell whether the first bytes of `content` agree with the end of its name.

    An empty file agrees with nothing that has a form of its own; a name that says
    nothing is agreed with.
    """
    suffix = get_suffix(name)
    if suffix == "pdf":
        return b"%PDF" in content[:_PDF_HEAD_WITHIN]
    heads = _HEADS.get(suffix)
    return heads is None or content.startswith(heads)


def explain_refusal_of_file(env, name, content):
    """Return why a file is not taken as it is, or None when it is.

    :param bytes content: the file itself
    """
    if get_suffix(name) == PUT_ASIDE:
        return None
    if is_program(name, content):
        return env._("“%(file)s” is a program, which opens nothing here.", file=name)
    if not is_what_it_says(name, content):
        return env._(
            "“%(file)s” is not what its name says: it holds “%(type)s”.",
            file=name,
            type=guess_mimetype(content or b"", default="?"),
        )
    return None
