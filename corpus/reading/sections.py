"""Blocks -> a document of sections, for formats without pages.

A reader yields `Block`s in order, and `compose` makes pages of them that a citation can name. A section is a page with
its heading as label. In a long section, and in text under no heading, each paragraph is a page, with its number:

    # How Boston did it                  the title
    It began in 1996. ...                "paragraph 1"
    It spread. ...                       "paragraph 2"
    ## What a call-in is
    A call-in is a meeting. ...          "What a call-in is"
    ## Results
    (forty paragraphs)                   "Results, paragraph 1" to "Results, paragraph 40"
    ## Notes
    (on printed pages 12 and 13)         "Notes, p. 12" and "Notes, p. 13"
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from corpus.errors import UnreadableFile
from corpus.model import PAGE_BREAK, Document, Heading, Locator, Page
from corpus.reading.decoding import tidy
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor
from corpus.text.raised import without_note_marks
from corpus.text.rows import is_row
from corpus.text.tables import MIN_ROWS

MAX_SECTION_CHARACTERS = 3_000
"""Characters of a section that is one page. A longer one fills more than two screens, and its heading says too little
about the place of a quotation."""

MAX_LABEL_CHARACTERS = 100
"""Characters of a heading that is a label."""

MAX_PAGES = 50_000
"""Sections or paragraphs of a file. A book has 5,000."""

MAX_METADATA_CHARACTERS = 300
"""Characters kept of a title or an author."""

MAX_BLOCKS_BEFORE_TITLE = 10
"""Paragraphs before a title: the publisher, the words of a logo. Chosen."""

MAX_COLUMNS = 63
"""Columns of a table. Word makes no more."""

MAX_COUNT_DIGITS = 9
"""Digits of a number of columns or rows; chosen. A longer number is not one, and takes long to parse."""

_BETWEEN_BLOCKS = "\n\n"

Span = tuple[int, int]
BlockKind = Literal["heading", "paragraph", "continuation"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` from 1), a paragraph, or a continuation of the paragraph before it: a list item, a table.

    `page` is the page of a printed edition that the file knows, or pages ("12–13"), or "". `is_quotation`: the file
    says that the paragraph is a block quotation.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: str = ""
    is_quotation: bool = False


# --- tables -----------------------------------------------------------------------------------------------------------


def table_text(rows: Sequence[Sequence[str]], heads: int) -> str:
    """Return a table as text in which each row can be read by itself.

    A table of figures becomes lines, which `corpus.text.tables` recognises and gives a head. In any other table, each
    row names its cells: `City: Boston; Result: fewer shootings`.

    Args:
        rows: the tidy cells of each row, with an empty cell for each column that has none.
        heads: the number of rows at the top that name the columns.
    """
    lines = []
    for row in rows:
        line = _joined(" ", row)
        if line:
            lines.append(line)
    if sum(is_row(line) for line in lines) >= MIN_ROWS:
        return "\n".join(lines)
    even_rows = _padded(rows)
    titles = _column_titles(even_rows[:heads])
    if not any(titles) or len(rows) == heads:
        texts = [_joined(" | ", row) for row in rows]
    else:
        texts = [_described(titles, row) for row in even_rows[heads:]]
    return _joined("\n\n", texts)


def bounded_count(text: str | None, default: int, maximum: int = MAX_COLUMNS) -> int:
    """Return the number of columns or rows that a file says: at most `maximum`, and the default if it is not valid."""
    if text is None or not text.isdecimal() or len(text) > MAX_COUNT_DIGITS:
        return default
    return min(int(text), maximum)


def _joined(separator: str, texts: Iterable[str]) -> str:
    """Join the texts that are not empty."""
    return separator.join(text for text in texts if text)


def _padded(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows with empty cells at their ends, so that all have the same length."""
    width = max((len(row) for row in rows), default=0)
    padded = []
    for row in rows:
        missing = [""] * (width - len(row))
        padded.append([*row, *missing])
    return padded


def _column_titles(heads: Sequence[Sequence[str]]) -> list[str]:
    """Return the title of each column: its distinct cells in the head rows."""
    titles = []
    for column in zip(*heads, strict=True):
        distinct = dict.fromkeys(column)
        titles.append(_joined(" ", distinct))
    return titles


def _described(titles: Sequence[str], row: Sequence[str]) -> str:
    """Return the cells of a row with the titles of their columns."""
    cells = []
    for title, cell in zip(titles, row, strict=True):
        if cell:
            cells.append(f"{title}: {cell}" if title else cell)
    return "; ".join(cells)


def only_title(blocks: Sequence[Block]) -> str:
    """Return the title of a document: the first heading near its beginning, if no other has so high a level, or ""."""
    levels = [block.level for block in blocks if block.kind == "heading"]
    for block in blocks[:MAX_BLOCKS_BEFORE_TITLE]:
        if block.kind == "heading":
            is_only = block.level == min(levels) and levels.count(block.level) == 1
            return without_note_marks(block.text) if is_only else ""
    return ""


# --- the document -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Section:
    """Adjacent headings, and the blocks that follow them. `name` is "" if no heading names the section."""

    headings: list[Block]
    body: list[Block]
    name: str = ""


def compose(
    blocks: Iterable[Block],
    metadata: Mapping[str, str],
    warnings: Sequence[str],
    method: str,
    monitor: Monitor,
    chapters: bool = False,
    csl_type: str = "",
) -> Document:
    """Return the document that the blocks make.

    Args:
        blocks: in reading order, with tidy text.
        metadata: what the file says about itself. A heading that is the title does not name a section.
        warnings: what went wrong so far.
        method: which reader read the blocks.
        monitor: for its limits.
        chapters: name every section with its chapter, not only sections whose names repeat.
        csl_type: the type of work that the format states, "" for none.

    Raises:
        UnreadableFile: there is no text.
    """
    kept, limit_warnings = _within_limits(blocks, monitor.limits)
    sections = _sections(kept)
    titles = {words_of(metadata.get(field, "")) for field in ("title", "page1_title")}
    _name_sections(sections, titles, chapters)
    pages: list[Page] = []
    headings: list[Heading] = []
    quotations: list[Span] = []
    offset = 0
    for label, group in _pages(sections):
        if len(pages) == MAX_PAGES:
            limit_warnings.append(f"only its first {MAX_PAGES:,} sections and paragraphs were read")
            break
        headings += _headings(group, offset)
        quotations += _quotations(group, offset)
        text = _BETWEEN_BLOCKS.join(block.text for block in group)
        pages.append(Page(Locator("section", len(pages) + 1, label), text, method))
        offset += len(text) + len(PAGE_BREAK)
    if not any(_has_words(page.text) for page in pages):
        raise UnreadableFile("no text in it")
    return Document(
        tuple(pages),
        tuple(headings),
        _short_metadata(metadata),
        (*warnings, *limit_warnings),
        csl_type,
        quotations=tuple(quotations),
    )


def _within_limits(blocks: Iterable[Block], limits: ReadingLimits) -> tuple[list[Block], list[str]]:
    """Return the blocks within the limits of characters, and a warning if a part was left out."""
    kept: list[Block] = []
    characters = 0
    for block in blocks:
        if not block.text:
            continue
        text = block.text[: min(limits.page_characters, limits.characters - characters)]
        characters += len(text)
        kept.append(replace(block, text=text))
        if len(text) < len(block.text) and len(text) == limits.page_characters:
            return kept, [f"a paragraph of more than {limits.page_characters:,} characters: the rest was not read"]
        if characters >= limits.characters:
            return kept, [f"only its first {limits.characters:,} characters were read"]
    return kept, []


def _sections(blocks: Iterable[Block]) -> list[_Section]:
    current = _Section([], [])
    sections = [current]
    for block in blocks:
        if block.kind != "heading":
            current.body.append(block)
        elif current.headings and not current.body:
            current.headings.append(block)
        else:
            current = _Section([block], [])
            sections.append(current)
    return [section for section in sections if section.headings or section.body]


def _name_sections(sections: Sequence[_Section], titles: Set[str], chapters: bool) -> None:
    """Name each section by its last heading, after its outermost heading if `chapters` or if the name repeats."""
    outlines = list(_outlines(sections, titles))
    counts = Counter(outline[-1] for outline in outlines if outline)
    for section, outline in zip(sections, outlines, strict=True):
        if not outline:
            continue
        section.name = outline[-1]
        needs_outermost = chapters or counts[outline[-1]] > 1
        if needs_outermost and len(outline) > 1:
            section.name = f"{outline[0]} > {outline[-1]}"


def _outlines(sections: Iterable[_Section], titles: Set[str]) -> Iterator[list[str]]:
    """Yield the headings over each section, outermost first, shortened, without note marks and without titles."""
    outline: list[Block] = []
    for section in sections:
        for heading in section.headings:
            outline = [outer for outer in outline if outer.level < heading.level]
            outline.append(heading)
        names = [without_note_marks(heading.text)[:MAX_LABEL_CHARACTERS] for heading in outline]
        yield [name for name in names if words_of(name) not in titles]


def _pages(sections: Iterable[_Section]) -> Iterator[tuple[str, list[Block]]]:
    """Yield the label and the blocks of each page."""
    unnamed_paragraphs = 0
    for section in sections:
        if any(block.page for block in section.body):
            yield from _printed_pages(section)
            continue
        characters = sum(len(block.text) for block in section.body)
        if section.name and characters <= MAX_SECTION_CHARACTERS:
            yield section.name, section.headings + section.body
            continue
        paragraphs = _paragraphs(section.body)
        first = 1 if section.name else unnamed_paragraphs + 1
        yield from _paragraph_pages(section, paragraphs, first)
        if not section.name:
            unnamed_paragraphs += len(paragraphs)


def _paragraph_pages(
    section: _Section, paragraphs: Iterable[list[Block]], first: int
) -> Iterator[tuple[str, list[Block]]]:
    """Yield the label and the blocks of each paragraph of a section, numbered from `first`."""
    headings = section.headings  # on the first page only
    for number, paragraph in enumerate(paragraphs, first):
        label = f"paragraph {number}"
        if section.name:
            label = f"{section.name}, {label}"
        yield label, headings + paragraph
        headings = []


def _printed_pages(section: _Section) -> Iterator[tuple[str, list[Block]]]:
    """Yield the label and the blocks of each printed page of a section: "Results, p. 12"."""
    headings = section.headings  # on the first page only
    for page, blocks in groupby(section.body, key=lambda block: block.page):
        number = f"{'pp.' if '–' in page else 'p.'} {page}" if page else ""
        yield ", ".join(filter(None, (section.name, number))), [*headings, *blocks]
        headings = []


def _paragraphs(body: Sequence[Block]) -> list[list[Block]]:
    """Return each paragraph of a section with its continuations, or one empty paragraph for an empty section."""
    paragraphs: list[list[Block]] = []
    for block in body:
        if block.kind == "paragraph" or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(block)
    return paragraphs or [[]]


def _headings(group: Iterable[Block], start: int) -> Iterator[Heading]:
    """Yield the headings of a page that begins at character offset `start`."""
    for block in group:
        if block.kind == "heading":
            yield Heading(start, block.text, block.level)
        start += len(block.text) + len(_BETWEEN_BLOCKS)


def _quotations(group: Iterable[Block], start: int) -> Iterator[Span]:
    """Yield where the block quotations of a page are that begins at character offset `start`."""
    for block in group:
        if block.is_quotation:
            yield start, start + len(block.text)
        start += len(block.text) + len(_BETWEEN_BLOCKS)


def _short_metadata(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that are not empty, shortened."""
    kept = {}
    for name, value in metadata.items():
        text = tidy(value)
        if text:
            kept[name] = text[:MAX_METADATA_CHARACTERS]
    return kept


def words_of(text: str) -> str:
    """Return the words of a text without case and punctuation, to compare titles."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
