"""Saved web pages -> the main text in sections, with title, author, date and address.

trafilatura (https://aclanthology.org/2021.acl-demo.15) separates the main text from menus, advertisements and the
rest. It gets a tree that is parsed already: nothing that a page refers to is ever fetched.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.decoding import decode_page, read_bytes, tidy
from corpus.reading.monitor import Monitor
from corpus.reading.sections import Block, BlockKind, compose, table_text
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
    r"\b(?:[45]0[0-9]|not found|access denied|forbidden|unavailable|no encontrad[ao]|não encontrad[ao]"
    r"|acceso denegado|acesso negado|are you a (?:robot|human)|enable javascript|just a moment|captcha)\b",
    re.I,
)
_NO_TEXT = frozenset("head script style nav template svg iframe object".split())
_HEADING = re.compile("h[1-6]")
_BLOCK_TAGS = tuple(
    "address article aside blockquote body dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol"
    " p pre section table ul".split()
)


@dataclass(frozen=True, slots=True)
class _MainText:
    """What trafilatura finds in a page."""

    title: str
    blocks: list[Block]
    metadata: dict[str, str]


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
    main = _main_text(parse(source), address)
    texts = [block.text for block in main.blocks]
    if sum(len(text) for text in texts) < MAX_ERROR_PAGE_CHARACTERS:
        error = _ERROR.search(" ".join([main.title, *texts]))
        if error:
            raise UnreadableFile(f"an error page, not a text: it says {error[0]!r}")
    if not main.blocks:
        raise UnreadableFile("no text in it: it is empty, or a script fills it when it is displayed")
    return compose(main.blocks, main.metadata, warnings, "trafilatura", monitor, csl_type="webpage")


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


# --- the main text of a page ------------------------------------------------------------------------------------------


def _main_text(tree: Any, address: str) -> _MainText:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every oddity of every page
    result: Any = bare_extraction(
        tree,
        url=address or None,
        include_comments=False,
        with_metadata=True,
        # A date that is only somewhere in the text is another date; `frontmatter` knows better where to look.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if result is None:
        return _MainText("", [], {})
    fields = {
        "title": result.title,
        "author": result.author,
        "created": result.date,
        "url": result.url,
        "site": result.sitename,
    }
    metadata = {name: value for name, value in fields.items() if value}
    return _MainText(result.title or "", list(_blocks(result.body)), metadata)


def _blocks(body: Any) -> Iterator[Block]:
    """Yield the blocks of trafilatura's tree: `head`; `list` of `item`; `table` of `row` of `cell`; paragraphs."""
    for element in body:
        if element.tag == "head":
            level = int(str(element.get("rend", "h2"))[1:] or 2)
            yield Block("heading", _text(element), level)
        elif element.tag == "list":
            for item in element.iterchildren("item"):
                yield Block("continuation", _text(item))
        elif element.tag == "table":
            rows = list(element.iterchildren("row"))
            yield Block("continuation", table_text(_texts(rows), _count_heads(rows)))
        else:
            yield Block("paragraph", _text(element))


def _count_heads(rows: Iterable[Any]) -> int:
    """Return the number of rows above the first row without a head cell, or 0 if every row has one."""
    for heads, row in enumerate(rows):
        if all(cell.get("role") != "head" for cell in row):
            return heads
    return 0


# --- all text of a page -----------------------------------------------------------------------------------------------


def plain_blocks(element: Any, kind: BlockKind = "paragraph") -> Iterator[Block]:
    """Yield the blocks of an element of a page that consists of text only, such as a chapter of a book.

    `kind` is the kind of the paragraphs in the element.
    """
    if not _is_text(element):
        return
    if _HEADING.fullmatch(element.tag):
        yield Block("heading", _text(element), int(element.tag[1]))
        return
    if element.tag == "table":
        yield Block("continuation", _plain_table(element))
        return
    if element.tag == "li":
        kind = "continuation"
    for line_break in element.iterchildren("br"):
        line_break.text = " "
    inline = [element.text or ""]
    for child in element:
        if _is_block(child):
            yield Block(kind, tidy("".join(inline)))
            yield from plain_blocks(child, kind)
            inline = []
        else:
            inline.append(_inline_text(child))
        inline.append(child.tail or "")
    yield Block(kind, tidy("".join(inline)))


def _is_text(element: Any) -> bool:
    """Return whether an element is not a comment and not of a kind whose content is not displayed as text."""
    return isinstance(element.tag, str) and element.tag not in _NO_TEXT


def _is_block(element: Any) -> bool:
    """Return whether an element is a block or contains one."""
    return element.tag in _BLOCK_TAGS or next(element.iterdescendants(*_BLOCK_TAGS), None) is not None


def _inline_text(element: Any) -> str:
    return "".join(element.itertext()) if _is_text(element) else ""


def _plain_table(element: Any) -> str:
    """Return the text of a table. Its head is the rows before the first row with a `td`."""
    rows = [list(row.iterchildren("td", "th")) for row in element.iter("tr")]
    for heads, row in enumerate(rows):
        if any(cell.tag == "td" for cell in row):
            return table_text(_texts(rows), heads)
    return table_text(_texts(rows), heads=0)


def _texts(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    return [[_text(cell) for cell in row] for row in rows]


def _text(element: Any) -> str:
    for line_break in element.iter("lb", "br"):
        line_break.tail = f" {line_break.tail or ''}"
    return tidy("".join(element.itertext()))
