"""A list of references as rich text (RTF 1.9), which every word processor reads, also from the clipboard."""

import re

from assistant.render.lists import ParagraphKind, TextDocument, clean_runs
from corpus.citing.styles.styled_text import FONTS, Font, StyledText

_CONTROL_WORDS: dict[Font, str] = {
    "italic": r"\i",
    "bold": r"\b",
    "underline": r"\ul",
    "small-caps": r"\scaps",
    "superscript": r"\super",
    "subscript": r"\sub",
}

_HEADER = r"{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}}\f0\fs24"
"""The encoding, the length of a replacement for a Unicode character, and 12-point Times."""

_LINE_TWIPS = 240
"""The height of one line for RTF, in twentieths of a point."""

_HANGING_INDENT = r"\li720\fi-720"
"""Half an inch, in twentieths of a point: APA 7, 2.27; MLA 9, 1.7."""


_PLAIN = r"\pard\plain\f0"
"""The end of what the paragraph before had, and the font."""

_BEGINNINGS: dict[ParagraphKind, str] = {
    "title": rf"{_PLAIN}\fs32\b\keepn\sa240",
    "heading": rf"{_PLAIN}\fs28\b\keepn\sb240\sa120",
    "quotation": rf"{_PLAIN}\fs24\li720\ri720\sa120",
    "text": rf"{_PLAIN}\fs24\sa120",
    "remark": rf"{_PLAIN}\fs24\sa120",
}
"""The control words at the beginning of each kind of paragraph but a reference."""


def render(document: TextDocument) -> bytes:
    """Return the paragraphs as an RTF document."""
    layout = document.layout
    spacing = rf"\sl{layout.line_spacing * _LINE_TWIPS}\slmult1\sa{layout.entry_spacing * _LINE_TWIPS}"
    reference = rf"{_PLAIN}\fs24{spacing}"
    if layout.hanging_indent:
        reference += _HANGING_INDENT
    beginnings = {**_BEGINNINGS, "reference": reference}
    lines = [_HEADER]
    for paragraph in document.paragraphs:
        lines.append(rf"{beginnings[paragraph.kind]} {_inline(paragraph.text)}\par")
    return ("\n".join(lines) + "}\n").encode("ascii")


def _inline(text: StyledText) -> str:
    parts = []
    for run in clean_runs(text):
        words = "".join(_CONTROL_WORDS[font] for font in FONTS if font in run.fonts)
        part = escape_rtf(run.text)
        parts.append(f"{{{words} {part}}}" if words else part)
    return "".join(parts)


def escape_rtf(text: str) -> str:
    """Return a text as ASCII that RTF takes literally. A character outside ASCII becomes its UTF-16 numbers."""
    escaped = re.sub(r"([\\{}])", r"\\\1", text)
    return re.sub(r"[^\x20-\x7e]", _unicode_words, escaped)


def _unicode_words(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-le")
    words = []
    for start in range(0, len(units), 2):
        number = int.from_bytes(units[start : start + 2], "little", signed=True)
        words.append(rf"\u{number}?")
    return "".join(words)
