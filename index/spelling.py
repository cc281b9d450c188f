"""Spelling: what to search for a word of a query that the library writes in another way, or does not have at all.

    callin        call in       the library has these two words side by side
    detterence    deterrence    the library has no such word, and this is the nearest word that it has

A word that the library has is never replaced. A name is not replaced either: nobody can tell a slip in a name from a
name that the library does not have. Nor is a word that exists, such as "injunction", whatever is near it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from corpus.model import Language
from corpus.text.language import ALL_FUNCTION_WORDS
from index.edits import is_spelling_of
from index.forms import PARTICLES, WrittenForms
from index.known_words import is_known_word
from index.protocols import TermStore
from index.query import Correction, Query, QueryWord
from index.terms import Phrase, stems

MIN_HALF_LETTERS = 3
"""Letters of each of two words that may be typed as one: handgun, nonprofit. A particle may be shorter: callin."""

MIN_CORRECTED_LETTERS = 5
"""Letters of a word that may have a slip: chosen. Shorter words are one letter away from too many others."""


def check_spelling(query: Query, terms: TermStore, is_known: Callable[[str, Language], bool] = is_known_word) -> Query:
    """Return the query with the forms of its words that the library has, and with corrections of unknown words.

    Args:
        query: the query.
        terms: the words of the library.
        is_known: returns whether a word is a word of a language, which is not a slip.
    """
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
            continue
        correction = _correction(word, query, terms, is_known)
        if correction is not None:
            corrections.append(correction)
    return replace(query, forms=tuple(forms), corrections=tuple(corrections))


def _correction(
    word: QueryWord, query: Query, terms: TermStore, is_known: Callable[[str, Language], bool]
) -> Correction | None:
    """Return the word of the library that a word was meant to be, or None if it has no slip."""
    if not _may_be_a_slip(word, query, terms):
        return None
    nearest = terms.nearest(word.term, query.language)
    if nearest is None:
        return None
    is_spelling = is_spelling_of(word.term, nearest)
    if not is_spelling and is_known(word.term, query.language):
        return None
    return Correction(word.typed, nearest, stems(nearest, query.language), is_spelling)


def _may_be_a_slip(word: QueryWord, query: Query, terms: TermStore) -> bool:
    """Return whether a word is long enough, is not a name, and does not occur in the library in any inflection."""
    if len(word.term) < MIN_CORRECTED_LETTERS or word.term in query.names or not word.typed.islower():
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
