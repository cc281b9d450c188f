"""Fonts and code pages of rich text: which character a byte is."""

import codecs

from corpus.reading.rtf.words import CHARSETS, CODE_PAGES
from corpus.reading.symbol_fonts import is_symbol_font


class Fonts:
    """The fonts of a document by their numbers, and the code page of the document."""

    def __init__(self) -> None:
        self.default = -1
        self._code_page = "cp1252"
        self._code_pages: dict[int, str] = {}
        self._symbol_fonts: dict[int, str] = {}

    def name(self, font: int, name: str) -> None:
        """Give a font its name. The codes of a symbol font are not letters of a code page."""
        if is_symbol_font(name):
            self._symbol_fonts[font] = name
            self._code_pages[font] = "latin-1"

    def symbol_font(self, font: int) -> str:
        """Return the name of a symbol font, or "" for any other font."""
        return self._symbol_fonts.get(font, "")

    def decode(self, data: bytes, font: int) -> str:
        """Return bytes of text in a font as characters."""
        code_page = self._code_pages.get(font, self._code_page)
        return data.decode(code_page, "replace")

    def set_encoding(self, word: str, number: int, font: int) -> None:
        """Handle a word about code pages: of the document, or of a font. Ignore any other word."""
        if word == "fcharset" and number in CHARSETS:
            self._code_pages[font] = CHARSETS[number]
        elif word == "ansicpg":
            self._code_page = _codec(number) or self._code_page
        elif word in CODE_PAGES:
            self._code_page = CODE_PAGES[word]


def _codec(number: int) -> str:
    """Return the codec of a Windows code page, or "" if there is none."""
    name = {65001: "utf-8", 10000: "mac_roman"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
