"""E-books -> chapters: the documents of the book in reading order, named by its table of contents.

A passage is cited by its chapter and section, and by the page of the printed edition if the book knows it.
"""

import posixpath

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.archive import Archive
from corpus.reading.epub.chapter import chapter_blocks, last_page
from corpus.reading.epub.contents import by_name
from corpus.reading.epub.package import NCX_TYPE, Item, Package
from corpus.reading.monitor import Monitor
from corpus.reading.sections import Block, compose
from corpus.sandbox.held_file import InputFile

MAX_SILENT_PICTURES = 2
"""Parts of a book that are pictures without a warning: its cover and its title page."""


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the chapters of a book. A chapter that cannot be read is left out with a warning.

    Raises:
        UnreadableFile: it is damaged, protected or empty.
    """
    with Archive(path) as archive:
        package = Package(archive)
        book = _Book(package)
        book.read()
    if book.picture_count and not any(block.text for block in book.blocks):
        raise UnreadableFile("no text in it: its pages are pictures")
    if book.picture_count > MAX_SILENT_PICTURES:
        book.warnings.append(f"{book.picture_count} of its {book.part_count} parts are pictures, which were not read")
    return compose(book.blocks, package.metadata(), book.warnings, "epub", monitor, chapters=True, csl_type="book")


class _Book:
    """The blocks of a book, and warnings about everything that was left out."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.warnings: list[str] = []
        self.blocks: list[Block] = []
        self.picture_count = 0
        self.part_count = 0
        contents = package.contents(self.warnings)
        self.parts = by_name(contents.parts)
        self.pages = by_name(contents.pages)
        self.styles = package.styles()

    def read(self) -> None:
        """Read all parts of the book in order.

        Raises:
            UnreadableFile: it is protected.
        """
        spine = self.package.spine(self.warnings)
        protected = self.package.protected
        if "" in protected or any(item.name in protected for item in spine):
            raise UnreadableFile("protected against copying (DRM): only its own reader can open it")
        page = ""
        for item in spine:
            self.part_count += 1
            try:
                blocks = self._part(item, page)
            except UnreadableFile as error:
                self.warnings.append(f"{posixpath.basename(item.name)}: {error}")
                continue
            page = last_page(blocks)
            self.blocks += blocks

    def _part(self, item: Item, page: str) -> list[Block]:
        """Return the blocks of a part of the book. Count it if it is a picture."""
        if item.is_picture:
            self.picture_count += 1
            return []
        if item.media_type == NCX_TYPE:
            return []
        if not item.is_document:
            raise UnreadableFile(f"left out: it is not a text ({item.media_type})")
        tree = self.package.page(item.name, self.warnings)
        has_picture = next(tree.iter("img", "image", "svg", "object"), None) is not None
        parts = self.parts.get(item.name, [])
        pages = self.pages.get(item.name, [])
        blocks = chapter_blocks(tree, self.styles, parts, pages, page)
        if item.is_navigation and all(block.kind == "heading" for block in blocks):
            return []
        if not blocks and has_picture:
            self.picture_count += 1
        return blocks
