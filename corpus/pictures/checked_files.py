"""Originals whose bytes are compared with their hash. A file is hashed again only if it has changed since."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import LibraryDamaged, error_reason
from corpus.plain_files import open_plain
from corpus.recent import Recent

MAX_FILES = 1_000
"""Files that are remembered."""

_Identity = tuple[int, int, int, int, int]


class CheckedFiles:
    """Opens files that have the bytes that their hash says."""

    def __init__(self) -> None:
        self._checked: Recent[str, _Identity] = Recent(MAX_FILES)

    @contextmanager
    def open(self, path: Path, sha256: str) -> Iterator[BinaryIO]:
        """Open a file and yield it.

        Raises:
            LibraryDamaged: it is missing, it is not a plain file, or its bytes have another hash.
        """
        try:
            file = open_plain(path)
        except OSError as error:
            raise LibraryDamaged(f"a document cannot be opened: {str(path)!r}: {error_reason(error)}") from error
        with file:
            self._check(file, path, sha256)
            yield file

    def _check(self, file: BinaryIO, path: Path, sha256: str) -> None:
        identity = _identity(os.fstat(file.fileno()))
        if self._checked.get(sha256) == identity:
            return
        readable: Any = file  # the type of `open` does not say that it fills a buffer
        if file_digest(readable, "sha256").hexdigest() != sha256:
            raise LibraryDamaged(f"the document {str(path)!r} has changed, so it is not shown: evidence verify")
        file.seek(0)
        self._checked[sha256] = identity


def _identity(status: os.stat_result) -> _Identity:
    """Return what changes if a file is replaced or written to."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
