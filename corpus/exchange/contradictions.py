"""Facts that make two works of two similar records: another DOI, other authors, another place of publication.

"Annual Report" (2015), by the World Bank     and    "Annual Report" (2015), by the Inter-American Dialogue
"Editorial" (2004), volume 4, pages 1-2       and    "Editorial" (2004), volume 5, pages 101-102
"Collected Works" (1999), volume 1            and    "Collected Works" (1999), volume 2, with one ISBN
"A Survey" (2015)                             and    "A Survey: Technical Documentation" (2015)
"""

import re
from collections.abc import Mapping
from typing import Any

from corpus.exchange.completion import MIN_TITLE_WORDS, may_abbreviate
from corpus.model import authors_and_editors
from corpus.text.words import STOP_WORDS, normalize

PARTS_OF_BOOKS = ("chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia")
"""CSL types of works that may carry the ISBN or DOI of the book they are in."""

NUMBERS = ("volume", "issue", "number")
"""Fields that say which one of several works with one title a work is."""

_OF_A_DAY = ("article-newspaper", "article-magazine", "post", "post-weblog", "webpage", "broadcast")
"""CSL types of works whose titles come back with another date: "Letters", "Daily report"."""

_PARTS = frozenset(
    """annex annexes appendices appendix codebook correction corrigendum data documentation errata erratum methodology
    part questionnaire reply response summary supplement tables volume
    anexo anexos apendice apendices cuestionario datos documentacion metodologia parte resumen respuesta suplemento
    tabelas tablas tomo volumen dados documentacao questionario resposta resumo sumario""".split()
)
"""Words, without accents, that begin or end the subtitle of a work that goes with another work."""


def contradict(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two records that share a title or ISBN are of two works."""
    doi, other_doi = str(one.get("DOI", "")).lower(), str(other.get("DOI", "")).lower()
    if doi and other_doi:
        return doi != other_doi
    names, other_names = last_names(one), last_names(other)
    if names and other_names and not names & other_names:
        return True
    return _appeared_in_two_places(one, other)


def are_two_parts(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two records with one DOI are of two parts of a book, with other titles and other first pages."""
    if one.get("type") not in PARTS_OF_BOOKS or other.get("type") not in PARTS_OF_BOOKS:
        return False
    titles_differ = normalize(str(one.get("title", ""))) != normalize(str(other.get("title", "")))
    return titles_differ and _first_pages_differ(one, other)


def is_contained(title: str, other: str) -> bool:
    """Return whether one of two normalized titles has all words of the other, and not as the name of a part of it."""
    words, other_words = set(title.split()) - STOP_WORDS, set(other.split()) - STOP_WORDS
    return (words <= other_words or other_words <= words) and not names_a_part(title, other)


def names_a_part(title: str, other: str) -> bool:
    """Return whether the longer of two titles ends in the name of a part: "A Survey: Technical Documentation"."""
    short, long = sorted((normalize(title), normalize(other)), key=len)
    subtitle = long.removeprefix(short).split()
    return bool(subtitle) and (subtitle[0] in _PARTS or subtitle[-1] in _PARTS)


def last_names(csl: Mapping[str, Any]) -> set[str]:
    """Return the last words of the names of a work's authors and editors."""
    names = set()
    for person in authors_and_editors(csl):
        name = normalize(str(person.get("family") or person.get("literal") or person.get("given") or ""))
        if name:
            names.add(name.split()[-1])
    return names


def _appeared_in_two_places(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two records name different volumes, issues, numbers or days.

    Journals and first pages are compared under a short title only ("Editorial"): the post-print of an article has pages
    of its own, and its journal may be abbreviated.
    """
    if any(_numbers_differ(one, other, field) for field in NUMBERS):
        return True
    if one.get("type") in _OF_A_DAY and other.get("type") in _OF_A_DAY and _days_differ(one, other):
        return True
    if len(normalize(str(other.get("title", ""))).split()) >= MIN_TITLE_WORDS:
        return False
    return _first_pages_differ(one, other) or _journals_differ(one, other)


def _numbers_differ(one: Mapping[str, Any], other: Mapping[str, Any], field: str) -> bool:
    """Return whether two records have a field without a number in common: "4" and "Vol. 5", but not "4" and "4-5"."""
    value, other_value = normalize(str(one.get(field, ""))), normalize(str(other.get(field, "")))
    if not value or not other_value:
        return False
    numbers, other_numbers = set(re.findall(r"\d+", value)), set(re.findall(r"\d+", other_value))
    if not numbers or not other_numbers:
        return value != other_value
    return not numbers & other_numbers


def _first_pages_differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    page = re.match(r"\W*(\w+)", str(one.get("page", "")))
    other_page = re.match(r"\W*(\w+)", str(other.get("page", "")))
    return bool(page and other_page) and page[1] != other_page[1]  # type: ignore[index]


def _journals_differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether neither of two names of journals abbreviates the other, word by word."""
    return not may_abbreviate(_journal_words(one), _journal_words(other))


def _journal_words(csl: Mapping[str, Any]) -> list[str]:
    words = normalize(str(csl.get("container-title", ""))).split()
    return [word for word in words if word not in STOP_WORDS]


def _days_differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    days = []
    for record in (one, other):
        parts = (record.get("issued") or {}).get("date-parts") or [[]]
        days.append(list(parts[0]))
    return len(days[0]) == len(days[1]) == 3 and days[0] != days[1]
