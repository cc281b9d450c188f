"""Where the tables of a document stand, as offsets, and what each is headed by.

In cleaned text a table is lines: those that name it, its column heads, and its rows, each with its figures at the end.

    Consolidated Statement of Cash Flows        head
    Years ended December 31
    (Millions) 2018 2017 2016
    Cash Flows from Operating Activities        rows begin
    Net income $ 5,363 $ 4,869 $ 5,058
    ...

Rows are told by their figures, the head by standing above them in short lines that are no sentences. So a row that is
quoted far below, or on the page after, can still be found and read under its head:

    Consolidated Statement of Cash Flows | Years ended December 31 | (Millions) 2018 2017 2016
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus.catalogue import MONTHS
from corpus.model import Document

FEWEST_ROWS = 3
"""Rows of a table; fewer lines that end in figures are a list, or text that was broken there."""

BETWEEN = 4
"""Lines without figures between two rows, at most: a group's name, a label that takes several lines."""

LONGEST_LINE = 160
"""Characters of a line of a head, or of one between rows; a longer one is a paragraph."""

MOST_LINES = 8
"""Lines of a head."""

LONGEST_HEAD = 240
"""Characters of a head that are kept: the name and the first column heads."""

RUNNING = 4
"""Pages that begin with the same line: then it heads pages, not tables."""

NEAR_EDGE = 2
"""Lines that may stand between the end of a table and that of its page, if it goes on overleaf: a note, a number."""

_FIGURE = re.compile(r"[$€£(+–—-]{0,3}\d[\d.,]*\)?%?\)?|\.\d+%?|[–—-]|n/?a", re.I)
_UNITS = frozenset({"$", "€", "£", "%", ")", "%)"})
"""What stands apart from its figure in many tables."""

_DATES = re.compile(rf"\b(?:(?:{'|'.join(MONTHS.split())})\s+\d{{1,2}},?\s+)?(?:19|20)\d\d\b", re.I)
_CAPTION = re.compile(r"(?:table|exhibit|tabla|cuadro|tabela|quadro)\s+[\dA-Z][\w.–-]*[.:]?\s", re.I)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: offsets of its head, of its first row and of its end in the document's text, and the head on one line.

    `head` is that of the table before where this one goes on from it; "" where nothing heads it.
    """

    start: int
    rows: int
    end: int
    head: str


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def find_tables(document: Document) -> list[Table]:
    """Gives the tables in order; none overlaps another, and none runs over a page."""
    headings = {heading.start for heading in document.headings}
    pages = [list(_lines(page.text, start)) for page, start in zip(document.pages, document.starts, strict=True)]
    first_lines = Counter(line.text for lines in pages for line in lines[:2])
    running = {text for text, count in first_lines.items() if count >= RUNNING}
    tables: list[Table] = []
    open_head = ""  # of a table that reached the end of the page before
    for lines in pages:
        done, here = 0, ""
        for first, last in _runs(lines):
            if any(lines[n].start in headings for n in range(first + 1, last + 1)):
                continue  # what looks like rows holds headings: a list of contents, or numbered text
            top = _top(lines, first, done, headings)
            parts = [line.text for line in lines[top:first] if line.text not in running]
            head = " | ".join(parts)[:LONGEST_HEAD].rstrip(" |")
            if not _LETTERS.search(head):
                head = open_head if sum(line.text not in running for line in lines[:first]) <= NEAR_EDGE else ""
            tables.append(Table(lines[top].start, lines[first].start, lines[last].end, head))
            done = last + 1
            here = head if len(lines) - done <= NEAR_EDGE else ""
        open_head = here
    return tables


def _lines(text: str, offset: int) -> Iterator[_Line]:
    for match in re.finditer(r"[^\n]+", text):
        if match[0].strip():
            yield _Line(offset + match.start(), offset + match.end(), " ".join(match[0].split()))


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Gives the first and last row of each run of rows with little between them."""
    rows = [n for n, line in enumerate(lines) if _is_row(line.text)]
    begin = 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or not _may_stand_between(lines[rows[n - 1] + 1 : rows[n]]):
            if n - begin >= FEWEST_ROWS:
                yield rows[begin], rows[n - 1]
            begin = n


def _is_row(text: str) -> bool:
    """Says whether a line ends in two figures or more, of which one is not a date's: those are column heads."""
    figures = _figures(_DATES.sub("", text))
    return len(figures) > 1 and any(c.isdigit() for figure in figures for c in figure)


def _figures(text: str) -> list[str]:
    """Gives the figures that a line ends in, last first."""
    cells = (word for word in reversed(text.split()) if word not in _UNITS)
    return list(takewhile(_FIGURE.fullmatch, cells))


def _may_stand_between(lines: Sequence[_Line]) -> bool:
    texts = [line.text for line in lines if not _figures(line.text)]
    return (
        len(texts) <= BETWEEN
        and all(len(text) <= LONGEST_LINE and not text.endswith(".") for text in texts)
        and not any(_CAPTION.match(text) for text in texts)
    )


def _top(lines: Sequence[_Line], first: int, done: int, headings: set[int]) -> int:
    """Gives the line at which the head of the rows from `first` begins; `first` itself where they have none."""
    top = first
    while top > max(done, first - MOST_LINES):
        text = lines[top - 1].text
        caption = _CAPTION.match(text)
        if lines[top - 1].start in headings or len(text) > LONGEST_LINE or (text.endswith(".") and not caption):
            break
        top -= 1
        if caption:
            break
    return top
