"""An entry of a feed, as the CSL item of the work that it names.

    <item><title>Streets &amp;amp; Shots</title><prism:doi>10.1000/1</prism:doi>...
    {"type": "article-journal", "title": "Streets & Shots", "DOI": "10.1000/1", ...}

A feed of a journal has the fields of PRISM (https://www.w3.org/submissions/prism/) and Dublin Core beside its own.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from corpus.exchange.csl_fields import clean_item
from corpus.exchange.lines import one_line
from corpus.exchange.markup import without_markup
from corpus.exchange.model import Csl
from corpus.works.authors import parse_authors
from corpus.works.identifiers import find_doi, is_doi

MAX_TITLE_CHARACTERS = 2_000
"""A longer title is not one. Chosen; the longest titles of articles have some 700 characters."""

MAX_NAMES = 100
MAX_NAME_CHARACTERS = 400
MAX_ADDRESS_CHARACTERS = 2_000

MIN_POST_WORDS = 150
"""An entry with so many words of its own is itself the work: a post. Other entries announce a work. Chosen."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_SCRIPT = re.compile(r"(?is)<(script|style)\b[^<>]{0,2000}>[^<]{0,10000}</\1\s{0,9}>")
_VIEWS = re.compile(r"(?i)/(?:full(?:text)?|abstract|abs|pdf|epdf|html|meta)/?$|\.(?:pdf|full|abstract)$")
"""Endings that publishers put after the DOI in an address: the DOI of a page and of a file is the same."""

_SAFE_IN_ADDRESS = "%/:?#[]@!$&'()*+,;=-._~"
_TYPES_OF_FILES = ("application/pdf",)


def to_work(entry: Mapping[str, Any]) -> Csl | None:
    """Return the work that an entry of feedparser names; None without a title."""
    title = one_line(plain_title(entry))
    if not title or len(title) > MAX_TITLE_CHARACTERS:
        return None
    container = entry.get("prism_publicationname", "")
    doi = _doi(entry)
    item = {
        "type": _type(entry, container, doi),
        "title": title,
        "author": _names(entry),
        "issued": _date(entry),
        "container-title": container,
        "ISSN": entry.get("prism_issn") or entry.get("prism_eissn") or "",
        "volume": entry.get("prism_volume", ""),
        "issue": entry.get("prism_number", ""),
        "DOI": doi,
        "URL": address_of(entry),
    }
    work = checked_identifiers(clean_item({name: value for name, value in item.items() if value}))
    return work if work.get("title") else None


def checked_identifiers(work: Csl) -> Csl:
    """Return a work whose DOI and address, if it has them, are valid and ASCII."""
    checked = dict(work)
    doi = str(checked.pop("DOI", "")).lower()
    if is_doi(doi) and doi.isascii() and doi.isprintable():
        checked["DOI"] = doi
    address = web_address(str(checked.pop("URL", "")))
    if address:
        checked["URL"] = address
    return checked


def web_address(text: str) -> str:
    """Return an http or https address with only ASCII in it; "" for any other text, such as a script."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return ""
    is_web = parts.scheme in ("http", "https") and host and "@" not in parts.netloc
    if not is_web or len(address) > MAX_ADDRESS_CHARACTERS or not address.isprintable():
        return ""
    path = quote(parts.path, safe=_SAFE_IN_ADDRESS)
    query = f"?{quote(parts.query, safe=_SAFE_IN_ADDRESS)}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{path}{query}"


def plain_title(element: Mapping[str, Any]) -> str:
    """Return the title of an entry or a feed as text. Its markup is removed."""
    title = str(element.get("title", ""))[: 4 * MAX_TITLE_CHARACTERS]
    detail = element.get("title_detail") or {}
    title = without_markup(_SCRIPT.sub(" ", title))
    if "html" in str(detail.get("type", "")):
        title = _TAG.sub("", _SCRIPT.sub(" ", title))
    return title


def address_of(entry: Mapping[str, Any]) -> str:
    """Return the address of the file that an entry links to, or else of its page; "" if it has none."""
    links = entry.get("links") or []
    for link in links:
        address = web_address(str(link.get("href", "")))
        if address and link.get("type") in _TYPES_OF_FILES:
            return address
    return web_address(str(entry.get("link", "")))


def _doi(entry: Mapping[str, Any]) -> str:
    """Return the DOI of the work, or "". It is in a field of its own, or in the address."""
    for field in ("prism_doi", "dc_identifier", "arxiv_doi", "id", "link"):
        text = unquote(str(entry.get(field, "")))
        if "://" in text:
            text = _VIEWS.sub("", re.split("[?#]", text, maxsplit=1)[0])
        doi = find_doi(text)
        if doi:
            return doi
    return ""


def _type(entry: Mapping[str, Any], container: str, doi: str) -> str:
    if container:
        return "article-journal"
    if doi:
        return "article"
    words = 0
    for content in entry.get("content") or ():
        words += len(str(content.get("value", "")).split())
    return "post-weblog" if words >= MIN_POST_WORDS else "document"


def _names(entry: Mapping[str, Any]) -> list[dict[str, str]]:
    names: list[dict[str, str]] = []
    for author in list(entry.get("authors") or ())[:MAX_NAMES]:
        text = one_line(without_markup(str(author.get("name", ""))))[:MAX_NAME_CHARACTERS]
        names += parse_authors(text)
    return names[:MAX_NAMES]


def _date(entry: Mapping[str, Any]) -> Any:
    """Return the date of publication, as exact as it is known; None without a date."""
    for field in ("published_parsed", "created_parsed", "updated_parsed"):
        moment = entry.get(field)
        if moment:
            return {"date-parts": [list(moment[:3])]}
    return entry.get("prism_publicationdate") or entry.get("prism_coverdate")
