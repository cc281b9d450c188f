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
from typing import Any

from corpus.exchange.csl_dates import parse_date, to_edtf
from corpus.exchange.csl_fields import clean_item
from corpus.exchange.csl_names import single_name, split_particles, with_director_as_author
from corpus.exchange.lines import one_line
from corpus.exchange.model import Csl, ExportEntry, ExportProblem
from corpus.model import Reference

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
        for name in item.get(role, ()):
            lines.append((tag, _name_text(name)))
    return lines


def _name_text(name: Mapping[str, str]) -> str:
    """Return a name: `van Dijk, Teun A., Jr.`. The first comma in the name of a body is doubled."""
    body = single_name(name)
    if body:
        return body.replace(",", ",,", 1)
    parts = [_joined_parts(name, "non-dropping-particle", "family"), _joined_parts(name, "given", "dropping-particle")]
    if "suffix" in name:
        parts.append(name["suffix"])
    return ", ".join(parts)


def _joined_parts(name: Mapping[str, str], *parts: str) -> str:
    return " ".join(name[part] for part in parts if part in name)


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

_LINE = re.compile(r"([A-Z][A-Z0-9])(  | )-(?: (.*))?")
_WEB_ADDRESS = re.compile(r"(?i)(?:https?|ftp)://")
_DOI = re.compile(r"10\.\d{4,}/\S+")
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")

Tags = dict[str, list[str]]
"""The values of each tag of an entry, in order."""


def read(text: str) -> Iterator[ExportEntry | ExportProblem]:
    """Yield the entries of a file. A line without a tag continues the value of the line above it.

    Tags outside an entry are a problem; several such lines in a row are one problem.
    """
    tags: Tags = {}
    entry_line = 0
    tag_before = ""
    for number, line in enumerate(text.split("\n"), start=1):
        tag, value = _split_line(line)
        if tag in ("TY", "ER"):
            if tags:
                yield _read_entry(tags, entry_line)
            tags = {}
            if tag == "TY":
                tags["TY"] = [value.upper()]
            entry_line = number
            tag_before = tag
        elif not tags:
            if tag and tag_before != "outside":
                yield ExportProblem(number, f"{tag} is outside an entry: TY begins an entry and ER ends it")
                tag_before = "outside"
        elif tag:
            tags.setdefault(tag, []).append(value)
            tag_before = tag
        elif value:
            tags[tag_before][-1] += f" {value}"
    if tags:
        yield _read_entry(tags, entry_line)


def _split_line(line: str) -> tuple[str, str]:
    """Return the tag of a line, "" if it has none, and its value."""
    match = _LINE.fullmatch(line.strip())
    if match:
        return match[1], one_line(match[3] or "")
    return "", one_line(line)


def _read_entry(tags: Tags, line: int) -> ExportEntry:
    ris_type = tags["TY"][0]
    item: Csl = {"type": CSL_TYPES.get(ris_type, "document")}
    for tag, field in FIELDS.items():
        item[field] = _first_value(tags, *SYNONYMS.get(tag, (tag,)))
    files = []
    for tag in FILE_TAGS:
        for value in tags.get(tag, ()):
            if _WEB_ADDRESS.match(value):
                item["URL"] = item["URL"] or value
            elif value:
                files.append(value)
    if _DOI.fullmatch(item["genre"]) and not item["DOI"]:
        item["DOI"] = item.pop("genre")
    item.update(_read_names(ris_type, tags))
    item.update(_read_titles(ris_type, tags))
    item.update(_read_pages(ris_type, tags))
    item.update(_read_numbers(tags, in_series=bool(item.get("collection-title"))))
    item["keyword"] = ", ".join(word for word in tags.get("KW", ()) if word)
    item["issued"] = _read_date(_first_value(tags, "DA", "Y1"), _first_value(tags, "PY", "Y1"))
    item["accessed"] = _read_date(_first_value(tags, "Y2"), "")
    return ExportEntry(clean_item(item), _first_value(tags, "ID"), tuple(files), line)


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
                names.setdefault(role, []).append(_read_name(value))
    return names


def _read_name(value: str) -> dict[str, str]:
    if ",," in value:
        return {"literal": value.replace(",,", ",", 1)}
    without_comma = value.rstrip(", ")
    if "," not in without_comma:
        return {"literal": without_comma}
    parts = [part.strip() for part in value.split(",", 2)]
    suffix = parts[2] if len(parts) == 3 else ""
    return {**split_particles(parts[0], parts[1]), "suffix": suffix}


def _read_titles(ris_type: str, tags: Tags) -> Csl:
    """Return the titles of what contains the work; see `_title_lines`."""
    second = _first_value(tags, "T2", "JF", "BT", "JO", "JA")
    third = _first_value(tags, "T3")
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


def _read_date(value: str, year: str) -> Csl | None:
    """Return the date of `2016/02/22/`, or of a text. EDTF after the third slash is the whole date.

    Args:
        value: of the tag of the date.
        year: of the tag of the year, which is used if the date has none; "" if there is no such tag.
    """
    parts = (value or year).split("/", 3)
    if len(parts) == 4 and parts[3]:
        return parse_date(parts[3])
    date = parse_date("/".join(parts).rstrip("/"))
    if date and "literal" in date and year and year != value:
        return parse_date(f"{value} {year}")
    return date
