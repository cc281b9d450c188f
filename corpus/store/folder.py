"""The folder of a library: its format file, its originals, the lock of its writer, and files left unfinished.

LIBRARY/library.json      identifies the folder as a library; written last when a library is created
LIBRARY/originals/ab/...  the bytes of every source, named by SHA-256
LIBRARY/corpus.sqlite     works, sources, pages, headings, passages (`corpus.store.corpus`)
LIBRARY/downloads/        parts of downloads
LIBRARY/readings/         what OCR saw on pages
LIBRARY/writer.lock       held by the one process that may write; writer.json says which process that is
"""

import json
import os
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.errors import LibraryBusy, LibraryDamaged, LibraryMissing, LibraryReadOnly, LibraryTooNew
from corpus.files import ASIDE, copy_hashed, flush, settle, storage, write_file
from corpus.plain_files import PlainFolder, check_plain, open_plain, read_note
from corpus.reading.formats import suffix_of
from corpus.store.inspection import (
    DOWNLOAD,
    DOWNLOADS,
    FORMAT_FILE,
    ORIGINAL,
    ORIGINALS,
    READING,
    READINGS,
    SHA256,
    SHELF,
    UNFINISHED_ORIGINAL,
    WRITER_LOCK,
    WRITER_NOTE,
)

FORMAT = "evidence-library"
FORMAT_VERSION = 1

PUBLISHED_SCHEMES = ("s3", "gs", "az", "http", "https", "db")
"""How the address of an object store, or of a server of LanceDB, begins."""

PUBLISHED_TABLE = "about.lance"
"""What the folder of a published library has."""

MAX_UNFINISHED_SECONDS = 7 * 86_400.0
"""How long a part of a download, or of the OCR of a file that was not added, is kept: a week in which to try again."""


# --- the format file -----------------------------------------------------------------------------------------------


def has_format_file(folder: Path) -> bool:
    """Return whether a folder is a library that was created completely."""
    try:
        return _format_file(folder).exists()
    except OSError:  # the folder may not be read; whoever opens it says so
        return False


def write_format_file(folder: Path) -> None:
    """Identify a folder as a library of the current format version."""
    content = json.dumps({"format": FORMAT, "version": FORMAT_VERSION})
    write_file(_format_file(folder), content.encode() + b"\n")


def check_format_file(folder: Path) -> None:
    """Do nothing if a folder is a library that this version of the program can read.

    Raises:
        LibraryMissing: there is no library in the folder.
        LibraryReadOnly: it is the place of a published library.
        LibraryTooNew: a later version of the program wrote it.
        LibraryDamaged: the format file cannot be read or is not one of ours.
    """
    if published_place(folder):
        raise LibraryReadOnly(
            f"the library at {published_place(folder)!r} is published, so it is only read: do this in the library"
            " that publishes it"
        )
    path = _format_file(folder)
    try:
        content = json.loads(read_note(path))
        format_name, version = content["format"], content["version"]
    except FileNotFoundError:
        raise LibraryMissing(f"there is no library in {str(folder)!r}: `evidence add FILE` creates one") from None
    except NotADirectoryError:
        raise LibraryMissing(f"{str(folder)!r} is a file, or is in a file: a library is a folder") from None
    except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
        raise LibraryDamaged(
            f"{str(path)!r} does not describe a library ({error}): restore the file from a copy"
        ) from error
    if format_name != FORMAT or not isinstance(version, int) or version < 1:
        raise LibraryDamaged(f"{str(path)!r} does not describe a library: restore the file from a copy")
    if version > FORMAT_VERSION:
        raise too_new(folder, version)


def published_place(folder: Path) -> str | None:
    """Return the folder or the address of a published library (`index.published`); None if it is not one.

    An address that became a path has lost one of its two slashes.
    """
    text = folder.as_posix()
    for scheme in PUBLISHED_SCHEMES:
        beginning = f"{scheme}:/"
        if text.startswith(beginning):
            return f"{scheme}://{text.removeprefix(beginning).lstrip('/')}"
    try:
        return str(folder) if (folder / PUBLISHED_TABLE).is_dir() else None
    except OSError:  # the folder may not be read; whoever opens it says so
        return None


def too_new(folder: Path, version: int) -> LibraryTooNew:
    """Return the error for a library whose format this version of the program does not know."""
    return LibraryTooNew(
        f"the library in {str(folder)!r} was written by a later version of evidence (format {version}):"
        " update the program"
    )


def _format_file(folder: Path) -> Path:
    return folder / FORMAT_FILE


# --- originals -----------------------------------------------------------------------------------------------------


def original_path(folder: Path, sha256: str, media_type: str) -> Path:
    """Return the path of the original of a source. There may be no file.

    Raises:
        LibraryDamaged: the source is not named by a SHA-256, or there is something else than a plain file.
    """
    if not SHA256.fullmatch(sha256):
        raise LibraryDamaged(
            f"the library in {str(folder)!r} is damaged: {sha256[:80]!r} is not the SHA-256 of a source"
        )
    path = folder / ORIGINALS / sha256[:2] / (sha256 + suffix_of(media_type))
    check_plain(path.parent, "a folder")
    check_plain(path, "a file")
    return path


def keep_original(folder: Path, content: Path | bytes, media_type: str) -> str:
    """Copy a file or bytes to the originals, unless they are there already. Return their SHA-256."""
    originals = folder / ORIGINALS
    aside = originals / f"{os.getpid()}-{time.monotonic_ns()}{ASIDE}"
    with storage(folder):
        try:
            sha256 = copy_hashed(content, aside)
            target = original_path(folder, sha256, media_type)
            target.parent.mkdir(exist_ok=True)
            settle(aside, target)
            flush(originals)
        finally:
            with suppress(FileNotFoundError):
                aside.unlink()
    return sha256


# --- unfinished files ----------------------------------------------------------------------------------------------


def sweep(folder: Path, sources: Collection[str]) -> None:
    """Delete the files that a killed process or an abandoned download left.

    These are originals without a source, files that were only half written, and downloads and OCR results that are
    older than `MAX_UNFINISHED_SECONDS`. Only plain files with the names that this program gives them are deleted.

    Args:
        folder: the library.
        sources: the SHA-256 of every source. Their originals and OCR results are kept.
    """
    with PlainFolder(folder) as library:
        library.delete(FORMAT_FILE + ASIDE)
        for originals in _folders(library, ORIGINALS):
            _sweep_originals(originals, sources)
        for downloads in _folders(library, DOWNLOADS):
            for name, kind in downloads.entries():
                if kind == "a file" and DOWNLOAD.fullmatch(name):
                    _delete_if_old(downloads, name)
        for readings in _folders(library, READINGS):
            for name, kind in readings.entries():
                match = READING.fullmatch(name)
                if kind == "a file" and match and match[1] not in sources:
                    _delete_if_old(readings, name)


def _folders(parent: PlainFolder, name: str) -> Iterator[PlainFolder]:
    """Yield a folder in another one while it is open, or nothing if it is missing."""
    try:
        folder = parent.folder(name)
    except FileNotFoundError:
        return
    with folder:
        yield folder


def _sweep_originals(originals: PlainFolder, sources: Collection[str]) -> None:
    for name, kind in originals.entries():
        if kind == "a file" and UNFINISHED_ORIGINAL.fullmatch(name):
            originals.delete(name)
        if kind != "a folder" or not SHELF.fullmatch(name):
            continue
        with originals.folder(name) as shelf:
            for original, found in shelf.entries():
                match = ORIGINAL.fullmatch(original)
                if found == "a file" and match and match[1] not in sources:
                    shelf.delete(original)


def _delete_if_old(folder: PlainFolder, name: str) -> None:
    """Delete a file whose time is too far from now. It may lie in the future, if the clock was wrong."""
    with suppress(FileNotFoundError):
        age_seconds = abs(time.time() - folder.status(name).st_mtime)
        if age_seconds > MAX_UNFINISHED_SECONDS:
            folder.delete(name)


# --- one writer at a time ------------------------------------------------------------------------------------------


class WriterLock:
    """The lock that one writing process holds. The operating system releases the lock of a process that dies.

    Raises:
        LibraryBusy: another process holds it.
    """

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock, Timeout  # here, so that a reader does not spend 20 ms on it

        self._note = folder / WRITER_NOTE
        self._lock = FileLock(folder / WRITER_LOCK, thread_local=False)
        with storage(folder):
            check_plain(folder / WRITER_LOCK, "a file")
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise LibraryBusy(
                    f"another process is writing to the library in {str(folder)!r} ({self._holder()}):"
                    " wait until it ends, then try again"
                ) from None
            with suppress(OSError, LibraryDamaged), open_plain(self._note, "wb") as file:
                file.write(json.dumps(_this_process()).encode())

    def release(self) -> None:
        """Let another process write."""
        with suppress(OSError):
            self._note.unlink()
        self._lock.release()

    def _holder(self) -> str:
        """Return which process holds the lock, in words."""
        try:
            note = json.loads(read_note(self._note))
            return f"{note['command']}, process {note['pid']}, since {note['since']}"
        except (OSError, ValueError, KeyError, TypeError, RecursionError, LibraryDamaged):
            return "an unknown process"


def _this_process() -> dict[str, Any]:
    return {"pid": os.getpid(), "command": Path(sys.argv[0]).name, "since": time.strftime("%H:%M")}
