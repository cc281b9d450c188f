"""What a viewer shows of a page of pdfium's: the part of its plane that is the page."""

from typing import Any

from pypdfium2 import raw

from corpus.reading.pdf.model import PageBox

MIN_PAGE_POINTS = 72.0
"""A page that is narrower or lower than an inch is a mistake in the file. Chosen."""


def page_box(page: Any) -> PageBox | None:
    """Return the crop box of a page within its media box, or None if a page of that size is a mistake.

    Text outside it is not on the page. Two pages that were scanned as one sheet have the text of both, and each page
    crops its half. The box is in the unit of the text, whatever /Rotate and /UserUnit (ISO 32000-1, 14.11.2).
    """
    box = raw.FS_RECTF()
    if not raw.FPDF_GetPageBoundingBox(page, box):
        return None
    if box.right - box.left < MIN_PAGE_POINTS or box.top - box.bottom < MIN_PAGE_POINTS:
        return None
    return PageBox(box.left, box.bottom, box.right, box.top)
