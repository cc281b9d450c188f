"""The folders of a library's indexes: the names in them, and their deletion by these names.

An index may come from a stranger. Names are checked before they are joined to a path, and only files with names that
this program or tantivy gives are deleted.
"""

import os
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from corpus.files import ASIDE
from corpus.plain_files import PlainFolder, check_plain, open_plain

SEGMENTS = "segments"
SEGMENTS_NOTE = "segments.json"
FORMER_VECTORS = "vectors.faiss"
"""The vectors of an index of format 1."""

LEANINGS = "leanings.json"
TERMS = "terms"
MANIFEST = "manifest.json"
CURRENT = "current.json"

GENERATION = re.compile(r"[0-9a-f]{12}-[0-9]{4,9}")
"""The name of the folder of a finished index: its fingerprint and the number of its generation."""

SLAB = re.compile(r"([0-9]{6,9})\.npz")
"""The name of a file of vectors that are not in an index yet."""

TERM_FILE = re.compile(r"[0-9a-f]{32}(\.[0-9a-z]{1,20}){1,2}|meta\.json|\.managed\.json")
"""The name of a file of terms, as tantivy gives it."""

_ASIDE = re.escape(ASIDE)

SEGMENT_FILE = re.compile(
    rf"segments\.json({_ASIDE})?|[0-9]{{6}}\.(f16|passages|codes)|[0-9]{{6}}\.[0-9]{{6}}\.removed"
)
"""The name of a file of vectors (`index.dense`)."""

INDEXED_FILE = re.compile(
    rf"vectors\.faiss|leanings\.json|{TERMS}/({TERM_FILE.pattern})|{SEGMENTS}/({SEGMENT_FILE.pattern})"
)
"""The path of a file that the manifest of an index lists."""

_FOLDER = re.compile(rf"([0-9a-f]{{12}})-([0-9]{{4,9}}|pending)({_ASIDE})?")
_OUR_FILE = re.compile(
    rf"{INDEXED_FILE.pattern}|manifest\.json|{SLAB.pattern}({_ASIDE})?"
    rf"|{TERMS}/(\.tantivy-(meta|writer)\.lock|\.tmp[0-9A-Za-z]{{1,20}})"
)
"""The path of any file in a folder of an index, finished or not."""

KNOWN_ENTRY = re.compile(
    rf"current\.json({_ASIDE})?|{_FOLDER.pattern}(/({TERMS}|{SEGMENTS}|{_OUR_FILE.pattern}))?",
)
"""The path of anything that this program writes in the folder of all indexes."""


def next_folder(index: Path, fingerprint: str) -> Path:
    """Return the folder of the next generation with this fingerprint. No folder has its name, or its name `ASIDE`."""
    last = 0
    for path in index.glob(f"{fingerprint}-*"):
        match = _FOLDER.fullmatch(path.name)
        if match and match[2] != "pending":
            last = max(last, int(match[2]))
    return index / f"{fingerprint}-{last + 1:04}"


def link_files(old: Path, new: Path, names: re.Pattern[str], copied: Collection[str]) -> None:
    """Make a new folder with the plain files of an old one whose names match. Locks and other files are left out.

    The files are hard links, which take neither time nor room, or copies where the disk has none (FAT, some shares).
    Files that are named in `copied` are copied: they will be written.
    """
    new.mkdir()
    for path in sorted(old.iterdir()):
        if names.fullmatch(path.name):
            check_plain(path, "a file")
            if path.name in copied or not _is_linked(path, new / path.name):
                with open_plain(path) as file, open_plain(new / path.name, "xb") as copy:
                    shutil.copyfileobj(file, copy)


def _is_linked(path: Path, link: Path) -> bool:
    """Return whether a hard link to a file could be made."""
    try:
        os.link(path, link)
    except OSError:
        return False
    return True


def sweep(folder: Path) -> None:
    """Delete what this program wrote beside a published index: earlier indexes, and what a killed process left.

    Windows keeps files that a reader has open. They are deleted by the next sweep.
    """
    with PlainFolder(folder.parent) as index:
        for name, kind in index.entries():
            if kind == "a folder" and name != folder.name and _FOLDER.fullmatch(name):
                index.delete_tree(name, _OUR_FILE)
            elif kind == "a file" and name == CURRENT + ASIDE:
                index.delete(name)


def delete_generation(folder: Path) -> None:
    """Delete an unfinished index. Files that are not of this program stay, and then the folder."""
    with suppress(FileNotFoundError), PlainFolder(folder.parent) as index:
        index.delete_tree(folder.name, _OUR_FILE)
