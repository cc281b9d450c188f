"""The edges of pages: the rows at the top and bottom that may be running heads, running feet, page numbers or stamps.

Pure functions: no I/O, no PDF library.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.reading.pdf.model import Line, rows_from_top

MAX_EDGE_ROWS = 3
"""Rows of lines at the top and bottom of a page that may be a running head or foot: a head of two and a number."""

MAX_STAMP_ROWS = 5
"""Further rows at an edge that are the same on other pages: "Downloaded from ..." and a line on the rights take three
at most in 51 articles."""

NEARBY_PAGES = 4
"""Pages before and after a page in which its running head comes back, even if left and right pages differ. Two pages
that are further apart do not belong to one run of numbers."""

MAX_SHIFT_POINTS = 3.0
"""Difference in height up to which lines of two pages are at the same place."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Edges:
    """The rows of a page from top to bottom, as indices of lines. The first `top` and last `bottom` are its edges.

    `unplaced` are the lines without a known position on a page of placed lines: turned ones, as at the side.
    """

    rows: Sequence[Sequence[int]]
    top: int
    bottom: int
    unplaced: Sequence[int]

    def both(self) -> list[tuple[Sequence[Sequence[int]], int]]:
        """Return the rows from either edge inwards, each with how many belong to that edge."""
        return [(self.rows, self.top), (self.rows[::-1], self.bottom)]

    @property
    def lines(self) -> list[int]:
        """The indices of the lines in the edges, from top to bottom."""
        return self.outermost(MAX_EDGE_ROWS + MAX_STAMP_ROWS)

    def outermost(self, depth: int) -> list[int]:
        """Return the indices of the lines in the edges, from top to bottom, up to a number of rows from either edge."""
        top, bottom = min(self.top, depth), min(self.bottom, depth)
        rows = self.rows
        if len(rows) > top + bottom:
            rows = [*rows[:top], *rows[len(rows) - bottom :]]
        return [index for row in rows for index in row]


def with_masked_numbers(text: str) -> str:
    """Return a text with "#" for each number, so that it can be compared with the same words on another page."""
    return _DIGITS.sub("#", text)


class Repetitions:
    """Which words are on which pages, and at which heights."""

    def __init__(self, page_count: int) -> None:
        # Words -> page -> baselines at which the page has them.
        self._baselines: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._min_count = min(2, max(1, page_count - 2))  # one in a document of two or three pages

    def add(self, words: str, page: int, baseline: float) -> None:
        """Add words that a page has at a height."""
        baselines = self._baselines[words][page]
        if not baselines or abs(baselines[-1] - baseline) > MAX_SHIFT_POINTS / 2:  # a row of thousands is one
            baselines.append(baseline)

    def is_repeated(self, words: str, page: int, baseline: float) -> bool:
        """Return whether two other pages nearby have these words at this height: one in a short document."""
        return self.count(words, page, baseline) >= self._min_count

    def count(self, words: str, page: int, baseline: float) -> int:
        """Return how many other pages nearby have these words at this height."""
        baselines = self._baselines[words]
        if len(baselines) == 1:
            return 0
        count = 0
        for other in range(page - NEARBY_PAGES, page + NEARBY_PAGES + 1):
            if other == page or other not in baselines:
                continue
            if any(abs(there - baseline) <= MAX_SHIFT_POINTS for there in baselines[other]):
                count += 1
        return count


def page_edges(pages: Sequence[Sequence[Line]]) -> list[Edges]:
    """Return the edges of each page: `MAX_EDGE_ROWS` rows, and the stamps among and outside of them.

    A stamp is a row that is the same on other pages nearby, digits included, so it does not hold the page's number.
    """
    rows_of_pages = [rows_from_top(lines) for lines in pages]
    repeated = Repetitions(len(pages))
    for page, rows in enumerate(rows_of_pages):
        for index in _outer_lines(rows):
            line = pages[page][index]
            repeated.add(line.text, page, line.baseline)
    edges = []
    for page, rows in enumerate(rows_of_pages):
        top = _depth(page, pages[page], rows, repeated)
        bottom = _depth(page, pages[page], rows[::-1], repeated)
        placed = {index for row in rows for index in row}
        unplaced = [index for index in range(len(pages[page])) if index not in placed]
        edges.append(Edges(rows, top, bottom, unplaced))
    return edges


def _outer_lines(rows: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield the indices of the lines that may be stamps, each once."""
    depth = MAX_EDGE_ROWS + MAX_STAMP_ROWS
    for number, row in enumerate(rows):
        if number < depth or number >= len(rows) - depth:
            yield from row


def _depth(page: int, lines: Sequence[Line], rows: Sequence[Sequence[int]], repeated: Repetitions) -> int:
    """Return how many rows belong to an edge. The rows are given from the edge inwards."""
    other_rows = 0
    for depth, row in enumerate(rows[: MAX_EDGE_ROWS + MAX_STAMP_ROWS]):
        if other_rows == MAX_EDGE_ROWS:
            return depth
        if not all(repeated.is_repeated(lines[index].text, page, lines[index].baseline) for index in row):
            other_rows += 1
    return min(len(rows), MAX_EDGE_ROWS + MAX_STAMP_ROWS)
