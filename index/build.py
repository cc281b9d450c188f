"""The write path: which passages lack a vector, encode them, write the next index aside, swap.

Vectors are costly (about 20 passages a second), all else is cheap. So what has been encoded is put away in slabs
(`pending/`) as it comes, and a kill loses at most the slab in the works; the FAISS and term files are written once,
at the end, from the old generation's rows and the slabs.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.files import ASIDE, settle, storage
from corpus.model import Passage
from corpus.passages import chunk
from corpus.store.corpus import Corpus
from index import language_bias, manifest
from index.language_bias import Leanings
from index.manifest import LEANINGS, TERMS, VECTORS
from index.protocols import Encoder, FloatMatrix, VectorStore
from index.stores import TERM_STORE, VECTOR_STORE

SLAB = 512
"""Passages put away at once: about 25 seconds of encoding on two cores, and enough to sort by length."""

EMBEDDED = "headings, text"
"""What `searchable` gives; part of the fingerprint."""

STEP = 64
"""Passages between two reports of progress, of about equal length: three seconds."""

BATCH = 4096
"""Passages held in memory at once while the term index is written."""


class Builder:
    """Writes the index of a library with one encoder. One at a time: the caller holds the library's writer lock."""

    def __init__(self, library: Path, encoder: Encoder, fresh: bool = False) -> None:
        """Opens what there is of an index made as this one would be.

        Args:
            library: the library's folder.
            encoder: what encodes.
            fresh: take nothing over: every passage will be encoded anew.

        Raises:
            LibraryDamaged: the index there is cannot be read, and is not to be made anew.
        """
        self._library = library
        self._index = library / "index"
        self._encoder = encoder
        self._mark = manifest.fingerprint(
            encoder.fingerprint, f"{EMBEDDED}, {language_bias.mark()}", chunk.VERSION, TERM_STORE.analysis
        )
        self._pending = self._index / f"{self._mark}-pending"
        if fresh:
            shutil.rmtree(self._pending, ignore_errors=True)
        self._old = None if fresh else self._open_old()
        self._slabs = dict(self._read_slabs())

    def missing(self, wanted: Iterable[int]) -> list[int]:
        """Gives those of these passages that have no vector yet, in the order given."""
        held = {int(i) for ids, _ in self._slabs.values() for i in ids}
        if self._old:
            held.update(self._old[1].ids().tolist())
        return [i for i in wanted if i not in held]

    def encode(self, passages: Sequence[Passage], on_progress: Callable[[int], None] = lambda _: None) -> None:
        """Encodes passages and puts their vectors away; an interrupt keeps those that were encoded.

        Args:
            passages: not yet held.
            on_progress: called with how many of them have been encoded.
        """
        by_length = sorted(passages, key=lambda p: len(p.text))
        done: list[FloatMatrix] = []
        try:
            for begin in range(0, len(by_length), STEP):
                batch = by_length[begin : begin + STEP]
                rows = self._encoder.encode_passages([searchable(p) for p in batch])
                done.append(language_bias.level(rows, [p.language for p in batch], self._leanings))
                on_progress(begin + len(batch))
        finally:
            if done:
                vectors = np.concatenate(done)
                ids = np.array([p.id for p in by_length[: len(vectors)]], dtype=np.int64)
                self._put_away(ids, vectors)

    @cached_property
    def _leanings(self) -> Leanings:
        return language_bias.load(self._old[0] / LEANINGS) if self._old else language_bias.leanings(self._encoder)

    def _put_away(self, ids: NDArray[np.int64], vectors: FloatMatrix) -> None:
        with storage(self._library):
            self._pending.mkdir(parents=True, exist_ok=True)
            path = self._pending / f"{len(self._slabs):06}.npz"
            aside = path.with_name(path.name + ASIDE)
            with aside.open("wb") as file:
                np.savez(file, ids=ids, vectors=vectors)
            settle(aside, path)
        self._slabs[path] = (ids, vectors)

    def publish(self, corpus: Corpus) -> int:
        """Makes an index of those of the corpus's passages that have vectors the one that answers; gives how many."""
        wanted = corpus.passage_ids()
        lacking = set(self.missing(wanted))
        wanted = [i for i in wanted if i not in lacking]
        if self._old and not self._slabs and self._old[1].ids().tolist() == sorted(wanted):
            with storage(self._library):
                manifest.sweep(self._old[0])
            return len(wanted)
        with storage(self._library):
            folder = manifest.next_folder(self._index, self._mark)
            aside = folder.with_name(folder.name + ASIDE)
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            VECTOR_STORE.build(*self._rows(wanted)).save(aside / VECTORS)
            language_bias.save(self._leanings, aside / LEANINGS)
            self._write_terms(aside / TERMS, wanted, corpus)
            manifest.publish(folder, self._mark, self._encoder, len(wanted))
        self._slabs.clear()
        self._old = self._open_old()
        return len(wanted)

    def _open_old(self) -> tuple[Path, VectorStore] | None:
        """Opens the index that answers, if it was made as this one would be."""
        found = manifest.current(self._index)
        if found is None or found[1].fingerprint != self._mark:
            return None
        return found[0], VECTOR_STORE.open(found[0] / VECTORS)

    def _read_slabs(self) -> Iterator[tuple[Path, tuple[NDArray[np.int64], FloatMatrix]]]:
        for path in sorted(self._pending.glob("*.npz")):
            with np.load(path, allow_pickle=False) as slab:
                yield path, (slab["ids"], slab["vectors"])

    def _rows(self, wanted: Sequence[int]) -> tuple[NDArray[np.int64], FloatMatrix]:
        ids = np.array(wanted, dtype=np.int64)
        parts = list(self._slabs.values())
        if self._old:
            parts.insert(0, (self._old[1].ids(), self._old[1].vectors(self._old[1].ids())))
        if not parts:
            return ids, np.zeros((0, self._encoder.dimensions), dtype=np.float32)
        all_ids = np.concatenate([part[0] for part in parts])
        vectors = np.concatenate([part[1] for part in parts])
        order = np.argsort(all_ids, kind="stable")
        return ids, np.ascontiguousarray(vectors[order[np.searchsorted(all_ids, ids, sorter=order)]])

    def _write_terms(self, folder: Path, wanted: Sequence[int], corpus: Corpus) -> None:
        if self._old:
            shutil.copytree(self._old[0] / TERMS, folder)
            terms = TERM_STORE.open(folder)
        else:
            terms = TERM_STORE.create(folder)
        held = set(terms.ids().tolist())
        gone = sorted(held.difference(wanted))
        new = [i for i in wanted if i not in held]
        for begin in range(0, len(new) or 1, BATCH):
            terms.write(list(corpus.passages(new[begin : begin + BATCH]).values()), gone if begin == 0 else [])


def searchable(passage: Passage) -> str:
    """Gives what is embedded of a passage: the headings it stands under, outermost first, and its text.

    A heading that begins the text is not repeated.
    """
    headings = passage.headings
    if headings and passage.text.startswith(headings[-1]):
        headings = headings[:-1]
    return "\n".join([*([" > ".join(headings)] if headings else []), passage.text])


def update(corpus: Corpus, builder: Builder, on_progress: Callable[[int, int], None]) -> int:
    """Brings the index up to the corpus; gives how many passages it holds.

    Args:
        corpus: open for writing.
        builder: of the same library.
        on_progress: called with (encoded, to encode) as it goes.
    """
    todo = builder.missing(corpus.passage_ids())
    for begin in range(0, len(todo), SLAB):
        slab = list(corpus.passages(todo[begin : begin + SLAB]).values())
        builder.encode(slab, partial(_report, on_progress, begin, len(todo)))
    return builder.publish(corpus)


def _report(on_progress: Callable[[int, int], None], before: int, of: int, done: int) -> None:
    on_progress(before + done, of)
