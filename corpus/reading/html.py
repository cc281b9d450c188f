"""Saved web pages -> the main text in sections, with title, author, date and address.

`main_text` separates the main text from menus and the rest. Nothing that a page refers to is ever fetched.
"""

import re
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.decoding import decode_page, read_bytes
from corpus.reading.main_text import MainText, main_text
from corpus.reading.monitor import Monitor
from corpus.reading.sections import compose
from corpus.sandbox.held_file import InputFile

MAX_SOURCE_CHARACTERS = 5_000_000
"""Characters of the source of a page without its pictures. The longest encyclopaedia articles have 2,000,000."""

MAX_ERROR_PAGE_CHARACTERS = 600
"""Characters of main text below which a page that mentions an error is an error page."""

_PICTURE = re.compile(r"""data:[\w./+-]*;base64,[\w+/=%\s]{100,}""")
_PROLOG = re.compile(r"\s*<\?xml[^>]*\?>")
# Characters that a tree of lxml cannot hold.
_CONTROLS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What error pages say, in the three languages.
_ERROR = re.compile(
    r"\b(?:(?:error|http|erro)\W{0,3}[45]0\d|not found|access denied|forbidden|unavailable"
    r"|no encontrad[ao]|não encontrad[ao]|acceso denegado|acesso negado"
    r"|are you a (?:robot|human)|enable javascript|just a moment|captcha)\b",
    re.I,
)
_ERROR_NUMBER = re.compile(r"[45]0\d\b")


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the main text of a web page.

    Raises:
        UnreadableFile: it is empty, too large, or an error page.
    """
    source, warnings = decode_page(read_bytes(path))
    return read_page(source, warnings, monitor)


def read_page(source: str, warnings: list[str], monitor: Monitor, address: str = "") -> Document:
    """Read the main text from the source of a web page, as `extract` does.

    `address` is the address of the page if its source does not name one.
    """
    tree = parse(source)
    has_frames = next(tree.iter("frame"), None) is not None
    main = main_text(tree, address)
    error = _error_said(main)
    if error:
        raise UnreadableFile(f"an error page, not a text: it says {error!r}")
    if not main.blocks and has_frames:
        raise UnreadableFile("no text in it: it is in the files of its frames")
    if not main.blocks:
        raise UnreadableFile("no text in it: it is empty, or a script fills it when it is displayed")
    return compose(main.blocks, main.metadata, warnings, "trafilatura", monitor, csl_type="webpage")


def _error_said(main: MainText) -> str:
    """Return the words or the number by which a short page says that it is an error page, or ""."""
    texts = [block.text for block in main.blocks]
    if sum(map(len, texts)) >= MAX_ERROR_PAGE_CHARACTERS:
        return ""
    words = _ERROR.search(" ".join([main.title, *texts]))
    if words:
        return words[0]
    headings = [block.text for block in main.blocks if block.kind == "heading"]
    for heading in (main.title, *headings):
        number = _ERROR_NUMBER.match(heading)
        if number:
            return number[0]
    return ""


def parse(source: str) -> Any:
    """Return the tree of the source of a page. A malformed page has one too.

    Raises:
        UnreadableFile: it is empty or too large.
    """
    from lxml import etree, html

    source = _PICTURE.sub("", source)
    source = _PROLOG.sub("", source, count=1)
    source = _CONTROLS.sub("", source)
    if len(source) > MAX_SOURCE_CHARACTERS:
        raise UnreadableFile(f"its source has more than {MAX_SOURCE_CHARACTERS:,} characters")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableFile("no text in it") from error
