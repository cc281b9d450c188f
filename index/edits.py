"""Edits: how many lie between two words, which words are one edit away, and which edits are slips of the hand."""

import re
from collections.abc import Callable, Iterable, Iterator
from string import ascii_lowercase

MIN_LONG_WORD_LETTERS = 8
"""Letters of a word in which two slips are likely: chosen."""

MIN_CHANGED_LETTERS, MIN_REPLACED_LETTERS = 7, 9
"""Letters of a word in which a letter more or less, or a vowel for a vowel, is likely to be a slip; and of a word in
which any other letter is. Chosen: a shorter word with a letter changed is often another word (page, phage)."""

_ALIKE = tuple(map(frozenset, ("aeiouy", "szc", "ckq", "bv", "gj")))
"""Letters that sound alike, and are taken for each other."""

_BRITISH = (
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e[ds]?|ing|ations?|ers?)$)"), "iz"),
    (re.compile(r"ys(?=(?:e[ds]?|ing|ers?)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{2})our"), "or"),
    (re.compile(r"tre(?=s?$)"), "ter"),
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"([ls])\1(?=(?:ed|ing|ers?|ors?)$)"), r"\1"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"mme(?=s?$)"), "m"),
    (re.compile(r"(?<=en)ce(?=s?$)"), "se"),
)
"""Endings and letters that are British, and the American ones."""


def one_edit_away(word: str) -> Iterator[str]:
    """Yield each word that has one letter more, one letter less, another letter, or two neighbours exchanged.

    The letters are a to z, because terms have no accents. The word itself and repetitions may be among them.
    """
    for n in range(len(word) + 1):
        before, after = word[:n], word[n:]
        for letter in ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def edits(first: str, second: str, most: int) -> int:
    """Return the number of such edits between two words, or `most` + 1 if there are more than `most`.

    This is the optimal string alignment distance: no part of a word is edited twice.
    """
    too_many = most + 1
    if abs(len(first) - len(second)) > most or len(set(first) ^ set(second)) > 2 * most:
        return too_many
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        row = [i]
        for j, other in enumerate(second, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            is_exchanged = i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other
            if is_exchanged:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return too_many
        before_last, last = last, row
    return min(last[-1], too_many)


def is_slip(typed: str, meant: str) -> bool:
    """Return whether a word is likely to be another word with a slip of the hand: deterence, poilce, violance.

    A letter doubled or left out, and two letters exchanged, are slips in any word; other edits in long words only.
    """
    if is_spelling_of(typed, meant):
        return True
    if edits(typed, meant, 1) == 1:
        return _is_one_slip(typed, meant)
    return len(typed) >= MIN_LONG_WORD_LETTERS and _is_one_slip(_undoubled(typed), _undoubled(meant))


def is_spelling_of(word: str, other: str) -> bool:
    """Return whether two words are the British and the American spelling of one word: focussed, focused."""
    return word != other and _american(word) == _american(other)


def _is_one_slip(typed: str, meant: str) -> bool:
    """Return whether at most one edit lies between two words, and is a likely slip."""
    if _undoubled(typed) == _undoubled(meant):
        return True
    if edits(typed, meant, 1) > 1:
        return False
    if sorted(typed) == sorted(meant):
        return True
    if len(typed) < len(meant) and typed[-1] == meant[-1]:  # a letter was left out inside: helth
        return True
    if len(typed) != len(meant) or _is_alike_letter_replaced(typed, meant):
        return len(typed) >= MIN_CHANGED_LETTERS
    return len(typed) >= MIN_REPLACED_LETTERS


def _is_alike_letter_replaced(typed: str, meant: str) -> bool:
    """Return whether the one letter in which two words of one length differ sounds alike in both."""
    replaced = next({letter, other} for letter, other in zip(typed, meant, strict=True) if letter != other)
    return any(replaced <= alike for alike in _ALIKE)


def _undoubled(word: str) -> str:
    """Return a word with each letter once where it is doubled."""
    return re.sub(r"(.)\1", r"\1", word)


def _american(word: str) -> str:
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return word


def likeliest(word: str, candidates: Iterable[tuple[str, int]], is_held: Callable[[str], bool]) -> str | None:
    """Return the word that was most likely meant: the most frequent one, then the first by the alphabet.

    Args:
        word: as it was typed.
        candidates: words with their frequencies.
        is_held: whether a passage that may be returned has a word. It is asked as seldom as can be.
    """
    by_frequency = sorted((-frequency, other) for other, frequency in candidates if is_slip(word, other))
    return next((other for _, other in by_frequency if is_held(other)), None)
