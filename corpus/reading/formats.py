"""Formats of files: one table with how each is recognised, which module reads it, and how its files are named.

A new format is one module in `corpus.reading` with `extract(path, monitor)`, and one record in `FORMATS`. This module
reads only the first bytes of a file. It names the parsers as text, and imports one when a file needs it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from corpus.errors import UnreadableFile, error_reason
from corpus.model import Document
from corpus.reading.monitor import Monitor
from corpus.sandbox.held_file import InputFile

HEAD_BYTES = 4096
"""Bytes from which a format is recognised. Saved web pages may begin with a comment about where they came from."""

PDF_HEADER_BYTES = 1024
"""The header of a PDF may be anywhere in these bytes (ISO 32000-1, annex H, note 13: Adobe's readers, and pdfium)."""

_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)
_MIME_FIELD = re.compile(rb"[A-Za-z][A-Za-z-]*:")
_MIME_VERSION = re.compile(rb"^MIME-Version:", re.I | re.M)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.I | re.M)
_SENT = re.compile(rb"^(?:Received|Delivered-To|To):", re.I | re.M)
_ZIP = b"PK\x03\x04"
OTHER_FORMATS = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\xd0\xcf\x11\xe0", "a file of an old Office program, such as .doc: save it as .docx or PDF"),
    (_ZIP, "a spreadsheet, a presentation or another ZIP archive"),
)
"""The first bytes of files that people often have beside documents, and what they are in words."""

_SUBRIP_TIME = re.compile(rb"^\s*\d{1,4}:\d\d:\d\d[.,]\d{1,3}\s*-->", re.M)


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Attributes:
        name: what an error message calls it.
        media_type: the IANA media type, or a common one.
        suffixes: of file names, lower case. A stored original gets the first one.
        recognises: called with (first bytes, whether the file's suffix is one of these). Returns whether a file is of
            this format.
        reader: the name of the module in `corpus.reading` that reads it.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes, bool], bool]
    reader: str


def media_type(path: InputFile) -> str | None:
    """Return the media type of a file by its content, or None if its format is not in the table.

    Raises:
        OSError: the file cannot be opened.
    """
    format = _recognise(_read_head(path), path)
    return format.media_type if format else None


def suffix_of(media_type: str) -> str:
    """Return the suffix under which an original of a media type is stored, or "" for an unknown type."""
    suffixes = suffixes_of(media_type)
    return suffixes[0] if suffixes else ""


def suffixes_of(media_type: str) -> tuple[str, ...]:
    """Return the suffixes that files of a media type have, or none for an unknown type."""
    for format in FORMATS:
        if format.media_type == media_type:
            return format.suffixes
    return ()


def extract(path: InputFile, monitor: Monitor | None = None) -> Document:
    """Read the pages, headings and metadata of a file.

    Raises:
        UnreadableFile: the file cannot be opened, is empty, is of an unknown format, or is too damaged to read.
    """
    try:
        head = _read_head(path)
    except OSError as error:
        raise UnreadableFile(f"cannot be opened: {error_reason(error)}") from error
    if not head:
        raise UnreadableFile("empty file")
    format = _recognise(head, path)
    if format is None:
        expected = "a PDF" if path.suffix.lower() == ".pdf" else _any_format()
        raise UnreadableFile(f"not {expected}: {_look_of(head)}")
    reader = import_module(f"corpus.reading.{format.reader}")
    return cast(Document, reader.extract(path, monitor or Monitor()))


def _read_head(path: InputFile) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _recognise(head: bytes, path: InputFile) -> Format | None:
    suffix = path.suffix.lower()
    for format in FORMATS:
        if format.recognises(head, suffix in format.suffixes):
            return format
    return None


def _look_of(head: bytes) -> str:
    """Return what a file of an unknown format is in a few words, or else how it begins."""
    for beginning, look in OTHER_FORMATS:
        if head.startswith(beginning):
            return f"it is {look}"
    return f"the file begins with {head[:12]!r}"


def _any_format() -> str:
    """Return the names of all formats, for an error message."""
    names = list(dict.fromkeys(format.name for format in FORMATS))
    return f"a {', '.join(names[:-1])} or {names[-1]}"


# --- recognising a format by its first bytes, and whether the suffix fits ---------------------------------------------


def _is_pdf(head: bytes, has_suffix: bool) -> bool:
    return b"%PDF-" in head[:PDF_HEADER_BYTES]


def _is_html(head: bytes, has_suffix: bool) -> bool:
    """Return whether a file begins with a tag, and its first tags or its name say that it is a web page."""
    ascii_head = head.replace(b"\0", b"")  # of UTF-16
    text = ascii_head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")  # byte order marks and white space
    return text.startswith(b"<") and (has_suffix or _HTML.search(text) is not None)


def _is_mhtml(head: bytes, has_suffix: bool) -> bool:
    """Return whether a file is a saved web page in the form of a mail message, and not a mail that somebody got."""
    fields = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if not (_MIME_FIELD.match(fields) and _MIME_VERSION.search(fields)):
        return False
    if has_suffix:
        return True
    return _RELATED.search(fields) is not None and not _SENT.search(fields)


def _is_rtf(head: bytes, has_suffix: bool) -> bool:
    return head.startswith(b"{\\rtf")


def _is_webvtt(head: bytes, has_suffix: bool) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def _is_subrip(head: bytes, has_suffix: bool) -> bool:
    return has_suffix and _SUBRIP_TIME.search(head) is not None


def _is_stamped_text(head: bytes, has_suffix: bool) -> bool:
    if not has_suffix:
        return False
    from corpus.reading.transcript import is_stamped

    return is_stamped(head.decode("utf-8", "replace"))


def _is_docx(head: bytes, has_suffix: bool) -> bool:
    return head.startswith(_ZIP) and has_suffix


def _is_odt(head: bytes, has_suffix: bool) -> bool:
    return head.startswith(_ZIP) and (has_suffix or b"mimetypeapplication/vnd.oasis.opendocument.textPK" in head)


def _is_epub(head: bytes, has_suffix: bool) -> bool:
    return head.startswith(_ZIP) and (has_suffix or b"mimetypeapplication/epub+zip" in head)


def _is_text(head: bytes, has_suffix: bool) -> bool:
    """Return whether a file has a suffix of text and hardly any zero bytes, unless it is UTF-16."""
    if not has_suffix or not head:
        return False
    from corpus.reading.decoding import is_text

    return is_text(head)


FORMATS = (
    Format("PDF", "application/pdf", (".pdf",), _is_pdf, "pdf.reader"),
    Format("web page", "text/html", (".html", ".htm", ".xhtml"), _is_html, "html"),
    Format("web page", "multipart/related", (".mhtml", ".mht"), _is_mhtml, "mhtml"),
    Format(".rtf", "text/rtf", (".rtf",), _is_rtf, "rtf.reader"),
    Format("transcript", "text/vtt", (".vtt",), _is_webvtt, "transcript"),
    Format("transcript", "application/x-subrip", (".srt", ".txt"), _is_subrip, "transcript"),
    Format("transcript", "text/plain", (".txt",), _is_stamped_text, "transcript"),
    Format(
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
        _is_docx,
        "docx.reader",
    ),
    Format(".odt", "application/vnd.oasis.opendocument.text", (".odt",), _is_odt, "odt.reader"),
    Format(".epub", "application/epub+zip", (".epub",), _is_epub, "epub.reader"),
    Format(".md", "text/markdown", (".md", ".markdown"), _is_text, "markdown"),
    Format(".txt", "text/plain", (".txt", ".text"), _is_text, "plain_text"),
)
"""All formats. A file is of the first format that recognises it."""
