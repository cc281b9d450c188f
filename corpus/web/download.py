"""Downloads on the disk: a file that came whole, and a part that a later request completes.

A download is written to `LIBRARY/downloads` as it arrives. If it breaks off, the next request asks for the rest, on
condition that the server still has the same version (`If-Range`, RFC 9110, 13.1.5). A JSON note beside the part records
which version that is.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import LibraryDamaged, NotFetched
from corpus.files import flush, write_file
from corpus.plain_files import is_plain_file, open_plain, read_note
from corpus.reading.formats import media_type

NOTE_SUFFIX = ".version"
"""The end of the name of the note on a download."""

_FOLDER_LOCK = Lock()
"""Held while the folder of downloads gets its first file, and while it is deleted because it is empty."""

_PDF_HEAD_BYTES = 1024  # `%PDF-` is searched for in these
_PDF_TAIL_BYTES = 2048  # these hold `%%EOF` in 174 of 174 real reports


_NOTE_TYPES = {"version": str | None, "whole": bool, "url": str, "html": bool}
"""The fields of a note on a download, and their types."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that came whole: its path, the address it came from after all redirects, and whether it is a web page."""

    path: Path
    url: str
    is_html: bool

    def discard(self) -> None:
        """Delete the file, its note, and their folder if it is empty."""
        # If something cannot be deleted, or the folder has other files, a writer deletes it after a week.
        with suppress(OSError), _FOLDER_LOCK:
            self.path.unlink(missing_ok=True)
            self.path.with_suffix(NOTE_SUFFIX).unlink(missing_ok=True)
            self.path.parent.rmdir()


class PartialDownload:
    """A file that has arrived in part, or whole and not yet taken, with the note that records its version."""

    def __init__(self, folder: Path, name: str, url: str) -> None:
        digest = sha256(f"{name} {url}".encode()).hexdigest()[:32]
        self.path = folder / (digest + _suffix(url))
        self._note_path = self.path.with_suffix(NOTE_SUFFIX)
        self._note = _read_version_note(self._note_path)

    @property
    def size(self) -> int:
        """The number of bytes that have arrived."""
        return self.path.stat().st_size if is_plain_file(self.path) else 0

    @property
    def is_whole(self) -> bool:
        """Whether the file arrived whole."""
        return bool(self._note.get("whole")) and is_plain_file(self.path)

    @property
    def request_headers(self) -> dict[str, str]:
        """The headers that request the rest if the server has the same version, and the whole file otherwise."""
        version = self._note.get("version")
        if not version or not self.size:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": version}

    @property
    def download(self) -> Download:
        """The whole file, once `finish` has been called."""
        return Download(self.path, self._note["url"], self._note["html"])

    def is_continued_by(self, headers: Mapping[str, str]) -> bool:
        """Return whether a response with these headers holds the bytes that follow the part."""
        return bool(self.size) and headers.get("Content-Range", "").startswith(f"bytes {self.size}-")

    def start(self, headers: Mapping[str, str]) -> None:
        """Start again with the version that these response headers name.

        The note is written first, so that one version is never mistaken for another.
        """
        self.discard()
        with _FOLDER_LOCK:
            self.path.parent.mkdir(exist_ok=True)
            self._write_note(version=None if is_encoded(headers) else _version(headers))
        open_plain(self.path, "xb").close()

    def finish(self, url: str) -> None:
        """Check the file and record that it is whole.

        Raises:
            NotFetched: the file is empty, or a PDF without its end.
        """
        with open_plain(self.path) as file:
            head = file.read(_PDF_HEAD_BYTES)
            file.seek(max(self.size - _PDF_TAIL_BYTES, 0))
            tail = file.read()
        if not head:
            self.discard()
            raise NotFetched("the server sent an empty file")
        if b"%PDF-" in head and b"%%EOF" not in tail:
            self.discard()
            raise NotFetched("the server sent a PDF without its end")
        flush(self.path)  # before the note that calls it whole
        self._write_note(whole=True, url=url, html=media_type(self.path) == "text/html")

    def discard(self) -> None:
        """Delete the part and its note."""
        self._note = {}
        self.path.unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)

    def _write_note(self, **fields: object) -> None:
        self._note |= fields
        write_file(self._note_path, json.dumps(self._note).encode())


def _read_version_note(path: Path) -> dict[str, Any]:
    """Return the note on a download, or an empty note if there is none or this program did not write it."""
    try:
        note = json.loads(read_note(path))
        fits = all(isinstance(value, _NOTE_TYPES[name]) for name, value in note.items())
    except (OSError, ValueError, KeyError, AttributeError, RecursionError, LibraryDamaged):
        return {}
    version = note.get("version") or ""
    is_header = version.isascii() and version.isprintable() if fits else False
    if not is_header or (note.get("whole") and not {"url", "html"} <= note.keys()):
        return {}
    return dict(note)


def is_encoded(headers: Mapping[str, str]) -> bool:
    """Return whether the body of a response is compressed."""
    return headers.get("Content-Encoding", "identity").lower() != "identity"


def _version(headers: Mapping[str, str]) -> str | None:
    """Return what names the version of a file: a strong `ETag`, else `Last-Modified`."""
    tag = headers.get("ETag", "")
    if tag and not tag.startswith("W/"):
        return tag
    return headers.get("Last-Modified")


def _suffix(url: str) -> str:
    """Return the file name extension of an address; some formats are recognised by it."""
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix):
        return suffix
    return ".part"
