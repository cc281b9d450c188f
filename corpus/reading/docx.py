"""Word's documents -> sections, with tables whose rows keep their head, and footnotes where they belong.

A footnote follows the paragraph that refers to it. What was deleted with its change tracked is left out, what was
inserted is read. Heads and feet of pages, comments and lists of contents are not read; nor are page numbers, which only
the program that prints a document knows.

ECMA-376 (https://ecma-international.org/publications-and-standards/standards/ecma-376/), part 1, 17.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive
from corpus.reading.flow import Block, compose, table, tidy
from corpus.reading.monitor import Monitor

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLE_PAGE = 10
"""Paragraphs that may stand before a title: who publishes it, a logo's words; chosen."""

MOST_COLUMNS = 63
"""Columns of a table: Word makes no more."""

_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_TEXT = {f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen", f"{W}footnoteReference", f"{W}endnoteReference"}
_LEFT_OUT = {f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
HEADING = re.compile(r"heading ([1-9])|(title)")
CONTENTS = re.compile(r"toc \d|toc heading|table of figures")


def extract(path: Path, monitor: Monitor) -> Document:
    """Gives a document's sections.

    Raises:
        UnreadableFile: it is broken, encrypted or empty.
    """
    with Archive(path) as archive:
        root = archive.xml("word/document.xml")
        if root is None:
            raise UnreadableFile("no document of Word: its archive has no 'word/document.xml'")
        if root.tag.startswith(f"{{{_STRICT}}}"):
            raise UnreadableFile("kept as “Strict Open XML”: save it as an ordinary .docx")
        reader = _Reader(archive)
        body = root.find(f"{W}body")
        blocks = list(reader.blocks(body)) if body is not None else []
        metadata = core(archive.xml("docProps/core.xml"))
    return compose(blocks, {**metadata, "page1_title": only_title(blocks)}, [], "docx", monitor)


def only_title(blocks: Sequence[Block]) -> str:
    """Gives the heading at a document's beginning that has no other of its level: that of the whole, or ""."""
    levels = [block.level for block in blocks if block.kind == "heading"]
    first = next((block for block in blocks[:TITLE_PAGE] if block.kind == "heading"), None)
    return first.text if first and first.level == min(levels) and levels.count(first.level) == 1 else ""


def core(root: Any) -> dict[str, str]:
    """Gives what Dublin Core's elements say of a document: title, author and when it was made (an ISO date)."""
    if root is None:
        return {}
    found: dict[str, list[str]] = {}
    for element in root.iter(
        "{*}title", "{*}creator", "{*}initial-creator", "{*}created", "{*}creation-date", "{*}date"
    ):
        name = element.tag.rpartition("}")[2]
        if element.text:
            found.setdefault(name, []).append(tidy(element.text))
    dates = [*found.get("created", ()), *found.get("creation-date", ()), *found.get("date", ())]
    said = {
        "title": " ".join(found.get("title", ())[:1]),
        "author": "; ".join(found.get("initial-creator", found.get("creator", ()))),
        "created": dates[0][:10] if dates else "",
    }
    return {name: value for name, value in said.items() if value}


class _Reader:
    """Reads the parts of one document."""

    def __init__(self, archive: Archive) -> None:
        self.styles = _styles(archive.xml("word/styles.xml"))
        self.numbers = {"footnote": 0, "endnote": 0}
        roots = {kind: archive.xml(f"word/{kind}s.xml") for kind in self.numbers}
        self.notes = {
            (kind, note.get(f"{W}id")): note for kind, root in roots.items() if root is not None for note in root
        }

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Gives the blocks of a body, or of what holds some of it (`w:sdt`: a control; `w:ins`: a change)."""
        for element in parent:
            if element.tag == f"{W}p":
                yield from self.paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self.table(element)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"):
                yield from self.blocks(element)

    def paragraph(self, element: Any) -> Iterator[Block]:
        style, level = self.style(element)
        if CONTENTS.match(style):
            return
        text, notes = self.text(element)
        listed = element.find(f"{W}pPr/{W}numPr") is not None or style.startswith("list ")
        yield Block("heading", text, level) if level and text else Block("rest" if listed else "paragraph", text)
        for note in notes:
            yield Block("rest", note)

    def style(self, element: Any) -> tuple[str, int]:
        """Gives the name of a paragraph's style, in small letters, and the level of a heading, 0 for any other."""
        named, outline = element.find(f"{W}pPr/{W}pStyle"), element.find(f"{W}pPr/{W}outlineLvl")
        style, level = self.styles.get(named.get(f"{W}val"), ("", 0)) if named is not None else ("", 0)
        if outline is not None:
            level = _outline(outline)
        elif match := HEADING.fullmatch(style):
            level = int(match[1] or 0) + 1
        return style, level

    def text(self, element: Any) -> tuple[str, list[str]]:
        """Gives a paragraph's text, and that of the notes that it refers to."""
        parts: list[str] = []
        notes: list[str] = []
        for piece in _pieces(element):
            kind = piece.tag.removeprefix(W).removesuffix("Reference")
            if piece.tag == f"{W}t":
                parts.append(piece.text or "")
            elif kind not in self.numbers:
                parts.append("-" if kind == "noBreakHyphen" else " ")
            elif (note := self.notes.get((kind, piece.get(f"{W}id")))) is not None:
                self.numbers[kind] += 1
                parts.append(str(self.numbers[kind]))
                said = tidy(" ".join(self.text(p)[0] for p in note.iter(f"{W}p")))
                notes.append(f"{self.numbers[kind]} {said}")
        return tidy("".join(parts)), notes

    def table(self, element: Any) -> Iterator[Block]:
        rows: list[list[str]] = []
        notes: list[str] = []
        heads = 0
        for row in element.iterchildren(f"{W}tr"):
            cells = []
            for cell in row.iterchildren(f"{W}tc"):
                read = [self.text(p) for p in cell.iter(f"{W}p")]
                merge, span = cell.find(f"{W}tcPr/{W}vMerge"), cell.find(f"{W}tcPr/{W}gridSpan")
                cells.append(tidy(" ".join(text for text, _ in read)) if merge is None or merge.get(f"{W}val") else "")
                cells += [""] * (_columns(span.get(f"{W}val", "1")) - 1 if span is not None else 0)
                notes += [note for _, found in read for note in found]
            heads += len(rows) == heads and row.find(f"{W}trPr/{W}tblHeader") is not None
            rows.append(cells)
        look = element.find(f"{W}tblPr/{W}tblLook")
        if not heads and len(rows) > 1 and look is not None and _heads_first(look):
            heads = 1
        yield Block("rest", table(rows, heads))
        for note in notes:
            yield Block("rest", note)


def _columns(said: str) -> int:
    """Gives how many columns a cell spans: as many as Word has at most, and one where it says no number."""
    return min(int(said), MOST_COLUMNS) if said.isdecimal() and len(said) < 10 else 1


def _pieces(element: Any) -> Iterator[Any]:
    """Gives what has text in a paragraph; not what was deleted, and no box of text twice."""
    for child in element:
        if child.tag in _TEXT:
            yield child
        elif child.tag not in _LEFT_OUT and child.tag != f"{W}pPr":
            yield from _pieces(child)


def _styles(root: Any) -> dict[str, tuple[str, int]]:
    """Gives the name of each style, in small letters, and the level of heading that it says it has."""
    found = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        name, outline = style.find(f"{W}name"), style.find(f"{W}pPr/{W}outlineLvl")
        level = _outline(outline) if outline is not None else 0
        found[style.get(f"{W}styleId")] = (name.get(f"{W}val", "").lower() if name is not None else "", level)
    return found


def _outline(element: Any) -> int:
    """Gives a level of the outline, from 2, as the title has 1; 0 for what is body text (17.3.1.20)."""
    level = element.get(f"{W}val", "")
    return int(level) + 2 if level in tuple("012345678") else 0


def _heads_first(look: Any) -> bool:
    """Says whether a table's look sets its first row apart (17.4.55)."""
    first = look.get(f"{W}firstRow")
    bits = look.get(f"{W}val", "0")
    return first in ("1", "true") if first else bool(re.fullmatch("[0-9A-Fa-f]{1,8}", bits) and int(bits, 16) & 0x20)
