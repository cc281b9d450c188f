"""Where each letter of a clean text is in the raw text that it was made from.

A clean text has joined lines, mended hyphens, composed accents, split ligatures and no marks of notes, and its columns
and rows may be in another order. So both texts are reduced to their letters and digits, without accents and case, and
read together from the beginning. Where they part, the next place is looked for: shortly after, or else anywhere by a
run of equal letters.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from corpus.reading.pdf.characters import printable

SEED_LETTERS = 12
"""Equal letters from which a place is looked for anywhere on the page: two or three words."""

NEAR_LETTERS = 5
"""Equal letters with which both texts go on after a short difference."""

MAX_NEAR = 24
"""Letters that may be left out on one side of a short difference: a mark of notes, a hyphen, a line number, a name."""

MAX_NEAR_OTHER = 4
"""Letters that may be left out on the other side at the same time."""

WINDOW_LETTERS = 64
"""How far ahead a seed is the next place even if there is a longer one elsewhere."""

MAX_PLACES = 16
"""Places of one seed that are compared. A row of zeros has thousands."""

MAX_RUN_LETTERS = 200
"""Letters by which two places of a seed are compared."""

UNKNOWN = -1
"""The place of a letter that is not found."""

_DOTLESS = str.maketrans("ıȷ", "ij")


class Run(NamedTuple):
    """Equal letters: where they begin in the clean and in the raw text, and how many they are."""

    clean: int
    raw: int
    length: int


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, without accents and case, and the offset of each in the text."""

    text: str
    offsets: Sequence[int]


def letters_of(text: str) -> Letters:
    """Return the letters of a text. A ligature is several letters with one offset."""
    folded = []
    offsets = []
    for offset, character in enumerate(text):
        plain = _fold(character)
        folded.append(plain)
        offsets += [offset] * len(plain)
    return Letters("".join(folded), offsets)


@cache
def _fold(character: str) -> str:
    """Return the letters of a character: `fi` for a ligature, `2` for a raised two, nothing for a mark."""
    if not character.isascii():
        character = printable(character)
    decomposed = unicodedata.normalize("NFKD", character).casefold().translate(_DOTLESS)
    return "".join(letter for letter in decomposed if letter.isalnum())


def align(clean: str, raw: str) -> list[int]:
    """Return the place in `raw` of each letter of `clean`, or `UNKNOWN`. Both are texts of `Letters`."""
    places = [UNKNOWN] * len(clean)
    for run in _Aligner(clean, raw).runs():
        places[run.clean : run.clean + run.length] = range(run.raw, run.raw + run.length)
    return places


@dataclass(slots=True)
class _Aligner:
    """Reads two texts together."""

    clean: str
    raw: str
    seeds: dict[str, list[int]] = field(init=False)
    used: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self.seeds = _seeds(self.raw)
        self.used = bytearray(len(self.raw))

    def runs(self) -> Iterator[Run]:
        """Yield the runs of equal letters in the order of the clean text."""
        clean_place, raw_place = 0, 0
        is_lost = False
        while clean_place < len(self.clean):
            found = self._next(clean_place, raw_place, may_be_near=not is_lost)
            is_lost = found is None
            if found is None:
                clean_place += 1
                continue
            length = self._equal(*found, len(self.clean))
            yield Run(*found, length)
            self.used[found[1] : found[1] + length] = b"\1" * length
            clean_place, raw_place = found[0] + length, found[1] + length

    def _next(self, clean_place: int, raw_place: int, may_be_near: bool) -> tuple[int, int] | None:
        """Return where both texts go on, at or shortly after these places, or None."""
        places = self.seeds.get(self.clean[clean_place : clean_place + SEED_LETTERS], ())
        for place in places:
            if raw_place <= place <= raw_place + WINDOW_LETTERS:
                return clean_place, place
        near = self._near(clean_place, raw_place) if may_be_near else None
        if not places:
            return near
        place = max(places, key=lambda place: self._rank(clean_place, place, raw_place))
        if near is not None:
            skipped, skipped_raw = near[0] - clean_place, near[1] - raw_place
            length = self._equal(clean_place, place, MAX_RUN_LETTERS)
            is_moved = skipped > 0 and abs(length - skipped) <= MAX_NEAR_OTHER
            if not is_moved and length < self._equal(*near, MAX_RUN_LETTERS) - skipped - skipped_raw:
                return near
        return clean_place, place

    def _near(self, clean_place: int, raw_place: int) -> tuple[int, int] | None:
        """Return the nearest place at which both texts go on after a short difference, or None."""
        for skipped, skipped_raw in _SKIPS:
            begin = clean_place + skipped
            expected = self.clean[begin : begin + NEAR_LETTERS]
            if len(expected) == NEAR_LETTERS and self.raw.startswith(expected, raw_place + skipped_raw):
                return begin, raw_place + skipped_raw
        return None

    def _rank(self, clean_place: int, place: int, expected: int) -> tuple[bool, int, int]:
        """Return how good a place is: not used yet, then equal for long, then near the expected place."""
        length = self._equal(clean_place, place, MAX_RUN_LETTERS)
        return not self.used[place], length, -abs(place - expected)

    def _equal(self, clean_place: int, raw_place: int, limit: int) -> int:
        """Return how many letters are equal from two places on, at most `limit`."""
        longest = min(limit, len(self.clean) - clean_place, len(self.raw) - raw_place)
        low, high = 0, longest
        while low < high:  # halves, because comparing slices is quicker than a loop over letters
            middle = (low + high + 1) // 2
            if self.clean.startswith(self.raw[raw_place : raw_place + middle], clean_place):
                low = middle
            else:
                high = middle - 1
        return low


def _skips() -> list[tuple[int, int]]:
    """Return the letters to leave out on both sides, the fewest first."""
    skips = set()
    for skipped in range(MAX_NEAR + 1):
        for other in range(MAX_NEAR_OTHER + 1):
            skips |= {(skipped, other), (other, skipped)}
    return sorted(skips, key=sum)


_SKIPS = _skips()


def _seeds(raw: str) -> dict[str, list[int]]:
    """Return the first places of each seed of a text."""
    seeds: dict[str, list[int]] = {}
    for place in range(len(raw) - SEED_LETTERS + 1):
        places = seeds.setdefault(raw[place : place + SEED_LETTERS], [])
        if len(places) < MAX_PLACES:
            places.append(place)
    return seeds
