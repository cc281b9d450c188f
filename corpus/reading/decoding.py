"""Bytes -> text: the encoding of a file, and text on one line without invisible characters.

Labels of encodings mean what they mean in browsers: https://encoding.spec.whatwg.org/#names-and-labels
"""

import codecs
import re
from collections.abc import Iterable, Iterator

from corpus.errors import UnreadableFile
from corpus.reading.pdf.characters import GAP, printable
from corpus.sandbox.held_file import InputFile

MAX_TEXT_BYTES = 50_000_000
"""Bytes of a text file. A web page saved with its pictures inside has up to 20 MB."""

MAX_DECLARATION_BYTES = 65_536
"""Bytes in which a page declares its encoding. Browsers look at 1,024, and longer if nothing is there."""

BEGINNING_BYTES = 10_000
"""Bytes from which text is told from other data."""

MAX_ZERO_SHARE = 0.01
"""Share of zero bytes in a text that is not UTF-16 (chosen). Programs leave a few of them behind."""

MIN_UTF16_SHARE = 0.3
"""Share of zero bytes at every other place in UTF-16 (chosen). The letters of European languages have 0.5."""

MAX_ODD_SHARE = 0.25
"""Zero bytes at the other places of UTF-16, relative to the first (chosen). Letters beyond Europe have a few."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_SOFT_HYPHEN = "\u00ad"
_MISREAD_CHARACTER = re.compile("[\x80-\x9f]")
_MISREAD = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_BINARY_CHARACTERS = 100
"""Control characters among the first 10,000 characters of a text."""

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
_DECLARED = re.compile(
    rb"""<meta\b[^<>]*?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^<>]*?encoding\s*=\s*["']([\w.:-]+)""", re.I
)
_BROWSER_CODECS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-8",  # if ASCII says it, it is not true
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""The codec with which browsers read a label, where it is not the codec to which Python gives that name."""

_CODEC = re.compile("ascii|big5|cp|euc|gb|iso|koi8|mac|shift_jis|tis|utf-(?:8|16)")
"""Codecs of Python for files. It has others, for parts of addresses and for source code."""

_LOST = "\ufffd"


def read_text(path: InputFile) -> tuple[str, list[str]]:
    """Return the text of a file, and a warning if its encoding is broken, as `decode` does.

    Raises:
        UnreadableFile: the file is too large or is not text.
    """
    return decode(read_bytes(path))


def read_bytes(path: InputFile) -> bytes:
    """Return the bytes of a file.

    Raises:
        UnreadableFile: it is too large for a text.
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise UnreadableFile(f"larger than {MAX_TEXT_BYTES // 10**6} MB, which no text is")
    return path.read_bytes()


def decode(data: bytes, charsets: Iterable[str] = ()) -> tuple[str, list[str]]:
    """Return the text of bytes with line feeds at the ends of its lines, and a warning if its encoding is broken.

    The encoding is, in this order: the encoding of the byte order mark, UTF-8 if the bytes are UTF-8, one of
    `charsets`, or Windows-1252, which is common in Spanish and Portuguese texts that are not UTF-8. A text that is
    UTF-8 apart from some broken bytes stays UTF-8: each of these costs one letter, which becomes U+FFFD.

    Args:
        data: the bytes.
        charsets: labels of encodings that the file declares, the first one first.

    Raises:
        UnreadableFile: the bytes are not text.
    """
    if not is_text(data[:BEGINNING_BYTES]):
        raise UnreadableFile(f"not text: the file begins with {data[:12]!r}")
    text, warnings = _decode(data, charsets)
    text = text.replace("\0", "")
    if len(_BINARY.findall(text[:10_000])) > _MAX_BINARY_CHARACTERS:
        raise UnreadableFile(f"not text: the file begins with {data[:12]!r}")
    for line_end in ("\r\r\n", "\r\n", "\r", "\u2028"):
        text = text.replace(line_end, "\n")
    return text.replace("\u2029", "\n\n"), warnings


def decode_page(data: bytes, charset: str = "") -> tuple[str, list[str]]:
    """Return the source of a page of HTML or XML as `decode` does. `charset` goes before what the page declares."""
    beginning = _COMMENT.sub(b"", data[:MAX_DECLARATION_BYTES])
    labels = [charset]
    declared = _DECLARED.search(beginning)
    if declared:
        label = declared[1] or declared[2]
        labels.append(label.decode("ascii", "ignore"))
    return decode(data, labels)


def is_text(beginning: bytes) -> bool:
    """Return whether the first bytes of a file may be text: they are UTF-16, or hardly any of them is zero."""
    if _marked_encoding(beginning)[1]:
        return True
    return beginning.count(0) <= MAX_ZERO_SHARE * len(beginning)


def _marked_encoding(data: bytes) -> tuple[int, str]:
    """Return the length of the byte order mark and the encoding that it means. UTF-16 is seen without a mark too."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return len(mark), encoding
    beginning = data[:BEGINNING_BYTES]
    first_zeros = beginning[::2].count(0)
    second_zeros = beginning[1::2].count(0)
    if max(first_zeros, second_zeros) < MIN_UTF16_SHARE * len(beginning):
        return 0, ""
    if first_zeros < MAX_ODD_SHARE * second_zeros:
        return 0, "utf-16-le"
    if second_zeros < MAX_ODD_SHARE * first_zeros:
        return 0, "utf-16-be"
    return 0, ""


def _decode(data: bytes, charsets: Iterable[str]) -> tuple[str, list[str]]:
    mark_length, marked = _marked_encoding(data)
    if marked:
        return _decoded(data[mark_length:], marked)
    text, warnings = _decoded(data, "utf-8")
    if not warnings or _is_mostly_whole(text):
        return text, warnings
    declared = list(_known_codecs(charsets))
    for encoding in declared:
        if encoding != "utf-8":
            return _decoded(data, encoding)
    text, warnings = _decoded(data, "cp1252")
    if declared:
        warnings.append("it declares UTF-8 and is not UTF-8: letters may be wrong")
    return text, warnings


def _decoded(data: bytes, encoding: str) -> tuple[str, list[str]]:
    """Return the text of bytes, and a warning if some of them are not in the encoding."""
    try:
        return data.decode(encoding), []
    except UnicodeError:
        text = data.decode(encoding, "replace")
    lost = text.count(_LOST)
    letters = "1 letter" if lost == 1 else f"{lost:,} letters"
    return text, [f"its encoding is broken: {letters} cannot be read"]


def _is_mostly_whole(text: str) -> bool:
    """Return whether at least half of the characters beyond ASCII were not lost."""
    lost = text.count(_LOST)
    beyond_ascii = sum(character > "\x7f" for character in text)
    return beyond_ascii >= 2 * lost


def _known_codecs(charsets: Iterable[str]) -> Iterator[str]:
    """Yield the codec of each label that browsers know."""
    for label in charsets:
        try:
            name = codecs.lookup(label.removeprefix("x-")).name
        except (LookupError, ValueError):
            continue
        if _CODEC.match(name):
            yield _BROWSER_CODECS.get(name, name)


def tidy(text: str) -> str:
    """Return text on one line: composed letters, one space between words, no invisible characters.

    Control characters from U+0080 on are read as Windows-1252: text was converted as if it were Latin-1.
    """
    visible = _ANSI.sub("", text).replace(_SOFT_HYPHEN, "")
    if _MISREAD_CHARACTER.search(visible):
        visible = visible.translate(_MISREAD)
    return printable(visible).replace(GAP, " ")
