"""The vector store: exact inner product in FAISS (https://github.com/facebookresearch/faiss).

The only module that imports it, and only where it is used. The file is an ordinary FAISS index, `IndexIDMap` over
`IndexFlatIP`, its rows in ascending order of id, so anything that has FAISS can search it:

    scores, ids = faiss.read_index("vectors.faiss").search(queries, 10)
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from index.model import Scope
from index.protocols import FloatMatrix

SPARE = 8
"""Rows asked of FAISS beyond `k`, so that those that share the k-th score (reports print a paragraph twice) are seen
without a second search."""

BLOCK = 1 << 20
"""Bytes read and written at a time."""


class VectorIndex:
    """Passages' vectors, of any length, all in memory; implements `index.protocols.VectorStore`. It never changes."""

    def __init__(self, stored: Any) -> None:
        self._stored = stored  # owns the rows
        self._flat = _faiss().downcast_index(stored.index)
        self.ids: NDArray[np.int64] = _faiss().vector_to_array(stored.id_map)
        """Shape (size,), ascending."""

    @classmethod
    def build(cls, ids: NDArray[np.int64], vectors: FloatMatrix) -> "VectorIndex":
        """Makes one of ids, each once and in any order, and their vectors, shape (len(ids), dimensions)."""
        faiss = _faiss()
        order = np.argsort(ids)
        stored = faiss.IndexIDMap(faiss.IndexFlatIP(vectors.shape[1]))
        stored.add_with_ids(vectors[order], ids[order])
        return cls(stored)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Reads one from its file.

        Raises:
            LibraryDamaged: the file is missing, or is not what `save` writes.
        """
        faiss = _faiss()
        try:
            with path.open("rb") as file:
                stored = faiss.read_index(faiss.PyCallbackIOReader(file.read, BLOCK))
            loaded = cls(stored)
        except (OSError, RuntimeError, AttributeError, MemoryError) as error:
            raise LibraryDamaged(f"the vectors in {str(path)!r} cannot be read: {error}") from error
        ids, flat = loaded.ids, loaded._flat
        if not isinstance(flat, faiss.IndexFlatIP) or flat.ntotal != len(ids) or np.any(ids[1:] <= ids[:-1]):
            raise LibraryDamaged(f"{str(path)!r} is not an index of vectors by ascending id")
        return loaded

    def save(self, path: Path) -> None:
        """Writes it to a file.

        Raises:
            OSError: as from any writing. FAISS, left to write by itself, takes no notice when the disk fills up at
                the end of a file.
        """
        with path.open("wb") as file:
            _faiss().write_index(self._stored, _faiss().PyCallbackIOWriter(file.write, BLOCK))

    @property
    def size(self) -> int:
        """How many vectors there are."""
        return len(self.ids)

    def vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> FloatMatrix:
        """Gives a copy of the rows of these ids, in the order given.

        Raises:
            KeyError: an id is not here.
        """
        rows = np.searchsorted(self.ids, ids)
        known = np.isin(ids, self.ids)
        if not known.all():
            raise KeyError(int(np.asarray(ids)[~known][0]))
        copied: FloatMatrix = self._flat.reconstruct_batch(rows)
        return copied

    def search(
        self, queries: FloatMatrix, k: int, scope: Scope | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Gives ids and scores, each of shape (len(queries), k), as `VectorStore.search` says."""
        ids = np.full((len(queries), k), -1, dtype=np.int64)
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        if k and self.size:
            nearest = self._nearest(queries, k, scope)
            for query, (found_rows, found_scores) in enumerate(zip(*nearest, strict=True)):
                rows, values = found_rows[found_rows >= 0], found_scores[found_rows >= 0]
                best = np.lexsort((rows, -values))[:k]  # rows are in order of id
                ids[query, : len(best)] = self.ids[rows[best]]
                scores[query, : len(best)] = values[best]
        return ids, scores

    def _nearest(
        self, queries: FloatMatrix, k: int, scope: Scope | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Gives row numbers and scores of the best `k` and of all that equal the last; -1 where there are too few.

        FAISS does not say which of several equal rows it keeps.
        """
        parameters = _faiss().SearchParameters(sel=self._selector(scope)) if scope else None
        limit = min(k + SPARE, self.size)
        scores, rows = self._flat.search(queries, limit, params=parameters)
        if limit < self.size and np.any((rows[:, -1] >= 0) & (scores[:, -1] == scores[:, k - 1])):
            scores, rows = self._flat.search(queries, self.size, params=parameters)
        return rows, scores

    def _selector(self, scope: Scope) -> Any:
        chosen = np.isin(self.ids, scope.ids, invert=scope.excluded)
        return _faiss().IDSelectorBitmap(np.packbits(chosen, bitorder="little"))


def _faiss() -> Any:
    import faiss

    return faiss
