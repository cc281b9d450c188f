"""References -> RIS."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.exchange.csl_dates import to_edtf
from corpus.exchange.csl_fields import clean_item
from corpus.exchange.csl_names import single_name, with_director_as_author, without_others
from corpus.exchange.lines import one_line
from corpus.exchange.ris.tags import EDITED, FIELDS, IN_SERIES, TYPES, WHOLE_WORKS
from corpus.model import Reference
from corpus.text.words import with_particle


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
