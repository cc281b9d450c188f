"""Build the index of a library: encode the passages that have no vector yet, write the next index, publish it.

Encoding is slow (about 20 passages a second), everything else is fast. So vectors are stored in slabs (`pending/`) as
they are encoded, and a killed process loses at most the slab that it was encoding. The files of the index are written
once, at the end, from the vectors of the published index and of the slabs.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from index import language_bias, manifest
from index.generations import LEANINGS, SLAB, TERM_FILE, TERMS, VECTORS, delete_generation, next_folder, sweep
from index.language_bias import Leanings
from index.protocols import Encoder, FloatMatrix, TermStore, VectorStore
from index.stores import TERM_STORE, VECTOR_STORE

SLAB_PASSAGES = 512
"""Passages that are stored together: about 25 seconds of encoding on two cores, and enough to sort by length."""

BATCH_PASSAGES = 64
"""Passages, of about the same length, that are encoded between two reports of progress: three seconds."""

TERM_BATCH_PASSAGES = 4096
"""Passages that are in memory together while the term index is written."""

EMBEDDED = "headings, text"
"""What `embedded_text` returns. Part of the fingerprint."""


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Ids of passages, shape (n,), and their vectors, shape (n, dimensions)."""

    ids: NDArray[np.int64]
    rows: FloatMatrix


@dataclass(frozen=True, slots=True)
class _OldIndex:
    """The published index, if it was made as the new one will be: its folder and vectors."""

    folder: Path
    vectors: VectorStore


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
        self._fingerprint = manifest.index_fingerprint(
            encoder.fingerprint,
            f"{EMBEDDED}, {language_bias.fingerprint_part()}",
            chunk.VERSION,
            TERM_STORE.analysis,
        )
        self._pending = self._index / f"{self._fingerprint}-pending"
        if fresh:
            delete_generation(self._pending)
        self._old = None if fresh else self._open_old()
        self._slabs = dict(self._read_slabs())

    def missing(self, wanted: Iterable[int]) -> list[int]:
        """Return the passages among `wanted` that have no vector yet, in the order given."""
        encoded: set[int] = set()
        if self._old:
            encoded.update(self._old.vectors.ids().tolist())
        for slab in self._slabs.values():
            encoded.update(slab.ids.tolist())
        return [passage for passage in wanted if passage not in encoded]

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
        """Publish an index of all passages that have vectors. Return their number."""
        wanted = corpus.passage_ids()
        missing = set(self.missing(wanted))
        indexed = [passage for passage in wanted if passage not in missing]
        if self._old and not self._slabs and self._old.vectors.ids().tolist() == sorted(indexed):
            with storage(self._library):
                sweep(self._old.folder)
            return len(indexed)
        with storage(self._library):
            self._write_index(indexed, corpus)
        self._slabs.clear()
        self._old = self._open_old()
        return len(indexed)

    def _open_old(self) -> _OldIndex | None:
        published = manifest.current(self._index)
        if published is None or published.manifest.fingerprint != self._fingerprint:
            return None
        try:
            TERM_STORE.open(published.folder / TERMS)  # a damage is reported before anything is written
            return _OldIndex(published.folder, VECTOR_STORE.open(published.folder / VECTORS))
        except LibraryDamaged as error:
            raise manifest.damaged(self._index, str(error)) from error

    def _read_slabs(self) -> Iterator[tuple[Path, _Vectors]]:
        """Yield the slabs that can be read. The passages of the others are encoded again."""
        for path in sorted(self._pending.glob("*.npz")):
            if not SLAB.fullmatch(path.name):
                continue
            slab = _read_slab(path, self._encoder.dimensions)
            if slab is not None:
                yield path, slab

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
        self._slabs[path] = slab

    def _next_slab(self) -> Path:
        """Return the path of a slab that no other slab has, readable or not."""
        last = -1
        for path in self._pending.iterdir():
            match = SLAB.fullmatch(path.name)
            if match:
                last = max(last, int(match[1]))
        return self._pending / f"{last + 1:06}.npz"

    def _write_index(self, indexed: Sequence[int], corpus: Corpus) -> None:
        """Write the next generation of the index and publish it."""
        folder = next_folder(self._index, self._fingerprint)
        aside = folder.with_name(folder.name + ASIDE)
        aside.mkdir(parents=True)
        vectors = self._vectors_of(indexed)
        VECTOR_STORE.build(vectors.ids, vectors.rows).save(aside / VECTORS)
        language_bias.save(self._leanings, aside / LEANINGS)
        self._write_terms(aside / TERMS, indexed, corpus)
        manifest.publish(folder, self._fingerprint, self._encoder, len(indexed))

    def _vectors_of(self, indexed: Sequence[int]) -> _Vectors:
        """Return the vectors of passages that all have one, in the order given."""
        ids = np.array(indexed, dtype=np.int64)
        parts = list(self._slabs.values())
        if self._old:
            old_ids = self._old.vectors.ids()
            parts.insert(0, _Vectors(old_ids, self._old.vectors.vectors(old_ids)))
        if not parts:
            return _Vectors(ids, np.zeros((0, self._encoder.dimensions), dtype=np.float32))
        all_ids = np.concatenate([part.ids for part in parts])
        all_rows = np.concatenate([part.rows for part in parts])
        order = np.argsort(all_ids, kind="stable")
        places = order[np.searchsorted(all_ids, ids, sorter=order)]
        return _Vectors(ids, np.ascontiguousarray(all_rows[places]))

    def _write_terms(self, folder: Path, indexed: Sequence[int], corpus: Corpus) -> None:
        """Write the term index: a copy of the old one, less the removed passages and with the new ones."""
        terms = self._open_terms(folder)
        old = set(terms.ids().tolist())
        removed = sorted(old.difference(indexed))
        new = [passage for passage in indexed if passage not in old]
        terms.write(list(corpus.passages(new[:TERM_BATCH_PASSAGES]).values()), removed)
        for start in range(TERM_BATCH_PASSAGES, len(new), TERM_BATCH_PASSAGES):
            batch = new[start : start + TERM_BATCH_PASSAGES]
            terms.write(list(corpus.passages(batch).values()), [])

    def _open_terms(self, folder: Path) -> TermStore:
        if self._old is None:
            return TERM_STORE.create(folder)
        _copy_terms(self._old.folder / TERMS, folder)
        return TERM_STORE.open(folder)


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


def _copy_terms(old: Path, new: Path) -> None:
    """Copy the files of a term index to a new folder, without its locks."""
    new.mkdir()
    for path in sorted(old.iterdir()):
        if TERM_FILE.fullmatch(path.name):
            with open_plain(path) as file, open_plain(new / path.name, "xb") as copy:
                shutil.copyfileobj(file, copy)


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
    todo = builder.missing(corpus.passage_ids())
    for start in range(0, len(todo), SLAB_PASSAGES):
        slab = list(corpus.passages(todo[start : start + SLAB_PASSAGES]).values())
        builder.encode(slab, partial(_report, on_progress, start, len(todo)))
    return builder.publish(corpus)


def _report(on_progress: Callable[[int, int], None], before: int, total: int, in_slab: int) -> None:
    on_progress(before + in_slab, total)
