"""The check of a library when it opens, before anything in it is followed, opened or deleted.

A library may come from a stranger. Everything in it that this program opens must be a plain file or folder
(`corpus.plain_files`). Names that are not of a library are neither opened nor refused; `verify` lists them. Originals
are thousands of files: their folders are checked here, and each file when it is used.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from corpus.errors import LibraryDamaged, LibraryError
from corpus.files import ASIDE, storage
from corpus.plain_files import PlainFolder, open_plain, read_note, refusal
from corpus.reading.formats import FORMATS

ORIGINALS, DOWNLOADS, READINGS, INDEX = "originals", "downloads", "readings", "index"
FORMAT_FILE, CORPUS, WRITER_LOCK, WRITER_NOTE = "library.json", "corpus.sqlite", "writer.lock", "writer.json"
JOURNAL = f"{CORPUS}-journal"
CURRENT = "current.json"

FILES = frozenset(
    (FORMAT_FILE, FORMAT_FILE + ASIDE, CORPUS, JOURNAL, f"{CORPUS}-wal", f"{CORPUS}-shm", WRITER_LOCK, WRITER_NOTE)
)
FOLDERS = frozenset((ORIGINALS, DOWNLOADS, READINGS, INDEX))

SHA256 = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 as this program writes it."""

SHELF = re.compile(r"[0-9a-f]{2}")
"""The name of a folder of originals: the first two digits of their SHA-256."""

ORIGINAL = re.compile(rf"({SHA256.pattern})({'|'.join(re.escape(each.suffixes[0]) for each in FORMATS)})?")
"""The name of an original."""

UNFINISHED_ORIGINAL = re.compile(rf"\d+-\d+{re.escape(ASIDE)}")
DOWNLOAD = re.compile(rf"[0-9a-f]{{32}}\.(part|[a-z0-9]{{1,5}}|version({re.escape(ASIDE)})?)")
READING = re.compile(rf"({SHA256.pattern})-\d+\.jsonl")

_OF_THE_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")
"""Files that a file manager leaves in any folder."""

_KNOWN = re.compile(
    rf"{'|'.join(re.escape(name) for name in FILES | FOLDERS)}"
    rf"|{ORIGINALS}/({SHELF.pattern}(/{ORIGINAL.pattern})?|{UNFINISHED_ORIGINAL.pattern})"
    rf"|{DOWNLOADS}/{DOWNLOAD.pattern}|{READINGS}/{READING.pattern}"
)
"""The relative path of anything that this program writes, except under the index."""

_DEPTHS = {ORIGINALS: 1, DOWNLOADS: 1, READINGS: 1, INDEX: 3}
"""How many levels of each folder are checked here: those with files that are opened by their names alone."""

_FOLDER_NAME = re.compile(r"[\w-]+")

_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_JOURNAL_TAIL_BYTES = 16
"""The end of a journal that names a super-journal: two numbers and the magic (https://sqlite.org/fileformat2.html)."""


def inspect_library(library: Path) -> None:
    """Do nothing if all that is opened in a library are plain files and folders. A missing library has none.

    The library's folder itself may be a link: its owner may have made one.

    Raises:
        LibraryDamaged: there is a link or a special file, or a journal that would delete another file.
        LibraryError: a folder cannot be read.
    """
    with storage(library):
        try:
            _inspect(library)
        except PermissionError as error:
            raise LibraryError(
                f"the library in {str(library)!r} cannot be read: {error.strerror}. Check the permissions of the folder"
            ) from error


def _inspect(library: Path) -> None:
    try:
        top = PlainFolder(library)
    except (FileNotFoundError, NotADirectoryError):
        return
    with top:
        for name, found in top.entries():
            known = name.casefold()  # some disks do not distinguish capitals
            expected: Literal["a file", "a folder"] = "a file" if known in FILES else "a folder"
            if known in FILES | FOLDERS and found != expected:
                raise refusal(library / name, found, expected)
            if known in FOLDERS:
                _inspect_folder(top, name, _DEPTHS[known])
    _inspect_journal(library / JOURNAL)
    _inspect_current(library / INDEX / CURRENT)


def _inspect_folder(parent: PlainFolder, name: str, depth: int) -> None:
    """Check a folder and so many levels of folders in it."""
    try:
        folder = parent.folder(name)
    except FileNotFoundError:  # a writer deleted it meanwhile
        return
    with folder:
        for entry, found in folder.entries():
            if found == "a folder":
                if depth > 1:
                    _inspect_folder(folder, entry, depth - 1)
            elif found != "a file":
                raise refusal(folder.path / entry, found, "a file")


def _inspect_journal(journal: Path) -> None:
    """Raise if a journal names a super-journal: SQLite would delete the file of that name, wherever it is.

    This program writes one database at a time, so its journals name none.
    """
    try:
        with open_plain(journal) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - _JOURNAL_TAIL_BYTES, 0))
            tail = file.read()
    except FileNotFoundError:
        return
    if size > _JOURNAL_TAIL_BYTES and tail.endswith(_JOURNAL_MAGIC):
        raise LibraryDamaged(
            f"the library is refused: {str(journal)!r} names another file, which SQLite would delete. Delete the"
            " journal if you trust the library, or get the library again from a person you trust"
        )


def _inspect_current(current: Path) -> None:
    """Raise if the file that names the published index names something outside the folder of all indexes."""
    try:
        name = json.loads(read_note(current))["folder"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return  # the index is damaged, and says so when it is opened
    if isinstance(name, str) and not _FOLDER_NAME.fullmatch(name):
        raise LibraryDamaged(
            f"the library is refused: {str(current)!r} names {name[:80]!r}, which is not a folder beside it. Delete it"
            " and run `evidence index` if you trust the library, or get the library again from a person you trust"
        )


def unknown_entries(library: Path, known_in_index: re.Pattern[str]) -> Iterator[str]:
    """Yield the relative paths in a library that this program does not write.

    Args:
        library: the library's folder.
        known_in_index: matches the known paths under `index/`.
    """
    unknown_folder = None
    with storage(library), PlainFolder(library) as top:
        for path, kind in top.walk():
            if unknown_folder is not None and path.startswith(unknown_folder):
                continue
            room, _, rest = path.partition("/")
            is_known = known_in_index.fullmatch(rest) if room == INDEX and rest else _KNOWN.fullmatch(path)
            if is_known or path.rpartition("/")[2] in _OF_THE_SYSTEM:
                continue
            yield path
            if kind == "a folder":
                unknown_folder = f"{path}/"
