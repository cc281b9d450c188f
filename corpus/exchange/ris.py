"""RIS: a tag, two spaces, a hyphen and a space, then a value, one to a line; `TY` begins an entry and `ER` ends it.

    TY  - RPRT
    AU  - Abt, Thomas
    TI  - What Works in Reducing Community Violence
    ER  -

The tags are those of the specification of 2001, their meaning for each type that of Zotero, whose exports these
mostly are; the names of bodies with a comma have it doubled, as EndNote writes them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.exchange.text import edtf, line, lines, whole
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
    return "\n".join(_entry(reference.key, lines(reference.csl)) for reference in references)


def _entry(key: str, item: Mapping[str, Any]) -> str:
    kind = TYPES.get(item.get("type", ""), "GEN")
    pairs = [("TY", kind), ("ID", line(key)), *_people(kind, item)]
    pairs += [(tag, item[field]) for tag, field in FIELDS.items() if field in item]
    pairs += [*_titles(kind, item), *_numbers(item), *_pages(kind, item), *_dates(item)]
    pairs += [("KW", word) for word in item.get("keyword", "").split(", ") if word]
    return "".join(f"{tag}  - {value}\n" for tag, value in [*pairs, ("ER", "")])


def _people(kind: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    roles = {"author": "AU", "editor": "A2" if kind in EDITED else "ED", "translator": "A4"}
    if "author" not in item and "director" in item:
        item = {**item, "author": item["director"]}
    return [(tag, _name(name)) for role, tag in roles.items() for name in item.get(role, ())]


def _name(name: Mapping[str, str]) -> str:
    """`van Dijk, Teun A., Jr.`; a body's name has no comma but a double one."""
    if body := whole(name):
        return re.sub(r", ?", ",, ", body, count=1)
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
    if ends:
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
