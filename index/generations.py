"""The folders of a library's indexes: the names in them, and their deletion by these names.

An index may come from a stranger. Names are checked before they are joined to a path, and only files with names that
this program or tantivy gives are deleted.
"""

import re
from contextlib import suppress
from pathlib import Path

from corpus.files import ASIDE
from corpus.plain_files import PlainFolder

VECTORS = "vectors.faiss"
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

INDEXED_FILE = re.compile(rf"vectors\.faiss|leanings\.json|{TERMS}/({TERM_FILE.pattern})")
"""The path of a file that the manifest of an index lists."""

_ASIDE = re.escape(ASIDE)
_FOLDER = re.compile(rf"([0-9a-f]{{12}})-([0-9]{{4,9}}|pending)({_ASIDE})?")
_OUR_FILE = re.compile(
    rf"{INDEXED_FILE.pattern}|manifest\.json|{SLAB.pattern}({_ASIDE})?"
    rf"|{TERMS}/(\.tantivy-(meta|writer)\.lock|\.tmp[0-9A-Za-z]{{1,20}})"
)
"""The path of any file in a folder of an index, finished or not."""

KNOWN_ENTRY = re.compile(
    rf"current\.json({_ASIDE})?|{_FOLDER.pattern}(/({TERMS}|{_OUR_FILE.pattern}))?",
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
