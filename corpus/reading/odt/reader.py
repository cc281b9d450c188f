"""OpenDocument texts -> sections, as `docx` makes them of Word documents.

OASIS Open Document Format 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/).
"""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive, core_metadata
from corpus.reading.decoding import tidy
from corpus.reading.docx.styles import Look
from corpus.reading.formulas import formula_text
from corpus.reading.monitor import Monitor
from corpus.reading.odt.numbering import OUTLINE, Numbering, number_of
from corpus.reading.odt.styles import DRAW, OFFICE, SVG, TABLE, TEXT, Styles
from corpus.reading.sections import MAX_COLUMNS, Block, BlockKind, bounded_count, compose, only_title, table_text
from corpus.reading.symbol_fonts import symbols
from corpus.sandbox.held_file import InputFile
from corpus.text.raised import enclosed, note_mark, written

_LINK = "{http://www.w3.org/1999/xlink}href"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"

_SPACES = {f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"}
_LEFT_OUT = {
    f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{TEXT}illustration-index", f"{TEXT}table-index",
    f"{TEXT}object-index", f"{TEXT}user-index", f"{TEXT}ruby-text", f"{TEXT}script", f"{OFFICE}annotation",
    f"{OFFICE}forms", f"{SVG}title", f"{SVG}desc",
}  # fmt: skip
_STYLE_NAME = f"{TEXT}style-name"
_BLOCKS = {f"{TEXT}p", f"{TEXT}h", f"{TEXT}list", f"{TABLE}table"}


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
        warnings: list[str] = []
        try:
            roots = [root, archive.xml("styles.xml")]
        except UnreadableFile as error:  # a text can do without
            roots = [root]
            warnings.append(str(error))
        reader = _Reader(archive, roots)
        blocks = list(reader.blocks(body, "paragraph"))
        metadata = core_metadata(archive.xml("meta.xml"))
    metadata["page1_title"] = only_title(blocks)
    return compose(blocks, metadata, warnings, "odt", monitor)


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
        if text and look.is_shown:
            self.parts.append(enclosed(symbols(text, look.font or ""), look.raised or 0))


class _Reader:
    """Reads the blocks of one document."""

    def __init__(self, archive: Archive, roots: Sequence[Any]) -> None:
        self._archive = archive
        self._styles = Styles(roots)
        self._numbering = Numbering(roots)
        self._formulas: dict[str, str] = {}  # by the name of their file

    def blocks(self, parent: Any, kind: BlockKind, label: str = "") -> Iterator[Block]:
        """Yield the blocks of a part of the document.

        Args:
            parent: the element of the part.
            kind: the kind of its paragraphs.
            label: the automatic number of the first paragraph.
        """
        for element in parent:
            if element.tag == f"{TEXT}h":
                level = _outline_level(element)
                paragraph = self._paragraph(element, label or self._heading_label(element, level))
                yield Block("heading", paragraph.text, level)
                yield from paragraph.asides
                label = ""
            elif element.tag == f"{TEXT}p":
                paragraph = self._paragraph(element, label)
                is_quotation = self._styles.is_quotation(element.get(f"{TEXT}style-name", ""))
                yield Block(kind, paragraph.text, is_quotation=is_quotation)
                yield from paragraph.asides
                label = ""
            elif element.tag == f"{TABLE}table":
                yield from self._table_blocks(element)
            elif element.tag == f"{TEXT}list":
                yield from self._list_blocks(element, element.get(_STYLE_NAME, ""), 1)
            elif element.tag not in _LEFT_OUT and not _is_hidden(element):
                yield from self.blocks(element, kind)

    def _list_blocks(self, element: Any, list_name: str, level: int) -> Iterator[Block]:
        """Yield the items of a list, and of the lists in them. A list within a list may have the same style."""
        continues = element.get(f"{TEXT}continue-numbering") == "true" or element.get(f"{TEXT}continue-list")
        if level == 1 and not continues:
            self._numbering.begin(list_name)
        for item in element.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            yield from self._item_blocks(item, list_name, level)

    def _item_blocks(self, item: Any, list_name: str, level: int) -> Iterator[Block]:
        label = ""
        is_counted = item.tag == f"{TEXT}list-header"
        for child in item.iterchildren("*"):
            if child.tag == f"{TEXT}number":  # the number as the program that wrote the file counted it
                label = child.text or ""
                continue
            if child.tag == f"{TEXT}list":
                yield from self._list_blocks(child, child.get(_STYLE_NAME, list_name), level + 1)
                continue
            if not is_counted:
                is_counted = True
                start = item.get(f"{TEXT}start-value")
                counted = self._numbering.label(list_name, level, None if start is None else number_of(start, 1))
                label = label or counted
            yield from self.blocks([child], "continuation", label)
            label = ""

    def _heading_label(self, heading: Any, level: int) -> str:
        """Return the number of a heading that is not an item of a list, or ""."""
        if heading.get(f"{TEXT}is-list-header") == "true":
            return ""
        if heading.get(f"{TEXT}restart-numbering") == "true":
            return self._numbering.label(OUTLINE, level, number_of(heading.get(f"{TEXT}start-value"), 1))
        return self._numbering.label(OUTLINE, level, None)

    # --- paragraphs --------------------------------------------------------------------------------------------

    def _paragraph(self, element: Any, label: str = "") -> _Paragraph:
        """Return what is read in a paragraph, after its automatic number."""
        paragraph = _Paragraph()
        hides = element.iterfind(f".//{TEXT}hidden-paragraph")
        if not any(_is_hidden(field) for field in hides):
            look = self._styles.look("paragraph", element.get(f"{TEXT}style-name", ""))
            self._read(element, look, paragraph)
        if label and paragraph.parts and element.find(f"{TEXT}number") is None:
            paragraph.parts.insert(0, f"{label} ")
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
        paragraph.parts.append(note_mark(mark))
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
        if formula is not None:
            return formula_text(formula)
        name = posixpath.normpath(f"{item.get(_LINK, '')}/content.xml")
        if name not in self._formulas:
            self._formulas[name] = self._formula_in_file(name)
        return self._formulas[name]

    def _formula_in_file(self, name: str) -> str:
        try:
            root = self._archive.xml(name)
        except UnreadableFile:  # a text is not lost for one formula
            return ""
        if root is None or root.tag != _MATH:
            return ""
        return formula_text(root)

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
                repetitions = bounded_count(cell.get(f"{TABLE}number-columns-repeated"), 1)
                row_texts += [paragraph.text] * repetitions
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
