"""Words and stems: the terms that term search, highlighting and query parsing compare.

A word is a run of letters and digits, in lower case, without accents. "GAO-21-470" is three words: gao, 21 and 470. A
query keeps them together with its pairs (`index.query.Query.pairs`): words side by side in a query are also searched
side by side, whatever punctuation the page has between them.

A stem is a word without its inflection, by the Snowball stemmer of its language (https://snowballstem.org). Words and
stems both come from tantivy's analyzers. The term index is written with the same analyzers, so the words that are
highlighted are the words that were found:

    words("Políticas públicas")         politicas, publicas
    words("Políticas públicas", "es")   polit, public
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from corpus.model import Language, Passage
from corpus.text.language import fold

STEMMERS: Mapping[Language, str] = {"en": "english", "es": "spanish", "pt": "portuguese"}
"""The languages with a stemmer, and tantivy's names for the stemmers."""

VARIANTS: Mapping[Language, tuple[str, ...]] = {
    "es": ("en enes", "ia ía", "ias ías"),
    "pt": ("cao ção coes ções", "sao são soes sões", "al ais", "avel ável aveis áveis", "ivel ível iveis íveis"),
}
"""Endings of one word to which the stemmer gives different stems. A query searches all of them: joven and
jóvenes, policial and policiais; also policía and policia, as people type it and as capitals are printed."""

PLURALS: Mapping[Language, tuple[str, ...]] = {
    "es": ("a as", "e es", "o os", "dad dades"),
    "pt": ("a as", "e es", "o os", "m ns"),
}
"""Endings of the singular and the plural, to which the stemmer gives different stems in short words (año and años, isla
and islas) and in some others (jovem and jovens). A query searches both, with the accents that it has."""

ACCENTS: Mapping[Language, tuple[str, ...]] = {
    "es": ("cés", "erés", "gués"),
    "pt": ("ância", "âncias", "ência", "ências", "ária", "árias", "éria", "érias", "cês", "guês", "nês"),
}
"""Endings that a query typed without accents may mean. A word typed with its accent is searched as it is: without the
accent, matéria has the stem of matar, and secretária has the stem of secreto."""

MIN_FORM_LETTERS = 3
"""Letters of another form of a word: "me" is not the singular of mes."""

Field = Literal["stems", "headings", "words"]
"""What is stored of a passage: the stems of its text, the stems of its headings, and the words of its text."""

Phrase = tuple[str, ...]
"""Words side by side."""


@dataclass(frozen=True, slots=True)
class Word:
    """A term and its place in a text: `start` and `end` are character offsets."""

    text: str
    start: int
    end: int


@lru_cache
def analyzer(language: Language | None) -> Any:
    """Return tantivy's analyzer for words (None or `und`) or for the stems of a language."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    if language is not None and language in STEMMERS:
        # Stem before the accents are removed: the stemmers use accents.
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.filter(Filter.ascii_fold()).build()


def normalize(text: str) -> str:
    """Return a text that analyzers accept: letters composed with their accents, and "?" for lone surrogates.

    Lone surrogates come from file names and broken PDFs. They cannot be encoded in UTF-8.
    """
    return unicodedata.normalize("NFC", text).encode("utf-8", "replace").decode("utf-8")


def words(text: str, language: Language | None = None) -> list[Word]:
    """Return the words of a text in order. They are stemmed if a language other than `und` is given."""
    tokens = analyzer(language).pre_tokenize(text).tokens
    return [Word(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]


def stemmed_words(text: str, language: Language) -> list[Word]:
    """Return the stems of a text in order. If its language is unknown, each word has its stems in every language."""
    if language != "und":
        return words(text, language)
    found: set[tuple[int, int, str]] = set()
    for each in STEMMERS:
        found.update((word.start, word.end, word.text) for word in words(text, each))
    return [Word(stem, start, end) for start, end, stem in sorted(found)]


def passage_terms(passage: Passage) -> dict[Field, list[Word]]:
    """Return the terms of a passage by field, each in order of its text."""
    text = normalize(passage.text)
    headings = normalize("\n".join(passage.headings))
    return {
        "stems": stemmed_words(text, passage.language),
        "headings": stemmed_words(headings, passage.language),
        "words": words(text),
    }


@lru_cache(maxsize=4096)
def stems(word: str, language: Language) -> frozenset[str]:
    """Return the stems that a word of a query can have in passages of a language. `und` means any language."""
    found: set[str] = set()
    if language == "und":
        for each in STEMMERS:
            found |= stems(word, each)
    else:
        for form in _forms(word, language):
            found.update(analyzer(language).analyze(form))
    return frozenset(found)


def _forms(word: str, language: Language) -> Iterator[str]:
    """Yield a word, then the same word with the other endings from `VARIANTS`, `PLURALS` and `ACCENTS`."""
    yield word
    folded = fold(word)
    yield from _with_other_endings(folded, VARIANTS.get(language, ()))
    typed = word.lower()
    for form in _with_other_endings(typed, PLURALS.get(language, ())):
        if len(form) >= MIN_FORM_LETTERS:
            yield form
    for ending, accented in _accents_by_ending(language).items():
        if typed.endswith(ending):
            yield folded.removesuffix(ending) + accented


def _with_other_endings(word: str, groups: Iterable[str]) -> Iterator[str]:
    """Yield a word with the other endings of each group that has its ending."""
    for group in groups:
        endings = group.split()
        for ending in endings:
            if word.endswith(ending):
                stem = word.removesuffix(ending)
                for other in endings:
                    yield stem + other


@lru_cache
def _accents_by_ending(language: Language) -> Mapping[str, str]:
    """Return the endings in `ACCENTS`, each by its form without accents."""
    return {fold(ending): ending for ending in ACCENTS.get(language, ())}
