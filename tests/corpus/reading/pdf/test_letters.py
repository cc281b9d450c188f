"""What the whole document says about characters that its fonts do not explain."""

import time

import pytest

from corpus.reading.formats import extract
from corpus.reading.pdf.glyphs import FIRST_STAND_IN, Glyph
from corpus.reading.pdf.letters import decide, repair
from corpus.reading.pdf.model import Line
from tests.corpus.pdfs import write


def repaired(*lines, font="", is_unmapped=True):
    """Return lines of a font that does not explain its control characters, private characters and odd letters."""
    stand_ins = {}
    for character in "".join(lines):
        if character < " " or "\ue000" <= character <= "\uf8ff" or character in "ƟƩǎ¼":
            stand_ins.setdefault(character, chr(FIRST_STAND_IN + len(stand_ins)))
    table = str.maketrans(stand_ins)
    page = [Line(line.translate(table)) for line in lines]
    glyphs = {stand_in: Glyph(font, character, is_unmapped) for character, stand_in in stand_ins.items()}
    return [line.text for line in repair(page, decide([page], glyphs))]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # The words of the document say which ligature it is, whatever its code.
        (
            ("a \x04shing quay", "the \x04sherman", "fishing is good, a fisherman said"),
            ["a fishing quay", "the fisherman", "fishing is good, a fisherman said"],
        ),
        # Ligatures of T1, by common words; the other codes of this font are its quotation marks and dashes.
        (
            ("de\x1cned, signi\x1ccant", "di\x1berent e\x1bects", "the co\x1eee \x10quay\x11 of 1986\x151989"),
            ["defined, significant", "different effects", "the coffiee “quay” of 1986–1989"],
        ),
        # Ligatures of the old encoding of TeX.
        (("de\x0cned, signi\x0ccant", "e\x0ecient, o\x0ece"), ["defined, significant", "efficient, office"]),
        # The same code is another letter in another document.
        (
            ("\x1f\x1fx", "\x1fnancial \x1fgures", "a signi\x1fcant \x1fnding"),
            ["fifix", "financial figures", "a significant finding"],
        ),
        # Ligatures of Mac Roman at private characters. One word is enough, and the other ligature follows.
        (("cns.\uf0denal, pre\uf0dex", "an \uf0dfag", "the final"), ["cns.final, prefix", "an flag", "the final"]),
        # A sign that begins lines is a bullet. One in the middle of a line is lost. One that stands alone is nothing.
        (
            ("\ue001 one", "\ue001 two", "\ue001 three \ue002 four", "five \ue003"),
            ["• one", "• two", "• three \ufffd four", "five"],
        ),
        # A ligature counts before an apostrophe: "o'set" would be words too.
        (
            ("o\x1bset d\x1bset", "the e\x1bects o\x1bered a set", "di\x1berent"),
            ["offset dffset", "the effects offered a set", "different"],
        ),
        # Apostrophes.
        (
            ("don\x05t l\x05amore", "quay\x05s it\x05s", "the quay of amore, it said: don"),
            ["don’t l’amore", "quay’s it’s", "the quay of amore, it said: don"],
        ),
        # Digits may be lost too.
        (("February \x12\x13, 2018",), ["February \ufffd, 2018"]),
        # Nothing decides: the letters are lost, and stay apart from those of the page.
        (("d\ue002str\ue002ct quay o\ue001",), ["d\ufffdstr\ufffdct quay o\ufffd"]),
        (("\ue004\ue005\ue006\ue007 quay", "\ue004"), ["\ufffd quay"]),
    ],
)
def test_the_document_decides(lines, expected):
    """Words elect ligatures, ligatures an encoding, and places bullets. What nothing decides is said to be lost."""
    assert repaired(*lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("naƟonal aƩenƟon",), ["national attention"]),
        (("the name Ɵanga is African", "naƟonal"), ["the name Ɵanga is African", "naƟonal"]),
        (("nǐ hǎo",), ["nǐ hǎo"]),
        (("(n ¼ 557)", "r ¼ 0.74 and p ¼.01"), ["(n = 557)", "r = 0.74 and p =.01"]),
        (("a ¼ of the board", "n ¼ 557"), ["a ¼ of the board", "n ¼ 557"]),
        (("1 ¼ inches",), ["1 ¼ inches"]),
    ],
)
def test_letters_that_may_be_what_they_seem(lines, expected):
    """A letter or fraction stays as it is if only one of its places is that of a letter or fraction."""
    assert repaired(*lines, is_unmapped=False) == expected


def test_a_document_with_codes_in_place_of_ligatures(tmp_path):
    """The whole way: from a file that draws its own ligatures to the text of the document."""
    text = b"BT /F1 11 Tf 72 %d Td (%b) Tj /F4 11 Tf (\\0%o) Tj /F1 11 Tf (%b) Tj ET\n"
    words = [
        (b"The di", 27, b"erent e"),
        (b"a signi", 28, b"cant quay"),
        (b"A modi", 28, b"ed mole"),
        (b"no di", 27, b"erence"),
    ]
    content = b"".join(text % (700 - 40 * index, *word) for index, word in enumerate(words))
    document = extract(write(tmp_path / "a.pdf", [content], drawn="/a27 /a28", first_code=27))
    assert document.text.split() == "The different e a significant quay A modified mole no difference".split()
    assert document.warnings == ()


def test_hostile_documents_take_little_time():
    """Many different stand-ins, and many words with them, are decided in linear time."""
    stand_ins = [chr(FIRST_STAND_IN + index) for index in range(20_000)]
    glyphs = {stand_in: Glyph(f"F{index}", "\x01", True) for index, stand_in in enumerate(stand_ins)}
    page = [Line(f"e{stand_in}ect {stand_in} a{stand_in}") for stand_in in stand_ins]
    start = time.monotonic()
    repair(page, decide([page], glyphs))
    assert time.monotonic() - start < 20
