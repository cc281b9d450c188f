"""The main text of a page, without menus, advertisements and the rest. trafilatura finds it.

https://aclanthology.org/2021.acl-demo.15

The tree is made ready first, because trafilatura loses text that a reader sees: dates in `time`, words in the middle
of a sentence whose class looks like a menu's, text that is in no paragraph, captions and lists in cells.
"""

import logging
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from corpus.reading.displayed import show
from corpus.reading.page_blocks import CAPTION, HEADING_TAGS, is_block, is_second_break, page_blocks, roles
from corpus.reading.sections import Block

MIN_LOOSE_CHARACTERS = 80
"""Characters of text outside links that are a paragraph if they are in a box without one. Chosen: a sentence. Menus and
dates have fewer."""

MIN_ARTICLE_SHARE = 0.95
"""Share of the characters of a page's paragraphs that are in its main box. Chosen: menus and feet have few."""

_PREFORMATTED = "\ue001"
"""A private character. Text that begins with it keeps its lines."""

_INLINE_TAGS = tuple(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark meter nobr output ruby samp small"
    " span strong sub sup time tt u var".split()
)
_TEXT_TAGS = frozenset("blockquote caption dd dt figcaption h1 h2 h3 h4 h5 h6 li p summary td th".split())
_WORD = re.compile(r"[^\W_]+")
_BOX_TAGS = ("article", "body", "center", "div", "main", "section")
_FOOTNOTES = frozenset("doc-footnote doc-endnote doc-endnotes footnote footnotes endnotes".split())
_TAGS = {"list": "ul", "item": "li", "row": "tr", "cell": "td", "lb": "br", "quote": "blockquote"}
"""trafilatura's names of elements, and the names in HTML."""


@dataclass(frozen=True, slots=True)
class MainText:
    """What trafilatura finds in a page."""

    title: str
    blocks: list[Block]
    metadata: dict[str, str]


def main_text(tree: Any, address: str) -> MainText:
    """Return the main text of a page. `address` is its address if it does not name one."""
    from trafilatura import bare_extraction
    from trafilatura.metadata import extract_metadata

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every oddity of every page
    # A date that is only somewhere in the text is another date; `frontmatter` knows better where to look.
    dates = {"original_date": True, "extensive_search": False}
    said = extract_metadata(tree, default_url=address or None, date_config=dates)
    fields = {"title": said.title, "author": said.author, "created": said.date, "url": said.url, "site": said.sitename}
    metadata = {name: value for name, value in fields.items() if value}
    show(tree)
    _make_ready(tree)
    found: Any = bare_extraction(tree, url=said.url, include_comments=False)
    if found is None:
        return MainText(said.title or "", [], metadata)
    _name_as_html(found.body)
    return MainText(said.title or "", list(page_blocks(found.body)), metadata)


# --- before trafilatura -----------------------------------------------------------------------------------------------


def _make_ready(tree: Any) -> None:
    """Change the tree of a page so that trafilatura keeps what is displayed in its main text."""
    from trafilatura.xpaths import BODY_XPATH

    for element in list(tree.iter(*_INLINE_TAGS)):
        if _is_in_text(element):
            _make_plain(element)
    for box in tree.iter("section", "div"):
        if box.get("id") and _is_named_section(box):
            del box.attrib["id"]
    for figure in tree.iter("figure"):
        _open_figure(figure)
    _make_tables_ready(tree)
    _make_notes_ready(tree)
    _make_paragraphs(tree)
    if not any(find_box(tree) for find_box in BODY_XPATH):
        _name_article(tree)


def _make_notes_ready(tree: Any) -> None:
    """Make boxes of notes, which are not beside the text, and mark text that keeps its lines."""
    for aside in tree.iter("aside"):
        if not _FOOTNOTES.isdisjoint(roles(aside)):
            aside.tag = "div"
    for preformatted in tree.iter("pre"):
        preformatted.text = _PREFORMATTED + (preformatted.text or "")


def _make_paragraphs(tree: Any) -> None:
    """Make paragraphs of text that two line breaks part, and of text that is in a box without a paragraph."""
    for paragraph in list(tree.iter("p")):
        if any(is_second_break(child) for child in paragraph.iterchildren("br")):
            paragraph.tag = "div"
            _wrap_runs(paragraph)
    for box in list(tree.iter(*_BOX_TAGS)):
        if _count_loose(box) >= MIN_LOOSE_CHARACTERS:
            _wrap_runs(box)


def _make_tables_ready(tree: Any) -> None:
    """Mark the captions of tables, and make boxes of lists in cells."""
    for caption in list(tree.iter("caption")):
        text = "".join(caption.itertext())
        caption.clear(keep_tail=True)
        caption.text = CAPTION + text
    for cell in tree.iter("td", "th"):
        for part in cell.iterdescendants("ul", "ol", "dl", "li", "dt", "dd"):
            is_box = part.tag in ("ul", "ol", "dl") or _has_block(part)
            part.tag = "div" if is_box else "p"


def _is_in_text(element: Any) -> bool:
    """Return whether an element is in a line of a paragraph, a heading, an item or a cell."""
    for outer in element.iterancestors():
        if outer.tag not in _INLINE_TAGS:
            return outer.tag in _TEXT_TAGS
    return False


def _make_plain(element: Any) -> None:
    """Remove what trafilatura could take for the sign of a menu, an advertisement or a date."""
    address = element.get("href")
    element.attrib.clear()
    if element.tag == "a":
        element.set("href", address or "")
    else:
        element.tag = "span"


def _is_named_section(box: Any) -> bool:
    """Return whether the id of a box is its heading, and it has a text: "related-work" is not a list of links there."""
    heading = next(box.iter(*HEADING_TAGS), None)
    if heading is None:
        return False
    title = _WORD.findall("".join(heading.itertext()).casefold())
    name = _WORD.findall(box.get("id").casefold())
    number = title[: len(title) - len(name)]
    if title[len(number) :] != name or not all(map(str.isdecimal, number)):
        return False
    characters = sum(len("".join(paragraph.itertext())) for paragraph in box.iter("p"))
    in_links = sum(len("".join(link.itertext())) for link in box.iter("a"))
    return characters - in_links >= MIN_LOOSE_CHARACTERS


def _has_block(element: Any) -> bool:
    """Return whether a child of an element is a block."""
    return any(is_block(child) for child in element.iterchildren("*"))


def _open_figure(figure: Any) -> None:
    """Make a figure a box. Its caption becomes the caption of its table, or else a paragraph."""
    figure.tag = "div"
    table: Any = next(figure.iterdescendants("table"), None)
    for caption in list(figure.iterdescendants("figcaption")):
        is_beside = table is not None and caption not in table.iterancestors("figcaption")
        if is_beside and table.find("caption") is None:
            caption.tag = "caption"
            tail, caption.tail = caption.tail, None
            caption.addnext(caption.makeelement("span"))
            caption.getnext().text = tail
            table.insert(0, caption)
        else:
            caption.tag = "div" if _has_block(caption) else "p"


def _name_article(tree: Any) -> None:
    """Make an article of the smallest box with most of the paragraphs of a page that does not name its main box.

    trafilatura takes only the paragraphs of such a page, without headings and lists.
    """
    characters: Counter[Any] = Counter()
    for paragraph in tree.iter("p", "pre", "blockquote", "dd"):
        length = sum(map(len, paragraph.itertext()))
        characters.update(dict.fromkeys(paragraph.iterancestors(), length))
    body = tree.find("body")
    if not characters[body]:
        return
    box = _smallest_box(body, characters, MIN_ARTICLE_SHARE * characters[body])
    if box is body:
        article = box.makeelement("article")
        article.text, box.text = box.text, None
        article.extend(list(box))
        box.append(article)
    else:
        box.attrib.clear()
        box.tag = "article"


def _smallest_box(box: Any, characters: Counter[Any], min_characters: float) -> Any:
    """Return the innermost box, or the given one, that has so many characters."""
    inner = box
    while inner is not None:
        box = inner
        boxes = box.iterchildren("form", *_BOX_TAGS)
        inner = next((child for child in boxes if characters[child] >= min_characters), None)
    return box


def _count_loose(box: Any) -> int:
    """Return the number of characters that are directly in a box and outside links."""
    count = len((box.text or "").strip())
    for child in box.iterchildren("*"):
        count += len((child.tail or "").strip())
        if child.tag in _INLINE_TAGS and child.tag != "a":
            count += sum(len(text.strip()) for text in child.itertext())
    return count


def _wrap_runs(box: Any) -> None:
    """Make a paragraph of each run of text that is directly in a box. Two line breaks end a run."""
    parts: list[Any] = []
    run = box.makeelement("p")
    run.text, box.text = box.text, None
    children = [(child, is_block(child) or is_second_break(child)) for child in box]
    for child, ends_run in children:
        if not ends_run:
            run.append(child)
            continue
        parts.append(run)
        run = box.makeelement("p")
        run.text, child.tail = child.tail, None
        if child.tag != "br":
            parts.append(child)
    parts.append(run)
    box[:] = [part for part in parts if part.tag != "p" or len(part) or (part.text or "").strip()]


# --- after trafilatura ------------------------------------------------------------------------------------------------


def _name_as_html(body: Any) -> None:
    """Give the elements of trafilatura's tree their names in HTML."""
    for element in body.iter("*"):
        if element.tag == "head":
            element.tag = str(element.get("rend", "h2"))
        elif (element.text or "").startswith(_PREFORMATTED):
            element.tag = "pre"
        elif element.tag == "cell" and element.get("role") == "head":
            element.tag = "th"
        elif element.tag in ("list", "item") and element.get("rend", "")[:2] in ("dl", "dt", "dd"):
            element.tag = element.get("rend")[:2]
        elif element.tag in _TAGS:
            element.tag = _TAGS[element.tag]
