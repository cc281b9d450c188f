"""The table of contents of a book, and its list of the pages of the printed edition.

EPUB 3 has both in the navigation document, EPUB 2 in an NCX file. The other lists in these files are not read:
landmarks name kinds of parts ("Start of Content"), and lists of tables name tables.

    https://www.w3.org/TR/epub-33/#sec-nav, https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from corpus.reading.decoding import tidy
from corpus.reading.displayed import Styles, mark_raised
from corpus.text.raised import without_note_marks, written

MAX_LEVEL = 6
"""Levels of headings in a book."""

MAX_PAGE_LABEL_CHARACTERS = 12
"""Characters of a printed page number: "xxxviii"."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a book: the name of a file, the id of an element in it or "", and what is there.

    `text` is the title of a part, or a page number. `level` is the level of the title, from 1.
    """

    name: str
    id: str
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """Where the parts of a book begin, and the pages of its printed edition."""

    parts: tuple[Place, ...] = ()
    pages: tuple[Place, ...] = ()


def by_name(places: Iterable[Place]) -> dict[str, list[Place]]:
    """Return the places in each file. The first of several at one place is kept; a place without a text is not."""
    first: dict[tuple[str, str], Place] = {}
    for place in places:
        if place.text:
            first.setdefault((place.name, place.id), place)
    grouped: dict[str, list[Place]] = {}
    for place in first.values():
        grouped.setdefault(place.name, []).append(place)
    return grouped


Resolve = Callable[[str], tuple[str, str]]
"""A function that returns the name of the file and the id that an address means."""


def read_navigation(page: Any, resolve: Resolve) -> Contents:
    """Return the contents in a navigation document. Without a type, its first list is the table of contents."""
    mark_raised(page, Styles())
    lists = list(page.iter("nav"))
    typed = {_type(found): found for found in reversed(lists)}
    untyped = typed.get("", page if not lists else None)
    parts = typed.get("toc", untyped)
    pages = typed.get("page-list")
    return Contents(
        tuple(_links(parts, resolve)) if parts is not None else (),
        tuple(_page_labels(_links(pages, resolve))) if pages is not None else (),
    )


def _type(element: Any) -> str:
    """Return the kind of a list of links: "toc", "page-list", another one, or "" if it has none."""
    role = element.get("role", "").removeprefix("doc-").replace("pagelist", "page-list")
    types = f"{element.get('epub:type', '')} {role}".split()
    for known in ("toc", "page-list"):
        if known in types:
            return known
    return " ".join(types)


def _links(element: Any, resolve: Resolve) -> Iterator[Place]:
    for link in element.iter("a"):
        level = sum(1 for _ in link.iterancestors("ol", "ul")) or 1
        name, id = resolve(link.get("href", ""))
        title = without_note_marks(tidy(written("".join(link.itertext()))))
        yield Place(name, id, title, min(level, MAX_LEVEL))


def read_ncx(root: Any, resolve: Resolve) -> Contents:
    """Return the contents in an NCX file."""
    parts: list[Place] = []
    for point in root.iter("{*}navPoint"):
        level = 1 + sum(1 for _ in point.iterancestors("{*}navPoint"))
        parts += _ncx_place(point, min(level, MAX_LEVEL), resolve)
    pages: list[Place] = []
    for target in root.iter("{*}pageTarget"):
        pages += _ncx_place(target, 1, resolve)
    return Contents(tuple(parts), tuple(_page_labels(pages)))


def _ncx_place(element: Any, level: int, resolve: Resolve) -> Iterator[Place]:
    content = element.find("{*}content")
    if content is not None:
        name, id = resolve(content.get("src", ""))
        yield Place(name, id, tidy(element.findtext("{*}navLabel/{*}text") or ""), level)


def _page_labels(places: Iterable[Place]) -> Iterator[Place]:
    """Yield the places with the number of a page alone as text: "12", and not "Page 12"."""
    for place in places:
        label = page_label(place.text)
        if label:
            yield Place(place.name, place.id, label)


def page_label(text: str) -> str:
    """Return the page number in the text of a page break, or ""."""
    words = text.strip(" .[]()").split()
    label = words[-1] if words else ""
    return label if label.isalnum() and len(words) <= 2 and len(label) <= MAX_PAGE_LABEL_CHARACTERS else ""
