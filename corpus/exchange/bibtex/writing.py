"""References -> BibTeX."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.exchange.bibtex.entries import MONTHS
from corpus.exchange.bibtex.fields import (
    CONTAINERS,
    FIELDS,
    LANGUAGES,
    NAME_FIELDS,
    PUBLISHERS,
    SUBTYPES,
    TYPES,
    VERBATIM_FIELDS,
)
from corpus.exchange.bibtex.names import encode_names
from corpus.exchange.bibtex.tex import encode, encode_title, encode_verbatim
from corpus.exchange.csl_dates import to_edtf
from corpus.exchange.csl_fields import clean_item
from corpus.exchange.csl_names import with_director_as_author
from corpus.model import Reference


def write(references: Sequence[Reference]) -> str:
    """Return references as entries, with an empty line between two entries."""
    entries = [_entry_text(reference.key, clean_item(reference.csl)) for reference in references]
    return "\n".join(entries)


def _entry_text(key: str, item: Mapping[str, Any]) -> str:
    entry_type = _entry_type(item)
    safe_key = re.sub("[^A-Za-z0-9_:.+/-]", "-", key)
    lines = [f"  {name} = {value},\n" for name, value in _fields(entry_type, item)]
    return f"@{entry_type}{{{safe_key},\n{''.join(lines)}}}\n"


def _entry_type(item: Mapping[str, Any]) -> str:
    if item.get("type") != "thesis":
        return TYPES.get(item.get("type", ""), "misc")
    genre = item.get("genre", "").lower()
    if not genre:
        return "thesis"
    if "master" in genre:
        return "mastersthesis"
    return "phdthesis"


def _fields(entry_type: str, item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the fields of an entry, as they are written in the file."""
    yield from _name_fields(item)
    if "title" in item:
        yield "title", _in_braces(encode_title(item["title"]))
    if item.get("type") in SUBTYPES:
        yield "entrysubtype", _in_braces(SUBTYPES[item["type"]])
    yield from _text_fields(entry_type, item)
    if "page" in item:
        yield "pages", _in_braces(_encode_pages(item["page"]))
    yield from _date_fields(item)
    for name, field in VERBATIM_FIELDS.items():
        if field in item:
            yield name, _in_braces(encode_verbatim(item[field]))
    if "language" in item:
        yield _language_field(item["language"])


def _in_braces(value: str) -> str:
    return f"{{{value}}}"


def _name_fields(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    item = with_director_as_author(item)
    for name, role in NAME_FIELDS.items():
        if role in item:
            yield name, _in_braces(encode_names(item[role]))


def _text_fields(entry_type: str, item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the fields whose values are text."""
    texts = {
        CONTAINERS.get(entry_type, "booktitle"): item.get("container-title"),
        PUBLISHERS.get(entry_type, "publisher"): item.get("publisher"),
    }
    for name, field in FIELDS.items():
        texts[name] = item.get(field)
    texts.update(_number_fields(entry_type, item))
    for name, text in texts.items():
        if text:
            yield name, _in_braces(encode(text))


def _number_fields(entry_type: str, item: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields `volume`, `number` and `issue`.

    The `number` of an article is its issue, and its own number is the `eid`. The `number` of a book or chapter is its
    number in the series, and the `number` of any other work is its own. A report's `number` is its own if it has one,
    or else its number in the series. The number in the series is also its `volume`, which tells the two apart.
    """
    number = item.get("number")
    number_in_series = item.get("collection-number")
    volume = item.get("volume")
    if entry_type == "article":
        return {"volume": volume, "number": item.get("issue"), "eid": number}
    if entry_type in ("book", "incollection", "inproceedings", "inreference"):
        return {"volume": volume, "number": number_in_series}
    if entry_type == "techreport":
        return {"volume": volume or number_in_series, "number": number or number_in_series}
    return {"volume": volume, "number": number, "issue": item.get("issue")}


def _encode_pages(pages: str) -> str:
    return "--".join(encode(part) for part in pages.split("-"))


def _date_fields(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield `year` and `month` for BibTeX, and biblatex's `date` if they do not say everything."""
    issued = item.get("issued")
    if issued and "date-parts" in issued:
        yield from _issued_fields(issued)
    elif issued:
        yield "year", _in_braces(encode(to_edtf(issued)))
    for name, field in (("origdate", "original-date"), ("urldate", "accessed")):
        if field in item:
            yield name, _in_braces(encode_verbatim(to_edtf(item[field])))


def _issued_fields(issued: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    first = issued["date-parts"][0]
    is_range = len(issued["date-parts"]) > 1
    yield "year", _in_braces(str(first[0]))
    if len(first) > 1:
        yield "month", MONTHS[first[1] - 1]
    has_season_or_circa = issued.keys() != {"date-parts"}
    if len(first) == 3 or is_range or first[0] < 1000 or has_season_or_circa:
        yield "date", _in_braces(to_edtf(issued))


def _language_field(language: str) -> tuple[str, str]:
    if language in LANGUAGES:
        return "langid", _in_braces(LANGUAGES[language])
    return "language", _in_braces(encode(language))
