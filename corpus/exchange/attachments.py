"""The file on disk that an export names, where it is one that the person has exported.

An export is a file from anywhere, and what it names is read and kept: so only files inside its own folder, or inside
a folder that the person names beside it, are taken, whatever way the path is written. Links are followed first.

    files/12/Report.pdf                    beside the export, as Zotero writes it
    file:///home/ana/export/files/12/Report%201.pdf
    ../../.ssh/id_rsa, /etc/passwd         refused
"""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from corpus.errors import UnreadableFile

_URL = re.compile(r"(?i)file:(?://(?:localhost)?(?=/))?(?:/(?=[a-z]:/))?")  # of C:/ the drive is the beginning


def locate(name: str, folders: Sequence[Path]) -> Path:
    """Gives the file that an entry names.

    Args:
        name: a path, its parts parted either way, or a `file:` address.
        folders: that of the export, to which paths are relative, and others whose files may be taken.

    Raises:
        UnreadableFile: it lies outside these folders, or there is no such file.
    """
    address = _URL.match(name)
    plain = (unquote(name[address.end() :]) if address else name).replace("\\", "/")
    if "\0" in plain:
        raise UnreadableFile("no path")
    tried = [plain] if address or "%" not in plain else [plain, unquote(plain)]
    for path in tried:
        try:
            found = (folders[0] / path).resolve()
            if not any(found.is_relative_to(folder.resolve()) for folder in folders):
                raise UnreadableFile("outside the folder of the export: --files FOLDER allows files there")
            if found.is_file():
                return found
        except (OSError, RuntimeError) as error:  # a name that is too long, links in a ring
            raise UnreadableFile("no path that can be followed") from error
    raise UnreadableFile("no such file")
