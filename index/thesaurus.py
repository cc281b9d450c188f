"""The field's vocabulary: what else a question's words are called, in its own language and in the others.

`thesaurus.json` holds concepts, each with the terms for it per language. The terms of a concept are synonyms within a
language and translations of each other across languages. A term with a tilde only translates: "~seguridad" stands
under both safety and security, and is a synonym of nothing in Spanish. A concept may have parts, other concepts that
are looked for where it is asked for, and not the reverse: a page need not print a gross margin, if it has the gross
profit and the sales. `docs/thesaurus.md` says how to add a term.

    expand("Did GVI reduce murders?", "en", "en")    GVI: focused deterrence, pulling levers, ...    murders: homicide
    expand("Did GVI reduce murders?", "en", "pt")    GVI: dissuasão focalizada, ...; reduce: reduzir, ...; murders: ...

A word matches a term in its inflections (`INFLECTIONS`), with accents or without, and the longest term wins: "hot
spots policing" is not read as police too. Stems as in `index.terms` would not do. The Snowball stemmers put together
what shares a root (como and comida, importante and importaciones, María and mara, important and imports), which costs
little where the word itself is looked for, and sends a translation astray.
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
from index.terms import STEMMERS, Word, normal, parse, words

TRANSLATION = "~"
"""Begins a term that translates the concept and is no synonym in its own language."""

PARTS = "parts"
"""The key, beside a concept's languages, of the concepts that it is reckoned from or made of."""

SIGNS = frozenset("&+")
"""Signs that abbreviations are known by: "R&D" is not the letters r and d side by side."""

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
"""What a term in the file ends in, and what it may end in instead in a question: number, gender, and verbs from their
infinitive. Without accents."""

SHORTEST = 3
"""Letters before an ending; what is shorter (mes, gas, red) is a word of its own."""

_FUNCTION_WORDS = frozenset({"us"}).union(*(FUNCTION_WORDS[language] for language in STEMMERS))

_Terms = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """A concept that a question names, or a part of one, and what else it is called.

    `asked` are the words of the question that name it, or what it is part of, as typed and side by side. Each term
    holds words as they stand in the file, with capitals and accents, for `index.terms.stems` to take.
    """

    concept: str
    asked: tuple[str, ...]
    terms: _Terms


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The terms of a language: their words, folded and in ascending order, and beside each how and where it stands."""

    folded: Sequence[str]
    written: Sequence[str]
    concepts: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Term:
    concept: str
    written: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A term at the words `start` to `end` (exclusive) of a question, in one of the languages it may be in."""

    start: int
    end: int
    language: Language
    term: _Term
    likeness: int


def expand(text: str, language: Language, into: Language) -> list[Expansion]:
    """Gives the concepts that a question names, in its order, with their other terms in a language.

    Into the question's own language these are the synonyms that it does not hold itself; into another, all terms.
    `und` stands for every language on either side, since keywords ("homicidio GVI") are `und`. A concept without other
    terms is left out, and one that is named twice comes once, at its first place. What is quoted or excluded is not
    expanded: it is meant as it stands. Any text is accepted.
    """
    text = normal(text)
    tokens = words(text)
    matches = _best(match for each in _languages(language) for match in _matches(text, tokens, each))
    fixed = _fixed(text, language)
    named: dict[str, list[_Match]] = {}
    for match in matches:
        if not _within([token.text for token in tokens[match.start : match.end]], fixed):
            named.setdefault(match.term.concept, []).append(match)
    found = (
        Expansion(
            concept,
            tuple(text[token.start : token.end] for token in tokens[places[0].start : places[0].end]),
            _others(concept, places, into),
        )
        for concept, places in _with_parts(named).items()
    )
    return [expansion for expansion in found if expansion.terms]


def _with_parts(named: Mapping[str, list[_Match]]) -> Mapping[str, list[_Match]]:
    """Gives concepts with where they are named, then those that are parts of them with where the whole is named."""
    found = dict(named)
    for concept, places in named.items():
        for part in _concepts()[concept].get(PARTS, ()):
            found.setdefault(part, places)
    return found


def translations(text: str, language: Language) -> dict[Language, list[Expansion]]:
    """Gives what a question's concepts are called in each other language that has terms for any of them.

    None for `und`: its concepts are expanded into every language already.
    """
    others = [other for other in STEMMERS if language not in ("und", other)]
    found = {other: expand(text, language, other) for other in others}
    return {other: expansions for other, expansions in found.items() if expansions}


def _languages(language: Language) -> Iterable[Language]:
    return STEMMERS if language == "und" else (language,)


@lru_cache
def _concepts() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Gives the terms of each concept by language, as they stand in the file, and under `PARTS` its parts."""
    text = Path(__file__).with_name("thesaurus.json").read_text("utf-8")
    concepts: dict[str, dict[str, list[str]]] = json.loads(text)
    return concepts


@lru_cache
def _lexicon(language: Language) -> _Lexicon:
    named = _concepts().items()
    concepts = [concept for concept, terms in named for _ in terms.get(language, ())]
    written = [term for _, terms in named for term in terms.get(language, ())]
    # Folded all at once, and kept in flat lists: an object for each term wakes the garbage collector, which takes as
    # long as all the rest.
    folded = _folded("\n".join(written)).split("\n")
    order = sorted(range(len(folded)), key=folded.__getitem__)
    return _Lexicon([folded[n] for n in order], [written[n] for n in order], [concepts[n] for n in order])


def _spaced(terms: str) -> str:
    """Gives terms of the file with spaces, and nothing else, between their words."""
    for mark in ("-", "'", *SIGNS):
        terms = terms.replace(mark, " ")
    return terms.replace(".", "").replace(",", "").replace(TRANSLATION, "")


def _folded(terms: str) -> str:
    """Gives terms of the file as `index.terms.words` would, joined by spaces; a test says so.

    That one takes 8 microseconds for a term, 12 ms for a language.
    """
    return unicodedata.normalize("NFD", _spaced(terms).lower()).encode("ascii", "ignore").decode()


@lru_cache
def _endings(language: Language) -> Mapping[str, Sequence[str]]:
    """Gives `INFLECTIONS` the other way round."""
    found: dict[str, list[str]] = {}
    for base, endings in INFLECTIONS[language].items():
        for ending in endings.split():
            found.setdefault(ending, []).append(base)
    return found


@lru_cache(maxsize=4096)
def _forms(word: str, language: Language) -> frozenset[str]:
    """Gives what a word of a question, folded, may be the inflection of, itself included."""
    found = {word}
    for length in range(1, min(5, len(word) - SHORTEST) + 1):  # no ending has more than five
        stem, ending = word[:-length], word[-length:]
        found.update(stem + base for base in _endings(language).get(ending, ()))
    return frozenset(found)


def _beginning(word: str, language: Language) -> Iterator[_Term]:
    """Gives the terms of a language whose first word this is, folded."""
    lexicon = _lexicon(language)
    for n in range(bisect_left(lexicon.folded, word), len(lexicon.folded)):
        parts = lexicon.folded[n].split()
        if parts[0] != word:
            return
        yield _Term(lexicon.concepts[n], lexicon.written[n].removeprefix(TRANSLATION), tuple(parts))


def _matches(text: str, tokens: Sequence[Word], language: Language) -> Iterator[_Match]:
    """Gives every term of a language that stands in a text, overlapping ones too."""
    typed = [text[token.start : token.end] for token in tokens]
    forms = [_forms(token.text, language) for token in tokens]
    for start, first in enumerate(forms):
        begun = [term for form in first for term in _beginning(form, language)]
        for term in begun:
            end = start + len(term.words)
            if _is_at(term, forms[start:end], language) and _is_so_written(term, typed[start], text, begun):
                yield _Match(start, end, language, term, _likeness(term, typed[start:end]))


def _is_at(term: _Term, forms: Sequence[frozenset[str]], language: Language) -> bool:
    """Says whether a term is there, whose first word is, given the forms of as many words from there on.

    Further words may be in the plural on either side: "tráfico de droga" is "tráfico de drogas".
    """
    further = zip(forms[1:], term.words[1:], strict=False)
    return len(forms) == len(term.words) and all(not form.isdisjoint(_forms(word, language)) for form, word in further)


def _likeness(term: _Term, typed: Sequence[str]) -> int:
    """Gives how alike a term and words of a question are: 3 in all, 2 but for capitals, 1 for accents too, 0 less."""
    asked, written = " ".join(typed), _spaced(term.written)
    if asked.lower() == written.lower():
        return 2 + (asked == written)
    return int(fold(asked) == " ".join(term.words))


def _is_so_written(term: _Term, word: str, text: str, rivals: Iterable[_Term]) -> bool:
    """Says whether a word of a question can be a term of one word by its capitals; terms of more need none, but signs.

    A term with capitals (WHO, AIDS, Ceasefire) is meant where it stands with them. Where a question has none after its
    first letter, they say nothing, and "what is gvi" asks for GVI; but a word that is also a term without capitals
    (ceasefire, aid) is then that. A function word is no term, unless it stands as one among others (the WHO; para).
    """
    if len(term.words) > 1:
        return SIGNS.isdisjoint(term.written) or term.written.lower() in text.lower()
    if fold(word) in _FUNCTION_WORDS:
        return word == term.written and word.isupper() and not text.isupper()
    if term.written.islower() or word.startswith(term.written):
        return True
    letters = "".join(filter(str.isalpha, text))
    in_one_case = letters[1:].islower() or letters.isupper()
    is_itself = fold(word).removesuffix("s") == term.words[0].removesuffix("s")
    return in_one_case and is_itself and not any(len(each.words) == 1 and each.written.islower() for each in rivals)


def _best(matches: Iterable[_Match]) -> list[_Match]:
    """Gives the matches that no longer one overlaps, in order.

    One run of words may name several concepts. Those that it names letter by letter leave no room for others:
    "seguridad" is safety and security; that "seguro" is insurance does not matter.
    """
    taken: dict[int, tuple[int, int]] = {}
    kept: dict[tuple[int, int], list[_Match]] = {}
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start)):
        span = (match.start, match.end)
        if all(taken.get(place, span) == span for place in range(*span)):
            taken |= dict.fromkeys(range(*span), span)
            kept.setdefault(span, []).append(match)
    return [match for span in sorted(kept) for match in _most_alike(kept[span])]


def _most_alike(matches: Sequence[_Match]) -> list[_Match]:
    most = max(match.likeness for match in matches)
    concepts = {match.term.concept for match in matches if match.likeness == most}
    return [match for match in matches if match.term.concept in concepts]


def _fixed(text: str, language: Language) -> list[tuple[str, ...]]:
    parsed = parse(text, language)
    return [*parsed.phrases, *parsed.excluded]


def _within(run: Sequence[str], fixed: Iterable[tuple[str, ...]]) -> bool:
    """Says whether words stand side by side in one of several phrases."""
    return any(f" {' '.join(run)} " in f" {' '.join(phrase)} " for phrase in fixed)


def _others(concept: str, places: Sequence[_Match], into: Language) -> _Terms:
    """Gives the terms of a concept in a language without those that a question holds; `places` name it or its whole.

    Nor those that are function words once their capitals are gone: every passage holds "us" and "who".
    """
    found: dict[str, None] = {}
    named = _concepts()[places[0].term.concept]
    for each in _languages(into):
        held = {place.term.written for place in places if place.language == each}
        terms = _concepts()[concept].get(each, ())
        if held:
            is_synonym = not held.isdisjoint(named.get(each, ()))
            terms = [term for term in terms if is_synonym and not term.startswith(TRANSLATION)]
        found |= dict.fromkeys(_spaced(term) for term in terms if term not in held)
    return tuple(tuple(term.split()) for term in found if fold(term) not in _FUNCTION_WORDS)
