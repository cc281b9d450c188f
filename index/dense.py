"""The vector store: exact inner product in FAISS (https://github.com/facebookresearch/faiss).

This is the only module that imports FAISS, and only when it is needed. The file is an ordinary FAISS index, an
`IndexIDMap` over an `IndexFlatIP` with its rows in ascending order of id, so any program with FAISS can search it:

    scores, ids = faiss.read_index("vectors.faiss").search(queries, 10)
"""

import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.plain_files import open_plain
from index.model import Scope
from index.protocols import FloatMatrix

SPARE_ROWS = 8
"""Rows requested from FAISS beyond `k`. They show whether other rows share the k-th score (reports print a paragraph
twice) without a second search."""

BLOCK_BYTES = 1 << 20
"""Bytes read or written at a time."""


_HEADER = struct.Struct("<4siq17xi")
"""The header of an index in FAISS's format: kind, dimensions, number of vectors, metric (0 is the inner product)."""

_SIZE = struct.Struct("<Q")


class FaissVectorStore:
    """Vectors of passages, all in memory; implements `index.protocols.VectorStore`."""

    def __init__(self, stored: Any) -> None:
        self._stored = stored  # owns the rows
        self._flat = _faiss().downcast_index(stored.index)
        self._ids: NDArray[np.int64] = _faiss().vector_to_array(stored.id_map)

    @classmethod
    def build(cls, ids: NDArray[np.int64], vectors: FloatMatrix) -> Self:
        """Make a store; see `VectorStore.build`."""
        faiss = _faiss()
        order = np.argsort(ids)
        stored = faiss.IndexIDMap(faiss.IndexFlatIP(vectors.shape[1]))
        stored.add_with_ids(vectors[order], ids[order])
        return cls(stored)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read a store that `save` wrote.

        Raises:
            LibraryDamaged: the file is missing or is not a store.
        """
        faiss = _faiss()
        try:
            with open_plain(path) as file:
                _check_layout(file)
                stored = faiss.read_index(faiss.PyCallbackIOReader(file.read, BLOCK_BYTES))
            store = cls(stored)
        except (OSError, RuntimeError, AttributeError, MemoryError, struct.error, ValueError) as error:
            raise LibraryDamaged(f"the vectors in {str(path)!r} cannot be read: {error}") from error
        ids, flat = store._ids, store._flat
        if not isinstance(flat, faiss.IndexFlatIP) or flat.ntotal != len(ids) or np.any(ids[1:] <= ids[:-1]):
            raise LibraryDamaged(f"{str(path)!r} is not an index of vectors by ascending id")
        return store

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return int(self._flat.d)

    def save(self, path: Path) -> None:
        """Write the store to a file.

        FAISS writes through Python's file, because its own writer reports no error if the disk is full at the end of
        a file.

        Raises:
            OSError: the file cannot be written in full.
        """
        with path.open("wb") as file:
            _faiss().write_index(self._stored, _faiss().PyCallbackIOWriter(file.write, BLOCK_BYTES))

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages in ascending order; shape (n,)."""
        return self._ids

    def vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> FloatMatrix:
        """Return a copy of the vectors of these passages, in the given order.

        Raises:
            KeyError: an id is not in the store.
        """
        known = np.isin(ids, self._ids)
        if not known.all():
            unknown = np.asarray(ids)[~known]
            raise KeyError(int(unknown[0]))
        rows = np.searchsorted(self._ids, ids)
        copied: FloatMatrix = self._flat.reconstruct_batch(rows)
        return copied

    def search(
        self, queries: FloatMatrix, k: int, scope: Scope | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return ids and scores of the nearest passages; see `VectorStore.search`."""
        ids = np.full((len(queries), k), -1, dtype=np.int64)
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        if k == 0 or len(self._ids) == 0:
            return ids, scores
        all_rows, all_scores = self._nearest(queries, k, scope)
        for query in range(len(queries)):
            is_row = all_rows[query] >= 0
            rows = all_rows[query][is_row]
            row_scores = all_scores[query][is_row]
            best = np.lexsort((rows, -row_scores))[:k]  # rows are in ascending order of id
            ids[query, : len(best)] = self._ids[rows[best]]
            scores[query, : len(best)] = row_scores[best]
        return ids, scores

    def _nearest(
        self, queries: FloatMatrix, k: int, scope: Scope | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return row numbers and scores of the best `k` rows and of all rows with the k-th score; -1 for no row.

        FAISS does not say which of several equal rows it returns.
        """
        parameters = None
        if scope:
            parameters = _faiss().SearchParameters(sel=self._selector(scope))
        size = len(self._ids)
        limit = min(k + SPARE_ROWS, size)
        scores, rows = self._flat.search(queries, limit, params=parameters)
        if limit < size:
            all_share_kth_score = (rows[:, -1] >= 0) & (scores[:, -1] == scores[:, k - 1])
            if np.any(all_share_kth_score):  # more rows than these may share it
                scores, rows = self._flat.search(queries, size, params=parameters)
        return rows, scores

    def _selector(self, scope: Scope) -> Any:
        chosen = np.isin(self._ids, scope.ids, invert=scope.excluded)
        return _faiss().IDSelectorBitmap(np.packbits(chosen, bitorder="little"))


def _check_layout(file: BinaryIO) -> None:
    """Raise if the sizes in a file of vectors do not agree with its length. Then return to its beginning.

    FAISS would believe them, and it reads other kinds of indexes too, which are more complicated.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    kind, dimensions, count, outer_metric = _HEADER.unpack(file.read(_HEADER.size))
    flat_kind, flat_dimensions, flat_count, metric = _HEADER.unpack(file.read(_HEADER.size))
    (numbers,) = _SIZE.unpack(file.read(_SIZE.size))
    file.seek(4 * numbers, os.SEEK_CUR)
    (ids,) = _SIZE.unpack(file.read(_SIZE.size))
    is_flat = (kind, flat_kind, outer_metric, metric) == (b"IxMp", b"IxFI", 0, 0)
    agrees = (dimensions, count) == (flat_dimensions, flat_count) and numbers == count * dimensions and ids == count
    expected_size = 2 * (_HEADER.size + _SIZE.size) + 4 * numbers + 8 * ids
    if not is_flat or not agrees or dimensions <= 0 or size != expected_size:
        raise ValueError("its sizes do not agree")
    file.seek(0)


def _faiss() -> Any:
    import faiss

    return faiss
