"""Characters that may not be the letters they seem: codes of a font, private characters, signs of other fonts.

On a page each such character is replaced at once if its font says what it is. Else it gets a stand-in, which keeps the
characters of different fonts apart. `letters.py` decides about the stand-ins when all pages of a document are known.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple

from corpus.reading.pdf.characters import NOTHING
from corpus.reading.pdf.dingbats import without_ornaments
from corpus.reading.pdf.encodings import FontNames, Meanings, tex_meaning
from corpus.reading.pdf.glyph_numbers import are_glyph_numbers, letter
from corpus.reading.symbol_fonts import is_symbol_font, symbols

FIRST_STAND_IN = 0xF0000
"""Stand-ins are private characters of plane 15, which no font uses."""

MAX_STAND_INS = 65_000
"""Different characters of a document that have a stand-in: the size of the plane. A document has a dozen."""

STAND_INS = "\U000f0000-\U000ffffd"
"""The range of stand-ins, for a regular expression."""

# Control characters (half of a line end is one too); private characters; lost letters; letters that no
# language of the West has; and signs that some fonts draw in place of others.
_SUSPECT = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0100-\u0217\u021c-\u024f\ue000-\uf8ff\ufffd\uffff¼½þÞð¨]"
)
_HALF_LINE_END = re.compile(r"\r(?!\n)|(?<!\r)\n")
# Fonts of pictures: a telephone before a number is not a letter or sign.
_PICTURES = re.compile("awesome|icon|webdings", re.I)
_MISNAMED = "¼½þÞð"
_ODD_LETTER = re.compile("[\u0180-\u019f\u01a2-\u01ae\u01b1-\u01cc\u01dd-\u0217\u021c-\u024f]")
_SMALL_CAPITAL = re.compile("[\uf721-\uf7ff]")
_SINGLE_LETTER = re.compile(r"(?<!\S)[a-z](?!\S)")
# A letter of statistics, a character in place of a sign, and a share: "po0.05", "p 4 .5".
_COMPARISON = re.compile(r"(?P<letter>[pPrR](?<![^\W_].)) ?(?P<sign>[o4]) ?(?P<number>0?\.\d)")
# A colon in a number, and one after a zero that begins the number.
_COLON = re.compile(r":(?<=\d:)(?=\d)")
_STARTS_SHARE = re.compile(r":(?<=[^\w:]0:)")
_SIGNS = {"o": "<", "4": ">"}
# Parts that large brackets are put together from, in Adobe's private codes and in Unicode's; and the line of an arrow,
# which is drawn as a dash.
_PARTS = dict.fromkeys([*map(chr, range(0xF8E5, 0xF8FF)), *"⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭⎮⏐"], NOTHING) | {
    "\uf8e7": "—",
    "⎯": "—",
}
# In TeX's symbols a stroke has the code of "6", and is drawn over the sign after it.
_STRUCK = {"=": "≠", "∈": "∉"}


class Glyph(NamedTuple):
    """A character in a font. `is_unmapped`: the font does not say which letter it is, and it is only a code.

    A glyph that its font names as several letters has them all, and no font.
    """

    font: str
    character: str
    is_unmapped: bool


GlyphAt = Callable[[int], Glyph]
"""Returns the glyph at a place of the text of a page."""


class Glyphs:
    """The suspect characters of a document: it replaces them, and keeps the glyph of each stand-in.

    `by_stand_in` has each glyph that is not decided by its font.
    """

    def __init__(self, names: FontNames, page_count: int) -> None:
        self.by_stand_in: dict[str, Glyph] = {}
        self._stand_ins: dict[Glyph, str] = {}
        self._names = names
        self._page_count = page_count
        self._has_numbers: dict[str, bool] = {}  # whether the unmapped characters of a font are numbers of glyphs

    def replace(self, number: int, text: str, glyph_at: GlyphAt) -> str:
        """Return the text of a page, by its physical number, without suspect characters. It keeps its length."""
        text = without_ornaments(_with_signs(text, glyph_at))
        glyphs = _suspects(text, glyph_at)
        if not glyphs:
            return text
        meanings: Meanings = {}
        if any(glyph.is_unmapped or glyph.character < " " or glyph.character in _MISNAMED for glyph in glyphs.values()):
            meanings = self._names.read(number, self._page_count)
        characters = list(text)
        numbers = self._glyph_numbers(text, glyphs, meanings, glyph_at)
        for place in numbers:
            characters[place] = letter(ord(text[place]))
        for place, glyph in glyphs.items():
            if place in numbers:
                continue
            meaning = _meaning(glyph, meanings)
            if meaning is None:
                meaning = self._stand_in(glyph)
            elif len(meaning) > 1:
                meaning = self._stand_in(Glyph("", meaning, is_unmapped=False))
            characters[place] = meaning
            if meaning in _STRUCK and place and glyph_at(place - 1)[:2] == (glyph.font, "6"):
                characters[place - 1 : place + 1] = NOTHING, _STRUCK[meaning]
        return "".join(characters)

    def _glyph_numbers(
        self, text: str, glyphs: Mapping[int, Glyph], meanings: Meanings, glyph_at: GlyphAt
    ) -> frozenset[int]:
        """Return the places of a page at which the character is the number of a glyph.

        Only a font with a control character that nothing names may have them. All numbers of punctuation are controls.
        """
        fonts = set()
        for glyph in glyphs.values():
            is_unnamed = glyph.is_unmapped and glyph.character < " " and not _named(glyph, meanings)
            if glyph.font and is_unnamed and self._has_numbers.get(glyph.font, True):
                fonts.add(glyph.font)
        if not fonts:
            return frozenset()
        places = defaultdict(list)
        for place in range(len(text)):
            glyph = glyph_at(place)
            if glyph.is_unmapped and glyph.font in fonts:
                places[glyph.font].append(place)
        found: list[int] = []
        for font, of_font in places.items():
            verdict = are_glyph_numbers(text[place] for place in of_font)
            if verdict is not None:
                self._has_numbers.setdefault(font, verdict)
            if self._has_numbers.get(font) and verdict is not False:
                found += of_font
        return frozenset(found)

    def _stand_in(self, glyph: Glyph) -> str:
        """Return the stand-in of a glyph, or `NOTHING` if the document has had too many."""
        if glyph not in self._stand_ins and len(self._stand_ins) < MAX_STAND_INS:
            stand_in = chr(FIRST_STAND_IN + len(self._stand_ins))
            self._stand_ins[glyph] = stand_in
            self.by_stand_in[stand_in] = glyph
        return self._stand_ins.get(glyph, NOTHING)


def _suspects(text: str, glyph_at: GlyphAt) -> dict[int, Glyph]:
    """Return the suspect characters of a page by their places."""
    places = [match.start() for match in _SUSPECT.finditer(text)]
    if not text.count("\r\n") == text.count("\r") == text.count("\n"):
        places += [match.start() for match in _HALF_LINE_END.finditer(text)]
    glyphs = {place: glyph_at(place) for place in sorted(places)}
    if any(_symbol_font(glyph.font) for glyph in glyphs.values()):
        singles = (match.start() for match in _SINGLE_LETTER.finditer(text))
        glyphs.update((place, glyph_at(place)) for place in singles)
    return glyphs


def _with_signs(text: str, glyph_at: GlyphAt) -> str:
    """Return a text with the signs that fonts of signs have in the places of letters and of a colon.

    The "o" of "po0.05" is a sign if neither the letter before it nor the number after it is in its font. The colon of
    "0:05" is a decimal point if neither digit is in its font, and so are the other colons of this font in numbers.
    """
    signs: dict[int, str] = {}
    for match in _COMPARISON.finditer(text):
        letter, sign, number = match.start("letter"), match.start("sign"), match.start("number")
        if glyph_at(sign).font not in (glyph_at(letter).font, glyph_at(number).font):
            signs[sign] = _SIGNS[match["sign"]]
    points: dict[int, str] = {}
    for match in _COLON.finditer(text):
        place = match.start()
        font = glyph_at(place).font
        if font not in (glyph_at(place - 1).font, glyph_at(place + 1).font):
            points[place] = font
    fonts_of_points = {font for place, font in points.items() if _STARTS_SHARE.match(text, place)}
    for place, font in points.items():
        if font in fonts_of_points:
            signs[place] = "."
    if not signs:
        return text
    characters = list(text)
    for place, sign_of_font in signs.items():
        characters[place] = sign_of_font
    return "".join(characters)


def _meaning(glyph: Glyph, meanings: Meanings) -> str | None:
    """Return the characters that a glyph is, or None if its font does not say it."""
    character = glyph.character
    named = _named(glyph, meanings)
    if named:
        return _PARTS.get(named, named)
    if character in _PARTS:
        return _PARTS[character]
    symbol_font = _symbol_font(glyph.font)
    if is_symbol_font(symbol_font):
        sign = symbols(character, symbol_font) or NOTHING
        return _PARTS.get(sign, sign)
    if _PICTURES.search(glyph.font):
        return NOTHING
    if glyph.is_unmapped or character == "¼":
        return None
    return _as_mapped(character)


def _named(glyph: Glyph, meanings: Meanings) -> str:
    """Return the characters that a glyph is by its name, or by its code in a font of TeX's. "" if neither says it."""
    character = glyph.character
    is_code = glyph.is_unmapped or character < " "
    meaning = meanings.get((glyph.font, character), "")
    if meaning and (is_code or character in _MISNAMED):
        return meaning
    return tex_meaning(glyph.font, character) if is_code else ""


def _as_mapped(character: str) -> str | None:
    """Return the character that a font says it is, or None if no text has such a character.

    A tab or line end is a space, as some fonts have it. A tab between columns is known by its width.
    """
    if character in " \t\n\v\f\r":
        return " "
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("cp1252", "ignore") or None
    is_letter = character.isalpha() and not _ODD_LETTER.match(character)
    if is_letter or character in _MISNAMED or character in "¨\x02\xad" or _SMALL_CAPITAL.match(character):
        return character
    return None


def _symbol_font(font: str) -> str:
    """Return the name of the symbol font that a font is, or ""."""
    name = re.sub("[^a-z0-9]", "", font.lower())
    if "wingdings" in name:
        number = name.partition("wingdings")[2][:1]
        return f"Wingdings {number}" if number.isdigit() else "Wingdings"
    return "Symbol" if "symbol" in name else ""
