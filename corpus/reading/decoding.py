"""Bytes -> text: the encoding of a file, and text on one line without invisible characters."""

import codecs
import re
from collections.abc import Iterable

from corpus.errors import UnreadableFile
from corpus.reading.pdf.characters import GAP, printable
from corpus.sandbox.held_file import InputFile

MAX_TEXT_BYTES = 50_000_000
"""Bytes of a text file. A web page saved with its pictures inside has up to 20 MB."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_SOFT_HYPHEN = "\u00ad"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_BINARY_CHARACTERS = 100
"""Control characters among the first 10,000 characters of a text."""


def read_text(path: InputFile, declared: re.Pattern[bytes] | None = None) -> tuple[str, list[str]]:
    """Return the text of a file, and a warning if its encoding is broken.

    These encodings are tried in order: the encoding of the byte order mark, UTF-8, the encoding that the file declares,
    and Windows-1252, which is common in Spanish and Portuguese texts that are not UTF-8.

    Args:
        path: the file.
        declared: a pattern that finds the declared encoding, as group 1.

    Raises:
        UnreadableFile: the file is too large or is not text.
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise UnreadableFile(f"larger than {MAX_TEXT_BYTES // 10**6} MB, which no text is")
    return decode(path.read_bytes(), declared)


def decode(data: bytes, declared: re.Pattern[bytes] | None = None, charset: str = "") -> tuple[str, list[str]]:
    """Return the text of bytes as `read_text` does. `charset` is tried before the encoding that the bytes declare.

    Raises:
        UnreadableFile: the bytes are not text.
    """
    encodings = [charset]
    match = declared.search(data[:4096]) if declared else None
    if match:
        encodings.append(match[1].decode("ascii", "ignore"))
    encodings.append("windows-1252")
    text, warnings = _decode(data, encodings)
    if "\0" in text or len(_BINARY.findall(text[:10_000])) > _MAX_BINARY_CHARACTERS:
        raise UnreadableFile(f"not text: the file begins with {data[:12]!r}")
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def _decode(data: bytes, encodings: Iterable[str]) -> tuple[str, list[str]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), []
    for encoding in ("utf-8", *encodings):
        try:
            return data.decode(encoding), []
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace"), ["its encoding is broken: letters may be missing"]


def tidy(text: str) -> str:
    """Return text on one line: composed letters, one space between words, no invisible characters."""
    visible = _ANSI.sub("", text).replace(_SOFT_HYPHEN, "")
    return printable(visible).replace(GAP, " ")
