"""Find the tables of contents of a document, as offsets: lines that end in the number of a page.

    Summary ............ iv
    The problem ........ 3
    Costs and results 40

Blanks of a form ("Name ........"), codes of a questionnaire ("Yes ... 1") and prices have such lines too. So the
numbers are pages of this document, they rise, reach far into it, and are not all one apart. The list begins near the
beginning of the document, or is the contents of a chapter that begins there. If there are more lines with leaders
elsewhere, the document is a form or a price list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Document
from corpus.passages.report_parts import heading_zone
from corpus.text.rows import is_row

CONTENTS_BEGIN = 0.3
"""Position in a document, from 0 to 1, up to which a table of contents begins. A short report with a title page and a
summary has it late; chosen."""

MAX_PAGES_TO_CHAPTER = 3
"""Pages from the contents of a chapter to its first entry, at most; chosen."""

MIN_ENTRIES_WITH_LEADERS = 3
"""Entries with leaders that a table of contents has, at least."""

MIN_ENTRIES = 5
"""Entries that it has, at least, if they have no leaders."""

MIN_ENTRIES_SHARE = 0.6
"""Share of the characters of a list without leaders that is in entries; chosen."""

MAX_LINES_BETWEEN_ENTRIES = 3
"""Lines without a page number between two entries: the name of a part, a title of several lines."""

MAX_LINE_CHARACTERS = 100
"""A longer line without a page number, in a list of such lines, may be a statement; chosen."""

MIN_RISING_SHARE = 0.9
"""Share of page numbers that are not below the one before, except at the heading of a list of figures or tables."""

REACHED_SHARE = 0.2
"""Share of the pages of a document that its table of contents reaches, at least. Appendices have their own; chosen."""

MIN_SHARE_OF_LEADERS = 0.5
"""Share of the entries with leaders of a document that are in its tables of contents, at least; chosen."""

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_LEADERS = re.compile(r"(?<![.·…])(?<![.·…]\s)(?:[.·…]\s?){4,}\s?(\d{1,4}|[ivxlc]{1,7})(?!\S)")
_PAGE = re.compile(r"[1-9]\d{0,2}")
_LETTERS = re.compile(r"[^\W\d_]{3}")

_OTHER_LISTS = re.compile(
    r"\W*(?:append(?:ix|ixes|ices)|annexe?s|contacts|maps|charts|anexos|apéndices|apêndices)\W*", re.I
)
"""Headings of lists in a table of contents. The heading of a list of figures or tables is known to `report_parts`."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: its offsets, and the pages of its entries, as printed."""

    start: int
    end: int
    pages: tuple[str, ...]
    has_leaders: bool


def find_contents(document: Document) -> list[Span]:
    """Return the start and end of each table of contents and list of figures or tables, in order."""
    text = document.text
    lines = [_line(text, *match.span()) for match in _LINE.finditer(text)]
    found = []
    for entries in _runs(lines):
        if _is_contents(document, entries):
            found.append(entries)
    in_contents = sum(_leader_count(entries) for entries in found)
    if in_contents < MIN_SHARE_OF_LEADERS * _leader_count(lines):
        return []
    return [(entries[0].start, entries[-1].end) for entries in found]


def _line(text: str, start: int, end: int) -> _Line:
    line = text[start:end].strip()
    leaders = tuple(_LEADERS.findall(line))
    if leaders:
        return _Line(start, end, leaders, has_leaders=True)
    label, _, page = line.rpartition(" ")
    is_entry = _PAGE.fullmatch(page) is not None and _LETTERS.search(label) is not None and not is_row(line)
    return _Line(start, end, (page,) if is_entry else (), has_leaders=False)


def _runs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines from the first to the last entry of each list of entries."""
    run: list[_Line] = []
    between: list[_Line] = []
    for line in lines:
        if line.pages:
            run += [*between, line] if run else [line]
            between = []
            continue
        between.append(line)
        if len(between) > MAX_LINES_BETWEEN_ENTRIES or line.end - line.start > MAX_LINE_CHARACTERS:
            if run:
                yield run
            run, between = [], []
    if run:
        yield run


def _leader_count(lines: Sequence[_Line]) -> int:
    """Return the number of entries with leaders."""
    return sum(len(line.pages) for line in lines if line.has_leaders)


def _is_contents(document: Document, lines: Sequence[_Line]) -> bool:
    pages = [int(number) for line in lines for number in line.pages if number.isdecimal()]
    if _leader_count(lines) < MIN_ENTRIES_WITH_LEADERS and not _is_list_without_leaders(lines):
        return False
    steps = _steps(document.text, lines)
    rising = [step for step in steps if step >= 0]
    if not pages or len(rising) < MIN_RISING_SHARE * len(steps) or set(steps) == {1}:
        return False
    return _begins_work(document, lines[0].start, pages[0]) and _are_pages_of(document, pages)


def _steps(text: str, lines: Sequence[_Line]) -> list[int]:
    """Return how far each page number is above the one before in its list: "Tables" begins a list of its own."""
    steps = []
    before = None
    for line in lines:
        if not line.pages and _begins_list(text[line.start : line.end]):
            before = None
        for page in line.pages:
            if not page.isdecimal():
                continue
            if before is not None:
                steps.append(int(page) - before)
            before = int(page)
    return steps


def _begins_list(line: str) -> bool:
    return heading_zone(line) == "contents" or _OTHER_LISTS.fullmatch(line) is not None


def _begins_work(document: Document, start: int, first: int) -> bool:
    """Return whether entries are near the beginning of the document, or of the chapter on their first page."""
    if start <= CONTENTS_BEGIN * len(document.text):
        return True
    locator = document.locate(start)
    label = locator.label or ""
    page = int(label) if label.isdecimal() else locator.index
    return page <= first <= page + MAX_PAGES_TO_CHAPTER


def _is_list_without_leaders(lines: Sequence[_Line]) -> bool:
    entries = [line for line in lines if line.pages]
    characters = sum(line.end - line.start for line in entries)
    return len(entries) >= MIN_ENTRIES and characters >= MIN_ENTRIES_SHARE * (lines[-1].end - lines[0].start)


def _are_pages_of(document: Document, pages: Sequence[int]) -> bool:
    """Return whether numbers are pages of a document and reach far into it. Sections have no numbers to compare."""
    locators = [page.locator for page in document.pages]
    if locators[0].kind != "page":
        return True
    labels = [int(locator.label) for locator in locators if locator.label and locator.label.isdecimal()]
    last = max([len(locators), *labels])
    existing = [page for page in pages if page <= last]
    return len(existing) >= MIN_RISING_SHARE * len(pages) and max(existing) >= REACHED_SHARE * last
