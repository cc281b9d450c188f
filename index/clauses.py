"""What a term store searches for a question: clauses. Each clause matches passages and scores them.

Every term store translates the same clauses into its own language, so all of them search for the same thing. The score
of a passage is BM25 (Robertson & Zaragoza 2009, with k1 = 1.2 and b = 0.75), summed over these parts of the query:

    field      part of the query                                      weight
    stems      each word, by its stems                                1
    headings   each word, by its stems, in the passage's headings     HEADINGS
    words      each word as it is, not stemmed                        WORDS
    words      each pair of words side by side                        PAIRS
    words      the other forms of words that are typed apart or       1
               in one word (`index.forms`), the best of them
    stems      the synonyms of each concept                           SYNONYMS

The weights were tried on the collections in `../shared/data` (nDCG@10 of SciFact and Cranfield; page-level MRR of the
English questions on `reports`, over windows of 180 words). Stems alone reach 0.685, 0.374 and 0.672; the first four
parts together reach 0.696, 0.389 and 0.687.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from corpus.model import Language
from index.query import Query, QueryWord
from index.terms import STEMMERS, Field, Phrase, stems
from index.thesaurus import Expansion

HEADINGS, WORDS, PAIRS, SYNONYMS = 0.3, 0.3, 0.2, 0.3
"""Weights of parts of a query; see above."""

Rarity = Callable[[Field, Collection[str]], float]
"""Returns the inverse document frequency of BM25 of some terms that count as one, in a field."""


@dataclass(frozen=True, slots=True)
class Term:
    """Passages with a term in a field, scored by BM25."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Passages with two words or more side by side, not stemmed, scored by BM25 as if they were one term.

    Its inverse document frequency is the sum of those of the words.
    """

    words: Phrase


@dataclass(frozen=True, slots=True)
class Sum:
    """Passages that at least one part matches, with the sum of the scores."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Best:
    """Passages that at least one part matches, with the best of the scores."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Passages that every part matches and none of `without`, with the sum of the scores of the parts.

    The parts of `extra` add to the score of a passage and need not match it.
    """

    parts: tuple["Clause", ...]
    without: tuple["Clause", ...] = ()
    extra: tuple["Clause", ...] = ()


@dataclass(frozen=True, slots=True)
class Weighted:
    """The passages of a clause, with its score times a weight."""

    clause: "Clause"
    weight: float


@dataclass(frozen=True, slots=True)
class Constant:
    """The passages of a clause, each with the same score."""

    clause: "Clause"
    score: float


@dataclass(frozen=True, slots=True)
class InLanguages:
    """Passages in some languages, with the score 0."""

    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class AllPassages:
    """All passages, with one score."""


Clause = Term | SideBySide | Sum | Best | Every | Weighted | Constant | InLanguages | AllPassages


def inverse_frequency(frequency: int, passages: int) -> float:
    """Return the inverse document frequency of BM25 of a term that is in so many of all passages, 0 or more."""
    frequency = min(frequency, passages)  # of several terms that count as one it is a sum
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def own_language(query: Query, rarity: Rarity) -> Clause | None:
    """Return what `TermStore.search` searches; None if the query has neither words nor phrases."""
    if not (query.words or query.phrases):
        return None
    required = list(_phrases(query.phrases))
    extra: list[Clause] = []
    scored = _scored(query, rarity)
    if scored:
        (extra if query.phrases else required).append(Sum(tuple(scored)))
    if query.language != "und":
        required.append(InLanguages((query.language, "und")))
    return Every(tuple(required), _phrases(query.excluded), tuple(extra))


def other_languages(query: Query) -> Clause | None:
    """Return what `TermStore.search_translated` searches; None if the query has no words in a known language."""
    if query.language == "und" or not query.words:
        return None
    by_language = []
    for language in STEMMERS:
        if language != query.language:
            found = Sum(tuple(_translated(word, query, language) for word in query.words))
            required = (found, InLanguages((language,)), *_phrases(query.phrases))
            by_language.append(Every(required, _phrases(query.excluded)))
    return Sum(tuple(by_language))


def shares_found(query: Query, shares: Mapping[frozenset[str], float]) -> Clause:
    """Score a passage by the shares of the words that it has, in its own language (`TermStore.coverage`)."""
    own: list[Clause] = []
    for word in query.words:
        anywhere = Sum((best_of("stems", sorted(word.stems)), best_of("headings", sorted(word.stems))))
        own.append(Constant(anywhere, shares[word.stems]))
    if query.language == "und":
        return Sum(tuple(own))
    by_language = [only_in(Sum(tuple(own)), query.language, "und")]
    for language in STEMMERS:
        if language != query.language:
            translated = []
            for word in query.words:
                translated.append(Constant(_translated(word, query, language), shares[word.stems]))
            by_language.append(only_in(Sum(tuple(translated)), language))
    return Sum(tuple(by_language))


def conditions(query: Query) -> Clause:
    """Return the passages with the phrases of a query and without its exclusions (`TermStore.matching`)."""
    return Every((AllPassages(), *_phrases(query.phrases)), _phrases(query.excluded))


def most_runs(runs: Collection[Phrase]) -> Clause:
    """Score a passage by how many of some runs of words it has (`TermStore.with_runs`)."""
    return Sum(tuple(Constant(side_by_side(run), 1.0) for run in dict.fromkeys(runs)))


def only_in(clause: Clause, *languages: Language) -> Clause:
    """Return the passages of a clause that are in some languages."""
    return Every((clause, InLanguages(languages)))


def best_of(field: Field, terms: Iterable[str]) -> Clause:
    """Score a passage by the best of several terms."""
    return Best(tuple(Term(field, term) for term in terms))


def side_by_side(terms: Phrase) -> Clause:
    """Return the passages with words side by side, not stemmed."""
    return Term("words", terms[0]) if len(terms) == 1 else SideBySide(terms)


def _phrases(phrases: Iterable[Phrase]) -> tuple[Clause, ...]:
    return tuple(side_by_side(each) for each in phrases)


def _scored(query: Query, rarity: Rarity) -> list[Clause]:
    """Return the clauses whose scores are added up: words, pairs and synonyms."""
    clauses: list[Clause] = []
    for word in query.words:
        word_stems = sorted(word.stems)
        clauses.append(best_of("stems", word_stems))
        clauses.append(Weighted(best_of("headings", word_stems), HEADINGS))
        clauses.append(Weighted(best_of("words", [word.term]), WORDS))
    for pair in query.pairs:
        clauses.append(Weighted(side_by_side(pair), PAIRS))
    for forms in query.forms:
        clauses.append(Best(tuple(_form(form, forms.parts, rarity) for form in forms.others)))
    for expansion in query.synonyms:
        clauses.append(Weighted(_concept(expansion, query.language), SYNONYMS))
    return clauses


def _form(form: Phrase, parts: Phrase, rarity: Rarity) -> Clause:
    """Score a passage with a form in one word as if it had the parts once each.

    The one word may be rare because texts write it apart, or because a page has lost a space. Its own rarity would
    then rank the passages with it before all others.
    """
    if len(form) > 1:
        return side_by_side(form)
    return Constant(side_by_side(form), sum(rarity("words", [part]) for part in parts))


def _translated(word: QueryWord, query: Query, language: Language) -> Clause:
    """Score a passage in another language by the best of a word as it is, its translations, and its concepts."""
    found = [best_of("words", [word.term])]
    if language in word.translations:
        found.append(best_of("stems", sorted(word.translations[language])))
    for expansion in query.translations.get(language, ()):
        if word.typed in expansion.asked:
            found.append(_concept(expansion, language))
    return Best(tuple(found))


def _concept(expansion: Expansion, language: Language) -> Clause:
    """Score a passage by the best of the terms of a concept. It must have all words of a term of several words."""
    terms = []
    for term in expansion.terms:
        all_words = Every(tuple(best_of("stems", sorted(stems(word, language))) for word in term))
        terms.append(Weighted(all_words, 1 / len(term)))
    return Best(tuple(terms))
