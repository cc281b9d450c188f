"""Where a library is made, and what to say if a folder has none.

A mistyped folder must not become a new library whose answers look like findings. So a folder that a person names
becomes a library only by a job that fills it. A question creates one only in the default place.
"""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from assistant.settings import Settings
from corpus.errors import InputError, LibraryMissing
from corpus.files import ASIDE
from corpus.text.near import nearest

Creates = Literal["never", "default place", "anywhere"]
"""Where a job creates a library if there is none: nowhere, in the default place, or in any folder."""

OWN_NAMES = frozenset("library.json corpus.sqlite originals index downloads readings writer.lock writer.json".split())
"""The files and folders of a library. A killed job may leave some of them in a folder that is not a library yet."""

MAX_ENTRIES = 200
"""Entries of a folder among which other libraries are looked for: chosen, so that a large folder takes no time."""


def check_place(settings: Settings, creates: Creates, inputs: Sequence[str] = ()) -> None:
    """Do nothing if a job may create a library in the folder of the settings, in which there is none.

    Args:
        settings: name the folder.
        creates: where the job creates a library.
        inputs: files, folders and web addresses to add to it. If all of them are missing, nothing is created.

    Raises:
        LibraryMissing: the job does not create a library there.
        InputError: no input exists, or the folder has other files.
    """
    folder = settings.library
    blocking = _file_in_the_way(folder)
    if blocking is not None:
        raise LibraryMissing(f"there is no library in {str(folder)!r}: {str(blocking)!r} is a file, not a folder")
    may_create = creates == "anywhere" or (creates == "default place" and _is_default_place(settings))
    if not may_create:
        raise LibraryMissing(_missing_text(settings))
    if inputs and not any(_is_there(each) for each in inputs):
        raise InputError(f"{inputs[0]!r}: no such file or folder. No library was created in {str(folder)!r}")
    other = _other_file(folder)
    if other is not None:
        raise InputError(
            f"{str(folder)!r} is not a library, and it has other files, such as {other!r}. A library needs a folder"
            " of its own: name a new or empty folder"
        )


def _is_default_place(settings: Settings) -> bool:
    """Return whether no argument names the folder. A folder that a person set before counts if its parent exists."""
    if settings.library_from == "argument":
        return False
    return settings.library_from == "default" or settings.library.absolute().parent.is_dir()


def _file_in_the_way(folder: Path) -> Path | None:
    """Return the file that a part of a path is instead of a folder, or None."""
    for path in (folder, *folder.parents):
        if path.exists():
            return None if path.is_dir() else path
    return None


def _is_there(name: str) -> bool:
    return "://" in name or Path(name).expanduser().exists()


def _other_file(folder: Path) -> str | None:
    """Return the name of a file in a folder that is neither hidden nor a part of a library; None without one."""
    for path in _entries(folder):
        is_ours = path.name in OWN_NAMES or path.name.endswith(ASIDE)
        if not is_ours and not path.name.startswith("."):
            return path.name
    return None


def _missing_text(settings: Settings) -> str:
    """Return that there is no library, which folder was looked for, and how to make or find one."""
    if settings.library_from == "default":
        how = 'To make one: evidence add FILE, or a first question: evidence ask "What is GVI?"'
        return f"there is no library yet in the default place, {str(settings.library)!r}. {how}"
    folder = settings.library.absolute()
    parts = [f"there is no library in {str(folder)!r}"]
    if settings.library_place:
        parts.append(f" ({settings.library_place})")
    if not folder.exists():
        parts.append(f": {_missing_folder(folder)}")
    near = _near_library(folder)
    if near is not None:
        parts.append(f". Did you mean {str(near)!r}? ")
    else:
        parts.append(". ")
    parts.append(f"To make one there: evidence add FILE --library {shlex.quote(str(folder))}")
    return "".join(parts)


def _missing_folder(folder: Path) -> str:
    """Return the first part of a path that does not exist, in words."""
    first = folder
    while not first.parent.exists():
        first = first.parent
    return "no such folder" if first == folder else f"there is no folder {str(first)!r}"


def _near_library(folder: Path) -> Path | None:
    """Return a library that may be meant: inside the folder, around it, or beside it with a similar name."""
    inside = [path for path in _entries(folder) if _is_library(path)]
    if len(inside) == 1:
        return inside[0]
    if _is_library(folder.parent):
        return folder.parent
    beside = {path.name: path for path in _entries(folder.parent) if _is_library(path)}
    similar = nearest(folder.name, beside)
    return beside[similar[0]] if similar else None


def _entries(folder: Path) -> Iterator[Path]:
    """Yield the first entries of a folder; none if it cannot be read."""
    with suppress(OSError):
        for number, path in enumerate(folder.iterdir()):
            if number == MAX_ENTRIES:
                return
            yield path


def _is_library(folder: Path) -> bool:
    with suppress(OSError):
        return (folder / "library.json").is_file()
    return False
