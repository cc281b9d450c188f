"""Identify a work again from its file, and keep what a person, an import or a look-up said about it.

    held                                  the file says now            becomes
    title  CORP Q1      (metadata)        Annual Report  (printed)     Annual Report
    volume 3            (Crossref)        4              (printed)     3
    DOI    removed by a person            10.1000/1      (printed)     stays removed
    author PhD, P. J. P. (printed)        nothing                      nobody

The key, the notices and everything else that a file does not say stay as they are.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpus.model import Document, Reference
from corpus.works.doubts import is_of_earlier_version
from corpus.works.edit import editable_fields, set_by_person
from corpus.works.identify import identify
from corpus.works.keys import make_key

OF_THE_FILE = ("printed", "metadata", "file")
"""Origins of the fields that identification set."""

_EARLIER_FIELDS = frozenset(("type", "title", "author", "publisher", "issued", "DOI", "ISBN", "container-title", "URL"))
"""The fields that identification set before fields had origins."""

_EARLIER_TYPES = frozenset(("report", "webpage", "book", "motion_picture"))
"""The CSL types that identification gave before fields had origins."""


def can_be_identified_again(reference: Reference) -> bool:
    """Return whether identification made the record of a work, as far as that can be known.

    A work of an earlier version may have been edited or imported. It was not if it has no other fields than
    identification set, and the key that they give.
    """
    if is_of_earlier_version(reference):
        has_only_early_fields = reference.csl.keys() - {"id"} <= _EARLIER_FIELDS
        return has_only_early_fields and reference.csl.get("type") in _EARLIER_TYPES and _has_key_of_fields(reference)
    return any(origin.by in OF_THE_FILE for origin in reference.origins.values())


def identify_again(held: Reference, document: Document, file_name: str) -> Reference:
    """Return the reference of a work with what its document says now.

    Args:
        held: the reference.
        document: the text of the work, read again: front matter and metadata are not kept in a library.
        file_name: the name of its file.
    """
    return take_over(held, identify(document, file_name, [], ()).reference)


def take_over(held: Reference, found: Reference) -> Reference:
    """Return the reference of a work with what a file says about it, in place of what a file said until now.

    Args:
        held: the reference.
        found: what the file says.
    """
    csl = {field: value for field, value in held.csl.items() if _stays(held, field)}
    origins = {field: origin for field, origin in held.origins.items() if _stays(held, field)}
    settled = {*csl, *origins}  # a person may have removed a field, so it has an origin and no value
    for field, value in found.csl.items():
        if field in settled:
            continue
        csl[field] = value
        if field in found.origins:
            origins[field] = found.origins[field]
    type_origin = origins.get("type")
    has_type_of_file = type_origin is None or type_origin.by in OF_THE_FILE
    kind = found.kind if has_type_of_file else held.kind
    design = found.design if held.guessed else held.design
    return replace(held, csl=csl, origins=origins, kind=kind, design=design)


def changed_fields(before: Reference, after: Reference) -> list[tuple[str, str, str]]:
    """Return (field, value before, value after) for the fields that differ, in the form that `evidence edit` takes."""
    old, new = dict(editable_fields(before)), dict(editable_fields(after))
    changed = []
    for field in {**old, **new}:
        if old.get(field) != new.get(field):
            changed.append((field, old.get(field, ""), new.get(field, "")))
    return changed


def _stays(held: Reference, field: str) -> bool:
    """Return whether a field keeps its value, or its absence, because something other than the file gave it."""
    if field == "id":
        return True
    if is_of_earlier_version(held):
        return field not in _EARLIER_FIELDS or set_by_person(held, field)
    origin = held.origins.get(field)
    return origin is None or origin.by not in OF_THE_FILE


def _has_key_of_fields(reference: Reference) -> bool:
    """Return whether the key of a work is the key that its fields give, perhaps with a number."""
    key: Mapping[str, Any] | str = make_key(reference.csl, ())
    return reference.key == key or re.sub(r"-\d+$", "", reference.key) == key
