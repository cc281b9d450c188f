"""OpenDocument texts -> sections, as `docx` makes them of Word's.

OASIS Open Document Format 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive
from corpus.reading.docx import core, only_title
from corpus.reading.flow import Block, compose, table, tidy
from corpus.reading.monitor import Monitor

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, OFFICE = (f"{{{_OASIS}{name}:1.0}}" for name in ("text", "table", "office"))
_SPACES = {f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"}
_LEFT_OUT = {f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{OFFICE}annotation", f"{TEXT}note"}


def extract(path: Path, monitor: Monitor) -> Document:
    """Gives a document's sections.

    Raises:
        UnreadableFile: it is broken, encrypted or empty.
    """
    with Archive(path) as archive:
        root = archive.xml("content.xml")
        body = root.find(f"{OFFICE}body/{OFFICE}text") if root is not None else None
        if body is None:
            raise UnreadableFile("no text document: its archive has no text in 'content.xml'")
        blocks = list(_blocks(body, "paragraph"))
        metadata = core(archive.xml("meta.xml"))
    return compose(blocks, {**metadata, "page1_title": only_title(blocks)}, [], "odt", monitor)


def _blocks(parent: Any, kind: Any) -> Iterator[Block]:
    for element in parent:
        if element.tag == f"{TEXT}h":
            level = element.get(f"{TEXT}outline-level", "1")
            yield Block("heading", _text(element), int(level) if level in tuple("123456789") else 1)
        elif element.tag == f"{TEXT}p":
            yield Block(kind, _text(element))
            for note in element.iter(f"{TEXT}note"):
                said = " ".join(_text(p) for p in note.iterfind(f"{TEXT}note-body//{TEXT}p"))
                yield Block("rest", f"{note.findtext(f'{TEXT}note-citation', '')} {said}".strip())
        elif element.tag == f"{TABLE}table":
            heads = len(list(element.iterfind(f"{TABLE}table-header-rows/{TABLE}table-row")))
            rows = [[_text(cell) for cell in row] for row in element.iter(f"{TABLE}table-row")]
            yield Block("rest", table(rows, heads or int(len(rows) > 1)))
        elif element.tag not in _LEFT_OUT:
            yield from _blocks(element, "rest" if element.tag == f"{TEXT}list" else kind)


def _text(element: Any) -> str:
    return tidy("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    """Gives the text of a paragraph or cell, the number of a note for the note."""
    yield element.text or ""
    for child in element:
        if child.tag in _SPACES or (child.tag == f"{TEXT}p" and child.getprevious() is not None):
            yield " "
        if child.tag == f"{TEXT}note":
            yield child.findtext(f"{TEXT}note-citation", "")
        elif child.tag not in _LEFT_OUT:
            yield from _pieces(child)
        yield child.tail or ""
