"""The vector store: exact inner product in FAISS (https://github.com/facebookresearch/faiss), the only module that
imports it, and only where it is used: the import costs 0.1 CPU-seconds beyond numpy's.

The file is an ordinary FAISS index, `IndexIDMap` over `IndexFlatIP`, its rows in ascending order of id:

    index = faiss.read_index("vectors.faiss")
    scores, ids = index.search(queries, 10)
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from index.model import Scope
from index.protocols import FloatMatrix


class VectorIndex:
    """Unit vectors of passages, all in memory; implements `index.protocols.VectorStore`."""

    def __init__(self, ids: NDArray[np.int64], flat: Any) -> None:
        self.ids = ids
        """Shape (size,), ascending."""
        self._flat = flat

    @classmethod
    def build(cls, ids: NDArray[np.int64], vectors: FloatMatrix) -> "VectorIndex":
        """Makes one of ids, each once and in any order, and their vectors, shape (len(ids), dimensions)."""
        import faiss

        order = np.argsort(ids)
        assert len(ids) == len(vectors) == len(np.unique(ids)), "one row for each id"  # noqa: S101
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(np.ascontiguousarray(vectors[order], dtype=np.float32))
        return cls(np.asarray(ids, dtype=np.int64)[order], flat)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Reads one from its file.

        Raises:
            LibraryDamaged: the file is missing, or is not what `save` writes.
        """
        import faiss

        try:
            stored = faiss.read_index(str(path))
            ids, flat = faiss.vector_to_array(stored.id_map), faiss.downcast_index(stored.index)
            flat.this.own(stored.index.this.disown())
        except (RuntimeError, AttributeError, MemoryError) as error:
            raise LibraryDamaged(f"the vectors in {str(path)!r} cannot be read: {error}") from error
        return cls(ids, flat)
