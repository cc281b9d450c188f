"""Records of works from Crossref, with which publishers register DOIs, as CSL-JSON items.

    {"type": "journal-article", "title": ["Streets &amp; Shots"], "author": [{"name": "World Bank"}], ...}
    {"type": "article-journal", "title": "Streets & Shots", "author": [{"literal": "World Bank"}], ...}

https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md
"""

import json
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from corpus.errors import InputError, NotFetched
from corpus.files import cache_folder, write_file
from corpus.works.identifiers import bare_doi, is_doi

if TYPE_CHECKING:
    from corpus.web.client import Web

WORKS_URL = "https://api.crossref.org/works/"

CACHE_SECONDS = 30 * 86_400.0
"""How long an answer is taken from the cache. Records are corrected now and then."""

# https://api.crossref.org/types and the types of CSL 1.0.2, appendix III. Any other type becomes "document".
TYPES = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "reference-entry": "entry-encyclopedia",
    "book": "book",
    "edited-book": "book",
    "monograph": "book",
    "reference-book": "book",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
    "peer-review": "review",
    "standard": "standard",
}

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")


def lookup(doi: str, web: "Web", cache: Path | None = None) -> dict[str, Any]:
    """Return the record of a DOI, without `id`: the facts that Crossref has, without markup.

    Args:
        doi: with or without a resolver in front.
        web: sends the request to Crossref.
        cache: the folder of the answers; None for `crossref` in the user's cache folder.

    Raises:
        InputError: this is not a DOI.
        Offline: there is no network, and no answer in the cache.
        NotFetched: Crossref does not have this DOI, or does not answer.
    """
    name = bare_doi(doi)
    if not is_doi(name):
        raise InputError(f"{doi!r} is not a DOI: a DOI looks like 10.1093/acrefore/9780190264079.013.11")
    folder = cache or cache_folder() / "crossref"
    digest = sha256(name.lower().encode()).hexdigest()[:32]
    path = folder / f"{digest}.json"
    with suppress(OSError, ValueError, KeyError):
        if abs(time.time() - path.stat().st_mtime) < CACHE_SECONDS:
            return to_csl(json.loads(path.read_bytes())["message"])
    answer = _request(name, web)
    try:
        record = to_csl(json.loads(answer)["message"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotFetched(f"Crossref's answer for the DOI {name!r} is not a record") from error
    with suppress(OSError):  # the record can be used even if the cache cannot be written
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, answer.encode())
    return record


def _request(doi: str, web: "Web") -> str:
    web.check_reachable([WORKS_URL])
    try:
        with web.visit(doi) as visit:
            return visit.text(WORKS_URL + quote(doi, safe=""), "application/json")
    except NotFetched as error:
        reason = f"Crossref has no record of the DOI {doi!r}: {error}"
        if error.gone and not error.again:
            reason += "; DOIs of other registries cannot be looked up"
        raise NotFetched(reason, again=error.again) from error


def to_csl(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Crossref record as a CSL-JSON item. Unknown facts are left out."""
    kind = TYPES.get(str(message.get("type")), "document")
    container, collection = _containers(kind, _texts(message.get("container-title")))
    container_short = _first(message.get("short-container-title")) if container else ""
    pages = _text(message.get("page"))
    article_number = "" if pages else _text(message.get("article-number"))
    item = {
        "type": kind,
        "title": _title(message),
        "title-short": _first(message.get("short-title")),
        "author": _names(message.get("author")),
        "editor": _names(message.get("editor")),
        "translator": _names(message.get("translator")),
        # A citation has the year of the volume. `issued` is earlier: mostly the date of publication online.
        "issued": _date(message.get("published-print")) or _date(message.get("issued")),
        "container-title": container,
        "container-title-short": container_short,
        "collection-title": collection,
        "event-title": _text((message.get("event") or {}).get("name")),
        "publisher": _publisher(message),
        "publisher-place": _text(message.get("publisher-location")),
        "edition": _text(message.get("edition-number")),
        "volume": _text(message.get("volume")),
        "issue": _text(message.get("issue")),
        "page": pages,
        "number": article_number,
        "DOI": _text(message.get("DOI")).lower(),
        "ISBN": _number_at_end(message.get("ISBN")),
        "ISSN": _number_at_end(message.get("ISSN")),
        "language": _text(message.get("language")),
    }
    return {name: value for name, value in item.items() if value}


def _title(message: Mapping[str, Any]) -> str:
    title = _first(message.get("title"))
    subtitle = _first(message.get("subtitle"))
    if not subtitle or subtitle.lower() in title.lower():
        return title
    separator = " " if title.endswith((":", "?", "!")) else ": "
    return f"{title}{separator}{subtitle}"


def _containers(kind: str, titles: Sequence[str]) -> tuple[str, str]:
    """Return (container title, collection title). A chapter may name both a series and a book, the series first."""
    if not titles:
        return "", ""
    if kind in ("book", "report"):
        return "", titles[0]
    if kind == "chapter" and len(titles) > 1:
        return titles[-1], titles[0]
    return titles[0], ""


def _publisher(message: Mapping[str, Any]) -> str:
    publisher = _text(message.get("publisher"))
    if publisher:
        return publisher
    for institution in _objects(message.get("institution")):
        name = _text(institution.get("name"))
        if name:
            return name
    return ""


def _names(people: Any) -> list[dict[str, str]]:
    names = []
    for person in _objects(people):
        name = {}
        for part in ("family", "given", "suffix"):
            text = _text(person.get(part))
            if text:
                name[part] = text
        if "family" not in name:
            literal = _text(person.get("name")) or name.get("given", "")
            name = {"literal": literal} if literal else {}
        if name:
            names.append(name)
    return names


def _date(value: Any) -> dict[str, list[list[int]]] | None:
    """Return a date that has at least a year. Crossref writes an unknown date as `[[null]]`."""
    parts = ((value or {}).get("date-parts") or [[]])[0]
    numbers = [part for part in parts if isinstance(part, int)]
    return {"date-parts": [numbers]} if numbers else None


def _number_at_end(value: Any) -> str:
    """Return the first ISBN or ISSN. Some are addresses that end with the number."""
    return _first(value).rsplit("/", 1)[-1]


def _objects(value: Any) -> list[Mapping[str, Any]]:
    """Return the JSON objects in a list, or an empty list for any other value."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]


def _first(value: Any) -> str:
    """Return the first text in a list of texts, or ""."""
    texts = _texts(value)
    return texts[0] if texts else ""


def _texts(value: Any) -> list[str]:
    """Return the texts in a list, or the text that is not in a list. Empty texts are left out."""
    values = value if isinstance(value, list) else [value]
    texts = [_text(item) for item in values]
    return [text for text in texts if text]


def _text(value: Any) -> str:
    """Return text without markup, character references (some are escaped twice) and line breaks."""
    if not isinstance(value, str | int):
        return ""
    text = unescape(unescape(str(value)))
    return " ".join(_MARKUP.sub("", text).split())
