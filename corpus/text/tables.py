"""Find the tables of a document, as offsets, with the head of each.

In cleaned text a table is lines: lines that name it, its column heads, and its rows, each with figures at the end.

    Consolidated Statement of Cash Flows        head
    Years ended December 31
    (Millions) 2018 2017 2016
    Cash Flows from Operating Activities
    Net income $ 5,363 $ 4,869 $ 5,058          rows begin
    ...

Rows are recognised by their figures. The head is the short lines above them that are not sentences, after a paragraph
that may end in a description of the table ("... were as follows:"). With its head, a row can be found and read even if
it is quoted far below the head or on the next page:

    Consolidated Statement of Cash Flows | Years ended December 31 | (Millions) 2018 2017 2016 | Cash Flows from ...
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from corpus.model import Document
from corpus.text.sentences import ABBREVIATIONS, sentences
from corpus.text.words import MONTHS

MIN_ROWS = 3
"""Fewer lines that end in figures are a list, or text whose lines were broken there."""

MIN_ROW_FIGURES = 2
"""A line that ends in fewer figures is not a row."""

MAX_LINES_BETWEEN_ROWS = 4
"""Lines without figures between two rows: the name of a group, or a label of several lines."""

MAX_LINE_CHARACTERS = 160
"""A longer line in a head or between rows is a paragraph."""

MIN_SENTENCE_WORDS = 3
"""A shorter line that ends in a full stop is an abbreviation: "FY2026 S. | Cmte."."""

MAX_HEAD_LINES = 12
"""The cells of column heads are often on lines of their own."""

MAX_HEAD_CHARACTERS = 240
"""Characters of a head that are kept: the name and the first column heads."""

MIN_RUNNING_HEAD_PAGES = 4
"""A line that begins this many pages without a table at their top is a running head, not part of a table."""

RUNNING_HEAD_LINES = 2
"""A running head is one of this many first lines of a page."""

MAX_LINES_AT_PAGE_EDGE = 2
"""Lines (a note, a page number) between the end of a table and the end of its page, if it continues on the next page.
Also lines between the beginning of the next page and the rows there."""

# "5,363", "1.234,5", "$(34)", "(12.5%)", "−3", "R$2", "400.0h" (a note's mark), "—", "n/a", "NM" (not meaningful).
_FIGURE = re.compile(
    r"(?:[A-Z]{0,2}[$€£¥])?[(+–—−-]{0,2}[$€£¥]?\d+(?:[.,]\d+)*%?\)?%?(?:[a-z*†]|\([a-z\d]\))?"
    r"|[(+–—−-]?[.,]\d+%?\)?|[$€£¥]?[–—−-]%?|n/?[am]|n/d|s/d|[#*]",
    re.I,
)
_UNITS = frozenset({"$", "€", "£", "¥", "R$", "%", "(", ")", ")%", "%)"})
"""Signs that many tables separate from their figure by a space."""

_DATES = re.compile(rf"\b(?:(?:{'|'.join(MONTHS.split())})\s+\d{{1,2}},?\s+)?(?:19|20)\d\d\b", re.I)
_CAPTION = re.compile(
    r"(?i:table|exhibit|tabla|cuadro|tabela|quadro)\s+(?:[A-Z]{0,3}[.–-]?\d[\w.–-]*|[A-Z]|[IVX]+)"
    r"(?:[.:]|\s*[–—-]|\s*$|\s+[^a-zà-ÿ\s])"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the offsets of its head, its first row and its end in the document's text, and the head on one line.

    A table at the top of a page without a head, or with lines of the head before it, continues the table of the page
    before and has that table's `head`. `head` is "" if there is none.
    """

    start: int
    rows: int
    end: int
    head: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page that is not blank: its offsets in the document's text, and its text without extra spaces."""

    start: int
    end: int
    text: str
    is_heading: bool


def find_tables(document: Document) -> list[Table]:
    """Return the tables in order. None overlaps another, crosses a page break or has a heading in it."""
    pages = list(_pages(document))
    running_heads = _running_heads(pages)
    tables: list[Table] = []
    open_head: list[str] = []  # the head of the table that ends the page before
    for page in pages:
        lines = [line for line in page if line.text not in running_heads]
        found, open_head = _page_tables(lines, open_head)
        tables += found
    return tables


def _page_tables(lines: Sequence[_Line], open_head: list[str]) -> tuple[list[Table], list[str]]:
    """Return the tables of a page, and the head of the last one if it reaches the end of the page.

    `open_head` is the head of the table that ends the page before.
    """
    tables = []
    done = 0  # the number of lines up to the end of the last table
    last_head: list[str] = []
    for first_row, last_row in _runs_of_rows(lines):
        top = _top_of_head(lines, first_row, done)
        head = _head(lines[done:top], lines[top:first_row])
        if set(head) <= set(open_head) and _is_top_of_page(lines[:top]):
            head = open_head
        tables.append(Table(lines[top].start, lines[first_row].start, lines[last_row].end, _join(head)))
        done = last_row + 1
        last_head = head
    if len(lines) - done > MAX_LINES_AT_PAGE_EDGE:
        return tables, []
    return tables, last_head


def is_row(text: str) -> bool:
    """Return whether a line is a row: it ends in two or more figures."""
    return len(_last_figures(text)) >= MIN_ROW_FIGURES


# --- lines ---------------------------------------------------------------------------------------------------------


def _pages(document: Document) -> Iterator[list[_Line]]:
    headings = {heading.start for heading in document.headings}
    for page, offset in zip(document.pages, document.starts, strict=True):
        lines = []
        for match in re.finditer(r"[^\s][^\n]*", page.text):
            start = offset + match.start()
            text = " ".join(match[0].split())
            lines.append(_Line(start, offset + match.end(), text, start in headings))
        yield lines


def _running_heads(pages: Sequence[Sequence[_Line]]) -> Set[str]:
    """Return the lines that begin many pages. Column heads recur too, but above rows."""
    counts: Counter[str] = Counter()
    for lines in pages:
        if not any(is_row(line.text) for line in lines[:MAX_HEAD_LINES]):
            counts.update(line.text for line in lines[:RUNNING_HEAD_LINES])
    return {text for text, count in counts.items() if count >= MIN_RUNNING_HEAD_PAGES}


def _is_prose(text: str) -> bool:
    """Return whether a line is a paragraph, or ends in a sentence."""
    if len(text) > MAX_LINE_CHARACTERS:
        return True
    text = text.rstrip('"”’»)')
    if not text.endswith("."):
        return False
    words = text.rstrip(".").lower().split(" ")
    last = words[-1]
    is_initial = len(last) == 1 and last.isalpha()
    return len(words) >= MIN_SENTENCE_WORDS and last not in ABBREVIATIONS and not is_initial


def _is_caption(line: _Line) -> bool:
    """Return whether a line begins a table by name: "Table 3. Gangs and members"."""
    return len(line.text) <= MAX_LINE_CHARACTERS and _CAPTION.match(line.text) is not None


# --- rows ----------------------------------------------------------------------------------------------------------


def _runs_of_rows(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the first and last row of each run of rows with little between them."""
    run: list[int] = []
    for number, line in enumerate(lines):
        if line.is_heading or not is_row(line.text):
            continue
        if run and not _may_be_between_rows(lines[run[-1] + 1 : number]):
            if _is_table(lines, run):
                yield run[0], run[-1]
            run = []
        run.append(number)
    if _is_table(lines, run):
        yield run[0], run[-1]


def _is_table(lines: Sequence[_Line], rows: Sequence[int]) -> bool:
    return len(rows) >= MIN_ROWS and any(_has_numbers(lines[row].text) for row in rows)


def _may_be_between_rows(lines: Sequence[_Line]) -> bool:
    """Return whether these lines may be inside a table: no heading, sentence or caption, and few lines of words."""
    without_figures = 0
    for line in lines:
        if line.is_heading or _is_prose(line.text) or _CAPTION.match(line.text):
            return False
        if not _last_figures(line.text):
            without_figures += 1
    return without_figures <= MAX_LINES_BETWEEN_ROWS


def _last_figures(text: str) -> list[str]:
    """Return the figures that a line ends in, last first. Dates do not count: column heads and labels have them."""
    last_word = text.rpartition(" ")[2]
    if last_word not in _UNITS and not _FIGURE.fullmatch(last_word):  # most lines: this saves time
        return []
    figures = []
    for cell in reversed(_DATES.sub("", text).split()):
        if cell in _UNITS:
            continue
        if not _FIGURE.fullmatch(cell):
            break
        figures.append(cell)
    return figures


def _has_numbers(text: str) -> bool:
    """Return whether two of a row's figures have digits. "A – 45" has one, and may be from a table of contents."""
    with_digits = 0
    for figure in _last_figures(text):
        if any(character.isdigit() for character in figure):
            with_digits += 1
    return with_digits >= MIN_ROW_FIGURES


# --- heads ---------------------------------------------------------------------------------------------------------


def _top_of_head(lines: Sequence[_Line], first_row: int, done: int) -> int:
    """Return the number of the first line of the head of the rows, or `first_row` if they have no head.

    The lines before `done` belong to another table.
    """
    top = first_row
    while top > max(done, first_row - MAX_HEAD_LINES):
        line = lines[top - 1]
        if line.is_heading or is_row(line.text):
            break
        if _is_caption(line):
            return top - 1
        if _is_prose(line.text):
            break
        top -= 1
    return top


def _head(above: Sequence[_Line], lines: Sequence[_Line]) -> list[str]:
    """Return the lines of a head, after the sentence that leads to the table; an empty list if none has a word.

    Args:
        above: the lines before the head. The last of them leads to the table if it ends in a colon.
        lines: the lines of the head.
    """
    head = []
    if above and above[-1].text.endswith(":") and not above[-1].is_heading:
        head.append(_last_sentence(above[-1].text))
    head += [line.text for line in lines]
    if not any(_LETTERS.search(line) for line in head):
        return []
    return head


def _last_sentence(text: str) -> str:
    start, end = sentences(text)[-1]
    return text[start:end]


def _is_top_of_page(above: Sequence[_Line]) -> bool:
    """Return whether a table with these lines above it is at the top of its page."""
    if len(above) > MAX_LINES_AT_PAGE_EDGE:
        return False
    return not any(line.is_heading or _is_prose(line.text) for line in above)


def _join(head: Sequence[str]) -> str:
    """Return a head on one line, cut between words to `MAX_HEAD_CHARACTERS`."""
    line = " | ".join(head)
    if len(line) <= MAX_HEAD_CHARACTERS:
        return line
    whole_words = line[: MAX_HEAD_CHARACTERS + 1].rpartition(" ")[0]
    return whole_words.rstrip(" |")
