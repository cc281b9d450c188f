"""A file's text, by what the file is: `extract(path)` picks the format from a table.

It parses what anyone may have made, so the program calls it through `corpus.reading.sandbox`, in a child process.
This module reads a file's first bytes and imports no parser until one is needed.
"""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.watch import Watch

HEAD = 4096
"""Bytes that say what a file is; saved pages may begin with a comment that says where they were saved from."""

PDF_HEADER = 1024
"""Bytes in which a PDF's header may stand (ISO 32000-1, annex H, note 13: Adobe's readers; pdfium does the same)."""

_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)

_FIELD = re.compile(rb"[A-Za-z][A-Za-z-]*:")
_MIME = re.compile(rb"^MIME-Version:", re.I | re.M)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.I | re.M)
_SENT = re.compile(rb"^(?:Received|Delivered-To|To):", re.I | re.M)
_ZIP = b"PK\x03\x04"
_TIMING = re.compile(rb"^\s*\d{1,4}:\d\d:\d\d[.,]\d{1,3}\s*-->", re.M)


def _is_pdf(head: bytes, _: str) -> bool:
    return b"%PDF-" in head[:PDF_HEADER]


def _is_html(head: bytes, suffix: str) -> bool:
    """A page begins with a tag, and says that it is one, in its first tags or by its name."""
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")  # of any encoding, without its mark
    return text.startswith(b"<") and bool(_HTML.search(text) or suffix in (".html", ".htm", ".xhtml"))


def _is_mhtml(head: bytes, suffix: str) -> bool:
    """A page saved in one file begins as mail does; what was sent to somebody is mail, unless its name says a page."""
    fields = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if not (_FIELD.match(fields) and _MIME.search(fields)):
        return False
    return suffix in (".mht", ".mhtml") or bool(_RELATED.search(fields) and not _SENT.search(fields))


def _is_rtf(head: bytes, _: str) -> bool:
    return head.startswith(b"{\\rtf")


def _is_vtt(head: bytes, _: str) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def _is_srt(head: bytes, suffix: str) -> bool:
    return suffix in (".srt", ".txt") and _TIMING.search(head) is not None


def _is_stamped(head: bytes, suffix: str) -> bool:
    from corpus.reading.transcript import is_stamped

    return suffix == ".txt" and is_stamped(head.decode("utf-8", "replace"))


def _is_docx(head: bytes, suffix: str) -> bool:
    return head.startswith(_ZIP) and suffix == ".docx"


def _is_odt(head: bytes, suffix: str) -> bool:
    return head.startswith(_ZIP) and (suffix == ".odt" or b"mimetypeapplication/vnd.oasis.opendocument.textPK" in head)


def _is_epub(head: bytes, suffix: str) -> bool:
    return head.startswith(_ZIP) and (suffix == ".epub" or b"mimetypeapplication/epub+zip" in head)


def _is_markdown(head: bytes, suffix: str) -> bool:
    return suffix in (".md", ".markdown") and _is_text(head)


def _is_plain(head: bytes, suffix: str) -> bool:
    return suffix in (".txt", ".text") and _is_text(head)


def _is_text(head: bytes) -> bool:
    return bool(head) and (b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")))


FORMATS: tuple[tuple[Callable[[bytes, str], bool], str, str], ...] = (
    (_is_pdf, "application/pdf", "pdf.reader"),
    (_is_html, "text/html", "html"),
    (_is_mhtml, "multipart/related", "mhtml"),
    (_is_rtf, "text/rtf", "rtf"),
    (_is_vtt, "text/vtt", "transcript"),
    (_is_srt, "application/x-subrip", "transcript"),
    (_is_stamped, "text/plain", "transcript"),
    (_is_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    (_is_odt, "application/vnd.oasis.opendocument.text", "odt"),
    (_is_epub, "application/epub+zip", "epub"),
    (_is_markdown, "text/markdown", "text"),
    (_is_plain, "text/plain", "text"),
)
"""Whether a file is of the format, by its first bytes and suffix; its media type; and the module that reads it."""

READABLE = "a PDF, web page, transcript, .docx, .odt, .rtf, .epub, .md or .txt"


def media_type(path: Path) -> str | None:
    """Gives the media type of a file that can be read here, by its content; None for any other.

    Raises:
        OSError: the file cannot be opened.
    """
    found = _format(_head(path), path)
    return found[0] if found else None


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
    found = _format(head, path)
    if found is None:
        kind = "a PDF" if path.suffix.lower() == ".pdf" else READABLE
        raise UnreadableFile(f"not {kind}: the file begins with {head[:12]!r}")
    reader = import_module(f"corpus.reading.{found[1]}")
    return cast(Document, reader.extract(path, watch or Watch()))


def _format(head: bytes, path: Path) -> tuple[str, str] | None:
    suffix = path.suffix.lower()
    return next(((media, module) for belongs, media, module in FORMATS if belongs(head, suffix)), None)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)
