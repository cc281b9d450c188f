"""Accents that a font draws as characters of their own: "Fa´tima" and "Jos´e" become "Fátima" and "José".

Some programs draw an accent before its letter (TeX), some after it, and an engine may put it at the end of the line. A
reader sees it on one letter, so its place on the page decides. An accent beside a letter is a quotation mark, an
apostrophe or a sign of a program.

Pure functions: no I/O, no PDF library.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from corpus.reading.pdf.characters import NOTHING
from corpus.reading.pdf.lost_spaces import MIN_SPACE_EMS

MAX_DISTANCE = 120
"""Characters between an accent and its letter in the text of a page: the length of a long line. Chosen."""

MAX_DISTANT_ACCENTS = 500
"""Accents on a page whose letter is looked for beyond their neighbours. A page of names has 20; a hostile page may have
a million. Chosen."""

MIN_COMMON_HEIGHT = 0.5
"""Share of the height of an accent that its letter must have in common with it. On another line it is far less."""

_COMBINING = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "ˇ": "\u030c",
    "˚": "\u030a", "°": "\u030a", "˘": "\u0306", "˙": "\u0307", "˝": "\u030b", "˛": "\u0328", "¯": "\u0304",
}  # fmt: skip
_ACCENT = re.compile("[´`¨ˆ˜¸ˇ˚°˘˙˝˛¯\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0327\u0328]")
# Some fonts draw a cedilla with a hyphen or comma of another font, below the letter.
_CEDILLA = re.compile("[Cc][,\\-\u00ad\ufffe\x02]")
_GAP = re.compile(f"[ {NOTHING}]*{NOTHING}[ {NOTHING}]*")
_WITHOUT_DOT = {"ı": "i", "ȷ": "j"}


class Box(NamedTuple):
    """Where a character is on the page, in points."""

    left: float
    right: float
    bottom: float
    top: float


BoxOf = Callable[[int], Box]
"""Returns the box of a character by its place in the text."""


def join_accents(text: str, box_of: BoxOf) -> str:
    """Return the text of a page with each accent on the letter that it is drawn over.

    The text keeps its length: the place of an accent holds `NOTHING`.
    """
    if not (_ACCENT.search(text) or _CEDILLA.search(text)):
        return text
    characters = list(text)
    _join_marks(characters, text, box_of)
    _join_cedillas(characters, text, box_of)
    joined = "".join(characters)
    if joined == text:
        return text
    return _GAP.sub(lambda gap: _without_spaces(gap, box_of), joined)


def _join_marks(characters: list[str], text: str, box_of: BoxOf) -> None:
    """Put each accent on its letter."""
    distant_accents = 0
    for match in _ACCENT.finditer(text):
        place, mark = match.start(), _COMBINING.get(match[0], match[0])
        reach = 1 if distant_accents == MAX_DISTANT_ACCENTS else MAX_DISTANCE
        letter = _find_letter(characters, place, mark, box_of, reach)
        if letter is None or abs(letter - place) > 1:
            distant_accents = min(distant_accents + 1, MAX_DISTANT_ACCENTS)
        if letter is not None:
            characters[letter] = _with_mark(characters[letter], mark)
            characters[place] = NOTHING


def _join_cedillas(characters: list[str], text: str, box_of: BoxOf) -> None:
    """Put each cedilla that is drawn as a hyphen or comma on its letter."""
    for match in _CEDILLA.finditer(text):
        letter, place = match.start(), match.start() + 1
        if _is_over(box_of(place), box_of(letter)):
            characters[letter] = _with_mark(characters[letter], "\u0327")
            characters[place] = NOTHING


def _find_letter(characters: Sequence[str], place: int, mark: str, box_of: BoxOf, reach: int) -> int | None:
    """Return the place of the nearest letter under an accent that can take it, or None."""
    accent = box_of(place)
    for candidate in _neighbours(place, len(characters), reach):
        letter = characters[candidate]
        if letter.isalpha() and len(_with_mark(letter, mark)) == 1 and _is_over(accent, box_of(candidate)):
            return candidate
    return None


def _neighbours(place: int, count: int, reach: int) -> Iterator[int]:
    """Yield the places beside a place, the nearest first."""
    for distance in range(1, reach + 1):
        if place >= distance:
            yield place - distance
        if place + distance < count:
            yield place + distance


def _with_mark(letter: str, mark: str) -> str:
    """Return a letter with a mark: one character if Unicode has it."""
    return unicodedata.normalize("NFC", _WITHOUT_DOT.get(letter, letter) + mark)


def _is_over(accent: Box, letter: Box) -> bool:
    """Return whether the middle of an accent is over a letter of the same line."""
    middle = (accent.left + accent.right) / 2
    common = min(accent.top, letter.top) - max(accent.bottom, letter.bottom)
    is_same_line = common > MIN_COMMON_HEIGHT * (accent.top - accent.bottom)
    return letter.left <= middle <= letter.right and is_same_line


def _without_spaces(gap: re.Match[str], box_of: BoxOf) -> str:
    """Return the spaces around a joined accent, which an engine adds, as `NOTHING` if the letters touch."""
    start, end = gap.span()
    text = gap.string
    if " " not in gap[0] or not text[start - 1 : start].isalnum() or not text[end : end + 1].isalnum():
        return gap[0]
    left, right = box_of(start - 1), box_of(end)
    if right.left - left.right > MIN_SPACE_EMS * (left.top - left.bottom):
        return gap[0]
    return NOTHING * len(gap[0])
