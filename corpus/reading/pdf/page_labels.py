"""Page labels: the numbers printed at the edges of pages, or else the labels that the file declares.

Pure functions: no I/O, no PDF library.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from corpus.reading.pdf.characters import GAP
from corpus.reading.pdf.model import Line, rows_from_top

MAX_EDGE_ROWS = 3
"""Rows of lines at the top and bottom of a page that may be a running head or foot: a head of two and a number."""

NEARBY_PAGES = 4
"""Pages before and after a page in which its running head comes back, even if left and right pages differ. Two pages
that are further apart do not belong to one run of numbers."""

MIN_NUMBERED_SHARE = 0.6
"""Share of the pages of a run of numbers that must show their number. Pages that open a chapter often do not."""

MIN_AGREEING_SHARE = 0.8
"""Share of the printed numbers that the file's own labels must repeat. Else pages without a number get no label."""

MAX_ROMAN = 400
"""The first number that is not written in Roman numerals here."""

_MARKS = r"[-–—|•·.()\[\]\s]*"
_NUMBER = re.compile(rf"{_MARKS}([A-Za-z]{{1,3}}[-–.])?(\d{{1,4}}|[ivxlcdm]+|[IVXLCDM]+){_MARKS}")
PAGE_OF = re.compile(r"(?:page|página|pág\.|p\.)\s*(\d{1,4})(?:\s*(?:of|de|/)\s*\d{1,4})?", re.I)
"""Matches "page 5", "page 5 of 9", "página 5 de 9"."""
# Labels that are numbers: 12, xii, A-3; not "Cover1".
_FILE_LABEL = re.compile(r"[A-Z]{0,2}[-–.]?\d{1,4}|[ivxlcdm]+|[IVXLCDM]+")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ROMAN_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


class NumberStyle(Enum):
    """The numerals of a page number."""

    ARABIC = "1"
    LOWER_ROMAN = "i"
    UPPER_ROMAN = "I"


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A page number as it is printed: in "A-3" the prefix is "A-" and the value 3."""

    style: NumberStyle
    prefix: str
    value: int


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Pages that are numbered in one sequence: `offset` is the value of a page's number minus the page's index."""

    style: NumberStyle
    prefix: str
    offset: int


@dataclass(frozen=True, slots=True)
class _NumberedPages:
    """Pages, by their indices, that have a number of a numbering."""

    numbering: _Numbering
    pages: Sequence[int]


def page_labels(file_labels: Sequence[str], printed: Sequence[str | None]) -> list[str | None]:
    """Return the label of each page: the printed number, or else the file's label, or None.

    The file's labels count only if they are more than a count of the pages, and if they agree with most of the printed
    numbers.

    Args:
        file_labels: the file's own labels; there may be more or fewer than there are pages.
        printed: the result of `printed_numbers`.
    """
    page_count = [str(number) for number in range(1, len(file_labels) + 1)]
    if list(file_labels) == page_count:
        return list(printed)
    declared: list[str | None] = [None] * len(printed)
    for page, label in enumerate(file_labels[: len(printed)]):
        if _FILE_LABEL.fullmatch(label):
            declared[page] = label
    numbered_pages = [page for page, number in enumerate(printed) if number]
    agreeing = sum(declared[page] == printed[page] for page in numbered_pages)
    if agreeing < MIN_AGREEING_SHARE * len(numbered_pages):
        return list(printed)
    return [number or label for number, label in zip(printed, declared, strict=True)]


def printed_numbers(pages: Sequence[Sequence[Line]]) -> list[str | None]:
    """Return the number printed on each page, or None.

    A number on a single page proves nothing. Numbers are believed if value minus page index is the same on at least
    three pages, and on `MIN_NUMBERED_SHARE` of the pages with text from the first to the last of them (on both pages of
    a document of two). Pages within such a run that do not show their number get it too, and so do pages elsewhere that
    show a number of the same sequence.
    """
    shown: dict[_Numbering, list[int]] = defaultdict(list)
    prefixes: dict[tuple[NumberStyle, int], dict[int, str]] = defaultdict(dict)
    for page, lines in enumerate(pages):
        for number in _numbers_at_edges(lines):
            offset = number.value - page
            shown[_Numbering(number.style, number.prefix, offset)].append(page)
            prefix_of_page = prefixes[number.style, offset]
            prefix_of_page[page] = max(number.prefix, prefix_of_page.get(page, ""))
    labels: list[str | None] = [None] * len(pages)
    for believed in _believed(shown, [bool(lines) for lines in pages]):
        numbering = believed.numbering
        prefix_of_page = prefixes[numbering.style, numbering.offset]
        for page in believed.pages:
            value = page + numbering.offset
            if labels[page] is None and value > 0:
                prefix = prefix_of_page.get(page, numbering.prefix)
                labels[page] = prefix + _numeral(numbering.style, value)
    return labels


def _believed(shown: Mapping[_Numbering, Sequence[int]], has_text: Sequence[bool]) -> list[_NumberedPages]:
    """Return the numberings that are believed, with their pages, in the order in which they claim pages.

    The longest runs come first. After all runs come the single pages that show a number of a numbering with a run.

    Args:
        shown: the indices of the pages that show a number of each numbering, ascending.
        has_text: for each page whether it has any lines.
    """
    min_pages = min(3, max(2, sum(has_text)))
    runs: list[_NumberedPages] = []
    single_pages: list[_NumberedPages] = []
    for numbering, pages in shown.items():
        has_run = False
        for cluster in _clusters(pages):
            run = range(cluster[0], cluster[-1] + 1)
            pages_with_text = sum(has_text[run.start : run.stop])
            if len(cluster) >= max(min_pages, MIN_NUMBERED_SHARE * pages_with_text):
                runs.append(_NumberedPages(numbering, run))
                has_run = True
        if has_run:
            single_pages.append(_NumberedPages(numbering, pages))
    runs.sort(key=lambda run: len(run.pages), reverse=True)
    return [*runs, *single_pages]


def _clusters(pages: Sequence[int]) -> list[list[int]]:
    """Split ascending page indices wherever two neighbours differ by more than `NEARBY_PAGES`."""
    clusters = [[pages[0]]]
    for page in pages[1:]:
        if page - clusters[-1][-1] > NEARBY_PAGES:
            clusters.append([])
        clusters[-1].append(page)
    return clusters


def _numbers_at_edges(lines: Sequence[Line]) -> list[PageNumber]:
    """Return what may be the number of a page: a line at an edge, its first or last word, or "page 5 of 9" in it."""
    texts: dict[str, None] = {}  # in the order of the page, so that every run gives the same labels
    for index in edge_lines(rows_from_top(lines)):
        text = lines[index].text.replace(GAP, " ")
        words = text.split()
        for candidate in (text, words[0], words[-1], *PAGE_OF.findall(text)):
            texts[candidate] = None
    numbers: dict[PageNumber, None] = {}
    for text in texts:
        number = parse_page_number(text)
        if number:
            numbers[number] = None
    return list(numbers)


def edge_lines(rows: Sequence[Sequence[int]]) -> list[int]:
    """Return the indices of the lines in the first and last `MAX_EDGE_ROWS` rows of a page."""
    if len(rows) > 2 * MAX_EDGE_ROWS:
        rows = [*rows[:MAX_EDGE_ROWS], *rows[-MAX_EDGE_ROWS:]]
    return [index for row in rows for index in row]


def parse_page_number(text: str) -> PageNumber | None:
    """Parse a printed page number, with the marks around it: `- 12 -`, `xii`, `A-3`. Return None for any other text."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    prefix, digits = match[1] or "", match[2]
    if digits.isdigit():
        return PageNumber(NumberStyle.ARABIC, prefix, int(digits))
    value = _roman_value(digits.lower())
    if _roman(value) != digits.lower():
        return None
    if digits.islower():
        return PageNumber(NumberStyle.LOWER_ROMAN, prefix, value)
    return PageNumber(NumberStyle.UPPER_ROMAN, prefix, value)


def _roman_value(numeral: str) -> int:
    values = [_ROMAN_DIGITS[letter] for letter in numeral]
    total = 0
    for value, next_value in zip(values, [*values[1:], 0], strict=True):
        if value < next_value:
            total -= value
        else:
            total += value
    return total


def _numeral(style: NumberStyle, value: int) -> str:
    if style is NumberStyle.ARABIC:
        return str(value)
    roman = _roman(value)
    if style is NumberStyle.UPPER_ROMAN:
        return roman.upper()
    return roman


def _roman(value: int) -> str:
    """Return a number in lower-case Roman numerals, or nothing from `MAX_ROMAN` and below 1."""
    if not 0 < value < MAX_ROMAN:
        return ""
    return "c" * (value // 100) + _ROMAN_TENS[value // 10 % 10] + _ROMAN_ONES[value % 10]
