"""What a library holds: whether a file is there already, and which work a source is the text of.

The library must be open for writing. Nobody else writes meanwhile, so what was read once is kept in memory.
"""

import hashlib
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.ingest.model import AddOutcome, Incoming
from corpus.model import Document, PageMethod, Passage, Reference, Source, TextShape
from corpus.store.corpus import Corpus
from corpus.text.words import normalize


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A source of the library, and the paths and addresses that it came under, oldest first."""

    source: Source
    origins: tuple[str, ...]


class HeldSources:
    """The sources of a library by their SHA-256, and the works that they are the texts of."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        origins = corpus.all_origins()
        self._sources: dict[str, HeldSource] = {}
        self._full_text_keys: set[str] = set()
        for sha256, source in corpus.sources().items():
            self._sources[sha256] = HeldSource(source, origins[sha256])
            if source.kind == "full text":
                self._full_text_keys.add(source.key)
        self._holders = corpus.holders()

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._sources

    @property
    def full_text_keys(self) -> Set[str]:
        """Keys of the works that are held in full text."""
        return self._full_text_keys

    @cached_property
    def references(self) -> dict[str, Reference]:
        """The works of the library by key, those added by this job included."""
        return self._corpus.references()

    def key(self, sha256: str) -> str:
        """Return the key of the work that a source is the text of."""
        return self.source(sha256).key

    def holder(self, origin: str) -> str | None:
        """Return the SHA-256 of the source that came last from this path or address, or None."""
        return self._holders.get(origin)

    def texts_of(self, key: str) -> list[str]:
        """Return the SHA-256 of the full texts of a work."""
        if key not in self._full_text_keys:
            return []
        return [sha256 for sha256 in self._sources if self.key(sha256) == key and self.is_full_text(sha256)]

    def is_full_text(self, sha256: str) -> bool:
        """Return whether a source is held, and is not a note."""
        return sha256 in self._sources and self.source(sha256).kind == "full text"

    def source(self, sha256: str) -> Source:
        """Return a source that is held."""
        return self._sources[sha256].source

    def origins(self, sha256: str) -> tuple[str, ...]:
        """Return the paths and addresses that a source came under, the oldest first."""
        return self._sources[sha256].origins

    def works_titled(self, title: str) -> Sequence[str]:
        """Return the keys of the works with this title."""
        return self._keys_by_title.get(normalize(title), ())

    @cached_property
    def _keys_by_title(self) -> dict[str, list[str]]:
        keys: dict[str, list[str]] = {}
        for key, reference in self.references.items():
            keys.setdefault(normalize(reference.title), []).append(key)
        return keys

    def replace(
        self, old: str, source: Source, reference: Reference, document: Document, passages: Sequence[Passage]
    ) -> None:
        """Commit a new source that takes the place of a held one."""
        self._corpus.supersede(old, source, reference, document, passages)
        del self._sources[old]
        self._know(source, reference)

    def add(self, source: Source, reference: Reference, document: Document, passages: Sequence[Passage]) -> None:
        """Commit a new source to the library."""
        self._corpus.add(source, reference, document, passages)
        self._know(source, reference)

    def _know(self, source: Source, reference: Reference) -> None:
        self._sources[source.sha256] = HeldSource(source, (source.origin,))
        self._full_text_keys.add(source.key)
        self._holders[source.origin] = source.sha256
        self.references[source.key] = reference
        keys = self._keys_by_title.setdefault(normalize(reference.title), [])
        if source.key not in keys:
            keys.append(source.key)

    def give(self, sha256: str, file: Incoming) -> AddOutcome:
        """Make a source the text of the work that a person named, and return the outcome."""
        assert file.key is not None, "a person named the work"
        held = self._sources[sha256]
        self._corpus.attribute(sha256, file.key)
        self._sources[sha256] = replace(held, source=replace(held.source, key=file.key))
        self._full_text_keys = set(self._corpus.full_texts())
        reason = f"it was held as the text of {held.source.key}"
        return AddOutcome(file.origin, "given to another work", file.key, reason=reason, by="key")

    def note_same_bytes(self, sha256: str, file: Incoming) -> AddOutcome:
        """Record what is new about a file whose bytes are held: another work, or another name. Return the outcome."""
        held = self.source(sha256)
        if file.names_another_work(held.key):
            return self.give(sha256, file)
        origin = file.whole_origin
        if self.holder(origin) != sha256:
            self._corpus.add_origin(sha256, origin)
            origins = [each for each in self.origins(sha256) if each != origin]
            self._sources[sha256] = HeldSource(replace(held, origin=origin), (*origins, origin))
            self._holders[origin] = sha256
            if held.origin != origin:  # or else another text had its place for a while
                return AddOutcome(file.origin, "held under another name", held.key, reason=f"as {held.origin}")
        unreadable: tuple[int, ...] = ()
        if PageMethod.NONE in self._corpus.methods(sha256):
            unreadable = self._corpus.document(sha256).unreadable
        return AddOutcome(file.origin, "already held", held.key, unreadable=unreadable)

    def note_same_text(self, sha256: str, file: Incoming) -> AddOutcome:
        """Return the outcome of a file with other bytes but the text of this source; it may name another work."""
        held = self.source(sha256)
        if file.names_another_work(held.key):
            return self.give(sha256, file)
        return AddOutcome(file.origin, "second copy", held.key, reason=f"its text is that of {held.origin}")


class HeldTexts:
    """The texts of a library, to find a second copy of a text in a file with other bytes.

    Only the texts of one shape are read from the library and compared, and each is read once.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._sources_by_shape = corpus.shapes()
        self._by_shape: dict[TextShape, dict[bytes, str]] = {}  # for each shape, the sources by the hash of their text

    def find(self, document: Document, passages: Sequence[Passage]) -> str | None:
        """Return the SHA-256 of the source with the same text, or None. A text without passages is never found."""
        if not passages:
            return None
        return self._texts(_shape(passages)).get(_text_hash(document))

    def add(self, sha256: str, document: Document, passages: Sequence[Passage]) -> None:
        """Remember the text of a new source."""
        if passages:
            self._texts(_shape(passages))[_text_hash(document)] = sha256

    def discard(self, sha256: str) -> None:
        """Forget the text of a source that was replaced."""
        for texts in self._by_shape.values():
            for digest, holder in list(texts.items()):
                if holder == sha256:
                    del texts[digest]
        for sources in self._sources_by_shape.values():
            if sha256 in sources:
                sources.remove(sha256)

    def _texts(self, shape: TextShape) -> dict[bytes, str]:
        if shape not in self._by_shape:
            texts = {}
            for sha256 in self._sources_by_shape.get(shape, ()):
                texts[_text_hash(self._corpus.document(sha256))] = sha256
            self._by_shape[shape] = texts
        return self._by_shape[shape]


def _shape(passages: Sequence[Passage]) -> TextShape:
    return TextShape(len(passages), passages[-1].start)


def _text_hash(document: Document) -> bytes:
    return hashlib.sha256(document.text.encode()).digest()
