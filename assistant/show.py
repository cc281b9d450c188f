"""The text that `show` shows: a passage on its page, a page, or a work and its outline.

A recording has seconds instead of pages, and a text without pages has sections or paragraphs. Each is shown together
with its surroundings.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace

from assistant.notes import title_end
from corpus.citing.short_citation import author_year, format_place, short_citation
from corpus.errors import LibraryDamaged, UnknownKey
from corpus.model import Document, Filter, Holding, Notice, Passage, Reference, Source
from corpus.store.corpus import Corpus
from corpus.works.doubts import uncertain
from corpus.works.edit import editable_fields

MAX_CONTEXT_CHARACTERS = 1_500
"""Characters of a text without pages that are shown together: most of a screen."""

_HEXADECIMAL = set("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class View:
    """Text to read and where it is from.

    `spans` are to be marked in `text`. `url` opens the document at that place. `notices` were announced about the work.
    `uncertain` are the parts of its reference that may be wrong, by their plain names. `source` is the document itself,
    and `page` the number of the page in its file, if it has pages. If only a summary by this library or a reference is
    held, `to_bring` says how to bring the document, and `address` is where it is on the web; both may be "".
    """

    title: str
    citation: str
    text: str
    spans: tuple[tuple[int, int], ...]
    file: str | None
    url: str
    notices: tuple[Notice, ...] = ()
    uncertain: tuple[str, ...] = ()
    to_bring: str = ""
    source: Source | None = None
    page: int | None = None
    address: str = ""


def view(corpus: Corpus, target: str, page: int | None) -> View:
    """Return what to show of a passage, by the beginning of its id, or of a work, by its key.

    Args:
        corpus: the library.
        target: the id or key.
        page: the page, section or second to show; None for the passage's own, or for an overview of the work.

    Raises:
        UnknownKey: there is no such passage or work, or the work has no such page.
    """
    passage = find_passage(corpus, target)
    if passage is not None:
        holding = _holding_of_passage(corpus, passage)
        shown = _page_view(corpus, holding, page or passage.first.index, passage)
    else:
        holding = next(iter(corpus.holdings(Filter(keys=(target,)))))
        if page is None:
            shown = _work_view(corpus, holding)
        else:
            shown = _page_view(corpus, holding, page, None)
    if holding.source is None or holding.source.kind == "note":
        address = web_address(holding.reference)
        return replace(shown, to_bring=_way_to_bring(holding.reference), address=address)
    return shown


def _way_to_bring(reference: Reference) -> str:
    from assistant.bringing import way_to_bring  # here, because it loads what knows web addresses

    return way_to_bring(reference)


def find_passage(corpus: Corpus, target: str) -> Passage | None:
    """Return the passage whose id begins with `target`; None if `target` is the key of a work.

    Raises:
        UnknownKey: there is no such passage or work.
    """
    if corpus.resolve(target):
        return None
    try:
        return corpus.find_passage(target)
    except UnknownKey:
        if set(target) - _HEXADECIMAL:  # not an id: this raises an error that names similar keys
            corpus.reference(target)
        raise


def _holding_of_passage(corpus: Corpus, passage: Passage) -> Holding:
    source = corpus.sources([passage.source]).get(passage.source)
    of_work = corpus.holdings(Filter(keys=(source.key,))) if source else []
    for holding in of_work:
        if holding.source and holding.source.sha256 == passage.source:
            return holding
    raise LibraryDamaged(f"passage {passage.handle} belongs to no work: restore the library from a copy")


# --- a page ------------------------------------------------------------------------------------------------------


def _page_view(corpus: Corpus, holding: Holding, number: int, passage: Passage | None) -> View:
    """Return a page with the part of the passage on it marked. If the passage goes on, its other pages follow."""
    reference, source = holding.reference, holding.source
    if source is None:
        raise UnknownKey(
            f"the library has only the reference of {reference.key!r}, so there is no page to show."
            f" To bring the document: {_way_to_bring(reference)}"
        )
    document = corpus.document(source.sha256)
    first, last = pages_to_show(document, number, passage, reference.key)
    locator = document.pages[first].locator
    if locator.kind != "page":
        first, last = with_surroundings(document, first, last)
    start = document.starts[first]
    if source.kind == "note":
        start += title_end(document.text)
    end = document.starts[last] + len(document.pages[last].text)
    spans = _marked(passage, start, end)
    citation = short_citation(reference, locator, source.kind)
    link = corpus.link(source, locator)
    text = document.text[start:end]
    page = locator.index if locator.kind == "page" else None
    return View(
        reference.title,
        citation,
        text,
        spans,
        source.name,
        link,
        reference.notices,
        uncertain(reference),
        source=source,
        page=page,
    )


def pages_to_show(document: Document, number: int, passage: Passage | None, key: str) -> tuple[int, int]:
    """Return the indexes of the first and last page to show.

    A second of a recording belongs to the page that began last.
    """
    numbers = [page.locator.index for page in document.pages]
    kind = document.pages[0].locator.kind
    if kind != "seconds" and number not in numbers:
        raise unknown_page(document, number, key)
    first = max(bisect_right(numbers, number) - 1, 0)
    if passage is not None and passage.first.index <= number < passage.last.index:
        return first, numbers.index(passage.last.index)
    return first, first


def unknown_page(document: Document, number: int, key: str) -> UnknownKey:
    """Return the error for a page, section or second that the document of a work does not have."""
    first, last = document.pages[0].locator, document.pages[-1].locator
    kind = first.kind
    others = f"only {kind} {first.index}"
    if len(document.pages) > 1:
        others = f"{kind}s {first.index} to {last.index}"
    return UnknownKey(f"{key!r} has no {kind} {number}. It has {others}")


def _marked(passage: Passage | None, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the part of a passage in the text from `start` to `end`, as offsets in that text."""
    if passage is None or passage.start >= end or passage.end <= start:
        return ()
    return ((max(passage.start, start) - start, min(passage.end, end) - start),)


def with_surroundings(document: Document, first: int, last: int) -> tuple[int, int]:
    """Extend a range of pages by the next and the previous one in turn, while there is room."""
    sizes = [len(page.text) for page in document.pages]
    room = MAX_CONTEXT_CHARACTERS - sum(sizes[first : last + 1])
    while room > 0 and (first > 0 or last + 1 < len(sizes)):
        if last + 1 < len(sizes):
            last += 1
            room -= sizes[last]
        if first > 0 and room > 0:
            first -= 1
            room -= sizes[first]
    return first, last


# --- a work ------------------------------------------------------------------------------------------------------


def _work_view(corpus: Corpus, holding: Holding) -> View:
    """Return a work: its outline with pages, or its note, or its record if there is no text."""
    reference, source = holding.reference, holding.source
    if source is None:
        text = _record(reference)
        url = web_address(reference)
        return View(
            reference.title, author_year(reference), text, (), None, url, reference.notices, uncertain(reference)
        )
    document = corpus.document(source.sha256)
    citation = short_citation(reference, document.pages[0].locator, source.kind)
    if source.kind == "note":
        text = document.text[title_end(document.text) :]
    else:
        text = _outline(corpus, document, holding)
    link = corpus.link(source)
    return View(
        reference.title,
        citation,
        text,
        (),
        source.name,
        link,
        reference.notices,
        uncertain(reference),
        source=source,
    )


def _record(reference: Reference) -> str:
    """Return the fields of a work without text, and how to add its text."""
    lines = []
    for name, value in [("key", reference.key), *editable_fields(reference)]:
        lines.append(f"{name:17} {' '.join(value.split())}")
    lines.append("")
    lines.append(
        f"The library has only this reference. To add a file that you have: evidence add FILE --key {reference.key}"
    )
    return "\n".join(lines)


def web_address(reference: Reference) -> str:
    """Return the web address of a work, or the address of its DOI; empty if it has neither.

    A record may hold anything, so only http addresses are returned.
    """
    url = str(reference.csl.get("URL", ""))
    if url.startswith(("http://", "https://")):
        return url
    doi = str(reference.csl.get("DOI", ""))
    return f"https://doi.org/{doi}" if doi else ""


def _earlier_texts(corpus: Corpus, key: str) -> list[str]:
    """Return the earlier texts of a work, each with the command that brings it back."""
    lines = []
    for number, version in enumerate(corpus.versions(key), start=1):
        option = f" --number {number}" if number > 1 else ""
        lines.append(f"{version.name} was replaced on {version.day}; evidence restore {key}{option} brings it back")
    return lines


def _outline(corpus: Corpus, document: Document, holding: Holding) -> str:
    """Return the size of a work, how to show a part of it, where it was fetched from, and its headings."""
    lines = [f"{holding.status}, {_size_and_hint(document, holding.reference.key)}"]
    if holding.source and holding.source.origin.startswith(("https://", "http://")):
        lines.append(f"fetched from {holding.source.origin}")
    lines += _earlier_texts(corpus, holding.reference.key)
    for heading in document.headings:
        locator = document.pages[bisect_right(document.starts, heading.start) - 1].locator
        place = str(locator.index) if locator.kind == "section" else format_place(locator)
        indent = "  " * heading.level
        lines.append(f"{indent}{' '.join(heading.text.split())}  {place}")
    return "\n".join(lines)


def _size_and_hint(document: Document, key: str) -> str:
    size = len(document.pages)
    last = document.pages[-1].locator
    command = f"evidence show {key} -p"
    if last.kind == "page":
        return f"{size} pages; {command} N shows a page"
    if last.kind == "section":
        return f"{size} sections and paragraphs; {command} N shows one of them"
    end = format_place(replace(last, label=None))
    return f"to {end}; {command} SECOND shows what is said at that second"
