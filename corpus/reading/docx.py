"""Word documents -> sections, with footnotes after their paragraph, and tables whose rows keep their head.

Text that was deleted with tracked changes is left out, inserted text is read. Page headers and footers, comments and
tables of contents are not read. Page numbers are not known: only the program that prints a document makes them.

ECMA-376 (https://ecma-international.org/publications-and-standards/standards/ecma-376/), part 1, 17.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive
from corpus.reading.decoding import tidy
from corpus.reading.monitor import Monitor
from corpus.reading.sections import Block, compose, table_text
from corpus.sandbox.held_file import InputFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

MAX_BLOCKS_BEFORE_TITLE = 10
"""Paragraphs before a title: the publisher, the words of a logo. Chosen."""

MAX_COLUMNS = 63
"""Columns of a table. Word makes no more."""

HEADING_STYLE = re.compile(r"heading ([1-9])|(title)")
CONTENTS_STYLE = re.compile(r"toc \d|toc heading|table of figures")

_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_CONTAINERS = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"}
_TEXT = {f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen", f"{W}footnoteReference", f"{W}endnoteReference"}
_LEFT_OUT = {f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_CORE_FIELDS = ("title", "creator", "initial-creator", "created", "creation-date", "date")
_FIRST_ROW = 0x20
"""The bit of a table's look that sets its first row apart (17.4.55)."""


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: its name in lower case, and the level of its headings, or 0."""

    name: str
    level: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The text of a paragraph, and the text of the notes that it refers to."""

    text: str
    notes: tuple[str, ...]


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the sections of a Word document.

    Raises:
        UnreadableFile: it is damaged, encrypted or empty.
    """
    with Archive(path) as archive:
        root = archive.xml("word/document.xml")
        if root is None:
            raise UnreadableFile("not a Word document: its archive has no 'word/document.xml'")
        if root.tag.startswith(f"{{{_STRICT}}}"):
            raise UnreadableFile("saved as “Strict Open XML”: save it as an ordinary .docx")
        reader = _Reader(archive)
        body = root.find(f"{W}body")
        blocks = list(reader.blocks(body)) if body is not None else []
        metadata = core_metadata(archive.xml("docProps/core.xml"))
    metadata["page1_title"] = only_title(blocks)
    return compose(blocks, metadata, [], "docx", monitor)


def only_title(blocks: Sequence[Block]) -> str:
    """Return the title of a document: the first heading near its beginning, if no other has so high a level, or ""."""
    levels = [block.level for block in blocks if block.kind == "heading"]
    for block in blocks[:MAX_BLOCKS_BEFORE_TITLE]:
        if block.kind == "heading":
            is_only = block.level == min(levels) and levels.count(block.level) == 1
            return block.text if is_only else ""
    return ""


def core_metadata(root: Any) -> dict[str, str]:
    """Return title, author and date of creation (ISO) from the Dublin Core elements of a document."""
    if root is None:
        return {}
    values: dict[str, list[str]] = {name: [] for name in _CORE_FIELDS}
    for element in root.iter(*(f"{{*}}{name}" for name in _CORE_FIELDS)):
        name = element.tag.rpartition("}")[2]
        if element.text:
            values[name].append(tidy(element.text))
    authors = values["initial-creator"] or values["creator"]
    dates = values["created"] + values["creation-date"] + values["date"]
    metadata = {
        "title": _first(values["title"]),
        "author": "; ".join(authors),
        "created": _first(dates)[:10],
    }
    return {name: value for name, value in metadata.items() if value}


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""


class _Reader:
    """Reads the parts of one document."""

    def __init__(self, archive: Archive) -> None:
        self.styles = _styles(archive.xml("word/styles.xml"))
        self.note_counts = {"footnote": 0, "endnote": 0}
        self.notes: dict[tuple[str, str], Any] = {}
        for kind in self.note_counts:
            root = archive.xml(f"word/{kind}s.xml")
            if root is not None:
                for note in root:
                    self.notes[kind, note.get(f"{W}id")] = note

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Yield the blocks of a body, or of an element that holds a part of it (`w:sdt`: control; `w:ins`: change)."""
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph_blocks(element)
            elif element.tag == f"{W}tbl":
                yield from self._table_blocks(element)
            elif element.tag in _CONTAINERS:
                yield from self.blocks(element)

    def _paragraph_blocks(self, element: Any) -> Iterator[Block]:
        style = self._style(element)
        if CONTENTS_STYLE.match(style.name):
            return
        paragraph = self._paragraph(element)
        is_listed = element.find(f"{W}pPr/{W}numPr") is not None or style.name.startswith("list ")
        if style.level and paragraph.text:
            yield Block("heading", paragraph.text, style.level)
        elif is_listed:
            yield Block("continuation", paragraph.text)
        else:
            yield Block("paragraph", paragraph.text)
        for note in paragraph.notes:
            yield Block("continuation", note)

    def _style(self, element: Any) -> _Style:
        """Return the style of a paragraph. Its own outline level, and a style named as a heading, decide the level."""
        style = _Style("", 0)
        named = element.find(f"{W}pPr/{W}pStyle")
        if named is not None:
            style = self.styles.get(named.get(f"{W}val"), style)
        outline = element.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None:
            return _Style(style.name, _outline_level(outline))
        match = HEADING_STYLE.fullmatch(style.name)
        if match:
            return _Style(style.name, int(match[1] or 0) + 1)
        return style

    def _paragraph(self, element: Any) -> _Paragraph:
        parts: list[str] = []
        notes: list[str] = []
        for piece in _pieces(element):
            kind = piece.tag.removeprefix(W).removesuffix("Reference")
            if kind == "t":
                parts.append(piece.text or "")
            elif kind == "noBreakHyphen":
                parts.append("-")
            elif kind not in self.note_counts:
                parts.append(" ")
            else:
                note = self.notes.get((kind, piece.get(f"{W}id")))
                if note is not None:
                    self.note_counts[kind] += 1
                    number = str(self.note_counts[kind])
                    parts.append(number)
                    notes.append(f"{number} {self._note_text(note)}")
        return _Paragraph(tidy("".join(parts)), tuple(notes))

    def _note_text(self, note: Any) -> str:
        paragraphs = [self._paragraph(element).text for element in note.iter(f"{W}p")]
        return tidy(" ".join(paragraphs))

    def _table_blocks(self, element: Any) -> Iterator[Block]:
        rows: list[list[str]] = []
        notes: list[str] = []
        heads = 0
        for row in _parts(element, f"{W}tr"):
            cells: list[str] = []
            for cell in _parts(row, f"{W}tc"):
                paragraph = self._cell(cell)
                notes += paragraph.notes
                cells.append(paragraph.text)
                cells += [""] * (_column_span(cell) - 1)
            is_head = row.find(f"{W}trPr/{W}tblHeader") is not None
            if is_head and heads == len(rows):
                heads += 1
            rows.append(cells)
        if not heads and len(rows) > 1 and _first_row_is_head(element):
            heads = 1
        yield Block("continuation", table_text(rows, heads))
        for note in notes:
            yield Block("continuation", note)

    def _cell(self, cell: Any) -> _Paragraph:
        """Return the text of a cell. A cell that goes on from the row above is empty."""
        texts: list[str] = []
        notes: list[str] = []
        for element in cell.iter(f"{W}p"):
            paragraph = self._paragraph(element)
            texts.append(paragraph.text)
            notes += paragraph.notes
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and not merge.get(f"{W}val"):
            texts.clear()
        return _Paragraph(tidy(" ".join(texts)), tuple(notes))


def _parts(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the rows of a table, or the cells of a row, also those in a content control, a change or an XML element."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _parts(child, tag)


def _column_span(cell: Any) -> int:
    """Return the number of columns that a cell spans: at most `MAX_COLUMNS`, and 1 if the number is not valid."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    if span is None:
        return 1
    number = span.get(f"{W}val", "1")
    if not number.isdecimal() or len(number) >= 10:
        return 1
    return min(int(number), MAX_COLUMNS)


def _pieces(element: Any) -> Iterator[Any]:
    """Yield the elements of a paragraph that have text, without deleted text. A text box is not read twice."""
    for child in element:
        if child.tag in _TEXT:
            yield child
        elif child.tag not in _LEFT_OUT and child.tag != f"{W}pPr":
            yield from _pieces(child)


def _styles(root: Any) -> dict[str, _Style]:
    """Return the paragraph styles by their id."""
    styles: dict[str, _Style] = {}
    if root is None:
        return styles
    for style in root.iter(f"{W}style"):
        name = style.find(f"{W}name")
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        style_name = "" if name is None else name.get(f"{W}val", "").lower()
        level = 0 if outline is None else _outline_level(outline)
        styles[style.get(f"{W}styleId")] = _Style(style_name, level)
    return styles


def _outline_level(element: Any) -> int:
    """Return the level of a heading, from 2 because the title has 1, or 0 for body text (17.3.1.20)."""
    level = element.get(f"{W}val", "")
    return int(level) + 2 if level in tuple("012345678") else 0


def _first_row_is_head(table: Any) -> bool:
    """Return whether the look of a table sets its first row apart (17.4.55)."""
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return False
    first_row = look.get(f"{W}firstRow")
    if first_row:
        return first_row in ("1", "true")
    bits = look.get(f"{W}val", "0")
    if not re.fullmatch("[0-9A-Fa-f]{1,8}", bits):
        return False
    return bool(int(bits, 16) & _FIRST_ROW)
