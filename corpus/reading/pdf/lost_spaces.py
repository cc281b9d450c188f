"""Spaces that pdfium misses because they are moves of the pen: "and isresponsible for 30%".

pdfium adds a space where the pen moves far enough for the letters beside it. If spaces are narrow or kerned, some of
them are lost. Such a space is plain on the page: inside words the letters touch, and the gap is about as wide as the
other spaces of its line.

Pure functions: no I/O, no PDF library.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

MIN_SPACE_EMS = 0.19
"""Distance between two letters that is a space: 0.22 to 0.25 if a report moves the pen, under 0.1 inside words."""

MIN_NARROW_EMS = 0.1
"""Width of the narrowest spaces. Where they are narrower, the positions of the letters say nothing."""

MIN_RATIO = 0.55
"""Width of a lost space relative to the other spaces of its line. Before "j" and after "T" it is 0.6."""

MIN_BRACKET_RATIO = 0.8
"""Width of a lost space before a bracket, relative to the other spaces of its line. Formulas have half of it."""

MIN_STOP_RATIO = 0.22
"""Width of a lost space between a full stop and a capital, relative to the other spaces of its line. Kerning moves "W"
so far to the left that 0.26 of the space is left. Letters that follow a stop without a space have 0 to 0.1."""

MAX_TIGHT_RATIO = 0.3
"""Width of a gap inside a word, relative to the spaces of its line. Above it the letters are spaced. Chosen."""

MIN_WORD_LETTERS = 2
"""Letters of each of two words, as in "ofthe". Between single letters, as in a formula, a gap is not a space."""

MIN_LONG_WORD_LETTERS = 4
"""Letters of a word beside a single letter: "Asignificant". Chosen."""

_WORDS = re.compile(r"[^\W_]\S{2,}[^\W_]")  # two words have four characters
_MARKS = ",;:.)]’”"  # one of them may follow the first of two words
_OPENING = "(["
_SENTENCE_END = re.compile(r"[.!?](?<=[^\W_][^\W_][.!?]|[^\W_][)\]”’][.!?])(?=[^\W\d_a-z](?:[^\W\d_A-Z]| ))")


class LostSpaces:
    """Finds the lost spaces of a document. It remembers the words that have none, so each is measured only once."""

    def __init__(self) -> None:
        self._whole: set[str] = set()

    def places(self, text: str, space: float, moves: Callable[[int, int], Sequence[float]]) -> Iterator[int]:
        """Yield the places in a line that lack a space.

        Args:
            text: the line.
            space: the width of its spaces.
            moves: returns how far the pen moves after each of the characters from a place to another but the last.
        """
        for match in _WORDS.finditer(text):
            word = match[0]
            if word in self._whole:
                continue
            widths = moves(*match.span())
            found = _places_in_word(word, widths, space)
            if max(widths) < MIN_STOP_RATIO * space:
                self._whole.add(word)
            for place in found:
                yield match.start() + place


def usual_space(gaps: Sequence[float]) -> float:
    """Return the width of the spaces of a line, or 0 if it has none."""
    return sorted(gaps)[len(gaps) // 2] if gaps else 0.0


def may_lose_spaces(space: float, size: float) -> bool:
    """Return whether spaces of this width, in type of this size, may be lost."""
    return space > MIN_NARROW_EMS * size


def _places_in_word(word: str, widths: Sequence[float], space: float) -> list[int]:
    """Return the places in a word that are as wide as a space, if all others are tight and at least as many.

    `widths` has the gap after each character but the last.
    """
    wide = []
    tight = 0
    sentence_ends = {match.end() for match in _SENTENCE_END.finditer(word)}
    for place, width in enumerate(widths, start=1):
        if width >= space * _least_ratio(word, place, place in sentence_ends):
            wide.append(place)
        elif word[place - 1].isalpha() and word[place].isalpha():
            if width > MAX_TIGHT_RATIO * space:
                return []
            tight += 1
    if len(wide) > tight:
        return []
    return [place for place in wide if place in sentence_ends or _are_words(word, place)]


def _least_ratio(word: str, place: int, is_sentence_end: bool) -> float:
    """Return how wide a space at a place in a word must be, relative to the other spaces of its line."""
    before, after = word[place - 1], word[place]
    if is_sentence_end:
        return MIN_STOP_RATIO
    if before.isalpha() and after in _OPENING:
        return MIN_BRACKET_RATIO
    if after.isalpha() and (before.isalpha() or before in _MARKS):
        return MIN_RATIO
    return math.inf


def _are_words(word: str, place: int) -> bool:
    """Return whether the letters on both sides of a place are enough for two words, or for a word and a bracket."""
    end = place - 1 if word[place - 1] in _MARKS else place
    before = _count_letters(reversed(word[max(0, end - MIN_LONG_WORD_LETTERS) : end]))
    if word[place] in _OPENING:
        return before >= MIN_WORD_LETTERS
    after = _count_letters(word[place : place + MIN_LONG_WORD_LETTERS])
    shorter, longer = sorted((before, after))
    return shorter >= MIN_WORD_LETTERS or (shorter == 1 and longer >= MIN_LONG_WORD_LETTERS)


def _count_letters(characters: Iterable[str]) -> int:
    """Return how many letters come first."""
    return sum(1 for _ in takewhile(str.isalpha, characters))
