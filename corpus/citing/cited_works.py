"""What a sentence says on the authority of another work: the difference between evidence and an account of evidence.

    "Homicides fell by a third (Braga et al., 2018)."        Braga et al., 2018
    "Braga and Weisburd (2012) found ..."                    Braga and Weisburd (2012)
    "Homicides fell by a third.12"                           what note 12 of the page says, if it names a work
    "Homicides fell by a third [4]."                         [4], if the work has a list of references

One name and a year may be a place and a date as well ("(Chicago, 2014)"), so they count only where the list of
references has both.
"""

import re
from collections.abc import Sequence

from corpus.text.language import fold
from corpus.text.words import MONTHS

LONGEST_NOTE = 160
"""Characters of a footnote that are given: enough for authors and title."""

_PARTICLES = "(?:(?:van|von|de|del|der|den|da|do|dos|la|le|el) )*"
_NAME = rf"{_PARTICLES}[A-ZÀ-Þ][\w’'-]+"
_AND = r"(?:,? (?:&|and|y|e) )"
_NAMES = rf"{_NAME}(?:(?:, {_NAME})*{_AND}{_NAME}(?: {_NAME})?|,? et al\.?)?"
_YEAR = r"(?:19|20)\d\d[a-z]?"
_TOLD = re.compile(rf"({_NAMES})(?:’s|'s)? \(({_YEAR})\b[^()]{{0,20}}\)")
_BRACKETS = re.compile(rf"\(([^()]{{0,200}}\b{_YEAR}[^()]{{0,60}})\)")
_IN_BRACKETS = re.compile(rf"((?:{_NAME} ){{0,4}}{_NAMES}),? \(?({_YEAR})(?!\d)")  # a body has several words
_NUMBERED = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]")
_NOTE_MARK = re.compile(r"(?<=[^\W\d_][.,;:!?”\"’)]|[^\W\d_]{2}|[)”\"]\.)(\d{1,3})(?=\s|$|[.,;])")
_WORK = re.compile(r"[“”\"«]|https?:|doi|\bpp?\. ?\d|\bvol\.|et al\b|\bop\. cit|\bibid\b", re.I)
_SEVERAL = re.compile(rf"{_AND}|et al")
_MONTH = frozenset(MONTHS.split())


def cited(sentence: str, page: str, references: str, authors: Sequence[str] = ()) -> tuple[str, ...]:
    """Gives the works that a sentence cites, as they are named there; for a footnote, the beginning of the note.

    Args:
        sentence: the quotation.
        page: the text of the page it stands on, with its footnotes.
        references: the text of the work's list of references; empty where it has none.
        authors: family names of the people who wrote the work: what they cite of their own is no other's.
    """
    own, listed = {fold(name) for name in authors}, fold(references)
    found = [(match[0], match[1], match[2]) for match in _TOLD.finditer(sentence)]
    for brackets in _BRACKETS.finditer(sentence):
        found += [(match[0], match[1], match[2]) for match in _IN_BRACKETS.finditer(brackets[1])]
    named = [text for text, names, year in found if _is_work(names, year, listed) and _first(names) not in own]
    numbered = [match[0] for match in _NUMBERED.finditer(sentence)] if references else []
    notes = filter(None, (_note(match[1], page) for match in _NOTE_MARK.finditer(sentence)))
    return tuple(dict.fromkeys([*named, *numbered, *notes]))


def may_cite(sentence: str) -> bool:
    """Says whether a sentence has the look of one that cites: the page and the list of references are worth reading."""
    return any(mark.search(sentence) for mark in (_TOLD, _BRACKETS, _NUMBERED, _NOTE_MARK))


def _is_work(names: str, year: str, listed: str) -> bool:
    """Says whether names and a year are those of a work and not a place or a month and a date."""
    if _first(names) in _MONTH:
        return False
    return bool(_SEVERAL.search(names)) or (_first(names) in listed and year in listed)


def _first(names: str) -> str:
    return fold(re.split(r",| et al|&| and | y | e ", names)[0]).split()[-1]


def _note(number: str, page: str) -> str | None:
    """Gives the beginning of the note of this number at the foot of a page, if it names a work."""
    notes = list(re.finditer(rf"^{number}\.? (?=\S)([^\n]+(?:\n(?!\d{{1,3}}\.? )[^\n]+)*)", page, re.M))
    if not notes:
        return None
    text = " ".join(notes[-1][1].split())
    if not (re.search(_YEAR, text) and _WORK.search(text)):
        return None
    return text if len(text) <= LONGEST_NOTE else text[:LONGEST_NOTE].rpartition(" ")[0] + " …"
