"""Baskets of evidence: the quotations that a person keeps, with the places where they are now."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import cite_page
from assistant.model import Citation
from corpus.errors import InputError
from corpus.model import KeptQuote, Passage, Reference, Source
from corpus.store.corpus import Corpus
from corpus.text.quotation import as_quoted
from corpus.text.rows import is_row
from corpus.text.tables import table_head

ItemState = Literal["here", "changed", "no text", "no work"]
"""`here`: the words are in the text. `changed`: the text was read again, and does not have the words any more.
`no text`: the library has the work, and not this text of it. `no work`: it does not have the work either."""

MAX_QUOTE_CHARACTERS = 10_000
"""The size of a quotation, and its distance from the passage that it is found with. Chosen: an answer quotes a sentence
or two, and a person selects a page at most."""

BasketFormat = Literal["markdown", "docx", "html", "rtf", "text", "bibtex", "ris", "csl-json"]


@dataclass(frozen=True, slots=True)
class BasketItem:
    """A kept quotation and where it is now.

    Attributes:
        kept: the quotation as it was added.
        state: whether the text and the work are still in the library.
        reference: the work; None if it is gone.
        citation: the page of the first character, cited as in an answer; None if the words are not in the text now.
        start: the first character of the quotation in the text of the document, as it is now.
        end: the character after its last one.
        passage: the passage that the quotation is in, or begins in; None if the words are not in the text now.
        table_head: the name and column heads of the table that the quotation is a row of, on one line; or "".
    """

    kept: KeptQuote
    state: ItemState
    reference: Reference | None
    citation: Citation | None
    start: int = 0
    end: int = 0
    passage: Passage | None = None
    table_head: str = ""

    @property
    def handle(self) -> str:
        """The name of the item in its basket."""
        return self.kept.handle

    @property
    def quote(self) -> str:
        """The words to quote, on one line, without the marks of notes."""
        return as_quoted(self.kept.words)

    @property
    def place(self) -> str:
        """The work and the place in words: as they are now or, if the words are not in the text now, as they were."""
        return self.citation.text if self.citation else self.kept.citation

    @property
    def is_note(self) -> bool:
        """Whether the words are a summary by this library, and not of the work."""
        return self.citation is not None and self.citation.source.kind == "note"


@dataclass(frozen=True, slots=True)
class Basket:
    """A basket with its items in the order that a person gave them."""

    name: str
    items: tuple[BasketItem, ...]


class Letters:
    """A text without its spaces, and where each of its letters is. Another reading of a page has other spaces."""

    def __init__(self, text: str) -> None:
        self._offsets = [offset for offset, character in enumerate(text) if not character.isspace()]
        self._letters = "".join(text[offset] for offset in self._offsets)

    def find(self, words: str, near: int) -> tuple[int, int] | None:
        """Return where words are in the text, at the place nearest to an offset; None if they are not there."""
        wanted = "".join(words.split())
        old_place = bisect_left(self._offsets, near)
        before = self._letters.rfind(wanted, 0, old_place + len(wanted))
        after = self._letters.find(wanted, old_place)
        places = [place for place in (before, after) if place >= 0]
        if not places:
            return None
        first = min(places, key=lambda place: abs(place - old_place))
        return self._offsets[first], self._offsets[first + len(wanted) - 1] + 1


@dataclass(frozen=True, slots=True)
class AddedQuote:
    """A quotation that was put into a basket: its name there, and whether it was not there before."""

    handle: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class QuotedPart:
    """A part of a document, and where it is: `start` and `end` are in its text. `passage` is near it."""

    reference: Reference
    source: Source
    passage: Passage
    start: int
    end: int
    words: str
    citation: Citation
    table_head: str


def quoted_part(corpus: Corpus, handle: str, span: tuple[int, int] | None) -> QuotedPart:
    """Return a part of a document, or a whole passage, without the spaces at its ends.

    Args:
        corpus: the library.
        handle: the beginning of the id of a passage of the document.
        span: start and end of the part in the text of the document (`Evidence.quote_span`); None for the passage.

    Raises:
        UnknownKey: there is no such passage.
        InputError: the document has no such part near the passage, or the part is too long.
    """
    passage = corpus.find_passage(handle)
    start, end = span or (passage.start, passage.end)
    _check_span(passage, start, end)
    part = corpus.text(passage.source, start, end)
    words = part.strip()
    if not words:
        raise InputError(f"the document has no words from {start} to {end}: quote words")
    start += part.index(words)
    source = corpus.sources([passage.source])[passage.source]
    reference = corpus.references([source.key])[source.key]
    citation = _cite_offset(corpus, reference, source, start)
    head = _table_head(passage, words)
    return QuotedPart(reference, source, passage, start, start + len(words), words, citation, head)


def _check_span(passage: Passage, start: int, end: int) -> None:
    """Do nothing if a quotation can be from `start` to `end`.

    Raises:
        InputError: it is empty or too long, or far from the passage.
    """
    if not 0 <= start < end or end - start > MAX_QUOTE_CHARACTERS:
        raise InputError(f"{start}-{end} is not a quotation: quote 1 to {MAX_QUOTE_CHARACTERS:,} characters")
    distance = max(passage.start - end, start - passage.end)
    if distance > MAX_QUOTE_CHARACTERS:
        raise InputError(
            f"the quotation {start}-{end} is not near the passage {passage.start}-{passage.end}: both are counted from"
            " the beginning of the document"
        )


def kept_quote(part: QuotedPart, note: str) -> KeptQuote:
    """Return a part of a passage as a basket keeps it. The basket sets the day."""
    key, title = part.reference.key, part.reference.title
    return KeptQuote(part.source.sha256, part.start, part.end, part.words, key, title, part.citation.text, note, "")


def open_basket(corpus: Corpus, name: str) -> Basket:
    """Return a basket with the places where its quotations are now."""
    return Basket(name, tuple(find_quotes(corpus, corpus.baskets.quotes(name))))


def find_quotes(corpus: Corpus, quotes: Sequence[KeptQuote]) -> list[BasketItem]:
    """Return where quotations are now, in their order."""
    sources = corpus.sources(kept.source for kept in quotes)
    letters_of: dict[str, Letters] = {}
    items = []
    for kept in quotes:
        source = sources.get(kept.source)
        if source is None:
            items.append(_item_without_text(corpus, kept))
        elif corpus.text(kept.source, kept.start, kept.end) == kept.words:
            items.append(_item_at(corpus, kept, source, (kept.start, kept.end)))
        else:  # the text was read again
            if kept.source not in letters_of:
                letters_of[kept.source] = Letters(corpus.document(kept.source).text)
            items.append(_item_at(corpus, kept, source, letters_of[kept.source].find(kept.words, kept.start)))
    return items


def _item_at(corpus: Corpus, kept: KeptQuote, source: Source, place: tuple[int, int] | None) -> BasketItem:
    """Return an item whose text is in the library. The text may be of another work by now."""
    reference = corpus.references([source.key])[source.key]
    if place is None:
        return BasketItem(kept, "changed", reference, None)
    start, end = place
    citation = _cite_offset(corpus, reference, source, start)
    passage = corpus.passage_around(source.sha256, start, end)
    if passage is None:
        passage = corpus.passage_around(source.sha256, start, start + 1)
    head = _table_head(passage, kept.words) if passage else ""
    return BasketItem(kept, "here", reference, citation, start, end, passage, head)


def _table_head(passage: Passage, words: str) -> str:
    """Return the head of the table that words of a passage are a row of, as an answer shows it; or ""."""
    return table_head(passage.headings) if is_row(as_quoted(words)) else ""


def _item_without_text(corpus: Corpus, kept: KeptQuote) -> BasketItem:
    """Return an item whose text is not in the library any more, with its work if that is still there.

    Another work may have got the key of a work that was removed. So the title must be the same, or the text must be
    known as an earlier text of the work.
    """
    replaced_in = corpus.work_of_earlier_text(kept.source)
    if replaced_in is not None:
        return BasketItem(kept, "no text", corpus.references([replaced_in])[replaced_in], None)
    key = corpus.resolve(kept.key)
    if key is not None:
        reference = corpus.reference(key)
        if reference.title == kept.title:
            return BasketItem(kept, "no text", reference, None)
    return BasketItem(kept, "no work", None, None)


def _cite_offset(corpus: Corpus, reference: Reference, source: Source, offset: int) -> Citation:
    """Return the citation of the page that has this offset of the text of a source."""
    (locator,) = corpus.locators(source.sha256, [offset])
    return cite_page(corpus, reference, source, locator)
