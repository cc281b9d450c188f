"""Corrections to a reference by a person: `title=Port Security`, `author=Abt, Thomas; Winship, C.`.

A field is `key`, `kind` (`corpus.works.kinds`), `design`, `year`, or a variable of CSL by its own name in any case
(https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables):

    author=Abt, Thomas; World Bank              a person and a body
    author=Thomas Abt, Ana Souza and Jan Kok    people, as a title page names them
    author={Violence Reduction Unit, Scotland}  a body, in braces, whatever its words
    issued=2016-02-22                           a year, a month or a day
    ISBN=                                       an empty value removes the field
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from corpus.errors import InputError
from corpus.model import DESIGNS, FieldOrigin, Reference
from corpus.text.near import choose_from, nearest, one_of
from corpus.works.identifiers import bare_doi
from corpus.works.keys import MAX_KEY_CHARACTERS, is_key
from corpus.works.kinds import CSL_TYPES, KINDS, kind_of

NAME_FIELDS = ("author", "editor", "translator", "container-author", "collection-editor", "director", "interviewer")
DATE_FIELDS = ("issued", "accessed", "event-date", "original-date")
TEXT_FIELDS = tuple(
    """type title title-short container-title container-title-short collection-title collection-number publisher
    publisher-place edition volume issue number page chapter-number number-of-pages genre medium version section
    event-title event-place archive status DOI ISBN ISSN PMID URL language abstract keyword note""".split()
)
"""The CSL variables that a person can edit, by the form of their values. Each tuple is in the order of display."""

PLAIN_NAMES = {
    "author": "authors",
    "issued": "year",
    "container-title": "journal",
    "page": "pages",
}
"""The plain names of CSL variables for which CSL has another word."""

_CSL_FIELDS = (*NAME_FIELDS, *DATE_FIELDS, *TEXT_FIELDS)
_FIELDS = {plain: field for field, plain in PLAIN_NAMES.items()}
_FIELDS |= {field.lower(): field for field in ("key", "kind", "design", *_CSL_FIELDS)}
_REQUIRED = ("key", "kind", "type", "title")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?")


def apply_changes(reference: Reference, changes: Sequence[str]) -> Reference:
    """Return a reference with changes, each `FIELD=VALUE`. An empty value removes the field.

    Raises:
        InputError: a change has another form, names an unknown field, or has a value that the field cannot hold.
    """
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise InputError(f'{change!r} is not a change: write FIELD=VALUE, as in title="Port Security"')
        field = field_name(name.strip())
        reference = _set_field(reference, field, " ".join(value.split()))
    return reference


def field_names() -> list[str]:
    """Return the names of all fields that `apply_changes` takes. A plain name replaces the name of CSL."""
    fields = ("key", "kind", "design", *_CSL_FIELDS)
    return [PLAIN_NAMES.get(field, field) for field in fields]


def merged_reference(reference: Reference, other: Reference) -> Reference:
    """Return one reference for two that are of one work: the first, with the fields that only the other one has.

    The keys of the other reference become former keys.

    Raises:
        InputError: it is one reference.
    """
    if reference.key == other.key:
        raise InputError(f"{reference.key!r} and {other.key!r} are one work already")
    csl, origins = dict(reference.csl), dict(reference.origins)
    for field, value in other.csl.items():
        if field in reference.csl or field in reference.origins:
            continue
        csl[field] = value
        if field in other.origins:
            origins[field] = other.origins[field]
    notices = reference.notices
    gets_doi = "DOI" in csl and "DOI" not in reference.csl
    if gets_doi and not notices:
        notices = other.notices
    former_keys = dict.fromkeys((*reference.former_keys, *other.former_keys, other.key))
    return replace(reference, csl=csl, origins=origins, notices=notices, former_keys=tuple(former_keys))


def editable_fields(reference: Reference) -> list[tuple[str, str]]:
    """Return a reference as (field, value) in the form that `apply_changes` takes, without values of other forms."""
    rows = [("kind", reference.kind), ("design", reference.design)]
    type_and_title, other_texts = TEXT_FIELDS[:2], TEXT_FIELDS[2:]
    for field in (*type_and_title, *NAME_FIELDS, *DATE_FIELDS, *other_texts):
        value = reference.csl.get(field)
        if value:
            rows.append((field, _format_value(field, value)))
    return rows


def set_by_person(reference: Reference, field: str) -> bool:
    """Return whether a person gave a CSL field its value, or removed it. Only a person changes it then."""
    origin = reference.origins.get(field)
    return origin is not None and origin.by == "person"


# --- parsing ------------------------------------------------------------------------------------------------------


def field_name(name: str) -> str:
    """Return the name of a field as CSL writes it, for a name in any case or a plain name.

    Raises:
        InputError: there is no such field.
    """
    field = _FIELDS.get(name.lower())
    if field:
        return field
    hint = "evidence edit KEY shows the fields"
    fields = [_FIELDS[each] for each in nearest(name, _FIELDS)]
    similar = dict.fromkeys(PLAIN_NAMES.get(each, each) for each in fields)
    if similar:
        hint = f"did you mean {one_of(similar)}?"
    raise InputError(f"a reference has no field {name!r}; {hint}")


def _set_field(reference: Reference, field: str, value: str) -> Reference:
    """Return a reference with one field set, or removed if the value is empty. The field is a person's from now on.

    A design that a person gives is not a guess any more. Kind and CSL type change together.
    """
    if field == "design":
        return replace(reference, design=_one_of(value, DESIGNS, field), guessed=False)
    if not value and field in _REQUIRED:
        raise InputError(f"every reference has a {field}: give another value, not an empty one")
    if field == "key":
        return _set_key(reference, value)
    if field == "kind":
        return _set_kind(reference, _one_of(value, tuple(KINDS), field))
    csl = dict(reference.csl)
    if value:
        csl[field] = _parse_value(field, value)
    else:
        csl.pop(field, None)
    origins = {**reference.origins, field: FieldOrigin("person", is_sure=True)}
    notices = () if field == "DOI" else reference.notices  # they were announced about the work of the former DOI
    changed = replace(reference, csl=csl, origins=origins, notices=notices)
    if field == "type" and csl["type"] not in KINDS.get(reference.kind, ()):
        return replace(changed, kind=kind_of(csl["type"]))
    return changed


def _set_key(reference: Reference, key: str) -> Reference:
    """Return a reference under another key. Its key until now stays one of its names."""
    if not is_key(key):
        raise InputError(
            f"{key!r} cannot be a key: write at most {MAX_KEY_CHARACTERS} lower-case letters, digits and hyphens, "
            "as in abt-winship-2016"
        )
    former = [each for each in (*reference.former_keys, reference.key) if each != key]
    return replace(reference, key=key, csl={**reference.csl, "id": key}, former_keys=tuple(former))


def _set_kind(reference: Reference, kind: str) -> Reference:
    """Return a reference of a kind. Its CSL type stays if works of this kind may have it."""
    types = KINDS[kind]
    csl_type = reference.csl.get("type")
    if csl_type not in types:
        csl_type = types[0]
    origins = {**reference.origins, "type": FieldOrigin("person", is_sure=True)}
    return replace(reference, kind=kind, csl={**reference.csl, "type": csl_type}, origins=origins)


def _parse_value(variable: str, value: str) -> Any:
    """Return the value of a CSL variable in the form of CSL-JSON."""
    if variable in NAME_FIELDS:
        from corpus.works.typed_names import parse_names

        return parse_names(value)
    if variable in DATE_FIELDS:
        return {"date-parts": [_parse_date(value)]}
    if variable == "type":
        return _one_of(value, CSL_TYPES, variable)
    if variable == "DOI":
        return bare_doi(value)
    return value


def _parse_date(value: str) -> list[int]:
    """Return year, month and day, as far as the value has them.

    Raises:
        InputError: the value is not a date of the calendar.
    """
    match = _ISO_DATE.fullmatch(value)
    if match:
        parts = [int(part) for part in match.groups() if part]
        year, month, day = [*parts, 1, 1][:3]
        with suppress(ValueError):
            date(year, month, day)
            return parts
    raise InputError(f"{value!r} is not a date: write 2016, 2016-02 or 2016-02-22")


def _one_of(value: str, choices: Sequence[str], field: str) -> str:
    if value.lower() in choices:
        return value.lower()
    raise InputError(f"{field} {value!r} is not known. {choose_from(value, choices)}")


# --- formatting ---------------------------------------------------------------------------------------------------


def _format_value(field: str, value: Any) -> str:
    if field in NAME_FIELDS:
        from corpus.works.typed_names import format_names

        return format_names(value)
    if field in DATE_FIELDS:
        return _format_date(value)
    return str(value)


def _format_date(value: Mapping[str, Any]) -> str:
    """Return `2016-02-22` for the first date of a CSL date, or its text."""
    dates = value.get("date-parts") or [[]]
    numbers = "-".join(f"{int(part):02}" for part in dates[0])
    return numbers or str(value.get("literal") or value.get("raw") or "")
