"""The layout of a page: distances of lines, edges of columns, and which lines are rows of a table or a list.

Pure functions: no I/O, no PDF library.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median_low

from corpus.reading.pdf.characters import GAP
from corpus.reading.pdf.model import Line, usual_size

UPWARDS = 99.0
"""The step to a line that is higher on the page than the line before it: the next column, or the next cell."""

MAX_HEADING_STEP = 1.5
"""Distance between two lines of one heading, in usual distances."""

NEIGHBOUR_LINES = 4
"""Lines above and below a line from which the edges of its column are taken."""

_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*(?:\d{1,3})?$")
_LEADERS = re.compile(r"(?<!\.)(?<!\.\s)(?:\.\s?){4,}\s*\S{0,8}$")


def ends_sentence(text: str) -> bool:
    """Return whether a line ends with a full stop or the like; closing quotes and a note mark may follow it."""
    return _SENTENCE_END.search(text) is not None


def has_leaders(text: str) -> bool:
    """Return whether a line ends as entries of a contents list do: "Methods ..... 5"."""
    return _LEADERS.search(text) is not None


@dataclass(frozen=True, slots=True)
class Column:
    """The lines around a line: their usual left edge and their right edge, in points.

    One line in six is longer than the right edge says, so that a title across two columns does not count. `is_list`: no
    line begins with a small letter, as in a list of names.
    """

    left: float
    right: float
    is_list: bool


class Layout:
    """The usual distances and sizes on a page, by which a line can be judged.

    Lines are named by their index. `leading` is the usual distance of baselines as a multiple of the type's size;
    `size` is the usual size of the type.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.size = usual_size(lines)
        self.leading = self._usual_leading()
        self._steps = [0.0]
        for above, below in pairwise(lines):
            self._steps.append(self._step(above, below))

    def _usual_leading(self) -> float:
        ratios = []
        for above, below in pairwise(self.lines):
            if above.size and above.size == below.size:
                distance = above.baseline - below.baseline
                if 0.9 * above.size < distance < 2.5 * above.size:
                    ratios.append(round(distance / above.size, 2))
        if not ratios:
            return 1.2
        return median_low(ratios)

    def _step(self, above: Line, below: Line) -> float:
        if not (above.size and below.size):
            return 1.0
        distance = above.baseline - below.baseline
        if distance <= -0.36 * below.size:
            return UPWARDS
        return distance / (self.leading * max(above.size, below.size))

    def step(self, index: int) -> float:
        """Return the distance of a line from the line before it, in usual distances for its size.

        It is `UPWARDS` if the line is higher than the line before it, and 1 if the positions are not known.
        """
        return self._steps[index]

    @cached_property
    def columns(self) -> list[Column]:
        """For each line the lines around it in the same column."""
        lefts = [round(line.left) for line in self.lines]
        rights = [line.right for line in self.lines]
        begin_small = [line.text[0].islower() for line in self.lines]
        columns = []
        for start, end in self._neighbours():
            counts = Counter(lefts[start:end])
            usual_left = max(counts, key=lambda left: (counts[left], -left))
            sorted_rights = sorted(rights[start:end])
            right = sorted_rights[len(sorted_rights) * 5 // 6]
            is_list = end - start > 4 and True not in begin_small[start:end]
            columns.append(Column(usual_left, right, is_list))
        return columns

    def _neighbours(self) -> Iterator[tuple[int, int]]:
        """Yield for each line the first and the end index of the lines around it in the same column."""
        count = len(self.lines)
        top = 0
        for bottom in range(1, count + 1):
            if bottom < count and self._steps[bottom] != UPWARDS:
                continue
            for index in range(top, bottom):
                yield max(top, index - NEIGHBOUR_LINES), min(bottom, index + NEIGHBOUR_LINES + 1)
            top = bottom

    def is_row(self, index: int) -> bool:
        """Return whether a line is a row of its own: cells, an entry of a contents list, or a short open line."""
        line = self.lines[index]
        if GAP in line.text or has_leaders(line.text):
            return True
        column = self.columns[index]
        is_short = line.size > 0 and line.right - column.left < 0.6 * (column.right - column.left)
        if not is_short:
            return False
        return line.text[-1] in ":;" or not ends_sentence(line.text)

    def is_same_table(self, first: int, index: int) -> bool:
        """Return whether a line is a row of a table, below the row that begins with line `first`."""
        return self.step(index) < 2.5 and self.is_row(first) and self.is_row(index)

    def is_beside(self, index: int) -> bool:
        """Return whether a line begins a cell to the right of the cell that ends with the line before it."""
        above, below = self.lines[index - 1], self.lines[index]
        if self.step(index) != UPWARDS:
            return False
        return below.left > above.left and 0 < below.baseline - above.baseline < 4 * below.size

    def leaves_room(self, index: int) -> bool:
        """Return whether the first word of the next line would have fitted into a line, so that it ends on purpose."""
        line = self.lines[index]
        next_word = self.lines[index + 1].text.split(None, 1)[0]
        letters = len(next_word) + sum(map(str.isupper, next_word)) / 2 + 1  # a capital is half as wide again
        letter_width = (line.right - line.left) / max(len(line.text), 1)
        return self.columns[index].right - line.right > letters * letter_width + line.size

    def is_indented(self, index: int) -> bool:
        """Return whether a line begins further left or right than the line before it and than its column."""
        above, below = self.lines[index - 1], self.lines[index]
        min_indent = 0.8 * below.size
        moved = abs(below.left - above.left) > min_indent
        return moved and abs(below.left - self.columns[index].left) > min_indent
