"""A page of pdfium's -> its picture. It runs in the child process."""

import math
from typing import Any

from pypdfium2 import raw

from corpus.errors import UnreadableFile
from corpus.pictures import png
from corpus.pictures.model import MAX_PIXELS, MAX_SIDE_PIXELS, Picture

POINTS_PER_INCH = 72


def render(page: Any, dpi: int) -> Picture:
    """Return the picture of a page with its annotations and the values of its forms.

    A page that would have too many pixels gets fewer.

    Raises:
        UnreadableFile: the page has no size.
    """
    width, height = page.get_size()
    scale = _scale(width, height, dpi)
    bitmap = page.render(scale=scale, rev_byteorder=True, force_bitmap_format=raw.FPDFBitmap_BGR)
    file = png.encode(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    return Picture(file, bitmap.width, bitmap.height)


def _scale(width: float, height: float, dpi: int) -> float:
    """Return the pixels per point of a picture."""
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise UnreadableFile("the page has no size")
    by_area = math.sqrt(MAX_PIXELS / width / height)
    by_side = MAX_SIDE_PIXELS / max(width, height)
    return min(dpi / POINTS_PER_INCH, by_area, by_side)
