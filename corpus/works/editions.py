"""Editions: whether two works are versions of one work, and the years that an edition is about."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.model import OTHERS, Reference
from corpus.text.words import MONTHS, STOP_WORDS, ascii_words, initials, years_in

LEGAL_FORMS = frozenset("inc incorporated corp corporation co company plc llc llp ltd limited sa ag gmbh".split())
"""Legal forms of companies. They are not part of the name that people use."""

# Words that distinguish editions of one title: months, versions and years.
_VERSIONS = """version edition ed revised revision updated update draft preliminary final fiscal year years fy
    first second third fourth fifth
    edicion revisada revisado actualizada actualizado actualizacion borrador ejercicio ano anos
    primera segunda tercera cuarta quinta
    versao edicao revista revisto atualizada atualizado atualizacao rascunho primeira terceira"""
EDITION_WORDS = frozenset(f"{MONTHS} {_VERSIONS}".split())
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|a|o)?|(?:fy|v|q)\d+|\d{4}q\d")


def are_editions(one: Reference, other: Reference) -> bool:
    """Return whether two works are editions or versions of one work.

    They are if their titles have the same words. Numbers, years, months, words such as "updated" and the name or
    initials of the body that wrote either work are not compared:

        "FY 2014 OPM Annual Performance Report"
        "Annual Performance Report Fiscal Year 2015", by the Office of Personnel Management

    Two titles without any other words are never alike. Works of different bodies are not editions of each other
    ("Annual Report", by any two). A work is not an edition of itself.
    """
    if one.key == other.key:
        return False
    bodies, other_bodies = _body_names(one.csl), _body_names(other.csl)
    if bodies and other_bodies and not _share_a_body(bodies, other_bodies):
        return False
    ignored_names = [*bodies, *other_bodies]
    words = _distinctive_words(one.title, ignored_names)
    return bool(words) and words == _distinctive_words(other.title, ignored_names)


def edition_years(reference: Reference) -> frozenset[int]:
    """Return the years that an edition is about: the years in its title, or else its year of publication."""
    in_title = years_in(reference.title)
    if in_title or not reference.year:
        return in_title
    return frozenset({reference.year})


def _distinctive_words(title: str, bodies: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the words of a title that all its editions share. `bodies` are the words of its authors' names."""
    names = {word for body in bodies for word in body}
    short_names = [initials(body) for body in bodies]
    kept = set()
    for word in ascii_words(re.sub("[–—]", " ", title)):
        is_name = word in names or any(short_name.endswith(word) for short_name in short_names)
        if not (is_name or word in STOP_WORDS or word in EDITION_WORDS or _NUMBER.fullmatch(word)):
            kept.add(word)
    return frozenset(kept)


def _share_a_body(bodies: Sequence[Sequence[str]], others: Sequence[Sequence[str]]) -> bool:
    for body in bodies:
        for other in others:
            if _is_short_for(body, other) or _is_short_for(other, body):
                return True
    return False


def _is_short_for(short: Sequence[str], full: Sequence[str]) -> bool:
    """Return whether one name of a body shortens another: it has some of its words, or its initials."""
    words = set(short) - LEGAL_FORMS - STOP_WORDS
    if not words:
        return False
    if words <= set(full):
        return True
    return len(short) == 1 and initials(full).endswith(short[0])


def _body_names(csl: Mapping[str, Any]) -> list[list[str]]:
    """Return the words of the name of each body (not person) that wrote or published a work."""
    names = [name.get("literal", "") for name in csl.get("author") or [] if name != OTHERS]
    names.append(str(csl.get("publisher") or ""))
    bodies = []
    for name in names:
        words = ascii_words(name)
        if words:
            bodies.append(words)
    return bodies
