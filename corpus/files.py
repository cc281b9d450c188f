"""Writing that is whole or not there: aside, flushed, then renamed; and disk errors in words.

The order is that of SQLite's own commit: the file's bytes reach the disk before its name does, and the name before
anything that refers to it (https://www.sqlite.org/atomiccommit.html).
"""

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from corpus.errors import LibraryDamaged, LibraryError, StorageFull

ASIDE = ".aside"
"""How the name of a file or folder ends while it is being written; such leftovers are swept away."""

WAITS = (0.01, 0.1, 0.5, 1.0) if os.name == "nt" else ()
"""Seconds before a name is tried again that another process has open: Windows refuses to give it away meanwhile."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def storage(folder: Path) -> Iterator[None]:
    """Turns what the disk or SQLite raise inside into one line about `folder`.

    Raises:
        StorageFull: no room, or writing is refused.
        LibraryDamaged: SQLite finds its file malformed.
        LibraryError: any other failure of the disk or of SQLite.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                f"no room left for the library in {str(folder)!r}: free some space and run it again"
            ) from error
        if error.errno in _REFUSED:
            raise StorageFull(f"the library in {str(folder)!r} cannot be written: {error.strerror}") from error
        raise LibraryError(f"the library in {str(folder)!r} cannot be used: {error}") from error
    except UnicodeDecodeError as error:  # SQLite quotes what it cannot read
        raise LibraryDamaged(f"the library in {str(folder)!r} is damaged: {error}; restore it from a copy") from error
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith("SQLITE_FULL"):
            raise StorageFull(
                f"no room left for the library in {str(folder)!r}: free some space and run it again"
            ) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise StorageFull(f"the library in {str(folder)!r} cannot be written: {error}") from error
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise LibraryDamaged(
                f"the library in {str(folder)!r} is damaged: {error}; restore it from a copy"
            ) from error
        raise LibraryError(f"the library in {str(folder)!r} cannot be used: {error}") from error


def cache_folder() -> Path:
    """Where what can be had again is kept: $EVIDENCE_CACHE, else the platform's cache folder for this program."""
    from platformdirs import user_cache_path

    return Path(os.environ.get("EVIDENCE_CACHE") or user_cache_path("evidence-assistant", appauthor=False))


def flush(path: Path) -> None:
    """Waits until a file, or a folder's list of names, has reached the disk."""
    if path.is_dir() and os.name == "nt":  # Windows flushes names itself and cannot open a folder
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)  # Windows flushes what it may write
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(aside: Path, path: Path) -> None:
    """Gives a finished file or folder its name: flushed, renamed, and the new name flushed.

    A folder's own files must have been flushed by whoever wrote them.
    """
    if aside.is_file():
        flush(aside)
    for wait in WAITS:
        try:
            aside.replace(path)
            break
        except PermissionError:
            time.sleep(wait)
    else:
        aside.replace(path)
    flush(path.parent)


def write_file(path: Path, content: bytes) -> None:
    """Writes a file whole: readers see the old one or the new one, never a part."""
    aside = path.with_name(path.name + ASIDE)
    try:
        aside.write_bytes(content)
        settle(aside, path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def hash_file(path: Path) -> str:
    """Gives the SHA-256 of a file's bytes in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def copy_hashed(content: Path | bytes, aside: Path) -> str:
    """Writes what a file holds, or bytes, and gives the SHA-256 of what was written: a file may change while read."""
    digest = sha256()
    with BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file, aside.open("wb") as copy:
        while block := file.read(1 << 20):
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()
