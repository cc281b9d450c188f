"""The dictionary: everyday words of English, Spanish and Portuguese that translate each other.

`dictionary.txt` has a line for each meaning: its words in English, Spanish and Portuguese, as a dictionary writes them.
Each word of a line translates each word of the other two languages. The lines were written by hand for this project,
for words that are frequent in reports and articles, and not taken from another dictionary. `index.thesaurus` has the
terms of the field, which may have several words and which have synonyms.

    translations("surveyed", "en")    es: encuesta, sondeo, ...    pt: pesquisa, levantamento, ...
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from corpus.model import Language
from corpus.text.language import fold
from index.thesaurus import base_forms

LANGUAGES: Sequence[Language] = ("en", "es", "pt")
"""The languages of a line, in their order."""

DICTIONARY = Path(__file__).with_name("dictionary.txt")


def translations(word: str, language: Language) -> dict[Language, list[str]]:
    """Return the translations of a word in any inflection, by language; without languages that have none."""
    if language not in LANGUAGES:
        return {}
    found: defaultdict[Language, list[str]] = defaultdict(list)
    lines_of = _lines_by_word(language)
    for form in sorted(base_forms(fold(word), language)):
        for line in lines_of.get(form, ()):
            for other, translated in zip(LANGUAGES, line, strict=True):
                if other != language:
                    found[other] += translated
    return dict(found)


@lru_cache
def _lines() -> Sequence[Sequence[Sequence[str]]]:
    """Return the lines of the file, each as its words by language."""
    lines = DICTIONARY.read_text("utf-8").splitlines()
    return [[part.split() for part in line.split("|")] for line in lines]


@lru_cache
def _lines_by_word(language: Language) -> Mapping[str, Sequence[Sequence[Sequence[str]]]]:
    """Return the lines that have a word of a language, by the word without accents."""
    found: defaultdict[str, list[Sequence[Sequence[str]]]] = defaultdict(list)
    column = LANGUAGES.index(language)
    for line in _lines():
        for word in line[column]:
            found[fold(word)].append(line)
    return found
