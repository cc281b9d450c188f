"""RIS: one tag and value per line; `TY` begins an entry and `ER` ends it.

    TY  - RPRT
    AU  - Abt, Thomas
    TI  - What Works in Reducing Community Violence
    ER  -

A line is a tag, two spaces, a hyphen, a space and the value. The tags are those of the specification of 2001. Their
meaning for each type is Zotero's, because most RIS files are its exports. A comma in the name of a body is doubled, as
EndNote writes it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from corpus.exchange.csl_dates import parse_date, to_edtf
from corpus.exchange.csl_fields import clean_doi, clean_item
from corpus.exchange.csl_names import parse_name, single_name, with_director_as_author, without_others
from corpus.exchange.lines import one_line
from corpus.exchange.model import Csl, ExportEntry, ExportProblem
from corpus.model import Reference
from corpus.text.words import with_particle
from corpus.works.identifiers import bare_doi

TYPES = {
    "article": "UNPB",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "MPCT",
    "chapter": "CHAP",
    "dataset": "DATA",
    "document": "GEN",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "graphic": "ART",
    "hearing": "HEAR",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "motion_picture": "VIDEO",
    "paper-conference": "CONF",
    "patent": "PAT",
    "personal_communication": "PCOMM",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "song": "SOUND",
    "speech": "SLIDE",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
"""The RIS type for each CSL type. Any other CSL type is written as `GEN`."""

CSL_TYPES = {
    **{ris_type: csl_type for csl_type, ris_type in TYPES.items()},
    **dict.fromkeys("ABST EJOUR INPR JFULL".split(), "article-journal"),
    **dict.fromkeys("CLSWK EBOOK EDBOOK SER".split(), "book"),
    **dict.fromkeys("ADVS MPCT MULTI".split(), "motion_picture"),
    **dict.fromkeys("AGGR DBASE".split(), "dataset"),
    **dict.fromkeys("CHART FIGURE".split(), "graphic"),
    "CPAPER": "paper-conference",
    "ECHAP": "chapter",
    "GOVDOC": "report",
    "ICOMM": "personal_communication",
    "LEGAL": "legal_case",
    "MUSIC": "song",
    "PAMP": "pamphlet",
}
"""The CSL type for each RIS type. Any other RIS type is a `document`."""

WHOLE_WORKS = ("BOOK", "RPRT", "THES", "MANSCPT")
"""Types of whole works. Their `SP` is the number of pages, unless there is an `EP`: then both are a range of pages."""

IN_SERIES = ("BOOK", "RPRT", "COMP", "MAP")
"""Types whose `T2` is the series. The `T2` of any other type is what contains the work, and its series is `T3`."""

EDITED = ("JOUR", "CHAP", "CONF", "DICT", "ENCYC")
"""Types whose editors are `A2`. The editors of any other type are `ED`: the `A2` of a book are its series' editors."""

FIELDS = {
    "TI": "title",
    "ST": "title-short",
    "J2": "container-title-short",
    "VL": "volume",
    "IS": "issue",
    "NV": "number-of-volumes",
    "ET": "edition",
    "SE": "section",
    "PB": "publisher",
    "CY": "publisher-place",
    "M3": "genre",
    "DO": "DOI",
    "UR": "URL",
    "LA": "language",
    "CN": "call-number",
    "DB": "archive",
    "AN": "archive_location",
    "DP": "source",
    "AB": "abstract",
    "N1": "note",
}
"""Tags with the same meaning for each type."""

SYNONYMS = {"TI": ("TI", "T1", "CT"), "AB": ("AB", "N2"), "UR": ("UR", "LK")}
"""Tags that are read as one field. The first that has a value is taken."""

TITLED_BY_BOOK = ("BOOK", "EBOOK", "EDBOOK", "CLSWK", "UNPB", "SER")
"""Types whose `BT` is the title of the work itself. In any other type it is the book that contains the work."""

DOI_TAGS = ("M3", "L3", "N1", "M1", "ID", "UR")
"""Tags that may hold a DOI and nothing else, in the order in which they are tried."""

KNOWN_TAGS = frozenset(
    """A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DO DP ED EP ER ET ID IS J1 J2
    JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP ST T1 T2 T3 TA TI TT TY U1
    U2 U3 U4 U5 UR VL VO Y1 Y2""".split()
)
"""The tags of the specifications of 2001 and 2011."""

FILE_TAGS = ("L1", "L2", "L4")
"""Tags of attached files. Some programs write the address of the work there."""


def write(references: Sequence[Reference]) -> str:
    """Return references as entries, with an empty line between two entries."""
    entries = [_entry_text(reference.key, clean_item(reference.csl)) for reference in references]
    return "\n".join(entries)


def _entry_text(key: str, item: Mapping[str, Any]) -> str:
    ris_type = TYPES.get(item.get("type", ""), "GEN")
    lines = [("TY", ris_type), ("ID", one_line(key))]
    lines += _name_lines(ris_type, item)
    for tag, field in FIELDS.items():
        if field in item:
            lines.append((tag, item[field]))
    lines += _title_lines(ris_type, item)
    lines += _number_lines(item)
    lines += _page_lines(ris_type, item)
    lines += _date_lines(item)
    for word in item.get("keyword", "").split(", "):
        if word:
            lines.append(("KW", word))
    lines.append(("ER", ""))
    return "".join(f"{tag}  - {value}\n" for tag, value in lines)


def _name_lines(ris_type: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    roles = {"author": "AU", "editor": "A2" if ris_type in EDITED else "ED", "translator": "A4"}
    if ris_type != "BOOK":
        roles["collection-editor"] = "A3"
    elif "author" in item:  # the A2 of a book without an author would be read as its editors
        roles["collection-editor"] = "A2"
    item = with_director_as_author(item)
    lines = []
    for role, tag in roles.items():
        for name in without_others(item.get(role, ())):  # RIS cannot say that there are more
            lines.append((tag, _name_text(name)))
    return lines


def _name_text(name: Mapping[str, str]) -> str:
    """Return a name: `van Dijk, Teun A., Jr.`. The first comma in the name of a body is doubled."""
    body = single_name(name)
    if body:
        return body.replace(",", ",,", 1)
    family = with_particle(name.get("non-dropping-particle", ""), name["family"])
    given = " ".join(name[part] for part in ("given", "dropping-particle") if part in name)
    parts = [family, given]
    if "suffix" in name:
        parts.append(name["suffix"])
    return ", ".join(parts)


def _title_lines(ris_type: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the lines for the titles of what contains the work: a series, a book, a journal or a conference."""
    if ris_type in IN_SERIES:
        tags = {"collection-title": "T2"}
    elif ris_type == "CONF":
        tags = {"event-title": "T2", "container-title": "C3", "collection-title": "T3", "event-place": "C1"}
    elif ris_type == "SLIDE":
        tags = {"event-title": "T2", "collection-title": "T3"}
    else:
        tags = {"container-title": "T2", "collection-title": "T3"}
    return _lines(item, tags)


def _number_lines(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the lines for numbers: `SN` for the work's number, ISBN and ISSN, `M1` for the number in the series."""
    return _lines(item, {"number": "SN", "ISBN": "SN", "ISSN": "SN", "collection-number": "M1"})


def _lines(item: Mapping[str, Any], tags: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a line for each of these fields that the item has. `tags` are the tags of the fields."""
    return [(tag, item[field]) for field, tag in tags.items() if field in item]


def _page_lines(ris_type: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    is_whole = ris_type in WHOLE_WORKS
    if "page" not in item:
        if is_whole and "number-of-pages" in item:
            return [("SP", item["number-of-pages"])]
        return []
    page = item["page"]
    page_range = re.fullmatch(r"([^-,;\s]+)-([^-,;\s]+)", page)
    if page_range and page_range[1] != page_range[2]:
        return [("SP", page_range[1]), ("EP", page_range[2])]
    if is_whole:  # without an EP it would be read as the number of pages
        return [("SP", page), ("EP", page)]
    return [("SP", page)]


def _date_lines(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    lines = []
    if "issued" in item:
        issued = item["issued"]
        if "date-parts" in issued:
            year = issued["date-parts"][0][0]
            lines.append(("PY", f"{year:04d}"))
        lines.append(("DA", _date_text(issued)))
    if "accessed" in item:
        lines.append(("Y2", _date_text(item["accessed"])))
    return lines


def _date_text(date: Mapping[str, Any]) -> str:
    """Return a date as `2016/02/22/`. What year, month and day cannot say follows the last slash as EDTF."""
    parts = date.get("date-parts", [[]])
    is_simple = len(parts) == 1 and not date.keys() & {"season", "circa", "literal"}
    numbers = ["", "", ""]
    for position, number in enumerate(parts[0]):
        digits = 4 if position == 0 else 2
        numbers[position] = f"{number:0{digits}d}"
    rest = "" if is_simple else to_edtf(date)
    return "/".join([*numbers, rest])


# --- reading ---------------------------------------------------------------------------------------------------

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
    """Return the titles of what contains the work; see `_title_lines`."""
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
