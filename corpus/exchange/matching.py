"""Find the work of the library that an entry of a file describes, and complete its reference from the entry.

An entry and a work of the library are the same work if the entry names a file that is the text of the work, or if they
share

    a DOI;
    an ISBN, a year and most of the title, unless the entry is a part of a book;
    a title and a year;
    an author and a year, and one title is the other with a subtitle; or
    a key and a title.

`corpus.exchange.contradictions` has what makes two works of them all the same. What this program guessed of a held work
is not compared.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, get_args

from corpus.exchange.completion import MIN_TITLE_WORDS, adapted_kind, titles_agree
from corpus.exchange.contradictions import (
    NUMBERS,
    PARTS_OF_BOOKS,
    are_two_parts,
    contradict,
    is_contained,
    last_names,
    names_a_part,
)
from corpus.exchange.model import ExportEntry
from corpus.model import DESIGNS, FieldOrigin, Origin, Reference
from corpus.text.words import normalize
from corpus.works.design import guess_design
from corpus.works.edit import set_by_person
from corpus.works.identifiers import bare_isbn, isbn_stem
from corpus.works.keys import free_key, is_key, make_key
from corpus.works.kinds import kind_of

ImportStatus = Literal["new", "updated", "already held"]

IMPORTED = FieldOrigin("import", is_sure=True)

MAX_CANDIDATES = 100
"""Works with one title and year that an entry is compared with. Chosen: only "Editorial" has more in a year, and a file
of thousands of them must not take minutes. An entry that comes again is found by its key."""

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
    """The works of a library, and those adopted from a file, indexed by what identifies a work.

    Args:
        references: the works of the library.
        entries: the entries of the file.
    """

    def __init__(self, references: Iterable[Reference], entries: Iterable[ExportEntry] = ()) -> None:
        self._by_key: dict[str, Reference] = {}
        self._keys_by_mark: dict[_Mark, list[str]] = {}
        self._of_this_file: set[str] = set()
        self._titles_of_this_file = {_plain_title(entry.csl) for entry in entries}
        for reference in references:
            self._put(reference)

    def adopt(self, entry: ExportEntry, held_keys: Iterable[str] = ()) -> AdoptedEntry:
        """Return the reference that the library should hold for an entry, and whether it is new.

        A held work keeps its key and design, and the fields that a person set. The entry's fields replace its other
        fields, except an empty field, a shorter date and a type without a meaning.

        Args:
            entry: an entry of the file.
            held_keys: the keys of the works whose file the entry names and the library has.
        """
        key = citation_key(entry.key)
        held = self.find(entry.csl, key, held_keys)
        if held is None:
            new_key = free_key(key, self._by_key) if key else make_key(entry.csl, self._by_key)
            reference = _new_reference(entry, new_key)
            self._put(reference)
            self._of_this_file.add(new_key)
            return AdoptedEntry(entry, reference, "new")

        updated = _completed(held, entry.csl)
        self._of_this_file.add(held.key)
        if updated == held:
            return AdoptedEntry(entry, held, "already held")
        self._put(updated)
        return AdoptedEntry(entry, updated, "updated")

    def _put(self, reference: Reference) -> None:
        for key in (reference.key, *reference.former_keys):
            self._by_key[key] = reference
        for mark in _marks(reference.csl):
            keys = self._keys_by_mark.setdefault(mark, [])
            if reference.key not in keys:
                keys.append(reference.key)

    def find(self, csl: Mapping[str, Any], key: str = "", held_keys: Iterable[str] = ()) -> Reference | None:
        """Return the work that a CSL item describes, or None. See the docstring of this module.

        `key` and `held_keys` are the key that an entry of a file has, and the keys of the files that it names.
        """
        for held_key in held_keys:
            held = self._by_key.get(held_key)
            if held and held_key not in self._of_this_file and _may_describe(csl, held):
                return held
        same_key = self._by_key.get(key)
        if same_key and normalize(same_key.title) == _plain_title(csl) and not contradict(_fixed(same_key), csl):
            return same_key
        for mark in _marks(csl):
            for held_key in self._keys_by_mark.get(mark, ())[:MAX_CANDIDATES]:
                if self._is_same(mark, self._by_key[held_key], csl):
                    return self._by_key[held_key]
        return None

    def _is_same(self, mark: _Mark, held: Reference, csl: Mapping[str, Any]) -> bool:
        """Return whether a held work that shares a mark with an entry is the work of the entry.

        A reference manager lists a work once, so a title with a subtitle is another work in the same file.
        """
        known = _sure(held) if _is_given(held, NUMBERS) else _fixed(held)
        if mark.kind == "DOI":
            return _is_of_doi(held, known, csl)
        if contradict(known, csl):
            return False
        if mark.kind == "ISBN":
            return _is_of_book(known, csl)
        if mark.kind == "title":
            return True
        is_other = held.key in self._of_this_file or _plain_title(held.csl) in self._titles_of_this_file
        return not is_other and _is_shortened(known, csl)


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
        opening = " ".join(title.split()[:MIN_TITLE_WORDS])
        marks.append(_Mark("title", title, year))
        marks.append(_Mark("opening of the title", opening, year))
    return marks


def _is_given(reference: Reference, fields: Iterable[str]) -> bool:
    """Return whether none of these fields was read from the file of the work by this program."""
    origins = [reference.origins[field].by for field in fields if field in reference.origins]
    return not any(by in ("printed", "metadata", "file") for by in origins)


def _sure(reference: Reference) -> dict[str, Any]:
    """Return the fields of a work that are not guesses."""
    sure = {}
    for field, value in reference.csl.items():
        origin = reference.origins.get(field)
        if origin is None or origin.is_sure:
            sure[field] = value
    return sure


def _fixed(reference: Reference) -> dict[str, Any]:
    """Return the fields of a work that are not guesses, without numbers that another record may correct.

    Under a short title ("Editorial") the numbers are all that tells two works apart.
    """
    known = _sure(reference)
    if len(normalize(reference.title).split()) >= MIN_TITLE_WORDS:
        for field in NUMBERS:
            known.pop(field, None)
    return known


def _given(reference: Reference) -> dict[str, Any]:
    """Return the fields of a work that a person, an import or Crossref gave, and that were not read from its file."""
    known = {}
    for field, value in reference.csl.items():
        origin = reference.origins.get(field)
        if origin is not None and origin.by in ("person", "import", "Crossref"):
            known[field] = value
    return known


def _may_describe(csl: Mapping[str, Any], held: Reference) -> bool:
    """Return whether an entry may be the work of a file that it names: what this program read itself does not count."""
    given = _given(held)
    if contradict(given, csl):
        return False
    title = _plain_title(given)
    return not title or is_contained(title, _plain_title(csl))


def _is_of_doi(held: Reference, known: Mapping[str, Any], csl: Mapping[str, Any]) -> bool:
    """Return whether an entry with the DOI of a held work is of this work. A DOI that is not sure needs the title."""
    if are_two_parts(known, csl):
        return False
    return "DOI" in known or titles_agree(held.title, str(csl.get("title", "")))


def _is_of_book(known: Mapping[str, Any], csl: Mapping[str, Any]) -> bool:
    """Return whether an entry with the ISBN of a held work is of this work, and not of a part of the book."""
    title, other_title = _plain_title(known), _plain_title(csl)
    if not title or not other_title:
        return True
    return is_contained(title, other_title)


def _is_shortened(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether one title is the other with a subtitle, and the two works have an author in common."""
    title, other_title = str(one.get("title", "")), str(other.get("title", ""))
    return (
        titles_agree(title, other_title)
        and not names_a_part(title, other_title)
        and bool(last_names(one) & last_names(other))
    )


def _plain_title(csl: Mapping[str, Any]) -> str:
    return normalize(str(csl.get("title", "")))


def _completed(held: Reference, csl: Mapping[str, Any]) -> Reference:
    """Return a held work with the fields of an entry. The kind follows the type."""
    fields = dict(held.csl)
    origins = dict(held.origins)
    for field, value in csl.items():
        if set_by_person(held, field):
            continue
        origin = held.origins.get(field)
        if _says_more(held, field, value):
            fields[field] = value
            origins[field] = IMPORTED
        elif origin is not None and not origin.is_sure and held.csl.get(field) == value:
            origins[field] = IMPORTED
    return replace(held, csl=fields, kind=adapted_kind(held, fields), origins=origins)


def _says_more(held: Reference, field: str, value: Any) -> bool:
    """Return whether an entry's field should replace the field of a held work."""
    held_value = held.csl.get(field)
    if field == "id" or not value or held_value == value:
        return False
    if field == "type":
        return _may_set_type(held, value)
    if isinstance(held_value, Mapping) and isinstance(value, Mapping) and "date-parts" in held_value:
        return _date_says_more(held_value, value)
    return True


def _may_set_type(held: Reference, csl_type: str) -> bool:
    """Return whether an entry's type should replace the type of a held work, which may be of a reading list."""
    if held.csl.get("type") is None:
        return True
    is_chosen = not held.guessed and "type" not in held.origins  # or it was set before origins were noted
    return csl_type != "document" and not is_chosen


def _date_says_more(held_date: Mapping[str, Any], date: Mapping[str, Any]) -> bool:
    """Return whether a date is another date, or a more exact one, than a held date with `date-parts`."""
    parts = (date.get("date-parts") or [[]])[0]
    held_parts = held_date["date-parts"][0]
    return bool(parts) and list(held_parts[: len(parts)]) != list(parts)
