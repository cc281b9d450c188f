"""What `show` shows: a passage in its page, a page, or a work and its outline.

A recording has seconds for pages and a text without pages sections or paragraphs: those are shown with what stands
around them.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace

from corpus.citing.short_citation import author_year, cite, locate
from corpus.errors import UnknownKey
from corpus.model import Document, Filter, Holding, Passage, Reference
from corpus.store.corpus import Corpus
from corpus.works.edit import fields

AROUND = 1_500
"""Characters of a text without pages that are shown together: most of a screen."""


@dataclass(frozen=True, slots=True)
class View:
    """Text to read and where it stands. `spans` are to be marked in `text`; `url` opens the document there."""

    title: str
    citation: str
    text: str
    spans: tuple[tuple[int, int], ...]
    file: str | None
    url: str


def view(corpus: Corpus, target: str, page: int | None) -> View:
    """Gives what there is to see of a passage, by the beginning of its id, or of a work, by its key.

    Raises:
        UnknownKey: there is no such passage or work, or the work has no such page.
    """
    passage = find(corpus, target)
    if passage is not None:
        return _page(corpus, _holding(corpus, passage), page or passage.first.index, passage)
    holding = next(h for h in corpus.holdings(Filter(keys=(target,))))
    if page is not None:
        return _page(corpus, holding, page, None)
    return _work(corpus, holding)


def find(corpus: Corpus, target: str) -> Passage | None:
    """Gives the passage whose id begins so; None where it is a work that has this key.

    Raises:
        UnknownKey: there is neither.
    """
    if target in corpus.references():
        return None
    try:
        return corpus.find_passage(target)
    except UnknownKey:
        if set(target) - set("0123456789abcdef"):
            corpus.reference(target)  # names the keys that begin alike
        raise


def _holding(corpus: Corpus, passage: Passage) -> Holding:
    return next(h for h in corpus.holdings() if h.source and h.source.sha256 == passage.source)


def _page(corpus: Corpus, holding: Holding, number: int, passage: Passage | None) -> View:
    """A page, with the part of the passage that stands on it marked; the passage's last pages follow."""
    source = holding.source
    if source is None:
        raise UnknownKey(f"the library holds only the reference of {holding.reference.key!r}, no page of it")
    document = corpus.document(source.sha256)
    numbers = [p.locator.index for p in document.pages]
    kind = document.pages[0].locator.kind
    if kind != "seconds" and number not in numbers:
        raise UnknownKey(f"{holding.reference.key!r} has no {kind} {number}: it has {numbers[0]} to {numbers[-1]}")
    first = last = max(bisect_right(numbers, number) - 1, 0)  # at a second, what began last
    locator = document.pages[first].locator
    if passage is not None and passage.last.index > number >= passage.first.index:
        last = numbers.index(passage.last.index)
    if kind != "page":
        first, last = _around(document, first, last)
    start = document.starts[first]
    end = document.starts[last] + len(document.pages[last].text)
    spans: tuple[tuple[int, int], ...] = ()
    if passage is not None and passage.start < end and passage.end > start:
        spans = ((max(passage.start, start) - start, min(passage.end, end) - start),)
    citation = cite(holding.reference, locator, source.kind)
    link = corpus.link(source, locator)
    return View(holding.reference.title, citation, document.text[start:end], spans, source.name, link)


def _around(document: Document, first: int, last: int) -> tuple[int, int]:
    """Widens a stretch of pages by one after it and one before it, in turn, while there is room."""
    sizes = [len(page.text) for page in document.pages]
    room = AROUND - sum(sizes[first : last + 1])
    while room > 0 and (first > 0 or last + 1 < len(sizes)):
        if last + 1 < len(sizes):
            last += 1
            room -= sizes[last]
        if first > 0 and room > 0:
            first -= 1
            room -= sizes[first]
    return first, last


def _work(corpus: Corpus, holding: Holding) -> View:
    """A work: its note where there is no more, else its outline with pages."""
    reference, source = holding.reference, holding.source
    if source is None:
        return View(reference.title, author_year(reference), _record(reference), (), None, _address(reference))
    document = corpus.document(source.sha256)
    citation = cite(reference, document.pages[0].locator, source.kind)
    text = document.text if source.kind == "note" else _outline(document, holding)
    return View(reference.title, citation, text, (), source.name, corpus.link(source))


def _record(reference: Reference) -> str:
    """What is known of a work of which there is no text, and how its text comes in."""
    rows = [("key", reference.key), *fields(reference)]
    lines = [f"{name:17} {' '.join(value.split())}" for name, value in rows]
    add = f"Only the reference is in this library. To add its text: evidence add FILE --key {reference.key}"
    return "\n".join([*lines, "", add])


def _address(reference: Reference) -> str:
    """The web address of a work, by its DOI where it has no other; a record may hold anything, so nothing else."""
    url, doi = (str(reference.csl.get(field, "")) for field in ("URL", "DOI"))
    return url if url.startswith(("http://", "https://")) else f"https://doi.org/{doi}" if doi else ""


def _outline(document: Document, holding: Holding) -> str:
    show, last = f"evidence show {holding.reference.key} -p", document.pages[-1].locator
    how = {
        "page": f"{len(document.pages)} pages; {show} N shows one",
        "section": f"{len(document.pages)} sections and paragraphs; {show} N shows one",
        "seconds": f"to {locate(replace(last, label=None))}; {show} SECOND shows what is said then",
    }
    lines = [f"{holding.status}, {how[last.kind]}"]
    if holding.source and "://" in holding.source.origin:
        lines.append(f"fetched from {holding.source.origin}")
    for heading in document.headings:
        page = document.pages[bisect_right(document.starts, heading.start) - 1].locator
        place = page.index if page.kind == "section" else locate(page)
        lines.append(f"{'  ' * heading.level}{' '.join(heading.text.split())}  {place}")
    return "\n".join(lines)
