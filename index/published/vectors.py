"""The vectors of a published library; implements what a search needs of `index.protocols.VectorStore`."""

from collections import OrderedDict
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from index.model import Scope, by_score_and_id
from index.protocols import FloatMatrix
from index.published.scopes import condition_of
from index.published.tables import Tables, in_parts
from index.published.target import reaching

SPARE_ROWS = 16
"""Rows requested beyond `k`: some may be there twice, because two libraries published a file at the same time."""

FETCHED_PER_RESULT = 10
"""Rows fetched by their codes for each row returned. They are then compared exactly."""


MAX_HELD_VECTORS = 20_000
"""Vectors that are kept, because a question compares the same passages several times: about 20 MB."""


class PublishedVectors:
    """The vectors of the passages that a place has."""

    def __init__(self, tables: Tables, dimensions: int) -> None:
        self._tables = tables
        self._dimensions = dimensions
        self._held: OrderedDict[int, NDArray[np.float16]] = OrderedDict()

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return self._dimensions

    def within(self, scope: Scope | None) -> NDArray[np.int64]:
        """Return the ids of all passages in a scope in ascending order; shape (n,)."""
        rows = self._tables.rows("passage", condition_of(scope), ["id"])
        return np.unique(np.array([i for (i,) in rows], dtype=np.int64))

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages in ascending order; shape (n,)."""
        return self.within(None)

    def vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> FloatMatrix:
        """Return the vectors of these passages, in the given order.

        Raises:
            KeyError: an id is not in the store.
        """
        wanted = [int(i) for i in ids]
        self._read({i for i in wanted if i not in self._held})
        rows = np.array([self._held[i] for i in wanted], dtype=np.float32)
        while len(self._held) > MAX_HELD_VECTORS:
            self._held.popitem(last=False)
        return rows.reshape(len(wanted), self._dimensions)

    def _read(self, ids: Collection[int]) -> None:
        for part in in_parts("id", ids):
            found = self._tables.columns("passage", part, ["id", "vector"])
            numbers = found["vector"].combine_chunks().flatten().to_numpy().reshape(-1, self._dimensions)
            self._held.update(zip(found["id"].to_pylist(), numbers, strict=True))

    def search(
        self, queries: FloatMatrix, k: int, scope: Scope | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return ids and scores of the nearest passages; see `VectorStore.search`."""
        ids = np.full((len(queries), k), -1, dtype=np.int64)
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        for place, query in enumerate(queries):
            nearest = self._nearest(query, k, scope) if k else []
            for rank, (i, score) in enumerate(nearest):
                ids[place, rank], scores[place, rank] = i, score
        return ids, scores

    def _nearest(self, query: NDArray[np.float32], k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score), best first, equal scores in ascending order of id."""
        condition = condition_of(scope)
        with reaching(self._tables.place):
            search = self._tables.table("passage").search(query, vector_column_name="vector")
            search = search.distance_type("dot").limit(k + SPARE_ROWS).refine_factor(FETCHED_PER_RESULT)
            if condition:
                search = search.where(condition, prefilter=True)
            found = search.select(["id", "_distance"]).to_arrow()
        distances = dict(zip(found["id"].to_pylist(), found["_distance"].to_pylist(), strict=True))
        scores = {i: 1 - distance for i, distance in distances.items()}  # LanceDB's distance is 1 - inner product
        return sorted(scores.items(), key=by_score_and_id)[:k]
