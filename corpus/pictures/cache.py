"""A cache on disk of pictures of pages.

A picture is written whole or not at all. The pictures that were not shown for longest make room for new ones.
"""

import os
import re
import threading
import time
from contextlib import suppress
from pathlib import Path

from corpus.files import ASIDE
from corpus.pictures import png
from corpus.plain_files import is_plain_file, open_plain

VERSION = 1
"""Part of the names. Changes whenever the same page would give another picture."""

MAX_BYTES = 256 * 2**20
"""Size of all pictures: about 800 pages at 144 dpi. Chosen."""

MAX_SECONDS = 7 * 86_400.0
"""How long a picture is kept after it was last shown, as copies of documents are (`assistant.opening`)."""

ROOM_AFTER_SWEEP = 0.8
"""Share of `MAX_BYTES` that a sweep leaves, so that not every new picture sweeps."""

_NAME = re.compile(r"[0-9a-f]{64}-\d{1,7}-\d{2,3}-\d+\.png(?:\.\d+-\d+\.aside)?")
_FOLDER_MODE = 0o700


class PictureCache:
    """Pictures by source, page and resolution. What goes wrong with the disk only makes it forget."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, sha256: str, page: int, dpi: int) -> bytes | None:
        """Return a picture, or None if it is not there or is not whole."""
        path = self._path(sha256, page, dpi)
        with suppress(OSError):
            if is_plain_file(path):
                with open_plain(path) as file:
                    picture = file.read()
                if png.is_whole(picture):
                    os.utime(path)
                    return picture
        return None

    def put(self, sha256: str, page: int, dpi: int, picture: bytes) -> None:
        """Keep a picture."""
        path = self._path(sha256, page, dpi)
        aside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{ASIDE}")
        with suppress(OSError):
            self._folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            try:
                with aside.open("xb") as file:
                    file.write(picture)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
        with suppress(OSError):
            self._sweep()

    def _path(self, sha256: str, page: int, dpi: int) -> Path:
        return self._folder / f"{sha256}-{page}-{dpi}-{VERSION}.png"

    def _sweep(self) -> None:
        """Delete old pictures and, if all are too large together, the pictures that were not shown for longest."""
        found = []
        size = 0
        for entry in os.scandir(self._folder):
            if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                found.append((status.st_mtime, status.st_size, Path(entry.path)))
                size += status.st_size
        oldest_mtime = time.time() - MAX_SECONDS
        room = ROOM_AFTER_SWEEP * MAX_BYTES if size > MAX_BYTES else MAX_BYTES
        for shown_at, file_size, path in sorted(found):
            if shown_at >= oldest_mtime and size <= room:
                break
            with suppress(OSError):
                path.unlink()
            size -= file_size
