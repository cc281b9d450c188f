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
from corpus.text.abbreviations import ABBREVIATIONS
from corpus.text.rows import has_numbers, is_row, last_figures
from corpus.text.sentences import sentences

MIN_ROWS = 3
"""Fewer lines that end in figures are a list, or text whose lines were broken there."""

MAX_LINES_BETWEEN_ROWS = 4
"""Lines without figures between two rows: the name of a group, or a label of several lines."""

MAX_LINE_CHARACTERS = 160
"""A longer line in a head or between rows is a paragraph."""

MIN_SENTENCE_WORDS = 3
"""A shorter line that ends in a full stop is an abbreviation: "FY2026 S. | Cmte."."""

MAX_CAPTION_CHARACTERS = 320
"""A longer line that begins like a caption is a paragraph; chosen: four lines of a journal's column."""

MAX_LINES_TO_CAPTION = 6
"""Lines (notes, sources) between the rows of a table and a caption below them; chosen."""

MAX_HEAD_LINES = 12
"""The cells of column heads are often on lines of their own."""

MAX_HEAD_CHARACTERS = 320
"""Characters of a head that are kept: the name, if it is long its first half, and the first column heads."""

HEAD_SEPARATOR = " | "
"""Text between the lines of a head."""

MIN_RUNNING_HEAD_PAGES = 4
"""A line that begins this many pages without a table at their top is a running head, not part of a table."""

RUNNING_HEAD_LINES = 2
"""A running head is one of this many first lines of a page."""

MAX_LINES_AT_PAGE_EDGE = 2
"""Lines (a note, a page number) between the end of a table and the end of its page, if it continues on the next page.
Also lines between the beginning of the next page and the rows there."""

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

    @property
    def has_caption(self) -> bool:
        """Whether the table has a name and a number: "Table 3. Gangs and members"."""
        return _CAPTION.match(self.head.partition(HEAD_SEPARATOR)[0]) is not None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page that is not blank: its offsets in the document's text, and its text without extra spaces."""

    start: int
    end: int
    text: str
    is_heading: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows with little between them: the numbers of the first and last row, and of the first line of their head.

    `top` is `first` if they have no head. `caption` is the number of a caption below the rows, or None.
    """

    top: int
    first: int
    last: int
    caption: int | None

    @property
    def end(self) -> int:
        """The number of the last line of the table."""
        return self.last if self.caption is None else self.caption


def find_tables(document: Document) -> list[Table]:
    """Return the tables in order. None overlaps another, crosses a page break or has a heading in it."""
    pages = list(_pages(document))
    running_heads = _running_heads(pages)
    pages = [[line for line in page if line.text not in running_heads] for page in pages]
    captions_below = _are_captions_below(pages)
    tables: list[Table] = []
    open_head: list[str] = []  # the head of the table that ends the page before
    for lines in pages:
        found, open_head = _page_tables(lines, list(_runs(lines, captions_below)), open_head)
        tables += found
    return tables


def _page_tables(lines: Sequence[_Line], runs: Sequence[_Run], open_head: list[str]) -> tuple[list[Table], list[str]]:
    """Return the tables of a page, and the head of the last one if it reaches the end of the page.

    `open_head` is the head of the table that ends the page before.
    """
    tables = []
    done = 0  # the number of lines up to the end of the last table
    last_head: list[str] = []
    for run in runs:
        head = _head(lines[done : run.top], lines[run.top : run.first])
        if run.caption is not None:
            head = [lines[run.caption].text, *_texts(lines[run.top : run.first])]
        elif set(head) <= set(open_head) and _is_top_of_page(lines[: run.top]):
            head = open_head
        elif not _captions(head):
            if not done and _is_top_of_page(lines[: run.top]) and _repeats(head, open_head):
                head = _captions(open_head) + head
            elif run.top == done:  # nothing is between the two: they have one caption
                head = _captions(last_head) + head
        tables.append(Table(lines[run.top].start, lines[run.first].start, lines[run.end].end, _join(head)))
        done = run.end + 1
        last_head = head
    if len(lines) - done > MAX_LINES_AT_PAGE_EDGE:
        return tables, []
    return tables, last_head


def table_head(headings: Sequence[str]) -> str:
    """Return the head of the table that is cut under these headings, or "" if no table is.

    A head is the last heading, and has several lines or a caption.
    """
    if not headings:
        return ""
    last = headings[-1]
    is_head = HEAD_SEPARATOR in last or _is_caption(last)
    return last if is_head else ""


def with_head(text: str, headings: Sequence[str]) -> str:
    """Return a row below the head of its table, as it can be understood by itself; any other text as it is."""
    head = table_head(headings)
    if head and is_row(text):
        return f"{head}\n{text}"
    return text


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


def _is_caption(text: str) -> bool:
    """Return whether a line begins a table by name: "Table 3. Gangs and members"."""
    return len(text) <= MAX_CAPTION_CHARACTERS and _CAPTION.match(text) is not None


def _captions(head: Sequence[str]) -> list[str]:
    """Return the caption that a head begins with, or nothing."""
    return [line for line in head[:1] if _is_caption(line)]


# --- rows ----------------------------------------------------------------------------------------------------------


def _are_captions_below(pages: Sequence[Sequence[_Line]]) -> bool:
    """Return whether more tables of a document have a caption only below them than only above them."""
    above = below = 0
    for lines in pages:
        for run in _runs(lines, captions_below=False):
            is_above = _is_caption(lines[run.top].text)
            is_below = _caption_below(lines, run.last, len(lines)) is not None
            above += is_above and not is_below
            below += is_below and not is_above
    return below > above


def _runs(lines: Sequence[_Line], captions_below: bool) -> Iterator[_Run]:
    """Yield the runs of rows of a page, with their heads, and their captions if `captions_below`."""
    rows = list(_runs_of_rows(lines))
    first_rows = [*(first for first, _ in rows), len(lines)]
    done = 0
    for (first, last), next_row in zip(rows, first_rows[1:], strict=True):
        caption = _caption_below(lines, last, next_row) if captions_below else None
        run = _Run(_top_of_head(lines, first, done, caption is not None), first, last, caption)
        yield run
        done = run.end + 1


def _caption_below(lines: Sequence[_Line], last_row: int, next_row: int) -> int | None:
    """Return the number of the caption below a row, or None. Notes of the table may be between them."""
    for number in range(last_row + 1, min(next_row, last_row + 1 + MAX_LINES_TO_CAPTION)):
        if lines[number].is_heading:
            return None
        if _is_caption(lines[number].text):
            return number
    return None


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
    return len(rows) >= MIN_ROWS and any(has_numbers(lines[row].text) for row in rows)


def _may_be_between_rows(lines: Sequence[_Line]) -> bool:
    """Return whether these lines may be inside a table: no heading, sentence or caption, and few lines of words."""
    without_figures = 0
    for line in lines:
        if line.is_heading or _is_prose(line.text) or _CAPTION.match(line.text):
            return False
        if not last_figures(line.text):
            without_figures += 1
    return without_figures <= MAX_LINES_BETWEEN_ROWS


# --- heads ---------------------------------------------------------------------------------------------------------


def _top_of_head(lines: Sequence[_Line], first_row: int, done: int, has_caption_below: bool) -> int:
    """Return the number of the first line of the head of the rows, or `first_row` if they have no head.

    The lines before `done` belong to another table. So does a caption above if `has_caption_below`.
    """
    top = first_row
    while top > max(done, first_row - MAX_HEAD_LINES):
        line = lines[top - 1]
        if line.is_heading or is_row(line.text):
            break
        if _is_caption(line.text):
            return top if has_caption_below else top - 1
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
    head += _texts(lines)
    if not any(_LETTERS.search(line) for line in head):
        return []
    return head


def _texts(lines: Sequence[_Line]) -> list[str]:
    return [line.text for line in lines]


def _last_sentence(text: str) -> str:
    start, end = sentences(text)[-1]
    return text[start:end]


def _repeats(head: Sequence[str], open_head: Sequence[str]) -> bool:
    """Return whether a head has only lines of another one, apart from its last line, which may be a label."""
    return len(head) > 1 and set(head[:-1]) <= set(open_head)


def _is_top_of_page(above: Sequence[_Line]) -> bool:
    """Return whether a table with these lines above it is at the top of its page."""
    if len(above) > MAX_LINES_AT_PAGE_EDGE:
        return False
    return not any(line.is_heading or _is_prose(line.text) for line in above)


def _join(head: Sequence[str]) -> str:
    """Return a head on one line. Each of its lines, and then the whole, is cut between words."""
    line = HEAD_SEPARATOR.join(_cut(line, MAX_LINE_CHARACTERS) for line in head)
    return _cut(line, MAX_HEAD_CHARACTERS).rstrip(" |")


def _cut(line: str, size: int) -> str:
    """Return as many words of a line as fit `size` characters."""
    if len(line) <= size:
        return line
    return line[: size + 1].rpartition(" ")[0]
