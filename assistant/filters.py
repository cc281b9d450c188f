"""Filters as people and programs write them: options of a command, and `filter` objects in JSON (`docs/json.md`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from corpus.errors import InputError

if TYPE_CHECKING:
    from corpus.model import Filter, Zone

FILTER_FIELDS: Mapping[str, str] = {
    "key": "keys",
    "file": "files",
    "kind": "kinds",
    "design": "designs",
    "author": "authors",
    "language": "languages",
    "since": "since",
    "until": "until",
    "include": "zones",
}
"""The field of `Filter` that each option sets."""


def make_filter(
    *,
    key: Sequence[str] | None = None,
    file: Sequence[str] | None = None,
    kind: Sequence[str] | None = None,
    design: Sequence[str] | None = None,
    author: Sequence[str] | None = None,
    language: Sequence[str] | None = None,
    since: int | None = None,
    until: int | None = None,
    include: Sequence[str] | None = None,
) -> "Filter":
    """Return the filter of the options. Keys, kinds, designs and languages may be joined by commas.

    Raises:
        InputError: `include` names an unknown part.
    """
    from corpus.model import Filter

    languages = _split_values(language)
    if "all" in (language or ()):
        languages = ()
    return Filter(
        keys=_split_values(key),
        files=tuple(file or ()),
        kinds=_split_values(kind),
        designs=_split_values(design),
        authors=tuple(author or ()),
        languages=languages,
        since=since,
        until=until,
        zones=_zones(include or ()),
    )


def _split_values(values: Sequence[str] | None) -> tuple[str, ...]:
    """Return the values of an option that may be repeated, and in which commas separate values.

    An empty text stays, so that the error for it can be raised.
    """
    parts = []
    for value in values or ():
        named = [part.strip() for part in value.split(",") if part.strip()]
        parts += named or [value]
    return tuple(parts)


def _zones(include: Sequence[str]) -> "tuple[Zone, ...]":
    """Return the zones to search: the body of each work, and the parts to include.

    Raises:
        InputError: `include` names an unknown part.
    """
    from corpus.model import Zone

    body, *parts = get_args(Zone)
    if "all" in include:
        return (body, *parts)
    for part in include:
        if part not in (body, *parts):
            raise InputError(f"--include {part!r} is not a part of a work. {_choose_from(part, [*parts, 'all'])}")
    return (body, *include)


def narrowed(selection: "Filter", filters: Mapping[str, object]) -> "Filter":
    """Return a filter in which the values of a `filter` object replace its own.

    Raises:
        InputError: there is no such filter, or its value has another type.
    """
    values: dict[str, Any] = {}
    for option, value in filters.items():
        if option not in FILTER_FIELDS:
            raise InputError(f"there is no filter {option!r}. {_choose_from(option, FILTER_FIELDS)}")
        if value is None:
            continue
        values[option] = _year(option, value) if option in ("since", "until") else _texts(option, value)
    of_object = make_filter(**values)
    changes = {}
    for option in values:
        field = FILTER_FIELDS[option]
        changes[field] = getattr(of_object, field)
    return replace(selection, **changes)


def _texts(option: str, value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = []
    for each in values:
        if not isinstance(each, str):
            raise InputError(f"`{option}` must be a text or an array of texts, not {each!r}")
        texts.append(each)
    return texts


def _year(option: str, value: object) -> int:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"`{option}` must be a year, not {value!r}")
    return value


def _choose_from(asked: str, choices: Iterable[str]) -> str:
    from corpus.text.near import choose_from  # here, because `--help` imports this module and must be quick

    return choose_from(asked, choices)
