"""Near names: which of the names that there are a person may mean by a name that there is not.

nnsc-gvi     nnsc-gvi-guide-2013     the name begins with it, or contains it
abt-2016     abt-winship-2016        the name has its words
reprot       report                  the name is spelt much like it
"""

from collections.abc import Collection, Iterable

from corpus.text.language import fold
from corpus.text.words import folded_words

MAX_NAMES = 3
"""Names that are suggested: more are a list to search, not a suggestion. Chosen."""

MIN_PART_LETTERS = 2
"""Letters of a text that must be a part of a name to suggest it. One letter is a part of most names."""

MIN_WORD_LETTERS = 4
"""Letters of a word of a name that is compared by itself ("Ruis" with "Ruiz Peña"). Shorter ones agree by chance."""

MIN_LIKENESS = 0.7
"""Share of the letters of two names that are the same, in order (`difflib`): "maceira" has 0.6 of "garcia". Chosen."""


def nearest(asked: str, known: Iterable[str]) -> list[str]:
    """Return at most `MAX_NAMES` of the known names that may be meant, the likeliest first.

    Case and accents make no difference. Names with the text in them come first, the shortest first, then names with all
    of its words, then names that are, or have a word that is, spelt much like it.
    """
    from difflib import get_close_matches  # here, because a question without a mistake does not need it

    by_folded = {fold(name): name for name in known}
    text = fold(asked).strip()
    if text in by_folded:
        return [by_folded[text]]
    words = folded_words(asked)
    with_text, with_words = [], []
    for name in sorted(by_folded, key=len):
        if len(text) >= MIN_PART_LETTERS and text in name:
            with_text.append(name)
        elif len(text) >= MIN_PART_LETTERS and words and set(words) <= set(folded_words(name)):
            with_words.append(name)
    names_with = _names_by_word(by_folded)
    alike = get_close_matches(text, names_with, MAX_NAMES, MIN_LIKENESS)
    found = dict.fromkeys([*with_text, *with_words, *(names_with[each] for each in alike)])
    return [by_folded[name] for name in list(found)[:MAX_NAMES]]


def _names_by_word(names: Collection[str]) -> dict[str, str]:
    """Return each name by itself, and the first name with each word that a person may type alone."""
    by_word: dict[str, str] = {}
    for name in names:
        for word in folded_words(name):
            if len(word) >= MIN_WORD_LETTERS and word.isalpha():
                by_word.setdefault(word, name)
    return by_word | {name: name for name in names}


def did_you_mean(asked: str, known: Iterable[str]) -> str:
    """Return `Did you mean a, b or c?` with the nearest of the known names; or "" if none is near."""
    names = nearest(asked, known)
    return f"Did you mean {one_of(names)}?" if names else ""


def choose_from(asked: str, choices: Iterable[str]) -> str:
    """Return `Did you mean a? Choose from: a, b, c`, for a text that is not a choice."""
    choices = list(choices)
    return f"{did_you_mean(asked, choices)} Choose from: {', '.join(choices)}".lstrip()


def one_of(names: Iterable[str]) -> str:
    """Return names as a choice: `a`, `a or b`, `a, b or c`; "" without names."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} or {last}" if first else last
