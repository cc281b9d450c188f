"""Web pages saved in one file (.mht, .mhtml) -> the main text. `html.py` reads the page after it is unpacked.

Such a file has the form of a mail message. The page, its pictures, styles and frames are its parts:

    Snapshot-Content-Location: https://example.org/news/boston         where it was saved from
    Content-Type: multipart/related; boundary="x"; start="<page@1>"    which part is the page; else the first
    --x
    Content-ID: <page@1>
    Content-Type: text/html; charset="utf-8"
    Content-Transfer-Encoding: quoted-printable

Only that part is read. The addresses of the other parts, and those in the page, are never visited.

RFC 2557 (https://www.rfc-editor.org/rfc/rfc2557). Where browsers write something else, it does not matter here.
"""

import re
from collections.abc import Iterator
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64LengthDefect
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from itertools import chain

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading import html
from corpus.reading.decoding import MAX_TEXT_BYTES, decode_page
from corpus.reading.monitor import Monitor
from corpus.sandbox.held_file import InputFile

MAX_PARTS = 10_000
"""Parts of a message. A page has a hundred pictures, and a gallery has a thousand."""

MAX_DEPTH = 20
"""Levels of messages within messages. A page has alternatives two levels deep. Each level costs a look at every line
within it."""

MAX_FIELD_CHARACTERS = 4_000
"""Characters of a header field. An address has up to 2,000, and the time to parse a field grows with the square."""

# The characters of RFC 3986, and no other scheme.
_WEB_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&'()*+,;=%-]+", re.A)
_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the main text of the page in a message.

    Raises:
        UnreadableFile: it is too large, has too many parts or no page, or the page has no text.
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise UnreadableFile(f"larger than {MAX_TEXT_BYTES // 10**6} MB, which no saved page is")
    with path.open("rb") as file:
        message = BytesParser(_Part, policy=default).parse(file)
    page = _find_page(message)
    source, warnings = _source(page)
    if _is_cut_short(message):
        warnings.append("cut short: text at its end may be missing")
    return html.read_page(source, warnings, monitor, _address(message, page))


def page_source(data: bytes) -> str:
    """Return the source of the page in a message.

    Raises:
        UnreadableFile: it has too many parts or no page, or the page is damaged.
    """
    return _source(_find_page(BytesParser(_Part, policy=default).parsebytes(data)))[0]


def _source(page: EmailMessage) -> tuple[str, list[str]]:
    """Return the source of the part that is the page, and warnings."""
    data = page.get_payload(decode=True)
    has_wrong_length = any(isinstance(defect, InvalidBase64LengthDefect) for defect in page.defects)
    if not isinstance(data, bytes) or has_wrong_length:
        raise UnreadableFile("damaged: the page in it does not have the encoding that it declares")
    warnings = []
    if page.defects:
        warnings.append("the page in it is damaged: letters may be missing")
    source, decoding_warnings = decode_page(data, page.get_content_charset(""))
    return source, warnings + decoding_warnings


class _Part(EmailMessage):
    """A message, or a part of one, with limits on its parts and fields."""

    def __init__(self, policy: object = default) -> None:
        super().__init__(policy)  # type: ignore[arg-type]
        self.depth = 0
        self.part_count = [0]  # one list for all parts of a message

    def attach(self, part: "_Part") -> None:  # type: ignore[override]
        """Add a part.

        Raises:
            UnreadableFile: the message has too many parts.
        """
        part.depth = self.depth + 1
        part.part_count = self.part_count
        self.part_count[0] += 1
        if self.part_count[0] > MAX_PARTS:
            raise UnreadableFile(f"it has more than {MAX_PARTS:,} parts")
        if part.depth > MAX_DEPTH:
            raise UnreadableFile(f"its parts are nested more than {MAX_DEPTH} deep")
        super().attach(part)

    def set_raw(self, name: str, value: str) -> None:
        """Add a header field, shortened to the limit."""
        super().set_raw(name, value[:MAX_FIELD_CHARACTERS])


def _find_page(message: EmailMessage) -> EmailMessage:
    """Return the part that is the page: the first web page in the part that `start` names, or else in the message."""
    for root in chain(_named_parts(message), [message]):
        for part in root.walk():
            if part.get_content_type() in _PAGE_TYPES and not part.is_multipart():
                assert isinstance(part, EmailMessage)
                return part
    raise UnreadableFile("no web page in it, only what belongs to one")


def _named_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts with the Content-ID that the parameter `start` of the message names."""
    start = str(message.get_param("start") or "")
    if not start:
        return
    for part in message.walk():
        if part["Content-ID"] == start:
            assert isinstance(part, EmailMessage)
            yield part


def _is_cut_short(message: EmailMessage) -> bool:
    for part in message.walk():
        if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
            return True
    return False


def _address(message: EmailMessage, page: EmailMessage) -> str:
    """Return the web address that the page was saved from, or ""."""
    fields = (message["Snapshot-Content-Location"], page["Content-Location"], message["Content-Location"])
    for field in fields:
        address = str(field or "")
        if _WEB_ADDRESS.fullmatch(address):
            return address
    return ""
