"""How many pages a document has."""

import io

from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

_HEAD = b"%PDF"
_HEAD_WITHIN = 1024


def count_pages(content):
    """Return the number of pages of a PDF; 0 for what is none or cannot be read.

    :param bytes content: the document, which anybody may have sent

    >>> count_pages(b"not a PDF"), count_pages(b"%PDF-1.4 broken"), count_pages(b"")
    (0, 0, 0)
    """
    if _HEAD not in content[:_HEAD_WITHIN]:
        return 0
    try:
        # Its reader warns of each thing that it makes up for.
        with mute_logger("pypdf._reader"):
            return PdfFileReader(io.BytesIO(content), strict=False).getNumPages()
    # Whatever a broken file makes its reader stumble over, it has no pages to count.
    except Exception:  # noqa: BLE001
        return 0
