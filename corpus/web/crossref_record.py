"""A record of Crossref, read as a CSL-JSON item and the notices about the work. A server may send anything.

    {"type": "journal-article", "title": ["Streets &amp; Shots"], "author": [{"name": "World Bank"}], ...}
    {"type": "article-journal", "title": "Streets & Shots", "author": [{"literal": "World Bank"}], ...}

A field of an unexpected form is left out. https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from typing import Any

from corpus.citing.notices import NOTICE_ABOUT
from corpus.csl import filled
from corpus.model import CrossrefRecord, Notice
from corpus.works.family_names import restore_capitals
from corpus.works.identifiers import is_doi

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
    "proceedings": "book",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
    "database": "dataset",
    "peer-review": "review",
    "standard": "standard",
}

GENRES = {"preprint": "Preprint", "working_paper": "Working paper"}
"""The genre of a posted work, by Crossref's subtype."""

MAX_TEXT_CHARACTERS = 2_000
"""A longer title or name is not one. The longest titles of journal articles have some 700 characters. Chosen."""

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_COPY_OF_FORMULA = re.compile(r"<(?:mml:)?annotation\b.*?</(?:mml:)?annotation>", re.S)
"""MathML may hold a formula twice: in its own elements, and as TeX in an annotation."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_RETRACTED_TITLE = re.compile(
    r"^\W*(?:RETRACTED(?: ARTICLE| CHAPTER| PAPER)?|Retracted(?: Article| article)?|WITHDRAWN)\W*[:.\-–—\]]\s*"
)
"""Publishers put the word before the title: "RETRACTED ARTICLE: Streets and Shots"."""


def parse_record(message: Mapping[str, Any]) -> CrossrefRecord:
    """Return what a message of Crossref says about a work. Unknown facts are left out."""
    print_date = _print_date(message)
    issued = print_date or _date(message.get("issued"))
    years = []
    for each in (issued, _date(message.get("published-online")), _date(message.get("issued"))):
        if each:
            years.append(each["date-parts"][0][0])
    return CrossrefRecord(
        csl=_to_csl(message, issued),
        notices=_notices(message),
        years=tuple(dict.fromkeys(years)),
        in_print=print_date is not None,
    )


def created_day(message: Mapping[str, Any]) -> str:
    """Return the day on which a work was registered, as in 2026-11-30; "" if the record does not say it."""
    day = _iso_date(_date(message.get("created")))
    return day if len(day) == len("2026-11-30") else ""


def _to_csl(message: Mapping[str, Any], issued: Mapping[str, Any] | None) -> dict[str, Any]:
    crossref_type = str(message.get("type"))
    kind = TYPES.get(crossref_type, "document")
    container, collection = _containers(kind, _texts(message.get("container-title")))
    container_short = _first(message.get("short-container-title")) if container else ""
    pages = _text(message.get("page"))
    article_number = "" if pages else _text(message.get("article-number"))
    genre = GENRES.get(str(message.get("subtype")), "") if kind == "article" else ""
    item = {
        "type": kind,
        "title": _RETRACTED_TITLE.sub("", _title(message)),
        "title-short": _first(message.get("short-title")),
        "author": _names(message.get("author")),
        "editor": _names(message.get("editor")),
        "translator": _names(message.get("translator")),
        "issued": issued,
        "container-title": container,
        "container-title-short": container_short,
        "collection-title": collection,
        "event-title": _text(_object(message.get("event")).get("name")),
        "genre": genre,
        "publisher": _publisher(message, kind),
        "publisher-place": _text(message.get("publisher-location")),
        "edition": _text(message.get("edition-number")),
        "volume": _text(message.get("volume")),
        "issue": _text(message.get("issue")),
        "page": pages,
        "number": article_number,
        "DOI": _doi(message.get("DOI")),
        "ISBN": _number_at_end(message.get("ISBN")),
        "ISSN": _number_at_end(message.get("ISSN")),
        "language": _text(message.get("language")),
    }
    return filled(item)


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


def _publisher(message: Mapping[str, Any], kind: str) -> str:
    """Return the publisher. For a posted work it is the archive, which Crossref calls the institution."""
    publisher = _text(message.get("publisher"))
    institutions = [_text(each.get("name")) for each in _objects(message.get("institution"))]
    institution = next(filter(None, institutions), "")
    if kind == "article":
        return institution or publisher
    return publisher or institution


def _names(people: Any) -> list[dict[str, str]]:
    names = []
    for person in _objects(people):
        name = {}
        for part in ("family", "given", "suffix"):
            text = _text(person.get(part))
            if text and "." not in text:
                text = restore_capitals(text, "")
            name[part] = text
        name = filled(name)
        if "family" not in name:
            literal = _text(person.get("name")) or name.get("given", "")
            name = {"literal": literal} if literal else {}
        if name:
            names.append(name)
    return names


# --- dates -------------------------------------------------------------------------------------------------------


def _print_date(message: Mapping[str, Any]) -> dict[str, list[list[int]]] | None:
    """Return the date of the printed issue. A citation has its year; `issued` is mostly the date of the online copy."""
    issue = _object(message.get("journal-issue"))
    return _date(message.get("published-print")) or _date(issue.get("published-print"))


def _date(value: Any) -> dict[str, list[list[int]]] | None:
    """Return a date that has at least a year. Crossref writes an unknown date as `[[null]]`."""
    parts = _object(value).get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list):
        return None
    numbers: list[int] = []
    for part in first[:3]:
        if type(part) is not int or not _is_date([*numbers, part]):
            break
        numbers.append(part)
    return {"date-parts": [numbers]} if numbers else None


def _is_date(numbers: Sequence[int]) -> bool:
    """Return whether a year, a year and month, or a year, month and day are in the calendar."""
    year, month, day = [*numbers, 1, 1][:3]
    try:
        date(year, month, day)
    except (ValueError, OverflowError):
        return False
    return True


# --- notices -----------------------------------------------------------------------------------------------------


def _notices(message: Mapping[str, Any]) -> tuple[Notice, ...]:
    """Return what was announced about the work, oldest first, and which works it is a notice about itself.

    `updated-by` has what the publisher registered and what Retraction Watch found, so that one notice may be there
    twice. Some publishers only put a word before the title. `update-to` has the works that a notice is about.
    """
    found: dict[tuple[str, str], Notice] = {}
    for update in _objects(message.get("updated-by")):
        _add_notice(found, update, "")
    for update in _objects(message.get("update-to")):
        _add_notice(found, update, NOTICE_ABOUT)
    title = _title(message)
    if _RETRACTED_TITLE.match(title) and not found:
        kind = "withdrawal" if "WITHDRAWN" in title else "retraction"
        found[kind, ""] = Notice(kind, "", "")
    return tuple(sorted(found.values(), key=lambda notice: notice.date))


def _add_notice(found: dict[tuple[str, str], Notice], update: Mapping[str, Any], prefix: str) -> None:
    kind = re.sub(r"\W+", "_", _text(update.get("type")).lower())
    doi = _doi(update.get("DOI"))
    if kind:
        notice = Notice(prefix + kind, _iso_date(_date(update.get("updated"))), doi)
        found.setdefault((notice.kind, doi), notice)


def _iso_date(value: Mapping[str, list[list[int]]] | None) -> str:
    """Return a date as `2019`, `2019-07` or `2019-07-26`; "" for none."""
    parts = value["date-parts"][0] if value else []
    return "-".join(f"{part:02}" for part in parts)


# --- values ------------------------------------------------------------------------------------------------------


def _number_at_end(value: Any) -> str:
    """Return the first ISBN or ISSN. Some are addresses that end with the number."""
    return _first(value).rsplit("/", 1)[-1]


def _doi(value: Any) -> str:
    """Return a DOI in small letters, or "" for any other text."""
    doi = _text(value).lower()
    return doi if is_doi(doi) else ""


def _object(value: Any) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one for any other value."""
    return value if isinstance(value, dict) else {}


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
    return list(filter(None, map(_text, values)))


def _text(value: Any) -> str:
    """Return text without markup, character references (some are escaped twice), controls and line breaks.

    Text of more than `MAX_TEXT_CHARACTERS` becomes "". Half of a character that JSON wrote as two becomes "?".
    """
    if type(value) is int:
        value = str(value)
    if not isinstance(value, str) or len(value) > 2 * MAX_TEXT_CHARACTERS:
        return ""
    text = unescape(unescape(value)).encode("utf-8", "replace").decode()
    text = _MARKUP.sub("", _COPY_OF_FORMULA.sub("", text))
    text = " ".join(_CONTROLS.sub(" ", text).split())
    return text if len(text) <= MAX_TEXT_CHARACTERS else ""
