"""OpenDocument texts -> sections, as `docx` makes them of Word documents.

OASIS Open Document Format 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/).
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import (
    LOWERED_END,
    LOWERED_START,
    NOTE_END,
    NOTE_START,
    RAISED_END,
    RAISED_START,
    Document,
)
from corpus.reading.archive import Archive
from corpus.reading.decoding import tidy
from corpus.reading.docx.reader import core_metadata
from corpus.reading.docx.styles import MAX_BASES, Look
from corpus.reading.formulas import formula_text
from corpus.reading.monitor import Monitor
from corpus.reading.sections import MAX_COLUMNS, Block, BlockKind, compose, only_title, table_text
from corpus.reading.symbol_fonts import symbols
from corpus.sandbox.held_file import InputFile
from corpus.text.raised import written

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = f"{{{_OASIS}text:1.0}}"
TABLE = f"{{{_OASIS}table:1.0}}"
OFFICE = f"{{{_OASIS}office:1.0}}"
STYLE = f"{{{_OASIS}style:1.0}}"
DRAW = f"{{{_OASIS}drawing:1.0}}"
SVG = f"{{{_OASIS}svg-compatible:1.0}}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"

_SPACES = {f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"}
_LEFT_OUT = {
    f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{TEXT}illustration-index", f"{TEXT}table-index",
    f"{TEXT}object-index", f"{TEXT}user-index", f"{TEXT}ruby-text", f"{TEXT}script", f"{OFFICE}annotation",
    f"{OFFICE}forms", f"{SVG}title", f"{SVG}desc",
}  # fmt: skip
_BLOCKS = {f"{TEXT}p", f"{TEXT}h", f"{TEXT}list", f"{TABLE}table"}
_BRACKETS = {1: (RAISED_START, RAISED_END), -1: (LOWERED_START, LOWERED_END)}
_POSITION = re.compile(r"(super|sub)|(-)?0*[1-9]")


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the sections of an OpenDocument text.

    Raises:
        UnreadableFile: it is damaged, encrypted or empty.
    """
    with Archive(path) as archive:
        root = archive.xml("content.xml")
        body = root.find(f"{OFFICE}body/{OFFICE}text") if root is not None else None
        if body is None:
            raise UnreadableFile("not a text document: its archive has no text in 'content.xml'")
        reader = _Reader(archive, _Styles([root, archive.xml("styles.xml")]))
        blocks = list(reader.blocks(body, "paragraph"))
        metadata = core_metadata(archive.xml("meta.xml"))
    metadata["page1_title"] = only_title(blocks)
    return compose(blocks, metadata, [], "odt", monitor)


class _Styles:
    """The looks of the styles for text and for paragraphs, by family and name."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._elements: dict[tuple[str, str], Any] = {}
        self._fonts: dict[str, str] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        for root in roots:
            if root is None:
                continue
            for style in root.iter(f"{STYLE}style"):
                self._elements[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
            for face in root.iter(f"{STYLE}font-face"):
                self._fonts[face.get(f"{STYLE}name", "")] = face.get(f"{SVG}font-family", "").strip("'\"")

    def look(self, family: str, name: str) -> Look:
        """Return the look of a style, with what it inherits. A style that is not defined says nothing."""
        key = family, name
        if key not in self._looks:
            self._looks[key] = self._inherited(key)
        return self._looks[key]

    def _inherited(self, key: tuple[str, str]) -> Look:
        look = Look()
        for _ in range(MAX_BASES):
            style = self._elements.get(key)
            if style is None:
                break
            look = look.over(self._own(style.find(f"{STYLE}text-properties")))
            key = key[0], style.get(f"{STYLE}parent-style-name", "")
        return look

    def _own(self, properties: Any) -> Look:
        if properties is None:
            return Look()
        position = properties.get(f"{STYLE}text-position")
        display = properties.get(f"{TEXT}display")
        line_through = properties.get(f"{STYLE}text-line-through-style")
        font = properties.get(f"{STYLE}font-name")
        return Look(
            None if position is None else _raised(position),
            None if display is None else display == "none",
            None if line_through is None else line_through != "none",
            None if font is None else self._fonts.get(font, font),
        )


def _raised(position: str) -> int:
    """Return 1 for a raised position, -1 for a lowered one: "super 58%", "-33% 58%", "0% 100%"."""
    match = _POSITION.match(position)
    if match is None:
        return 0
    return -1 if match[1] == "sub" or match[2] else 1


@dataclass(slots=True)
class _Paragraph:
    """The text of a paragraph or cell, with raised parts in brackets, and the blocks that follow it."""

    parts: list[str] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        return tidy(written("".join(self.parts)))

    def put(self, text: str | None, look: Look) -> None:
        """Add text, unless it is hidden or struck."""
        if not text or not look.is_shown:
            return
        start, end = _BRACKETS.get(look.raised or 0, ("", ""))
        self.parts.append(f"{start}{symbols(text, look.font or '')}{end}")


class _Reader:
    """Reads the blocks of one document."""

    def __init__(self, archive: Archive, styles: _Styles) -> None:
        self._archive = archive
        self._styles = styles

    def blocks(self, parent: Any, kind: BlockKind) -> Iterator[Block]:
        """Yield the blocks of a part of the document. `kind` is the kind of its paragraphs."""
        for element in parent:
            if element.tag == f"{TEXT}h":
                paragraph = self._paragraph(element)
                yield Block("heading", paragraph.text, _outline_level(element))
                yield from paragraph.asides
            elif element.tag == f"{TEXT}p":
                paragraph = self._paragraph(element)
                yield Block(kind, paragraph.text)
                yield from paragraph.asides
            elif element.tag == f"{TABLE}table":
                yield from self._table_blocks(element)
            elif element.tag == f"{TEXT}list":
                yield from self.blocks(element, "continuation")
            elif element.tag not in _LEFT_OUT and not _is_hidden(element):
                yield from self.blocks(element, kind)

    # --- paragraphs --------------------------------------------------------------------------------------------

    def _paragraph(self, element: Any) -> _Paragraph:
        paragraph = _Paragraph()
        hides = element.iterfind(f".//{TEXT}hidden-paragraph")
        if not any(_is_hidden(field) for field in hides):
            look = self._styles.look("paragraph", element.get(f"{TEXT}style-name", ""))
            self._read(element, look, paragraph)
        return paragraph

    def _read(self, element: Any, look: Look, paragraph: _Paragraph) -> None:
        """Read the text of a paragraph, or of a part of it."""
        paragraph.put(element.text, look)
        for child in element:
            if not isinstance(child.tag, str):  # an entity, which stays closed
                pass
            elif child.tag in _SPACES:
                paragraph.put(" ", look)
            elif child.tag == f"{TEXT}number":  # of a heading or an item
                paragraph.put(f"{child.text or ''} ", look)
            elif child.tag == f"{TEXT}note":
                self._read_note(child, look, paragraph)
            elif child.tag == f"{TEXT}span":
                own = self._styles.look("text", child.get(f"{TEXT}style-name", ""))
                self._read(child, own.over(look), paragraph)
            elif child.tag.startswith(DRAW):
                self._read_drawing(child, look, paragraph)
            elif child.tag not in _LEFT_OUT and not _is_hidden(child):
                self._read(child, look, paragraph)
            paragraph.put(child.tail, look)

    def _read_note(self, note: Any, look: Look, paragraph: _Paragraph) -> None:
        """Read the mark of a note. Its text follows the paragraph."""
        if not look.is_shown:
            return
        mark = "".join(note.findtext(f"{TEXT}note-citation", "").split())
        paragraph.parts.append(f"{NOTE_START}{mark}{NOTE_END}")
        texts = [self._paragraph(element).text for element in note.iterfind(f"{TEXT}note-body//{TEXT}p")]
        paragraph.asides.append(Block("continuation", tidy(" ".join([mark, *texts]))))

    def _read_drawing(self, drawing: Any, look: Look, paragraph: _Paragraph) -> None:
        """Read a formula as part of the paragraph, and text in a box or shape as blocks that follow it."""
        if not look.is_shown:
            return
        for child in drawing.iterchildren("*"):
            if child.tag in _BLOCKS:
                paragraph.asides += _continuations(self.blocks([child], "continuation"))
            elif child.tag == f"{DRAW}object":
                paragraph.parts.append(self._formula(child))
            elif child.tag not in _LEFT_OUT:
                self._read_drawing(child, look, paragraph)

    def _formula(self, item: Any) -> str:
        """Return the text of an object that is a formula, or "". Its MathML is in it, or in a file of the archive."""
        formula = item.find(_MATH)
        if formula is None:
            name = posixpath.normpath(f"{item.get(_LINK, '')}/content.xml")
            try:
                formula = self._archive.xml(name)
            except UnreadableFile:  # a text is not lost for one formula
                return ""
        if formula is None or formula.tag != _MATH:
            return ""
        return formula_text(formula)

    # --- tables ------------------------------------------------------------------------------------------------

    def _table_blocks(self, table: Any) -> Iterator[Block]:
        """Yield a table, then the notes and tables in its cells. A table of one column is a frame around text."""
        rows = [list(row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell")) for row in _rows(table)]
        if max(map(len, rows), default=0) == 1:
            for row in rows:
                yield from self.blocks(row[0] if row else [], "paragraph")
            return
        heads = len(list(table.iterfind(f"{TABLE}table-header-rows/{TABLE}table-row")))
        if not heads and len(rows) > 1:
            heads = 1
        texts: list[list[str]] = []
        asides: list[Block] = []
        for row in rows:
            row_texts: list[str] = []
            for cell in row:
                paragraph = self._cell(cell)
                row_texts += [paragraph.text] * _repetitions(cell)
                asides += paragraph.asides
            texts.append(row_texts[:MAX_COLUMNS])
        yield Block("continuation", table_text(texts, heads))
        yield from asides

    def _cell(self, cell: Any) -> _Paragraph:
        """Return the text of a cell, its paragraphs after one another. A table in it follows the table."""
        whole = _Paragraph()
        for block in self._cell_paragraphs(cell):
            whole.parts.append(f"{block.text} ")
            whole.asides += block.asides
        return whole

    def _cell_paragraphs(self, parent: Any) -> Iterator[_Paragraph]:
        for child in parent:
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield self._paragraph(child)
            elif child.tag == f"{TABLE}table":
                yield _Paragraph(asides=list(self._table_blocks(child)))
            elif child.tag not in _LEFT_OUT and not _is_hidden(child):
                yield from self._cell_paragraphs(child)


def _continuations(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks as continuations of a paragraph: a heading in a box does not begin a section."""
    for block in blocks:
        yield Block("continuation", block.text)


def _is_hidden(element: Any) -> bool:
    """Return whether a section or a field is hidden."""
    return bool(element.get(f"{TEXT}is-hidden") == "true" or element.get(f"{TEXT}display") == "none")


def _outline_level(heading: Any) -> int:
    level = heading.get(f"{TEXT}outline-level", "1")
    return int(level) if level in tuple("123456789") else 1


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, without those of tables in its cells."""
    for child in table.iterchildren("*"):
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag.startswith(TABLE):
            yield from _rows(child)


def _repetitions(cell: Any) -> int:
    """Return how many columns a cell is repeated in: at most `MAX_COLUMNS`, and 1 if the number is not valid."""
    number = cell.get(f"{TABLE}number-columns-repeated", "1")
    if not number.isdecimal() or len(number) >= 10:
        return 1
    return min(int(number), MAX_COLUMNS)
