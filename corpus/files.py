"""Files that are written completely or not at all, and disk errors in words.

The order of writing is the order of SQLite's own commit: the bytes of a file reach the disk before its name does, and
the name before anything that refers to it (https://www.sqlite.org/atomiccommit.html).
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
from typing import BinaryIO

from corpus.errors import LibraryDamaged, LibraryError, StorageFull

ASIDE = ".aside"
"""The end of the name of a file or folder while it is being written. Such leftovers are deleted."""

RENAME_RETRY_SECONDS = (0.01, 0.1, 0.5, 1.0) if os.name == "nt" else ()
"""Pauses before a rename is tried again. Windows refuses to rename a file while another process has it open."""

MAX_WINDOWS_PATH_CHARACTERS = 259
"""MAX_PATH of Windows, without the zero at its end. Longer paths need a setting of the system."""

_BLOCK_BYTES = 1 << 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_PERMITTED = (errno.EROFS, errno.EACCES, errno.EPERM)
_PERMISSION_HINT = "Check the permissions of the folder"


@contextmanager
def storage(folder: Path) -> Iterator[None]:
    """Turn an error of the disk or of SQLite inside into one line about the library in `folder`.

    Raises:
        StorageFull: there is no room, or writing is not permitted.
        LibraryDamaged: SQLite finds its file malformed.
        LibraryError: any other failure of the disk or of SQLite.
    """
    try:
        yield
    except OSError as error:
        raise _disk_error(folder, error) from error
    except UnicodeDecodeError as error:  # SQLite quotes text that it cannot decode
        raise _damaged(folder, error) from error
    except sqlite3.Error as error:
        raise _sqlite_error(folder, error) from error


def _disk_error(folder: Path, error: OSError) -> LibraryError:
    if error.errno in _NO_ROOM:
        return _no_room(folder)
    if error.errno in _NOT_PERMITTED:
        return StorageFull(f"the library in {str(folder)!r} cannot be written: {error.strerror}. {_PERMISSION_HINT}")
    length = len(str(error.filename or ""))
    if os.name == "nt" and length > MAX_WINDOWS_PATH_CHARACTERS:
        return LibraryError(
            f"the library in {str(folder)!r} cannot be used: the path of one of its files has {length} characters, and "
            f"Windows takes {MAX_WINDOWS_PATH_CHARACTERS}: move it to a folder with a shorter path, or let Windows take"
            " long paths (its setting LongPathsEnabled)"
        )
    return LibraryError(f"the library in {str(folder)!r} cannot be used: {error}")


def _sqlite_error(folder: Path, error: sqlite3.Error) -> LibraryError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return _no_room(folder)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StorageFull(f"the library in {str(folder)!r} cannot be written: {error}. {_PERMISSION_HINT}")
    if name.startswith("SQLITE_IOERR_WRITE"):  # SQLite knows a full disk, but not a quota or a limit
        hint = "Check the disk, its free space and your quota"
        return StorageFull(f"the library in {str(folder)!r} cannot be written: {error}. {hint}")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return _damaged(folder, error)
    return LibraryError(f"the library in {str(folder)!r} cannot be used: {error}")


def _no_room(folder: Path) -> StorageFull:
    return StorageFull(f"no room left for the library in {str(folder)!r}: free some space and run the command again")


def _damaged(folder: Path, error: Exception) -> LibraryDamaged:
    return LibraryDamaged(f"the library in {str(folder)!r} is damaged ({error}): restore it from a copy")


def cache_folder() -> Path:
    """Return the folder for files that can be made or downloaded again.

    This is $EVIDENCE_CACHE, or else the platform's cache folder for this program.
    """
    from platformdirs import user_cache_path

    return Path(os.environ.get("EVIDENCE_CACHE") or user_cache_path("evidence-assistant", appauthor=False))


def flush(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, has reached the disk."""
    if path.is_dir() and os.name == "nt":  # Windows flushes names itself and cannot open a folder
        return
    flags = os.O_RDWR if os.name == "nt" else os.O_RDONLY  # Windows flushes only files that are open for writing
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(aside: Path, path: Path) -> None:
    """Give a finished file or folder its name. The file is flushed before, and its new name after.

    The files in a folder must have been flushed already.
    """
    if aside.is_file():
        flush(aside)
    for seconds in RENAME_RETRY_SECONDS:
        try:
            aside.replace(path)
            break
        except PermissionError:
            time.sleep(seconds)
    else:
        aside.replace(path)
    flush(path.parent)


def write_file(path: Path, content: bytes) -> None:
    """Write a file completely: readers see the old file or the new one, and never a part."""
    aside = path.with_name(path.name + ASIDE)
    try:
        aside.unlink(missing_ok=True)
        with aside.open("xb") as file:  # a new file: a link of this name would not be followed
            file.write(content)
        settle(aside, path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def copy_hashed(content: Path | bytes | BinaryIO, aside: Path) -> str:
    """Copy a file to the new file `aside`, or write bytes to it. Return the SHA-256 of the bytes written.

    The bytes are hashed as they are written, since the file may change meanwhile.
    """
    digest = sha256()
    with _open(content) as file, aside.open("xb") as copy:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()


def _open(content: Path | bytes | BinaryIO) -> BinaryIO:
    if isinstance(content, bytes):
        return BytesIO(content)
    return content.open("rb") if isinstance(content, Path) else content
