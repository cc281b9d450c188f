"""Text with fonts: what a style prints in italics, in bold, above the line.

citeproc-py joins pieces of text, and looks at the characters where two pieces meet. So a font is written into the text
as two marks, one before and one after the text that has it. `StyledText` is made from the marked text at the end. The
marks are noncharacters, which Unicode sets aside for use inside a program; `without_marks` removes them from input.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

Font = Literal["italic", "bold", "underline", "small-caps", "superscript", "subscript"]
FONTS: tuple[Font, ...] = get_args(Font)

_FIRST_MARK = 0xFDD0
"""The first of the 32 noncharacters of the Arabic block. A font has two of them: begin and end."""

MARKS = f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + 2 * len(FONTS) - 1)}]"
"""A pattern of one mark."""

_MARK = re.compile(f"({MARKS})")
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_SEAM = re.compile(f"([.,;:!? ])({MARKS}+)\\1")
_LEADING_MARKS = re.compile(f"{MARKS}*")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font, or in several at once. No fonts are the plain font of the paragraph."""

    text: str
    fonts: frozenset[Font] = frozenset()


@dataclass(frozen=True)
class StyledText:
    """A line of text as runs. `str` gives the text without its fonts."""

    runs: tuple[Run, ...]

    @cached_property
    def plain(self) -> str:
        """The text without its fonts."""
        return "".join(run.text for run in self.runs)

    def __str__(self) -> str:
        return self.plain


def begin_mark(font: Font) -> str:
    """Return the mark before a text in a font."""
    return chr(_FIRST_MARK + 2 * FONTS.index(font))


def end_mark(font: Font) -> str:
    """Return the mark after a text in a font."""
    return chr(_FIRST_MARK + 2 * FONTS.index(font) + 1)


def marked(text: Any, font: Font) -> str:
    """Return a text between the marks of a font."""
    return f"{begin_mark(font)}{text}{end_mark(font)}"


def without_marks(text: str) -> str:
    """Return a text without noncharacters, and so without marks."""
    return _NONCHARACTERS.sub("", text)


def close_seams(text: str) -> str:
    """Return marked text with one of two equal spaces or stops that meet at marks, as in text without marks."""
    return _SEAM.sub(r"\1\2", text)


def change_text(text: str, change: Callable[[str], Any]) -> str:
    """Apply a change to a marked text that looks at its beginning. Marks at the beginning stay."""
    leading = _LEADING_MARKS.match(text)
    end = leading.end() if leading else 0
    return f"{text[:end]}{change(text[end:])}"


def to_styled_text(text: str) -> StyledText:
    """Return marked text as runs. A font within the same font changes nothing."""
    depths: dict[Font, int] = dict.fromkeys(FONTS, 0)
    runs: list[Run] = []
    for piece in _MARK.split(text):
        if _MARK.fullmatch(piece):
            number, is_end = divmod(ord(piece) - _FIRST_MARK, 2)
            depths[FONTS[number]] += -1 if is_end else 1
        elif piece:
            fonts = frozenset(font for font, depth in depths.items() if depth > 0)
            _append(runs, Run(piece, fonts))
    return StyledText(tuple(runs))


def _append(runs: list[Run], run: Run) -> None:
    """Append a run, or its text to the last run if both have the same fonts."""
    if runs and runs[-1].fonts == run.fonts:
        run = Run(runs.pop().text + run.text, run.fonts)
    runs.append(run)


class MarkFormatter:
    """The formatter that citeproc-py calls for each font of a style. The names are citeproc-py's."""

    Oblique = Italic = staticmethod(lambda text: marked(text, "italic"))
    Bold = staticmethod(lambda text: marked(text, "bold"))
    Light = staticmethod(str)
    Underline = staticmethod(lambda text: marked(text, "underline"))
    Superscript = staticmethod(lambda text: marked(text, "superscript"))
    Subscript = staticmethod(lambda text: marked(text, "subscript"))
    SmallCaps = staticmethod(lambda text: marked(text, "small-caps"))

    @staticmethod
    def preformat(text: Any) -> Any:
        """Return a text of the style as it is. The output formats escape it."""
        return text
