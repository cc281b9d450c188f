"""`Library`: opens a library, and loads or makes its index and its models when they are first needed."""

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Self

from assistant.place import Creates, check_place
from assistant.progress import JobProgress
from assistant.settings import settings
from corpus.errors import LibraryDamaged, LibraryMissing, ModelError
from corpus.model import Document, Locator, Page, Source
from corpus.store.corpus import Corpus
from corpus.store.folder import published_place
from corpus.store.inspection import CORPUS, CURRENT, INDEX
from index.manifest import Manifest, current
from index.models.encoders import is_ready, load
from index.protocols import Encoder, Reranker
from index.search import Index

if TYPE_CHECKING:
    from corpus.web.client import Web
    from corpus.web.crossref import Crossref
    from index.build import Builder
    from index.published.library import PublishedLibrary


UPDATING = "Updating the format of the library"
"""The stage of a job that is the first to write to a library of an earlier version."""


@dataclass(frozen=True, slots=True)
class OpenedLibrary:
    """What one answer is made from: one state of the corpus, one index, and the models. `reranker` may be None.

    Another thread may add files meanwhile, and the library then opens another index for the next answer.
    """

    corpus: Corpus
    index: Index
    encoder: Encoder
    reranker: Reranker | None


class Library:
    """A library, its index and its models. Index and models are slow to load, so they are loaded at first use.

    Threads may share it. They search one after another, because the models use all cores for each question.
    """

    def __init__(self, library: str | Path | None = None, model: str | None = None, rerank: str | None = None) -> None:
        """Name a library without opening it.

        Args:
            library: its folder; None for `EVIDENCE_LIBRARY` or the user's data folder.
            model: the embedding model; None for the model of the library's index.
            rerank: a cross-encoder that reranks the first passages; None for the default one.
        """
        self.settings = settings(Path(library) if library else None, model, rerank)
        self.folder = self.settings.library
        self.progress = JobProgress()
        self._place = published_place(self.folder)
        self._shared: PublishedLibrary | None = None
        self._index: Index | None = None
        self._encoder: Encoder | None = None
        self._reranker: Reranker | None = None
        self._one_at_a_time = RLock()

    @classmethod
    def open(cls, library: str | Path | None = None, model: str | None = None, rerank: str | None = None) -> Self:
        """Name a library and check that it can be used, if there is one in the folder.

        If there is none, `add`, `fetch` and `import_` create it, and so does `ask` in the default place. Every other
        method raises `LibraryMissing`.

        Raises:
            LibraryTooNew, LibraryDamaged: there is one that cannot be used.
        """
        desk = cls(library, model, rerank)
        _ = desk.exists
        return desk

    @property
    def exists(self) -> bool:
        """Whether there is a library in the folder.

        Raises:
            LibraryTooNew, LibraryDamaged: there is one that cannot be used.
        """
        if self.published is not None:
            return True
        try:
            Corpus.open(self.folder).close()
        except LibraryMissing:
            return False
        return True

    def ensure(self, creates: Creates = "never", inputs: Sequence[str] = ()) -> bool:
        """Create the library if there is none and a job may do that. Return whether it was created.

        Args:
            creates: where the job creates a library.
            inputs: files, folders and web addresses that the job adds. If all are missing, nothing is created.

        Raises:
            LibraryMissing: there is no library, and the job does not create it.
            InputError: no input exists, or the folder has other files.
            LibraryTooNew, LibraryDamaged, LibraryBusy, StorageFull: see `corpus.errors`.
        """
        if self.exists:
            return False
        check_place(self.settings, creates, inputs)
        self.create()
        return True

    def create(self) -> None:
        """Create the library: the starter reading list and its index."""
        from index.build import update

        self.progress.begin("Creating the library")
        with Corpus.create(self.folder, add_reading_list) as corpus:
            update(corpus, self._builder(), self._encoded)

    @property
    def published(self) -> "PublishedLibrary | None":
        """The published library that is read, opened when it is first needed; None for a library of this machine.

        Raises:
            LibraryError: it cannot be reached, or nothing that can be read is published there.
        """
        if self._place is None:
            return None
        with self._one_at_a_time:
            if self._shared is None:
                from index.published.library import PublishedLibrary

                self._shared = PublishedLibrary(self._place)
            return self._shared

    @property
    def is_indexed(self) -> bool:
        """Whether there is an index. Otherwise the first question makes one, which writes to the library."""
        return self._manifest() is not None

    def is_ready(self, fast: bool = False) -> bool:
        """Whether a question can be asked at once. Otherwise `prepare` makes or fetches what is missing."""
        from index.models import cross_encoder

        with self._one_at_a_time:
            index = self._index or self._open_index()
            self._index = index
        if index is None or not is_ready(index.manifest.model):
            return False
        return fast or cross_encoder.is_ready(self.settings.rerank)

    def prepare(self, fast: bool = False) -> None:
        """Load the index and the models. A missing one is made, which takes seconds; its data may have to be fetched.

        If another process has published a new index, it is opened instead of the old one.

        Raises:
            ModelError: a model cannot be made, found or loaded.
        """
        with self._one_at_a_time:
            self._close_replaced_index()
            _ = self.index, self.encoder
            _ = self._reranker_for(fast)

    def _close_replaced_index(self) -> None:
        """Forget the index if it is not the published one any more."""
        if self._index is None:
            return
        if self.published is not None:
            return
        published = current(self.folder / "index")
        if published is None or published.folder != self._index.folder:
            self._index = None

    @property
    def index(self) -> Index:
        """The library's index. If there is none, it is made."""
        with self._one_at_a_time:
            index = self._index or self._open_index() or self._make_index()
            self._index = index
            return index

    @property
    def encoder(self) -> Encoder:
        """The model of the library's index.

        Raises:
            ModelError: it cannot be loaded, or its weights are not the weights that the index was made with.
        """
        with self._one_at_a_time:
            made = self.index.manifest
            encoder = self._encoder
            if encoder is None or encoder.fingerprint != made.encoder:
                encoder = self._load_model_of(made)
            if encoder.fingerprint != made.encoder:
                raise ModelError(
                    f"the index was made with other weights of {encoder.name!r}. To make it again: evidence index"
                )
            self._encoder = encoder
            return encoder

    @property
    def reranker(self) -> Reranker:
        """The model that reranks the first passages.

        Raises:
            ModelError: it cannot be made or loaded.
        """
        from index.models import cross_encoder

        with self._one_at_a_time:
            if self._reranker is None:
                self._reranker = cross_encoder.load(self.settings.rerank, self._model_progress)
            return self._reranker

    def _reranker_for(self, fast: bool) -> Reranker | None:
        return None if fast else self.reranker

    def reindex(self, rebuild: bool = False) -> int:
        """Update the index, or make it anew if `rebuild`. Return how many passages it holds.

        If the settings name a model other than the index's, a whole new index is made. The old one is used until it is
        ready.
        """
        from index.build import update

        with self._open_for_writing() as corpus:
            corpus.recut()
            return update(corpus, self._builder(fresh=rebuild), self._encoded)

    def state(self) -> Hashable:
        """Return a value that is another one after anything was written to the library or its index was replaced."""
        if self.published is not None:
            self.published.refresh()
            return self.published.versions
        seen = []
        for name in (CORPUS, f"{INDEX}/{CURRENT}"):
            with suppress(FileNotFoundError):
                status = (self.folder / name).stat()
                seen.append((name, status.st_ino, status.st_size, status.st_mtime_ns))
        return tuple(seen)

    def _open_index(self) -> Index | None:
        """Open the index; None if there is none."""
        return self.published.index if self.published is not None else Index.open(self.folder)

    def _manifest(self) -> Manifest | None:
        """Return what the index is made of; None without an index."""
        if self.published is not None:
            return self.published.index.manifest
        published = current(self.folder / "index")
        return published.manifest if published else None

    def _make_index(self) -> Index:
        self.reindex()
        index = Index.open(self.folder)
        assert index is not None, "an index was just published"
        return index

    @contextmanager
    def _open_for_reading(self) -> Iterator[Corpus]:
        """Open one state of the corpus."""
        if self.published is not None:
            with self.published.reading() as corpus:
                self._index = self.published.index  # of the same state
                yield corpus
            return
        with Corpus.open(self.folder) as corpus, corpus.snapshot():
            yield corpus

    @contextmanager
    def _open_for_writing(self) -> Iterator[Corpus]:
        """Open the library for writing. The index is opened again afterwards, when it is next needed."""
        with Corpus.open(self.folder, write=True, advance=self._updated) as corpus:
            if self.progress.stage == UPDATING:
                self.progress.advance(stage="")
            try:
                yield corpus
            finally:
                self._index = None

    def _builder(self, fresh: bool = False) -> "Builder":
        """Return a builder with the model of the settings, or of the index, or else the default model.

        If `fresh`, nothing is copied from the existing index, which may be damaged.
        """
        from index.build import Builder

        made = self._published(may_be_damaged=fresh)
        if self.settings.model or made is None:
            self._encoder = load(self.settings.model, self._model_progress)
        else:
            self._encoder = self._load_model_of(made)
        return Builder(self.folder, self._encoder, fresh)

    def _load_model_of(self, made: Manifest) -> Encoder:
        """Return the encoder of an index. Its name may be a stranger's, unless the settings name the same model."""
        if self.settings.model == made.model:
            return load(made.model, self._model_progress)
        return load(made.model, self._model_progress, made.encoder)

    def _published(self, may_be_damaged: bool) -> Manifest | None:
        """Return what the published index is made of; None without an index."""
        try:
            return self._manifest()
        except LibraryDamaged:
            if may_be_damaged:
                return None
            raise

    def _model_progress(self, stage: str, fraction: float) -> None:
        self.progress.advance(stage=stage, fraction=fraction)

    def _updated(self) -> None:
        self.progress.advance(stage=UPDATING, fraction=None)

    def _encoded(self, done: int, total: int) -> None:
        self.progress.advance(stage="Indexing", passages=done, passages_total=total, fraction=None)

    def _web(self, server: str | None = None) -> "Web":
        """Return the default web client. `server` is the address of a server in any network that a person named."""
        from corpus.web.checked_addresses import is_public, permit_server
        from corpus.web.client import Web

        permits = permit_server(server) if server else is_public
        return Web(self.folder, permits=permits, mailto=self.settings.mailto)

    def _crossref(self, web: "Web | None" = None) -> "Crossref":
        """Return the client for Crossref, or for the server that the settings name. `web` is None for the default."""
        from corpus.web.crossref import SERVER, Crossref

        server = self.settings.crossref
        return Crossref(web or self._web(server), server or SERVER)


def add_reading_list(corpus: Corpus) -> None:
    """Add the reading list to a new library: a reference and a note for each work."""
    from corpus.passages.chunk import passages
    from corpus.works.starter import starter

    for entry in starter():
        note = entry.note.strip()
        document = Document((Page(Locator("section", 1, None), note, "note"),), (), {}, ())
        sha256 = corpus.keep(note.encode(), "text/markdown")
        source = Source(sha256, "text/markdown", entry.reference.key, f"{entry.reference.key}.md", "note")
        if sha256 not in corpus.sources([sha256]):
            corpus.add(source, entry.reference, document, passages(document, sha256))
