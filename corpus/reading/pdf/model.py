"""The nouns of PDF pages: a line, the lines of a page, a block of lines and an entry of the outline."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.model import PageMethod

MAX_FRONT_LINES = 300
"""Lines kept as they are set of one of the first pages. A page of a journal in two columns has 150."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text, its position in points, and its type.

    `left` and `right` are measured along the line, `baseline` grows upwards. `size` is the size of the type; it is 0 if
    the engine does not know it, and then the position is not known either. `note`: the line begins with a raised
    number, as footnotes do. Results of OCR are stored under these field names.
    """

    text: str
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    bold: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class NumberedLine(Line):
    """A line with a number far from its text at one end, which may count the lines. `rest` is the line without it."""

    number: Line = Line("")
    rest: Line = Line("")

    @classmethod
    def of(cls, line: Line, number: Line, rest: Line) -> "NumberedLine":
        """Return a line with these parts."""
        return cls(line.text, line.left, line.right, line.baseline, line.size, line.bold, line.note, number, rest)


@dataclass(frozen=True, slots=True)
class PageBox:
    """The part of a page's plane that a viewer shows, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point is inside."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page in reading order, and how they were read.

    `confidence` is the mean confidence of OCR from 0 to 1, for pages that OCR read. `problem` says what went wrong.
    `front` are the lines with raised parts marked, for some of the pages that pdfium read. `is_picture`: pictures cover
    the page and its few words, and OCR has not looked at it.
    """

    lines: Sequence[Line]
    method: PageMethod
    confidence: float | None = None
    problem: str = ""
    front: Sequence[Line] = ()
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines that belong together: a paragraph or heading has one row of lines, a table has several.

    `first` is the index of its first line on the page.
    """

    rows: tuple[tuple[Line, ...], ...]
    first: int


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of a file's outline. `level` and `page` (physical) count from 1. The page may not exist."""

    level: int
    title: str
    page: int


def usual_size(lines: Iterable[Line]) -> float:
    """Return the size that most characters are set in, or 0 if there are no lines."""
    characters: Counter[float] = Counter()
    for line in lines:
        characters[line.size] += len(line.text)
    return max(characters, key=lambda size: characters[size], default=0.0)


def count_characters(lines: Iterable[Line]) -> int:
    """Return how many characters the lines have together."""
    return sum(len(line.text) for line in lines)


def rows_from_top(lines: Sequence[Line]) -> list[list[int]]:
    """Return the indices of the lines from top to bottom; lines of one height are one row.

    If no line has a known position, each line is a row, in the given order. Else lines without a position are left out.
    """
    heights: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.size:
            heights[round(line.baseline)].append(index)
    if not heights:
        return [[index] for index in range(len(lines))]
    return [heights[height] for height in sorted(heights, reverse=True)]
