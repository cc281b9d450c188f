"""The files on disk that an export names, if they are in a folder that the person has exported or allowed.

An export may come from anywhere, and the files that it names are read and kept. So a file is taken only if it is inside
the export's own folder, or inside a folder that the person names as well. Symbolic links are followed first, so a path
cannot lead out of these folders.

    files/12/Report.pdf                    in the export's folder, as Zotero writes it
    file:///home/ana/export/files/12/Report%201.pdf
    ../../.ssh/id_rsa, /etc/passwd         refused
"""

import re
from collections.abc import Sequence
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote

from corpus.errors import UnreadableFile

_FILE_URL = re.compile(r"(?i)file:(?://(?:localhost)?(?=/))?(?:/(?=[a-z]:/))?")
"""The part of a `file:` address before the path. `/C:/` is a Windows path that begins with the drive."""


def locate(name: str, folders: Sequence[Path]) -> Path:
    """Return the path of the file that an entry names.

    Args:
        name: a path with slashes or backslashes, or a `file:` address.
        folders: the folder of the export, to which paths are relative, and other folders whose files are allowed.

    Raises:
        UnreadableFile: the file is outside these folders, or it does not exist.
    """
    for path in _possible_paths(name):
        found = _find(path, folders)
        if found:
            return found
    raise UnreadableFile("no such file")


def _possible_paths(name: str) -> list[str]:
    """Return the paths that a name may mean: some programs write `%20` for a space, or accents apart."""
    address = _FILE_URL.match(name)
    path = unquote(name[address.end() :]) if address else name
    path = path.replace("\\", "/")
    if "\0" in path:
        raise UnreadableFile("not a path")
    names = [path]
    if not address and "%" in path:
        names.append(unquote(path))
    forms = [normalize(form, name) for name in names for form in ("NFC", "NFD")]  # macOS writes accents apart
    return list(dict.fromkeys([*names, *forms]))


def _find(path: str, folders: Sequence[Path]) -> Path | None:
    """Return the file of a path, with its links followed, or None if it does not exist."""
    try:
        resolved = (folders[0] / path).resolve()
        if not any(resolved.is_relative_to(folder.resolve()) for folder in folders):
            raise UnreadableFile("outside the folder of the export: --files FOLDER allows files there")
        return resolved if resolved.is_file() else None
    except (OSError, RuntimeError) as error:  # a name that is too long; links in a ring
        raise UnreadableFile("not a path that can be followed") from error
