"""A web page saved in one file (.mht, .mhtml) -> its main text; `html.py` reads the page, once it is unpacked.

Such a file is a message in the form of mail, and the page with its pictures, styles and frames are parts of it:

    Snapshot-Content-Location: https://example.org/news/boston         where it was saved from
    Content-Type: multipart/related; boundary="x"; start="<page@1>"    which part is the page; else the first
    --x
    Content-ID: <page@1>
    Content-Type: text/html; charset="utf-8"
    Content-Transfer-Encoding: quoted-printable

Only that part is read. Where the others came from is never asked, nor what the page refers to.

RFC 2557 (https://www.rfc-editor.org/rfc/rfc2557); what browsers write departs from it in nothing that matters here.
"""

import re
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64LengthDefect
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from itertools import chain
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading import html
from corpus.reading.flow import MOST_BYTES, decode
from corpus.reading.monitor import Monitor

MOST_PARTS = 10_000
"""Parts of a message; a page has a hundred pictures, and a gallery of them a thousand."""

DEEPEST = 20
"""Messages within messages: a page has its alternatives two deep. Each costs a look at every line within it."""

LONGEST_FIELD = 4_000
"""Characters of a field of a message's head; an address has 2,000, and reading a field takes their square in time."""

_WEB = re.compile(r"https?://[\w.~:/?#@!$&'()*+,;=%-]+", re.A)  # the characters of RFC 3986, and no other scheme
_PAGE = ("text/html", "application/xhtml+xml")


def extract(path: Path, monitor: Monitor) -> Document:
    """Gives the main text of the page in a message.

    Raises:
        UnreadableFile: it is too large, has too many parts or no page, or the page has no text.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile(f"larger than {MOST_BYTES // 10**6} MB, which no saved page is")
    with path.open("rb") as file:
        message = BytesParser(_Part, policy=default).parse(file)
    part = _page(message)
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        raise UnreadableFile("damaged: the page in it is encoded as it does not say")
    warnings = ["the page in it is damaged: letters may be lacking"] if part.defects else []
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for each in message.walk() for defect in each.defects):
        warnings.append("cut short: what stood at its end may be lacking")
    text, more = decode(data, html.CHARSET, part.get_content_charset(""))
    places = (message["Snapshot-Content-Location"], part["Content-Location"], message["Content-Location"])
    address = next((said for place in places if _WEB.fullmatch(said := str(place or ""))), "")
    return html.page(text, [*warnings, *more], monitor, address)


class _Part(EmailMessage):
    """A message, or a part of one, which counts its parts as they come."""

    def __init__(self, policy: object = default) -> None:
        super().__init__(policy)  # type: ignore[arg-type]
        self.depth = 0
        self.parts = [0]

    def attach(self, part: "_Part") -> None:  # type: ignore[override]
        """Takes a part in.

        Raises:
            UnreadableFile: it is one too many.
        """
        part.depth, part.parts = self.depth + 1, self.parts
        self.parts[0] += 1
        if self.parts[0] > MOST_PARTS:
            raise UnreadableFile(f"it has more than {MOST_PARTS:,} parts")
        if part.depth > DEEPEST:
            raise UnreadableFile(f"its parts are nested more than {DEEPEST} deep")
        super().attach(part)

    def set_raw(self, name: str, value: str) -> None:
        """Takes a field in, as far as it may be long."""
        super().set_raw(name, value[:LONGEST_FIELD])


def _page(message: EmailMessage) -> EmailMessage:
    """Gives the part that is the page: the first web page in what `start` names, else the first there is."""
    start = str(message.get_param("start") or "")
    named = (part for part in message.walk() if start and part["Content-ID"] == start)
    for place in chain(named, [message]):
        for part in place.walk():
            if part.get_content_type() in _PAGE and not part.is_multipart():
                assert isinstance(part, EmailMessage)
                return part
    raise UnreadableFile("no web page in it, only what belongs to one")
