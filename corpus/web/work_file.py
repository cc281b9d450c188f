"""One work's file, from the first of its addresses that has it: a file there, or behind the links of a page there.

What comes must be the work: a document that opens, long enough, and with the work's title, DOI or ISBN in front. An
address that is dead is asked for again in the Wayback Machine. What was tried and why it was no use is kept, as it is
what a person needs to know where nothing was found:

    https://example.org/report         a web page without the document
    https://example.org/report.pdf     nothing is there (404 Not Found)
    https://web.archive.org/web/2018id_/https://example.org/report.pdf     the document
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from corpus.errors import NotFetched, UnreadableFile
from corpus.files import hash_file
from corpus.model import Document
from corpus.reading.formats import media_type
from corpus.reading.ocr_cache import OcrCache
from corpus.reading.pdf import ocr
from corpus.reading.sandbox import Extractor
from corpus.web.client import Visit
from corpus.web.download import Download
from corpus.web.links import Wanted, archived, is_file, of_archived, page_links
from corpus.works.frontmatter import FrontMatter
from corpus.works.identify import is_work

DEEP = 2
"""Pages from an address to the file: a list, and the page of the work that it names."""

SHORTEST_PAGE = 100
"""Words of a web page that is a document; a wall that asks for cookies or a login has fewer."""


@dataclass(frozen=True, slots=True)
class Obtained:
    """A work's file and what was read in it; `document` says what it holds, `media_type` what it is."""

    wanted: Wanted
    download: Download
    document: Document
    media_type: str


@dataclass
class Errand:
    """Looks for one work; `tried` are the addresses that were no use, each with the reason. Use once."""

    wanted: Wanted
    visit: Visit
    extractor: Extractor
    reading: Lock
    """One thread at a time may use the extractor."""
    library: Path
    """Where what is seen on pages that are pictures is kept."""
    tried: list[tuple[str, NotFetched]] = field(default_factory=list)

    def run(self) -> Obtained | None:
        """Gives the work's file, or None where no address has it."""
        for url in self.wanted.addresses:
            if found := self._try(url, DEEP):
                return found
        copied = [copy[1] for copy in map(of_archived, self.wanted.addresses) if copy]
        dead = [url for url, error in self.tried if error.gone and not of_archived(url) and url not in copied]
        copies = [archived(url, self.wanted.year) for url in dead]
        return next(filter(None, (self._try(url, DEEP) for url in copies)), None)

    @property
    def failure(self) -> NotFetched:
        """The reason that tells a person most: another work's file, then what may pass, then the first address's."""
        errors = [error for _, error in self.tried]
        assert errors, "nothing was tried"
        return next((e for e in errors if e.other_work), next((e for e in errors if e.again), errors[0]))

    def _try(self, url: str, deep: int) -> Obtained | None:
        if any(url == tried for tried, _ in self.tried):
            return None
        try:
            # A file of the record is asked for as a person would ask; following a page's links is a program's way.
            named = is_file(url) and url in self.wanted.addresses
            download = self.visit.download(url, robots=not named)
        except NotFetched as error:
            self.tried.append((url, error))
            return None
        if download.is_html and not self.wanted.is_web_page:
            return self._follow(url, download, deep)
        try:
            return self._check(download)
        except NotFetched as error:
            download.discard()
            self.tried.append((url, error))
            return None

    def _follow(self, url: str, page: Download, deep: int) -> Obtained | None:
        """Tries the links of a page."""
        links = page_links(page.path.read_text("utf-8", "replace"), page.url, self.wanted.titles)
        page.discard()
        reason = NotFetched("a web page without the document", gone=is_file(url))
        self.tried.append((url, reason))
        if deep == 0:
            return None
        return next(filter(None, (self._try(link, deep - 1) for link in links.all)), None)

    def _check(self, download: Download) -> Obtained:
        """Gives the document, if it is the work.

        Raises:
            NotFetched: it is not.
        """
        try:
            document = self._read(download.path)
            kind = media_type(download.path)
        except UnreadableFile as error:
            raise NotFetched(f"what came cannot be read: {error}") from error
        front = FrontMatter(document, urlsplit(download.url).path)
        if not is_work(front, self.wanted.reference, self.wanted.titles):
            if not document.text.strip():
                raise _scan()
            raise NotFetched(f"the file does not name the work (it says {front.title[:100]!r})", other_work=True)
        if download.is_html and len(document.text.split()) < SHORTEST_PAGE:
            raise NotFetched("a web page without the text of the work")
        pages = expected_pages(self.wanted)
        if not download.is_html and pages and len(document.pages) * 2 < pages:
            raise NotFetched(f"the file has {len(document.pages)} of the work's {pages} pages", other_work=True)
        return Obtained(self.wanted, download, document, kind or "")

    def _read(self, path: Path) -> Document:
        """Reads a file as `evidence add` does: pages without usable text as pictures, if the extra is there."""
        with self.visit.clock_stopped(), self.reading:
            seen = OcrCache(self.library, hash_file(path))
            return self.extractor.extract(path, ocr="auto" if ocr.available() else "never", ocr_results=seen)


def _scan() -> NotFetched:
    """The reason why a scan is not taken: nothing in it says which work it is, or nothing here can read it yet."""
    if ocr.available():
        return NotFetched("the file is a scan, and has no text by which to know the work", other_work=True)
    reason = f"the file is a scan: its pages are pictures, which OCR may read ({ocr.INSTALL}, and fetch again)"
    return NotFetched(reason, again=True, other_work=True)


def download(visit: Visit, url: str) -> Download:
    """Gives the file at an address that a person named: of a page that says which file is its work, that file.

    Raises:
        NotFetched: with the reason, on one line.
    """
    found = visit.download(url, robots=False)
    if not found.is_html:
        return found
    stated = page_links(found.path.read_text("utf-8", "replace"), found.url, ()).stated
    if stated is None:
        return found
    found.discard()
    return visit.download(stated)


def expected_pages(wanted: Wanted) -> int | None:
    """Gives how many pages a work has by its record: their number, or the range in which it is printed."""
    csl = wanted.reference.csl
    number = re.match(r"\d+", str(csl.get("number-of-pages") or ""))
    if number:
        return int(number[0])
    span = re.fullmatch(r"(\d+)\s*[-–]\s*(\d+)", str(csl.get("page") or ""))
    return int(span[2]) - int(span[1]) + 1 if span and int(span[2]) >= int(span[1]) else None
