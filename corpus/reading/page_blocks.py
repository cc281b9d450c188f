"""The tree of a page -> blocks: headings, paragraphs, list items and tables, in the order of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus.reading.decoding import tidy
from corpus.reading.plain_text import text_blocks
from corpus.reading.sections import Block, BlockKind, bounded_count, table_text
from corpus.text.raised import without_note_marks, written

CAPTION = "\ue000"
"""A private character. A cell that begins with it is the caption of its table."""

MAX_SPAN = 100
"""Columns or rows that a cell spans. Wide tables have 30 columns."""

BLOCK_TAGS = tuple(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr"
    " ul".split()
)
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WHOLE_TAGS = frozenset((*HEADING_TAGS, "table", "pre"))
_NO_TEXT = frozenset("head script style nav template svg iframe object".split())


def page_blocks(element: Any, kind: BlockKind = "paragraph") -> Iterator[Block]:
    """Yield the blocks of an element of a page. `kind` is the kind of the paragraphs in it."""
    if not _is_text(element):
        return
    if element.tag in _WHOLE_TAGS:
        yield from _whole_blocks(element)
        return
    if element.tag == "blockquote":
        for block in _flow_blocks(element, kind):
            yield replace(block, is_quotation=block.kind == "paragraph")
        return
    yield from _flow_blocks(element, "continuation" if element.tag == "li" else kind)


def _flow_blocks(element: Any, kind: BlockKind) -> Iterator[Block]:
    """Yield the blocks of an element with paragraphs of text and other blocks in it."""
    inline = [element.text or ""]
    for child in element:
        if is_block(child):
            yield from _paragraph(inline, kind)
            yield from page_blocks(child, kind)
            inline = []
        elif is_second_break(child):
            yield from _paragraph(inline, kind)
            inline = []
        else:
            inline.append(_inline_text(child))
        inline.append(child.tail or "")
    yield from _paragraph(inline, kind)


def _whole_blocks(element: Any) -> Iterator[Block]:
    """Yield the blocks of a heading, a table or a preformatted text."""
    if element.tag == "table":
        yield Block("continuation", _table(element))
    elif element.tag == "pre":
        yield from text_blocks(written("".join(element.itertext())))
    else:
        yield Block("heading", without_note_marks(_text(element)), int(element.tag[1]))


def _paragraph(inline: Sequence[str], kind: BlockKind) -> Iterator[Block]:
    """Yield the paragraph of pieces of text, if there is text in them."""
    text = "".join(inline)
    if text and not text.isspace():
        yield Block(kind, tidy(written(text)))


def is_block(element: Any) -> bool:
    """Return whether an element is a block or contains one."""
    return element.tag in BLOCK_TAGS or next(element.iterdescendants(*BLOCK_TAGS), None) is not None


def roles(element: Any) -> list[str]:
    """Return the roles that an element says it has, in the words of ARIA ("doc-footnote") and of e-books."""
    return f"{element.get('role', '')} {element.get('epub:type', '')}".split()


def is_second_break(element: Any) -> bool:
    """Return whether an element is a line break after a line break, which together end a paragraph."""
    if element.tag != "br":
        return False
    previous = element.getprevious()
    return previous is not None and previous.tag == "br" and not (previous.tail or "").strip()


def _is_text(element: Any) -> bool:
    """Return whether an element is not a comment and not of a kind whose content is not displayed as text."""
    return isinstance(element.tag, str) and element.tag not in _NO_TEXT


def _inline_text(element: Any) -> str:
    if not _is_text(element):
        return ""
    if element.tag == "br":
        return " "
    for line_break in element.iter("br"):
        line_break.text = " "
    return "".join(element.itertext())


def _text(element: Any) -> str:
    """Return the text of an element on one line, with a space between the blocks and lines in it."""
    for inner in element.iterdescendants("br", *BLOCK_TAGS) if len(element) else ():
        inner.text = f" {inner.text or ''}"
        inner.tail = f" {inner.tail or ''}"
    return tidy(written("".join(element.itertext())))


# --- tables -----------------------------------------------------------------------------------------------------------


def _table(element: Any) -> str:
    """Return the text of a table under its caption. Its head is the rows before the first row with a `td`."""
    captions = [_text(caption) for caption in element.iterchildren("caption")]
    rows = []
    for row in element.iter("tr"):
        if next(row.iterancestors("table")) is not element:
            continue
        cells = list(row.iterchildren("td", "th"))
        if cells and (cells[0].text or "").startswith(CAPTION):
            captions.append(_text(cells[0]))
        else:
            rows.append(cells)
    text = table_text(_texts(rows), _count_heads(rows))
    is_figures = "\n" in text and "\n\n" not in text
    separator = "\n" if is_figures else "\n\n"
    return separator.join([*filter(None, captions), text])


def _count_heads(rows: Sequence[Sequence[Any]]) -> int:
    """Return the number of rows above the first row with a `td` that is not in a `thead`, or 0 if there is none."""
    for heads, row in enumerate(rows):
        if any(cell.tag == "td" and cell.getparent().getparent().tag != "thead" for cell in row):
            return heads
    return 0


def _texts(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Return the texts of cells in their columns. A cell that spans columns or rows has its text in the first one."""
    texts = []
    rows_left: dict[int, int] = {}  # by column: the rows that a cell above spans from here on
    for row in rows:
        line: list[str] = []
        for cell in row:
            _skip_spanned(line, rows_left)
            column = len(line)
            width = _span(cell, "colspan")
            line += [_text(cell), *[""] * (width - 1)]
            for spanned in range(column, column + width):
                rows_left[spanned] = _span(cell, "rowspan")
        _skip_spanned(line, rows_left)
        rows_left = {column: left - 1 for column, left in rows_left.items() if left > 1}
        texts.append(line)
    return texts


def _skip_spanned(line: list[str], rows_left: dict[int, int]) -> None:
    """Add an empty text for each next column that a cell of a row above spans."""
    while len(line) in rows_left:
        line.append("")


def _span(cell: Any, name: str) -> int:
    return max(1, bounded_count(cell.get(name), 1, MAX_SPAN))
