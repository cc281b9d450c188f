"""Spelling: what to search for a word of a query that the library writes in another way, or does not have at all.

    callin        call in       the library has these two words side by side
    detterence    deterrence    the library has no such word, and this is the nearest word that it has

A word that the library has is never replaced. A name is not replaced either: nobody can tell a slip in a name from a
name that the library does not have.
"""

from collections.abc import Iterator
from dataclasses import replace

from corpus.text.language import ALL_FUNCTION_WORDS
from index.forms import PARTICLES, WrittenForms
from index.protocols import TermStore
from index.query import Correction, Query, QueryWord
from index.terms import Phrase, stems

MIN_HALF_LETTERS = 3
"""Letters of each of two words that may be typed as one: handgun, nonprofit. A particle may be shorter: callin."""

MIN_CORRECTED_LETTERS = 5
"""Letters of a word that may have a slip: chosen. Shorter words are one letter away from too many others."""


def check_spelling(query: Query, terms: TermStore) -> Query:
    """Return the query with the forms of its words that the library has, and with corrections of unknown words."""
    forms = []
    for each in query.forms:
        others = tuple(form for form in each.others if terms.passages_with(form))
        if others:
            forms.append(replace(each, others=others))
    corrections = []
    for word in query.words:
        if not word.term.isalpha():
            continue
        halves = tuple(half for half in _halves(word.term) if terms.passages_with(half))
        if halves:
            forms.append(WrittenForms(word.typed, halves[0], halves))
        elif _may_be_a_slip(word, query, terms):
            nearest = terms.nearest(word.term)
            if nearest is not None:
                corrections.append(Correction(word.typed, nearest, stems(nearest, query.language)))
    return replace(query, forms=tuple(forms), corrections=tuple(corrections))


def _may_be_a_slip(word: QueryWord, query: Query, terms: TermStore) -> bool:
    """Return whether a word is long enough, is not a name, and does not occur in the library in any inflection."""
    if len(word.term) < MIN_CORRECTED_LETTERS or word.term in query.names:
        return False
    if terms.passages_with((word.term,)):
        return False
    return terms.rarity(word.stems) == terms.rarity(())  # no passage has one of its stems


def _halves(term: str) -> Iterator[Phrase]:
    """Yield the two words that a word may be made of: a verb and a particle, or any two words of enough letters."""
    for cut in range(MIN_HALF_LETTERS, len(term) - 1):
        first, second = term[:cut], term[cut:]
        if first in ALL_FUNCTION_WORDS:
            continue
        particle = second.removesuffix("s")
        if particle in PARTICLES:
            yield first, particle
            yield first, f"{particle}s"
        elif len(second) >= MIN_HALF_LETTERS and second not in ALL_FUNCTION_WORDS:
            yield first, second
