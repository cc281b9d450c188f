"""Spaces that pdfium misses because they are narrow moves of the pen: "and isresponsible for 30%".

pdfium adds a space where the pen moves far enough for the letters beside it. A publisher who sets narrow spaces loses
some of them. Such a space is plain on the page: inside words the letters touch, and the gap is about as wide as the
other spaces of its line.

Pure functions: no I/O, no PDF library.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

MIN_SPACE_EMS = 0.19
"""Distance between two letters that is a space: 0.22 to 0.25 if a report moves the pen, under 0.1 inside words."""

MAX_NARROW_EMS = 0.22
"""Width of the spaces of a line that may have lost one. pdfium does not miss a wider space."""

MIN_NARROW_EMS = 0.1
"""Width of the narrowest spaces. Where they are narrower, the positions of the letters say nothing."""

MIN_RATIO = 0.55
"""Width of a lost space relative to the other spaces of its line. Before "j" and after "T" it is 0.6."""

MAX_TIGHT_RATIO = 0.3
"""Width of a gap inside a word, relative to the spaces of its line. Above it the letters are spaced. Chosen."""

MIN_WORD_LETTERS = 2
"""Letters of each of two words, as in "ofthe". Between single letters, as in a formula, a gap is not a space."""

MIN_LONG_WORD_LETTERS = 4
"""Letters of a word beside a single letter: "Asignificant". Chosen."""

_WORDS = re.compile(r"[^\W\d_]\S*[^\W\d_]")
_MARKS = ",;:.)’”"  # one of them may follow the first of two words


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
            found = _places_in_word(word, moves(*match.span()), space)
            if not found:
                self._whole.add(word)
            for place in found:
                yield match.start() + place


def usual_space(gaps: Sequence[float]) -> float:
    """Return the width of the spaces of a line, or 0 if it has none."""
    return sorted(gaps)[len(gaps) // 2] if gaps else 0.0


def may_lose_spaces(space: float, size: float) -> bool:
    """Return whether spaces of this width, in type of this size, may be lost."""
    return MIN_NARROW_EMS * size < space < MAX_NARROW_EMS * size


def _places_in_word(word: str, widths: Sequence[float], space: float) -> list[int]:
    """Return the places in a word that are as wide as a space, if all others are tight and at least as many.

    `widths` has the gap after each character but the last.
    """
    wide = []
    tight = 0
    for place, width in enumerate(widths, start=1):
        before, after = word[place - 1], word[place]
        if width >= MIN_RATIO * space and after.isalpha() and (before.isalpha() or before in _MARKS):
            wide.append(place)
        elif before.isalpha() and after.isalpha():
            if width > MAX_TIGHT_RATIO * space:
                return []
            tight += 1
    if len(wide) > tight:
        return []
    return [place for place in wide if _are_words(word, place)]


def _are_words(word: str, place: int) -> bool:
    """Return whether the letters on both sides of a place are enough for two words."""
    end = place - 1 if word[place - 1] in _MARKS else place
    before = _count_letters(reversed(word[max(0, end - MIN_LONG_WORD_LETTERS) : end]))
    after = _count_letters(word[place : place + MIN_LONG_WORD_LETTERS])
    shorter, longer = sorted((before, after))
    return shorter >= MIN_WORD_LETTERS or (shorter == 1 and longer >= MIN_LONG_WORD_LETTERS)


def _count_letters(characters: Iterable[str]) -> int:
    """Return how many letters come first."""
    return sum(1 for _ in takewhile(str.isalpha, characters))
