"""What `show` shows: a passage in its page, a page, or a work and its outline."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.cite import author_year, cite, locate
from corpus.errors import UnknownKey
from corpus.model import Document, Filter, Holding, Passage, Reference
from corpus.store import Corpus


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
    if number not in numbers:
        raise UnknownKey(f"{holding.reference.key!r} has no page {number}: it has {numbers[0]} to {numbers[-1]}")
    first = last = numbers.index(number)
    if passage is not None and passage.last.index > number >= passage.first.index:
        last = numbers.index(passage.last.index)
    start = document.starts[first]
    end = document.starts[last] + len(document.pages[last].text)
    spans: tuple[tuple[int, int], ...] = ()
    if passage is not None and passage.start < end and passage.end > start:
        spans = ((max(passage.start, start) - start, min(passage.end, end) - start),)
    locator = document.pages[first].locator
    citation = cite(holding.reference, locator, source.kind)
    link = corpus.link(source, locator)
    return View(holding.reference.title, citation, document.text[start:end], spans, source.name, link)


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
    csl = reference.csl
    people = {role: "; ".join(map(_name, csl.get(role, ()))) for role in ("author", "editor")}
    series = " ".join(str(csl[field]) for field in ("collection-title", "collection-number") if csl.get(field))
    rows = {
        "key": reference.key,
        "by": people["author"],
        "edited by": people["editor"],
        "year": str(reference.year or "n.d."),
        "in": str(csl.get("container-title", "")),
        "series": series,
        "publisher": str(csl.get("publisher", "")),
        "DOI": str(csl.get("DOI", "")),
        "kind": f"{reference.kind}, {reference.design}{' (a guess)' if reference.guessed else ''}",
    }
    lines = [f"{name:10} {' '.join(value.split())}" for name, value in rows.items() if value]
    add = f"Only the reference is in this library. To add its text: evidence add FILE --key {reference.key}"
    return "\n".join([*lines, "", add])


def _name(person: Mapping[str, str]) -> str:
    """`Ludwig van Beethoven`; a body's name whole."""
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return person.get("literal") or " ".join(person[part] for part in parts if person.get(part))


def _address(reference: Reference) -> str:
    """The web address of a work, by its DOI where it has no other; a record may hold anything, so nothing else."""
    url, doi = (str(reference.csl.get(field, "")) for field in ("URL", "DOI"))
    return url if url.startswith(("http://", "https://")) else f"https://doi.org/{doi}" if doi else ""


def _outline(document: Document, holding: Holding) -> str:
    lines = [f"{holding.status}, {len(document.pages)} pages; evidence show {holding.reference.key} -p N shows one"]
    if holding.source and "://" in holding.source.origin:
        lines.append(f"fetched from {holding.source.origin}")
    for heading in document.headings:
        page = document.pages[bisect_right(document.starts, heading.start) - 1].locator
        lines.append(f"{'  ' * heading.level}{' '.join(heading.text.split())}  {locate(page)}")
    return "\n".join(lines)
