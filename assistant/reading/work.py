"""A work as a person looks at it: its record, its texts with their outlines, and how to bring a missing text."""

from bisect import bisect_right
from dataclasses import dataclass

from assistant.bringing import way_to_bring
from assistant.show import web_address
from corpus.model import Document, Filter, Holding, Locator, Reference, Version
from corpus.store.corpus import Corpus
from corpus.works.doubts import missing, uncertain
from corpus.works.edit import editable_fields


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of a text, on which level, and where it is."""

    text: str
    level: int
    locator: Locator


@dataclass(frozen=True, slots=True)
class TextView:
    """A text of a work.

    `first` is its first page, section or second. `origins` are the paths and addresses that it came from, the oldest
    first.
    """

    holding: Holding
    outline: tuple[OutlineEntry, ...]
    first: Locator
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkView:
    """A work.

    Attributes:
        reference: its record.
        fields: the values of the record, by the names of their CSL fields, in the form that `Assistant.edit` takes.
        texts: its texts; a note only if there is no other; none if only the record is held.
        earlier: the texts that were replaced and can be brought back, the newest first.
        uncertain: the parts of the record that may be wrong, by their plain names.
        missing: the parts that a citation needs and that the record does not have, by their plain names.
        to_bring: how to bring the document, if only a record or a note is held; or "".
        address: where the document is on the web, then; or "".
    """

    reference: Reference
    fields: tuple[tuple[str, str], ...]
    texts: tuple[TextView, ...]
    earlier: tuple[Version, ...]
    uncertain: tuple[str, ...]
    missing: tuple[str, ...]
    to_bring: str
    address: str


def work_view(corpus: Corpus, key: str) -> WorkView:
    """Return what to show of a work.

    Raises:
        UnknownKey: there is no such work.
    """
    reference = corpus.reference(key)
    holdings = corpus.holdings(Filter(keys=(reference.key,)))
    texts = tuple(_text_view(corpus, holding) for holding in holdings if holding.source is not None)
    is_held = any(holding.source is not None and holding.source.kind == "full text" for holding in holdings)
    return WorkView(
        reference=reference,
        fields=tuple(editable_fields(reference)),
        texts=texts,
        earlier=tuple(corpus.versions(reference.key)),
        uncertain=uncertain(reference),
        missing=missing(reference),
        to_bring="" if is_held else way_to_bring(reference),
        address="" if is_held else web_address(reference),
    )


def _text_view(corpus: Corpus, holding: Holding) -> TextView:
    assert holding.source is not None
    sha256 = holding.source.sha256
    document = corpus.document(sha256)
    outline = _outline(document) if holding.source.kind == "full text" else ()
    return TextView(holding, outline, document.pages[0].locator, corpus.origins(sha256))


def _outline(document: Document) -> tuple[OutlineEntry, ...]:
    entries = []
    for heading in document.headings:
        page = document.pages[bisect_right(document.starts, heading.start) - 1]
        entries.append(OutlineEntry(" ".join(heading.text.split()), heading.level, page.locator))
    return tuple(entries)
