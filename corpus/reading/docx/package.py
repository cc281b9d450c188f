"""The parts of a Word document, and their names: the main part is whatever the package names.

ECMA-376, part 2, 6.5 (relationships); part 1, 11.3 (parts), 17.17.2 (web pages as parts), 21.4 (diagrams).
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import UnreadableFile
from corpus.reading.archive import Archive
from corpus.reading.decoding import decode_page, tidy
from corpus.reading.displayed import show
from corpus.reading.formats import suffixes_of
from corpus.reading.page_blocks import page_blocks
from corpus.reading.sections import Block

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_PAGES = suffixes_of("text/html")
_MESSAGES = suffixes_of("multipart/related")


class Package:
    """The parts of a document. `main` is the name of its main part, `core` of its metadata."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.warnings: list[str] = []
        self._kinds: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._read: set[str] = set()
        self._read_relationships("")
        self.core = self._kinds.get("core-properties", "docProps/core.xml")
        self.main = self._kinds.get("officeDocument", "word/document.xml")
        self._read_relationships(self.main)

    def xml(self, name: str) -> Any:
        """Return the root of a part, or None. The names of “Strict Open XML” become those of ordinary documents."""
        return self.archive.xml(name, lambda data: _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data))

    def spare_xml(self, kind: str) -> Any:
        """Return the root of a part that a text can do without, or None. A damaged part is a warning."""
        try:
            return self.xml(self.part(kind))
        except UnreadableFile as error:
            self.warnings.append(str(error))
            return None

    def part(self, kind: str) -> str:
        """Return the name of the part of a kind ("styles") that belongs to the main part."""
        default = posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        return self._kinds.get(kind, default)

    def target(self, element: Any, name: str = "id") -> str:
        """Return the name of the part that an element of the main part names, or "". A part is named once only."""
        target = self._ids.get(element.get(_R + name, ""), "")
        if target in self._read:
            return ""
        self._read.add(target)
        return target

    def diagram_texts(self, element: Any) -> Iterator[str]:
        """Yield the paragraphs of the boxes of a diagram, in their order."""
        try:
            root = self.xml(self.target(element, "dm"))
        except UnreadableFile:  # a text is not lost for one diagram
            return
        if root is None:
            return
        for text in root.iterfind(f"{_DIAGRAM}ptLst/{_DIAGRAM}pt/{_DIAGRAM}t"):
            for paragraph in text.iterfind(f"{_A}p"):
                yield tidy("".join(paragraph.itertext(f"{_A}t")))

    def _read_relationships(self, part: str) -> None:
        """Read the parts that a part names, or the package (""), by the last word of their type and by their id."""
        folder, name = posixpath.split(part)
        root = self.archive.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relationship in root if root is not None else ():
            target = relationship.get("Target", "")
            if relationship.get("TargetMode") != "External" and target:
                kind = relationship.get("Type", "").rpartition("/")[2]
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                self._kinds.setdefault(kind, path)
                self._ids[relationship.get("Id", "")] = path


def embedded_page(archive: Archive, name: str) -> Iterator[Block]:
    """Yield the blocks of a web page, or of a page saved as a message, that is a part of a document.

    Raises:
        UnreadableFile: it is damaged, or is not a page.
    """
    # Few documents have such a part.
    from corpus.reading.html import parse
    from corpus.reading.mhtml import page_source

    suffix = posixpath.splitext(name)[1].lower()
    if suffix in _PAGES:
        source = decode_page(archive.read(name))[0]
    elif suffix in _MESSAGES:
        source = page_source(archive.read(name))
    else:
        raise UnreadableFile("only web pages are read in a Word document")
    tree = parse(source)
    show(tree)
    yield from page_blocks(tree)
