"""The dictionary's reader, and the file itself."""

import pytest

from corpus.text.language import FUNCTION_WORDS, fold
from index.dictionary import DICTIONARY, LANGUAGES, translations
from index.terms import words

LINES = DICTIONARY.read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("word", "language", "other", "translated"),
    [
        ("children", "en", "es", "niño"),
        ("Surveyed", "en", "pt", "pesquisa"),
        ("rose", "en", "es", "aumentar"),
        ("encuestas", "es", "en", "survey"),
        ("Población", "es", "pt", "população"),
        ("poblacion", "es", "en", "population"),
        ("leis", "pt", "es", "ley"),
        ("chuva", "pt", "en", "rain"),
    ],
)
def test_words_translate_in_every_direction(word, language, other, translated):
    """Also inflected, in capitals, and without accents."""
    assert translated in translations(word, language)[other]


@pytest.mark.parametrize(("word", "language"), [("Boston", "en"), ("2018", "es"), ("house", "und"), ("", "pt")])
def test_other_words_have_no_translations(word, language):
    """Names, numbers, nothing, and words in an unknown language."""
    assert translations(word, language) == {}


def test_a_word_is_not_translated_into_its_own_language():
    """The words of a line in one language are not synonyms."""
    assert set(translations("house", "en")) == {"es", "pt"}


def test_every_line_has_single_words_in_three_languages():
    """Each word is one term in lower case, once in its part, and not a function word, which no query searches for."""
    for line in LINES:
        parts = line.split(" | ")
        assert len(parts) == len(LANGUAGES), line
        for part, language in zip(parts, LANGUAGES, strict=True):
            in_part = part.split(" ")
            assert len(set(in_part)) == len(in_part), line
            for word in in_part:
                assert [each.text for each in words(word)] == [fold(word)], (line, word)
                assert word == word.lower(), line
                assert fold(word) not in FUNCTION_WORDS[language], (line, word)


def test_lines_are_in_order():
    """So that a person finds a line, and a line is there once."""
    assert sorted(set(LINES)) == LINES
