"""Scans with a stamp: pages that are pictures, and whose few words were laid over them afterwards.

A library or an archive stamps each page of a scan ("Downloaded from ...", a number), and often adds the title to the
first one. Such a page has text, but its own text is in the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

from corpus.reading.pdf.edges import Repetitions, with_masked_numbers
from corpus.reading.pdf.model import Line, count_characters

MAX_STAMP_CHARACTERS = 400
"""Characters of stamps and a cover line on a page. ProQuest's and JSTOR's take 100 to 250."""

MIN_PICTURE_SHARE = 0.8
"""Share of a page that the pictures of a scan cover: 0.88 to 1 on scans with margins. Figures cover 0.6 at most."""

MIN_SCANNED_SHARE = 0.5
"""Share of the pages of a file that must be stamped pictures. Then another picture with the stamp is one too, although
it has a cover line."""


@dataclass(frozen=True, slots=True)
class Scans:
    """Indices of pages: pictures with nothing but stamps, and pictures with a cover line besides."""

    stamped: frozenset[int]
    covers: frozenset[int]


def is_picture(page: Any, lines: Sequence[Line]) -> bool:
    """Return whether pictures cover a page of pdfium's that has few words."""
    if count_characters(lines) > MAX_STAMP_CHARACTERS:
        return False
    left, bottom, right, top = page.get_bbox()
    covered = 0.0
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)):
        picture_left, picture_bottom, picture_right, picture_top = picture.get_bounds()
        width = min(picture_right, right) - max(picture_left, left)
        height = min(picture_top, top) - max(picture_bottom, bottom)
        covered += max(width, 0.0) * max(height, 0.0)
    area = (right - left) * (top - bottom)
    return bool(covered >= MIN_PICTURE_SHARE * area > 0)


def find_scans(pages: Sequence[Sequence[Line]], are_pictures: Sequence[bool]) -> Scans:
    """Return the pages that are stamped pictures.

    All lines of such a page are on two other pictures nearby (on one in a document of two or three pages), at the same
    height and with the same words, digits apart: a stamp, a page number, the number of an archive.

    Args:
        pages: the lines of each page.
        are_pictures: for each page the result of `is_picture`.
    """
    repeated = Repetitions(len(pages))
    pictures = [page for page, lines in enumerate(pages) if are_pictures[page] and lines]
    for page in pictures:
        for line in pages[page]:
            repeated.add(with_masked_numbers(line.text), page, line.baseline)
    stamped, others = set(), set()
    for page in pictures:
        stamps = []
        for line in pages[page]:
            stamps.append(repeated.is_repeated(with_masked_numbers(line.text), page, line.baseline))
        if all(stamps):
            stamped.add(page)
        elif any(stamps):
            others.add(page)
    if len(stamped) < MIN_SCANNED_SHARE * len(pages):
        others.clear()
    return Scans(frozenset(stamped), frozenset(others))
