"""Where the tables of a document stand, as offsets, and what each is headed by.

In cleaned text a table is lines: those that name it, its column heads, and its rows, each with its figures at the end.

    Consolidated Statement of Cash Flows        head
    Years ended December 31
    (Millions) 2018 2017 2016
    Cash Flows from Operating Activities
    Net income $ 5,363 $ 4,869 $ 5,058          rows begin
    ...

Rows are told by their figures, the head by standing above them in short lines that are no sentences, after a paragraph
that may end in what the table shows ("... were as follows:"). So a row that is quoted far below, or on the page after,
can still be found and read under its head:

    Consolidated Statement of Cash Flows | Years ended December 31 | (Millions) 2018 2017 2016 | Cash Flows from ...
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from corpus.model import Document
from corpus.text.sentences import ABBREVIATIONS, sentences
from corpus.text.words import MONTHS

FEWEST_ROWS = 3
"""Rows of a table; fewer lines that end in figures are a list, or text that was broken there."""

BETWEEN = 4
"""Lines without figures between two rows, at most: a group's name, a label that takes several lines."""

LONGEST_LINE = 160
"""Characters of a line of a head, or of one between rows; a longer one is a paragraph."""

FEWEST_WORDS = 3
"""Words of a sentence; what is shorter and ends in a full stop is an abbreviation: "FY2026 S. | Cmte."."""

MOST_LINES = 12
"""Lines of a head: cells of column heads often stand on lines of their own."""

LONGEST_HEAD = 240
"""Characters of a head that are kept: the name and the first column heads."""

RUNNING = 4
"""Pages without a table at their top that begin with the same line: then it heads pages, not tables."""

NEAR_EDGE = 2
"""Lines that may stand between the end of a table and that of its page, if it goes on overleaf: a note, a number."""

# "5,363", "1.234,5", "$(34)", "(12.5%)", "−3", "R$2", "400.0h" (a note's mark), "—", "n/a", "NM" (not meaningful).
_FIGURE = re.compile(
    r"(?:[A-Z]{0,2}[$€£¥])?[(+–—−-]{0,2}[$€£¥]?\d+(?:[.,]\d+)*%?\)?%?(?:[a-z*†]|\([a-z\d]\))?"
    r"|[(+–—−-]?[.,]\d+%?\)?|[$€£¥]?[–—−-]%?|n/?[am]|n/d|s/d|[#*]",
    re.I,
)
_UNITS = frozenset({"$", "€", "£", "¥", "R$", "%", "(", ")", ")%", "%)"})
"""What stands apart from its figure in many tables."""

_DATES = re.compile(rf"\b(?:(?:{'|'.join(MONTHS.split())})\s+\d{{1,2}},?\s+)?(?:19|20)\d\d\b", re.I)
_CAPTION = re.compile(
    r"(?i:table|exhibit|tabla|cuadro|tabela|quadro)\s+(?:[A-Z]{0,3}[.–-]?\d[\w.–-]*|[A-Z]|[IVX]+)"
    r"(?:[.:]|\s*[–—-]|\s*$|\s+[^a-zà-ÿ\s])"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: offsets of its head, of its first row and of its end in the document's text, and the head on one line.

    `head` is that of the table before where this one goes on from it: it begins the page after with no head, or with
    some of the same lines. "" where nothing heads it.
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
    is_heading: bool


def find_tables(document: Document) -> list[Table]:
    """Gives the tables in order; none overlaps another, runs over a page or has a heading in it."""
    pages = list(_pages(document))
    running = _running(pages)
    tables: list[Table] = []
    goes_on: list[str] = []  # the head of a table that reached the end of the page before
    for page in pages:
        lines = [line for line in page if line.text not in running]
        done, here = 0, []
        for first, last in _runs(lines):
            top = _top(lines, first, done)
            head = _head(lines[done:top], lines[top:first])
            if set(head) <= set(goes_on) and _begins_page(lines[:top]):
                head = goes_on
            tables.append(Table(lines[top].start, lines[first].start, lines[last].end, _on_one_line(head)))
            done = last + 1
            here = head if len(lines) - done <= NEAR_EDGE else []
        goes_on = here
    return tables


def _pages(document: Document) -> Iterator[list[_Line]]:
    headings = {heading.start for heading in document.headings}
    for page, offset in zip(document.pages, document.starts, strict=True):
        yield [
            _Line(start, offset + match.end(), " ".join(match[0].split()), start in headings)
            for match in re.finditer(r"[^\s][^\n]*", page.text)
            for start in [offset + match.start()]
        ]


def _running(pages: Sequence[Sequence[_Line]]) -> Set[str]:
    """Gives the lines that head pages; column heads come back too, but above rows."""
    counts = Counter(
        line.text for lines in pages if not any(is_row(line.text) for line in lines[:MOST_LINES]) for line in lines[:2]
    )
    return {text for text, count in counts.items() if count >= RUNNING}


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Gives the first and last row of each run of rows with little between them."""
    rows = [n for n, line in enumerate(lines) if not line.is_heading and is_row(line.text)]
    begin = 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or not _may_stand_between(lines[rows[n - 1] + 1 : rows[n]]):
            if n - begin >= FEWEST_ROWS and any(_has_numbers(lines[row].text) for row in rows[begin:n]):
                yield rows[begin], rows[n - 1]
            begin = n


def is_row(text: str) -> bool:
    """Says whether a line is a row: it ends in two figures or more."""
    return len(_figures(text)) > 1


def _figures(text: str) -> list[str]:
    """Gives the figures that a line ends in, last first; dates are none: they stand in column heads and labels."""
    if not _is_cell(text.rpartition(" ")[2]):
        return []
    cells = (cell for cell in reversed(_DATES.sub("", text).split()) if cell not in _UNITS)
    return list(takewhile(_FIGURE.fullmatch, cells))


def _is_cell(text: str) -> bool:
    return text in _UNITS or _FIGURE.fullmatch(text) is not None


def _has_numbers(text: str) -> bool:
    """Says whether two of a row's figures have digits; "A – 45" has one, and may be a line of a list of contents."""
    return sum(any(c.isdigit() for c in figure) for figure in _figures(text)) > 1


def _may_stand_between(lines: Sequence[_Line]) -> bool:
    return sum(not _figures(line.text) for line in lines) <= BETWEEN and not any(
        line.is_heading or _is_prose(line.text) or _CAPTION.match(line.text) for line in lines
    )


def _is_prose(text: str) -> bool:
    """Says whether a line is a paragraph, or ends in a sentence."""
    if len(text) > LONGEST_LINE:
        return True
    text = text.rstrip('"”’»)')
    if not text.endswith("."):
        return False
    *before, last = text.rstrip(".").lower().split(" ")
    return len(before) + 1 >= FEWEST_WORDS and last not in ABBREVIATIONS and not (len(last) == 1 and last.isalpha())


def _top(lines: Sequence[_Line], first: int, done: int) -> int:
    """Gives the line at which the head of the rows from `first` begins; `first` itself where they have none."""
    top = first
    while top > max(done, first - MOST_LINES):
        line = lines[top - 1]
        is_caption = len(line.text) <= LONGEST_LINE and _CAPTION.match(line.text) is not None
        if line.is_heading or is_row(line.text) or (_is_prose(line.text) and not is_caption):
            break
        top -= 1
        if is_caption:
            break
    return top


def _head(above: Sequence[_Line], lines: Sequence[_Line]) -> list[str]:
    """Gives the lines of a head, led by what the paragraph above it says of the table; none where there is no word."""
    lead = [_last_sentence(line.text) for line in above[-1:] if line.text.endswith(":") and not line.is_heading]
    head = [*lead, *(line.text for line in lines)]
    return head if any(map(_LETTERS.search, head)) else []


def _last_sentence(text: str) -> str:
    start, end = sentences(text)[-1]
    return text[start:end]


def _begins_page(above: Sequence[_Line]) -> bool:
    return len(above) <= NEAR_EDGE and not any(line.is_heading or _is_prose(line.text) for line in above)


def _on_one_line(head: Sequence[str]) -> str:
    line = " | ".join(head)
    return line if len(line) <= LONGEST_HEAD else line[: LONGEST_HEAD + 1].rpartition(" ")[0].rstrip(" |")
