"""E-books -> chapters: the book's documents in reading order, named by its table of contents.

EPUB 3.3 (https://www.w3.org/TR/epub-33/), and EPUB 2, whose table of contents is a file of its own.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive
from corpus.reading.docx import core
from corpus.reading.flow import Block, compose, tidy
from corpus.reading.html import parse, plain_blocks
from corpus.reading.monitor import Monitor

_DOCUMENTS = ("application/xhtml+xml", "text/html")
_ISBN = re.compile(r"(?:urn:isbn:|isbn:? ?)?(97[89][\d-]{10,14})", re.I)
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways in which fonts are made unreadable, which is no protection of the text."""


def extract(path: Path, monitor: Monitor) -> Document:
    """Gives a book's chapters.

    Raises:
        UnreadableFile: it is broken, protected or empty.
    """
    with Archive(path) as archive:
        if _protected(archive.xml("META-INF/encryption.xml")):
            raise UnreadableFile("protected against copying (DRM): only its own reader can open it")
        book = _Book(archive)
        warnings: list[str] = []
        blocks: list[Block] = []
        for name in book.spine():
            try:
                blocks += book.chapter(name)
            except UnreadableFile as error:
                warnings.append(f"{posixpath.basename(name)}: {error}")
    return compose(blocks, book.metadata(), warnings, "epub", monitor, chapters=True)


def _protected(root: Any) -> bool:
    methods = root.iterfind(".//{*}EncryptionMethod") if root is not None else ()
    return any(not method.get("Algorithm", "").startswith(_FONTS) for method in methods)


class _Book:
    """A book's package document, and what it leads to."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        container = archive.xml("META-INF/container.xml")
        place = container.find(".//{*}rootfile") if container is not None else None
        self.place = place.get("full-path", "") if place is not None else ""
        self.package = archive.xml(self.place)
        if self.package is None:
            raise UnreadableFile("no e-book: its archive names no package document")
        self.items = {item.get("id"): item for item in self.package.iterfind("{*}manifest/{*}item")}
        self.titles = self._titles()

    def metadata(self) -> dict[str, str]:
        """Gives what the book says of itself."""
        said = {"type": "book", **core(self.package.find("{*}metadata"))}
        for identifier in self.package.iterfind("{*}metadata/{*}identifier"):
            if isbn := _ISBN.fullmatch((identifier.text or "").strip()):
                said["isbn"] = f"ISBN {isbn[1]}"
        return said

    def spine(self) -> Iterator[str]:
        """Gives the names of the documents in reading order, but for the table of contents."""
        for reference in self.package.iterfind("{*}spine/{*}itemref"):
            item = self.items.get(reference.get("idref"))
            if item is None or item.get("media-type") not in _DOCUMENTS or "nav" in item.get("properties", "").split():
                continue
            yield self._name(self.place, item.get("href", ""))

    def chapter(self, name: str) -> list[Block]:
        """Gives a document's blocks, under its title in the table of contents."""
        blocks = [block for block in plain_blocks(self._page(name)) if block.text]
        title = self.titles.get(name)
        if not blocks or not title or (blocks[0].kind == "heading" and blocks[0].level == 1):
            return blocks
        if blocks[0].kind == "heading" and blocks[0].text.casefold() in title.casefold():
            blocks = blocks[1:]
        return [Block("heading", title, 1), *blocks]

    def _titles(self) -> dict[str, str]:
        """Gives the title of each document, the first where it has several, by the table of contents."""
        found: dict[str, str] = {}
        for item in self.items.values():
            name = self._name(self.place, item.get("href", ""))
            if name not in self.archive.names:
                continue
            if "nav" in item.get("properties", "").split():
                links = [(a.get("href", ""), "".join(a.itertext())) for a in self._page(name).iter("a")]
            elif item.get("media-type") == "application/x-dtbncx+xml":
                points = self.archive.xml(name).iter("{*}navPoint")
                pairs = ((p.find("{*}content"), p.findtext("{*}navLabel/{*}text") or "") for p in points)
                links = [(content.get("src", ""), title) for content, title in pairs if content is not None]
            else:
                continue
            for href, title in links:
                found.setdefault(self._name(name, href), tidy(title))
        return found

    def _page(self, name: str) -> Any:
        return parse(self.archive.read(name).decode("utf-8-sig", "replace"))

    @staticmethod
    def _name(base: str, href: str) -> str:
        """Gives the name in the archive that an address in one of its files leads to."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(urldefrag(href)[0])))
