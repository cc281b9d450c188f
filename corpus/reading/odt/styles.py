"""Styles of an OpenDocument text: which text is raised or hidden, in which font it is, and how lists are numbered."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.reading.docx.styles import MAX_BASES, QUOTATION_STYLE, Look

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = f"{{{_OASIS}text:1.0}}"
TABLE = f"{{{_OASIS}table:1.0}}"
OFFICE = f"{{{_OASIS}office:1.0}}"
STYLE = f"{{{_OASIS}style:1.0}}"
DRAW = f"{{{_OASIS}drawing:1.0}}"
SVG = f"{{{_OASIS}svg-compatible:1.0}}"

_POSITION = re.compile(r"(super|sub)|(-)?0*[1-9]")


class Styles:
    """The looks of the styles for text and for paragraphs, by family and name."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._elements: dict[tuple[str, str], Any] = {}
        self._fonts: dict[str, str] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        self._quotations: dict[str, bool] = {}
        for root in roots:
            if root is None:
                continue
            for style in root.iter(f"{STYLE}style"):
                self._elements[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
            for face in root.iter(f"{STYLE}font-face"):
                self._fonts[face.get(f"{STYLE}name", "")] = face.get(f"{SVG}font-family", "").strip("'\"")

    def look(self, family: str, name: str) -> Look:
        """Return the look of a style, with what it inherits. A style that is not defined says nothing."""
        key = family, name
        if key not in self._looks:
            self._looks[key] = self._inherited(key)
        return self._looks[key]

    def is_quotation(self, name: str) -> bool:
        """Return whether a style of paragraphs is for block quotations, or is based on such a style."""
        if name not in self._quotations:
            names = [
                style.get(f"{STYLE}display-name") or style.get(f"{STYLE}name", "")
                for style in self._with_bases("paragraph", name)
            ]
            self._quotations[name] = any(QUOTATION_STYLE.fullmatch(each) for each in names)
        return self._quotations[name]

    def _inherited(self, key: tuple[str, str]) -> Look:
        look = Look()
        for style in self._with_bases(*key):
            look = look.over(self._own(style.find(f"{STYLE}text-properties")))
        return look

    def _with_bases(self, family: str, name: str) -> Iterator[Any]:
        """Yield a style, the style that it is based on, and so on."""
        for _ in range(MAX_BASES):
            style = self._elements.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name", "")

    def _own(self, properties: Any) -> Look:
        if properties is None:
            return Look()
        position = properties.get(f"{STYLE}text-position")
        display = properties.get(f"{TEXT}display")
        line_through = properties.get(f"{STYLE}text-line-through-style")
        font = properties.get(f"{STYLE}font-name")
        return Look(
            None if position is None else _raised(position),
            None if display is None else display == "none",
            None if line_through is None else line_through != "none",
            None if font is None else self._fonts.get(font, font),
        )


def _raised(position: str) -> int:
    """Return 1 for a raised position, -1 for a lowered one: "super 58%", "-33% 58%", "0% 100%"."""
    match = _POSITION.match(position)
    if match is None:
        return 0
    return -1 if match[1] == "sub" or match[2] else 1
