"""The folders that `evidence sync` goes over, for each library.

They are kept with the person, in the user's data folder, and not in the library: a library that comes from a stranger
must not name folders of this machine.

    {"/home/ana/library": ["/home/ana/reports", "/srv/papers"]}
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from corpus.errors import InputError, error_reason
from corpus.files import write_file

FILE_NAME = "synced-folders.json"


def remembered_folders(library: Path) -> list[str]:
    """Return the folders of a library, in the order in which a person named them.

    Raises:
        InputError: the file of all folders cannot be read.
    """
    return _read().get(whole_path(library), [])


def folders_of_gone_libraries(library: Path) -> dict[str, list[str]]:
    """Return the folders of the libraries that may have been this one before a person renamed it.

    They are not there now, and were in the same folder.

    Raises:
        InputError: the file of all folders cannot be read.
    """
    here = Path(whole_path(library))
    gone = {}
    for name, folders in _read().items():
        place = Path(name)
        if place.parent == here.parent and not place.exists():
            gone[name] = folders
    return gone


def remember_folders(library: Path, folders: Sequence[str]) -> list[str]:
    """Add folders to those of a library, and return them all. Without a new one, nothing is written.

    Raises:
        InputError: the file of all folders cannot be read or written.
    """
    known = remembered_folders(library)
    wanted = list(dict.fromkeys([*known, *folders]))
    if wanted != known:
        _write(library, wanted)
    return wanted


def forget_folder(library: Path, folder: str) -> None:
    """Take a folder from those of a library.

    Raises:
        InputError: it is not one of them, or the file of all folders cannot be read or written.
    """
    known = remembered_folders(library)
    path = whole_path(folder)
    if path not in known:
        names = ", ".join(repr(each) for each in known) or "none"
        raise InputError(f"{path!r} is not one of the synced folders of this library: {names}")
    _write(library, [each for each in known if each != path])


def whole_path(folder: str | Path) -> str:
    """Return the absolute path of a folder, as files in it are recorded. Links are not followed."""
    return os.path.normpath(Path(folder).expanduser().absolute())


def _path() -> Path:
    return platformdirs.user_data_path("evidence-assistant", appauthor=False) / FILE_NAME


def _read() -> dict[str, list[str]]:
    path = _path()
    try:
        stored = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        reason = error_reason(error) if isinstance(error, OSError) else "it is not JSON"
        raise InputError(f"the synced folders cannot be read from {str(path)!r}: {reason}") from error
    if not isinstance(stored, dict):
        raise InputError(f"the synced folders cannot be read from {str(path)!r}: it is not an object of lists")
    return {str(library): [str(folder) for folder in folders] for library, folders in stored.items()}


def _write(library: Path, folders: Sequence[str]) -> None:
    path = _path()
    stored = _read()
    stored[whole_path(library)] = list(folders)
    kept = {name: values for name, values in stored.items() if values}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, json.dumps(kept, indent=1, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    except OSError as error:
        raise InputError(f"the synced folders cannot be written to {str(path)!r}: {error_reason(error)}") from error
