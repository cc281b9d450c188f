"""The nouns of the program: works, sources, pages, passages. There is no I/O here.

A **source** is the bytes of a document, identified by their SHA-256. Its text is the text of its pages, joined by
`PAGE_BREAK`. Every offset in this program counts characters of that text. A **passage** is a slice of it:

    document.text[passage.start:passage.end] == passage.text
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

PAGE_BREAK = "\n"
"""The text between two pages of a source."""

SourceKind = Literal["full text", "note"]
Zone = Literal["body", "contents", "references", "index", "front matter", "figures"]
Language = Literal["en", "es", "pt", "und"]
"""ISO 639-1 code; `und` if there is too little text to detect the language, or if it is another language."""

DESIGNS = ("systematic review", "randomised", "quasi-experimental", "descriptive", "guide", "commentary", "news")
"""The designs of works: studies first, the strongest first, then works that are not studies. `descriptive` is also the
design of works whose design is not known."""

LocatorKind = Literal["page", "seconds", "section"]


class PageMethod(StrEnum):
    """How a PDF page was read. Pages of other formats have the name of the format instead, such as "docx"."""

    PDFIUM = "pdfium"
    PYPDF = "pypdf"
    OCR = "ocr"
    BLANK = "blank"
    """OCR saw no text on the page."""
    NONE = "none"
    """The page has no text that can be read. A scan may have a line that was laid over it: a title or a stamp."""


Origin = Literal["printed", "metadata", "file", "person", "import", "Crossref"]
"""Who or what says the value of a field. `file` is the name of the file or the date on which it was made."""


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """Where the value of a field came from, and whether it can be relied on without a look at the work."""

    by: Origin
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """What was announced about a work after it appeared: a retraction, a correction.

    `kind` is Crossref's word for it: "retraction", "expression_of_concern". If the work itself is such a notice about
    another, `about_` is before the word, and `doi` is of the other work. `date` is as exact as it is known
    ("2019-07"), or "". `doi` is of the notice itself, or "".
    """

    kind: str
    date: str
    doi: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A work: one CSL-JSON item under a readable key that only a person changes.

    `guessed` is True if this program guessed `design` and no person has confirmed it. `origins` are by the names of
    CSL fields. A field that a person removed has an origin and no value. The origins of a work that an earlier version
    of this program added are not known. `notices` are known only of works that were looked up.
    `former_keys` are the keys that the work had before, the oldest first. They name it for good.
    """

    key: str
    csl: Mapping[str, Any]
    kind: str
    design: str
    guessed: bool = False
    origins: Mapping[str, FieldOrigin] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    former_keys: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title, or the key if the record has no title."""
        return str(self.csl.get("title") or self.key)

    @property
    def year(self) -> int | None:
        """The year of `issued`, if it is known."""
        parts = (self.csl.get("issued") or {}).get("date-parts") or [[None]]
        if parts[0] and parts[0][0]:
            return int(parts[0][0])
        return None


@dataclass(frozen=True, slots=True)
class CrossrefRecord:
    """What Crossref says about a work.

    Attributes:
        csl: a CSL-JSON item without `id`.
        notices: what was announced about the work.
        years: the year of `issued`, then other years in which the work appeared.
        in_print: whether `issued` is the date of a printed issue, and not only of the online copy.
    """

    csl: Mapping[str, Any]
    notices: tuple[Notice, ...] = ()
    years: tuple[int, ...] = ()
    in_print: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """The last answer of Crossref about a work.

    Attributes:
        key: of the work.
        asked: what was asked: a DOI, or title, author and year.
        record: the record that was found, or None.
        reason: why there is none, or "".
        day: the date of the answer, in UTC; "" until the library has set it.
    """

    key: str
    asked: str
    record: CrossrefRecord | None
    reason: str
    day: str = ""


OTHERS = {"literal": "others"}
"""The last of the names of a work that are known to be incomplete ("and others"). It is nobody's name."""


def authors_and_editors(csl: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return the names of a work's authors, then of its editors, without `OTHERS`."""
    names = [*(csl.get("author") or ()), *(csl.get("editor") or ())]
    return [name for name in names if name != OTHERS]


def file_name(origin: str) -> str:
    """Return the last part of a path, of any system, or of an address."""
    return origin.replace("\\", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a document. The hash identifies them, and never the path or the text."""

    sha256: str
    media_type: str
    key: str
    origin: str
    kind: SourceKind

    @property
    def name(self) -> str:
        """The name of the file or address that it came from."""
        return file_name(self.origin)


@dataclass(frozen=True, slots=True)
class Locator:
    """A place that a citation can name.

    `index` is the physical number of a page or section, from 1, or a second, from 0. `label` is what is printed there,
    if anything: the number of a page, the name of a section, or who speaks at a second. `ocr` is the confidence of OCR
    in the text, from 0 to 1; None if the text is the file's own.
    """

    kind: LocatorKind
    index: int
    label: str | None
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cleaned text, or its counterpart: a section, a paragraph, the speech that begins at a second.

    `method` is a `PageMethod` or, for formats other than PDF, the name of the format.
    """

    locator: Locator
    text: str
    method: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `start` is its offset in the text of the document, `level` counts from 1."""

    start: int
    text: str
    level: int


RAISED_START, RAISED_END = "\u2e22", "\u2e23"
"""The half brackets that enclose raised letters and digits in a `FrontLine`: "Ana Báez⸢a,b⸣"."""

LOWERED_START, LOWERED_END = "\u2e24", "\u2e25"
NOTE_START, NOTE_END = "\u2e28", "\u2e29"
"""The brackets that enclose lowered letters and digits, and the marks of notes, while a paragraph is read."""


@dataclass(frozen=True, slots=True)
class FrontLine:
    """A line of one of the first or last pages of a PDF as it is set, running heads and feet included.

    `page` is physical. `size` is the size of its type relative to the type of the body, or 0 if it is not known.
    `left` and `baseline` are in points; `baseline` grows upwards. Raised parts are enclosed in half brackets.
    """

    page: int
    text: str
    size: float
    bold: bool
    left: float
    baseline: float


@dataclass(frozen=True)
class Document:
    """A file that was read: its pages in order, its headings by offset, and warnings about everything that went wrong.

    `metadata` is the file's own metadata (`title`, `author`, `subject`, `created`): text, and often wrong. `csl_type`
    is the type of work that the format states ("webpage", "book"), or "". A format that states it is made to be read by
    programs, so its metadata are believed even if they are not printed. `front` are the lines of the first pages and of
    the last page of a PDF, for what the document says about itself; other formats have none. `quotations` are the
    starts and ends of the paragraphs that the file marks as block quotations.
    """

    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]
    metadata: Mapping[str, str]
    warnings: tuple[str, ...]
    csl_type: str = ""
    front: tuple[FrontLine, ...] = ()
    quotations: tuple[tuple[int, int], ...] = ()

    @cached_property
    def text(self) -> str:
        """The texts of the pages, joined by `PAGE_BREAK`."""
        return PAGE_BREAK.join(page.text for page in self.pages)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset at which each page begins."""
        starts = []
        offset = 0
        for page in self.pages:
            starts.append(offset)
            offset += len(page.text) + len(PAGE_BREAK)
        return tuple(starts)

    def page_end(self, offset: int) -> int:
        """Return the end of the page that holds an offset. The page break after a page belongs to it."""
        page = bisect_right(self.starts, offset) - 1
        return self.starts[page] + len(self.pages[page].text)

    @property
    def unreadable(self) -> tuple[int, ...]:
        """The physical numbers of the pages whose text cannot be read."""
        return tuple(page.locator.index for page in self.pages if page.method == PageMethod.NONE)

    def locate(self, offset: int) -> Locator:
        """Return the locator of the page that holds an offset. The page break after a page belongs to it.

        Raises:
            IndexError: the offset is outside the text.
        """
        if not 0 <= offset < max(len(self.text), 1):
            raise IndexError(f"offset {offset} outside 0..{len(self.text)}")
        return self.pages[bisect_right(self.starts, offset) - 1].locator


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a source that can be found and cited. `text == source_text[start:end]` always holds.

    `first` and `last` are the locators of its first and last character. `headings` are the headings above it, the
    outermost first.
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
        """The id as people write it: 16 hexadecimal digits. Any unambiguous beginning of them is accepted."""
        return f"{self.id:016x}"


@dataclass(frozen=True, slots=True)
class TextShape:
    """The number of a source's passages and the start of the last one. Copies of one text have the same shape."""

    passages: int
    last_start: int


def passage_id(source: str, start: int, end: int) -> int:
    """Return the id of a slice of a source: 63 bits that depend on nothing else, so the id survives re-indexing."""
    digest = blake2b(f"{source}:{start}:{end}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


@dataclass(frozen=True, slots=True)
class Naming:
    """The texts by which a person may name a source.

    `record` has its title, authors, year and file name; `opening` is the beginning of its text. `title` is its title
    and file name alone, `authors` its authors.
    """

    record: str
    opening: str
    title: str = ""
    authors: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of a work, which can be brought back.

    Attributes:
        key: of the work.
        sha256: of its bytes.
        media_type: of its bytes.
        origins: the paths and addresses that it came from, the oldest first.
        day: the date on which it was replaced, in UTC.
        command: what replaced it: "add", "sync" or "restore".
        reference: the work as it was described until then.
    """

    key: str
    sha256: str
    media_type: str
    origins: tuple[str, ...]
    day: str
    command: str
    reference: Reference

    @property
    def name(self) -> str:
        """The name of the file or address that it came from."""
        return file_name(self.origins[-1])


DEFAULT_BASKET = "evidence"
"""The basket of a quotation if a person names none."""


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A quotation that a person keeps in a basket. It is whole without its work, which may be removed.

    Attributes:
        source: the SHA-256 of the text that it is from.
        start: its first character in the text of the source, as it was then.
        end: the character after its last one.
        words: the text between them, as it was then.
        key: the key of the work, as it was then.
        title: of the work, as it was then.
        citation: the work and the place in words, as they were then.
        note: what the person says about it; may be "".
        day: the date on which it was added, in UTC.
    """

    source: str
    start: int
    end: int
    words: str
    key: str
    title: str
    citation: str
    note: str
    day: str

    @property
    def handle(self) -> str:
        """The name of the quotation in its basket: 16 hexadecimal digits that depend on the place alone."""
        return f"{passage_id(self.source, self.start, self.end):016x}"


WhatChanged = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a job did to a work or, if `origin` is the path or address of a text, to this text of the work.

    `key` is the key of the work before the job, and `name` its key after it, or the SHA-256 of the text. `before` is
    the reference of a work before the job, if it had one.
    """

    what: WhatChanged
    key: str
    origin: str | None
    name: str
    before: Reference | None


@dataclass(frozen=True, slots=True)
class Job:
    """A command that changed the library and can be taken back. `time` is in UTC, to the minute."""

    number: int
    command: str
    time: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class WorkText:
    """A work and one of its texts: a full text, or else the note, or else None."""

    reference: Reference
    source: Source | None


class SelectedText(NamedTuple):
    """A work that a filter selects, and one of its texts: a full text, or else the note, or else None.

    `kind` is of the text.
    """

    key: str
    year: int | None
    sha256: str | None
    kind: SourceKind | None


Status = Literal["full text", "note only", "partly unreadable", "unreadable", "reference only"]


@dataclass(frozen=True, slots=True)
class Holding:
    """A work and the source that the library has: a full text, else a note, else none.

    `pages` is 0 for sources without pages: web pages, transcripts and notes. `unreadable` are the numbers of the pages
    whose text cannot be read. `added` is when the work, or the last of its files, came into the library (UTC, ISO
    8601); None if a version of this program that did not record it added the work.
    """

    reference: Reference
    source: Source | None
    pages: int
    unreadable: tuple[int, ...]
    warnings: tuple[str, ...]
    added: str | None = None

    @property
    def status(self) -> Status:
        """What the library has of the work, in words."""
        if self.source is None:
            return "reference only"
        if self.source.kind == "note":
            return "note only"
        if not self.unreadable:
            return "full text"
        return "unreadable" if len(self.unreadable) == self.pages else "partly unreadable"


@dataclass(frozen=True, slots=True)
class Filter:
    """The passages that a query may find. An empty field does not restrict them; only `zones` always does.

    Several values of one field are alternatives. Several fields must all match. `files` match the name of a source's
    file or the end of its path. `authors` match a part of an author's name without regard to case and accents. `since`
    and `until` are years, inclusive.
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


class PassageSum(NamedTuple):
    """The number of passages of a source, and the sums of the lower and the upper 32 bits of their ids.

    Ids are hashes. So other passages have another sum.
    """

    passages: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that a filter admits. None does not restrict them."""

    sources: frozenset[str] | None
    without_sources: frozenset[str]
    zones: frozenset[str]
    languages: frozenset[str] | None
