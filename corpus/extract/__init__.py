"""A file's text, by what the file is: `extract(path)` picks the format from a table.

It parses what anyone may have made, so the program calls it through `corpus.extract.sandbox`, in a child process.
This module reads a file's first bytes and imports no parser until one is needed.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from corpus.errors import UnreadableFile
from corpus.model import Document

if TYPE_CHECKING:
    from corpus.extract.pdf import Watch

HEADER = 1024
"""Bytes in which a PDF's header may stand (ISO 32000-1, annex H, note 13: Adobe's readers; pdfium does the same)."""

FORMATS = ((b"%PDF-", "application/pdf", "pdf"),)
"""What a file of the format holds in its first bytes, its media type, and the module here that reads it."""


def media_type(path: Path) -> str | None:
    """Gives the media type of a file that can be read here, by its content; None for any other.

    Raises:
        OSError: the file cannot be opened.
    """
    head = _head(path)
    return next((media for magic, media, _ in FORMATS if magic in head), None)


def extract(path: Path, watch: Watch | None = None) -> Document:
    """Gives the pages, headings and metadata of a file.

    Raises:
        UnreadableFile: it cannot be opened, is empty, of no format known here, or broken beyond reading.
    """
    try:
        head = _head(path)
    except OSError as error:
        raise UnreadableFile(f"cannot be opened: {(error.strerror or str(error)).lower()}") from error
    if not head:
        raise UnreadableFile("empty file")
    for magic, _, module in FORMATS:
        if magic in head:
            reader = import_module(f"corpus.extract.{module}")
            return cast(Document, reader.extract(path, watch or reader.Watch()))
    raise UnreadableFile(f"not a PDF: the file begins with {head[:12]!r}")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADER)
