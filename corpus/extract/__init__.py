"""A file's text, by what the file is: `extract(path)` picks the format from a table.

It parses what anyone may have made, so the program calls it through `corpus.extract.sandbox`, in a child process.
"""

from collections.abc import Callable
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.extract import pdf
from corpus.model import Document

# Adobe's readers take a header anywhere in the first 1,024 bytes (ISO 32000-1, annex H, note 13), and so does pdfium.
HEADER = 1024

FORMATS: tuple[tuple[bytes, Callable[[Path, pdf.Watch], Document]], ...] = ((b"%PDF-", pdf.extract),)
"""What a file of the format holds in its first bytes, and its reader."""


def extract(path: Path, watch: pdf.Watch | None = None) -> Document:
    """Gives the pages, headings and metadata of a file.

    Raises:
        UnreadableFile: it is empty, of no format known here, or broken beyond reading.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEADER)
    except OSError as error:
        raise UnreadableFile(f"cannot be opened: {error.strerror}") from error
    if not head:
        raise UnreadableFile("empty file")
    for magic, reader in FORMATS:
        if magic in head:
            return reader(path, watch or pdf.Watch())
    raise UnreadableFile(f"not a PDF: the file begins with {head[:12]!r}")
