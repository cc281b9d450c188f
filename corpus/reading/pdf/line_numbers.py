"""Line numbers: the column of numbers beside the lines of a draft, a bill or a manuscript under review.

     5   The harbour board keeps a register
     6   of every quay along the coast.         ->  The harbour board keeps a register of every quay along the coast.

A table may have such a column too. So the numbers must be outside of all other text, count the lines of running text,
and be on most pages.

Pure functions: no I/O, no PDF library.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.reading.pdf.characters import GAP
from corpus.reading.pdf.model import Line, NumberedLine

MIN_NUMBERS = 5
"""Numbers of a column on one page. A page of 25 lines has five if each fifth is numbered."""

STEPS = (1, 2, 5, 10)
"""Differences of one number and the next."""

MIN_REGULAR_SHARE = 0.9
"""Share of the numbers that follow the one above them, and share of the text that is on the inner side. Chosen."""

MIN_NUMBERED_SHARE = 0.5
"""Share of the pages with text that must have the column. Chosen: title pages, tables and references may lack it."""

MIN_LINE_CHARACTERS = 35
"""Median length of a line of text beside the numbers: half a line of a book. Cells of tables are shorter."""

MIN_RUNNING_SHARE = 0.2
"""Share of the lines that begin with a small letter in running text; two in three do. Few cells and headings do."""

MAX_LINES_PER_NUMBER = 1.2
"""Lines of text for each number that is counted. Entries of a list of references have two lines or more."""

MIN_PAGE_LINES = 10
"""Lines of a page that counts as a page with text. Chosen."""

MAX_SHIFT_POINTS = 3.0
"""Difference in place between numbers of one column."""

MAX_DIGITS = 4
"""Digits of the number of a line. Chosen; a bill has lines up to the thousands."""


@dataclass(frozen=True, slots=True)
class _Column:
    """Numbers of a page that are aligned: the indices of their lines from top to bottom, and their values.

    `edge` is the x at which they are aligned. `is_running`: the text beside them is running text.
    """

    lines: Sequence[int]
    values: Sequence[int]
    edge: float
    step: int
    is_running: bool


def find_line_numbers(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """Return for each page the indices of the lines that are the number of a line, or have one.

    Pieces of a printed line are not joined yet.
    """
    numbers_of_pages = [_numbers(lines) for lines in pages]
    columns = [_column(lines, numbers) for lines, numbers in zip(pages, numbers_of_pages, strict=True)]
    known = [column for column in columns if column]
    if not _are_line_numbers(pages, known):
        return [set() for _ in pages]
    found = []
    last = known[0]
    for numbers, column in zip(numbers_of_pages, columns, strict=True):
        if column:
            last = column
            found.append(set(column.lines))
        else:
            found.append(_few_numbers(numbers, known, last))
    return found


def without_numbers(lines: Sequence[Line], numbered: Set[int]) -> list[Line]:
    """Return lines without the numbers of these: a number alone goes, and a numbered line keeps the rest."""
    kept = []
    for index, line in enumerate(lines):
        if index not in numbered:
            kept.append(line)
        elif isinstance(line, NumberedLine):
            kept.append(line.rest)
    return kept


def _numbers(lines: Sequence[Line]) -> dict[int, Line]:
    """Return the numbers that are lines, or are far from the text of their line, by index, from top to bottom."""
    found = {}
    for index, line in enumerate(lines):
        number = line.number if isinstance(line, NumberedLine) else line
        text = number.text
        if number.size and len(text) <= MAX_DIGITS and text.isascii() and text.isdigit():
            found[index] = number
    return dict(sorted(found.items(), key=lambda item: -item[1].baseline))


def _column(lines: Sequence[Line], numbers: Mapping[int, Line]) -> _Column | None:
    """Return the longest column of a page that may be line numbers."""
    columns = [_aligned(lines, numbers, by_right) for by_right in (True, False)]
    return max(filter(None, columns), key=lambda column: len(column.lines), default=None)


def _aligned(lines: Sequence[Line], numbers: Mapping[int, Line], by_right: bool) -> _Column | None:
    """Return the longest column of numbers that are aligned at their right or left ends, if it may be line numbers."""
    edges = {index: number.right if by_right else number.left for index, number in numbers.items()}
    counts = Counter(map(round, edges.values()))
    edge = max(counts, key=lambda edge: counts[edge], default=0)
    members = {index: number for index, number in numbers.items() if abs(edges[index] - edge) <= MAX_SHIFT_POINTS}
    values = [int(number.text) for number in members.values()]
    step = _step(values)
    if len(members) < MIN_NUMBERS or step not in STEPS:
        return None
    text = _beside(lines, members)
    if not _is_outside(members, text) or not _are_counted(text, counted_lines=values[-1] - values[0] + 1):
        return None
    running = sum(line.text[0].islower() for line in text)
    return _Column(list(members), values, edge, step, running >= MIN_RUNNING_SHARE * len(text))


def _step(values: Sequence[int]) -> int:
    """Return the difference of most numbers and the next, or 0 if they are irregular."""
    steps = Counter(below - above for above, below in pairwise(values))
    step, count = max(steps.items(), key=lambda item: item[1], default=(0, 0))
    return step if count >= MIN_REGULAR_SHARE * (len(values) - 1) else 0


def _beside(lines: Sequence[Line], numbers: Mapping[int, Line]) -> list[Line]:
    """Return the text in the height of a column."""
    top = max((number.baseline + number.size for number in numbers.values()), default=0.0)
    bottom = min((number.baseline - number.size for number in numbers.values()), default=0.0)
    text = []
    for index, line in enumerate(lines):
        if not line.size or not bottom <= line.baseline <= top:
            continue
        if isinstance(line, NumberedLine) and index in numbers:
            text.append(line.rest)
        elif index not in numbers:
            text.append(line)
    return text


def _are_counted(text: Sequence[Line], counted_lines: int) -> bool:
    """Return whether lines are long enough to be text, and as few as the numbers beside them count."""
    longest_cells = [max(map(len, line.text.split(GAP))) for line in text]
    return median(longest_cells) >= MIN_LINE_CHARACTERS and _count_rows(text) <= MAX_LINES_PER_NUMBER * counted_lines


def _count_rows(text: Sequence[Line]) -> int:
    """Return at how many heights there is text."""
    rows = 0
    last = math.inf
    for line in sorted(text, key=lambda line: -line.baseline):
        if line.baseline < last - line.size / 2:
            rows += 1
            last = line.baseline
    return rows


def _is_outside(numbers: Mapping[int, Line], text: Sequence[Line]) -> bool:
    """Return whether text is only on one side of a column."""
    left = min(number.left for number in numbers.values())
    right = max(number.right for number in numbers.values())
    on_one_side = max(sum(line.left > right for line in text), sum(line.right < left for line in text))
    return on_one_side >= max(1, MIN_REGULAR_SHARE * len(text))


def _are_line_numbers(pages: Sequence[Sequence[Line]], columns: Sequence[_Column]) -> bool:
    """Return whether the columns are on most pages, and beside running text or from one number on each page."""
    full_pages = sum(len(lines) >= MIN_PAGE_LINES for lines in pages)
    if not columns or len(columns) < MIN_NUMBERED_SHARE * full_pages:
        return False
    running = sum(column.is_running for column in columns)
    restarting = max(Counter(column.values[0] for column in columns).values())
    return 2 * running > len(columns) or (restarting > 1 and 2 * restarting > len(columns))


def _few_numbers(numbers: Mapping[int, Line], known: Sequence[_Column], last: _Column) -> set[int]:
    """Return the line numbers of a page with few lines, which begin or go on as those of the other pages do."""
    first_values = {column.values[0] for column in known} | {last.values[-1] + last.step}
    for edge in {column.edge for column in known}:
        members = []
        for index, number in numbers.items():
            if min(abs(number.left - edge), abs(number.right - edge)) <= MAX_SHIFT_POINTS:
                members.append(index)
        values = [int(numbers[index].text) for index in members]
        is_regular = all(below - above == last.step for above, below in pairwise(values))
        if values and values[0] in first_values and is_regular:
            return set(members)
    return set()
