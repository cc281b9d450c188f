"""Page furniture: the lines of a page that are running heads, running feet or page numbers.

Pure functions: no I/O, no PDF library.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from corpus.reading.pdf.characters import GAP
from corpus.reading.pdf.model import Line, rows_from_top, usual_size
from corpus.reading.pdf.page_labels import (
    MAX_EDGE_ROWS,
    NEARBY_PAGES,
    PAGE_OF,
    PageNumber,
    edge_lines,
    parse_page_number,
)

MIN_SHARE_WITHOUT_GAP = 0.45
"""Share of the pages nearby that must have a running head if no gap separates it from the text. It is half if left and
right pages differ, and the page itself is not counted."""

MIN_GAP_EMS = 1.8
"""Distance from a running head or foot to the text. Lines of a paragraph are 1.1 to 1.5 ems apart."""

MAX_NUMBERED_HEAD_CHARACTERS = 120
"""Length of a running head or foot that holds the page's number."""

MAX_SHIFT_POINTS = 3.0
"""Difference in height up to which lines of two pages are at the same place."""

_ONLY_NUMBER = 1.0
_HOLDS_NUMBER = 0.1  # less than MIN_SHARE_WITHOUT_GAP: removed only if a gap separates the line from the text

_DIGITS = re.compile(r"\d+")
_ROMAN_NUMERAL = re.compile(r"(?<![\w.])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![\w.])", re.I)
_CAPTION = re.compile(r"(?:example|table|figure|box|ejemplo|tabla|cuadro|figura|exemplo|tabela|quadro)\b.{0,12}$")


def furniture(pages: Sequence[Sequence[Line]], labels: Sequence[str | None]) -> list[set[int]]:
    """Return for each page the indices of the lines that are running heads, feet or page numbers.

    Such a line is at an edge of the page. It is the page's number alone, or it has the same words (apart from that
    number) at the same place on two other pages within `NEARBY_PAGES` (on one in a document of two or three). Heads of
    tables come back in that way too. So a gap must also separate the line from the text, or `MIN_SHARE_WITHOUT_GAP` of
    the pages nearby must have it. A page always keeps at least one line.

    Args:
        pages: the lines of each page.
        labels: the result of `printed_numbers` for them.
    """
    rows_of_pages = [rows_from_top(lines) for lines in pages]
    edges = [edge_lines(rows) for rows in rows_of_pages]
    repeated = _RepeatedLines(pages, labels, edges)
    body_size = usual_size(line for lines in pages for line in lines)
    removed = []
    for page, lines in enumerate(pages):
        certainties = repeated.shares(page)
        for index in edges[page]:
            certainty = _certainty_of_number(lines[index], labels[page], body_size)
            if certainty:
                certainties[index] = max(certainty, certainties.get(index, 0.0))
        rows = rows_of_pages[page]
        outermost = _outermost(lines, rows, certainties) | _outermost(lines, rows[::-1], certainties)
        if len(outermost) == len(lines):
            outermost = set()
        removed.append(outermost)
    return removed


class _RepeatedLines:
    """The lines at the edges of all pages, and which of them come back on other pages."""

    def __init__(
        self, pages: Sequence[Sequence[Line]], labels: Sequence[str | None], edges: Sequence[Sequence[int]]
    ) -> None:
        self._pages = pages
        self._words: list[dict[int, str]] = []  # for each page: index of a line -> its words
        # Words of a line -> page -> baselines at which the page has them.
        self._baselines: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        any_labels = any(labels)
        for page, lines in enumerate(pages):
            words_of_lines = {}
            for index in edges[page]:
                words = _constant_words(lines[index].text, labels[page], any_labels)
                if words:
                    words_of_lines[index] = words
                    self._baselines[words][page].append(lines[index].baseline)
            self._words.append(words_of_lines)

    def shares(self, page: int) -> dict[int, float]:
        """Return the lines of a page that come back, each with the share of the pages nearby that have it too."""
        nearby = self._pages[max(0, page - NEARBY_PAGES) : page + NEARBY_PAGES + 1]
        other_pages = max(1, sum(map(bool, nearby)) - 1)
        min_repetitions = min(2, max(1, len(self._pages) - 2))
        shares = {}
        for index, words in self._words[page].items():
            repetitions = self._repetitions(page, self._pages[page][index].baseline, words)
            if repetitions >= min_repetitions:
                shares[index] = repetitions / other_pages
        return shares

    def _repetitions(self, page: int, baseline: float, words: str) -> int:
        """Return how many other pages nearby have these words at this height."""
        baselines = self._baselines[words]
        count = 0
        for other in range(page - NEARBY_PAGES, page + NEARBY_PAGES + 1):
            if other == page or other not in baselines:
                continue
            if any(abs(there - baseline) <= MAX_SHIFT_POINTS for there in baselines[other]):
                count += 1
        return count


def _outermost(lines: Sequence[Line], rows: Sequence[Sequence[int]], certainties: Mapping[int, float]) -> set[int]:
    """Return the lines to remove from one edge inwards, up to the first row that is not furniture as a whole.

    Args:
        lines: the page.
        rows: the indices of its lines, row by row from the edge.
        certainties: the lines that may be furniture, each with how certain that is, from 0 to 1.
    """
    candidates: list[set[int]] = []
    for row in rows[:MAX_EDGE_ROWS]:
        in_row = set(row) & certainties.keys()
        if in_row:
            candidates.append(in_row)
        if len(in_row) < len(row):
            break
    if not candidates:
        return set()
    next_row = rows[min(len(candidates), len(rows) - 1)]
    innermost = lines[min(candidates[-1])]
    gap = abs(innermost.baseline - lines[next_row[0]].baseline)
    has_gap = gap > MIN_GAP_EMS * innermost.size > 0
    removed: set[int] = set()
    for in_row in candidates:
        if not has_gap and min(certainties[index] for index in in_row) < MIN_SHARE_WITHOUT_GAP:
            break
        removed |= in_row
    return removed


def _certainty_of_number(line: Line, label: str | None, body_size: float) -> float:
    """Return how certain it is that a line at an edge is there to show the page's number.

    1 if it is nothing else. 0.1 if it begins or ends with the number, is not larger than the text (as "1 Introduction"
    is), and is not a sentence with the number behind it. Else 0.
    """
    number = parse_page_number(label or "")
    if number is None:
        return 0.0
    words = line.text.split()
    if len(words) == 1 or PAGE_OF.fullmatch(line.text):
        return _certainty_of_lone_number(words[min(1, len(words) - 1)], number)
    at_start = words[0] == label
    at_end = words[-1] == label and words[-2][-1] not in ".,;:"
    is_short = len(line.text) <= MAX_NUMBERED_HEAD_CHARACTERS
    if is_short and line.size <= body_size and (at_start or at_end):
        return _HOLDS_NUMBER
    return 0.0


def _certainty_of_lone_number(text: str, number: PageNumber) -> float:
    shown = parse_page_number(text)
    if shown is None or shown.value != number.value:
        return 0.0
    return _ONLY_NUMBER


def _constant_words(text: str, label: str | None, any_labels: bool) -> str:
    """Return the part of a line that is the same on every page, or nothing for numbers and captions.

    Only the page's own number may change, or any number if no page's own is known (`any_labels`).
    """
    words = text.lower().replace(GAP, " ")
    if not any_labels:
        words = _DIGITS.sub("#", _ROMAN_NUMERAL.sub("#", words))
    elif label:
        words = re.sub(rf"(?<!\w){re.escape(label.lower())}(?!\w)", "#", words)
    if _CAPTION.match(words) or not any(map(str.isalpha, words)):
        return ""
    return words
