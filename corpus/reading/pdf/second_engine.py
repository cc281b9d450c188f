"""The second engine for pages: pypdf reads the text of pages that pdfium cannot read."""

import re

from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf.characters import clean_line, is_garbled
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.paragraphs import join_pieces
from corpus.reading.pdf.structure import Structure

MAX_EMPTY_PAGES = 3
"""Pages in a row on which pypdf finds no text either. After that it is not tried again: it takes a second a page."""

_DIGITS = dict(zip("zero one two three four five six seven eight nine".split(), "0123456789", strict=True))
# The part of a glyph's name before the full stop is the character, and an underscore joins two characters (Adobe's
# glyph list specification).
_GLYPH_NAME = re.compile(
    rf"/({'|'.join(_DIGITS)}|[A-Za-z])\.(?:(?:tab)?oldstyle|fitted|onum|[lpt]num|[lt]f|c2sc|smcp|sc(?![a-z]))"
    r"|/(f_f_[ijl]|f_[fijlt]|T_h|[cs]_t)"
)


class SecondEngine:
    """pypdf, for the text of single pages. It gives up after `MAX_EMPTY_PAGES`.

    `is_cut` says whether the page read last had more text than the limits allow.
    """

    def __init__(self, structure: Structure, monitor: Monitor) -> None:
        self.is_cut = False
        self._reader = structure.reader
        self._monitor = monitor
        self._empty_pages = 0

    def read(self, number: int, page_count: int) -> list[Line]:
        """Return the lines of a page, without positions. None if it fails, or if the page must not be tried."""
        step = Step(StepKind.PYPDF, number)
        if self._reader is None or self._empty_pages >= MAX_EMPTY_PAGES or self._monitor.avoids(step):
            return []
        self._monitor.begin(step, page_count)
        try:
            text = _with_characters(self._reader.pages[number - 1].extract_text())
        except Exception:  # hostile files make pypdf raise TypeError, AssertionError and more
            text = ""
        max_characters = self._monitor.limits.page_characters
        self.is_cut = len(text) > max_characters
        lines = _lines(text[:max_characters])
        if lines:
            self._empty_pages = 0
        else:
            self._empty_pages += 1
        return lines


def _lines(text: str) -> list[Line]:
    if is_garbled(text):
        return []
    lines = []
    for line in text.split("\n"):
        cleaned = clean_line(line.replace("\t", " "))
        if cleaned:
            lines.append(Line(cleaned))
    return join_pieces(lines)


def _with_characters(text: str) -> str:
    """Replace the names of glyphs that pypdf leaves in a text, such as "/one.oldstyle" and "/f_i"."""
    return _GLYPH_NAME.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    name, ligature = match.groups()
    if ligature:
        return str(ligature).replace("_", "")
    return _DIGITS.get(name, name)
