"""RIS: a tag, two spaces, a hyphen and a space, then a value, one to a line; `TY` begins an entry and `ER` ends it.

    TY  - RPRT
    AU  - Abt, Thomas
    TI  - What Works in Reducing Community Violence
    ER  -

The tags are those of the specification of 2001, their meaning for each type that of Zotero, whose exports these
mostly are; the names of bodies with a comma have it doubled, as EndNote writes them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.exchange.csl_fields import Csl, edtf, line, parse_date, sound, split_particles, whole
from corpus.exchange.model import ExportEntry, ExportProblem
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
"""What CSL's types are called; one that is not here is written as `GEN`."""

_READ = {
    **{tag: name for name, tag in TYPES.items()},
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
"""CSL's types for those of RIS; one that is not here is a `document`."""

WHOLE = ("BOOK", "RPRT", "THES", "MANSCPT")
"""Types that are a whole: their `SP` is how many pages they have, unless an `EP` says where they stand."""

SERIES = ("BOOK", "RPRT", "COMP", "MAP")
"""Types whose `T2` is the series; that of the others is what they stand in, and their series is `T3`."""

EDITED = ("JOUR", "CHAP", "CONF", "DICT", "ENCYC")
"""Types whose editors are `A2`; those of the others are `ED`, which for a book would be its series' editors."""

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
"""Tags whose meaning is the same for each type."""


def write(references: Sequence[Reference]) -> str:
    """Gives the entries, an empty line between them."""
    return "\n".join(_entry(reference.key, sound(reference.csl)) for reference in references)


def _entry(key: str, item: Mapping[str, Any]) -> str:
    kind = TYPES.get(item.get("type", ""), "GEN")
    pairs = [("TY", kind), ("ID", line(key)), *_people(kind, item)]
    pairs += [(tag, item[field]) for tag, field in FIELDS.items() if field in item]
    pairs += [*_titles(kind, item), *_numbers(item), *_pages(kind, item), *_dates(item)]
    pairs += [("KW", word) for word in item.get("keyword", "").split(", ") if word]
    return "".join(f"{tag}  - {value}\n" for tag, value in [*pairs, ("ER", "")])


def _people(kind: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    roles = {"author": "AU", "editor": "A2" if kind in EDITED else "ED", "translator": "A4"}
    if kind != "BOOK" or "author" in item:  # a book's A2 without an author are its editors
        roles["collection-editor"] = "A2" if kind == "BOOK" else "A3"
    if "author" not in item and "director" in item:
        item = {**item, "author": item["director"]}
    return [(tag, _name(name)) for role, tag in roles.items() for name in item.get(role, ())]


def _name(name: Mapping[str, str]) -> str:
    """`van Dijk, Teun A., Jr.`; a body's name has no comma but a double one."""
    if body := whole(name):
        return body.replace(",", ",,", 1)
    family, given = (
        " ".join(name[part] for part in parts if part in name)
        for parts in (("non-dropping-particle", "family"), ("given", "dropping-particle"))
    )
    return ", ".join([family, given, *([name["suffix"]] if "suffix" in name else [])])


def _titles(kind: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    if kind in SERIES:
        tags = {"collection-title": "T2"}
    elif kind == "CONF":
        tags = {"event-title": "T2", "container-title": "C3", "collection-title": "T3", "event-place": "C1"}
    elif kind == "SLIDE":
        tags = {"event-title": "T2", "collection-title": "T3"}
    else:
        tags = {"container-title": "T2", "collection-title": "T3"}
    return [(tag, item[field]) for field, tag in tags.items() if field in item]


def _numbers(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The number of a work is its `SN`, beside ISBN and ISSN; that of its series `M1`."""
    numbers = {"SN": ("number", "ISBN", "ISSN"), "M1": ("collection-number",)}
    return [(tag, item[field]) for tag, fields in numbers.items() for field in fields if field in item]


def _pages(kind: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    if "page" not in item:
        return [("SP", item["number-of-pages"])] if kind in WHOLE and "number-of-pages" in item else []
    ends = re.fullmatch(r"([^-,;\s]+)-([^-,;\s]+)", item["page"])
    if ends and ends[1] != ends[2]:
        return [("SP", ends[1]), ("EP", ends[2])]
    return [("SP", item["page"]), *([("EP", item["page"])] if kind in WHOLE else [])]


def _dates(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    if "issued" in item:
        if "date-parts" in item["issued"]:
            found.append(("PY", f"{item['issued']['date-parts'][0][0]:04d}"))
        found.append(("DA", _date(item["issued"])))
    return [*found, *([("Y2", _date(item["accessed"]))] if "accessed" in item else [])]


def _date(value: Mapping[str, Any]) -> str:
    """`2016/02/22/`: year, month, day, and in words (as EDTF) what these cannot say."""
    parts = value.get("date-parts", [[]])
    simple = len(parts) == 1 and "season" not in value and "circa" not in value and "literal" not in value
    numbers = [f"{number:0{width}d}" for number, width in zip(parts[0], (4, 2, 2), strict=False)]
    return "/".join([*(numbers + [""] * 3)[:3], "" if simple else edtf(value)])


# --- reading ---------------------------------------------------------------------------------------------------

_LINE = re.compile(r"([A-Z][A-Z0-9])(  | )-(?: (.*))?")
_WEB = re.compile(r"(?i)(?:https?|ftp)://")
_DOI = re.compile(r"10\.\d{4,}/\S+")
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")

Tags = dict[str, list[str]]


def read(text: str) -> Iterator[ExportEntry | ExportProblem]:
    """Gives the entries; a line without a tag goes on with the value above it."""
    tags: Tags = {}
    begins, last = 0, ""
    for number, content in enumerate(text.split("\n"), start=1):
        match = _LINE.fullmatch(content.strip())
        tag, value = (match[1], line(match[3] or "")) if match else ("", line(content))
        if tag in ("TY", "ER"):
            if tags:
                yield _read(tags, begins)
            tags, begins, last = {"TY": [value.upper()]} if tag == "TY" else {}, number, tag
        elif tags and tag:
            tags.setdefault(tag, []).append(value)
            last = tag
        elif tags and value:
            tags[last][-1] = f"{tags[last][-1]} {value}"
        elif tag and last != "stray":
            last = "stray"
            yield ExportProblem(number, f"{tag} stands outside an entry, which TY begins and ER ends")
    if tags:
        yield _read(tags, begins)


def _read(tags: Tags, begins: int) -> ExportEntry:
    kind = tags["TY"][0]
    item: Csl = {"type": _READ.get(kind, "document")}
    synonyms = {"title": ("TI", "T1", "CT"), "abstract": ("AB", "N2"), "URL": ("UR", "LK"), "note": ("N1",)}
    for tag, field in FIELDS.items():
        item[field] = _first(tags, *synonyms.get(field, (tag,)))
    addresses = [value for tag in ("L1", "L2", "L4") for value in tags.get(tag, ())]
    files = tuple(value for value in addresses if value and not _WEB.match(value))
    item["URL"] = item["URL"] or next(filter(_WEB.match, addresses), "")
    if _DOI.fullmatch(item["genre"]):
        item["DOI"] = item["DOI"] or item.pop("genre")
    item |= {**_read_people(kind, tags), **_read_titles(kind, tags), **_read_pages(kind, tags)}
    item |= _read_numbers(tags, bool(item.get("collection-title")))
    item["keyword"] = ", ".join(filter(None, tags.get("KW", ())))
    item["issued"] = _read_date(_first(tags, "DA", "Y1"), _first(tags, "PY", "Y1"))
    item["accessed"] = _read_date(_first(tags, "Y2"), "")
    return ExportEntry(sound(item), _first(tags, "ID"), files, begins)


def _first(tags: Tags, *names: str) -> str:
    return next((value for name in names for value in tags.get(name, ()) if value), "")


def _read_people(kind: str, tags: Tags) -> Csl:
    second, third = (
        ("editor", "collection-editor") if kind != "BOOK" or "AU" not in tags else ("collection-editor",) * 2
    )
    third = "editor" if kind == "BOOK" else third
    roles = {"AU": "author", "A1": "author", "A2": second, "A3": third, "ED": "editor", "A4": "translator"}
    found: Csl = {}
    for tag, role in roles.items():
        names = [_read_name(value) for value in tags.get(tag, ()) if value]
        found[role] = [*found.get(role, ()), *names]
    return found


def _read_name(value: str) -> dict[str, str]:
    if ",," in value or "," not in value.rstrip(", "):
        return {"literal": value.replace(",,", ",", 1) if ",," in value else value.rstrip(", ")}
    family, given, suffix = [*(part.strip() for part in value.split(",", 2)), ""][:3]
    return {**split_particles(family, given), "suffix": suffix}


def _read_titles(kind: str, tags: Tags) -> Csl:
    second, third = _first(tags, "T2", "JF", "BT", "JO", "JA"), _first(tags, "T3")
    if kind in SERIES:
        return {"collection-title": second or third}
    if kind in ("CONF", "CPAPER"):
        place = {"event-place": _first(tags, "C1")}
        return {"event-title": _first(tags, "T2"), "container-title": _first(tags, "C3", "BT", "JF"), **place}
    return {"event-title" if kind == "SLIDE" else "container-title": second, "collection-title": third}


def _read_numbers(tags: Tags, in_series: bool) -> Csl:
    found: Csl = {}
    for value in tags.get("SN", ()):
        found.setdefault("ISSN" if _ISSN.fullmatch(value) else "ISBN" if _ISBN.fullmatch(value) else "number", value)
    if number := _first(tags, "M1", "C7"):
        found.setdefault("collection-number" if in_series else "number", number)
    return found


def _read_pages(kind: str, tags: Tags) -> Csl:
    first, last = _first(tags, "SP"), _first(tags, "EP")
    if kind in WHOLE and not last and "-" not in first:
        return {"number-of-pages": first}
    return {"page": f"{first}-{last}" if first and last and first != last else first or last}


def _read_date(value: str, year: str) -> Csl | None:
    """The date of `2016/02/22/` or of words; what stands after the third slash says it whole where it is EDTF."""
    parts = (value or year).split("/", 3)
    if len(parts) == 4 and parts[3]:
        return parse_date(parts[3])
    found = parse_date("/".join(parts).rstrip("/"))
    if found and "literal" in found and year and year != value:
        return parse_date(f"{value} {year}")
    return found
