"""Documents that are ZIP archives of XML. An archive is checked before anything in it is unpacked.

Nothing is written to disk, so the names in an archive lead nowhere. An archive with a name that leads outside of it is
refused all the same: no program that writes documents makes one. XML is parsed without entities, DTDs or the network.

    https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from types import TracebackType
from typing import Any, Self

from corpus.errors import UnreadableFile
from corpus.reading.decoding import tidy
from corpus.sandbox.held_file import InputFile

MAX_ARCHIVE_BYTES = 500_000_000
"""Bytes of a file. A book full of photographs has 100 MB."""

MAX_ENTRIES = 10_000
"""Files in an archive. A book of 1,000 pages with a picture on each has 2,500."""

MAX_UNPACKED_BYTES = 1_000_000_000
"""Bytes of all files in an archive together, unpacked."""

MAX_ENTRY_BYTES = 50_000_000
"""Bytes of one file that is read. The text of a report of 1,000 pages has 15 MB in Word's XML."""

MAX_COMPRESSION = 200
"""Size of a file relative to its packed size. XML packs to a twentieth, and a long table to a hundredth."""

MIN_CHECKED_BYTES = 1_000_000
"""Unpacked size up to which the compression of a file is not limited."""

_CORE_FIELDS = ("title", "creator", "initial-creator", "created", "creation-date", "date")
"""Elements of Dublin Core, and elements that OpenDocument has beside them."""


class Archive:
    """A ZIP archive, open for reading. A context manager.

    Raises (on opening):
        UnreadableFile: it is damaged, encrypted, or too large when unpacked.
    """

    def __init__(self, path: InputFile) -> None:
        if path.stat().st_size > MAX_ARCHIVE_BYTES:
            raise UnreadableFile(f"larger than {MAX_ARCHIVE_BYTES // 10**6} MB")
        self._file = path.open("rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            self._file.close()
            raise UnreadableFile(f"damaged: its archive cannot be opened ({error})") from error
        entries = self._zip.infolist()
        # Some programs for Windows write the names with backslashes.
        self._names = {entry.filename.replace("\\", "/"): entry.filename for entry in entries}
        self.names = frozenset(self._names)
        reason = _danger(entries)
        if reason:
            self._close()
            raise UnreadableFile(reason)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        self._zip.close()
        self._file.close()

    def read(self, name: str) -> bytes:
        """Return the bytes of a file in the archive.

        Raises:
            UnreadableFile: there is no file of that name, it is damaged, or it is larger than declared.
        """
        if name not in self.names:
            raise UnreadableFile(f"damaged: its archive has no {name!r}")
        try:
            with self._zip.open(self._names[name]) as file:
                data = file.read(MAX_ENTRY_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise UnreadableFile(f"damaged: {name!r} in its archive cannot be read ({error})") from error
        if len(data) > MAX_ENTRY_BYTES:
            raise UnreadableFile(f"{name!r} in it is larger than {MAX_ENTRY_BYTES // 10**6} MB")
        return data

    def xml(self, name: str, prepare: Callable[[bytes], bytes] = lambda data: data, recover: bool = False) -> Any:
        """Return the root of an XML file in the archive, or None if there is no file of that name.

        Args:
            name: the name of the file.
            prepare: changes the bytes of the file before they are parsed.
            recover: read as much as possible of a file that is not well-formed.

        Raises:
            UnreadableFile: it is damaged.
        """
        from lxml import etree

        if name not in self.names:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            recover=recover,
        )
        try:
            root = etree.fromstring(prepare(self.read(name)), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableFile(f"damaged: {name!r} in it is broken ({error.msg})") from error
        if root is None:
            raise UnreadableFile(f"damaged: {name!r} in it is broken")
        return root


def _danger(entries: Sequence[zipfile.ZipInfo]) -> str | None:
    """Return why an archive must not be unpacked, as far as its list of files shows, or None."""
    if len(entries) > MAX_ENTRIES:
        return f"its archive holds {len(entries):,} files, and {MAX_ENTRIES:,} is the maximum"
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        return f"its archive would unpack to more than {MAX_UNPACKED_BYTES // 10**6} MB"
    for entry in entries:
        reason = _entry_danger(entry)
        if reason:
            return reason
    return None


def _entry_danger(entry: zipfile.ZipInfo) -> str | None:
    shown_name = repr(entry.filename[:80])
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts:
        return f"its archive holds a file outside of it: {shown_name}"
    if entry.flag_bits & 1:
        return "encrypted: needs a password"
    if entry.file_size > max(MIN_CHECKED_BYTES, MAX_COMPRESSION * entry.compress_size):
        return f"its archive would unpack to more than is allowed: {shown_name}"
    return None


def core_metadata(root: Any) -> dict[str, str]:
    """Return title, author and date of creation (ISO) from the Dublin Core elements of a document."""
    if root is None:
        return {}
    values: dict[str, list[str]] = {name: [] for name in _CORE_FIELDS}
    for element in root.iter(*(f"{{*}}{name}" for name in _CORE_FIELDS)):
        name = element.tag.rpartition("}")[2]
        if element.text:
            values[name].append(tidy(element.text))
    authors = values["initial-creator"] or values["creator"]
    dates = values["created"] + values["creation-date"] + values["date"]
    metadata = {
        "title": _first(values["title"]),
        "author": "; ".join(authors),
        "created": _first(dates)[:10],
    }
    return {name: value for name, value in metadata.items() if value}


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""
