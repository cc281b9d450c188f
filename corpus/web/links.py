"""Where the file of a work may be had: the addresses of its record, their archived copies, the links of a web page.

Nothing is asked of anyone here. An archived copy needs no search: `https://web.archive.org/web/2018id_/URL` is the one
nearest to that year, and `id_` asks for the bytes as they came, without the archive's frame around them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from corpus.model import Reference
from corpus.text.words import STOP_WORDS, normalize
from corpus.works.identifiers import bare_doi
from corpus.works.starter import starter

READ = 2018
"""When the reading list was put together, that of its newest work: its addresses were good then."""

WEB_PAGES = ("article-newspaper", "post", "post-weblog", "webpage")
"""CSL types of which a web page is the document itself."""

FILES = 4
"""Links of a page that are tried. A page with more PDFs is a list, of which only those like the work's title count."""

LIKE = 0.25
"""Part of the words of the title that a file in a list must have: "Custom Notifications" has two of seven."""

PAGES = 2
"""Further pages: where a page sends us on by itself, and those of its host that it names as the work's."""

NAMED = 0.8
"""Part of the words of the title that a link must have to name the work: a link may be cut short."""

LONGEST_TEXT = 1_000
"""Characters of a link's text, with the tags in it."""

MOST_TAGS = 10_000
"""Tags of a page that are looked at."""

_TAG = re.compile(r"<(a|base|embed|iframe|link|meta|object)\b([^<>]{1,4000})>", re.I)
_REFRESH = re.compile(r"\s*\d*\s*;\s*url\s*=\s*['\"]?([^'\"]+)", re.I)
_ATTRIBUTE = re.compile(r"""([\w-]{1,40})\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'<>]+)""")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/(\d+)(?:[a-z]{2}_)?/(https?://.+)")
_FILE = re.compile(r"\.pdf$|/viewcontent\.cgi|/bitstream/|/download/", re.I)
_FILE_TEXT = re.compile(r"\bpdf\b|\bdownload\b|\bdescargar\b|\bbaixar\b|\bfull text\b|\btexto completo\b", re.I)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A work to fetch: `titles` are all it goes by, `access` what is known of how it may be had (empty: nothing)."""

    reference: Reference
    titles: tuple[str, ...]
    links: tuple[str, ...]
    access: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses to try, in order: files, then pages, then archived copies; for each, the record's order."""
        return tuple(sorted(dict.fromkeys(map(as_it_came, self.links)), key=_rank))

    @property
    def closed(self) -> str | None:
        """Why it cannot be fetched, where that is known beforehand."""
        if self.access.startswith(("paywalled", "video")):
            return self.access
        return None if self.links else "no address of it is known"

    @property
    def page(self) -> str | None:
        """The address at which a person may look for it: the page it stands on rather than a file."""
        return min(self.links, key=lambda url: _rank(url) != 1, default=None)

    @property
    def is_web_page(self) -> bool:
        """Whether a web page is the document itself, and not the way to it."""
        return self.reference.csl.get("type") in WEB_PAGES

    @property
    def year(self) -> int:
        """The year of the archived copies to ask for: that in which it was read, as far as is known."""
        parts = (self.reference.csl.get("accessed") or {}).get("date-parts") or [[None]]
        read = parts[0][0] if parts[0] else None
        return int(read) if read else max(self.reference.year or READ, READ)


def wanted(reference: Reference) -> Wanted:
    """Gives what is known of how to get a work: from the starter list where it is there, else from its reference."""
    entry = next((entry for entry in starter() if entry.reference.key == reference.key), None)
    csl = reference.csl
    links = list(entry.urls) if entry else []
    links += [str(csl["URL"])] if csl.get("URL") else []
    links += [doi_url(str(csl["DOI"]))] if csl.get("DOI") else []
    titles = entry.titles if entry else tuple(str(csl[name]) for name in ("title", "title-short") if csl.get(name))
    good = filter(None, map(_of_the_web, links))
    return Wanted(reference, titles, tuple(dict.fromkeys(good)), entry.access if entry else "")


def doi_url(doi: str) -> str:
    """`10.1002/1(98)3:8<69>#2`, with or without a resolver before it -> `https://doi.org/10.1002/1(98)3:8%3C69%3E%232`."""
    return "https://doi.org/" + quote(bare_doi(doi), safe="/:;()")


def archived(url: str, when: int | str) -> str:
    """Gives the address of the copy nearest to `when`: a year, or the beginning of YYYYMMDDhhmmss."""
    return f"https://web.archive.org/web/{when}id_/{url}"


def as_it_came(url: str) -> str:
    """Gives the form of an archived copy's address that gives the bytes themselves; any other address as it is."""
    found = _ARCHIVED.fullmatch(url)
    return archived(found[2], found[1]) if found else url


def of_archived(url: str) -> tuple[str, str] | None:
    """Gives (when, the address it is a copy of) for an archived copy."""
    found = _ARCHIVED.fullmatch(url)
    return (found[1], found[2]) if found else None


def is_file(url: str) -> bool:
    """Says whether an address looks like that of a file, archived or not, rather than of a page."""
    copy = of_archived(url)
    return urlsplit(copy[1] if copy else url).path.lower().endswith(".pdf")


def _rank(url: str) -> int:
    return 2 if of_archived(url) else 0 if is_file(url) else 1


# --- the links of a page -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a web page leads to: `stated` is the file that it says is the work, the rest are guesses, best first."""

    stated: str | None
    files: tuple[str, ...]
    pages: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every link worth a try, in order."""
        return tuple(dict.fromkeys([*([self.stated] if self.stated else []), *self.files, *self.pages]))


def page_links(html: str, url: str, titles: Sequence[str]) -> PageLinks:
    """Gives the links of a page that may lead to the file of a work.

    What it states is what it says to Google Scholar (https://scholar.google.com/intl/en/scholar/inclusion.html).

    Args:
        html: the page.
        url: its own address, archived or not; the links of an archived page lead to archived copies.
        titles: those of the work.
    """
    copy = of_archived(url)
    own = copy[1] if copy else url
    base, stated, links, onward = own, None, dict[str, str](), list[str]()
    for tag, said, text in islice(_tags(html), MOST_TAGS):
        href = said.get("href", "")
        if tag == "base":
            base = _join(base, href) or base
        elif tag == "meta" and said.get("name", "").lower() == "citation_pdf_url":
            stated = stated or _join(base, said.get("content", ""))
        elif tag == "meta" and said.get("http-equiv", "").lower() == "refresh":
            refresh = _REFRESH.match(said.get("content", ""))
            onward += filter(None, [_join(base, refresh[1])] if refresh else [])
        elif tag in ("embed", "iframe", "object"):
            shown = _join(base, said.get("src") or said.get("data", ""))
            links |= {shown: "pdf"} if shown and is_file(shown) else {}
        elif tag == "a" or (tag == "link" and said.get("type", "").lower() == "application/pdf"):
            target = _join(base, href)
            if target and target != urldefrag(own)[0] and not href.startswith("#"):
                name = f"{text} {said.get('title', '')}" if tag == "a" else "pdf"
                links[target] = f"{links.get(target, '')} {name}"[:LONGEST_TEXT]
    likeness = {target: _likeness(text, target, titles) for target, text in links.items()}
    ranked = sorted(links, key=lambda target: -likeness[target])
    files = [t for t in ranked if _FILE.search(urlsplit(t).path) or _FILE_TEXT.search(links[t])]
    like = [t for t in files if likeness[t] >= LIKE]
    host = urlsplit(own).hostname
    pages = [t for t in ranked if t not in files and likeness[t] >= NAMED and urlsplit(t).hostname == host]
    as_found = (lambda target: archived(target, copy[0])) if copy else str
    return PageLinks(
        as_found(stated) if stated else None,
        tuple(map(as_found, (files if len(files) <= FILES else like)[:FILES])),
        tuple(map(as_found, [*onward, *pages][:PAGES])),
    )


def _of_the_web(written: str) -> str | None:
    """An address as a record has it, `www.example.org/a` among them, if it is one of the web."""
    return _join(re.sub(r"^\s*(?=www\.)", "https://", written, flags=re.I).strip(), "")


def _join(base: str, href: str) -> str | None:
    """The address that a link leads to, if it is of the web."""
    try:
        target = urldefrag(urljoin(base, href.strip()))[0]
        return target if urlsplit(target).scheme in ("http", "https") else None
    except ValueError:
        return None


def _likeness(text: str, url: str, titles: Sequence[str]) -> float:
    """The part of the words of a title that a link has in its text or its address, for the title it has most of."""
    parts = urlsplit(url)
    has = set(normalize(re.sub(r"[_+]", " ", f"{text} {unquote(parts.path)}")).split())
    words = [set(normalize(title).split()) - STOP_WORDS for title in titles]
    return max((len(title & has) / len(title) for title in words if title), default=0.0)


def _tags(html: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """The tags that lead somewhere: name, attributes, and the text up to the end of a link.

    A pattern whose every step is bounded, where a parser that keeps state can be made to take hours over a page.
    """
    for tag in _TAG.finditer(html):
        said = {found[1].lower(): unescape(found[2].strip("\"'")) for found in _ATTRIBUTE.finditer(tag[2])}
        end = html.find("</a", tag.end(), tag.end() + LONGEST_TEXT)
        text = html[tag.end() : end] if end >= 0 else ""
        yield tag[1].lower(), said, " ".join(unescape(re.sub(r"<[^<>]*>", " ", text)).split())
