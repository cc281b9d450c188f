"""Complete a reference from another record of the same work, and find out whether it is the same work.

A record that was found by a DOI may be of another work: the DOI may be of a paper that the document criticises. A
record that was found by its title may be of another work with that title. So the two must agree before anything is
taken over.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from corpus.model import CrossrefRecord, FieldOrigin, Reference
from corpus.text.words import STOP_WORDS, folded_words, normalize
from corpus.works.edit import editable_fields, set_by_person
from corpus.works.kinds import KINDS, kind_of

MIN_TITLE_WORDS = 4
"""A shorter title is the beginning of many other titles, so it must be equal."""

MAX_YEARS_APART = 1
"""An article is online before it is in print."""

KEPT_AS_HELD = ("publisher", "publisher-place", "language")
"""Fields that a record only adds: Crossref has the legal name of its member ("Informa UK Limited")."""

MORE_EXACT_TYPES = ("review", "review-book", "article-magazine", "article-newspaper", "article-journal")
"""Types that Crossref does not tell apart: it calls all of them `journal-article`."""

CROSSREF = FieldOrigin("Crossref", is_sure=True)

_Decision = Literal["agreed", "confirmed", "set", "disputed", "removed"]
"""What happens to a field of a record: ours says as much (and was not sure), it is set, ours stays, it stays away."""

_ABOUT_OTHER = re.compile(
    r"\b(?:comment(?:s|ary)?|reply|replies|response|rejoinder|review|correction|erratum|corrigendum|retraction"
    r"|comentarios?|respuesta|resposta|resena|resenha|errata) (?:on|to|of|about|al?|ao|sobre|del?|do|da)\b"
)
"""Words that come before the title of the work that a work is about: "A comment on ..."."""

_REPLY = re.compile(r"\b(?:comment(?:s|ary)?|reply|replies|rejoinder|erratum|corrigendum)(?: (?:on|to|of)\b|$)")
"""Words that come after it: "...: a reply to Rossi"."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a reference, its value here and its value in another record, in the form that `edit` takes."""

    field: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A reference as another record completes it.

    `changes` are what became different; a value that was not sure and that the record confirms is a change to itself.
    `kept` are the fields on which the record disagrees and which stayed.
    """

    reference: Reference
    changes: tuple[FieldChange, ...]
    kept: tuple[FieldChange, ...]


def complete(reference: Reference, record: CrossrefRecord) -> Completion:
    """Return a reference with what a record of the same work adds, and with what the record corrects.

    A field that a person set or removed stays, and so does a field of an import and a field whose origin is not known:
    a person may have corrected it. What this program read itself is corrected. A value that says the same in another
    way, or says more, stays.
    """
    decisions = {field: _decide(reference, field, record) for field in record.csl}
    csl = dict(reference.csl)
    origins = dict(reference.origins)
    for field, decision in decisions.items():
        if decision == "set":
            csl[field] = _value_to_set(field, csl.get(field), record.csl[field])
        if decision in ("set", "confirmed"):
            origins[field] = CROSSREF
    kind = adapted_kind(reference, csl)
    completed = replace(reference, csl=csl, kind=kind, origins=origins, notices=record.notices)
    changes = _differences(reference, completed)
    for field, value in editable_fields(reference):
        if decisions.get(field) == "confirmed":
            changes.append(FieldChange(field, value, value))
    theirs_alone = replace(reference, csl=record.csl)
    differences = _differences(reference, theirs_alone)
    kept = [change for change in differences if decisions.get(change.field) == "disputed"]
    return Completion(completed, tuple(changes), tuple(kept))


def _decide(reference: Reference, field: str, record: CrossrefRecord) -> _Decision:
    """Return what happens to a field that a record has."""
    ours = reference.csl.get(field)
    is_unsure = _is_unsure(reference, field)
    if ours and _says_as_much(field, ours, record.csl[field], is_unsure):
        return "confirmed" if is_unsure else "agreed"
    if _may_set(reference, field, record):
        return "set"
    return "disputed" if ours else "removed"


def _value_to_set(field: str, ours: Any, theirs: Any) -> Any:
    """Return the value of a record. A name is as we have it if that is the longer form of the same name."""
    if field in ("author", "editor"):
        return _merge_names(ours or (), theirs)
    return theirs


def adapted_kind(reference: Reference, csl: Mapping[str, Any]) -> str:
    """Return the kind of a work with new fields: its own kind, or the kind of its new type if the two do not fit."""
    csl_type = csl.get("type")
    if csl_type is None or csl_type == reference.csl.get("type"):
        return reference.kind
    if csl_type in KINDS.get(reference.kind, ()):
        return reference.kind
    return kind_of(csl_type)


def _is_unsure(reference: Reference, field: str) -> bool:
    origin = reference.origins.get(field)
    return origin is not None and not origin.is_sure


def _may_set(reference: Reference, field: str, record: CrossrefRecord) -> bool:
    """Return whether a record may set a field, which it has with another value or which is missing."""
    if set_by_person(reference, field):
        return False
    if not reference.csl.get(field):
        return True
    origin = reference.origins.get(field)
    if origin is None or origin.by == "import":
        return False
    if field == "issued" and not record.in_print and _is_year_of_volume(reference, record):
        return False
    if field in KEPT_AS_HELD or (field == "issued" and not record.in_print):
        return not origin.is_sure
    return True


def _is_year_of_volume(reference: Reference, record: CrossrefRecord) -> bool:
    """Return whether our year may be the year of the printed volume of a work that was online in the record's year."""
    year, online = reference.year, record.years[:1]
    return year is not None and bool(online) and 0 <= year - online[0] <= MAX_YEARS_APART


def _differences(before: Reference, after: Reference) -> list[FieldChange]:
    """Return the fields of two states of a reference that differ."""
    old = dict(editable_fields(before))
    changes = []
    for field, value in editable_fields(after):
        if old.get(field, "") != value:
            changes.append(FieldChange(field, old.get(field, ""), value))
    return changes


# --- values ------------------------------------------------------------------------------------------------------


def _says_as_much(field: str, ours: Any, theirs: Any, is_unsure: bool) -> bool:
    """Return whether our value says the same as theirs, perhaps in another way, or more.

    More words in a title that is not sure may be anything.
    """
    if field == "type":
        return _type_says_as_much(ours, theirs)
    if field == "issued":
        return _date_says_as_much(ours, theirs)
    if field in ("author", "editor", "translator"):
        return _names_say_as_much(ours, theirs)
    if field == "title":
        return _titles_say_as_much(str(ours), str(theirs), is_unsure)
    if field == "container-title" and _is_abbreviation(str(theirs), str(ours)):
        return True
    words, their_words = folded_words(str(ours)), folded_words(str(theirs))
    if field == "page":  # a first page alone says less than a range
        return words[: len(their_words)] == their_words
    return words == their_words


def _type_says_as_much(ours: Any, theirs: Any) -> bool:
    is_finer = theirs == "article-journal" and ours in MORE_EXACT_TYPES
    return theirs in ("document", ours) or is_finer


def _date_says_as_much(ours: Any, theirs: Any) -> bool:
    our_parts, their_parts = _date_parts(ours), _date_parts(theirs)
    return bool(our_parts) and our_parts[: len(their_parts)] == their_parts


def _is_abbreviation(short: str, full: str) -> bool:
    """Return whether a title is another title with shorter words: "PLoS Med" and "PLOS Medicine"."""
    words, full_words = folded_words(short), folded_words(full)
    if len(words) != len(full_words):
        return False
    return all(long.startswith(word) for word, long in zip(words, full_words, strict=True))


def _date_parts(date: Any) -> list[Any]:
    parts = date.get("date-parts") if isinstance(date, Mapping) else None
    return list(parts[0]) if parts else []


def _titles_say_as_much(ours: str, theirs: str, is_unsure: bool) -> bool:
    """Return whether our title has the words of theirs, or also a subtitle that theirs lacks.

    A title in capitals says less than the same title in small letters.
    """
    words, their_words = normalize(ours), normalize(theirs)
    if words == their_words:
        return not ours.isupper() or theirs.isupper()
    return words.startswith(f"{their_words} ") and not is_unsure and not ours.isupper()


def _names_say_as_much(ours: Sequence[Mapping[str, str]], theirs: Sequence[Mapping[str, str]]) -> bool:
    """Return whether two lists have the same persons in the same order, and ours has their given names in full."""
    merged = _merge_names(ours, theirs)
    return [dict(name) for name in ours] == merged


def _merge_names(
    ours: Sequence[Mapping[str, str]], theirs: Sequence[Mapping[str, str]]
) -> list[Mapping[str, str] | dict[str, str]]:
    """Return their names, but each name as we have it if it is of the same person and as long: Ana M. for A. M."""
    merged: list[Mapping[str, str] | dict[str, str]] = []
    for number, their_name in enumerate(theirs):
        our_name = ours[number] if number < len(ours) else {}
        is_ours = _is_same_person(our_name, their_name) and _length(our_name) >= _length(their_name)
        merged.append(dict(our_name if is_ours else their_name))
    return merged


def _is_same_person(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether two names have the same family name, and given names that do not contradict each other."""
    if normalize(_family(one)) != normalize(_family(other)):
        return False
    return may_abbreviate(_given_words(one), _given_words(other))


def may_abbreviate(words: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether each word begins with the other word in its place, or the other word with it."""
    for word, other in zip(words, others, strict=False):
        if not word.startswith(other) and not other.startswith(word):
            return False
    return True


def _given_words(name: Mapping[str, str]) -> list[str]:
    """Return the given names of a person in small letters, initials apart: `A.M.` is two."""
    return folded_words(name.get("given", "").replace(".", ". "))


def _family(name: Mapping[str, str]) -> str:
    return name.get("family") or name.get("literal") or name.get("given") or ""


def _length(name: Mapping[str, str]) -> int:
    return len("".join(_given_words(name)))


# --- the same work -----------------------------------------------------------------------------------------------


def is_record_of(reference: Reference, record: CrossrefRecord, opening: str) -> bool:
    """Return whether a record that has the DOI of a work is of this work, and not of another that it names.

    The titles must agree. If our title is not sure, it is enough that the record has an author or the title of the
    document's beginning, and nothing that contradicts. A DOI that a person gave is believed.

    Args:
        reference: the work.
        record: the record of its DOI.
        opening: the beginning of the document's text; "" if there is none.
    """
    if set_by_person(reference, "DOI"):
        return True
    if titles_agree(reference.title, _title_of(record)):
        return True
    our_authors, their_authors = _author_words(reference.csl), _author_words(record.csl)
    shares_author = bool(our_authors & their_authors)
    if our_authors and their_authors and not shares_author:
        return False
    return _is_under_other_title(reference, record, opening, shares_author)


def _is_under_other_title(reference: Reference, record: CrossrefRecord, opening: str, shares_author: bool) -> bool:
    """Return whether a record is of a work although the two titles do not agree; see `is_record_of`."""
    their_title = _title_of(record)
    has_author_and_year = shares_author and _years_agree(reference, record, 0)
    if has_author_and_year and _lacks_subtitle(reference.title, their_title):
        return True
    if _contains_title(reference.title, their_title):
        return shares_author and _years_agree(reference, record, MAX_YEARS_APART)
    origin = reference.origins.get("title")
    if origin is not None and origin.is_sure:
        return False
    is_long = len(normalize(their_title).split()) >= MIN_TITLE_WORDS
    is_printed = is_long and _has_words(opening, their_title)
    return is_printed or has_author_and_year


def _title_of(record: CrossrefRecord) -> str:
    return str(record.csl.get("title", ""))


def agree(reference: Reference, record: CrossrefRecord) -> bool:
    """Return whether title, year and first author of a record agree with a work."""
    return (
        titles_agree(reference.title, _title_of(record))
        and _years_agree(reference, record, 0)
        and first_authors_agree(reference, record)
    )


def first_authors_agree(reference: Reference, record: CrossrefRecord) -> bool:
    """Return whether the first author of a work is the first author of a record, by a word of the family name."""
    ours, theirs = _author_words(reference.csl, first=True), _author_words(record.csl, first=True)
    return bool(ours & theirs)


def titles_agree(one: str, other: str) -> bool:
    """Return whether two titles have the same words, or one has a subtitle more.

    The shorter one of two different titles must have at least `MIN_TITLE_WORDS` words.
    """
    short, long = sorted((normalize(one), normalize(other)), key=len)
    if short == long:
        return bool(short)
    if len(short.split()) < MIN_TITLE_WORDS or not long.startswith(f"{short} "):
        return False
    subtitle = long[len(short) :]
    return not re.search(r"\d", subtitle) and not _REPLY.search(subtitle)


def _lacks_subtitle(one: str, other: str) -> bool:
    """Return whether one title is the beginning of the other, however short, and the rest is a subtitle."""
    short, long = sorted((normalize(one), normalize(other)), key=len)
    return bool(short) and long.startswith(f"{short} ") and not _REPLY.search(long[len(short) :])


def _contains_title(one: str, other: str) -> bool:
    """Return whether one title has all of the other, after a kicker or before a by-line, and is not about it."""
    short, long = sorted((normalize(one), normalize(other)), key=len)
    if len(short.split()) < MIN_TITLE_WORDS or not _has_words(long, short):
        return False
    before, _, after = f" {long} ".partition(f" {short} ")
    return not _ABOUT_OTHER.search(before) and not _REPLY.search(after.strip())


def _has_words(text: str, words: str) -> bool:
    """Return whether a text has these words one after another."""
    return f" {normalize(words)} " in f" {normalize(text)} "


def _years_agree(reference: Reference, record: CrossrefRecord, max_years_apart: int) -> bool:
    """Return whether the year of a work is one of the years of a record, or near one."""
    year = reference.year
    return year is not None and any(abs(year - other) <= max_years_apart for other in record.years)


def _author_words(csl: Mapping[str, Any], first: bool = False) -> set[str]:
    """Return the words of the family names of the authors, or of the first author, without small words."""
    authors: Iterable[Mapping[str, str]] = csl.get("author") or csl.get("editor") or ()
    words: set[str] = set()
    for name in list(authors)[: 1 if first else None]:
        words.update(folded_words(_family(name)))
    return words - STOP_WORDS
