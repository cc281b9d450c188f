"""The nouns everything else passes around. No I/O here.

A **source** is the bytes held, named by their SHA-256. Its text is its pages, joined by `PAGE_BREAK`; every offset in
this program counts characters of that text. A **passage** is a slice of it, never a copy of its own:

    document.text[passage.start:passage.end] == passage.text
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Any, Literal

PAGE_BREAK = "\n"
"""What stands between two pages of a source's text."""

SourceKind = Literal["full text", "note"]
Zone = Literal["body", "contents", "references", "index", "front matter"]
Language = Literal["en", "es", "pt", "und"]
"""ISO 639-1; `und` where there is too little text to tell, or another language."""

DESIGNS = ("systematic review", "randomised", "quasi-experimental", "descriptive", "guide", "commentary", "news")
"""What a work's design may be: studies first, strongest first, then what is no study. `descriptive` stands for what
nothing is known of too."""

LocatorKind = Literal["page", "seconds", "section"]


class PageMethod(StrEnum):
    """How a PDF page was read. Pages of other formats have the name of the format instead, such as "docx"."""

    PDFIUM = "pdfium"
    PYPDF = "pypdf"
    OCR = "ocr"
    BLANK = "blank"
    """OCR saw no text on the page."""
    NONE = "none"
    """The page has no text that can be read."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a work is: one CSL-JSON item under a readable key that never changes.

    `guessed` says that `design` is this program's guess, which no person has confirmed.
    """

    key: str
    csl: Mapping[str, Any]
    kind: str
    design: str
    guessed: bool = False

    @property
    def title(self) -> str:
        """The title, or the key where the record has none."""
        return str(self.csl.get("title") or self.key)

    @property
    def year(self) -> int | None:
        """The year of `issued`, if it is known."""
        parts = (self.csl.get("issued") or {}).get("date-parts") or [[None]]
        return int(parts[0][0]) if parts[0] and parts[0][0] else None


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes held: identity is the hash, never the path or the text."""

    sha256: str
    media_type: str
    key: str
    origin: str
    kind: SourceKind

    @property
    def name(self) -> str:
        """The file name it came under."""
        return self.origin.replace("\\", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Locator:
    """A place that a citation can print.

    `index` is physical and counts from 1 (page, section) or is the second from 0; `label` is what is printed there, if
    anything: the number of a page, the name of a section, who speaks at a second. `ocr` is how sure the program was of
    the letters it saw there, from 0 to 1; None where the text is the file's own.
    """

    kind: LocatorKind
    index: int
    label: str | None
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cleaned text, or what stands for one: a section, a paragraph, what is said from a second on.

    `method` names the engine that read it. It is `ocr` where the page was read as a picture, `blank` where that shows
    nothing, and `none` where there was no text to read.
    """

    locator: Locator
    text: str
    method: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the document: `start` is its offset in the document's text, `level` counts from 1."""

    start: int
    text: str
    level: int


@dataclass(frozen=True)
class Document:
    """What extraction gives: pages in order, headings by offset, and everything that went wrong on the way.

    `metadata` holds what the file says of itself (`title`, `author`, `subject`, `created`: text, often wrong).
    """

    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]
    metadata: Mapping[str, str]
    warnings: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The pages' texts joined by `PAGE_BREAK`."""
        return PAGE_BREAK.join(page.text for page in self.pages)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset at which each page begins."""
        starts, offset = [], 0
        for page in self.pages:
            starts.append(offset)
            offset += len(page.text) + len(PAGE_BREAK)
        return tuple(starts)

    def page_end(self, offset: int) -> int:
        """Gives the offset at which the page that holds this offset ends; that of the break after it belongs to it."""
        page = bisect_right(self.starts, offset) - 1
        return self.starts[page] + len(self.pages[page].text)

    @property
    def unreadable(self) -> tuple[int, ...]:
        """Physical numbers of the pages that gave no text."""
        return tuple(page.locator.index for page in self.pages if page.method == PageMethod.NONE)

    def locate(self, offset: int) -> Locator:
        """Gives the locator of the page that holds this offset; a page break belongs to the page before it.

        Raises:
            IndexError: the offset lies outside the text.
        """
        if not 0 <= offset < max(len(self.text), 1):
            raise IndexError(f"offset {offset} outside 0..{len(self.text)}")
        return self.pages[bisect_right(self.starts, offset) - 1].locator


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a source that can be found and cited: `text == source_text[start:end]`, always.

    `first` and `last` are the locators of its first and last character; `headings` runs from the outermost in.
    """

    id: int
    source: str
    start: int
    end: int
    text: str
    first: Locator
    last: Locator
    headings: tuple[str, ...]
    zone: Zone
    language: Language

    @property
    def handle(self) -> str:
        """The id as people write it: 16 hexadecimal digits, of which any unambiguous beginning will do."""
        return f"{self.id:016x}"


def passage_id(source: str, start: int, end: int) -> int:
    """Gives the id of a slice of a source: 63 bits that depend on nothing else, so that it survives re-indexing."""
    digest = blake2b(f"{source}:{start}:{end}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


@dataclass(frozen=True, slots=True)
class Naming:
    """What a person may name a source by: its `record` (title, authors, year, file name) and how its text begins."""

    record: str
    opening: str


Status = Literal["full text", "note only", "partly unreadable", "unreadable", "reference only"]


@dataclass(frozen=True, slots=True)
class Holding:
    """A work and what the library has of it: its full text, else its note, else nothing but the reference.

    `pages` is 0 where there are none to count: in a web page, a transcript, a note.
    """

    reference: Reference
    source: Source | None
    pages: int
    unreadable: tuple[int, ...]
    warnings: tuple[str, ...]

    @property
    def status(self) -> Status:
        """What a person can expect to find of it."""
        if self.source is None:
            return "reference only"
        if self.source.kind == "note":
            return "note only"
        if self.unreadable:
            return "unreadable" if len(self.unreadable) == self.pages else "partly unreadable"
        return "full text"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages a question may see. Empty means no restriction, except that only `zones` are searched.

    Several values of one field are alternatives; several fields must all hold. `files` match the file name a source
    came under or the end of its path; `authors` match part of an author's name, whatever the case and accents;
    `since` and `until` are years, inclusive.
    """

    keys: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    zones: tuple[Zone, ...] = ("body",)


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that a filter admits: only `ids` or, if `excluded` is set, all passages but `ids`."""

    ids: list[int]
    excluded: bool
