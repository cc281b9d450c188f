"""Characters of symbol fonts -> Unicode. A document stores such a character as a code that only its font explains.

The codes of Symbol are those of Adobe's font of that name. Of Wingdings and Wingdings 2, signs that have a meaning in a
text are known: boxes, check marks, arrows, bullets and numbers in circles. Pictures are left out.

    https://www.unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt
    https://www.unicode.org/L2/L2012/12130-wingdings-sort.pdf
"""

import re
from collections.abc import Mapping

_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"


def _from(first: int, characters: str) -> dict[int, str]:
    """Return the characters by their codes, which begin at `first`."""
    return dict(enumerate(characters, first))


_FONTS: Mapping[str, Mapping[int, str]] = {
    "symbol": _from(0x20, _SYMBOL_LOW) | _from(0xA0, _SYMBOL_HIGH),
    "wingdings": {
        **_from(0x6C, "●❍■□□❑❒⬧⧫◆❖⬥"), **_from(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"), **_from(0x9E, "·•"),
        **_from(0xDF, "←→↑↓↖↗↙↘"), **_from(0xE7, "←→↑↓"), **_from(0xFB, "✗✓☒☑"),
        0x20: " ", 0x28: "☎", 0x2A: "✉", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xD8: "➢", 0xF0: "⇨",
    },
    "wingdings 2": {**_from(0x4F, "✗✓☒☑☒☒"), 0x20: " ", 0x2A: "☐", 0xA3: "☐"},
}  # fmt: skip

_PRIVATE = range(0xF000, 0xF100)
_PRIVATE_CHARACTER = re.compile("[\uf000-\uf0ff]")


def symbols(text: str, font: str) -> str:
    """Return a text in a font as Unicode: unchanged, unless the font is a symbol font.

    A private character in a font that is not known is one of Symbol, the font of most bullets and signs.
    """
    table = _FONTS.get(font.lower())
    if table is None:
        return _PRIVATE_CHARACTER.sub(lambda match: _of_unknown_font(match[0]), text)
    return "".join(_of_symbol_font(character, table) for character in text)


def is_symbol_font(font: str) -> bool:
    """Return whether the characters of a font are known to be symbols."""
    return font.lower() in _FONTS


def _of_unknown_font(character: str) -> str:
    return _FONTS["symbol"].get(ord(character) - _PRIVATE.start, "")


def _of_symbol_font(character: str, table: Mapping[int, str]) -> str:
    code = ord(character)
    if code in _PRIVATE:
        code -= _PRIVATE.start
    if code > 0xFF or character.isspace():
        return character
    return table.get(code, "")
