"""E-books -> chapters: the documents of the book in reading order, named by its table of contents.

EPUB 3.3 (https://www.w3.org/TR/epub-33/), and EPUB 2, whose table of contents is a separate file (NCX).
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urldefrag

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive
from corpus.reading.decoding import tidy
from corpus.reading.docx.reader import core_metadata
from corpus.reading.html import parse
from corpus.reading.monitor import Monitor
from corpus.reading.page_blocks import page_blocks
from corpus.reading.sections import Block, compose
from corpus.sandbox.held_file import InputFile

_DOCUMENT_TYPES = ("application/xhtml+xml", "text/html")
_NCX_TYPE = "application/x-dtbncx+xml"
_ISBN = re.compile(r"(?:urn:isbn:|isbn:? ?)?(97[89][\d-]{10,14})", re.I)
_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Methods that make embedded fonts unreadable. The text of such a book is not protected."""


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the chapters of a book. A chapter that cannot be read is left out with a warning.

    Raises:
        UnreadableFile: it is damaged, protected or empty.
    """
    with Archive(path) as archive:
        if _is_protected(archive.xml("META-INF/encryption.xml")):
            raise UnreadableFile("protected against copying (DRM): only its own reader can open it")
        book = _Book(archive)
        warnings: list[str] = []
        blocks: list[Block] = []
        for name in book.spine():
            try:
                blocks += book.chapter(name)
            except UnreadableFile as error:
                warnings.append(f"{posixpath.basename(name)}: {error}")
    return compose(blocks, book.metadata(), warnings, "epub", monitor, chapters=True, csl_type="book")


def _is_protected(encryption: Any) -> bool:
    if encryption is None:
        return False
    for method in encryption.iterfind(".//{*}EncryptionMethod"):
        if not method.get("Algorithm", "").startswith(_FONT_OBFUSCATION):
            return True
    return False


class _Book:
    """The package document of a book, and the files that it names."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        container = archive.xml("META-INF/container.xml")
        root_file = container.find(".//{*}rootfile") if container is not None else None
        self.package_name = root_file.get("full-path", "") if root_file is not None else ""
        self.package = archive.xml(self.package_name)
        if self.package is None:
            raise UnreadableFile("not an e-book: its archive names no package document")
        self.items = {item.get("id"): item for item in self.package.iterfind("{*}manifest/{*}item")}
        self.titles = self._titles()

    def metadata(self) -> dict[str, str]:
        """Return the title, author, date and ISBN of the book."""
        metadata = core_metadata(self.package.find("{*}metadata"))
        for identifier in self.package.iterfind("{*}metadata/{*}identifier"):
            isbn = _ISBN.fullmatch((identifier.text or "").strip())
            if isbn:
                metadata["isbn"] = f"ISBN {isbn[1]}"
        return metadata

    def spine(self) -> Iterator[str]:
        """Yield the names of the documents in reading order, without the table of contents."""
        for reference in self.package.iterfind("{*}spine/{*}itemref"):
            item = self.items.get(reference.get("idref"))
            if item is not None and item.get("media-type") in _DOCUMENT_TYPES and not _is_contents(item):
                yield self._item_name(item)

    def chapter(self, name: str) -> list[Block]:
        """Return the blocks of a document, under its title in the table of contents."""
        blocks = [block for block in page_blocks(self._page(name)) if block.text]
        title = self.titles.get(name)
        if not blocks or not title:
            return blocks
        first = blocks[0]
        if first.kind == "heading" and first.level == 1:
            return blocks
        if first.kind == "heading" and first.text.casefold() in title.casefold():
            blocks = blocks[1:]
        return [Block("heading", title, 1), *blocks]

    def _titles(self) -> dict[str, str]:
        """Return the first title that the table of contents gives to each document."""
        titles: dict[str, str] = {}
        for item in self.items.values():
            name = self._item_name(item)
            if name not in self.archive.names:
                continue
            if _is_contents(item):
                links = self._nav_links(name)
            elif item.get("media-type") == _NCX_TYPE:
                links = self._ncx_links(name)
            else:
                continue
            for href, title in links:
                titles.setdefault(_resolve(name, href), tidy(title))
        return titles

    def _nav_links(self, name: str) -> list[tuple[str, str]]:
        """Return (address, title) of each entry of a table of contents of EPUB 3."""
        links = []
        for link in self._page(name).iter("a"):
            links.append((link.get("href", ""), "".join(link.itertext())))
        return links

    def _ncx_links(self, name: str) -> list[tuple[str, str]]:
        """Return (address, title) of each entry of a table of contents of EPUB 2."""
        links = []
        for point in self.archive.xml(name).iter("{*}navPoint"):
            content = point.find("{*}content")
            if content is not None:
                links.append((content.get("src", ""), point.findtext("{*}navLabel/{*}text") or ""))
        return links

    def _page(self, name: str) -> Any:
        return parse(self.archive.read(name).decode("utf-8-sig", "replace"))

    def _item_name(self, item: Any) -> str:
        return _resolve(self.package_name, item.get("href", ""))


def _is_contents(item: Any) -> bool:
    return "nav" in item.get("properties", "").split()


def _resolve(base: str, href: str) -> str:
    """Return the name in the archive for an address in the file `base`."""
    path = unquote(urldefrag(href)[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
