"""Codes of vectors: one bit for each dimension (RaBitQ), to find the candidates of a large segment quickly.

Gao & Long (2024), https://arxiv.org/abs/2405.12497, in FAISS (https://github.com/facebookresearch/faiss). This is the
only module that imports FAISS, and only when a library is large. The file has the centre of the vectors (32-bit
floats) and then the codes as FAISS lays them out in memory. It has no sizes that FAISS would believe.
"""

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.plain_files import open_plain
from index.protocols import FloatMatrix

TRAINING_ROWS = 20_000
"""Vectors whose mean is the centre. More change it by less than its own precision."""

BLOCK_ROWS = 32
"""Vectors that FAISS scans at a time. Codes fill whole blocks."""


def version() -> str:
    """Return the version of FAISS, by which codes in its layout are known. Another version makes them again."""
    import faiss

    found: str = faiss.__version__
    return found


class Codes:
    """The codes of the vectors of a segment, in memory: 56 bytes for each vector of 384 dimensions."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def empty(cls, some_vectors: FloatMatrix) -> Self:
        """Return codes of no vectors, with the centre of these."""
        import faiss

        index = faiss.IndexRaBitQFastScan(some_vectors.shape[1], faiss.METRIC_INNER_PRODUCT)
        index.train(np.ascontiguousarray(some_vectors[:TRAINING_ROWS]))
        return cls(index)

    def add(self, vectors: FloatMatrix) -> None:
        """Add the next vectors."""
        self._index.add(np.ascontiguousarray(vectors))

    def write(self, path: Path) -> None:
        """Write the codes to a new file.

        Raises:
            OSError: the file cannot be written in full.
        """
        import faiss

        centre = faiss.vector_to_array(self._index.center)
        stored = faiss.rev_swig_ptr(self._index.codes.get(), self._index.codes.size())
        with path.open("xb") as file:
            file.write(centre.astype("<f4").tobytes())
            file.write(stored.tobytes())

    @classmethod
    def read(cls, path: Path, count: int, dimensions: int) -> Self:
        """Read the codes of so many vectors.

        Raises:
            LibraryDamaged: the file is missing or has another size.
        """
        import faiss

        try:
            with open_plain(path) as file:
                content = file.read()
        except OSError as error:
            raise LibraryDamaged(f"the codes in {str(path)!r} cannot be read: {error}") from error
        codes = cls.empty(np.zeros((1, dimensions), dtype=np.float32))
        index = codes._index
        places = -(-count // BLOCK_ROWS) * BLOCK_ROWS
        if len(content) != 4 * dimensions + places * index.code_size:
            raise LibraryDamaged(f"{str(path)!r} has not the size of {count} codes")
        centre = np.frombuffer(content, dtype="<f4", count=dimensions)
        stored = np.frombuffer(content, dtype=np.uint8, offset=4 * dimensions).copy()
        faiss.copy_array_to_vector(centre.astype(np.float32), index.center)
        index.codes.resize(len(stored))
        faiss.memcpy(index.codes.get(), faiss.swig_ptr(stored), len(stored))
        index.ntotal, index.ntotal2 = count, places
        return codes

    def nearest(self, query: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows that seem to have the largest inner products with a query, best first, and estimates."""
        estimates, rows = self._index.search(query[None], count)
        is_row = rows[0] >= 0
        return rows[0][is_row], estimates[0][is_row]
