"""A page of a document with the quotation and the passage marked, or a part of a text without pages."""

from bisect import bisect_right

from assistant.notes import title_end
from assistant.reading.model import PageView, Span
from assistant.show import find_passage, pages_to_show, with_surroundings
from corpus.citing.short_citation import short_citation
from corpus.errors import InputError, UnknownKey
from corpus.model import Document, Filter, Passage, Reference, Source
from corpus.store.corpus import Corpus
from corpus.works.doubts import uncertain


def page_view(
    corpus: Corpus, target: str, page: int | None = None, source: str | None = None, quote: Span | None = None
) -> PageView:
    """Return a page of a work, or the page of a passage, with what to mark.

    Args:
        corpus: the library.
        target: the key of a work, or the beginning of the id of a passage.
        page: the page, section or second; None for the page on which the quotation begins, or the first page.
        source: the SHA-256 of the text of the work, if it has several.
        quote: start and end of the quotation in the text of the passage.

    Raises:
        UnknownKey: there is no such work, passage, text or page, or the work has no text.
        InputError: the quotation is outside the passage, or there is no passage.
    """
    passage = find_passage(corpus, target)
    if passage is None:
        shown_source = _source_of_work(corpus, target, source)
    else:
        shown_source = corpus.sources()[passage.source]
    if quote is not None:
        _check_quote(quote, passage)
    reference = corpus.reference(shown_source.key)
    return _view(corpus, reference, shown_source, page, passage, quote)


def _source_of_work(corpus: Corpus, key: str, sha256: str | None) -> Source:
    """Return the text of a work: the one that is named, or the text that the library shows."""
    reference = corpus.reference(key)
    if sha256 is not None:
        source = corpus.sources().get(sha256)
        if source is None or source.key != reference.key:
            raise UnknownKey(f"{reference.key!r} has no text with the hash {sha256[:80]!r}")
        return source
    for holding in corpus.holdings(Filter(keys=(reference.key,))):
        if holding.source is not None:
            return holding.source
    raise UnknownKey(f"the library has only the reference of {reference.key!r}, so there is no page to show")


def _check_quote(quote: Span, passage: Passage | None) -> None:
    if passage is None:
        raise InputError("a quotation is a part of a passage: name the passage, and not the work")
    start, end = quote
    if not 0 <= start < end <= len(passage.text):
        raise InputError(f"the quotation {start}-{end} is outside the passage, which has {len(passage.text)} letters")


def _view(
    corpus: Corpus, reference: Reference, source: Source, page: int | None, passage: Passage | None, quote: Span | None
) -> PageView:
    document = corpus.document(source.sha256)
    quoted = None
    if passage is not None and quote is not None:
        quoted = passage.start + quote[0], passage.start + quote[1]
    number = page if page is not None else _first_page(document, passage, quoted)
    first, _ = pages_to_show(document, number, None, reference.key)
    last = first
    locator = document.pages[first].locator
    is_paged = locator.kind == "page"
    if not is_paged:
        first, last = with_surroundings(document, first, last)
    start = document.starts[first]
    if source.kind == "note":
        start += title_end(document.text)
    end = document.starts[last] + len(document.pages[last].text)
    whole = (passage.start, passage.end) if passage else None
    return PageView(
        reference=reference,
        source=source,
        locator=locator,
        citation=short_citation(reference, locator, source.kind),
        text=document.text[start:end],
        quote_spans=_inside(quoted, start, end),
        passage_spans=_inside(whole, start, end),
        page_count=len(document.pages) if is_paged else 0,
        previous=document.pages[first - 1].locator.index if first > 0 else None,
        next=document.pages[last + 1].locator.index if last + 1 < len(document.pages) else None,
        passage=passage,
        quote_pages=_pages_of(document, quoted) if is_paged else (),
        notices=reference.notices,
        uncertain=uncertain(reference),
    )


def _first_page(document: Document, passage: Passage | None, quoted: Span | None) -> int:
    if quoted is not None:
        return document.locate(quoted[0]).index
    if passage is not None:
        return passage.first.index
    return document.pages[0].locator.index


def _inside(span: Span | None, start: int, end: int) -> tuple[Span, ...]:
    """Return the part of a span of the document in the text from `start` to `end`, as offsets in that text."""
    if span is None or span[0] >= end or span[1] <= start:
        return ()
    return ((max(span[0], start) - start, min(span[1], end) - start),)


def _pages_of(document: Document, span: Span | None) -> tuple[int, ...]:
    """Return the physical numbers of the pages that a span of the document is on."""
    if span is None:
        return ()
    first = bisect_right(document.starts, span[0]) - 1
    last = bisect_right(document.starts, span[1] - 1) - 1
    return tuple(page.locator.index for page in document.pages[first : last + 1])
