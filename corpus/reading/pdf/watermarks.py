"""Watermarks: large words that lie across the text of most pages, such as DRAFT.

Pure functions: no I/O, no PDF library.
"""

from collections import Counter
from collections.abc import Sequence

from corpus.reading.pdf.model import Line, usual_size

MIN_SIZE_RATIO = 2.0
"""Size of a watermark, relative to the text. Chosen: it fills the page; headings are smaller or say other words."""

MIN_PAGES = 3
"""Pages that must have the same watermark. Two large words that are alike may be headings."""

MIN_PAGE_SHARE = 0.6
"""Share of the pages with text that must have it. Chosen: a cover may lack it."""


def find_watermarks(pages: Sequence[Sequence[Line]]) -> set[tuple[str, float]]:
    """Return the texts of watermarks, each with the size of its type, rounded to points.

    Other text of the page is above and below a watermark, so a running head in large type is not one.
    """
    min_size = MIN_SIZE_RATIO * usual_size(line for lines in pages for line in lines)
    counts: Counter[tuple[str, float]] = Counter()
    for lines in pages:
        heights = [line.baseline for line in lines if line.size]
        if not heights:
            continue
        top, bottom = max(heights), min(heights)
        counts.update({_key(line) for line in lines if line.size > min_size and bottom < line.baseline < top})
    min_pages = max(MIN_PAGES, MIN_PAGE_SHARE * sum(map(bool, pages)))
    return {key for key, count in counts.items() if count >= min_pages}


def without_watermarks(lines: Sequence[Line], watermarks: set[tuple[str, float]]) -> list[Line]:
    """Return the lines of a page without these watermarks."""
    return [line for line in lines if _key(line) not in watermarks]


def _key(line: Line) -> tuple[str, float]:
    return line.text, round(line.size)
