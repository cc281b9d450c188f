"""Automatic numbers of a Word document: of headings, of items in lists, and of notes.

A file has no numbers of headings and items. It says how the numbers of each level look, and a reader counts. Bullets,
and numbers in words, are left out.

ECMA-376, part 1, 17.9 (numbering) and 17.11 (notes).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from corpus.reading.docx.styles import Style, W, is_on, value_of
from corpus.reading.pdf.page_numbers import NumberStyle, PageNumber

MAX_LEVELS = 9
"""Levels of a list (17.9.1)."""

MAX_NUMBER_LETTERS = 9
"""Letters of a number in letters: "aa" is 27; chosen."""

MAX_NUMBER = 100_000
"""A number up to which a list counts; chosen: a longer list is not a list."""

MAX_LABEL_CHARACTERS = 50
"""Characters of the form of a number: "Recommendation %1.%2:" has 22; chosen."""

_PLACE = re.compile(r"%([1-9])")
_ROMAN = {"lowerRoman": NumberStyle.LOWER_ROMAN, "upperRoman": NumberStyle.UPPER_ROMAN}
_LETTERS = {"lowerLetter": "abcdefghijklmnopqrstuvwxyz", "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_ARABIC = {"decimal", "ordinal", "numberInDash"}


def number_text(number: int, number_format: str) -> str:
    """Return a number as a format writes it, or "" for a format without figures and letters."""
    if number_format in _ARABIC:
        return str(number)
    if number_format == "decimalZero":
        return f"{number:02}"
    if number_format in _ROMAN:
        return PageNumber(_ROMAN[number_format], "", number).text
    if number_format in _LETTERS and number > 0:
        letters = _LETTERS[number_format]
        times, index = divmod(number - 1, len(letters))
        return letters[index] * min(times + 1, MAX_NUMBER_LETTERS)
    return ""


@dataclass(frozen=True, slots=True)
class _Level:
    """How the numbers of a level look: "%1.%2" is the first level's number, a stop, and the second level's number."""

    start: int
    number_format: str
    text: str
    style: str
    is_arabic: bool


@dataclass(slots=True)
class _List:
    """The levels of a list, and how far each has been counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document. It counts their items in the order in which they are read."""

    def __init__(self, root: Any) -> None:
        self._lists: dict[str | None, _List] = {}
        self._numbers: dict[str, Any] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        for element in root.iterfind(f"{W}abstractNum"):
            levels = [_level(level) for level in element.iterfind(f"{W}lvl")]
            self._lists[element.get(f"{W}abstractNumId")] = _List(dict(enumerate(levels[:MAX_LEVELS])))
        self._numbers = {number.get(f"{W}numId", ""): number for number in root.iterfind(f"{W}num")}

    def label(self, paragraph: Any, style: Style) -> str:
        """Count a paragraph of a list, and return its number; "" for a bullet, and for any other paragraph."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number_id, level_text = style.list_id, style.list_level
        if own is not None:
            number_id = value_of(own.find(f"{W}numId")) or number_id
            level_text = value_of(own.find(f"{W}ilvl")) or level_text
        number = self._numbers.get(number_id)
        if number is None:
            return ""
        items = self._lists.get(value_of(number.find(f"{W}abstractNumId")))
        if items is None:
            return ""
        if number_id not in self._begun:
            self._begun.add(number_id)
            _begin_again(items, number)
        level = _figure(level_text, 0)
        if level_text is None:
            level = _level_of_style(items, style.style_id)
        return _counted(items, level)


def _level_of_style(items: _List, style_id: str) -> int:
    """Return the level of a list that belongs to a style, or the first level."""
    for depth, shape in items.levels.items():
        if shape.style and shape.style == style_id:
            return depth
    return 0


def note_formats(roots: Iterable[Any]) -> dict[str, str]:
    """Return the formats of the numbers of footnotes and endnotes that parts of a document say."""
    formats = {"footnote": "decimal", "endnote": "lowerRoman"}
    for root in roots:
        for kind in formats if root is not None else ():
            for element in root.iterfind(f".//{W}{kind}Pr/{W}numFmt"):
                formats[kind] = value_of(element) or "decimal"
    return formats


def _counted(items: _List, level: int) -> str:
    """Count an item of a list, and return its number."""
    shape = items.levels.get(level)
    if shape is None:
        return ""
    count = items.counts.get(level, shape.start - 1) + 1
    items.counts = {depth: known for depth, known in items.counts.items() if depth < level}
    items.counts[level] = min(count, MAX_NUMBER)
    if shape.number_format in ("bullet", "none"):
        return ""
    texts = {depth: _number(items, depth, shape.is_arabic) for depth in range(level + 1)}
    places = [int(place) - 1 for place in _PLACE.findall(shape.text)]
    if not all(texts.get(place) for place in places):  # numbers in words
        return ""
    return _PLACE.sub(lambda match: texts[int(match[1]) - 1], shape.text)


def _number(items: _List, level: int, is_arabic: bool) -> str:
    """Return the number of a level. A level above the item that was not counted has its first number."""
    shape = items.levels.get(level)
    if shape is None:
        return ""
    return number_text(items.counts.get(level, shape.start), "decimal" if is_arabic else shape.number_format)


def _begin_again(items: _List, number: Any) -> None:
    """Begin the levels of a list again that its new use says."""
    for override in number.iterfind(f"{W}lvlOverride"):
        start = override.find(f"{W}startOverride")
        if start is not None:
            items.counts[_figure(override.get(f"{W}ilvl"), 0)] = _figure(value_of(start), 1) - 1


def _level(element: Any) -> _Level:
    return _Level(
        _figure(value_of(element.find(f"{W}start")), 0),
        value_of(element.find(f"{W}numFmt")) or "decimal",
        (value_of(element.find(f"{W}lvlText")) or "")[:MAX_LABEL_CHARACTERS],
        value_of(element.find(f"{W}pStyle")) or "",
        bool(is_on(element.find(f"{W}isLgl"))),
    )


def _figure(text: str | None, default: int) -> int:
    """Return a number of a file, or the default if it is not valid or too large."""
    if text is None or not re.fullmatch("[0-9]{1,9}", text) or int(text) > MAX_NUMBER:
        return default
    return int(text)
