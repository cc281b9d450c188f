"""A published library, opened: its corpus and its index, both of one state."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

import numpy as np

from corpus.store.corpus import Corpus
from index.language_bias import Leanings
from index.manifest import FORMAT, Manifest
from index.published.corpus import PublishedCorpus
from index.published.tables import About, Tables
from index.published.terms import PublishedTerms
from index.published.vectors import PublishedVectors
from index.search import Index

REFRESH_SECONDS = 60.0
"""How often all tables are opened anew if no work or source has changed: their indexes may have. Chosen."""


class PublishedLibrary:
    """Reads a published library with no copy of it on this machine. Threads may share it.

    Raises (on any call):
        LibraryError: the place cannot be reached, or nothing that can be read is published there.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._tables = Tables(place)
        self._about = self._tables.about()
        self._corpus = PublishedCorpus(self._tables)
        self._index: Index | None = None
        self._versions: tuple[int, ...] = ()
        self._refresh_all_at = 0.0
        self._one_at_a_time = RLock()

    @contextmanager
    def reading(self) -> Iterator[Corpus]:
        """Yield the corpus. It shows one state inside."""
        with self._one_at_a_time:
            self._corpus.forget_if_many()
            self.refresh()
            with self._corpus.snapshot():
                yield self._corpus

    def refresh(self) -> None:
        """Show the newest state. Texts are forgotten if a work or a source has changed."""
        with self._one_at_a_time:
            versions = self._tables.refresh_first()
            if versions == self._versions and time.monotonic() < self._refresh_all_at:
                return
            versions = self._tables.refresh()
            self._refresh_all_at = time.monotonic() + REFRESH_SECONDS
            if versions != self._versions:
                self._corpus.load()
                self._index = None
                self._versions = versions

    @property
    def versions(self) -> tuple[int, ...]:
        """A value that is another one after a work or a source has changed."""
        return self._versions

    @property
    def index(self) -> Index:
        """The index of the state that is shown."""
        with self._one_at_a_time:
            if self._index is None:
                self.refresh()
                self._index = _index_of(self._tables, self._about)
            return self._index


def _index_of(tables: Tables, about: About) -> Index:
    leanings: Leanings = {name: np.array(vector, dtype=np.float32) for name, vector in about.leanings.items()}
    made = Manifest(
        format=FORMAT,  # scopes are searched as they are
        fingerprint=about.fingerprint,
        model=about.model,
        encoder=about.encoder,
        dimensions=about.dimensions,
        passages=tables.count("passage"),
        files={},
    )
    return Index(Path(tables.place), made, PublishedVectors(tables, about.dimensions), PublishedTerms(tables), leanings)
