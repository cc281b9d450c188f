"""Automatic numbers of an OpenDocument text: of headings, and of items in lists. Bullets are left out.

Open Document Format 1.3, part 3, 16.30 to 16.36 and 5.3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corpus.reading.docx.numbering import MAX_LABEL_CHARACTERS, MAX_NUMBER, number_text
from corpus.reading.odt.styles import STYLE, TEXT

OUTLINE = "outline"
"""The name of the list of the headings."""

MAX_LEVELS = 10
"""Levels of a list (the specification has no limit, LibreOffice has 10)."""

_FORMATS = {"1": "decimal", "i": "lowerRoman", "I": "upperRoman", "a": "lowerLetter", "A": "upperLetter"}
_OUTLINE_STYLES = f"{TEXT}outline-style"
_LIST_STYLES = f"{TEXT}list-style"


@dataclass(frozen=True, slots=True)
class _Level:
    """How the numbers of a level look: "(" and ")" around them, with those of the levels above it."""

    number_format: str
    before: str
    after: str
    shown_levels: int
    start: int


class Numbering:
    """The lists of a document. It counts their items in the order in which they are read."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._counts: dict[str, list[int | None]] = {}
        for root in roots:
            for style in root.iter(_OUTLINE_STYLES, _LIST_STYLES) if root is not None else ():
                name = OUTLINE if style.tag == _OUTLINE_STYLES else style.get(f"{STYLE}name", "")
                for element in style:
                    self._levels[name, number_of(element.get(f"{TEXT}level"), 1)] = _level(element)

    def begin(self, list_name: str) -> None:
        """Count a list from its beginning again."""
        self._counts.pop(list_name, None)

    def label(self, list_name: str, level: int, start: int | None) -> str:
        """Count an item of a level from 1, and return its number, or "". `start` is the number that the item says."""
        shape = self._levels.get((list_name, level))
        if shape is None or not 1 <= level <= MAX_LEVELS:
            return ""
        counts = self._counts.setdefault(list_name, [None] * MAX_LEVELS)
        last = counts[level - 1]
        following = shape.start if last is None else last + 1
        counts[level - 1] = min(following if start is None else start, MAX_NUMBER)
        counts[level:] = [None] * (MAX_LEVELS - level)
        if not self._number(list_name, level, counts[level - 1]):
            return ""
        numbers = []
        for shown in range(max(1, level - shape.shown_levels + 1), level + 1):
            numbers.append(self._number(list_name, shown, counts[shown - 1]))
        return shape.before + ".".join(filter(None, numbers)) + shape.after

    def _number(self, list_name: str, level: int, count: int | None) -> str:
        """Return the number of a level. A level above the item that was not counted has its first number."""
        shape = self._levels.get((list_name, level))
        if shape is None or not shape.number_format:
            return ""
        return number_text(shape.start if count is None else count, shape.number_format)


def number_of(text: str | None, default: int) -> int:
    """Return a number of a file, or the default if it is not valid or too large."""
    if text is None or not text.isdecimal() or len(text) > len(str(MAX_NUMBER)):
        return default
    return min(int(text), MAX_NUMBER)


def _level(element: Any) -> _Level:
    """Return the look of a level. Bullets have no format."""
    return _Level(
        _FORMATS.get(element.get(f"{STYLE}num-format", ""), ""),
        element.get(f"{STYLE}num-prefix", "")[:MAX_LABEL_CHARACTERS],
        element.get(f"{STYLE}num-suffix", "")[:MAX_LABEL_CHARACTERS],
        number_of(element.get(f"{TEXT}display-levels"), 1),
        number_of(element.get(f"{TEXT}start-value"), 1),
    )
