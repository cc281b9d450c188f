"""Reading order: boxes of text that OCR found on a page -> its lines in the order in which a person reads them.

OCR returns boxes from top to bottom. Two boxes side by side are two cells of a row, or lines of two columns. They are
columns if a gutter runs between text that reads like prose on both sides. A title above the columns, or the caption of
a picture, lies across the gutter and separates the text above it from the text below it:

    Title across both            Title across both
    left one    right one   ->   left one, left two
    left two    right two        right one, right two

Pure functions: no I/O, no PDF library.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import mean, median
from typing import NamedTuple

from corpus.reading.pdf.model import Line

MIN_PROSE_CHARACTERS = 18
"""Median length of the rows of a column. Cells of tables are shorter; columns of newspapers have 25."""

MIN_COLUMN_ROWS = 3

MIN_SIDEWAYS_RATIO = 1.5
"""Height of a box relative to its width. A taller box holds text that runs up or down the page."""

BOX_HEIGHT_RATIO = 1.08
"""Height of a box relative to the size of its type: the median of lines of a report, which have 1.05 to 1.44."""

BASELINE_RATIO = 0.24
"""Distance from the foot of a box to the baseline, relative to the height of the box. Measured in the same way."""

SIZE_STEP = 1.5
"""Ratio of two sizes of type that count as different. The height of a box depends on which letters are in it."""


@dataclass(frozen=True, slots=True)
class Box:
    """Text at a place on a page, in points from the upper left corner. `confidence` is from 0 to 1."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The middle between top and bottom."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """A little more than the size of the type."""
        return self.bottom - self.top


class _Span(NamedTuple):
    """The top and bottom of a group of boxes."""

    top: float
    bottom: float


Corners = Sequence[Sequence[float]]
"""The corners of a box: upper left, upper right, lower right, lower left. Each is (x, y), and y grows downwards."""


def runs_sideways(boxes: Sequence[Corners]) -> bool:
    """Return whether most of the text runs up or down the page."""
    level_length = sideways_length = 0.0
    for upper_left, upper_right, _, lower_left in boxes:
        width, height = math.dist(upper_left, upper_right), math.dist(upper_left, lower_left)
        if height > MIN_SIDEWAYS_RATIO * width:
            sideways_length += height
        else:
            level_length += width
    return sideways_length > level_length


def straighten(boxes: Sequence[Corners]) -> list[Corners]:
    """Turn the boxes of a page that was scanned askew, by the median of their slopes."""
    slopes = []
    for upper_left, upper_right, _, lower_left in boxes:
        across = upper_right[0] - upper_left[0]
        if across > lower_left[1] - upper_left[1]:
            slopes.append(math.atan2(upper_right[1] - upper_left[1], across))
    turn = -median(slopes) if slopes else 0.0
    sine, cosine = math.sin(turn), math.cos(turn)
    straight: list[Corners] = []
    for box in boxes:
        straight.append([(x * cosine - y * sine, x * sine + y * cosine) for x, y in box])
    return straight


def lines(boxes: Sequence[Box], page_height: float) -> list[Line]:
    """Return the lines of a page in reading order. Cells of a row are lines with the same baseline."""
    found = []
    for row in rows(boxes):
        baseline = page_height - median(box.bottom - BASELINE_RATIO * box.height for box in row)
        size = median(box.height for box in row) / BOX_HEIGHT_RATIO
        for box in row:
            found.append(Line(box.text, box.left, box.right, baseline, size))
    return found


def rows(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return the rows in reading order, column by column. Each row runs from left to right."""
    gutter = _gutter(boxes)
    if gutter is None:
        return _rows_by_height(boxes)
    across: list[Box] = []
    in_columns: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.middle):
        if box.left < gutter < box.right:
            across.append(box)
        else:
            in_columns.append(box)
    found: list[list[Box]] = []
    for row in _rows_by_height(across):
        top = min(box.middle for box in row)
        found += _column_rows([box for box in in_columns if box.middle < top], gutter)
        found.append(row)
        in_columns = [box for box in in_columns if box.middle >= top]
    return found + _column_rows(in_columns, gutter)


def _column_rows(boxes: Sequence[Box], gutter: float) -> list[list[Box]]:
    """Return the rows to the left of a gutter, then the rows to the right of it."""
    return rows(_left_of(gutter, boxes)) + rows(_right_of(gutter, boxes))


def _left_of(x: float, boxes: Sequence[Box]) -> list[Box]:
    return [box for box in boxes if box.right <= x]


def _right_of(x: float, boxes: Sequence[Box]) -> list[Box]:
    return [box for box in boxes if box.left >= x]


def _rows_by_height(boxes: Sequence[Box]) -> list[list[Box]]:
    """Gather boxes of about the same height on the page into rows. Each row runs from left to right."""
    found: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.middle):
        if found and _is_in_row(box, found[-1]):
            found[-1].append(box)
        else:
            found.append([box])
    return [sorted(row, key=lambda box: box.left) for row in found]


def _is_in_row(box: Box, row: Sequence[Box]) -> bool:
    distance = box.middle - mean(other.middle for other in row)
    return distance < min(box.height, row[0].height) / 2


def _gutter(boxes: Sequence[Box]) -> float | None:
    """Return the x of the gutter with the most text on its emptier side, or None if there are no columns."""
    best, most_characters = None, 0
    for x in _gaps(boxes):
        left, right = _left_of(x, boxes), _right_of(x, boxes)
        characters = min(_count_characters(left), _count_characters(right))
        if characters > most_characters and _is_prose(left) and _is_prose(right) and _are_side_by_side(left, right):
            best, most_characters = x, characters
    return best


def _count_characters(boxes: Sequence[Box]) -> int:
    return sum(len(box.text) for box in boxes)


def _gaps(boxes: Sequence[Box]) -> Iterator[float]:
    """Yield the middle between each right edge of a box and the next left edge of any box."""
    lefts = sorted(box.left for box in boxes)
    for right in sorted({box.right for box in boxes}):
        next_left = bisect_left(lefts, right)
        if next_left < len(lefts):
            yield (right + lefts[next_left]) / 2


def _is_prose(boxes: Sequence[Box]) -> bool:
    lengths = [_count_characters(row) for row in _rows_by_height(boxes)]
    return len(lengths) >= MIN_COLUMN_ROWS and median(lengths) >= MIN_PROSE_CHARACTERS


def _are_side_by_side(left: Sequence[Box], right: Sequence[Box]) -> bool:
    """Return whether two groups share at least half of the height of the lower group."""
    left_span, right_span = _span(left), _span(right)
    shared = min(left_span.bottom, right_span.bottom) - max(left_span.top, right_span.top)
    lower_height = min(left_span.bottom - left_span.top, right_span.bottom - right_span.top)
    return shared > lower_height / 2


def _span(boxes: Sequence[Box]) -> _Span:
    return _Span(min(box.top for box in boxes), max(box.bottom for box in boxes))


def even_sizes(pages: Sequence[Sequence[Line]], body_size: float) -> list[list[Line]]:
    """Return the lines of pages with sizes that can be compared: the body's size, or steps above or below it.

    Args:
        pages: lines whose sizes come from the heights of their boxes.
        body_size: the size of text elsewhere in the document, or 0 if it is not known.
    """
    sizes = sorted((line.size, len(line.text)) for page in pages for line in page)
    if not sizes:
        return [[] for _ in pages]
    characters_so_far = list(accumulate(length for _, length in sizes))
    median_index = bisect_left(characters_so_far, characters_so_far[-1] / 2)
    usual_size = sizes[median_index][0]
    evened: dict[float, float] = {}
    for size, _ in sizes:
        steps = round(math.log(size / usual_size, SIZE_STEP))
        evened[size] = (body_size or usual_size) * SIZE_STEP**steps
    return [[replace(line, size=evened[line.size]) for line in page] for page in pages]
