"""Rules of the manuals that CSL cannot express, applied to a record before it is formatted (docs/citing.md)."""

import re
from collections.abc import Callable, Mapping

from corpus.citing.styles.headlines import to_sentence_case
from corpus.citing.styles.records import Record
from corpus.text.language import detect
from corpus.works.starter import has_sentence_case, sentence_case

_SENTENCE_CASE = ("apa", "harvard-cite-them-right", "nlm", "elsevier-vancouver", "vancouver")
"""Beginnings of the names of styles whose manuals ask for titles in sentence case. CSL expects it in the record."""

_TITLE_FIELDS = ("title", "container-title", "reviewed-title")

_PARTS_OF_BOOKS = ("chapter", "entry-encyclopedia", "entry-dictionary", "paper-conference")
"""Types whose container is a book. The name of a journal keeps its capitals."""

_REVIEW_OF = re.compile(r"(?i)(?:book\s+)?review(?:\s+of(?:\s+the\s+book)?\s*:?|\s*:)\s+(?=\S)")
_NUMBER = re.compile(r"(?i)[a-z]*\d+[a-z]*")
_ARTICLE_NUMBER = re.compile(r"(?i)e\d+")


def apply_manual(record: Record, style: str, kind: str, read_text: Callable[[], str]) -> None:
    """Change a record where the manual of a style has a rule that CSL cannot express.

    Args:
        record: it is changed.
        style: the name of the style in the CSL repository.
        kind: the kind of the work, a name in `corpus.works.kinds`.
        read_text: returns the text of the work, or "". It shows which words of a title are names.
    """
    record.setdefault("language", _language_of_titles(record))
    _drop_doubled_genre(record)
    _move_article_number(record)
    if kind == "slides" and "genre" not in record:
        record["genre"] = "Slides"
    if style.startswith(_SENTENCE_CASE):
        _apply_sentence_case(record, read_text)
    for beginning, apply_rules in _MANUALS.items():
        if style.startswith(beginning):
            apply_rules(record)


def _apply_sentence_case(record: Record, read_text: Callable[[], str]) -> None:
    """Write titles of works and books in sentence case, if it is known or the work's own text shows it."""
    for field in _TITLE_FIELDS:
        if field not in record:
            continue
        title = record[field]
        is_journal = field == "container-title" and record["type"] not in _PARTS_OF_BOOKS
        if has_sentence_case(title):
            record[field] = sentence_case(title)
        elif record["language"][:2] in ("", "en") and not is_journal:
            record[field] = to_sentence_case(title, read_text)


def _language_of_titles(record: Record) -> str:
    """Return the language of a work's titles if it is not English, or "". Only English titles are put in title case."""
    titles = [str(record[field]) for field in _TITLE_FIELDS if field in record]
    language = detect(". ".join(titles))
    return "" if language in ("en", "und") else language


# --- every style -----------------------------------------------------------------------------------------------------


def _drop_doubled_genre(record: Record) -> None:
    """Drop a genre that the title begins with: `Case study: ... [Case study]`. A number needs its genre."""
    genre = str(record.get("genre", ""))
    if not genre or "number" in record or record["type"] == "thesis":
        return
    if re.match(rf"(?i){re.escape(genre)}(?!\w)", str(record.get("title", ""))):
        del record["genre"]


def _move_article_number(record: Record) -> None:
    """Take an article number for a number and not for a page: `e1000097`."""
    page = str(record.get("page", ""))
    if record["type"] == "article-journal" and _ARTICLE_NUMBER.fullmatch(page):
        record.setdefault("number", record.pop("page"))


# --- manuals ---------------------------------------------------------------------------------------------------------


def _apply_apa(record: Record) -> None:
    """Capitalise after a colon (APA 6.17), write `No.` before a number (10.4), drop a publisher who is author (9.29).

    A talk at an event is described (10.5).
    """
    _name_review(record)
    for field in _TITLE_FIELDS:
        if field in record:
            record[field] = re.sub(r"(?<=: )\w", _capitalised, record[field])
    _mark_numbers(record)
    if record["type"] == "speech" and "event-title" in record:
        record.setdefault("genre", "Conference presentation")
    author, publisher = _sole_body(record), _publisher(record)
    if author and f"{publisher}, ".startswith(f"{author}, "):
        record["publisher"] = publisher[len(author) :].removeprefix(", ")


def _mark_numbers(record: Record) -> None:
    """Write `No.` before the number of a report in a series, and before a number that follows a genre."""
    number_in_series = str(record.get("collection-number", ""))
    if record["type"] == "report" and number_in_series.isdigit():
        record["collection-number"] = f"No. {number_in_series}"
    number = str(record.get("number", ""))
    is_unmarked = number[:1].isdigit() and not _NUMBER.fullmatch(number)
    if "genre" in record and is_unmarked:
        record["number"] = f"No. {number}"


def _apply_mla(record: Record) -> None:
    """Drop an author who is the publisher, shorten academic publishers, and date talks and videos by their day."""
    _name_review(record)
    author, publisher = _sole_body(record), _publisher(record)
    record["publisher"] = _short_publisher(publisher)
    if author and author == publisher:
        del record["author"]
    if record["type"] in ("speech", "paper-conference") and "container-title" not in record:
        record.setdefault("event-date", record.pop("issued", None))
    if record["type"] == "article-journal" and "number" in record:
        record["number"] = f"article {record['number']}"
    _date_video(record)


def _name_review(record: Record) -> None:
    """Give a book review the title of the book, if its own title says it, or else cite it as an article.

    CSL takes the title of a review that names no book as the title of the book.
    """
    if record["type"] != "review-book" or record.keys() & {"reviewed-title", "reviewed-author", "reviewed-genre"}:
        return
    title = str(record.get("title", ""))
    announced = _REVIEW_OF.match(title)
    if announced:
        record["title"] = title[announced.end() :]
    else:
        record["type"] = "article-journal"


def _short_publisher(publisher: str) -> str:
    """Return `Oxford UP`, `U of Chicago P` or `Stanford U`: the press of a university, as MLA shortens it (5.60)."""
    if not re.search(r"\bUniversity\b", publisher):
        return publisher
    short = re.sub(r"\bUniversity Press\b", "UP", publisher)
    short = re.sub(r"\bUniversity\b", "U", short)
    return re.sub(r"\bPress\b", "P", short)


def _apply_chicago(record: Record) -> None:
    """Drop the article of a newspaper's name, and date a video by its day."""
    _name_review(record)
    if record["type"] == "article-newspaper":
        record["container-title"] = str(record.get("container-title", "")).removeprefix("The ")
    _date_video(record)


def _date_video(record: Record) -> None:
    """Cite a video that has a day as a broadcast, which has its day too. A film has a year."""
    dates = record.get("issued", {}).get("date-parts")
    first = dates[0] if isinstance(dates, list) and dates else []
    has_day = isinstance(first, list) and len(first) == 3
    if record["type"] == "motion_picture" and has_day:
        record["type"] = "broadcast"


def _apply_harvard(record: Record) -> None:
    """Print what the style leaves out: the volume of a review, and the number of an article."""
    if record["type"] == "review-book":
        record["type"] = "article-journal"
    if record["type"] == "article-journal" and "number" in record and "page" not in record:
        issue = f"({record.pop('issue')})" if "issue" in record else ""
        places = [f"{record.get('volume', '')}{issue}", str(record["number"])]
        record["volume"] = ", ".join(place for place in places if place)


def _apply_vancouver(record: Record) -> None:
    """Cite slides that were not shown at an event as a document, so that they are not `presented at` nothing."""
    if record["type"] == "speech" and "event-title" not in record:
        record["type"] = "document"


_MANUALS: Mapping[str, Callable[[Record], None]] = {
    "apa": _apply_apa,
    "modern-language-association": _apply_mla,
    "chicago": _apply_chicago,
    "harvard-cite-them-right": _apply_harvard,
    "nlm": _apply_vancouver,
}
"""The rules of a manual by the beginning of a style's name."""


def _capitalised(match: re.Match[str]) -> str:
    return match[0].upper()


def _publisher(record: Record) -> str:
    return str(record.get("publisher", ""))


def _sole_body(record: Record) -> str:
    """Return the name of the body that is the only author, or ""."""
    authors = record.get("author", ())
    if len(authors) != 1:
        return ""
    name: str = authors[0].get("literal", "")
    return name
