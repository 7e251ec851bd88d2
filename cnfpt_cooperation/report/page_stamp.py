"""What every page of a paper says of itself.

Not every build of wkhtmltopdf prints headers and footers, and only the finished paper
knows how many pages it has: the foot of each page is written afterwards.
"""

import io

from reportlab.lib.units import mm
from reportlab.pdfgen import canvas

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

_MARGIN = 15 * mm
_BASELINE = 8 * mm
_GREY = 0.35


def stamp_pages(stream, identity):
    """Write `identity` and the number of the page at the foot of each page.

    :param stream: the paper, a BytesIO
    :param str identity: reference, title, version, date
    :return: the stamped paper, a BytesIO
    """
    reader = PdfFileReader(stream, strict=False)
    writer = PdfFileWriter()
    count = reader.getNumPages()
    for number in range(count):
        writer.addPage(reader.getPage(number))
        page = writer.getPage(number)
        width, height = float(page.mediaBox[2]), float(page.mediaBox[3])
        foot = _draw_foot(width, height, identity, f"{number + 1}/{count}")
        page.mergePage(PdfFileReader(foot).getPage(0))
    result = io.BytesIO()
    writer.write(result)
    return result


def _draw_foot(width, height, identity, page):
    """Return a page, transparent but for its foot."""
    foot = io.BytesIO()
    drawing = canvas.Canvas(foot, pagesize=(width, height))
    drawing.setFont("Helvetica", 8)
    drawing.setFillGray(_GREY)
    drawing.drawString(_MARGIN, _BASELINE, _to_latin(identity))
    drawing.drawRightString(width - _MARGIN, _BASELINE, page)
    drawing.save()
    foot.seek(0)
    return foot


def _to_latin(text):
    """Keep what the font can draw."""
    return text.encode("cp1252", "replace").decode("cp1252")
