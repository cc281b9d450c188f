"""A page of a document with the quotation and the passage marked, or a part of a text without pages."""

from bisect import bisect_right

from assistant.notes import title_end
from assistant.reading.model import PageView, Span
from assistant.show import find_passage, pages_to_show, with_surroundings
from corpus.citing.short_citation import short_citation
from corpus.errors import InputError, UnknownKey
from corpus.model import Document, Filter, Locator, Passage, Reference, Source
from corpus.store.corpus import Corpus
from corpus.works.doubts import uncertain

MAX_DISTANCE_CHARACTERS = 6_000
"""How far a quotation may be from the passage that it was found with. Up to three passages of about 1,000 characters
are merged for an answer; a long row makes one longer."""


def page_view(
    corpus: Corpus,
    target: str,
    page: int | None = None,
    source: str | None = None,
    quote: Span | None = None,
) -> PageView:
    """Return the text of a page of a work, or of the page of a passage, with what to mark in it.

    Where it is on the picture of the page is added by `assistant.reading.layout`.

    Args:
        corpus: the library.
        target: the key of a work, or the beginning of the id of a passage.
        page: the page, section or second; None for the page on which the quotation begins, or the first page.
        source: the SHA-256 of the text of the work, if it has several.
        quote: start and end of the quotation in the text of the document.

    Raises:
        UnknownKey: there is no such work, passage, text or page, or the work has no text.
        InputError: the document has no such part, or it is far from the passage.
    """
    passage = find_passage(corpus, target)
    if passage is None:
        shown_source = _source_of_work(corpus, target, source)
    else:
        shown_source = corpus.sources([passage.source])[passage.source]
    reference = corpus.reference(shown_source.key)
    return _view(corpus, reference, shown_source, page, passage, quote)


def _source_of_work(corpus: Corpus, key: str, sha256: str | None) -> Source:
    """Return the text of a work: the named one, or else the text that the library shows."""
    reference = corpus.reference(key)
    if sha256 is not None:
        source = corpus.sources([sha256]).get(sha256)
        if source is None or source.key != reference.key:
            raise UnknownKey(f"{reference.key!r} has no text with the hash {sha256[:80]!r}")
        return source
    for holding in corpus.holdings(Filter(keys=(reference.key,))):
        if holding.source is not None:
            return holding.source
    raise UnknownKey(f"the library has only the reference of {reference.key!r}, so there is no page to show")


def _check_quote(quote: Span, passage: Passage | None, document: Document) -> None:
    start, end = quote
    if not 0 <= start < end <= len(document.text):
        raise InputError(f"the document has no part {start}-{end}: it has {len(document.text):,} characters")
    if passage is None:
        return
    distance = max(passage.start - end, start - passage.end)
    if distance > MAX_DISTANCE_CHARACTERS:
        raise InputError(
            f"the quotation {start}-{end} is not near the passage {passage.start}-{passage.end}: both are counted from "
            "the beginning of the document (Evidence.quote_span)"
        )


def _view(
    corpus: Corpus, reference: Reference, source: Source, page: int | None, passage: Passage | None, quote: Span | None
) -> PageView:
    document = corpus.document(source.sha256)
    if quote is not None:
        _check_quote(quote, passage, document)
    number = page if page is not None else _first_page(document, passage, quote)
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
    whole = _whole_passage(passage, quote)
    return PageView(
        reference=reference,
        source=source,
        locator=locator,
        citation=short_citation(reference, locator, source.kind),
        text=document.text[start:end],
        quote_spans=_inside(quote, start, end),
        passage_spans=_inside(whole, start, end),
        page_count=len(document.pages) if is_paged else 0,
        previous=document.pages[first - 1].locator.index if first > 0 else None,
        next=document.pages[last + 1].locator.index if last + 1 < len(document.pages) else None,
        passage=passage,
        turns=_turns(document, first, last, start),
        quote_pages=_pages_of(document, quote) if is_paged else (),
        notices=reference.notices,
        uncertain=uncertain(reference),
    )


def _turns(document: Document, first: int, last: int, start: int) -> tuple[tuple[int, Locator], ...]:
    """Return where the parts of a recording begin in a text that begins at `start`, with their times and speakers."""
    if document.pages[first].locator.kind != "seconds":
        return ()
    turns = []
    for number in range(first, last + 1):
        turns.append((document.starts[number] - start, document.pages[number].locator))
    return tuple(turns)


def _whole_passage(passage: Passage | None, quote: Span | None) -> Span | None:
    """Return start and end of a passage. It was merged with its neighbours for an answer if the quote is in one."""
    if passage is None:
        return None
    if quote is None:
        return passage.start, passage.end
    return min(passage.start, quote[0]), max(passage.end, quote[1])


def _first_page(document: Document, passage: Passage | None, quote: Span | None) -> int:
    if quote is not None:
        return document.locate(quote[0]).index
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
