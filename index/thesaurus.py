"""The thesaurus: other terms for the concepts of a query, in its own language and in the others.

`thesaurus.json` holds concepts, each with its terms in each language. The terms of a concept are synonyms within a
language and translations of each other across languages. A term with a tilde is only a translation: "~seguridad" is a
term of both safety and security, and not a synonym of anything in Spanish. A concept may have parts, which are other
concepts. A query that names the whole is also expanded with its parts, but not the reverse: a page need not state a
vacancy rate if it has the vacancies and the headcount. `docs/thesaurus.md` says how to add a term.

    expand("Did GVI reduce murders?", "en", ["en", "pt"])
    en    GVI: focused deterrence, pulling levers, ...    murders: homicide
    pt    GVI: dissuasão focalizada, ...                  reduce: reduzir, ...    murders: ...

A word matches a term in its inflections (`INFLECTIONS`), with or without accents. The longest term wins: "hot spots
policing" is not also read as police. The stems of `index.terms` would not do here. The Snowball stemmers give one stem
to words that only share a root (como and comida, importante and importaciones, María and mara, important and imports).
This costs little when the word itself is searched for too, but a wrong translation would find the wrong passages.
"""

import json
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.model import Language
from corpus.text.language import FUNCTION_WORDS, fold
from index.terms import STEMMERS, Phrase, Word, normalize, words

TRANSLATION = "~"
"""The first character of a term that translates the concept and is not a synonym in its own language."""

PARTS = "parts"
"""The key, beside the languages of a concept, of the concepts that are its parts."""

SIGNS = frozenset("&+")
"""Signs of abbreviations that a query must have too: "R&D" is not the letters r and d side by side."""

INFLECTIONS: Mapping[Language, Mapping[str, str]] = {
    "en": {"": "s es ed ing", "e": "ed ing", "y": "ies ied"},
    "es": {
        **{"": "s es", "z": "ces", "o": "a as", "or": "ora oras"},
        "ar": "a an o ando ado ada ados adas aron aba aban ara aran aria arian e en",
        **dict.fromkeys(("er", "ir"), "e en iendo ido ida idos idas io ieron ia ian era eran"),
    },
    "pt": {
        **{"": "s es", "ao": "oes aes", "m": "ns", "al": "ais", "el": "eis", "il": "is eis", "o": "a as"},
        "or": "ora oras",
        "ar": "a am ou aram ando ado ada ados adas ava avam ara arao aria e em",
        **dict.fromkeys(("er", "ir"), "e em eu iu eram iram endo indo ido ida idos idas ia iam"),
    },
}
"""The endings of terms in the file, each with the endings that a query may have instead. They cover number, gender, and
the forms of verbs. They have no accents."""

MAX_ENDING_LETTERS = 5
"""Length of the longest ending in `INFLECTIONS`."""

MIN_STEM_LETTERS = 3
"""Minimum of letters before an ending: shorter words (mes, gas, red) have no inflections."""

_FUNCTION_WORDS = frozenset({"us"}).union(*(FUNCTION_WORDS[language] for language in STEMMERS))


@dataclass(frozen=True, slots=True)
class Expansion:
    """A concept that a query names, or a part of such a concept, with its other terms.

    `asked` are the words of the query that name the concept, or the whole that it is a part of, as they were typed and
    side by side. Each of the `terms` is its words as they are in the file, with capitals and accents, which
    `index.terms.stems` needs.
    """

    concept: str
    asked: tuple[str, ...]
    terms: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The terms of a language, sorted by their folded words.

    The three lists are parallel: a term's folded words, the term as it is in the file, and its concept.
    """

    folded: Sequence[str]
    written: Sequence[str]
    concepts: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the file, without its tilde, and its folded words."""

    concept: str
    written: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A term at the words `start` to `end` (exclusive) of a query, in one of the languages that it may be in."""

    start: int
    end: int
    language: Language
    term: _Term
    likeness: int


def expand(
    text: str, language: Language, into: Iterable[Language], verbatim: Sequence[Phrase] = ()
) -> dict[Language, list[Expansion]]:
    """Return the concepts that a query names, in the order of the query, with their other terms in each language.

    In the query's own language these are the synonyms that the query does not contain. In another language they are all
    terms. `und` means every language, for `language` and in `into`: keywords ("homicidio GVI") are `und`. A concept
    without other terms is left out. A concept that is named twice is returned once, at its first place. Parts come
    last. Any text is accepted.

    Args:
        text: the query.
        language: its language.
        into: the languages of the terms.
        verbatim: phrases that the query quotes or excludes. Their words are not expanded.
    """
    text = normalize(text)
    tokens = words(text)
    matches: list[_Match] = []
    for each in _languages(language):
        matches.extend(_matches(text, tokens, each))
    named: dict[str, list[_Match]] = {}
    for match in _best(matches):
        run = [token.text for token in tokens[match.start : match.end]]
        if not _is_in_a_phrase(run, verbatim):
            named.setdefault(match.term.concept, []).append(match)
    expansions: dict[Language, list[Expansion]] = {each: [] for each in into}
    for concept, places in _with_parts(named).items():
        first = places[0]
        asked = tuple(_typed(text, tokens[first.start : first.end]))
        for each, found in expansions.items():
            terms = _other_terms(concept, places, each)
            if terms:
                found.append(Expansion(concept, asked, terms))
    return expansions


def _with_parts(named: Mapping[str, list[_Match]]) -> Mapping[str, list[_Match]]:
    """Return concepts with the places that name them, then their parts with the places that name the whole."""
    found = dict(named)
    for concept, places in named.items():
        for part in _concepts()[concept].get(PARTS, ()):
            found.setdefault(part, places)
    return found


def _languages(language: Language) -> Iterable[Language]:
    return STEMMERS if language == "und" else (language,)


@lru_cache
def _concepts() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return, by concept, its terms by language as they are in the file, and its parts under `PARTS`."""
    text = Path(__file__).with_name("thesaurus.json").read_text("utf-8")
    concepts: dict[str, dict[str, list[str]]] = json.loads(text)
    return concepts


@lru_cache
def _lexicon(language: Language) -> _Lexicon:
    concepts: list[str] = []
    written: list[str] = []
    for concept, terms in _concepts().items():
        for term in terms.get(language, ()):
            concepts.append(concept)
            written.append(term)
    # All terms are folded at once, and kept in flat lists: an object for each term would wake the garbage collector,
    # which takes as long as all the rest.
    folded = _folded("\n".join(written)).split("\n")
    order = sorted(range(len(folded)), key=folded.__getitem__)
    return _Lexicon([folded[n] for n in order], [written[n] for n in order], [concepts[n] for n in order])


def _spaced(terms: str) -> str:
    """Return terms of the file with spaces, and nothing else, between their words."""
    for mark in ("-", "'", *SIGNS):
        terms = terms.replace(mark, " ")
    return terms.replace(".", "").replace(",", "").replace(TRANSLATION, "")


def _folded(terms: str) -> str:
    """Return terms of the file as the words of `index.terms.words`, joined by spaces. A test compares the two.

    `index.terms.words` takes 8 microseconds for a term, 12 ms for a language.
    """
    return unicodedata.normalize("NFD", _spaced(terms).lower()).encode("ascii", "ignore").decode()


@lru_cache
def vocabulary(language: Language) -> Mapping[str, frozenset[str]]:
    """Return the words of the terms of a language, without accents, each with the ways in which the file writes it."""
    written: dict[str, set[str]] = {}
    for term in _lexicon(language).written:
        for word in _spaced(term).lower().split():
            written.setdefault(fold(word), set()).add(word)
    return {word: frozenset(forms) for word, forms in written.items()}


@lru_cache
def _endings(language: Language) -> Mapping[str, Sequence[str]]:
    """Return the endings that a query may have, each with the endings of terms that it may replace."""
    found: dict[str, list[str]] = {}
    for base, endings in INFLECTIONS[language].items():
        for ending in endings.split():
            found.setdefault(ending, []).append(base)
    return found


@lru_cache(maxsize=4096)
def base_forms(word: str, language: Language) -> frozenset[str]:
    """Return the words that a folded word of a query may be an inflection of, with the word itself."""
    found = {word}
    longest = min(MAX_ENDING_LETTERS, len(word) - MIN_STEM_LETTERS)
    for length in range(1, longest + 1):
        stem, ending = word[:-length], word[-length:]
        for base in _endings(language).get(ending, ()):
            found.add(stem + base)
    return frozenset(found)


def _terms_beginning_with(word: str, language: Language) -> Iterator[_Term]:
    """Yield the terms of a language whose first word, folded, is this one."""
    lexicon = _lexicon(language)
    for n in range(bisect_left(lexicon.folded, word), len(lexicon.folded)):
        parts = lexicon.folded[n].split()
        if parts[0] != word:
            return
        yield _Term(lexicon.concepts[n], lexicon.written[n].removeprefix(TRANSLATION), tuple(parts))


def _typed(text: str, tokens: Sequence[Word]) -> list[str]:
    """Return words of a text as they were typed."""
    return [text[token.start : token.end] for token in tokens]


def _matches(text: str, tokens: Sequence[Word], language: Language) -> Iterator[_Match]:
    """Yield every term of a language that is in a text. Terms may overlap."""
    typed = _typed(text, tokens)
    forms = [base_forms(token.text, language) for token in tokens]
    for start, first in enumerate(forms):
        candidates: list[_Term] = []
        for form in sorted(first):
            candidates.extend(_terms_beginning_with(form, language))
        for term in candidates:
            end = start + len(term.words)
            if _is_at(term, forms[start:end], language) and _is_spelt(term, typed[start], text, candidates):
                yield _Match(start, end, language, term, _likeness(term, typed[start:end]))


def _is_at(term: _Term, forms: Sequence[frozenset[str]], language: Language) -> bool:
    """Return whether a term is in the query at a place where its first word is.

    `forms` are the base forms of as many words of the query, from that place. The other words of the term may be
    inflected too: "tráfico de droga" is "tráfico de drogas".
    """
    if len(forms) != len(term.words):
        return False
    for form, word in zip(forms[1:], term.words[1:], strict=True):
        if form.isdisjoint(base_forms(word, language)):
            return False
    return True


def _likeness(term: _Term, typed: Sequence[str]) -> int:
    """Return how alike a term and words of a query are.

    3: the same. 2: the same except for capitals. 1: except for capitals and accents. 0: less alike.
    """
    asked = " ".join(typed)
    written = _spaced(term.written)
    if asked == written:
        return 3
    if asked.lower() == written.lower():
        return 2
    return int(fold(asked) == " ".join(term.words))


def _is_spelt(term: _Term, word: str, text: str, candidates: Iterable[_Term]) -> bool:
    """Return whether a term at a word of a query has the signs or the capitals that it needs there.

    Args:
        term: at the word. Of a term of several words only the signs matter.
        word: of the query, as typed.
        text: the query.
        candidates: the terms that begin at the word.
    """
    if len(term.words) == 1:
        return _has_its_capitals(term, word, text, candidates)
    return SIGNS.isdisjoint(term.written) or term.written.lower() in text.lower()


def _has_its_capitals(term: _Term, word: str, text: str, candidates: Iterable[_Term]) -> bool:
    """Return whether a word of a query can be a term of one word, judged by its capitals.

    A term with capitals (WHO, AIDS, Ceasefire) matches a word that has them. If a query has no capitals after its first
    letter, capitals tell nothing, and "what is gvi" asks for GVI; but a word that is also a term without capitals
    (ceasefire, aid) is then that term. A function word is not a term, unless the query has it in capitals and other
    words not (the WHO).
    """
    if fold(word) in _FUNCTION_WORDS:
        return word == term.written and word.isupper() and not text.isupper()
    if term.written.islower() or word.startswith(term.written):
        return True
    letters = "".join(filter(str.isalpha, text))
    capitals_tell = not (letters[1:].islower() or letters.isupper())
    if capitals_tell or fold(word).removesuffix("s") != term.words[0].removesuffix("s"):
        return False
    return not any(len(each.words) == 1 and each.written.islower() for each in candidates)


def _best(matches: Iterable[_Match]) -> list[_Match]:
    """Return the matches that no longer match overlaps, in the order of the query.

    The same words may name several concepts. If they name some of them letter by letter, the others are dropped:
    "seguridad" is safety and security, and that "seguro" is insurance does not matter.
    """
    spans: dict[int, tuple[int, int]] = {}  # by word of the query
    kept: dict[tuple[int, int], list[_Match]] = {}
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start)):
        span = (match.start, match.end)
        places = range(match.start, match.end)
        if all(spans.get(place, span) == span for place in places):
            spans.update(dict.fromkeys(places, span))
            kept.setdefault(span, []).append(match)
    best = []
    for span in sorted(kept):
        best.extend(_most_alike(kept[span]))
    return best


def _most_alike(matches: Sequence[_Match]) -> list[_Match]:
    """Return the matches of the concepts whose terms are most alike to the query."""
    most = max(match.likeness for match in matches)
    concepts = {match.term.concept for match in matches if match.likeness == most}
    return [match for match in matches if match.term.concept in concepts]


def _is_in_a_phrase(run: Sequence[str], phrases: Iterable[Phrase]) -> bool:
    """Return whether words are side by side in one of several phrases."""
    text = f" {' '.join(run)} "
    return any(text in f" {' '.join(phrase)} " for phrase in phrases)


def _other_terms(concept: str, places: Sequence[_Match], into: Language) -> tuple[Phrase, ...]:
    """Return the terms of a concept in a language without the terms that the query has.

    Terms that are function words without their capitals are left out too: every passage has "us" and "who".

    Args:
        concept: a concept, or a part of one.
        places: in the query, that name the concept or its whole.
        into: the language, or `und`.
    """
    whole = _concepts()[places[0].term.concept]
    found: dict[str, None] = {}
    for language in _languages(into):
        terms = _concepts()[concept].get(language, ())
        in_query = {place.term.written for place in places if place.language == language}
        if in_query:
            # A term with a tilde is in the file with it, so it is not among the terms of the whole.
            is_synonym = not in_query.isdisjoint(whole.get(language, ()))
            terms = [term for term in terms if is_synonym and not term.startswith(TRANSLATION)]
        for term in terms:
            if term not in in_query:
                found[_spaced(term)] = None
    others = []
    for term in found:
        if fold(term) not in _FUNCTION_WORDS:
            others.append(tuple(term.split()))
    return tuple(others)
