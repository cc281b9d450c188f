"""One file of a book -> blocks, with titles from the table of contents and the pages of the printed edition.

A break between printed pages is marked in the text while the blocks are made, because it may be in the middle of a
paragraph or a word: "vio⸦13⸧lence" is on pages 12 and 13.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.reading.decoding import tidy
from corpus.reading.displayed import Styles, show
from corpus.reading.epub.contents import Place, page_label
from corpus.reading.page_blocks import HEADING_TAGS, page_blocks, roles
from corpus.reading.sections import Block, words_of

MAX_TITLE_CHARACTERS = 500
"""Characters of a line that can be a title of the table of contents."""

_BREAK_START, _BREAK_END = "\u2e26", "\u2e27"
_BREAK = re.compile(rf"{_BREAK_START}(\w*){_BREAK_END}")
_BREAK_TYPES = frozenset(("pagebreak", "doc-pagebreak"))
_BOXES = frozenset("article aside blockquote body center div footer header html main section".split())
_ROWS = frozenset("table tbody thead tfoot tr ul ol dl".split())
_VOID = frozenset("area br col hr img input link meta".split())
_LINES = (*HEADING_TAGS, "p", "li", "dt", "dd", "td", "th", "pre", "caption", "figcaption")


def chapter_blocks(tree: Any, styles: Styles, parts: Sequence[Place], pages: Sequence[Place], page: str) -> list[Block]:
    """Return the blocks of the tree of a file.

    Args:
        tree: of the file.
        styles: of the book.
        parts: the entries of the table of contents that lead to this file.
        pages: the printed pages that begin in it.
        page: the printed page on which the file before it ended, or "".
    """
    elements = {element.get("id") or element.get("name"): element for element in reversed(list(tree.iter("*")))}
    breaks = _page_breaks(tree, elements, pages)
    show(tree, styles)
    for element, label in reversed(breaks):
        _mark(element, label)
    first_title = _entitle_parts(elements, parts)
    blocks = [block for block in page_blocks(tree) if block.text]
    return _with_first_title(list(_with_pages(blocks, page)), first_title)


# --- printed pages ----------------------------------------------------------------------------------------------------


def _page_breaks(tree: Any, elements: Mapping[str, Any], pages: Sequence[Place]) -> list[tuple[Any, str]]:
    """Return the elements where printed pages begin, with their numbers, and remove the text of page breaks.

    The book's list of pages is believed before what the breaks themselves say.
    """
    body = tree.find("body")
    start = tree if body is None else body
    listed = [(elements.get(place.id, start), place.text) for place in pages if not place.id or place.id in elements]
    printed = [element for element in tree.iter("*") if _is_break(element)]
    said = [(element, _break_label(element)) for element in printed]
    for element in printed:
        element.clear(keep_tail=True)
    return listed or said


def _is_break(element: Any) -> bool:
    return not _BREAK_TYPES.isdisjoint(roles(element))


def _break_label(element: Any) -> str:
    text = element.get("title") or element.get("aria-label") or "".join(element.itertext())
    return page_label(text)


def _mark(element: Any, label: str) -> None:
    """Write that a printed page begins where an element does."""
    mark = f"{_BREAK_START}{label}{_BREAK_END}"
    if element.tag in _ROWS:
        element = next(element.iter("td", "th", "li", "dt", "dd"), element)
    if element.tag in _VOID:
        element.tail = mark + (element.tail or "")
    else:
        element.text = mark + (element.text or "")


def _with_pages(blocks: Sequence[Block], page: str) -> Iterator[Block]:
    """Yield the blocks without marks and with their printed pages. A file without a mark has no known pages."""
    marks = [_BREAK.findall(block.text) for block in blocks]
    if not any(marks):
        yield from blocks
        return
    page = _page_at_beginning(blocks, marks, page)
    for block, labels in zip(blocks, marks, strict=True):
        text, printed = block.text, page
        if labels:
            printed = _range(page if _BREAK.match(text) is None else labels[0], labels[-1])
            text = _without_breaks(text)
            page = labels[-1]
        if text:
            yield replace(block, text=text, page=printed)


def _page_at_beginning(blocks: Sequence[Block], marks: Sequence[Sequence[str]], page: str) -> str:
    """Return the page of the first block: the page that begins just below the first headings, or else `page`."""
    first_marked = next(index for index, labels in enumerate(marks) if labels)
    above = blocks[:first_marked]
    if all(block.kind == "heading" for block in above) and _BREAK.match(blocks[first_marked].text):
        return marks[first_marked][0]
    return page


def _range(first: str, last: str) -> str:
    """Return the numbers of the printed pages of a block, or the known one of them."""
    return f"{first}–{last}" if first and last and first != last else first


def _without_breaks(text: str) -> str:
    lines = [" ".join(line.split()) for line in _BREAK.sub("", text).split("\n")]
    return "\n".join(lines)


# --- titles -----------------------------------------------------------------------------------------------------------


def _entitle_parts(elements: Mapping[str, Any], parts: Sequence[Place]) -> str:
    """Put the titles of parts where they lead. Return the first title that leads to the whole file, or ""."""
    lowest = min((part.level for part in parts), default=1)
    first_title = ""
    for part in parts:
        element = elements.get(part.id) if part.id else None
        if element is None:
            first_title = first_title or part.text
        else:
            _entitle(element, part.text, part.level - lowest + 1)
    return first_title


def _entitle(element: Any, title: str, level: int) -> None:
    """Put a title above the block in which an element is, or make a heading of the title that is there."""
    block = element
    while block.tag not in _BOXES and block.getparent() is not None and block.getparent().tag not in _BOXES:
        block = block.getparent()
    line = _first_line(block)
    if line is not None and _is_title(line, title):
        text = _beginning(line)
        line.tag = HEADING_TAGS[level - 1]
        if _words(text) in _words(title) and not _BREAK.search(text):
            line.clear(keep_tail=True)
            line.text = title
        return
    heading = block.makeelement(HEADING_TAGS[level - 1])
    heading.text = title
    if block.tag in ("body", "html"):
        block.insert(0, heading)
    else:
        block.addprevious(heading)


def _first_line(block: Any) -> Any:
    """Return the first heading, paragraph or the like with text in a block, or else in what follows it, or None."""
    while block is not None and not _has_text(block):
        if (block.tail or "").strip():
            return None
        following = block.getnext()
        if following is None:
            parent = block.getparent()
            following = parent.getnext() if parent is not None else None
        block = following
    if block is None:
        return None
    for line in block.iter(*_LINES):
        if _has_text(line):
            return line
    return None


def _has_text(element: Any) -> bool:
    return any(text.strip() for text in element.itertext())


def _beginning(line: Any) -> str:
    """Return the text of a line as far as it can be a title."""
    text = ""
    for piece in line.itertext():
        text += piece[:MAX_TITLE_CHARACTERS]
        if len(text) >= MAX_TITLE_CHARACTERS:
            break
    return text


def _is_title(line: Any, title: str) -> bool:
    """Return whether a line says what a title says: a heading a part of it, any other line all of it."""
    said = _words(_BREAK.sub("", _beginning(line)))
    wanted = _words(title)
    if line.tag in HEADING_TAGS:
        return said in wanted or wanted in said
    return said == wanted and line.tag in ("p", "dt", "li")


def _with_first_title(blocks: list[Block], title: str) -> list[Block]:
    """Return the blocks of a file under its title in the table of contents, if it has one."""
    if not blocks or not title:
        return blocks
    first = blocks[0]
    if first.kind == "heading" and first.level == 1:
        return blocks
    if first.kind == "heading" and first.text.casefold() in title.casefold():
        blocks = blocks[1:]
    return [Block("heading", title, 1), *blocks]


def _words(text: str) -> str:
    return words_of(tidy(text))


def last_page(blocks: Iterable[Block]) -> str:
    """Return the printed page on which blocks end, or ""."""
    page = ""
    for block in blocks:
        page = block.page.rpartition("–")[2]
    return page
