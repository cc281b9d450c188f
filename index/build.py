"""Build the index of a library: encode the passages that have no vector yet, write the next index, publish it.

Encoding is slow (about 20 passages a second), everything else is fast. So vectors are stored in slabs (`pending/`) as
they are encoded, and a killed process loses at most the slab that it was encoding. At the end the next index is made:
links to the files of the published index, and new files with what was added and removed since.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.files import ASIDE, settle, storage
from corpus.model import Passage
from corpus.passages import chunk
from corpus.plain_files import open_plain
from corpus.store.corpus import Corpus
from index import former, language_bias, manifest
from index.generations import (
    FORMER_VECTORS,
    LEANINGS,
    SEGMENT_FILE,
    SEGMENTS,
    SLAB,
    TERM_FILE,
    TERMS,
    delete_generation,
    link_files,
    next_folder,
    sweep,
)
from index.language_bias import Leanings
from index.model import Labels, Scope
from index.protocols import Encoder, FloatMatrix, LocalTermStore, LocalVectorStore
from index.sparse import FORMER_ANALYSIS
from index.stores import TERM_STORE, VECTOR_STORE

SLAB_PASSAGES = 512
"""Passages that are stored together: about 25 seconds of encoding on two cores, and enough to sort by length."""

BATCH_PASSAGES = 64
"""Passages, of about the same length, that are encoded between two reports of progress: three seconds."""

WRITE_PASSAGES = 16 * SLAB_PASSAGES
"""Passages that are written to a store at a time: 12 MB of vectors, and 60 MB of texts and terms."""

TERM_FILES_WRITTEN = ("meta.json", ".managed.json")
"""The files of terms that tantivy writes again."""

NO_IDS: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

EMBEDDED = "headings, text"
"""What `embedded_text` returns. Part of the fingerprint."""


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Ids of passages, shape (n,), and their vectors, shape (n, dimensions)."""

    ids: NDArray[np.int64]
    rows: FloatMatrix


@dataclass(frozen=True, slots=True)
class _OldIndex:
    """The published index, if its vectors are as the new ones will be. `has_terms`: its terms are too."""

    published: manifest.PublishedIndex
    has_terms: bool

    @property
    def folder(self) -> Path:
        """Its folder."""
        return self.published.folder

    @property
    def is_former(self) -> bool:
        """Whether it is an index of format 1."""
        return self.published.manifest.format == manifest.FORMER_FORMAT


class Builder:
    """Builds the index of a library with one encoder. One at a time: the caller holds the library's writer lock."""

    def __init__(self, library: Path, encoder: Encoder, fresh: bool = False) -> None:
        """Open the vectors that are there already.

        Args:
            library: the library's folder.
            encoder: the encoder.
            fresh: encode every passage again.

        Raises:
            LibraryDamaged: the published index cannot be read, and `fresh` is not set.
        """
        self._library = library
        self._index = library / "index"
        self._encoder = encoder
        parts = (encoder.fingerprint, f"{EMBEDDED}, {language_bias.fingerprint_part()}", chunk.VERSION)
        self._fingerprint = manifest.index_fingerprint(manifest.FORMAT, *parts)
        self._former_fingerprint = manifest.index_fingerprint(manifest.FORMER_FORMAT, *parts, FORMER_ANALYSIS)
        self._pending = self._index / f"{self._fingerprint}-pending"
        former_pending = self._index / f"{self._former_fingerprint}-pending"
        if fresh:
            delete_generation(self._pending)
            delete_generation(former_pending)
        self._vectors: LocalVectorStore | None = None
        self._old = None if fresh else self._open_old()
        self._slabs = dict(self._read_slabs(self._pending)) | dict(self._read_slabs(former_pending))

    def missing(self, corpus: Corpus) -> list[int]:
        """Return the passages of the corpus that have no vector yet, ascending."""
        new, _ = self._difference(corpus)
        missing: list[int] = np.setdiff1d(new, self._waiting()).tolist()
        return missing

    def encode(self, passages: Sequence[Passage], on_progress: Callable[[int], None] = lambda _: None) -> None:
        """Encode passages and store their vectors. After an interrupt, the vectors so far are stored too.

        Args:
            passages: passages without a vector.
            on_progress: called with the number of them that have been encoded.
        """
        by_length = sorted(passages, key=lambda passage: len(passage.text))
        encoded: list[FloatMatrix] = []
        try:
            for start in range(0, len(by_length), BATCH_PASSAGES):
                batch = by_length[start : start + BATCH_PASSAGES]
                encoded.append(self._encode_batch(batch))
                on_progress(start + len(batch))
        finally:
            if encoded:
                rows = np.concatenate(encoded)
                ids = np.array([passage.id for passage in by_length[: len(rows)]], dtype=np.int64)
                self._store_slab(_Vectors(ids, rows))

    def publish(self, corpus: Corpus) -> int:
        """Publish an index of all passages that have vectors. Return their number.

        An index that was made by other rules or by another model answers until the new one is whole.
        """
        new, removed = self._difference(corpus)
        encoded = np.intersect1d(new, self._waiting())
        if self._old is None and len(encoded) < len(new):
            other = manifest.current(self._index)
            if other is not None:
                return other.manifest.passages
        with storage(self._library):
            if self._old and self._old.has_terms and not self._slabs and not len(removed):
                sweep(self._old.folder)
            else:
                self._write_index(encoded, removed, corpus)
                self._slabs.clear()
                self._old = self._open_old()
            self._merge_if_due()
        assert self._old, "an index was just published"
        return self._old.published.manifest.passages

    def _waiting(self) -> NDArray[np.int64]:
        """Return the ids of the passages that have a vector in a slab."""
        return np.concatenate([NO_IDS, *self._slabs.values()])

    def _difference(self, corpus: Corpus) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the ids that only the corpus has, and the ids that only the published index has.

        Only the sources are read whose passages have changed.
        """
        if self._old is None or self._old.is_former:
            wanted, held = corpus.passage_ids(), self._former_ids()
        else:
            store = self._published_vectors(self._old)
            now, before = corpus.passage_sums(), store.passage_sums()
            changed = frozenset(
                source for source in now.keys() | before.keys() if now.get(source) != before.get(source)
            )
            wanted, held = corpus.ids_of(changed), store.within(Scope(sources=changed))
        ids = np.array(wanted, dtype=np.int64)
        return np.setdiff1d(ids, held), np.setdiff1d(held, ids)

    def _former_ids(self) -> NDArray[np.int64]:
        """Return the ids of an index of format 1."""
        if self._old is None:
            return NO_IDS
        ids, _ = former.read_vectors(self._old.folder / FORMER_VECTORS)
        return ids

    def _open_old(self) -> _OldIndex | None:
        published = manifest.current(self._index)
        if published is None:
            return None
        made = published.manifest
        is_former = (made.format, made.fingerprint) == (manifest.FORMER_FORMAT, self._former_fingerprint)
        if not is_former and (made.format, made.fingerprint) != (manifest.FORMAT, self._fingerprint):
            return None
        try:
            TERM_STORE.open(published.folder / TERMS)  # a damage is reported before anything is written
            if is_former:
                former.read_vectors(published.folder / FORMER_VECTORS)
            else:
                self._vectors = VECTOR_STORE.open(published.folder / SEGMENTS)
        except LibraryDamaged as error:
            raise manifest.damaged(self._index, str(error)) from error
        return _OldIndex(published, made.terms == TERM_STORE.analysis)

    def _published_vectors(self, old: _OldIndex) -> LocalVectorStore:
        """Return the vectors of the published index. They are opened once, because that reads all ids."""
        if self._vectors is None:
            self._vectors = VECTOR_STORE.open(old.folder / SEGMENTS)
        return self._vectors

    def _read_slabs(self, pending: Path) -> Iterator[tuple[Path, NDArray[np.int64]]]:
        """Yield the slabs that can be read, with their ids. The passages of the others are encoded again."""
        for path in sorted(pending.glob("*.npz")):
            if not SLAB.fullmatch(path.name):
                continue
            slab = _read_slab(path, self._encoder.dimensions)
            if slab is not None:
                yield path, slab.ids

    def _encode_batch(self, passages: Sequence[Passage]) -> FloatMatrix:
        rows = self._encoder.encode_passages([embedded_text(passage) for passage in passages])
        languages = [passage.language for passage in passages]
        return language_bias.subtract_leanings(rows, languages, self._leanings)

    @cached_property
    def _leanings(self) -> Leanings:
        if self._old:
            return language_bias.load(self._old.folder / LEANINGS)
        return language_bias.measure_leanings(self._encoder)

    def _store_slab(self, slab: _Vectors) -> None:
        with storage(self._library):
            self._pending.mkdir(parents=True, exist_ok=True)
            path = self._next_slab()
            aside = path.with_name(path.name + ASIDE)
            aside.unlink(missing_ok=True)
            with aside.open("xb") as file:
                np.savez(file, ids=slab.ids, vectors=slab.rows)
            settle(aside, path)
        self._slabs[path] = slab.ids

    def _next_slab(self) -> Path:
        """Return the path of a slab that no other slab has, readable or not."""
        last = -1
        for path in self._pending.iterdir():
            match = SLAB.fullmatch(path.name)
            if match:
                last = max(last, int(match[1]))
        return self._pending / f"{last + 1:06}.npz"

    def _write_index(self, new: NDArray[np.int64], removed: NDArray[np.int64], corpus: Corpus) -> None:
        """Write the next generation of the index and publish it.

        Args:
            new: the passages to add. They have vectors in slabs.
            removed: the passages to leave out.
            corpus: open for writing.
        """
        folder = next_folder(self._index, self._fingerprint)
        aside = folder.with_name(folder.name + ASIDE)
        aside.mkdir(parents=True)
        ids = self._write_vectors(aside / SEGMENTS, new, removed, corpus)
        language_bias.save(self._leanings, aside / LEANINGS)
        if self._old and self._old.has_terms:
            _write_terms(self._link_terms(self._old.folder / TERMS, aside / TERMS), new, removed, corpus)
        else:
            _write_terms(TERM_STORE.create(aside / TERMS), ids, NO_IDS, corpus)
        self._publish(folder, len(ids))

    def _publish(self, folder: Path, passages: int) -> None:
        self._vectors = None  # Windows does not delete a file that is open
        described = manifest.describe(self._fingerprint, TERM_STORE.analysis, self._encoder, passages)
        manifest.publish(folder, described, self._old.published if self._old else None)

    def _write_vectors(
        self, folder: Path, new: NDArray[np.int64], removed: NDArray[np.int64], corpus: Corpus
    ) -> NDArray[np.int64]:
        """Write the vectors: those of the old index, less the removed ones, and the new ones. Return their ids."""
        store = self._open_vectors(folder)
        if self._old and self._old.is_former:
            new = np.union1d(new, np.setdiff1d(self._former_ids(), removed))
        elif len(removed):
            store.write(NO_IDS, np.zeros((0, store.dimensions), np.float32), Labels((), (), ()), removed)
        for part in self._new_vectors(new):
            ids, labels = former.labels_of(corpus, np.sort(part.ids))
            rows = part.rows[np.argsort(part.ids)]
            store.write(ids, rows, labels, NO_IDS)
        return store.ids()

    def _open_vectors(self, folder: Path) -> LocalVectorStore:
        if self._old is None or self._old.is_former:
            return VECTOR_STORE.create(folder, self._encoder.dimensions)
        link_files(self._old.folder / SEGMENTS, folder, SEGMENT_FILE, ())
        return VECTOR_STORE.open(folder)

    def _new_vectors(self, wanted: NDArray[np.int64]) -> Iterator[_Vectors]:
        """Yield the vectors of some passages, a part at a time, from slabs and from an index of format 1.

        Args:
            wanted: the ids of the passages, ascending. The vector of each is yielded once.
        """
        waiting = _Vectors(NO_IDS, np.zeros((0, self._encoder.dimensions), dtype=np.float32))
        is_missing = np.ones(len(wanted), dtype=np.bool_)
        for part in self._stored_vectors() if len(wanted) else ():
            places = np.searchsorted(wanted, part.ids).clip(max=len(wanted) - 1)
            is_new = (wanted[places] == part.ids) & is_missing[places]
            is_missing[places[is_new]] = False
            ids = np.concatenate([waiting.ids, part.ids[is_new]])
            waiting = _Vectors(ids, np.concatenate([waiting.rows, part.rows[is_new]]))
            if len(ids) >= WRITE_PASSAGES:
                yield waiting
                waiting = _Vectors(ids[:0], waiting.rows[:0])
        if len(waiting.ids):
            yield waiting

    def _stored_vectors(self) -> Iterator[_Vectors]:
        if self._old and self._old.is_former:
            ids, rows = former.read_vectors(self._old.folder / FORMER_VECTORS)
            for start in range(0, len(ids), WRITE_PASSAGES):
                numbers = np.arange(start, min(start + WRITE_PASSAGES, len(ids)))
                yield _Vectors(ids[numbers], rows.read(numbers))
        for path in self._slabs:
            slab = _read_slab(path, self._encoder.dimensions)
            if slab is None:
                raise manifest.damaged(self._index, f"{path.name} has changed")
            yield slab

    def _link_terms(self, old: Path, folder: Path) -> LocalTermStore:
        link_files(old, folder, TERM_FILE, TERM_FILES_WRITTEN)
        return TERM_STORE.open(folder)

    def _merge_if_due(self) -> None:
        """Publish an index with the same passages in fewer files, if many additions have made many.

        The last addition is published before. So an interrupt loses only this work, and the next job does it.
        """
        if self._old is None or not self._published_vectors(self._old).is_merge_due:
            return
        folder = next_folder(self._index, self._fingerprint)
        aside = folder.with_name(folder.name + ASIDE)
        aside.mkdir(parents=True)
        self._open_vectors(aside / SEGMENTS).merge()
        language_bias.save(self._leanings, aside / LEANINGS)
        self._link_terms(self._old.folder / TERMS, aside / TERMS)
        self._publish(folder, self._old.published.manifest.passages)
        self._old = self._open_old()


def _write_terms(terms: LocalTermStore, new: NDArray[np.int64], removed: NDArray[np.int64], corpus: Corpus) -> None:
    """Remove passages from the term index, and add others, some thousand at a time."""
    gone: list[int] = removed.tolist()
    for start in range(0, len(new), WRITE_PASSAGES):
        batch = corpus.passages(new[start : start + WRITE_PASSAGES].tolist())
        terms.write(list(batch.values()), gone)
        gone = []
    if gone:
        terms.write([], gone)


def _read_slab(path: Path, dimensions: int) -> _Vectors | None:
    """Return the vectors of a slab, or None if it is not what `Builder` writes."""
    with suppress(OSError, ValueError, KeyError, EOFError, MemoryError, BadZipFile, NotImplementedError):
        with open_plain(path) as file:
            # `savez` does not compress. So nothing can be larger in memory than the file.
            if any(entry.compress_type != ZIP_STORED for entry in ZipFile(file).infolist()):
                return None
            file.seek(0)
            with np.load(file, allow_pickle=False) as stored:
                ids, rows = stored["ids"], stored["vectors"]
        if ids.dtype == np.int64 and rows.dtype == np.float32 and rows.shape == (*ids.shape, dimensions):
            return _Vectors(ids, rows)
    return None


def embedded_text(passage: Passage) -> str:
    """Return the text that is embedded for a passage: its headings, outermost first, and its text.

    A heading with which the text begins is not repeated.
    """
    headings = passage.headings
    if headings and passage.text.startswith(headings[-1]):
        headings = headings[:-1]
    if not headings:
        return passage.text
    return " > ".join(headings) + "\n" + passage.text


def update(corpus: Corpus, builder: Builder, on_progress: Callable[[int, int], None]) -> int:
    """Bring the index up to date with the corpus. Return the number of passages in it.

    Args:
        corpus: open for writing.
        builder: of the same library.
        on_progress: called with the number of passages encoded, and the number of passages to encode.
    """
    todo = builder.missing(corpus)
    for start in range(0, len(todo), SLAB_PASSAGES):
        slab = list(corpus.passages(todo[start : start + SLAB_PASSAGES]).values())
        builder.encode(slab, partial(_report, on_progress, start, len(todo)))
    return builder.publish(corpus)


def _report(on_progress: Callable[[int, int], None], before: int, total: int, in_slab: int) -> None:
    on_progress(before + in_slab, total)
