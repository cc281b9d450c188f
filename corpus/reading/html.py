"""A saved web page -> its main text in sections, with title, author, date and address.

The main text is told from menus, advertisements and the rest by trafilatura (https://aclanthology.org/2021.acl-demo.15),
which is given a tree that is parsed already: nothing that a page refers to is ever fetched.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.flow import Block, compose, read_text, table, tidy
from corpus.reading.monitor import Monitor

MOST_CHARACTERS = 5_000_000
"""Of a page's source without pictures; that of the longest encyclopaedia articles has 2,000,000."""

CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.I)
_PICTURE = re.compile(r"""data:[\w./+-]*;base64,[\w+/=%\s]{100,}""")
_PROLOG = re.compile(r"\s*<\?xml[^>]*\?>")
_CONTROLS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no tree may hold them
# What a page says whose address has led nowhere, in the three languages; only where it is short.
_ERROR = re.compile(
    r"\b(?:[45]0[0-9]|not found|access denied|forbidden|unavailable|no encontrad[ao]|não encontrad[ao]"
    r"|acceso denegado|acesso negado|are you a (?:robot|human)|enable javascript|just a moment|captcha)\b",
    re.I,
)
_NO_TEXT = frozenset("head script style nav template svg iframe object".split())
_LEVEL = re.compile("h[1-6]")
_BLOCKS = tuple(
    "address article aside blockquote body dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol"
    " p pre section table ul".split()
)

SHORTEST = 600
"""Characters of main text under which a page that speaks of an error is nothing but that."""


def extract(path: Path, monitor: Monitor) -> Document:
    """Gives a page's main text.

    Raises:
        UnreadableFile: it is empty, too large, or the page of an error.
    """
    text, warnings = read_text(path, CHARSET)
    return page(text, warnings, monitor)


def page(source: str, warnings: list[str], monitor: Monitor, address: str = "") -> Document:
    """Gives the main text of a page's source; see `extract`. `address` is the page's where it names none itself."""
    tree = parse(source)
    title, blocks, metadata = _main(tree, address)
    size = sum(len(block.text) for block in blocks)
    shown = " ".join([title, *(block.text for block in blocks)])
    if size < SHORTEST and (said := _ERROR.search(shown)):
        raise UnreadableFile(f"the page of an error, not a text: it says {said[0]!r}")
    if not blocks:
        raise UnreadableFile("no text in it: it is empty, or filled by a script when it is seen")
    return compose(blocks, metadata, warnings, "trafilatura", monitor)


def parse(source: str) -> Any:
    """Gives the tree of a page's source; broken pages have one too.

    Raises:
        UnreadableFile: it is empty or too large.
    """
    from lxml import etree, html

    source = _CONTROLS.sub("", _PROLOG.sub("", _PICTURE.sub("", source), count=1))
    if len(source) > MOST_CHARACTERS:
        raise UnreadableFile(f"its source has more than {MOST_CHARACTERS:,} characters")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableFile("no text in it") from error


def _main(tree: Any, address: str) -> tuple[str, list[Block], dict[str, str]]:
    """Gives the title, the blocks of the main text, and what the page says of itself."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells every oddity of every page
    found: Any = bare_extraction(
        tree,
        url=address or None,
        include_comments=False,
        with_metadata=True,
        # A date that is only somewhere in the text is another one; `frontmatter` knows better where to look.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None:
        return "", [], {}
    said = {
        "type": "webpage",
        "title": found.title,
        "author": found.author,
        "created": found.date,
        "url": found.url,
        "site": found.sitename,
    }
    metadata = {name: value for name, value in said.items() if value}
    return found.title or "", list(_blocks(found.body)), metadata


def _blocks(body: Any) -> Iterator[Block]:
    """Gives the blocks of trafilatura's tree: `head`; `list` of `item`; `table` of `row` of `cell`; paragraphs."""
    for element in body:
        if element.tag == "head":
            yield Block("heading", _text(element), int(str(element.get("rend", "h2"))[1:] or 2))
        elif element.tag == "list":
            for item in element.iterchildren("item"):
                yield Block("rest", _text(item))
        elif element.tag == "table":
            rows = [[_text(cell) for cell in row] for row in element.iterchildren("row")]
            yield Block("rest", table(rows, _heads(element)))
        else:
            yield Block("paragraph", _text(element))


def _heads(element: Any) -> int:
    """Gives how many of a table's first rows are heads."""
    rows = [[cell.get("role") for cell in row] for row in element.iterchildren("row")]
    return next((n for n, roles in enumerate(rows) if set(roles[1:] or roles) != {"head"} and "head" not in roles), 0)


def plain_blocks(element: Any, kind: Literal["paragraph", "rest"] = "paragraph") -> Iterator[Block]:
    """Gives the blocks of an element of a page that holds nothing but its text, as a chapter of a book does."""
    if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
        return
    if _LEVEL.fullmatch(element.tag):
        yield Block("heading", _text(element), int(element.tag[1]))
        return
    if element.tag == "table":
        rows = [list(row.iterchildren("td", "th")) for row in element.iter("tr")]
        heads = next((n for n, row in enumerate(rows) if any(cell.tag == "td" for cell in row)), 0)
        yield Block("rest", table([[_text(cell) for cell in row] for row in rows], heads))
        return
    kind = "rest" if element.tag == "li" else kind
    inline = [element.text or ""]
    for line in element.iterchildren("br"):
        line.text = " "
    for child in element:
        if child.tag in _BLOCKS or next(child.iterdescendants(*_BLOCKS), None) is not None:
            yield Block(kind, tidy("".join(inline)))
            yield from plain_blocks(child, kind)
            inline = []
        elif isinstance(child.tag, str) and child.tag not in _NO_TEXT:
            inline.append("".join(child.itertext()))
        inline.append(child.tail or "")
    yield Block(kind, tidy("".join(inline)))


def _text(element: Any) -> str:
    for line in element.iter("lb", "br"):
        line.tail = f" {line.tail or ''}"
    return tidy("".join(element.itertext()))
