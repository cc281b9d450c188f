"""The nouns of a page that is shown: boxes, and lines of text with their places. There is no I/O here.

Places are in points (1/72 inch) from the top left corner of the page as a viewer shows it: cropped and turned.
"""

from dataclasses import dataclass
from typing import Literal

Dpi = Literal[72, 96, 144, 192, 288]
"""The resolutions of pictures, in pixels per inch: a small set, so that the cache is of use."""

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
