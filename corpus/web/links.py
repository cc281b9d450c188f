"""The addresses at which the file of a work may be: those in its record, archived copies, and the links of a web page.

Nothing is requested here. An archived copy needs no search: `https://web.archive.org/web/2018id_/URL` is the copy
nearest to that year, and `id_` requests the original bytes, without the frame that the archive adds.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from corpus.model import Reference
from corpus.text.words import STOP_WORDS, normalize
from corpus.works.identifiers import bare_doi
from corpus.works.starter import starter

READING_LIST_YEAR = 2018
"""The year of the reading list, and of its newest work: its addresses worked then."""

WEB_PAGE_TYPES = ("article-newspaper", "post", "post-weblog", "webpage")
"""CSL types of works that are web pages themselves."""

MAX_FILE_LINKS = 4
"""Links to files that are tried. A page with more is a list: only links that resemble the title are tried then."""

MIN_FILE_LIKENESS = 0.25
"""The part of the title's words that a link to a file on a list must have: "Custom Notifications" has two of seven."""

MAX_PAGE_LINKS = 2
"""Further pages that are tried: redirects of the page, and pages of the same host that name the work."""

MIN_PAGE_LIKENESS = 0.8
"""The part of the title's words that a link to a page must have to name the work. The link may be cut short."""

MAX_LINK_CHARACTERS = 1_000
"""Characters of a link's text that are read, including the tags in it."""

MAX_TAGS = 10_000
"""Tags of a page that are read."""

_TAG = re.compile(r"<(a|base|embed|iframe|link|meta|object)\b([^<>]{1,4000})>", re.I)
_REFRESH = re.compile(r"\s*\d*\s*;\s*url\s*=\s*['\"]?([^'\"]+)", re.I)
_ATTRIBUTE = re.compile(r"""([\w-]{1,40})\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'<>]+)""")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/(\d+)(?:[a-z]{2}_)?/(https?://.+)")
_FILE_PATH = re.compile(r"\.pdf$|/viewcontent\.cgi|/bitstream/|/download/", re.I)
_FILE_TEXT = re.compile(r"\bpdf\b|\bdownload\b|\bdescargar\b|\bbaixar\b|\bfull text\b|\btexto completo\b", re.I)


# --- the addresses of a work ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WantedWork:
    """A work to fetch.

    `titles` are all its titles, `urls` the addresses in its record, and `access` says how it can be had: "" if that is
    not known, else as in the starter list.
    """

    reference: Reference
    titles: tuple[str, ...]
    urls: tuple[str, ...]
    access: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses to try: files, then pages, then archived copies, and each of these in the record's order."""
        unique = dict.fromkeys(original_bytes_url(url) for url in self.urls)
        return tuple(sorted(unique, key=_address_order))

    @property
    def closed(self) -> str | None:
        """The reason why the work cannot be fetched, if that is known beforehand."""
        if self.access.startswith(("paywalled", "video")):
            return self.access
        if not self.urls:
            return "no address of it is known"
        return None

    @property
    def page(self) -> str | None:
        """The address at which a person may look for the work: a page if there is one, else a file."""
        for url in self.urls:
            if _address_order(url) == _PAGE:
                return url
        return self.urls[0] if self.urls else None

    @property
    def is_web_page(self) -> bool:
        """Whether the work itself is a web page."""
        return self.reference.csl.get("type") in WEB_PAGE_TYPES

    @property
    def archive_year(self) -> int:
        """The year of the archived copies to request: the year in which the work was accessed, as far as is known."""
        parts = (self.reference.csl.get("accessed") or {}).get("date-parts") or [[None]]
        if parts[0] and parts[0][0]:
            return int(parts[0][0])
        return max(self.reference.year or READING_LIST_YEAR, READING_LIST_YEAR)


def wanted_work(reference: Reference) -> WantedWork:
    """Return what is known about fetching a work, from the starter list if the work is on it, and its reference."""
    csl = reference.csl
    urls: list[str] = []
    titles = tuple(str(csl[name]) for name in ("title", "title-short") if csl.get(name))
    access = ""
    for entry in starter():
        if entry.reference.key in (reference.key, *reference.former_keys):
            urls, titles, access = list(entry.urls), entry.titles, entry.access
    if csl.get("URL"):
        urls.append(str(csl["URL"]))
    if csl.get("DOI"):
        urls.append(doi_url(str(csl["DOI"])))
    web_urls = [_web_address(url) for url in urls]
    unique = dict.fromkeys(url for url in web_urls if url)
    return WantedWork(reference, titles, tuple(unique), access)


def doi_url(doi: str) -> str:
    """Return the address of a DOI. The DOI may have a resolver in front.

    `10.1002/1(98)3:8<69>#2` -> `https://doi.org/10.1002/1(98)3:8%3C69%3E%232`
    """
    return "https://doi.org/" + quote(bare_doi(doi), safe="/:;()")


def is_file(url: str) -> bool:
    """Return whether an address, archived or not, looks like the address of a file and not of a page."""
    copy = parse_archived(url)
    original = copy.url if copy else url
    return urlsplit(original).path.lower().endswith(".pdf")


_FILE, _PAGE, _COPY = 0, 1, 2


def _address_order(url: str) -> int:
    if parse_archived(url):
        return _COPY
    return _FILE if is_file(url) else _PAGE


# --- archived copies -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """A copy of `url` in the Wayback Machine. `when` is a year, or the beginning of YYYYMMDDhhmmss."""

    when: str
    url: str


def archive_url(url: str, when: int | str) -> str:
    """Return the address of the copy nearest to `when`: a year, or the beginning of YYYYMMDDhhmmss."""
    return f"https://web.archive.org/web/{when}id_/{url}"


def parse_archived(url: str) -> ArchivedCopy | None:
    """Return the copy that an address of the Wayback Machine names, or None for any other address."""
    match = _ARCHIVED.fullmatch(url)
    return ArchivedCopy(match[1], match[2]) if match else None


def original_bytes_url(url: str) -> str:
    """Return the address of the original bytes of an archived copy. Any other address is returned unchanged."""
    copy = parse_archived(url)
    return archive_url(copy.url, copy.when) if copy else url


# --- the links of a page -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The links of a web page to a work.

    `stated` is the file that the page declares to be the work. `files` and `pages` are guesses, best first.
    """

    stated: str | None
    files: tuple[str, ...]
    pages: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """All links worth a try, in order."""
        stated = [self.stated] if self.stated else []
        return tuple(dict.fromkeys([*stated, *self.files, *self.pages]))


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag that leads somewhere: its name and attributes and, for a link, the text up to its end."""

    name: str
    attributes: Mapping[str, str]
    text: str

    def get(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")


def page_links(html: str, url: str, titles: Sequence[str]) -> PageLinks:
    """Return the links of a page that may lead to the file of a work.

    A page declares the file of a work as Google Scholar asks (https://scholar.google.com/intl/en/scholar/inclusion.html).

    Args:
        html: the page.
        url: its address, archived or not. The links of an archived page lead to archived copies.
        titles: all titles of the work.
    """
    copy = parse_archived(url)
    page_url = copy.url if copy else url
    collector = _LinkCollector(page_url)
    for tag in islice(_tags(html), MAX_TAGS):
        collector.read(tag)
    files, pages = _choose(collector.link_texts, titles, urlsplit(page_url).hostname)
    pages = [*collector.redirects, *pages][:MAX_PAGE_LINKS]
    stated = collector.stated
    if copy:
        stated = archive_url(stated, copy.when) if stated else None
        files = [archive_url(file, copy.when) for file in files]
        pages = [archive_url(page, copy.when) for page in pages]
    return PageLinks(stated, tuple(files), tuple(pages))


class _LinkCollector:
    """Collects the links of a page, tag by tag.

    `link_texts` has the text of each link by its address, `redirects` the pages to which the page redirects by itself.
    """

    def __init__(self, page_url: str) -> None:
        self._page_url = urldefrag(page_url)[0]
        self._base = page_url
        self.stated: str | None = None
        self.link_texts: dict[str, str] = {}
        self.redirects: list[str] = []

    def read(self, tag: _Tag) -> None:
        """Take what a tag says."""
        if tag.name == "base":
            self._base = _join(self._base, tag.get("href")) or self._base
        elif tag.name == "meta":
            self._read_meta(tag)
        elif tag.name in ("embed", "iframe", "object"):
            self._read_frame(tag)
        elif tag.name == "a":
            self._add_link(tag.get("href"), f"{tag.text} {tag.get('title')}")
        elif tag.name == "link" and tag.get("type").lower() == "application/pdf":
            self._add_link(tag.get("href"), "pdf")

    def _read_meta(self, tag: _Tag) -> None:
        if tag.get("name").lower() == "citation_pdf_url":
            self.stated = self.stated or _join(self._base, tag.get("content"))
        elif tag.get("http-equiv").lower() == "refresh":
            refresh = _REFRESH.match(tag.get("content"))
            target = _join(self._base, refresh[1]) if refresh else None
            if target:
                self.redirects.append(target)

    def _read_frame(self, tag: _Tag) -> None:
        target = _join(self._base, tag.get("src") or tag.get("data"))
        if target and is_file(target):
            self.link_texts[target] = "pdf"

    def _add_link(self, href: str, text: str) -> None:
        target = _join(self._base, href)
        if not target or target == self._page_url or href.startswith("#"):
            return
        earlier = self.link_texts.get(target, "")
        self.link_texts[target] = f"{earlier} {text}"[:MAX_LINK_CHARACTERS]


def _choose(link_texts: Mapping[str, str], titles: Sequence[str], host: str | None) -> tuple[list[str], list[str]]:
    """Return the links to (files, pages) that may lead to a work, most similar to its title first.

    Only pages of this host that name the work are chosen. From a list of files, only similar ones are.
    """
    likeness = {}
    for url, text in link_texts.items():
        likeness[url] = _likeness(text, url, titles)
    files, pages = [], []
    for url in sorted(link_texts, key=lambda url: -likeness[url]):
        parts = urlsplit(url)
        if _FILE_PATH.search(parts.path) or _FILE_TEXT.search(link_texts[url]):
            files.append(url)
        elif likeness[url] >= MIN_PAGE_LIKENESS and parts.hostname == host:
            pages.append(url)
    if len(files) > MAX_FILE_LINKS:
        files = [url for url in files if likeness[url] >= MIN_FILE_LIKENESS]
    return files[:MAX_FILE_LINKS], pages


def _likeness(text: str, url: str, titles: Sequence[str]) -> float:
    """Return which part of a title's words is in a link's text or address, for the title with the largest part."""
    path = unquote(urlsplit(url).path)
    link_words = set(normalize(re.sub(r"[_+]", " ", f"{text} {path}")).split())
    best = 0.0
    for title in titles:
        title_words = set(normalize(title).split()) - STOP_WORDS
        if title_words:
            best = max(best, len(title_words & link_words) / len(title_words))
    return best


def _tags(html: str) -> Iterator[_Tag]:
    """Yield the tags that lead somewhere.

    A regular expression whose every step is bounded finds them. A page can be made on which an HTML parser, which
    keeps state, takes hours.
    """
    for match in _TAG.finditer(html):
        attributes = {}
        for attribute in _ATTRIBUTE.finditer(match[2]):
            attributes[attribute[1].lower()] = unescape(attribute[2].strip("\"'"))
        end = html.find("</a", match.end(), match.end() + MAX_LINK_CHARACTERS)
        content = html[match.end() : end] if end >= 0 else ""
        text = unescape(re.sub(r"<[^<>]*>", " ", content))
        yield _Tag(match[1].lower(), attributes, " ".join(text.split()))


def _web_address(written: str) -> str | None:
    """Return an address as a record has it (`www.example.org/a`) with its scheme, or None if it is not on the web."""
    address = re.sub(r"^\s*(?=www\.)", "https://", written, flags=re.I)
    return _join(address.strip(), "")


def _join(base: str, href: str) -> str | None:
    """Return the address to which a link leads, without its fragment, or None if it is not on the web."""
    try:
        target = urldefrag(urljoin(base, href.strip()))[0]
        scheme = urlsplit(target).scheme
    except ValueError:
        return None
    return target if scheme in ("http", "https") else None
