"""Vectors in a file, a row for each passage. Rows are read when they are needed, and none stays in memory.

A mapped file would be shorter to use. But the system maps up to 16 pages around each row that is touched, so a search
that scores a few thousand rows of a million would hold nearly the whole file in memory. It would also read 128 KB
around each row from a disk.
"""

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.plain_files import open_plain

Rows = NDArray[np.intp]
"""Numbers of rows, from 0."""


class RowFile:
    """The rows of a file that never changes. Several threads may read it, also after the file was deleted."""

    def __init__(self, path: Path, kind: np.dtype[Any], shape: tuple[int, int], start: int = 0) -> None:
        """Open a file.

        Args:
            path: the file.
            kind: the type of a number.
            shape: the number of rows, and of the numbers in a row.
            start: where the first row begins, in bytes.

        Raises:
            LibraryDamaged, OSError: it cannot be read.
        """
        self.shape = shape
        self._path = path
        self._kind = kind
        self._start = start
        with open_plain(path) as file:
            self.file_size = file.seek(0, os.SEEK_END)
            self._descriptor = os.dup(file.fileno())
        finalize(self, os.close, self._descriptor)
        self._lock = Lock()
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_RANDOM)  # do not read what is beside a row

    def read(self, rows: Rows) -> NDArray[Any]:
        """Return some rows, in the given order; shape (len(rows), dimensions). Rows in ascending order are quickest.

        Raises:
            LibraryDamaged: the file has become shorter.
        """
        found = np.empty((len(rows), self.shape[1]), dtype=self._kind)
        target = found.data.cast("B") if len(rows) else memoryview(b"")
        size = found.strides[0]
        for first, last in _runs(rows):
            self._read_into(target[first * size : last * size], self._start + int(rows[first]) * size)
        return found

    def all(self) -> NDArray[Any]:
        """Return all rows."""
        return self.read(np.arange(self.shape[0]))

    def _read_into(self, target: memoryview, offset: int) -> None:
        while target:
            count = self._read_part(target, offset)
            if not count:
                raise LibraryDamaged(f"{str(self._path)!r} has become shorter")
            target, offset = target[count:], offset + count

    def _read_part(self, target: memoryview, offset: int) -> int:
        """Read some bytes at a place. Return how many."""
        if hasattr(os, "preadv"):
            return os.preadv(self._descriptor, [target], offset)
        with self._lock:  # Windows
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            part = os.read(self._descriptor, len(target))
        target[: len(part)] = part
        return len(part)


def _runs(rows: Rows) -> Iterator[tuple[int, int]]:
    """Yield where rows follow one another: the place of the first of them in the list, and the place after the last."""
    if not len(rows):
        return
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    yield from pairwise([0, *breaks.tolist(), len(rows)])
