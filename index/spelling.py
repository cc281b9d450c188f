"""Spelling: what to search for a word of a query that the library writes in another way, or does not have at all.

    callin        call in       the library has these two words side by side
    detterence    deterrence    the library has no such word, and this is the nearest word that it has

A word that the library has is never replaced. A name is not replaced either: nobody can tell a slip in a name from a
name that the library does not have. Nor is a word that exists, such as "injunction", whatever is near it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.model import Language
from corpus.text.language import ALL_FUNCTION_WORDS
from index.edits import is_spelling_of
from index.forms import PARTICLES, WrittenForms
from index.known_words import is_known_word
from index.protocols import TermStore
from index.query import Correction, Query, QueryWord, parse_query
from index.terms import Phrase

MIN_HALF_LETTERS = 3
"""Letters of each of two words that may be typed as one: handgun, nonprofit. A particle may be shorter: callin."""

MIN_CORRECTED_LETTERS = 5
"""Letters of a word that may have a slip: chosen. Shorter words are one letter away from too many others."""


def check_spelling(query: Query, terms: TermStore, is_known: Callable[[str, Language], bool] = is_known_word) -> Query:
    """Return the query with the forms of its words that the library has, and with corrections of unknown words.

    A corrected word takes the place of the word that was typed, which no passage has, for all retrievers and models.

    Args:
        query: the query.
        terms: the words of the library.
        is_known: returns whether a word is a word of a language, which is not a slip.
    """
    terms.look_up(_compared_words(query))
    corrections = []
    for word in query.words:
        correction = _correction(word, query, terms, is_known)
        if correction is not None:
            corrections.append(correction)
    corrected = _corrected(query, corrections)
    forms = []
    for each in corrected.forms:
        others = tuple(form for form in each.others if terms.passages_with(form))
        if others:
            forms.append(replace(each, others=others))
    for word in corrected.words:
        halves = _halves_held(word, terms)
        if halves:
            forms.append(WrittenForms(word.typed, halves[0], halves))
    return replace(corrected, forms=tuple(forms))


def _compared_words(query: Query) -> set[str]:
    """Return all words and stems that are looked up for a query, if none of its words is corrected."""
    compared: set[str] = set()
    for word in query.words:
        compared |= {word.term, *word.stems}
        for half in _halves(word.term):
            compared.update(half)
    for each in query.forms:
        for form in each.others:
            compared.update(form)
    return compared


def _corrected(query: Query, corrections: Sequence[Correction]) -> Query:
    """Return a query with the nearest words in place of the words that are not held."""
    if not corrections:
        return query
    text = query.text
    for each in corrections:
        text = re.sub(rf"\b{re.escape(each.typed)}\b", each.term, text)
    parsed = parse_query(text, query.language)
    return replace(parsed, corrections=tuple(corrections), typed=query.typed, syntax_notes=query.syntax_notes)


def _correction(
    word: QueryWord, query: Query, terms: TermStore, is_known: Callable[[str, Language], bool]
) -> Correction | None:
    """Return the word of the library that a word was meant to be, or None if it has no slip."""
    if not _may_be_a_slip(word, query, terms):
        return None
    nearest = terms.nearest(word.term, query.language)
    if nearest is None or _halves_held(word, terms):
        return None
    is_spelling = is_spelling_of(word.term, nearest)
    if not is_spelling and is_known(word.term, query.language):
        return None
    return Correction(word.typed, nearest, is_spelling)


def _may_be_a_slip(word: QueryWord, query: Query, terms: TermStore) -> bool:
    """Return whether a word is long enough, is not a name, and does not occur in the library in any inflection."""
    is_common_word = word.typed.isalpha() and word.typed.islower() and word.term not in query.names
    if not is_common_word or len(word.term) < MIN_CORRECTED_LETTERS:
        return False
    if terms.passages_with((word.term,)):
        return False
    return terms.rarity(word.stems) == terms.rarity(())  # no passage has one of its stems


def _halves_held(word: QueryWord, terms: TermStore) -> tuple[Phrase, ...]:
    """Return the pairs of words that a word may be made of and that a passage has side by side."""
    if not word.term.isalpha():
        return ()
    return tuple(half for half in _halves(word.term) if terms.passages_with(half))


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
