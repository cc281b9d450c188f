"""What formats without pages share: bytes -> text, tables -> lines, blocks -> a document of sections.

A reader gives `Block`s in order and `compose` makes pages of them that a citation can name. A section is a page, named
by its heading. A long one, and what stands under no heading of its own, is a page a paragraph, counted as a reader
counts them:

    # How Boston did it                  its title
    It began in 1996. ...                "paragraph 1"
    It spread. ...                       "paragraph 2"
    ## What a call-in is
    A call-in is a meeting. ...          "What a call-in is"
    ## Results
    (forty paragraphs)                   "Results, paragraph 1" to "Results, paragraph 40"
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import UnreadableFile
from corpus.model import PAGE_BREAK, Document, Heading, Locator, Page
from corpus.reading.monitor import Monitor
from corpus.reading.pdf.characters import GAP, printable
from corpus.text.tables import MIN_ROWS, is_row

LONGEST_SECTION = 3_000
"""Characters of a section that is one page: more than two screens, and its heading says too little of where."""

LONGEST_NAME = 100
"""Characters of a heading that names a place in a citation."""

MOST_BYTES = 50_000_000
"""Of a file of text; a page saved with its pictures inside has up to 20 MB."""

MOST_PAGES = 50_000
"""Sections or paragraphs of a file; a book has 5,000."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
LONGEST_METADATA = 300
"""Characters kept of a title or an author."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` from 1), or a paragraph, or what belongs to the one before: a list's item, a table."""

    kind: Literal["heading", "paragraph", "rest"]
    text: str
    level: int = 0


# --- bytes and characters ---------------------------------------------------------------------------------------------


def read_text(path: Path, declared: re.Pattern[bytes] | None = None) -> tuple[str, list[str]]:
    """Gives a file's text, and a warning where its encoding is guessed.

    A byte order mark decides; else it is UTF-8 if it can be; else what the file declares; else Windows-1252, which
    is what Spanish and Portuguese texts that are not UTF-8 are in.

    Args:
        path: the file.
        declared: finds what the file says of its encoding, as group 1.

    Raises:
        UnreadableFile: it is too large, or no text.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile(f"larger than {MOST_BYTES // 10**6} MB, which no text is")
    return decode(path.read_bytes(), declared)


def decode(data: bytes, declared: re.Pattern[bytes] | None = None, charset: str = "") -> tuple[str, list[str]]:
    """Gives the text of these bytes; see `read_text`. What `charset` says counts before what the bytes declare.

    Raises:
        UnreadableFile: they are no text.
    """
    said = declared.search(data[:4096]) if declared else None
    text, warnings = _decode(data, (charset, said[1].decode("ascii", "ignore") if said else "", "windows-1252"))
    if "\0" in text or len(_BINARY.findall(text[:10_000])) > 100:
        raise UnreadableFile(f"not text: the file begins with {data[:12]!r}")
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def _decode(data: bytes, encodings: Iterable[str]) -> tuple[str, list[str]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), []
    try:
        return data.decode(), []
    except UnicodeDecodeError:
        pass
    for encoding in encodings:
        try:
            return data.decode(encoding), []
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace"), ["its encoding is broken: letters may be lacking"]


def tidy(text: str) -> str:
    """Gives text on one line: composed letters, one space between words, nothing invisible."""
    text = unicodedata.normalize("NFC", _ANSI.sub("", text).replace("\u00ad", ""))
    return printable(text).replace(GAP, " ")


# --- tables -----------------------------------------------------------------------------------------------------------


def table(rows: Sequence[Sequence[str]], heads: int) -> str:
    """Gives a table as text in which each row can be read by itself.

    One of figures becomes lines, as `corpus.text.tables` knows them and puts its head over each part of it. Of any
    other
    each row says what its cells are: `City: Boston; Result: fewer shootings`.

    Args:
        rows: their cells, tidy; as many in each row as there are columns.
        heads: how many of them head the table.
    """
    lines = [line for row in rows if (line := " ".join(filter(None, row)))]
    if sum(map(is_row, lines)) >= MIN_ROWS:
        return "\n".join(lines)
    titles = [" ".join(filter(None, dict.fromkeys(column))) for column in zip(*_columns(rows)[:heads], strict=True)]
    if not any(titles) or len(rows) == heads:
        return "\n\n".join(" | ".join(filter(None, row)) for row in rows if any(row))
    named = ([f"{t}: {c}" if t else c for t, c in zip(titles, row, strict=True) if c] for row in _columns(rows)[heads:])
    return "\n\n".join("; ".join(cells) for cells in named if cells)


def _columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Gives the rows with empty cells at their ends, so that they are equally long."""
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


# --- the document -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Section:
    """Headings that stand together, and what follows them."""

    headings: list[Block]
    body: list[Block]
    name: str


def compose(
    blocks: Iterable[Block],
    metadata: Mapping[str, str],
    warnings: Sequence[str],
    method: str,
    monitor: Monitor,
    chapters: bool = False,
) -> Document:
    """Gives the document that these blocks make.

    Args:
        blocks: in reading order, their text tidy.
        metadata: what the file says of itself; a heading that is its title names no section.
        warnings: what went wrong so far.
        method: which reader read them.
        monitor: for its limits.
        chapters: name sections with their chapter, not only where two have one name.

    Raises:
        UnreadableFile: there is no text.
    """
    titles = {_folded(metadata.get(name, "")) for name in ("title", "page1_title")}
    within, cut = _within(blocks, monitor)
    pages: list[Page] = []
    headings: list[Heading] = []
    offset = 0
    for label, group in _pages(_named(_sections(within), titles, chapters)):
        if len(pages) == MOST_PAGES:
            cut.append(f"only its first {MOST_PAGES:,} sections and paragraphs were read")
            break
        start = offset
        for block in group:
            if block.kind == "heading":
                headings.append(Heading(start, block.text, block.level))
            start += len(block.text) + 2
        text = "\n\n".join(block.text for block in group)
        pages.append(Page(Locator("section", len(pages) + 1, label), text, method))
        offset += len(text) + len(PAGE_BREAK)
    if not any(any(map(str.isalnum, page.text)) for page in pages):
        raise UnreadableFile("no text in it")
    kept = {name: value[:LONGEST_METADATA] for name, said in metadata.items() if (value := tidy(said))}
    return Document(tuple(pages), tuple(headings), kept, (*warnings, *cut))


def _within(blocks: Iterable[Block], monitor: Monitor) -> tuple[list[Block], list[str]]:
    """Gives the blocks within the limits of characters, and what was left out."""
    kept: list[Block] = []
    characters = 0
    for block in blocks:
        if not block.text:
            continue
        text = block.text[: min(monitor.limits.page_characters, monitor.limits.characters - characters)]
        characters += len(text)
        kept.append(Block(block.kind, text, block.level))
        if len(text) < len(block.text) and len(text) == monitor.limits.page_characters:
            return kept, [
                f"a paragraph of more than {monitor.limits.page_characters:,} characters: the rest was not read"
            ]
        if characters >= monitor.limits.characters:
            return kept, [f"only its first {monitor.limits.characters:,} characters were read"]
    return kept, []


def _sections(blocks: Iterable[Block]) -> list[_Section]:
    sections = [_Section([], [], "")]
    for block in blocks:
        if block.kind != "heading":
            sections[-1].body.append(block)
        elif sections[-1].body or not sections[-1].headings:
            sections.append(_Section([block], [], ""))
        else:
            sections[-1].headings.append(block)
    return [section for section in sections if section.headings or section.body]


def _named(sections: list[_Section], titles: Set[str], chapters: bool) -> list[_Section]:
    """Names the sections by their last heading; with the outermost before it where two would have one name."""
    path: list[Block] = []
    paths = []
    for section in sections:
        for heading in section.headings:
            path = [h for h in path if h.level < heading.level] + [heading]
        paths.append([short for h in path if _folded(short := h.text[:LONGEST_NAME]) not in titles])
    counts = Counter(names[-1] for names in paths if names)
    for section, names in zip(sections, paths, strict=True):
        if names:
            outer = names[:1] if len(names) > 1 and (chapters or counts[names[-1]] > 1) else []
            section.name = " > ".join([*outer, names[-1]])
    return sections


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _pages(sections: Iterable[_Section]) -> Iterator[tuple[str, list[Block]]]:
    """Gives each page's label and blocks."""
    unnamed = 0
    for section in sections:
        size = sum(len(block.text) for block in section.body)
        if section.name and size <= LONGEST_SECTION:
            yield section.name, [*section.headings, *section.body]
            continue
        groups: list[list[Block]] = []
        for block in section.body:
            if block.kind == "paragraph" or not groups:
                groups.append([])
            groups[-1].append(block)
        before = 0 if section.name else unnamed
        for number, group in enumerate(groups or [[]], start=1):
            label = f"paragraph {before + number}"
            yield f"{section.name}, {label}" if section.name else label, [*section.headings * (number == 1), *group]
        unnamed += 0 if section.name else len(groups)
