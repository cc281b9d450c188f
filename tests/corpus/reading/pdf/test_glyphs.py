"""Characters that may not be the letters they seem, on one page."""

import pytest

from corpus.reading.monitor import Monitor
from corpus.reading.pdf.characters import NOTHING, clean_line
from corpus.reading.pdf.encodings import FontNames
from corpus.reading.pdf.glyphs import FIRST_STAND_IN, MAX_STAND_INS, Glyph, Glyphs
from corpus.reading.pdf.structure import Structure


class Names(FontNames):
    """The names of the fonts of a page, as they are given."""

    def __init__(self, meanings):
        super().__init__(Structure(), Monitor())
        self.meanings = meanings

    def read(self, number, page_count):
        return self.meanings


def replaced(text, fonts, meanings=None, unmapped=""):
    """Return a text and its glyphs. `fonts` has the font of each character, as a letter."""
    names = {
        "S": "SymbolMT",
        "W": "ABCDEF+Wingdings-Regular",
        "V": "Wingdings2",
        "t": "Times",
        "P": "FontAwesome",
        "m": "MathSy",
    }
    assert len(text) == len(fonts)
    glyphs = Glyphs(Names(meanings or {}), 1)
    found = glyphs.replace(1, text, lambda place: Glyph(names[fonts[place]], text[place], text[place] in unmapped))
    assert len(found) == len(text)
    return found, glyphs


@pytest.mark.parametrize(
    ("text", "fonts", "expected"),
    [
        ("po0.05", "tmtttt", "p<0.05"),
        ("p 4 .5", "ttmttt", "p > .5"),
        ("(0:05 or 1:84)", "ttmtttttttmttt", "(0.05 or 1.84)"),  # TeX's point is at the code of the colon
        ("(10:30 to 1:84)", "tttttttttttmttt", "(10:30 to 1:84)"),
        ("(0:05 at 10:30)", "tttttttttttmttt", "(0:05 at 10:30)"),
        ("po0.05", "tttttt", "po0.05"),  # one font: nothing says that it is a sign
        ("p40.05", "tttttt", "p40.05"),
        ("(\uf06c = \uf033\uf02e\uf030)", "tStttSSSt", "(λ = 3.0)"),
        ("Yes þ No o", "ttttWttttW", "Yes ☑ No □"),
        ("Yes o No o", "ttttWttttt", "Yes o No o"),  # nothing suspect on the page
        ("\uf052 a \uf0a3", "VtttV", "☑ a ☐"),
        ("Canci\uf7f3n", "ttttttt", "Canción"),
        ("it\x92s 5\x96 6 \x9d", "ttttttttttt", "it’s 5– 6"),
        ("Łódź ǐ ſ", "tttttttt", "Łódź ǐ ſ"),
        ("both\uf8e7Data \uf8eb", "ttttStttttS", "both—Data"),
        ("\x87 402 \uf001 8", "PtttttPtt", "402 8"),
        ("a\tb\xad c", "tttttt", "a b\xad c"),
        ("a report\n\r\nb\rc", "tttttttttttttt", "a report b c"),
        ("a\uf0be b", "tStt", "a— b"),
        ("½ þ ð ¨", "ttttttt", "½ þ ð ¨"),
        ("plain text", "tttttttttt", "plain text"),
    ],
)
def test_fonts_say_what_their_characters_are(text, fonts, expected):
    """Signs of symbol fonts, signs in other fonts, and codes of Windows are read; other letters stay."""
    found, glyphs = replaced(text, fonts)
    letters = {ord(stand_in): glyph.character for stand_in, glyph in glyphs.by_stand_in.items()}
    assert clean_line(found.translate(letters)) == expected


def test_names_count_for_codes_and_misnamed_signs():
    """A name counts for a code and for a sign of another font, and a stroke and a sign are one sign."""
    meanings = {("MathSy", "\x01"): "≥", ("MathSy", "¼"): "=", ("Times", "é"): "x"}
    found, glyphs = replaced("é \x015 i 6¼ j", "ttmttttmmtt", meanings, unmapped="\x01")
    assert found == f"é ≥5 i {NOTHING}≠ j"
    assert not glyphs.by_stand_in


def test_codes_of_fonts_of_tex():
    """The codes of TeX's mathematical fonts are known by the name of the font."""
    glyphs = Glyphs(Names({}), 1)
    fonts = ["CMSY10", "CMMI8", "CMEX10", "LMMathSymbols6-Regular", "Other"]
    characters = "\x14\x0f\x12\x15\x14"
    found = glyphs.replace(1, characters, lambda place: Glyph(fonts[place], characters[place], True))
    assert found == f"≤ϵ(≥{chr(FIRST_STAND_IN)}"


def test_numbers_of_glyphs_are_letters():
    """Where a font only says the numbers of its glyphs, its controls too are letters. The other fonts stay."""
    text = "\x14\x13\x03'XULQJ\x03WKH\x03SDVW\x03ZHHN in KRZ"
    own = len(text) - len(" in KRZ")
    fonts = ["Arial"] * own + ["Times"] * len(" in KRZ")
    glyphs = Glyphs(Names({}), 1)
    found = glyphs.replace(1, text, lambda place: Glyph(fonts[place], text[place], fonts[place] == "Arial"))
    assert found == "10 During the past week in KRZ"


def test_each_character_of_each_font_has_a_stand_in():
    """The same code in two fonts is two characters, and several letters of one name are one."""
    found, glyphs = replaced("\x01\x01\x01a\x02", "tmttt", {("Times", "\x02"): "Th"}, unmapped="\x01\x02")
    first, second, third = (chr(FIRST_STAND_IN + index) for index in range(3))
    assert found == f"{first}{second}{first}a{third}"
    assert glyphs.by_stand_in == {
        first: Glyph("Times", "\x01", True), second: Glyph("MathSy", "\x01", True), third: Glyph("", "Th", False),
    }  # fmt: skip


def test_stand_ins_are_bounded():
    """A hostile document with more characters than the plane of stand-ins loses them."""
    glyphs = Glyphs(Names({}), 1)
    for index in range(MAX_STAND_INS + 2):
        found = glyphs.replace(1, "\x01", lambda place, index=index: Glyph(f"F{index}", "\x01", True))
    assert found == NOTHING
    assert len(glyphs.by_stand_in) == MAX_STAND_INS
