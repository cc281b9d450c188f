"""Documents that are ZIP archives of XML: what is in them is looked at before any of it is opened.

Nothing is ever written to a disk, so a name in an archive leads nowhere; one that tries to is refused all the same, as
no program that writes documents makes it. XML is read without entities, DTDs or the network.

    https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from corpus.errors import UnreadableFile

MOST_BYTES = 500_000_000
"""Of a file; a book full of photographs has 100 MB."""

MOST_ENTRIES = 10_000
"""Files in an archive; a book of 1,000 pages with a picture on each has 2,500."""

MOST_UNPACKED = 1_000_000_000
"""Bytes of all files in an archive together."""

MOST_OF_ONE = 50_000_000
"""Bytes of one file that is read; the text of a report of 1,000 pages has 15 MB in Word's XML."""

PACKED = 200
"""Times that a file may be larger than it is packed; XML packs to a twentieth, and a long table to a hundredth."""

SMALL = 1_000_000
"""Bytes of a file that may be packed better than that."""


class Archive:
    """A ZIP archive, open for reading; a context manager.

    Raises (on opening):
        UnreadableFile: it is broken, encrypted, or would unpack to more than it may.
    """

    def __init__(self, path: Path) -> None:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(f"larger than {MOST_BYTES // 10**6} MB")
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableFile(f"damaged: its archive cannot be opened ({error})") from error
        entries = self._zip.infolist()
        self.names = frozenset(entry.filename for entry in entries)
        if reason := _danger(entries):
            self._zip.close()
            raise UnreadableFile(reason)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes:
        """Gives the bytes of a file in it.

        Raises:
            UnreadableFile: there is none of that name, or it is broken, or larger than it says.
        """
        if name not in self.names:
            raise UnreadableFile(f"damaged: its archive has no {name!r}")
        try:
            with self._zip.open(name) as file:
                data = file.read(MOST_OF_ONE + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise UnreadableFile(f"damaged: {name!r} in its archive cannot be read ({error})") from error
        if len(data) > MOST_OF_ONE:
            raise UnreadableFile(f"{name!r} in it is larger than {MOST_OF_ONE // 10**6} MB")
        return data

    def xml(self, name: str) -> Any:
        """Gives the root of an XML file in it; None where there is none of that name.

        Raises:
            UnreadableFile: it is broken.
        """
        from lxml import etree

        if name not in self.names:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            return etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableFile(f"damaged: {name!r} in it is broken ({error.msg})") from error


def _danger(entries: list[zipfile.ZipInfo]) -> str | None:
    """Says what is wrong with an archive, as far as it tells."""
    if len(entries) > MOST_ENTRIES:
        return f"its archive holds {len(entries):,} files, and {MOST_ENTRIES:,} are the most"
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        return f"its archive would unpack to more than {MOST_UNPACKED // 10**6} MB"
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts:
            return f"its archive holds a file outside of it: {entry.filename[:80]!r}"
        if entry.flag_bits & 1:
            return "encrypted: needs a password"
        if entry.file_size > max(SMALL, PACKED * entry.compress_size):
            return f"its archive would unpack to more than it may: {entry.filename[:80]!r}"
    return None
