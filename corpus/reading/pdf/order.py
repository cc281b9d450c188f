"""Words seen on a picture of a page -> its lines in the order in which they are read. Pure functions.

What sees the words gives boxes, from top to bottom. Two boxes side by side are two cells of a row, or lines of two
columns. They are columns where a gutter runs between what reads like prose on both sides; a title above the columns
or a picture's caption lies across it and parts what is above from what is below:

    Title across both            Title across both
    left one    right one   ->   left one, left two
    left two    right two        right one, right two
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import mean, median

from corpus.reading.pdf.model import Line

PROSE = 18
"""Characters of a row of a column, at least: cells of tables are shorter, columns of newspapers have 25."""

ROWS = 3
"""Rows of a column, at least."""

TALL = 1.5
"""Times its width, from which a box is taken to hold text that runs up or down the page."""

LETTER = 1.08
"""Heights of a box for one size of the type in it: the median of lines of a report, from 1.05 to 1.44."""

FOOT = 0.24
"""Of a box's height, from its foot to the baseline, measured likewise."""

STEP = 1.5
"""Times one size of type, the next that is told from it: a box's height depends on which letters are in it."""


@dataclass(frozen=True, slots=True)
class Box:
    """Text seen at a place: in points from the upper left corner. `sure` runs from 0 to 1."""

    text: str
    sure: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """About the size of its type, and a little more."""
        return self.bottom - self.top


Corners = Sequence[Sequence[float]]
"""Of a box: upper left, upper right, lower right, lower left, each (x, y) with y downwards."""


def runs_sideways(boxes: Sequence[Corners]) -> bool:
    """Says whether most of what is seen runs up or down the page."""
    sides = [(math.dist(box[0], box[1]), math.dist(box[0], box[3])) for box in boxes]
    tall = sum(height for width, height in sides if height > TALL * width)
    return tall > sum(width for width, height in sides if height <= TALL * width)


def straightened(boxes: Sequence[Corners]) -> list[Corners]:
    """Gives the boxes as they would stand had the sheet not been put in askew: turned by the median of their slopes."""
    slopes = [math.atan2(b[1][1] - b[0][1], b[1][0] - b[0][0]) for b in boxes if b[1][0] - b[0][0] > b[3][1] - b[0][1]]
    turn = -median(slopes) if slopes else 0.0
    sine, cosine = math.sin(turn), math.cos(turn)
    return [[(x * cosine - y * sine, x * sine + y * cosine) for x, y in box] for box in boxes]


def lines(boxes: Sequence[Box], height: float) -> list[Line]:
    """Gives the lines of a page of this height in reading order; cells of a row are lines of one baseline."""
    found = []
    for row in rows(boxes):
        baseline = height - median(box.bottom - FOOT * box.height for box in row)
        size = median(box.height for box in row) / LETTER
        found += [Line(box.text, box.left, box.right, baseline, size) for box in row]
    return found


def rows(boxes: Sequence[Box]) -> list[list[Box]]:
    """Gives the rows in reading order, column by column, each from left to right."""
    gutter = _gutter(boxes)
    if gutter is None:
        return _level(boxes)
    found: list[list[Box]] = []
    rest = sorted(boxes, key=lambda box: box.middle)
    across = [box for box in rest if box.left < gutter < box.right]
    for row in [*_level(across), []]:
        end = min((box.middle for box in row), default=math.inf)
        above = [box for box in rest if box not in across and box.middle < end]
        found += rows([box for box in above if box.right <= gutter])
        found += rows([box for box in above if box.left >= gutter])
        found += [row] if row else []
        rest = [box for box in rest if box not in above]
    return found


def _level(boxes: Sequence[Box]) -> list[list[Box]]:
    """Gathers boxes that stand at one height, each group from left to right."""
    found: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.middle):
        if found and box.middle - mean(b.middle for b in found[-1]) < min(box.height, found[-1][0].height) / 2:
            found[-1].append(box)
        else:
            found.append([box])
    return [sorted(row, key=lambda box: box.left) for row in found]


def _gutter(boxes: Sequence[Box]) -> float | None:
    """Gives where two columns part, best in the middle of the text; None where there are none."""
    best, most = None, 0
    for x in _gaps(boxes):
        sides = [box for box in boxes if box.right <= x], [box for box in boxes if box.left >= x]
        fewer = min(sum(len(box.text) for box in side) for side in sides)
        if fewer > most and all(map(_is_prose, sides)) and _side_by_side(*sides):
            best, most = x, fewer
    return best


def _gaps(boxes: Sequence[Box]) -> Iterator[float]:
    """Gives the middles between where boxes end and where the next of all begins."""
    lefts = sorted(box.left for box in boxes)
    for right in sorted({box.right for box in boxes}):
        after = next((left for left in lefts if left >= right), None)
        if after is not None:
            yield (right + after) / 2


def _is_prose(boxes: Sequence[Box]) -> bool:
    lengths = [sum(len(box.text) for box in row) for row in _level(boxes)]
    return len(lengths) >= ROWS and median(lengths) >= PROSE


def _side_by_side(left: Sequence[Box], right: Sequence[Box]) -> bool:
    """Says whether two groups share at least half of the height of the lower one."""
    spans = [(min(box.top for box in side), max(box.bottom for box in side)) for side in (left, right)]
    shared = min(bottom for _, bottom in spans) - max(top for top, _ in spans)
    return shared > min(bottom - top for top, bottom in spans) / 2


def evened(pages: Sequence[Sequence[Line]], body: float) -> list[list[Line]]:
    """Gives the lines of pages with sizes that say which are set alike: as most text is, or in steps larger or smaller.

    Args:
        pages: lines whose sizes are those of their boxes.
        body: the size that text in the document has where it is known, else 0.
    """
    sizes = sorted((line.size, len(line.text)) for page in pages for line in page)
    so_far = list(accumulate(length for _, length in sizes))
    usual = sizes[bisect_left(so_far, so_far[-1] / 2)][0] if sizes else 0.0
    steps = {size: STEP ** round(math.log(size / usual, STEP)) for size, _ in sizes}
    return [[replace(line, size=(body or usual) * steps[line.size]) for line in page] for page in pages]
