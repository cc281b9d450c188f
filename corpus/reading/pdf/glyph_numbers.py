"""Fonts whose text is the numbers of their glyphs: "7XIWV" is "Tufts".

Some programs leave out which letters the glyphs of a TrueType font are. The glyphs of most such fonts are in the order
of Apple's standard (Apple, TrueType Reference Manual, "post" table): glyph 3 is the space, 36 is "A", 112 is "é". An
engine that knows only the number of a glyph takes it for the code of a letter.

Pure functions: no I/O, no PDF library.
"""

from collections.abc import Iterable

MIN_LETTERS = 10
"""Letters that decide whether a text is such numbers. Chosen."""

MIN_SMALL_LETTERS = 0.6
"""Share of small letters among the letters of a text. Chosen."""

VOWELS = "aeiou"
MIN_VOWELS, MAX_VOWELS = 0.25, 0.6
"""Share of vowels among the letters of a text: 0.38 to 0.48 in English, Spanish and Portuguese, with room. Chosen."""

_ASCII_NUMBERS = range(3, 98)
_SHIFT_OF_ASCII = 29
_MAC_ROMAN_NUMBERS = range(98, 226)
_SHIFT_OF_MAC_ROMAN = 30


def letter(number: int) -> str:
    """Return the character that a glyph of this number is in Apple's order, or ""."""
    if number in _ASCII_NUMBERS:
        return chr(number + _SHIFT_OF_ASCII)
    if number in _MAC_ROMAN_NUMBERS:
        return bytes([number + _SHIFT_OF_MAC_ROMAN]).decode("mac_roman")
    return ""


def are_glyph_numbers(characters: Iterable[str]) -> bool | None:
    """Return whether characters that an engine read are numbers of glyphs: as letters they read as a text.

    Return None if they are too few to know.
    """
    letters = [letter(ord(character)) for character in characters]
    if "" in letters:
        return False
    alphabetic = [character for character in letters if character.isalpha()]
    if len(alphabetic) < MIN_LETTERS:
        return None
    small = sum(map(str.islower, alphabetic))
    vowels = sum(character.lower() in VOWELS for character in alphabetic)
    is_like_text = MIN_VOWELS * len(alphabetic) <= vowels <= MAX_VOWELS * len(alphabetic)
    return is_like_text and small >= MIN_SMALL_LETTERS * len(alphabetic)
