"""RIS -> CSL items."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from corpus.exchange.csl_dates import parse_date
from corpus.exchange.csl_fields import clean_doi, clean_item
from corpus.exchange.csl_names import parse_name
from corpus.exchange.lines import one_line
from corpus.exchange.model import Csl, ExportEntry, ExportProblem
from corpus.exchange.ris.tags import (
    CSL_TYPES,
    DOI_TAGS,
    FIELDS,
    FILE_TAGS,
    IN_SERIES,
    KNOWN_TAGS,
    SYNONYMS,
    TITLED_BY_BOOK,
    WHOLE_WORKS,
)
from corpus.works.identifiers import bare_doi

_LINE = re.compile(r"([A-Z][A-Z0-9])(?:  | )-(?: (.*))?")
_LOOSE_LINE = re.compile(r"([A-Z][A-Z0-9])\s*[-–]\s*(.*)")
_BEGINNING = re.compile(r"\s*TY\s{0,2}[-–]")
_WEB_ADDRESS = re.compile(r"(?i)(?:https?|ftp)://")
_DOI = re.compile(r"10\.\d{4,}/\S+")
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")

Tags = dict[str, list[str]]
"""The values of each tag of an entry, in order."""

END_OF_FILE = (0, "ER", "")
"""A line that ends the last entry."""


def read(text: str) -> Iterator[ExportEntry | ExportProblem]:
    """Yield the entries of a file. A line without a tag continues the value of the line above it.

    Tags outside an entry are a problem; several such lines in a row are one problem. The last entry may lack its end.
    """
    tags: Tags = {}
    entry_line = 0
    tag_before = ""
    for number, tag, value in chain(_split_lines(text), [END_OF_FILE]):
        if tag in ("TY", "ER"):
            if tags:
                yield _read_entry(tags, entry_line)
            tags = {"TY": [value.upper()]} if tag == "TY" else {}
            entry_line = number
            tag_before = tag
        elif tags and tag:
            tags.setdefault(tag, []).append(value)
            tag_before = tag
        elif tags:
            tags[tag_before][-1] += f" {value}"
        elif tag and tag_before != "outside":
            yield ExportProblem(number, f"{tag} is outside an entry: TY begins an entry and ER ends it")
            tag_before = "outside"


def _split_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the number, tag and value of each line that is not empty. The tag is "" if the line has none."""
    is_loose = False
    for number, line in enumerate(text.split("\n"), start=1):
        if _BEGINNING.match(line):
            is_loose = not _LINE.fullmatch(line.strip())
        tag, value = _split_line(line, is_loose)
        if tag or value:
            yield number, tag, value


def _split_line(line: str, is_loose: bool) -> tuple[str, str]:
    """Return the tag of a line, "" if it has none, and its value.

    `is_loose` is whether the `TY` of the entry has other spaces than RIS wants (`TY  -JOUR`). Then the other tags may
    too, if they are tags of RIS: a line of an abstract may begin with "US-".
    """
    match = _LINE.fullmatch(line.strip())
    if not match and is_loose:
        loose = _LOOSE_LINE.fullmatch(line.strip())
        match = loose if loose and loose[1] in KNOWN_TAGS else None
    if match:
        return match[1], one_line(match[2] or "")
    return "", one_line(line)


def _read_entry(tags: Tags, line: int) -> ExportEntry:
    ris_type = tags["TY"][0]
    links, files = _read_files(tags)
    item: Csl = {"type": CSL_TYPES.get(ris_type, "document")}
    for tag, field in FIELDS.items():
        item[field] = _first_value(tags, *SYNONYMS.get(tag, (tag,)))
    if ris_type in TITLED_BY_BOOK and not item["title"]:
        item["title"] = _first_value(tags, "BT")
    if links and not item["URL"]:
        item["URL"] = links[0]
    if _is_doi(item["note"]):
        item["note"] = ""
    if _is_doi(item["genre"]) or _says_only_article(ris_type, item["genre"]):
        item["genre"] = ""
    item.update(_read_doi(tags))
    item.update(_read_names(ris_type, tags))
    item.update(_read_titles(ris_type, tags))
    item.update(_read_pages(ris_type, tags))
    item.update(_read_numbers(tags, in_series=bool(item.get("collection-title"))))
    item["keyword"] = ", ".join(word for word in tags.get("KW", ()) if word)
    item["issued"] = _read_issued(tags)
    item["accessed"] = _read_date(_first_value(tags, "Y2"), "")
    return ExportEntry(clean_item(item), _first_value(tags, "ID"), tuple(files), line)


def _read_files(tags: Tags) -> tuple[list[str], list[str]]:
    """Return the web addresses and the paths in the tags of files. A DOI is neither."""
    links, files = [], []
    for tag in FILE_TAGS:
        for value in tags.get(tag, ()):
            if _WEB_ADDRESS.match(value):
                links.append(value)
            elif value and not _is_doi(value):
                files.append(value)
    return links, files


def _is_doi(value: str) -> bool:
    return _DOI.fullmatch(bare_doi(value)) is not None


def _read_doi(tags: Tags) -> Csl:
    """Return the DOI, which some programs write into the tags of notes, types or links."""
    for tag in ("DO", *DOI_TAGS):
        for value in tags.get(tag, ()):
            if tag == "DO" or _is_doi(value):
                return {"DOI": clean_doi(value)}
    return {"DOI": ""}


def _says_only_article(ris_type: str, genre: str) -> bool:
    """Return whether the genre of an article is that it is an article, as some databases write it."""
    return CSL_TYPES.get(ris_type) == "article-journal" and genre.lower().endswith("article")


def _first_value(tags: Tags, *names: str) -> str:
    """Return the first value, of the first of these tags, that is not empty; "" if there is none."""
    for name in names:
        for value in tags.get(name, ()):
            if value:
                return value
    return ""


def _read_names(ris_type: str, tags: Tags) -> Csl:
    roles = {"AU": "author", "A1": "author", "A2": "editor", "A3": "collection-editor", "ED": "editor"}
    if ris_type == "BOOK":
        roles["A2"] = "collection-editor" if "AU" in tags else "editor"
        roles["A3"] = "editor"
    roles["A4"] = "translator"
    names: Csl = {}
    for tag, role in roles.items():
        for value in tags.get(tag, ()):
            if value:
                names.setdefault(role, []).append(parse_name(value))
    return names


def _read_titles(ris_type: str, tags: Tags) -> Csl:
    """Return the titles of what contains the work; see `_title_lines` in `writing`."""
    second = _first_value(tags, "T2", "JF", "BT", "JO", "JA")
    third = _first_value(tags, "T3")
    if ris_type in TITLED_BY_BOOK and not _first_value(tags, *SYNONYMS["TI"]):  # BT is the title of the work itself
        second = _first_value(tags, "T2", "JF", "JO", "JA")
    if CSL_TYPES.get(ris_type, "").startswith("article-"):
        second = _journal(tags)
    if ris_type in IN_SERIES:
        return {"collection-title": second or third}
    if ris_type in ("CONF", "CPAPER"):
        return {
            "event-title": _first_value(tags, "T2"),
            "container-title": _first_value(tags, "C3", "BT", "JF"),
            "event-place": _first_value(tags, "C1"),
        }
    if ris_type == "SLIDE":
        return {"event-title": second, "collection-title": third}
    return {"container-title": second, "collection-title": third}


def _journal(tags: Tags) -> str:
    """Return the name of the journal: `JF` is its full name, and `T2` may be the name of a section or an issue.

    Some programs write an abbreviation into `JF`.
    """
    journal = _first_value(tags, "JF")
    second = _first_value(tags, "T2")
    if journal and not ("." in journal and second and "." not in second):
        return journal
    return second or _first_value(tags, "JO", "JA", "BT")


def _read_numbers(tags: Tags, in_series: bool) -> Csl:
    numbers: Csl = {}
    for value in tags.get("SN", ()):
        if _ISSN.fullmatch(value):
            field = "ISSN"
        elif _ISBN.fullmatch(value):
            field = "ISBN"
        else:
            field = "number"
        numbers.setdefault(field, value)
    number = _first_value(tags, "M1", "C7")
    if number:
        numbers.setdefault("collection-number" if in_series else "number", number)
    return numbers


def _read_pages(ris_type: str, tags: Tags) -> Csl:
    first = _first_value(tags, "SP")
    last = _first_value(tags, "EP")
    if ris_type in WHOLE_WORKS and not last and "-" not in first:
        return {"number-of-pages": first}
    if first and last and first != last:
        return {"page": f"{first}-{last}"}
    return {"page": first or last}


def _read_issued(tags: Tags) -> Csl | None:
    """Return the date of publication: the year of `PY`, with month and day of `DA` if that has the same year.

    `DA` may be the date of an online version or of a visit.
    """
    year = _first_value(tags, "PY", "Y1")
    date = _read_date(_first_value(tags, "DA", "Y1"), year)
    published = _read_date(year, "")
    if not date or not published:
        return date or published
    begin = _begin(date)
    published_begin = _begin(published)
    says_more = len(published_begin) > len(begin)
    is_other_year = published_begin[:1] != begin[:1] and bool(published_begin)
    return published if says_more or is_other_year else date


def _begin(date: Csl) -> list[int]:
    """Return the date, or the beginning of a range, as year, month and day; [] for a literal."""
    parts: list[list[int]] = date.get("date-parts", [[]])
    return parts[0]


def _read_date(value: str, year: str) -> Csl | None:
    """Return the date of `2016/02/22/`, or of a text. A text after the third slash is the whole date, or a season.

    Args:
        value: of the tag of the date.
        year: of the tag of the year, which is used if the date has none; "" if there is no such tag.
    """
    parts = (value or year).split("/", 3)
    if len(parts) == 4 and parts[3]:
        return _read_date_with_rest(parts[:3], parts[3])
    date = parse_date("/".join(parts).rstrip("/"))
    is_without_year = date is not None and "literal" in date
    if is_without_year and year and year != value:
        return parse_date(f"{value} {year}")
    return date


def _read_date_with_rest(numbers: Sequence[str], rest: str) -> Csl | None:
    """Return the date of `2016///spring`, or of `2016/02/22/2016-02-22`, whose rest says it all."""
    year, month, day = numbers
    whole = parse_date(rest)
    if whole and ("literal" not in whole or not year):
        return whole
    if month or day:
        return parse_date(f"{year}-{month}-{day}")
    return parse_date(f"{rest} {year}")
