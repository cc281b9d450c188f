"""A page of pdfium's -> its letters with their places, in lines. It runs in the child process.

pdfium's functions: https://pdfium.googlesource.com/pdfium/+/main/public/fpdf_text.h.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from pypdfium2 import raw

from corpus.pictures.model import Angle, Box, PageLetters, PlacedLine
from corpus.reading.pdf.characters import HYPHEN_MARK
from corpus.reading.pdf.lines import page_text

MAX_BACK_HEIGHTS = 1.0
"""How far a letter of a line may begin before the letter in front of it, relative to its height. An accent does."""

MAX_GAP_HEIGHTS = 1.5
"""Space between two letters of a line, relative to their height. Cells and columns are farther apart. Chosen."""

MIN_OVERLAP = 0.3
"""Share of the height that two letters of a line have in common, of the smaller of them. Raised letters have half."""

_LINE_ENDS = "\r\n"
_HYPHENS = HYPHEN_MARK + "\x02"


class _Letter(NamedTuple):
    """A character in the directions of its line: where it begins and ends along it and across it, growing onwards."""

    text: str
    angle: Angle
    start: float
    end: float
    top: float
    bottom: float


@dataclass(slots=True)
class _Line:
    """The letters of a line that is being read. `has_space`: a space follows them, if another letter does."""

    letters: list[_Letter] = field(default_factory=list)
    has_space: bool = False

    def takes(self, letter: _Letter) -> bool:
        """Return whether a letter goes on with the line."""
        if not self.letters:
            return True
        _, last_angle, last_start, last_end, last_top, last_bottom = self.letters[-1]
        _, angle, start, _, top, bottom = letter
        smaller, larger = last_bottom - last_top, bottom - top
        if smaller > larger:
            smaller, larger = larger, smaller
        overlap = min(last_bottom, bottom) - max(last_top, top)
        return (
            angle == last_angle
            and overlap >= MIN_OVERLAP * smaller
            and start - last_end <= MAX_GAP_HEIGHTS * larger
            and start >= last_start - MAX_BACK_HEIGHTS * larger
        )

    def add(self, letter: _Letter) -> None:
        """Add a letter, after a space if there was one."""
        if self.has_space and self.letters:
            last = self.letters[-1]
            space = _Letter(" ", last.angle, last.end, max(last.end, letter.start), last.top, last.bottom)
            self.letters.append(space)
        self.has_space = False
        self.letters.append(letter)


def read_letters(page: Any, text_page: Any, max_characters: int) -> PageLetters:
    """Return the visible letters of a page, at most `max_characters`, and the size of the page."""
    shown = _Shown(page)
    lines = []
    for line in _lines(text_page, shown, max_characters):
        lines.append(_placed(line.letters))
    return PageLetters(shown.width, shown.height, tuple(lines))


def _lines(text_page: Any, shown: "_Shown", max_characters: int) -> Iterator[_Line]:
    count = min(max(raw.FPDFText_CountChars(text_page), 0), max_characters)
    line = _Line()
    for index, character in enumerate(page_text(text_page, count)):
        if character.isspace() and character not in _LINE_ENDS:
            line.has_space = True
            continue
        letter = None
        if character not in _LINE_ENDS:
            letter = shown.letter(text_page, index, "-" if character in _HYPHENS else character)
        if letter is not None:
            if not line.takes(letter):
                yield line
                line = _Line()
            line.add(letter)
        if character in _LINE_ENDS or character in _HYPHENS:
            if line.letters:
                yield line
            line = _Line()
    if line.letters:
        yield line


class _Shown:
    """The part of a page that is shown, and how places on it are turned."""

    def __init__(self, page: Any) -> None:
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, box)
        self._left, self._bottom, self._right, self._top = box.left, box.bottom, box.right, box.top
        self._turn = page.get_rotation()
        width, height = self._right - self._left, self._top - self._bottom
        self.width, self.height = (height, width) if self._turn in (90, 270) else (width, height)
        self._box = raw.FS_RECTF()

    def letter(self, text_page: Any, index: int, text: str) -> _Letter | None:
        """Return a character with its place, or None if it has none on the page."""
        box = self._box
        has_box = raw.FPDFText_GetLooseCharBox(text_page, index, box)
        if not has_box or not (box.right > box.left and box.top > box.bottom):
            return None
        place = self._on_page(box.left, box.bottom, box.right, box.top)
        middle_x, middle_y = (place.left + place.right) / 2, (place.top + place.bottom) / 2
        if not (0 <= middle_x <= self.width and 0 <= middle_y <= self.height):
            return None
        turn_right = math.degrees(raw.FPDFText_GetCharAngle(text_page, index))
        angle = cast(Angle, round((self._turn + turn_right) / 90) % 4 * 90)
        return _Letter(text, angle, *_along(place, angle))

    def _on_page(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box of the plane of the page as it is shown."""
        if self._turn == 90:
            return Box(bottom - self._bottom, left - self._left, top - self._bottom, right - self._left)
        if self._turn == 180:
            return Box(self._right - right, bottom - self._bottom, self._right - left, top - self._bottom)
        if self._turn == 270:
            return Box(self._top - top, self._right - right, self._top - bottom, self._right - left)
        return Box(left - self._left, self._top - top, right - self._left, self._top - bottom)


def _along(place: Box, angle: Angle) -> tuple[float, float, float, float]:
    """Return where a box begins and ends along a line that runs at an angle, and its top and bottom across the line.

    All four grow onwards, so the places of lines that run to the left or up are negative.
    """
    if angle == 90:
        return place.top, place.bottom, -place.right, -place.left
    if angle == 180:
        return -place.right, -place.left, -place.bottom, -place.top
    if angle == 270:
        return -place.bottom, -place.top, place.left, place.right
    return place.left, place.right, place.top, place.bottom


def _across(start: float, end: float, top: float, bottom: float, angle: Angle) -> Box:
    """Return the box on the page that `_along` was given."""
    if angle == 90:
        return Box(-bottom, start, -top, end)
    if angle == 180:
        return Box(-end, -bottom, -start, -top)
    if angle == 270:
        return Box(top, -end, bottom, -start)
    return Box(start, top, end, bottom)


def _placed(letters: Sequence[_Letter]) -> PlacedLine:
    """Return a line. It is as high as most of its letters are, so that a raised letter does not make it higher."""
    angle = letters[0].angle
    heights = Counter((round(letter.top, 1), round(letter.bottom, 1)) for letter in letters)
    ((top, bottom), _), *_ = heights.most_common(1)
    start = min(letter.start for letter in letters)
    end = max(letter.end for letter in letters)
    sign = -1 if angle in (180, 270) else 1
    return PlacedLine(
        text="".join(letter.text for letter in letters),
        box=_across(start, end, top, bottom, angle),
        angle=angle,
        starts=[sign * letter.start for letter in letters],
        ends=[sign * letter.end for letter in letters],
    )
