"""Text to terms: what term search and highlighting both go by, and how a question is read.

A word is a run of letters and digits, in lower case, without accents. Nothing else is lost: "GAO-21-470" is the three
words gao, 21, 470, and stays one thing because words side by side in a question are also looked for side by side
(`ParsedQuery.pairs`), whatever stands between them on the page. A **stem** is a word without its inflection, by the
Snowball stemmer of its language (https://snowballstem.org). Both come from tantivy's own analyzers, the ones its
index is written with, so that what is highlighted is what was found:

    words("Políticas públicas")         politicas, publicas
    words("Políticas públicas", "es")   polit, public
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from corpus.model import Language
from corpus.text.language import FUNCTION_WORDS, fold

STEMMERS: Mapping[Language, str] = {"en": "english", "es": "spanish", "pt": "portuguese"}
"""The languages that are stemmed, and tantivy's names for their stemmers."""

VARIANTS: Mapping[Language, tuple[str, ...]] = {
    "es": ("en enes", "ia ía", "ias ías"),
    "pt": ("cao ção coes ções", "sao são soes sões", "al ais", "avel ável aveis áveis", "ivel ível iveis íveis"),
}
"""Endings of one word that its stemmer leaves apart, so that a question asks for all of them: joven and jóvenes,
policial and policiais; policía and policia, as it is typed, or printed in capitals."""

ACCENTS: Mapping[Language, tuple[str, ...]] = {
    "es": ("cés", "erés", "gués"),
    "pt": ("ância", "âncias", "ência", "ências", "ária", "árias", "éria", "érias", "cês", "guês", "nês"),
}
"""Endings that a question typed without accents may mean. A word that has its accent is asked for as it is: without,
matéria has the stem of matar, and secretária that of secreto."""

_OPERATOR = re.compile(
    r"""
    (?P<minus>(?<!\S)-)? ["“”„] (?P<phrase>[^"“”„]*) ["“”„]
    | (?<!\S)-(?=[^\W\d])(?P<word>\S+)   # not "-5", which is a number, nor " - ", which is a dash
    """,
    re.VERBOSE,
)
_CUT = "\0"
"""Stands where a quote or an exclusion was taken out."""

_CONTRACTION = re.compile(r"(?<=\w)['’](?:s|t|d|m|re|ve|ll)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A term and where it stands: `start` and `end` count characters of the text it came from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A question taken apart.

    `words` are those that carry the topic, as typed, once each; `pairs` are two such words side by side. `phrases`
    must occur word for word and `excluded` must not. All but `words` hold terms as the function `words` gives them.
    """

    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    phrases: tuple[tuple[str, ...], ...]
    excluded: tuple[tuple[str, ...], ...]


@lru_cache
def analyzer(language: Language | None) -> Any:
    """Gives tantivy's analyzer for words (None, `und`) or for the stems of a language."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    if language is not None and language in STEMMERS:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))  # before folding: it goes by the accents
    return builder.filter(Filter.ascii_fold()).build()


def normal(text: str) -> str:
    """Gives text that analyzers take: letters and their accents in one, and "?" for halves of surrogate pairs.

    Those come from file names and broken PDFs, and no encoder of UTF-8 takes them.
    """
    return unicodedata.normalize("NFC", text).encode("utf-8", "replace").decode("utf-8")


def words(text: str, language: Language | None = None) -> list[Word]:
    """Gives the words of a text in order; stemmed where a language (not `und`) is given."""
    tokens = analyzer(language).pre_tokenize(text).tokens
    return [Word(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]


@lru_cache(maxsize=4096)
def stems(word: str, language: Language) -> frozenset[str]:
    """Gives the stems that a word of a question can have in passages of a language, or of any for `und`."""
    if language == "und":
        return frozenset().union(*(stems(word, each) for each in STEMMERS))
    return frozenset(stem for form in _forms(word, language) for stem in analyzer(language).analyze(form))


def _forms(word: str, language: Language) -> Iterator[str]:
    """Gives a word and what it stands for with another ending, of `VARIANTS` or `ACCENTS`."""
    yield word
    typed, folded = word.lower(), fold(word)
    for endings in VARIANTS.get(language, ()):
        for ending in endings.split():
            if folded.endswith(ending):
                yield from (folded.removesuffix(ending) + other for other in endings.split())
    for ending, accented in _unaccented(language).items():
        if typed.endswith(ending):
            yield folded.removesuffix(ending) + accented


@lru_cache
def _unaccented(language: Language) -> Mapping[str, str]:
    return {fold(ending): ending for ending in ACCENTS.get(language, ())}


def parse(text: str, language: Language = "und") -> ParsedQuery:
    """Reads a question: "words in quotes" (straight or curly), -excluded, -"excluded words", and all the rest.

    Function words of the language are left out, unless there are no others; one in capitals (WHO, IT) is taken for a
    name. A quote that is not closed is no quote. Every text can be read, and some leave nothing.
    """
    text = normal(text)
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    for found in _OPERATOR.finditer(text):
        terms = tuple(word.text for word in words(found["phrase"] or found["word"] or ""))
        if terms:
            (excluded if found["minus"] or found["word"] else phrases).append(terms)
    rest = _CONTRACTION.sub("", _OPERATOR.sub(_CUT, text))
    every = words(rest)
    kept = [word for word in every if _is_topical(rest[word.start : word.end], rest, language)] or every
    typed: dict[str, str] = {}
    for word in kept:
        typed.setdefault(word.text, rest[word.start : word.end])
    pairs = [(a.text, b.text) for a, b in pairwise(kept) if not _parted(rest[a.end : b.start])]
    return ParsedQuery(tuple(typed.values()), tuple(dict.fromkeys(pairs)), tuple(phrases), tuple(excluded))


def _is_topical(word: str, text: str, language: Language) -> bool:
    if language not in STEMMERS or fold(word) not in FUNCTION_WORDS[language]:
        return True
    return len(word) > 1 and word.isupper() and not text.isupper()


def _parted(gap: str) -> bool:
    """Says whether a word that was left out, a quote or an exclusion stood between two words."""
    return any(character.isalnum() or character == _CUT for character in gap)
