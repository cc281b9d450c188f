"""The text of a passage, of some pages or of a whole work, page by page, as a program reads it.

`show` marks a passage on its page for a person. An excerpt has exactly what was asked for, and a citation of each page.
"""

from bisect import bisect_right
from dataclasses import dataclass

from assistant.notes import title_end
from assistant.show import find_passage, unknown_page
from corpus.citing.short_citation import short_citation
from corpus.errors import InputError, UnknownKey
from corpus.model import Document, Filter, Locator, Passage, Reference, Source
from corpus.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Part:
    """The text of a page, or of its counterpart in a document without pages, and how to cite it."""

    locator: Locator
    citation: str
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text from one document.

    Attributes:
        reference: the work.
        source: the document.
        passage: the passage that was asked for; None if pages or a work were asked for.
        parts: the text, page by page. A page without text has an empty part.
        pages: how many pages, or counterparts of pages, the whole document has.
        url: opens the stored original at the first part.
    """

    reference: Reference
    source: Source
    passage: Passage | None
    parts: tuple[Part, ...]
    pages: int
    url: str


def excerpt(corpus: Corpus, target: str, first: int | None = None, last: int | None = None) -> Excerpt:
    """Return the text of a passage, by the beginning of its id, or of a work, by its key.

    Args:
        corpus: the library.
        target: the id or key.
        first: the first physical page, section or second. None: the passage itself, or the whole work.
        last: the last one; None for the first.

    Raises:
        InputError: the last page is before the first one.
        UnknownKey: there is no such passage, work or page, or the library has no text of the work.
    """
    passage = find_passage(corpus, target)
    reference, source = _source(corpus, target, passage)
    document = corpus.document(source.sha256)
    start, end = 0, len(document.text)
    if first is not None:
        start, end = _span_of_pages(document, first, first if last is None else last, reference.key)
        passage = None
    elif passage is not None:
        start, end = passage.start, passage.end
    if source.kind == "note":
        start = max(start, title_end(document.text))
    parts = []
    for page, page_start in zip(document.pages, document.starts, strict=True):
        page_end = page_start + len(page.text)
        if page_start < end and page_end >= start:
            text = document.text[max(start, page_start) : min(end, page_end)]
            parts.append(Part(page.locator, short_citation(reference, page.locator, source.kind), text))
    url = corpus.link(source, parts[0].locator if parts else None)
    return Excerpt(reference, source, passage, tuple(parts), len(document.pages), url)


def _source(corpus: Corpus, target: str, passage: Passage | None) -> tuple[Reference, Source]:
    """Return the work and the document of a passage, or of a key."""
    if passage is not None:
        source = corpus.sources([passage.source])[passage.source]
        return corpus.reference(source.key), source
    text = corpus.texts(Filter(keys=(target,)))[0]
    if text.source is None:
        from assistant.bringing import way_to_bring  # here, because it loads what knows web addresses

        raise UnknownKey(
            f"the library has only the reference of {text.reference.key!r}, not its text. To bring the text:"
            f" {way_to_bring(text.reference)}"
        )
    return text.reference, text.source


def _span_of_pages(document: Document, first: int, last: int, key: str) -> tuple[int, int]:
    """Return where a range of pages begins and ends in the text. A second belongs to the page that began last.

    Raises:
        InputError: the last page is before the first one.
        UnknownKey: the document does not have the first or the last page.
    """
    if last < first:
        raise InputError(f"the last page, {last}, is before the first one, {first}")
    numbers = [page.locator.index for page in document.pages]
    kind = document.pages[0].locator.kind
    for number in (first, last):
        if number < numbers[0] or (number > numbers[-1] and kind != "seconds"):
            raise unknown_page(document, number, key)
    first_position = bisect_right(numbers, first) - 1
    last_position = bisect_right(numbers, last) - 1
    end = document.starts[last_position] + len(document.pages[last_position].text)
    return document.starts[first_position], end
