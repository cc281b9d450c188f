"""What Crossref, where publishers register DOIs, says of a work: its record as one CSL-JSON item.

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

WORKS = "https://api.crossref.org/works/"

KEPT_SECONDS = 30 * 86_400.0
"""How long an answer is taken from the cache: records are corrected now and then."""

# https://api.crossref.org/types, in the words of CSL 1.0.2, appendix III; what is not named is a document.
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
    """Gives the record of a DOI, without `id`: only what Crossref says, cleaned of markup.

    Args:
        doi: with or without a resolver before it.
        web: by which Crossref is asked.
        cache: where answers are kept; None for `crossref` in the user's cache.

    Raises:
        InputError: this is no DOI.
        Offline: there is no network, and no answer in the cache.
        NotFetched: Crossref has no such DOI, or does not answer.
    """
    name = bare_doi(doi)
    if not is_doi(name):
        raise InputError(f"{doi!r} is no DOI: they look like 10.1093/acrefore/9780190264079.013.11")
    kept = (cache or cache_folder() / "crossref") / f"{sha256(name.lower().encode()).hexdigest()[:32]}.json"
    with suppress(OSError, ValueError, KeyError):
        if abs(time.time() - kept.stat().st_mtime) < KEPT_SECONDS:
            return to_csl(json.loads(kept.read_bytes())["message"])
    answer = _ask(name, web)
    try:
        found = to_csl(json.loads(answer)["message"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotFetched(f"what Crossref answered to {name!r} is no record") from error
    with suppress(OSError):  # a cache that cannot be written is no reason to fail
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_file(kept, answer.encode())
    return found


def _ask(doi: str, web: "Web") -> str:
    web.check_reachable([WORKS])
    try:
        with web.visit(doi) as visit:
            return visit.text(WORKS + quote(doi, safe=""), "application/json")
    except NotFetched as error:
        hint = "; DOIs of other registries are not looked up" if error.gone and not error.again else ""
        raise NotFetched(f"Crossref gives no record of {doi!r}: {error}{hint}", again=error.again) from error


def to_csl(message: Mapping[str, Any]) -> dict[str, Any]:
    """Gives the CSL-JSON item that a record of Crossref's is; what it does not say is left out."""
    kind = TYPES.get(str(message.get("type")), "document")
    container, collection = _containers(kind, _texts(message.get("container-title")))
    institutions = _texts([one.get("name") for one in _list(message.get("institution"))])
    pages = _text(message.get("page"))
    found = {
        "type": kind,
        "title": _title(message),
        "title-short": _first(message.get("short-title")),
        "author": _names(message.get("author")),
        "editor": _names(message.get("editor")),
        "translator": _names(message.get("translator")),
        # A citation gives the year of the volume; `issued` is the earlier one, mostly that of going online.
        "issued": _date(message.get("published-print")) or _date(message.get("issued")),
        "container-title": container,
        "container-title-short": _first(message.get("short-container-title")) if container else "",
        "collection-title": collection,
        "event-title": _text((message.get("event") or {}).get("name")),
        "publisher": _text(message.get("publisher")) or next(iter(institutions), ""),
        "publisher-place": _text(message.get("publisher-location")),
        "edition": _text(message.get("edition-number")),
        "volume": _text(message.get("volume")),
        "issue": _text(message.get("issue")),
        "page": pages,
        "number": "" if pages else _text(message.get("article-number")),
        "DOI": _text(message.get("DOI")).lower(),
        "ISBN": _first(message.get("ISBN")).rsplit("/", 1)[-1],  # some are addresses that end in it
        "ISSN": _first(message.get("ISSN")).rsplit("/", 1)[-1],
        "language": _text(message.get("language")),
    }
    return {name: value for name, value in found.items() if value}


def _title(message: Mapping[str, Any]) -> str:
    title, subtitle = _first(message.get("title")), _first(message.get("subtitle"))
    if not subtitle or subtitle.lower() in title.lower():
        return title
    return f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"


def _containers(kind: str, titles: Sequence[str]) -> tuple[str, str]:
    """What a work stands in, and the series it is of: a chapter may name both, the series first."""
    if kind in ("book", "report"):
        return "", next(iter(titles), "")
    if kind == "chapter" and len(titles) > 1:
        return titles[-1], titles[0]
    return next(iter(titles), ""), ""


def _names(people: Any) -> list[dict[str, str]]:
    found = []
    for person in _list(people):
        parts = {part: _text(person.get(part)) for part in ("family", "given", "suffix")}
        name = {part: value for part, value in parts.items() if value}
        if "family" not in name:
            literal = _text(person.get("name")) or name.get("given", "")
            name = {"literal": literal} if literal else {}
        if name:
            found.append(name)
    return found


def _date(said: Any) -> dict[str, list[list[int]]] | None:
    """A date of a year at least; Crossref writes an unknown one as `[[null]]`."""
    parts = ((said or {}).get("date-parts") or [[]])[0]
    numbers = [part for part in parts if isinstance(part, int)]
    return {"date-parts": [numbers]} if numbers else None


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _first(value: Any) -> str:
    return next(iter(_texts(value)), "")


def _texts(value: Any) -> list[str]:
    return [text for text in map(_text, value if isinstance(value, list) else [value]) if text]


def _text(value: Any) -> str:
    """Text without markup, entities (some are escaped twice) and line breaks."""
    text = unescape(unescape(str(value))) if isinstance(value, str | int) else ""
    return " ".join(_MARKUP.sub("", text).split())
