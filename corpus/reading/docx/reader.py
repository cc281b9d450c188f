"""Word documents -> sections, with footnotes after their paragraph, and tables whose rows keep their head.

Text that was deleted with tracked changes is left out, inserted text is read. Hidden text, page headers and footers,
comments and tables of contents are not read. Text boxes follow their paragraph, each of their paragraphs apart. A table
in a cell follows the table. Page numbers are not known: only the program that prints a document makes them.

ECMA-376 (https://ecma-international.org/publications-and-standards/standards/ecma-376/), part 1, 17.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive, core_metadata
from corpus.reading.decoding import tidy
from corpus.reading.docx.numbering import Numbering, note_formats, number_text
from corpus.reading.docx.package import Package, embedded_page
from corpus.reading.docx.runs import ALTERNATIVES, DIAGRAM, REMOVED, Aside, Runs
from corpus.reading.docx.styles import CONTENTS_STYLE, Style, Styles, W, is_on, value_of
from corpus.reading.monitor import Monitor
from corpus.reading.sections import Block, bounded_count, compose, only_title, table_text
from corpus.sandbox.held_file import InputFile
from corpus.text.raised import written

_CONTAINERS = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"}
_FIRST_ROW = 0x20
"""The bit of a table's look that sets its first row apart (17.4.55)."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The text of a paragraph or cell, the notes that it refers to, and its text boxes."""

    text: str
    asides: tuple[Block, ...]


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the sections of a Word document.

    Raises:
        UnreadableFile: it is damaged, encrypted or empty.
    """
    with Archive(path) as archive:
        package = Package(archive)
        root = package.xml(package.main)
        if root is None:
            raise UnreadableFile(f"not a Word document: its archive has no {package.main!r}")
        reader = _Reader(package, root)
        body = root.find(f"{W}body")
        blocks = list(reader.blocks(body)) if body is not None else []
        metadata = core_metadata(package.xml(package.core))
    metadata["page1_title"] = only_title(blocks)
    return compose(blocks, metadata, package.warnings, "docx", monitor)


class _Reader:
    """Reads the parts of one document."""

    def __init__(self, package: Package, root: Any) -> None:
        self.package = package
        self.styles = Styles(package.xml(package.part("styles")))
        self.numbering = Numbering(package.spare_xml("numbering"))
        self.note_formats = note_formats([package.spare_xml("settings"), root])
        self.note_counts = {"footnote": 0, "endnote": 0}
        self.notes: dict[tuple[str, str], Any] = {}
        for kind in self.note_counts:
            root = package.xml(package.part(f"{kind}s"))
            if root is not None:
                for note in root:
                    self.notes[kind, note.get(f"{W}id")] = note
        self._joined: list[Runs] = []  # what was read in paragraphs that the next paragraph continues

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Yield the blocks of a body, or of an element that holds a part of it (`w:sdt`: control; `w:ins`: change)."""
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph_blocks(element)
            elif element.tag == f"{W}tbl":
                yield from self._table_blocks(element)
            elif element.tag in _CONTAINERS:
                yield from self.blocks(element)
            elif element.tag == ALTERNATIVES:
                yield from self.blocks(next(iter(element), ()))
            elif element.tag == f"{W}altChunk":
                yield from self._page_blocks(element)

    def _page_blocks(self, element: Any) -> Iterator[Block]:
        """Yield the blocks of a web page that is a part of the document. Say so if it cannot be read."""
        name = self.package.target(element)
        if not name:
            return
        try:
            yield from embedded_page(self.package.archive, name)
        except UnreadableFile as error:
            self.package.warnings.append(f"a part of it was not read: {name!r}: {error}")

    # --- paragraphs --------------------------------------------------------------------------------------------

    def _paragraph_blocks(self, element: Any) -> Iterator[Block]:
        style = self.styles.paragraph_style(element)
        if CONTENTS_STYLE.match(style.name):
            return
        runs = self._runs(element, style)
        if _end_was_deleted(element) or _is_drop_capital(element):
            self._joined.append(runs)
            return
        paragraph = self._paragraph([*self._joined, runs], self._label(element, style))
        self._joined.clear()
        is_listed = element.find(f"{W}pPr/{W}numPr") is not None or style.name.startswith("list ")
        if style.level and paragraph.text:
            yield Block("heading", paragraph.text, style.level)
        elif is_listed:
            yield Block("continuation", paragraph.text)
        else:
            yield Block("paragraph", paragraph.text, is_quotation=style.is_quotation)
        yield from paragraph.asides

    def _runs(self, element: Any, style: Style | None = None) -> Runs:
        """Return what was read in a paragraph."""
        look = (style or self.styles.paragraph_style(element)).look
        runs = Runs(self.styles, look, self._note)
        runs.read(element, look)
        return runs

    def _label(self, element: Any, style: Style) -> str:
        """Return the automatic number of a paragraph, or ""."""
        return self.numbering.label(element, style) if style.look.is_shown else ""

    def _paragraph(self, runs: Sequence[Runs], label: str = "") -> _Paragraph:
        """Return the text and the asides of a paragraph, which may consist of several. A lone number is left out."""
        parts: list[str] = []
        asides: list[Block] = []
        for part in runs:
            parts += part.parts
            for aside in part.asides:
                asides += self._aside_blocks(aside)
        text = tidy(written("".join(parts)))
        if label and text:
            text = tidy(f"{label} {text}")
        return _Paragraph(text, tuple(asides))

    def _note(self, reference: Any) -> Aside | None:
        """Return the note of a reference, numbered in order. A note with a custom mark has no number."""
        kind = reference.tag.removeprefix(W).removesuffix("Reference")
        note = self.notes.get((kind, reference.get(f"{W}id")))
        if note is None:
            return None
        if reference.get(f"{W}customMarkFollows", "0") not in ("0", "false", "off"):
            return Aside(note, is_note=True)
        self.note_counts[kind] += 1
        count = self.note_counts[kind]
        return Aside(note, number_text(count, self.note_formats[kind]) or str(count), is_note=True)

    def _aside_blocks(self, aside: Aside) -> Iterator[Block]:
        """Yield a note as one block, or the paragraphs and tables of a text box. Only a title in it is a heading."""
        if aside.is_note:
            texts = [self._paragraph([self._runs(element)]).text for element in aside.element.iter(f"{W}p")]
            yield Block("continuation", tidy(" ".join([aside.mark, *texts])))
        elif aside.element.tag == DIAGRAM:
            for text in self.package.diagram_texts(aside.element):
                yield Block("continuation", text)
        elif aside.element.tag.startswith(W):
            for block in self.blocks(aside.element):
                is_title = block.kind == "heading" and block.level == 1
                yield block if is_title else Block("continuation", block.text)
        else:
            yield Block("continuation", tidy("".join(aside.element.itertext())))

    # --- tables ------------------------------------------------------------------------------------------------

    def _table_blocks(self, element: Any) -> Iterator[Block]:
        """Yield a table, then the notes and tables in its cells. A table of one column is a frame around text."""
        rows = [row for row in _parts(element, f"{W}tr") if not _is_removed_row(row)]
        cells = [list(_parts(row, f"{W}tc")) for row in rows]
        if max(map(len, cells), default=0) == 1:
            for row_cells in cells:
                for cell in row_cells:
                    yield from self.blocks(cell)
            return
        texts: list[list[str]] = []
        asides: list[Block] = []
        for row, row_cells in zip(rows, cells, strict=True):
            texts.append([""] * bounded_count(value_of(row.find(f"{W}trPr/{W}gridBefore")), 0))
            for cell in row_cells:
                paragraph = self._cell(cell)
                asides += paragraph.asides
                texts[-1].append(paragraph.text)
                texts[-1] += [""] * (bounded_count(value_of(cell.find(f"{W}tcPr/{W}gridSpan")), 1) - 1)
        yield Block("continuation", table_text(texts, _count_heads(element, rows)))
        yield from asides

    def _cell(self, cell: Any) -> _Paragraph:
        """Return the text of a cell, with the tables in it as asides. A cell that goes on from above is empty."""
        texts: list[str] = []
        asides: list[Block] = []
        for element in _cell_elements(cell):
            if element.tag == f"{W}tbl":
                asides += self._table_blocks(element)
            else:
                style = self.styles.paragraph_style(element)
                paragraph = self._paragraph([self._runs(element, style)], self._label(element, style))
                texts.append(paragraph.text)
                asides += paragraph.asides
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            texts.clear()
        return _Paragraph(tidy(" ".join(texts)), tuple(asides))


def _end_was_deleted(paragraph: Any) -> bool:
    """Return whether the mark at the end of a paragraph was deleted, or moved away, with tracked changes."""
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    return properties is not None and any(child.tag in REMOVED for child in properties)


def _is_drop_capital(paragraph: Any) -> bool:
    """Return whether a paragraph is the large first letter of the next paragraph (17.3.1.11)."""
    frame = paragraph.find(f"{W}pPr/{W}framePr")
    return frame is not None and frame.get(f"{W}dropCap", "none") != "none"


def _is_removed_row(row: Any) -> bool:
    """Return whether a row was deleted with tracked changes, or is hidden."""
    properties = row.find(f"{W}trPr")
    if properties is None:
        return False
    return properties.find(f"{W}del") is not None or bool(is_on(properties.find(f"{W}hidden")))


def _parts(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the rows of a table, or the cells of a row, also those in a content control, a change or an XML element."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _parts(child, tag)


def _cell_elements(parent: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of a cell."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in _CONTAINERS:
            yield from _cell_elements(child)


def _count_heads(table: Any, rows: Sequence[Any]) -> int:
    """Return the number of rows at the top that are marked as heads, or else 1 if the look of the table has a head."""
    heads = 0
    for row in rows:
        if not is_on(row.find(f"{W}trPr/{W}tblHeader")):
            break
        heads += 1
    if not heads and len(rows) > 1 and _first_row_is_head(table):
        return 1
    return heads


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
