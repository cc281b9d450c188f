"""CSL-JSON: an array of items, as citation programs and Zotero write it. The library's own references are such items.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpus.csl import NAME_FIELDS
from corpus.exchange.csl_fields import clean_item
from corpus.exchange.csl_names import without_others
from corpus.exchange.lines import CONTROLS, clean_lines
from corpus.exchange.model import Csl, ExportEntry, ExportProblem
from corpus.model import OTHERS, Reference

OWN_FIELDS = ("kind", "design", "guessed", "origins")
"""Fields of `custom` that this program writes."""

SYNONYMS = {
    "container_title": "container-title",
    "journal": "container-title",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "url": "URL",
    "itemType": "type",
    "subject": "keyword",
    "keywords": "keyword",
    "pages": "page",
    "published-print": "issued",
    "published": "issued",
    "published-online": "issued",
    "date": "issued",
    "year": "issued",
}
"""Names of fields in JSON of Crossref and of other programs. The first one that an item has is taken."""

TYPES = {
    "book-chapter": "chapter",
    "booksection": "chapter",
    "conferencepaper": "paper-conference",
    "dissertation": "thesis",
    "edited-book": "book",
    "journal-article": "article-journal",
    "journalarticle": "article-journal",
    "magazinearticle": "article-magazine",
    "monograph": "book",
    "newspaperarticle": "article-newspaper",
    "posted-content": "article",
    "proceedings-article": "paper-conference",
    "reference-entry": "entry",
}
"""Types of Crossref and Zotero, in small letters, whose CSL types have other names."""

_SEPARATORS = re.compile(r"[\s,]*")
_ARRAY_START = re.compile(r'\s*(?:\{\s*"(?:items|references)"\s*:\s*)?\[')


def write(references: Sequence[Reference]) -> str:
    """Return references as JSON, with `OWN_FIELDS` under `custom`. Control characters are escaped."""
    items = [_item(reference) for reference in references]
    text = json.dumps(items, ensure_ascii=False, indent=2)
    return CONTROLS.sub(_escape, text) + "\n"


def read(text: str) -> Iterator[ExportEntry | ExportProblem]:
    """Yield the items of an array, of the array `items` or `references` in an object, or the items of the text.

    An object may also hold its items by key, or be an answer of Crossref. Names of fields and types that other programs
    use are understood, and a date that is not is a problem of its own.

    The first place that is not valid JSON is a problem. The text after it is not read, and the problem says so.
    """
    decoder = json.JSONDecoder()
    array_start = _ARRAY_START.match(text)
    position = _skip_separators(text, array_start.end() if array_start else 0)
    line, counted_to = 1, 0
    while position < len(text) and text[position] != "]":
        line += text.count("\n", counted_to, position)
        counted_to = position
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield _json_problem(error, line)
            return
        for item in _items(value):
            yield from _read_item(item, line)
        position = _skip_separators(text, end)


def _item(reference: Reference) -> dict[str, Any]:
    custom = dict(reference.csl.get("custom") or {})
    custom["kind"] = reference.kind
    custom["design"] = reference.design
    if reference.guessed:
        custom["guessed"] = True
    if reference.origins:
        custom["origins"] = {field: asdict(origin) for field, origin in reference.origins.items()}
    item = {**reference.csl, "id": reference.key, "custom": custom}
    others = _drop_others(item)
    if others:
        custom["others"] = others
    return item


def _drop_others(item: dict[str, Any]) -> list[str]:
    """Drop the marks of incomplete names, which CSL does not have. Return the fields that had one."""
    fields = []
    for field in sorted(NAME_FIELDS & item.keys()):
        known = without_others(item[field])
        if len(known) < len(item[field]):
            item[field] = known
            fields.append(field)
    return fields


def _escape(control: re.Match[str]) -> str:
    if control[0] == "\n":
        return "\n"
    return f"\\u{ord(control[0]):04x}"


def _skip_separators(text: str, position: int) -> int:
    """Return the position after white space and commas."""
    match = _SEPARATORS.match(text, position)
    return match.end() if match else position


def _json_problem(error: ValueError | RecursionError, line: int) -> ExportProblem:
    if isinstance(error, RecursionError):
        reason = "nested too deeply"
    else:
        reason = str(getattr(error, "msg", error)).lower()
    error_line = getattr(error, "lineno", line)
    return ExportProblem(error_line, f"not valid JSON from here on, so this and the rest was not read: {reason}")


def _items(value: object) -> list[object]:
    """Return the items in a value: itself, or what an object without a title and type holds."""
    if not isinstance(value, Mapping) or value.keys() & {"title", "type", "id", "author", "DOI"}:
        return [value]
    for name in ("message", "items", "references"):
        inner = value.get(name)
        if isinstance(inner, list):
            return list(inner)
        if isinstance(inner, Mapping):
            return _items(inner)
    if value and all(isinstance(inner, Mapping) for inner in value.values()):
        return [{"id": key, **inner} for key, inner in value.items()]
    return [value]


def _read_item(value: object, line: int) -> Iterator[ExportEntry | ExportProblem]:
    if not isinstance(value, Mapping):
        yield ExportProblem(line, f"not a reference but {str(value)[:40]!r}")
        return
    standard = _with_standard_names(value)
    item = clean_item(standard, clean_lines)
    key = item.pop("citation-key", None) or item.pop("id", "")
    own = _take_custom(item)
    yield ExportEntry(item, str(key), (), line, own)
    date = str(standard.get("issued", ""))
    if "issued" not in item and re.search(r"\d", date):
        yield ExportProblem(line, f"its date was not read: {date[:40]!r} is not a date of CSL-JSON")


def _take_custom(item: Csl) -> dict[str, Any]:
    """Return the values that this program wrote into the field `custom`, and leave the others of it in the item."""
    custom = item.pop("custom", None)
    other_fields = dict(custom) if isinstance(custom, Mapping) else {}
    own = {}
    for name in OWN_FIELDS:
        if name in other_fields:
            own[name] = other_fields.pop(name)
    _add_others(item, other_fields.pop("others", None))
    if other_fields:
        item["custom"] = other_fields
    return own


def _with_standard_names(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with the field names and types of CSL. A field under its own name comes first."""
    item = dict(value)
    for name, field in SYNONYMS.items():
        if name in item and name != field:
            found = item.pop(name)
            if not item.get(field):
                item[field] = found
    csl_type = str(item.get("type", ""))
    item["type"] = TYPES.get(csl_type.lower(), csl_type)
    return item


def _add_others(item: Csl, fields: object) -> None:
    """Mark the names of these fields as incomplete."""
    if not isinstance(fields, list):
        return
    for field in NAME_FIELDS.intersection(str(field) for field in fields):
        if field in item:
            item[field] = [*item[field], dict(OTHERS)]
