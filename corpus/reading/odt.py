"""OpenDocument texts -> sections, as `docx` makes them of Word documents.

OASIS Open Document Format 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/).
"""

from collections.abc import Iterator
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive
from corpus.reading.decoding import tidy
from corpus.reading.docx.reader import core_metadata
from corpus.reading.monitor import Monitor
from corpus.reading.sections import Block, BlockKind, compose, only_title, table_text
from corpus.sandbox.held_file import InputFile

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = f"{{{_OASIS}text:1.0}}"
TABLE = f"{{{_OASIS}table:1.0}}"
OFFICE = f"{{{_OASIS}office:1.0}}"
_SPACES = {f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"}
_LEFT_OUT = {f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{OFFICE}annotation", f"{TEXT}note"}


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
        blocks = list(_blocks(body, "paragraph"))
        metadata = core_metadata(archive.xml("meta.xml"))
    metadata["page1_title"] = only_title(blocks)
    return compose(blocks, metadata, [], "odt", monitor)


def _blocks(parent: Any, kind: BlockKind) -> Iterator[Block]:
    """Yield the blocks of a part of the document. `kind` is the kind of its paragraphs."""
    for element in parent:
        if element.tag == f"{TEXT}h":
            yield Block("heading", _text(element), _outline_level(element))
        elif element.tag == f"{TEXT}p":
            yield Block(kind, _text(element))
            for note in element.iter(f"{TEXT}note"):
                yield Block("continuation", _note_text(note))
        elif element.tag == f"{TABLE}table":
            yield Block("continuation", _table_text(element))
        elif element.tag == f"{TEXT}list":
            yield from _blocks(element, "continuation")
        elif element.tag not in _LEFT_OUT:
            yield from _blocks(element, kind)


def _outline_level(heading: Any) -> int:
    level = heading.get(f"{TEXT}outline-level", "1")
    return int(level) if level in tuple("123456789") else 1


def _note_text(note: Any) -> str:
    """Return the number and the text of a note."""
    number = note.findtext(f"{TEXT}note-citation", "")
    paragraphs = [_text(element) for element in note.iterfind(f"{TEXT}note-body//{TEXT}p")]
    return f"{number} {' '.join(paragraphs)}".strip()


def _table_text(element: Any) -> str:
    heads = len(list(element.iterfind(f"{TABLE}table-header-rows/{TABLE}table-row")))
    rows = []
    for row in element.iter(f"{TABLE}table-row"):
        rows.append([_text(cell) for cell in row])
    if not heads and len(rows) > 1:
        heads = 1
    return table_text(rows, heads)


def _text(element: Any) -> str:
    return tidy("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    """Yield the text of a paragraph or cell. A note is its number."""
    yield element.text or ""
    for child in element:
        begins_paragraph = child.tag == f"{TEXT}p" and child.getprevious() is not None
        if child.tag in _SPACES or begins_paragraph:
            yield " "
        if child.tag == f"{TEXT}note":
            yield child.findtext(f"{TEXT}note-citation", "")
        elif child.tag not in _LEFT_OUT:
            yield from _pieces(child)
        yield child.tail or ""
