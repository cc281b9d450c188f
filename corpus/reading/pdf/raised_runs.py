"""The raised and lowered characters of a line: note marks, powers and indices, found by their size and height.

A character is raised or lowered if it is smaller than the last character of full size before it, and not at its height.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from corpus.text.raised import MAX_MARK_CHARACTERS

MAX_SMALL_RATIO = 0.8
"""Size of a raised or lowered character, relative to the type around it. Note marks are set at 0.5 to 0.75."""

MAX_LEADING_RATIO = 0.85
"""Size of the mark that begins a note, relative to the type after it. Some are set at 0.8."""

MAX_MARK_DIGITS = 3
"""Digits of a note mark."""

MIN_SHIFT_EMS = 0.1
"""A raised or lowered character is at least this much higher or lower than the type around it."""

# The last digit of a number that is followed by another sign than a space: "half.12)", "km2/day". No decimals.
_DIGIT_BEFORE_SIGN = re.compile(r"(?<=\S)\d(?![\s\d]|[.,]\d|$)")
_INDEX = re.compile(r"(?:[^\W_]|[/\u2044])\d{1,2}")
_OPENING = "(\"'“‘«"
_ONE_LETTER_WORDS = "AIEOY"


class Run(NamedTuple):
    """Raised or lowered characters, by their indices. `stop` is after the last one."""

    start: int
    stop: int
    is_raised: bool


class RunFinder:
    """Finds the runs of the lines of a page.

    Args:
        text: the text of the page.
        size: returns the size of the type of a character, by its index.
        height: returns the height of the baseline of a character.
    """

    def __init__(self, text: str, size: Callable[[int], float], height: Callable[[int], float]) -> None:
        self._text = text
        self._size = size
        self._height = height

    def runs_at(self, hints: Iterable[int], line: range, line_size: float, baseline: float) -> list[Run]:
        """Return the runs that include one of these characters, in order. No run begins the line.

        `hints` are the indices of characters that look small. To look at each character would take too long.
        """
        digits = self._shifted_digits(line, line_size, baseline)
        runs: list[Run] = []
        for hint in sorted({*hints, *digits}):
            if not runs or hint >= runs[-1].stop:
                runs += self._runs_around(hint, line, line_size)
        return runs

    def mark_at_start(self, line: range) -> Run | None:
        """Return the raised mark of a note that begins a line and touches its text, or None: `2The data`."""
        start = line.start
        stop = start + 1
        while stop < line.stop and self._text[stop].isdecimal() and self._height(stop) == self._height(start):
            stop += 1
        if not _is_note_mark(self._text[start:stop], self._text[stop : min(stop + 2, line.stop)]):
            return None
        size = self._size(stop)
        is_small = self._size(start) <= MAX_LEADING_RATIO * size
        is_high = self._height(start) > self._height(stop) + MIN_SHIFT_EMS * size
        return Run(start, stop, is_raised=True) if is_small and is_high else None

    def _shifted_digits(self, line: range, line_size: float, baseline: float) -> Iterator[int]:
        """Yield the digits before a sign that are not on the baseline."""
        for digit in _DIGIT_BEFORE_SIGN.finditer(self._text, line.start, line.stop):
            if abs(self._height(digit.start()) - baseline) > MIN_SHIFT_EMS * line_size:
                yield digit.start()

    def _runs_around(self, hint: int, line: range, line_size: float) -> list[Run]:
        """Return the runs of the small characters around a character, if there are only a few of them."""
        max_size = MAX_SMALL_RATIO * line_size
        if self._size(hint) >= max_size:
            return []
        base = self._last_full_size(hint, line.start, max_size)
        if base is None:
            return []
        runs: list[Run] = []
        for index in self._small_after(base, line.stop, max_size):
            shift = (self._height(index) - self._height(base)) / line_size
            if abs(shift) < MIN_SHIFT_EMS:
                continue
            if runs and runs[-1].is_raised == (shift > 0) and self._touches(runs[-1].stop, index):
                runs[-1] = runs[-1]._replace(stop=index + 1)
            else:
                runs.append(Run(index, index + 1, shift > 0))
        return [run for run in runs if run.is_raised or self._is_index(run)]

    def _small_after(self, base: int, stop: int, max_size: float) -> list[int]:
        """Return the indices of the small characters after one of full size, or none if they are too many for marks."""
        small = []
        for index in range(base + 1, stop):
            if self._text[index].isspace():
                continue
            if self._size(index) >= max_size:
                break
            if index > base + MAX_MARK_CHARACTERS:
                return []
            small.append(index)
        return small

    def _touches(self, stop: int, index: int) -> bool:
        """Return whether a character continues a run, as in "2, 3". The marks "2 3" are two runs."""
        return stop == index or not (self._text[stop:index].strip() or self._text[stop - 1].isalnum())

    def _last_full_size(self, hint: int, start: int, max_size: float) -> int | None:
        """Return the index of the last character of full size before a small one, or None if it is too far."""
        for index in range(hint - 1, max(start - 1, hint - MAX_MARK_CHARACTERS), -1):
            if not self._text[index].isspace() and self._size(index) >= max_size:
                return index
        return None

    def _is_index(self, run: Run) -> bool:
        """Return whether a lowered run is a number after a letter or slash. Others are a line below this line."""
        return _INDEX.fullmatch(self._text, run.start - 1, run.stop) is not None

    def all_runs(self, line: range, line_size: float) -> list[Run]:
        """Return the raised runs of a line, at its beginning too, after a look at each character.

        Each character is compared with the last one that is not raised, and characters at the beginning of the line
        with its first one of full size. Most characters are at one height, which is quick to know, so only the others
        have their size read.
        """
        heights = {index: self._height(index) for index in line if not self._text[index].isspace()}
        lowest = min(heights.values())
        if max(heights.values()) - lowest < MIN_SHIFT_EMS * line_size:
            return []
        base = next((index for index in heights if self._is_full_size(index, line_size)), line.start)
        runs: list[Run] = []
        for index, height in heights.items():
            if height <= heights[base] or not self.is_raised_above(base, index):
                if index > base and self._is_full_size(index, line_size):
                    base = index
            elif runs and not self._text[runs[-1].stop : index].strip():
                runs[-1] = runs[-1]._replace(stop=index + 1)
            else:
                runs.append(Run(index, index + 1, is_raised=True))
        return runs

    def is_raised_above(self, base: int, index: int) -> bool:
        """Return whether a character is smaller and higher than the character `base`."""
        size = self._size(base)
        if self._size(index) >= MAX_SMALL_RATIO * size:
            return False
        return self._height(index) > self._height(base) + MIN_SHIFT_EMS * size

    def _is_full_size(self, index: int, line_size: float) -> bool:
        """Return whether a character has the size of its line: a note mark is smaller, a large first letter larger."""
        return MAX_SMALL_RATIO * line_size <= self._size(index) <= line_size / MAX_SMALL_RATIO


def _is_note_mark(mark: str, following: str) -> bool:
    """Return whether raised characters may be the mark of a note, by the two characters that follow.

    A letter is a mark before a capital or a figure. A figure before a capital that does not begin a word is a power of
    the line before it, or counts the parts of an atom: "14C".
    """
    first, second = following[:1], following[1:]
    if not mark.isdecimal():
        return len(mark) == 1 and mark.islower() and (first.isupper() or first.isdecimal())
    if len(mark) > MAX_MARK_DIGITS or not (first.isalnum() or first in _OPENING):
        return False
    begins_word = second.islower() or (second.isspace() and first in _ONE_LETTER_WORDS)
    return begins_word or not first.isupper()
