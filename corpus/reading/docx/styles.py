"""Styles of a Word document: which paragraphs are headings, which text is raised or hidden, and in which font it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

HEADING_STYLE = re.compile(r"heading ([1-9])|(title)")
CONTENTS_STYLE = re.compile(r"toc \d|toc heading|table of figures")
QUOTATION_STYLE = re.compile(
    r"(?:intense |block |long )?quot(?:e|ation)s?|block text"
    r"|citas?(?: (?:destacada|intensa|larga|textual|en bloque))?|texto de bloque"
    r"|cita(?:ç|c)(?:ã|a)o(?: (?:intensa|longa|direta|em bloco|direta longa))?|texto em bloco",
    re.I,
)
"""Names of styles of block quotations in Word, LibreOffice and pandoc, as they are shown in the three languages."""

MIN_RISE_HALF_POINTS = 2
"""Half points by which raised text is above its line. LibreOffice lowers the figure of a formula by 2 at 10 points."""

MAX_BASES = 50
"""Styles that a style is based on, one on the other. Word allows 11; a longer chain is a circle."""

_VANISH, _FONTS, _ALIGNMENT, _POSITION = (f"{W}{name}" for name in ("vanish", "rFonts", "vertAlign", "position"))
_STRIKES = (f"{W}strike", f"{W}dstrike")
_RAISED = {"superscript": 1, "subscript": -1}


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks. `raised` is 1 for raised text and -1 for lowered text. None: as the text around it.

    Struck text is text that no longer holds, as in the draft of a law.
    """

    raised: int | None = None
    hidden: bool | None = None
    struck: bool | None = None
    font: str | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the text is neither hidden nor struck."""
        return not self.hidden and not self.struck

    def over(self, below: "Look") -> "Look":
        """Return this look, with what it does not say taken from another look."""
        return Look(
            below.raised if self.raised is None else self.raised,
            below.hidden if self.hidden is None else self.hidden,
            below.struck if self.struck is None else self.struck,
            below.font if self.font is None else self.font,
        )


_NO_LOOK = Look()


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its name in lower case, the level of its headings, or 0, the look of its text, and its list.

    `list_id` is "" if its paragraphs are not numbered. `list_level` is None if the list says which level it has.
    `is_quotation`: it is for block quotations, or is based on such a style.
    """

    name: str = ""
    level: int = 0
    look: Look = _NO_LOOK
    style_id: str = ""
    list_id: str = ""
    list_level: str | None = None
    is_quotation: bool = False


class Styles:
    """The styles of a document by their id."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        if root is not None:
            self._elements = {style.get(f"{W}styleId"): style for style in root.iter(f"{W}style")}
        self._styles: dict[str, Style] = {}

    def style(self, style_id: str | None) -> Style:
        """Return a style. A style that the document does not define says nothing."""
        if style_id is None or style_id not in self._elements:
            return Style()
        if style_id not in self._styles:
            self._styles[style_id] = self._resolved(style_id)
        return self._styles[style_id]

    def paragraph_style(self, paragraph: Any) -> Style:
        """Return the style of a paragraph. Its own outline level, and a style named as a heading, decide the level."""
        style = self.style(value_of(paragraph.find(f"{W}pPr/{W}pStyle")))
        outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None:
            return replace(style, level=_outline_level(outline))
        match = HEADING_STYLE.fullmatch(style.name)
        if match:
            return replace(style, level=int(match[1] or 0) + 1)
        return style

    def run_look(self, run: Any, paragraph_look: Look) -> Look:
        """Return how the text of a run looks in a paragraph."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return paragraph_look
        named = properties.find(f"{W}rStyle")
        own = _look(properties)
        if named is not None:
            own = own.over(self.style(value_of(named)).look)
        return paragraph_look if own == _NO_LOOK else own.over(paragraph_look)

    def _resolved(self, style_id: str) -> Style:
        """Return a style with what it inherits from the styles that it is based on."""
        elements = self._with_bases(style_id)
        name = value_of(elements[0].find(f"{W}name")) or ""
        look = _NO_LOOK
        for element in elements:
            look = look.over(_look(element.find(f"{W}rPr")))
        outline = _first(elements, f"{W}pPr/{W}outlineLvl")
        list_id = value_of(_first(elements, f"{W}pPr/{W}numPr/{W}numId")) or ""
        list_level = value_of(_first(elements, f"{W}pPr/{W}numPr/{W}ilvl"))
        level = 0 if outline is None else _outline_level(outline)
        names = [value_of(element.find(f"{W}name")) or "" for element in elements]
        is_quotation = any(QUOTATION_STYLE.fullmatch(name) for name in names)
        return Style(name.lower(), level, look, style_id, list_id, list_level, is_quotation)

    def _with_bases(self, style_id: str) -> list[Any]:
        """Return a style, the style that it is based on, the style that that is based on, and so on."""
        elements: list[Any] = []
        element = self._elements.get(style_id)
        while element is not None and len(elements) < MAX_BASES:
            elements.append(element)
            element = self._elements.get(value_of(element.find(f"{W}basedOn")) or "")
        return elements


def _first(elements: Iterable[Any], path: str) -> Any:
    """Return what is first found at a path below the elements, or None."""
    for element in elements:
        found = element.find(path)
        if found is not None:
            return found
    return None


def value_of(element: Any) -> str | None:
    """Return the value of a property, or None if there is no such property."""
    value: str | None = None if element is None else element.get(f"{W}val")
    return value


def is_on(element: Any) -> bool | None:
    """Return whether a property that is on or off is on, or None if there is no such property."""
    if element is None:
        return None
    return element.get(f"{W}val", "1") not in ("0", "false", "off")


def _look(properties: Any) -> Look:
    """Return the look that run properties say."""
    if properties is None:
        return _NO_LOOK
    raised = hidden = struck = font = None
    for element in properties:
        if element.tag == _VANISH:
            hidden = is_on(element)
        elif element.tag in _STRIKES:
            struck = is_on(element) or struck
        elif element.tag == _FONTS:
            font = element.get(f"{W}ascii") or element.get(f"{W}hAnsi")
        elif element.tag == _ALIGNMENT:
            raised = _RAISED.get(element.get(f"{W}val", ""), 0)
        elif element.tag == _POSITION and raised is None:
            raised = _direction(element.get(f"{W}val", ""))
    return Look(raised, hidden, struck, font)


def _direction(position: str) -> int:
    """Return 1 for raised, -1 for lowered, and 0 for other text by its distance from the line in half points."""
    if not re.fullmatch(r"-?\d{1,4}", position) or abs(int(position)) < MIN_RISE_HALF_POINTS:
        return 0
    return 1 if int(position) > 0 else -1


def _outline_level(element: Any) -> int:
    """Return the level of a heading, from 2 because the title has 1, or 0 for body text (17.3.1.20)."""
    level = element.get(f"{W}val", "")
    return int(level) + 2 if level in tuple("012345678") else 0
