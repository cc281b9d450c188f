"""Edits: how many slips of the hand lie between two words, and the words that are one slip away."""

from collections.abc import Iterator
from string import ascii_lowercase

MIN_LONG_WORD_LETTERS = 8
"""Letters of a word in which two slips are likely: chosen."""


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
