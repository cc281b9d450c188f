"""The nouns of a page that is shown: boxes, and lines of text with their places. There is no I/O here.

Places are in points (1/72 inch) from the top left corner of the page as a viewer shows it: cropped and turned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Dpi = Literal[72, 96, 144, 192, 288]
"""The resolutions of pictures, in pixels per inch: a small set, so that the cache is of use."""

RESOLUTIONS: tuple[int, ...] = get_args(Dpi)

MAX_PIXELS = 12_000_000
"""Pixels of a picture: 36 MB while it is made. A letter page at 288 dpi has 7.8 million."""

MAX_SIDE_PIXELS = 16_000
"""Pixels of a side. Browsers show no picture with more than 16,384 or 32,767."""

Angle = Literal[0, 90, 180, 270]
"""Degrees, clockwise."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """The width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """The height in points."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page, or a cell of a table, as it is printed. `angle` is the direction in which its text runs."""

    text: str
    box: Box
    angle: Angle = 0


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with the place of each of its characters.

    `starts` and `ends` are where each character begins and ends along the direction of the line: across the page from
    the left (0 degrees) or the right (180), or down it from the top (90) or up it from the bottom (270).
    """

    text: str
    box: Box
    angle: Angle
    starts: Sequence[float]
    ends: Sequence[float]

    def part(self, first: int, last: int) -> Box:
        """Return the box of the characters from `first` to `last`, both included."""
        one, other = self.starts[first], self.ends[last]
        begin, end = min(one, other), max(one, other)
        if self.angle in (0, 180):
            return Box(begin, self.box.top, end, self.box.bottom)
        return Box(self.box.left, begin, self.box.right, end)


@dataclass(frozen=True, slots=True)
class PageLetters:
    """The size of a page in points, and its lines in the order in which they are drawn."""

    width: float
    height: float
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page as a PNG file, and its size in pixels."""

    png: bytes
    width: int
    height: int
