"""The package document of a book: its files, their order, and what the book says about itself.

EPUB 3.3 (https://www.w3.org/TR/epub-33/) and EPUB 2.
"""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html.entities import html5
from typing import Any
from urllib.parse import unquote, urldefrag

from corpus.errors import UnreadableFile
from corpus.reading.archive import Archive, core_metadata
from corpus.reading.decoding import decode_page
from corpus.reading.displayed import Styles, read_styles
from corpus.reading.epub.contents import Contents, read_navigation, read_ncx
from corpus.reading.html import parse

MAX_STYLE_SHEETS = 50
"""Style sheets of a book that are read. Most books have one or two."""

MAX_FALLBACKS = 5
"""Items that are looked at one after the other for a document."""

MAX_NAMED_FILES = 3
"""Files that a warning names."""

NCX_TYPE = "application/x-dtbncx+xml"
_XHTML_TYPE = "application/xhtml+xml"
_NO_DOCUMENT = re.compile(
    r"(?:image|audio|video|font)/|text/(?:css|javascript)|application/(?:javascript|(?:x-)?font|pdf)"
)
_ISBN = re.compile(r"(?:urn:isbn:|isbn:? ?)?(97[89][\d-]{10,14})", re.I)
_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Methods that make embedded fonts unreadable. The text of such a book is not protected."""

_REFERENCE = re.compile(rb"&(#?[A-Za-z0-9]{1,40};)?")
_NAMES_OF_XML = frozenset((b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"))


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a book. `fallback` is the id of the item that is read if this one cannot be."""

    name: str
    media_type: str
    properties: tuple[str, ...]
    fallback: str

    @property
    def is_navigation(self) -> bool:
        """Whether it is the navigation document."""
        return "nav" in self.properties

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")

    @property
    def is_document(self) -> bool:
        """Whether it may be a document, whatever type the book gives it."""
        return _NO_DOCUMENT.match(self.media_type) is None


class Package:
    """A book that is open for reading.

    Raises (on opening):
        UnreadableFile: it is not an e-book, or protected.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._loose_names = {_loose(name): name for name in archive.names}
        self._package_name = self._find_package()
        self._package = self._xml(self._package_name)
        if self._package is None:
            raise UnreadableFile("not an e-book: its archive names no package document")
        self.items: dict[str, Item] = {}
        for item in self._package.iterfind("{*}manifest/{*}item"):
            name, _ = self.resolve(self._package_name, item.get("href", ""))
            properties = tuple(item.get("properties", "").split())
            media_type = item.get("media-type", "").strip().lower()
            self.items[item.get("id", "")] = Item(name, media_type, properties, item.get("fallback", ""))
        self.protected = self._protected_names()

    def metadata(self) -> dict[str, str]:
        """Return the title, author, date and ISBN of the book."""
        metadata = core_metadata(self._package.find("{*}metadata"))
        for identifier in self._package.iterfind("{*}metadata/{*}identifier"):
            isbn = _ISBN.fullmatch((identifier.text or "").strip())
            if isbn:
                metadata["isbn"] = f"ISBN {isbn[1]}"
        return metadata

    def spine(self, warnings: list[str]) -> list[Item]:
        """Return the items in reading order. Add a warning about items that are in one of the book's lists only."""
        spine = []
        for reference in self._package.iterfind("{*}spine/{*}itemref"):
            id = reference.get("idref", "")
            item = self.items.get(id)
            if item is None:
                warnings.append(f"{id[:80]!r} is left out: its list of files has no such part")
            else:
                spine.append(self._readable(item))
        documents = [item for item in self.items.values() if item.media_type == _XHTML_TYPE and not item.is_navigation]
        if not spine:
            return documents
        in_order = set(spine)
        left_out = [posixpath.basename(item.name) for item in documents if item not in in_order]
        if left_out:
            warnings.append(f"left out, because its reading order does not have them: {_some(left_out)}")
        return spine

    def _readable(self, item: Item) -> Item:
        """Return an item, or the first of its fallbacks that is a document."""
        other: Item | None = item
        for _ in range(MAX_FALLBACKS):
            if other is None or other.is_document:
                break
            other = self.items.get(other.fallback)
        return other or item

    def contents(self, warnings: list[str]) -> Contents:
        """Return the table of contents and the printed pages. Broken ones cost titles, not the book."""
        read: list[Contents] = []
        items = sorted(self.items.values(), key=lambda item: not item.is_navigation)
        for item in items:
            if item.name not in self.archive.names:
                continue
            try:
                if item.is_navigation:
                    read.append(read_navigation(self.page(item.name, []), self._resolver(item.name)))
                elif item.media_type == NCX_TYPE:
                    read.append(read_ncx(self._xml(item.name), self._resolver(item.name)))
            except UnreadableFile as error:
                warnings.append(f"{posixpath.basename(item.name)}: {error}")
        parts = next((contents.parts for contents in read if contents.parts), ())
        pages = next((contents.pages for contents in read if contents.pages), ())
        return Contents(parts, pages)

    def styles(self) -> Styles:
        """Return the classes that the style sheets of the book raise or lower."""
        sheets: list[str] = []
        for item in self.items.values():
            if item.media_type == "text/css" and item.name in self.archive.names and len(sheets) < MAX_STYLE_SHEETS:
                sheets.append(self.archive.read(item.name).decode("utf-8", "replace"))
        return read_styles("\n".join(sheets))

    def page(self, name: str, warnings: list[str]) -> Any:
        """Return the tree of a document of the book. Add a warning if its encoding is broken."""
        source, problems = decode_page(self.archive.read(name))
        warnings += [f"{posixpath.basename(name)}: {problem}" for problem in problems]
        return parse(source)

    def resolve(self, base: str, address: str) -> tuple[str, str]:
        """Return the name of the file and the id that an address in the file `base` means."""
        path, id = urldefrag(address.strip())
        name = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path))) if path else base
        if name not in self.archive.names:
            name = self._loose_names.get(_loose(name), name)
        return name, unquote(id)

    def _resolver(self, base: str) -> Callable[[str], tuple[str, str]]:
        return lambda address: self.resolve(base, address)

    def _find_package(self) -> str:
        """Return the name of the package document: as the container says, or else the only one that there is."""
        container = self._xml("META-INF/container.xml")
        root_file = container.find(".//{*}rootfile") if container is not None else None
        if root_file is not None:
            return self.resolve("", root_file.get("full-path", ""))[0]
        packages = [name for name in self.archive.names if name.lower().endswith(".opf")]
        return packages[0] if len(packages) == 1 else ""

    def _protected_names(self) -> frozenset[str]:
        """Return the names of the files that are protected against copying. "" if the book does not say which are."""
        encryption = self._xml("META-INF/encryption.xml")
        names = []
        for data in encryption.iter("{*}EncryptedData") if encryption is not None else ():
            method = data.find(".//{*}EncryptionMethod")
            if method is None or method.get("Algorithm", "").startswith(_FONT_OBFUSCATION):
                continue
            reference = data.find(".//{*}CipherReference")
            names.append(self.resolve("", reference.get("URI", ""))[0] if reference is not None else "")
        return frozenset(names)

    def _xml(self, name: str) -> Any:
        return self.archive.xml(name, prepare=_without_names, recover=True)


def _some(names: Sequence[str]) -> str:
    """Return the first of the names, and how many more there are."""
    shown = ", ".join(names[:MAX_NAMED_FILES])
    more = len(names) - MAX_NAMED_FILES
    return f"{shown} and {more} more" if more > 0 else shown


def _loose(name: str) -> str:
    """Return the name of a file in the form in which names that programs change can be compared."""
    return unicodedata.normalize("NFC", unquote(name)).replace("\\", "/").casefold()


def _without_names(data: bytes) -> bytes:
    """Return XML with numbers for the names of characters that only HTML knows (`&nbsp;`), and for a lone `&`."""
    return _REFERENCE.sub(_number, data)


def _number(match: re.Match[bytes]) -> bytes:
    name = match[1]
    if name is None:
        return b"&amp;"
    if name.startswith(b"#") or name in _NAMES_OF_XML:
        return match[0]
    characters = html5.get(name.decode(), " ")
    return b"".join(b"&#%d;" % ord(character) for character in characters)
