"""Page furniture: the lines of a page that are running heads, running feet or page numbers.

Pure functions: no I/O, no PDF library.
"""

import re
from collections.abc import Mapping, Sequence, Set
from itertools import chain, pairwise

from corpus.reading.pdf.characters import GAP
from corpus.reading.pdf.edges import MAX_EDGE_ROWS, NEARBY_PAGES, Edges, Repetitions, with_masked_numbers
from corpus.reading.pdf.model import Line, usual_size
from corpus.reading.pdf.page_numbers import PageNumber, lone_number, numbers_beside_words, parse_page_number

MIN_SHARE_WITHOUT_GAP = 0.45
"""Share of the pages nearby that must have a running head if no gap separates it from the text. It is half if left and
right pages differ, and the page itself is not counted."""

MIN_SHARE_SET_AS_TEXT = 0.75
"""The same for a line without a gap that is set like the line beside it, as a sentence of the text is."""

MIN_GAP_EMS = 1.8
"""Distance from a running head or foot to the text. Lines of a paragraph are 1.1 to 1.5 ems apart."""

MAX_NUMBERED_HEAD_CHARACTERS = 120
"""Length of a running head or foot that holds the page's number."""

_ONLY_NUMBER = 1.0
_HOLDS_NUMBER = 0.1  # less than MIN_SHARE_WITHOUT_GAP: removed only if a gap separates the line from the text

_ROMAN_NUMERAL = re.compile(r"(?<![\w.])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![\w.])", re.I)
_CAPTION = re.compile(r"(?:example|table|figure|box|ejemplo|tabla|cuadro|figura|exemplo|tabela|quadro)\b.{0,12}$")


def furniture(pages: Sequence[Sequence[Line]], edges: Sequence[Edges], labels: Sequence[str | None]) -> list[set[int]]:
    """Return for each page the indices of the lines that are running heads, feet, stamps or page numbers.

    Such a line is at an edge of the page. It is the page's number alone, or it has the same words (apart from that
    number) at the same place on two other pages within `NEARBY_PAGES` (on one in a document of two or three). Heads of
    tables come back in that way too. So a gap must also separate the line from the text, or `MIN_SHARE_WITHOUT_GAP` of
    the pages nearby must have it, which a turned line at the side needs too. What is between the edge and a number
    with a gap before the text is furniture as well. A page always keeps at least one line.

    Args:
        pages: the lines of each page.
        edges: the result of `page_edges` for them.
        labels: the result of `printed_numbers` for them.
    """
    repeated = _RepeatedLines(pages, labels, edges)
    body_size = usual_size(line for lines in pages for line in lines)
    removed = []
    for page, lines in enumerate(pages):
        certainties = repeated.shares(page)
        numbered = _numbered(lines, edges[page], labels[page], body_size)
        for index, certainty in numbered.items():
            certainties[index] = max(certainty, certainties.get(index, 0.0))
        outermost = {index for index in edges[page].unplaced if certainties.get(index, 0) >= MIN_SHARE_WITHOUT_GAP}
        for rows, depth in edges[page].both():
            removed_here = _outermost(lines, rows, depth, certainties)
            if removed_here.isdisjoint(numbered):
                removed_here = _outermost(lines, rows, MAX_EDGE_ROWS, certainties)
            outermost |= removed_here
        if len(outermost) == len(lines):
            outermost = set()
        removed.append(outermost)
    return removed


def _numbered(lines: Sequence[Line], edges: Edges, label: str | None, body_size: float) -> dict[int, float]:
    """Return the lines in the edges of a page that may be there to show its number, each with how certain that is."""
    numbered = {}
    for index in edges.lines:
        certainty = _certainty_of_number(lines[index], label, body_size)
        if certainty:
            numbered[index] = certainty
    return numbered


class _RepeatedLines:
    """The lines at the edges of all pages, and which of them come back on other pages."""

    def __init__(self, pages: Sequence[Sequence[Line]], labels: Sequence[str | None], edges: Sequence[Edges]) -> None:
        self._pages = pages
        self._words: list[dict[int, set[str]]] = []  # for each page: index of a line -> its words, and as they are
        self._repetitions = Repetitions(len(pages))
        any_labels = any(labels)
        for page, lines in enumerate(pages):
            words_of_lines = {}
            for index in (*edges[page].outermost(MAX_EDGE_ROWS), *edges[page].unplaced):
                words = _constant_words(lines[index].text, labels[page], any_labels)
                if words:
                    words_of_lines[index] = {words, lines[index].text}
                    for form in words_of_lines[index]:
                        self._repetitions.add(form, page, lines[index].baseline)
            self._words.append(words_of_lines)

    def shares(self, page: int) -> dict[int, float]:
        """Return the lines of a page that come back, each with the share of the pages nearby that have it too."""
        nearby = self._pages[max(0, page - NEARBY_PAGES) : page + NEARBY_PAGES + 1]
        other_pages = max(1, sum(map(bool, nearby)) - 1)
        shares = {}
        for index, forms in self._words[page].items():
            baseline = self._pages[page][index].baseline
            repeated = [form for form in forms if self._repetitions.is_repeated(form, page, baseline)]
            if repeated:
                repetitions = max(self._repetitions.count(form, page, baseline) for form in repeated)
                shares[index] = repetitions / other_pages
        return shares


def _outermost(
    lines: Sequence[Line], rows: Sequence[Sequence[int]], depth: int, certainties: Mapping[int, float]
) -> set[int]:
    """Return the lines to remove from one edge inwards, up to the first row that is not furniture as a whole.

    Args:
        lines: the page.
        rows: the indices of its lines, row by row from the edge.
        depth: how many rows may be furniture.
        certainties: the lines that may be furniture, each with how certain that is, from 0 to 1.
    """
    beyond = [set(row) for row in _beyond_number(lines, rows[: depth + 1], certainties)]
    certainties = {**certainties, **dict.fromkeys(chain.from_iterable(beyond), _ONLY_NUMBER)}
    candidates = beyond + _candidates(rows[len(beyond) : depth], certainties)
    while candidates and _is_text(lines, candidates, rows, certainties):
        candidates.pop()
    has_gap = bool(candidates) and _has_gap(lines, candidates, rows)
    removed: set[int] = set()
    for in_row in candidates:
        if not has_gap and min(certainties[index] for index in in_row) < MIN_SHARE_WITHOUT_GAP:
            break
        removed |= in_row
    return removed


def _candidates(rows: Sequence[Sequence[int]], certainties: Mapping[int, float]) -> list[Set[int]]:
    """Return the lines of each row that may be furniture, up to the first row that has other lines too."""
    candidates: list[Set[int]] = []
    for row in rows:
        in_row = set(row) & certainties.keys()
        if in_row:
            candidates.append(in_row)
        if len(in_row) < len(row):
            break
    return candidates


def _is_text(
    lines: Sequence[Line],
    candidates: Sequence[Set[int]],
    rows: Sequence[Sequence[int]],
    certainties: Mapping[int, float],
) -> bool:
    """Return whether the innermost candidate is a line of the text or the head of a table, which come back too."""
    innermost = min(candidates[-1])
    if _has_gap(lines, candidates, rows) or certainties[innermost] >= MIN_SHARE_SET_AS_TEXT:
        return False
    return _are_set_alike(lines[innermost], _line_within(lines, candidates, rows))


def _has_gap(lines: Sequence[Line], candidates: Sequence[Set[int]], rows: Sequence[Sequence[int]]) -> bool:
    """Return whether a gap separates the innermost candidate from the text."""
    innermost = lines[min(candidates[-1])]
    gap = abs(innermost.baseline - _line_within(lines, candidates, rows).baseline)
    return gap > MIN_GAP_EMS * innermost.size > 0


def _line_within(lines: Sequence[Line], candidates: Sequence[Set[int]], rows: Sequence[Sequence[int]]) -> Line:
    """Return the first line of the row after the innermost candidate."""
    return lines[rows[min(len(candidates), len(rows) - 1)][0]]


def _beyond_number(
    lines: Sequence[Line], rows: Sequence[Sequence[int]], certainties: Mapping[int, float]
) -> Sequence[Sequence[int]]:
    """Return the rows between an edge and the page's number, if the number is alone and a gap is before the text.

    Args:
        lines: the page.
        rows: the rows from the edge inwards, and one row more.
        certainties: the lines that may be furniture, each with how certain that is.
    """
    for count, (row, next_row) in enumerate(pairwise(rows)):
        line = lines[row[0]]
        gap = abs(line.baseline - lines[next_row[0]].baseline)
        is_number = len(row) == 1 and certainties.get(row[0]) == _ONLY_NUMBER
        if is_number and lone_number(line.text) and gap > MIN_GAP_EMS * line.size > 0:
            return rows[:count]
    return []


def _are_set_alike(one: Line, other: Line) -> bool:
    """Return whether two lines begin at the same place and are in the same type, as lines of a paragraph are."""
    return one is not other and one.size == other.size > 0 and round(one.left) == round(other.left)


def _certainty_of_number(line: Line, label: str | None, body_size: float) -> float:
    """Return how certain it is that a line at an edge is there to show the page's number.

    1 if it is nothing else. 0.1 if it begins or ends with the number, is not larger than the text (as "1 Introduction"
    is), and is not a sentence with the number behind it. Else 0.
    """
    number = parse_page_number(label or "")
    if number is None or number.text[-1] not in line.text:
        return 0.0
    lone = lone_number(line.text)
    if lone:
        return _ONLY_NUMBER if lone.value == number.value else 0.0
    is_short = len(line.text) <= MAX_NUMBERED_HEAD_CHARACTERS
    if is_short and line.size <= body_size and _holds_number(line.text, number):
        return _HOLDS_NUMBER
    return 0.0


def _holds_number(text: str, number: PageNumber) -> bool:
    """Return whether a line has the number of its page beside words, and does not end in a sentence before it."""
    if number not in numbers_beside_words(text):
        return False
    words = text.split()
    return words[-1] != number.text or words[-2][-1] not in ".,;:"


def _constant_words(text: str, label: str | None, any_labels: bool) -> str:
    """Return the part of a line that is the same on every page, or nothing for numbers and captions.

    Only the page's own number may change, or any number if no page's own is known (`any_labels`).
    """
    words = text.lower().replace(GAP, " ")
    if not any_labels:
        words = with_masked_numbers(_ROMAN_NUMERAL.sub("#", words))
    elif label:
        words = re.sub(rf"(?<!\w){re.escape(label.lower())}(?!\w)", "#", words)
    if _CAPTION.match(words) or not any(map(str.isalpha, words)):
        return ""
    return words
