"""A file that was opened by another process. It is read like a `Path`, by its descriptor and never by its name."""

import io
import os
from pathlib import Path, PurePath
from typing import Any

BUFFER_BYTES = 2**16
"""Bytes that are read at once. Chosen: a call for each 8 KB, which is Python's own choice, takes longer."""


class HeldFile:
    """A file with a descriptor and a name. The name says only what the person calls the file."""

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self._name = PurePath(name)

    @property
    def suffix(self) -> str:
        """The suffix of the name, with its dot."""
        return self._name.suffix

    @property
    def stem(self) -> str:
        """The name without its folder and its suffix."""
        return self._name.stem

    def stat(self) -> os.stat_result:
        """Return the size and times of the file."""
        return os.fstat(self._descriptor)

    def open(self, mode: str = "rb") -> io.BufferedReader:
        """Return the file from its beginning. Several readers of one file do not move each other."""
        if mode != "rb":
            raise PermissionError(f"a reader of files may not: open({mode!r})")
        return io.BufferedReader(_Positioned(self._descriptor), BUFFER_BYTES)

    def read_bytes(self) -> bytes:
        """Return the contents."""
        with self.open("rb") as file:
            return file.read()


InputFile = Path | HeldFile
"""A file to read: its path, or a file that the parent opened."""


class _Positioned(io.RawIOBase):
    """A file read by descriptor, with a position of its own."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        starts = {os.SEEK_SET: 0, os.SEEK_CUR: self._position}
        start = starts[whence] if whence in starts else os.fstat(self._descriptor).st_size
        if start + offset < 0:
            raise ValueError(f"negative position {start + offset}")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        data = os.pread(self._descriptor, len(buffer), self._position)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
