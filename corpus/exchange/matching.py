"""Find the work of the library that an entry of a file describes, and complete its reference from the entry.

An entry and a work of the library are the same work if they share

    a DOI;
    an ISBN and a year, unless the entry is a part of a book;
    a title and a year;
    an author and a year, and one title is the beginning of the other; or
    a key and a title.

They are two works, whatever their titles, if their DOIs differ or if they have no author in common:

    "Annual Report" (2015), by the World Bank    and    "Annual Report" (2015), by the Inter-American Dialogue
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, get_args

from corpus.exchange.model import ExportEntry
from corpus.model import DESIGNS, FieldOrigin, Origin, Reference
from corpus.text.words import normalize
from corpus.works.design import guess_design
from corpus.works.edit import set_by_person
from corpus.works.identifiers import bare_isbn, isbn_stem
from corpus.works.keys import free_key, is_key, make_key
from corpus.works.kinds import kind_of

ImportStatus = Literal["new", "updated", "already held"]

PARTS_OF_BOOKS = ("chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia")
"""CSL types of works that carry the ISBN of the book they are in."""

OPENING_WORDS = 4
"""Words that the shorter of two titles must have to match the longer one: exports leave subtitles out.

Titles with fewer words are the beginning of many other titles.
"""

IMPORTED = FieldOrigin("import", is_sure=True)

MAX_OWN_VALUE_CHARACTERS = 40
"""Length of a kind or design in a file; longer values are ignored."""


@dataclass(frozen=True, slots=True)
class AdoptedEntry:
    """An entry, the reference that the library should hold for it, and what that changes."""

    entry: ExportEntry
    reference: Reference
    status: ImportStatus


class _Mark(NamedTuple):
    """Something that two records of one work share."""

    kind: Literal["DOI", "ISBN", "title", "opening of the title"]
    value: str
    year: int | None


class KnownWorks:
    """The works of a library, and those adopted from a file, indexed by what identifies a work."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._by_key: dict[str, Reference] = {}
        self._keys_by_mark: dict[_Mark, list[str]] = {}
        for reference in references:
            self._put(reference)

    def adopt(self, entry: ExportEntry) -> AdoptedEntry:
        """Return the reference that the library should hold for an entry, and whether it is new.

        A held work keeps its key, type, kind and design, and the fields that a person set. The entry's other fields
        replace its fields, except an empty field and a date that says less.
        """
        key = citation_key(entry.key)
        held = self._find(entry.csl, key)
        if held is None:
            new_key = free_key(key, self._by_key) if key else make_key(entry.csl, self._by_key)
            reference = _new_reference(entry, new_key)
            self._put(reference)
            return AdoptedEntry(entry, reference, "new")

        csl = dict(held.csl)
        origins = dict(held.origins)
        for field, value in entry.csl.items():
            if _says_more(held.csl, field, value) and not set_by_person(held, field):
                csl[field] = value
                origins[field] = IMPORTED
        if csl == held.csl:
            return AdoptedEntry(entry, held, "already held")
        updated = replace(held, csl=csl, origins=origins)
        self._put(updated)
        return AdoptedEntry(entry, updated, "updated")

    def _put(self, reference: Reference) -> None:
        for key in (reference.key, *reference.former_keys):
            self._by_key[key] = reference
        for mark in _marks(reference.csl):
            keys = self._keys_by_mark.setdefault(mark, [])
            if reference.key not in keys:
                keys.append(reference.key)

    def _find(self, csl: Mapping[str, Any], key: str) -> Reference | None:
        same_key = self._by_key.get(key)
        if same_key and normalize(same_key.title) == _plain_title(csl):
            return same_key
        for mark in _marks(csl):
            is_same = _is_shortened if mark.kind == "opening of the title" else _agree
            for held_key in self._keys_by_mark.get(mark, ()):
                held = self._by_key[held_key]
                if is_same(held.csl, csl):
                    return held
        return None


def citation_key(key: str) -> str:
    """Return the key of a file in the form of our keys: `Abt_Winship:2016` becomes `abt-winship-2016`.

    Return "" for an address, a number, a key that is too long, and a key with letters that are not ASCII.
    """
    our_key = re.sub(r"[_:.+/-]+", "-", key.lower()).strip("-")
    if "://" in key or not is_key(our_key):
        return ""
    return our_key


def _new_reference(entry: ExportEntry, key: str) -> Reference:
    """Return the reference of a new work. Its kind and design are the entry's own, or else they are derived."""
    csl_type = entry.csl.get("type", "document")
    kind = _own_value(entry, "kind") or kind_of(csl_type)
    csl = {"id": key, **entry.csl}
    design = _own_value(entry, "design")
    origins = _origins(entry)
    if design in DESIGNS:
        return Reference(key, csl, kind, design, bool(entry.own.get("guessed")), origins)
    title = str(entry.csl.get("title", ""))
    abstract = str(entry.csl.get("abstract", ""))
    return Reference(key, csl, kind, guess_design(title, abstract, csl_type), guessed=True, origins=origins)


def _origins(entry: ExportEntry) -> dict[str, FieldOrigin]:
    """Return where the fields of an entry came from: what this program wrote into it, else the import itself."""
    origins = dict.fromkeys(entry.csl, IMPORTED)
    own = entry.own.get("origins")
    if not isinstance(own, Mapping):
        return origins
    for field, origin in own.items():
        if isinstance(origin, Mapping) and origin.get("by") in get_args(Origin):
            origins[field] = FieldOrigin(origin["by"], is_sure=origin.get("is_sure") is True)
    return origins


def _own_value(entry: ExportEntry, name: str) -> str:
    """Return a value that this program wrote into an export, or "" if it is absent or not valid."""
    value = entry.own.get(name)
    if isinstance(value, str) and len(value) <= MAX_OWN_VALUE_CHARACTERS:
        return value
    return ""


def _marks(csl: Mapping[str, Any]) -> list[_Mark]:
    """Return what a work can be recognised by, the most reliable first."""
    year = Reference("", csl, "", "").year
    marks = []
    doi = csl.get("DOI")
    if doi:
        marks.append(_Mark("DOI", str(doi).lower(), None))
    isbn = bare_isbn(str(csl.get("ISBN", "")))
    if len(isbn) in (10, 13) and csl.get("type") not in PARTS_OF_BOOKS:
        marks.append(_Mark("ISBN", isbn_stem(isbn), year))
    title = _plain_title(csl)
    if title:
        opening = " ".join(title.split()[:OPENING_WORDS])
        marks.append(_Mark("title", title, year))
        marks.append(_Mark("opening of the title", opening, year))
    return marks


def _agree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two works that share a mark have one DOI, or else no different authors."""
    doi = str(one.get("DOI", "")).lower()
    other_doi = str(other.get("DOI", "")).lower()
    if doi and other_doi:
        return doi == other_doi
    names, other_names = _last_names(one), _last_names(other)
    if not names or not other_names:
        return True
    return bool(names & other_names)


def _is_shortened(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether one title is the beginning of the other, and the two works have an author in common."""
    short, long = sorted((_plain_title(one), _plain_title(other)), key=len)
    if len(short.split()) < OPENING_WORDS or not f"{long} ".startswith(f"{short} "):
        return False
    return bool(_last_names(one) & _last_names(other)) and _agree(one, other)


def _plain_title(csl: Mapping[str, Any]) -> str:
    return normalize(str(csl.get("title", "")))


def _last_names(csl: Mapping[str, Any]) -> set[str]:
    """Return the last words of the names of a work's authors and editors."""
    last_names = set()
    for person in [*csl.get("author", ()), *csl.get("editor", ())]:
        name = normalize(str(person.get("family") or person.get("literal") or person.get("given") or ""))
        if name:
            last_names.add(name.split()[-1])
    return last_names


def _says_more(held: Mapping[str, Any], field: str, value: Any) -> bool:
    """Return whether an entry's field should replace the field of a held work."""
    if field in ("id", "type") and field in held:
        return False
    held_value = held.get(field)
    if isinstance(held_value, Mapping) and isinstance(value, Mapping) and "date-parts" in held_value:
        parts = (value.get("date-parts") or [[]])[0]
        held_parts = held_value["date-parts"][0]
        return bool(parts) and list(held_parts[: len(parts)]) != list(parts)
    return bool(value) and held_value != value
