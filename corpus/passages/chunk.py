"""Cut a document into passages: whole sentences, about 200 tokens of the model, one sentence of overlap.

A passage never crosses a heading. A heading without text of its own goes with the section after it. A passage crosses
a page break only in a sentence or beside a scrap, and has the locators of its first and last character. Between these
breaks the passages of a section are about equally long, so that no section ends in a scrap.

A table with a head is a section of its own within the section around it. Its passages hold only its head and rows, and
have the head as their last heading, on the next page too. A scrap of text beside it (its source, a note) goes with it.

A table of contents, a list of references and the titles of a paper in several languages are parts of their own too: a
passage is cut where they begin and end.

A passage that begins inside a list has the sentence that leads to the list as its last heading ("OPM has:").
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Document, Heading, Language, Passage, Zone, passage_id
from corpus.passages.contents import find_contents
from corpus.passages.parallel_titles import find_parallel_titles
from corpus.passages.reference_lists import find_reference_lists
from corpus.passages.report_parts import heading_zone, passage_zone
from corpus.text.language import detect, detect_in_document
from corpus.text.sentences import sentences
from corpus.text.statements import statements
from corpus.text.tables import Table, find_tables
from corpus.text.tokens import estimate_tokens

VERSION = 8
"""Changes whenever the same document would be cut differently. It is part of the index fingerprint."""

TARGET_TOKENS = 200
"""Tokens in a passage, about."""

MIN_PASSAGE_TOKENS = 40
"""Less text than this, beside a table or at the end of a section, is a scrap: it is not a passage of its own."""

MIN_PAGE_TOKENS = 100
"""Text on each side of a page break at which passages are cut, at least: half a passage. Cut so, the right page comes
first for 102 of 150 questions on articles instead of 97, and for 63 of 82 on reports instead of 60."""

MAX_OVERLAP_TOKENS = 60
"""A longer sentence is not repeated at the beginning of the next passage."""

MAX_LEAD_IN_CHARACTERS = 240
"""A longer sentence before a list is not a heading of its items; chosen: three lines."""

MAX_CHARACTERS_TO_LEAD_IN = 4000
"""Characters before a passage that are searched for the sentence that leads to its list: two pages of a report."""

_BULLET = re.compile(r"[•●▪■◦‣○◆►➢✓❖]\s?\S")
_SPACE = re.compile(r"\s+")

Span = tuple[int, int]
"""Start and end offsets in a text."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A stretch of text under the same headings, outermost first.

    `table_head` is not empty if it is a table. `zone` is known if it is a table of contents, a list or titles.
    """

    start: int
    end: int
    headings: tuple[str, ...]
    table_head: str = ""
    zone: Zone | None = None


def passages(document: Document, source: str) -> list[Passage]:
    """Return the passages of a document in order; an empty list if it has no text.

    Args:
        document: pages and headings.
        source: the SHA-256 of the source, from which the ids of the passages are made.
    """
    language = detect_in_document(document.text)
    found = []
    for section in _parts(document):
        for start, end in _pack_pages(document, section):
            found.append(_passage(document, source, section, start, end, language))
    return found


def _passage(document: Document, source: str, section: _Section, start: int, end: int, language: Language) -> Passage:
    text = document.text[start:end]
    headings = section.headings
    lead_in = _lead_in(document.text[max(section.start, start - MAX_CHARACTERS_TO_LEAD_IN) : start], text)
    for heading in (section.table_head, lead_in):
        if heading:
            headings += (heading,)
    position = start / len(document.text)
    return Passage(
        id=passage_id(source, start, end),
        source=source,
        start=start,
        end=end,
        text=text,
        first=document.locate(start),
        last=document.locate(end - 1),
        headings=headings,
        zone=section.zone or passage_zone(text, section.headings, position, len(document.pages) > 1),
        language=detect(text, language),
    )


def _lead_in(before: str, text: str) -> str:
    """Return the sentence that leads to the list in which a passage begins, or "".

    Args:
        before: the text before the passage.
        text: the passage.
    """
    if not _BULLET.match(text):
        return ""
    for line in reversed(before.split("\n")):
        if line.strip() and not _BULLET.match(line.lstrip()):
            return _last_sentence(line) if line.rstrip().endswith(":") else ""
    return ""


def _last_sentence(line: str) -> str:
    start, end = sentences(line)[-1]
    return line[start:end] if end - start <= MAX_LEAD_IN_CHARACTERS else ""


# --- sections ------------------------------------------------------------------------------------------------------


def _parts(document: Document) -> Iterator[_Section]:
    """Yield the sections of a document, cut at the lists and tables in them."""
    lists = _lists(document)
    tables = [table for table in find_tables(document) if table.head]
    for section in _sections(document):
        for part in _cut_at_lists(document.text, section, lists):
            inside = [table for table in tables if part.start <= table.start and table.end <= part.end]
            yield from _cut_at_tables(document, part, inside if part.zone is None else [])


def _lists(document: Document) -> list[_Section]:
    """Return the lists and the stretches of titles of a document, in order."""
    spans_by_zone: dict[Zone, list[Span]] = {
        "contents": find_contents(document),
        "references": find_reference_lists(document.text),
        "front matter": find_parallel_titles(document),
    }
    found = []
    for zone, spans in spans_by_zone.items():
        for start, end in spans:
            found.append(_Section(start, end, (), zone=zone))
    return sorted(found, key=lambda section: section.start)


def _cut_at_lists(text: str, section: _Section, lists: Sequence[_Section]) -> Iterator[_Section]:
    """Yield the text and the lists of a section in order. A scrap after a list that states nothing goes with it."""
    begin = section.start
    for found in lists:
        if found.end <= begin or found.start >= section.end:
            continue
        start = _list_start(text, section, begin, found)
        end = min(found.end, section.end)
        rest = text[end : section.end]
        if _is_scrap(rest) and not statements(rest):
            end = section.end
        if text[begin:start].strip():
            yield replace(section, start=begin, end=start)
        yield replace(section, start=start, end=end, zone=found.zone)
        begin = end
    if text[begin : section.end].strip():
        yield replace(section, start=begin)


def _list_start(text: str, section: _Section, begin: int, found: _Section) -> int:
    """Return where a list begins in a section whose text up to `begin` is done.

    A scrap between two lists goes with them, and so does any text between lists of references under their heading.
    """
    start = max(begin, found.start)
    has_heading = any(heading_zone(heading) == "references" for heading in section.headings)
    is_after_list = begin > section.start
    if is_after_list and (has_heading or _is_scrap(text[begin:start])):
        return begin
    return _with_heading(text, begin, start, found.zone)


def _with_heading(text: str, begin: int, start: int, zone: Zone | None) -> int:
    """Return where a list begins with the line above it, if that line is a heading of such lists."""
    above = text[begin:start].rstrip()
    line = above.rpartition("\n")[2]
    return begin + len(above) - len(line) if heading_zone(line) == zone else start


def _cut_at_tables(document: Document, section: _Section, tables: Sequence[Table]) -> Iterator[_Section]:
    """Yield the text and the tables of a section in order. A scrap before a table goes with that table."""
    begin = section.start
    next_starts = [table.start for table in tables[1:]] + [section.end]
    for table, next_start in zip(tables, next_starts, strict=False):
        if not _is_scrap(document.text[begin : table.start]):
            yield _Section(begin, table.start, section.headings)
            begin = table.start
        end = _table_end(document, table, next_start, section.end)
        yield _Section(begin, end, _headings_of_table(table, section), table.head)
        begin = end
    if begin < section.end:
        yield replace(section, start=begin)


def _headings_of_table(table: Table, section: _Section) -> tuple[str, ...]:
    """Return the headings above a table. A table with a caption is not part of the references before it."""
    if not table.has_caption:
        return section.headings
    return tuple(heading for heading in section.headings if heading_zone(heading) != "references")


def _table_end(document: Document, table: Table, next_start: int, section_end: int) -> int:
    """Return the end of a table with the scrap after it.

    The scrap reaches to the end of the section or, if another table comes at `next_start`, at most to the end of the
    page. The rest of such a scrap goes with the next table.
    """
    if not _is_scrap(document.text[table.end : next_start]):
        return table.end
    if next_start == section_end:
        return section_end
    return min(next_start, document.page_end(table.end))


def _is_scrap(text: str) -> bool:
    return estimate_tokens(text) < MIN_PASSAGE_TOKENS


def _sections(document: Document) -> Iterator[_Section]:
    """Yield each stretch between headings that has text of its own."""
    path: list[Heading] = []
    begin = 0
    body = 0  # the end of the last heading
    for heading in document.headings:
        if document.text[body : heading.start].strip():
            yield _Section(begin, heading.start, _texts(path))
            begin = heading.start
        body = heading.start + len(heading.text)
        path = [outer for outer in path if outer.level < heading.level]
        path.append(heading)
    yield _Section(begin, len(document.text), _texts(path))


def _texts(headings: Sequence[Heading]) -> tuple[str, ...]:
    return tuple(heading.text for heading in headings)


# --- passages of a section -----------------------------------------------------------------------------------------


def _pack_pages(document: Document, section: _Section) -> Iterator[Span]:
    """Yield the passages of a section, cut where a page ends with a sentence and both sides are large enough."""
    pieces = _pieces(document.text, section.start, section.end)
    has_pages = document.pages[0].locator.kind == "page"
    sizes = [estimate_tokens(document.text[first:last]) for first, last in pieces]
    left = sum(sizes)
    size = 0.0
    begin = 0
    for number in range(1, len(pieces)):
        size += sizes[number - 1]
        left -= sizes[number - 1]
        is_page_end = pieces[number][0] > document.page_end(pieces[number - 1][1] - 1)
        if has_pages and is_page_end and min(size, left) >= MIN_PAGE_TOKENS:
            yield from _pack(pieces[begin:number], sizes[begin:number])
            size = 0.0
            begin = number
    yield from _pack(pieces[begin:], sizes[begin:])


def _pack(pieces: Sequence[Span], sizes: Sequence[float]) -> Iterator[Span]:
    """Yield passages of about equal length. Each but the first begins with the last sentence of the one before."""
    if not pieces:
        return
    total = sum(sizes)
    passage_count = max(1, round(total / TARGET_TOKENS))
    passage_size = total / passage_count
    begin = 0
    size = 0.0
    left = total
    for number, piece_size in enumerate(sizes):
        is_full = size + piece_size / 2 > passage_size
        if is_full and number > begin and left >= MIN_PASSAGE_TOKENS:
            last = number - 1
            yield pieces[begin][0], pieces[last][1]
            is_repeated = sizes[last] <= MAX_OVERLAP_TOKENS and last > begin
            begin = last if is_repeated else number
            size = 0.0
        size += piece_size
        left -= piece_size
    yield pieces[begin][0], pieces[-1][1]


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of a section, with long sentences cut."""
    pieces: list[Span] = []
    for first, last in sentences(text[start:end]):
        pieces.extend(_cut_long_sentence(text, start + first, start + last))
    return pieces


def _cut_long_sentence(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a sentence longer than a passage (a table without full stops) at white space into about equal parts."""
    parts = math.ceil(estimate_tokens(text[start:end]) / TARGET_TOKENS)
    step = math.ceil((end - start) / max(parts, 1))
    while end - start > step:
        space = _SPACE.search(text, start + step, end)
        if space is None:
            break
        yield start, space.start()
        start = space.end()
    yield start, end
