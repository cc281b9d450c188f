"""The search for the file of one work: at its addresses, and behind the links of the pages there.

A file is accepted only if it is the work: a document that opens, is long enough, and has the work's title, DOI or ISBN
at the beginning. If an address is dead, its copy in the Wayback Machine is requested. All failures are kept with their
reasons, since a person needs them if nothing was found:

    https://example.org/report         a web page without the document
    https://example.org/report.pdf     nothing is there (404 Not Found)
    https://web.archive.org/web/2018id_/https://example.org/report.pdf     the document
"""

import re
from collections.abc import Iterable
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
from corpus.web.links import WantedWork, archive_url, is_file, page_links, parse_archived
from corpus.works.frontmatter import FrontMatter
from corpus.works.identify import is_work

MAX_DEPTH = 2
"""Pages that may be between an address and the file: a list, and the page of the work that the list names."""

MIN_PAGE_WORDS = 100
"""The minimum length of a web page that is a document. A page that asks for cookies or a login has fewer words."""


@dataclass(frozen=True, slots=True)
class WorkFile:
    """The file of a work, the document in it, and its media type."""

    wanted: WantedWork
    download: Download
    document: Document
    media_type: str


@dataclass(frozen=True, slots=True)
class FailedAddress:
    """An address that did not have the file, with the reason."""

    url: str
    error: NotFetched


@dataclass
class WorkFileSearch:
    """The search for the file of one work. Use it once. `failed` are the addresses without the file, in order."""

    wanted: WantedWork
    visit: Visit
    extractor: Extractor
    extractor_lock: Lock
    """Only one thread at a time may use the extractor."""
    library: Path
    """The folder in which OCR results are kept."""
    failed: list[FailedAddress] = field(default_factory=list)

    def run(self) -> WorkFile | None:
        """Return the file, or None if no address has it."""
        return self._try_in_order(self.wanted.addresses, MAX_DEPTH) or self._try_in_order(self._copies(), MAX_DEPTH)

    @property
    def failure(self) -> NotFetched:
        """The reason that is most useful to a person.

        That is another work's file, else a failure that may pass, else the failure of the first address.
        """
        errors = [failure.error for failure in self.failed]
        assert errors, "no address was tried"
        for error in errors:
            if error.other_work:
                return error
        for error in errors:
            if error.again:
                return error
        return errors[0]

    def _copies(self) -> list[str]:
        """Return the addresses of archived copies of the dead addresses, unless the record names a copy."""
        copied = set()
        for url in self.wanted.addresses:
            copy = parse_archived(url)
            if copy:
                copied.add(copy.url)
        copies = []
        for failure in self.failed:
            is_dead = failure.error.gone and not parse_archived(failure.url)
            if is_dead and failure.url not in copied:
                copies.append(archive_url(failure.url, self.wanted.archive_year))
        return copies

    def _try_in_order(self, urls: Iterable[str], depth: int) -> WorkFile | None:
        for url in urls:
            file = self._try(url, depth)
            if file:
                return file
        return None

    def _try(self, url: str, depth: int) -> WorkFile | None:
        """Try one address, and the links of the page there if `depth` allows it."""
        if any(url == failure.url for failure in self.failed):
            return None
        # A file named in the record is requested as a person would request it. Following the links of a page is what
        # programs do, so robots.txt is obeyed there.
        is_named_file = is_file(url) and url in self.wanted.addresses
        try:
            download = self.visit.download(url, robots=not is_named_file)
        except NotFetched as error:
            self.failed.append(FailedAddress(url, error))
            return None
        if download.is_html and not self.wanted.is_web_page:
            return self._follow(url, download, depth)
        try:
            return self._check(download)
        except NotFetched as error:
            download.discard()
            self.failed.append(FailedAddress(url, error))
            return None

    def _follow(self, url: str, page: Download, depth: int) -> WorkFile | None:
        """Try the links of a page."""
        links = page_links(page.path.read_text("utf-8", "replace"), page.url, self.wanted.titles)
        page.discard()
        reason = NotFetched("a web page without the document", gone=is_file(url))
        self.failed.append(FailedAddress(url, reason))
        if depth == 0:
            return None
        return self._try_in_order(links.all, depth - 1)

    def _check(self, download: Download) -> WorkFile:
        """Return the file if it is the work.

        Raises:
            NotFetched: it cannot be read, is another document, or is only a part of the work.
        """
        try:
            document = self._read(download.path)
            kind = media_type(download.path)
        except UnreadableFile as error:
            raise NotFetched(f"the file cannot be read: {error}") from error
        self._check_identity(download, document)
        self._check_length(download, document)
        return WorkFile(self.wanted, download, document, kind or "")

    def _check_identity(self, download: Download, document: Document) -> None:
        front = FrontMatter(document, urlsplit(download.url).path)
        if is_work(front, self.wanted.reference, self.wanted.titles):
            return
        if not document.text.strip():
            raise _scan_failure()
        raise NotFetched(f"the file does not name the work (it says {front.title[:100]!r})", other_work=True)

    def _check_length(self, download: Download, document: Document) -> None:
        if download.is_html:
            if len(document.text.split()) < MIN_PAGE_WORDS:
                raise NotFetched("a web page without the text of the work")
            return
        pages, expected = len(document.pages), expected_pages(self.wanted)
        if expected and pages * 2 < expected:
            raise NotFetched(f"the file has {pages} of the work's {expected} pages", other_work=True)

    def _read(self, path: Path) -> Document:
        """Read a file as `evidence add` does: pages without usable text by OCR, if it is installed."""
        with self.visit.clock_stopped(), self.extractor_lock:
            results = OcrCache(self.library, hash_file(path))
            mode: ocr.Mode = "auto" if ocr.available() else "never"
            return self.extractor.extract(path, ocr=mode, ocr_results=results)


def _scan_failure() -> NotFetched:
    """Return why a scan is not accepted: OCR found no text in it, or OCR is not installed."""
    if ocr.available():
        return NotFetched("the file is a scan, and has no text by which to know the work", other_work=True)
    reason = f"the file is a scan: its pages are pictures, which OCR may read ({ocr.INSTALL}, and fetch again)"
    return NotFetched(reason, again=True, other_work=True)


def download(visit: Visit, url: str) -> Download:
    """Download the file at an address that a person named. If a page there declares its file, download that file.

    Raises:
        NotFetched: the reason is on one line.
    """
    first = visit.download(url, robots=False)
    if not first.is_html:
        return first
    stated = page_links(first.path.read_text("utf-8", "replace"), first.url, ()).stated
    if stated is None:
        return first
    first.discard()
    return visit.download(stated)


def expected_pages(wanted: WantedWork) -> int | None:
    """Return the number of pages of a work according to its record: their number, or the size of its page range."""
    csl = wanted.reference.csl
    number = re.match(r"\d+", str(csl.get("number-of-pages") or ""))
    if number:
        return int(number[0])
    page_range = re.fullmatch(r"(\d+)\s*[-–]\s*(\d+)", str(csl.get("page") or ""))
    if not page_range:
        return None
    first, last = int(page_range[1]), int(page_range[2])
    return last - first + 1 if last >= first else None
