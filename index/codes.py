"""Codes of vectors: two bits for each dimension (RaBitQ), to find the candidates of a large segment quickly.

Gao & Long (2024), https://arxiv.org/abs/2405.12497, and for more than one bit Gao et al. (2024),
https://arxiv.org/abs/2409.09913, in FAISS (https://github.com/facebookresearch/faiss). This is the only module that
imports FAISS, and only when a library is large. The file has the centre of the vectors (32-bit floats) and then the
codes as FAISS lays them out in memory. It has no sizes that FAISS would believe.
"""

import os
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.plain_files import open_plain
from index.protocols import FloatMatrix

TRAINING_ROWS = 20_000
"""Vectors whose mean is the centre. More change it by less than its own precision."""

BLOCK_ROWS = 32
"""Vectors that FAISS scans at a time. Codes fill whole blocks."""

READ_BYTES = 1 << 20
"""Bytes that are read at a time, so that codes are in memory only once."""

BITS = 2
"""Bits for each dimension. One bit needs four times as many candidates for the same recall (`index.dense`). To score
them exactly takes longer than to scan codes of twice the size."""


def version() -> str:
    """Return the version of codes: that of FAISS, because they have its layout, and the bits. Others are made again."""
    import faiss

    return f"{faiss.__version__}, {BITS} bits"


class Codes:
    """The codes of the vectors of a segment, in memory: 116 bytes for each vector of 384 dimensions."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def empty(cls, some_vectors: FloatMatrix) -> Self:
        """Return codes of no vectors, with the centre of these."""
        import faiss

        index = faiss.IndexRaBitQFastScan(some_vectors.shape[1], faiss.METRIC_INNER_PRODUCT, BLOCK_ROWS, BITS)
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
            file.write(stored.data)

    @classmethod
    def read(cls, path: Path, count: int, dimensions: int) -> Self:
        """Read the codes of so many vectors.

        Raises:
            LibraryDamaged: the file is missing or has another size.
        """
        codes = cls.empty(np.zeros((1, dimensions), dtype=np.float32))
        places = -(-count // BLOCK_ROWS) * BLOCK_ROWS
        try:
            with open_plain(path) as file:
                if file.seek(0, os.SEEK_END) != 4 * dimensions + places * codes._index.code_size:
                    raise LibraryDamaged(f"{str(path)!r} has not the size of {count} codes")
                file.seek(0)
                codes._fill(file, places)
        except OSError as error:
            raise LibraryDamaged(f"the codes in {str(path)!r} cannot be read: {error}") from error
        codes._index.ntotal, codes._index.ntotal2 = count, places
        return codes

    def _fill(self, file: BinaryIO, places: int) -> None:
        """Read the centre and the codes of so many vectors."""
        import faiss

        index = self._index
        centre = np.frombuffer(file.read(4 * index.d), dtype="<f4")
        faiss.copy_array_to_vector(centre.astype(np.float32), index.center)
        size = places * index.code_size
        index.codes.resize(size)
        stored = faiss.rev_swig_ptr(index.codes.get(), size)
        for start in range(0, size, READ_BYTES):
            stored[start : start + READ_BYTES] = np.frombuffer(file.read(READ_BYTES), dtype=np.uint8)

    def nearest(self, query: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows that seem to have the largest inner products with a query, best first, and estimates."""
        estimates, rows = self._index.search(query[None], count)
        is_row = rows[0] >= 0
        return rows[0][is_row], estimates[0][is_row]
