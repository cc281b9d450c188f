"""The JSON columns of the corpus file, parsed and checked. A library may come from a stranger, who may write anything.

A value of another shape than this program writes raises `Malformed`, with a reason that names the column.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, get_args

from corpus.csl import DATE_FIELDS, NAME_FIELDS
from corpus.errors import LibraryDamaged
from corpus.model import CrossrefRecord, FieldOrigin, Notice, Origin
from corpus.store.inspection import CORPUS

MAX_KEPT_TEXTS = 4096
"""Arrays of texts that are kept, in about 2 MB. Passages of one section have the same headings. Chosen."""

MAX_YEAR = 99_999
"""Maximum number in a date, before and after the year 0: chosen. Python formats no date beyond the year 9999."""


EMPTY = "[]"
"""An array without values, as most works and sources have them."""

MAX_ORIGINS_KEPT = 1000
"""Parsed values of `origins` that are kept in memory. Works that were added in one way share one value."""


class Malformed(Exception):
    """Raised when a column does not hold what this program writes. The reason is in a few words."""


@contextmanager
def checking(name: str) -> Iterator[None]:
    """Raise LibraryDamaged if something of this name in the corpus file is malformed."""
    try:
        yield
    except Malformed as error:
        raise damage(name, error) from error


def damage(name: str, error: Malformed) -> LibraryDamaged:
    """Return the error for something of this name in the corpus file that is malformed."""
    return LibraryDamaged(
        f"{CORPUS} is damaged: {name}: {error}. Restore the library from a copy, or get it again from a person you"
        " trust"
    )


def parse(text: str, column: str) -> Any:
    """Return the value of a JSON column.

    Raises:
        Malformed: it is not JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{column} is not JSON") from error


@lru_cache(maxsize=MAX_KEPT_TEXTS)
def to_texts(text: str, column: str) -> tuple[str, ...]:
    """Return an array of texts: warnings, headings, former keys."""
    values = parse(text, column)
    if not isinstance(values, list) or any(type(value) is not str for value in values):
        raise Malformed(f"{column} is not an array of texts")
    return tuple(values)


def to_csl(item: object) -> dict[str, Any]:
    """Return a CSL-JSON item. Numbers in fields of text become text."""
    if not isinstance(item, dict):
        raise Malformed("csl is not an object")
    checked = {}
    for field, value in item.items():
        if type(value) is str and field not in _NOT_TEXT:  # most fields
            checked[field] = value
            continue
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)  # noqa: PLW2901
        if not _fits(field, value):
            raise Malformed(f"csl has a value of a wrong type in {field[:40]!r}")
        checked[field] = value
    return checked


def to_origins(text: str) -> dict[str, FieldOrigin]:
    """Return where the fields of a work came from."""
    return dict(_origins(text))


@lru_cache(MAX_ORIGINS_KEPT)
def _origins(text: str) -> Mapping[str, FieldOrigin]:
    stored = parse(text, "origins")
    if not isinstance(stored, dict):
        raise Malformed("origins is not an object")
    origins = {}
    for field, origin in stored.items():
        try:
            by, is_sure = origin["by"], origin["is_sure"]
            fits = by in _ORIGINS and type(is_sure) is bool and len(origin) == 2
        except (TypeError, KeyError):
            fits = False
        if not fits:
            raise Malformed(f"origins has a wrong value in {field[:40]!r}")
        origins[field] = FieldOrigin(by, is_sure)
    return origins


def parse_notices(text: str) -> tuple[Notice, ...]:
    """Return what was announced about a work, from a column."""
    return () if text == EMPTY else to_notices(parse(text, "notices"))


def to_notices(items: object) -> tuple[Notice, ...]:
    """Return what was announced about a work."""
    if not isinstance(items, list):
        raise Malformed("notices is not an array")
    notices = []
    for item in items:
        is_notice = isinstance(item, dict) and item.keys() == {"kind", "date", "doi"}
        if not is_notice or not all(isinstance(value, str) for value in item.values()):
            raise Malformed("notices has a wrong value")
        notices.append(Notice(**item))
    return tuple(notices)


def to_record(text: str) -> CrossrefRecord | None:
    """Return what Crossref said about a work, or None if it has no record."""
    record = parse(text, "record")
    if record is None:
        return None
    if not isinstance(record, dict) or not {"csl", "notices", "years", "in_print"} <= record.keys():
        raise Malformed("record is not an object with a work")
    years, in_print = record["years"], record["in_print"]
    if not isinstance(years, list) or not all(type(year) is int for year in years) or not isinstance(in_print, bool):
        raise Malformed("record has a value of a wrong type")
    return CrossrefRecord(to_csl(record["csl"]), to_notices(record["notices"]), tuple(years), in_print)


_ORIGINS = frozenset(get_args(Origin))
_TEXT_OR_BOOL = frozenset((str, bool))
_NOT_TEXT = NAME_FIELDS | DATE_FIELDS | {"custom", "categories"}


def _fits(field: str, value: object) -> bool:
    """Return whether a value has the type that CSL gives its field."""
    if field in NAME_FIELDS:
        return isinstance(value, list) and all(_is_name(name) for name in value)
    if field in DATE_FIELDS:
        return isinstance(value, dict) and _is_date(value)
    if field == "custom":
        return isinstance(value, dict)
    if field == "categories":
        return isinstance(value, list)
    return isinstance(value, str)


def _is_name(name: object) -> bool:
    return isinstance(name, dict) and _TEXT_OR_BOOL.issuperset(map(type, name.values()))


def _is_date(date: Mapping[str, object]) -> bool:
    """Return whether an object has `date-parts` of whole numbers, if any, and otherwise texts and numbers."""
    for name, value in date.items():
        if name != "date-parts":
            if not isinstance(value, str | int):
                return False
        elif not isinstance(value, list) or not all(_is_day(parts) for parts in value):
            return False
    return True


def _is_day(parts: object) -> bool:
    """Return whether a value is an array of a year, a month and a day, or of fewer. A part may be null."""
    if not isinstance(parts, list) or len(parts) > 3:
        return False
    return all(part is None or (type(part) is int and abs(part) <= MAX_YEAR) for part in parts)
